"""requirements.lock: complete, with hashes, without addresses; and the environment is what it says."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def locked(root: Path) -> dict[str, tuple[Requirement, list[str]]]:
    """Name → what is locked and the hashes, one entry per version."""
    found = {}
    text = (root / "requirements.lock").read_text().replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        head, *hashes = line.split("--hash=")
        requirement = Requirement(head.strip())
        found[str(requirement)] = (requirement, [value.strip() for value in hashes])
    return found


def test_every_version_is_exact_and_hashed(locked: dict[str, tuple[Requirement, list[str]]]) -> None:
    for requirement, hashes in locked.values():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        if requirement.marker is None or requirement.marker.evaluate():
            assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


@pytest.mark.parametrize("name", ["requirements.lock", "config/tools.lock"])
def test_no_address_is_locked(root: Path, name: str) -> None:
    assert "://" not in (root / name).read_text()


def test_everything_declared_is_locked(
    root: Path, locked: dict[str, tuple[Requirement, list[str]]]
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    versions: dict[str, list[str]] = {}
    for requirement, _ in locked.values():
        name = canonicalize_name(requirement.name)
        versions.setdefault(name, []).append(str(requirement.specifier).removeprefix("=="))
    for line in project["dependencies"] + project["optional-dependencies"]["dev"]:
        wanted = Requirement(line)
        found = versions.get(canonicalize_name(wanted.name), [])
        assert found, f"{wanted} is not locked"
        assert all(wanted.specifier.contains(version) for version in found), f"{wanted}: {found} is locked"


def test_the_environment_is_what_is_locked(locked: dict[str, tuple[Requirement, list[str]]]) -> None:
    wanted: dict[str, str] = {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement, _ in locked.values()
        if requirement.marker is None or requirement.marker.evaluate()
    }
    installed: dict[str, str] = {
        canonicalize_name(found.name): found.version
        for found in metadata.distributions(path=[p for p in sys.path if p.startswith(sys.prefix)])
    }
    wanted["kiosk"] = installed["kiosk"]
    assert installed == wanted, "run `./run test`: it brings .venv to requirements.lock"
