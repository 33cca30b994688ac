"""docs/licences.md names everything that is delivered, and nothing else."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def tables(root: Path) -> dict[str, dict[str, str]]:
    """Heading → package → licence."""
    found: dict[str, dict[str, str]] = {}
    heading = ""
    for line in (root / "docs" / "licences.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif (row := re.fullmatch(r"\| ([a-z0-9-]+) \| (.+) \|", line)) and row[1] != "package":
            found.setdefault(heading, {})[row[1]] = row[2]
    return found


def delivered() -> set[str]:
    """The kiosk's dependencies and theirs, as installed here."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [("kiosk", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            assert name == "dlib", f"{name} is needed and not installed"  # dlib-bin takes its place
            continue
        seen.add((name, extras))
        for requirement in map(Requirement, lines):
            if requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in extras or {""}
            ):
                waiting.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return {name for name, _ in seen} - {"kiosk"}


def test_everything_delivered_is_listed(tables: dict[str, dict[str, str]]) -> None:
    assert set(tables["Needed to run"]) == delivered()


def test_everything_locked_is_listed(root: Path, tables: dict[str, dict[str, str]]) -> None:
    text = (root / "requirements.lock").read_text() + (root / "config" / "tools.lock").read_text()
    locked = {
        canonicalize_name(requirement.name)
        for line in re.findall(r"^[a-z].*?(?= \\)", text, re.M)
        if (requirement := Requirement(line)).marker is None or requirement.marker.evaluate()
    }
    assert set(tables["Needed to run"]) | set(tables["Needed to check and build only"]) == locked


def test_no_licence_forbids_the_kiosk(tables: dict[str, dict[str, str]]) -> None:
    """GPL and AGPL works may be tools beside the kiosk, never a part of it."""
    for name, licence in tables["Needed to run"].items():
        choices = licence.split(";")[0].split(" OR ")
        assert any(not re.search(r"(?<!L)GPL", choice) for choice in choices), f"{name}: {licence}"
