"""What a published tree must not hold: registries, somebody's machine, secrets, photographs, big files."""

import re
import subprocess
from pathlib import Path

import pytest

# Put together from pieces, so that this file does not find itself.
REGISTRIES = [
    "py" + "pi.org", "python" + "hosted.org", "registry." + "npm" + "js", "deb." + "debian.org",
    "snapshot." + "debian.org", "security." + "debian.org", "proxy." + "golang.org", "static." + "crates.io",
]  # fmt: skip
MACHINES = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "C:" + "\\Users"]
SECRETS = [r"-----BEGIN [A-Z ]*PRIVATE " + "KEY", r"AKIA[0-9A-Z]{16}", r"gh[pousr]_[A-Za-z0-9]{36}"]
BYTES_AT_MOST = 12_000_000


@pytest.fixture(scope="module")
def tracked(root: Path) -> dict[str, bytes]:
    """Path and bytes of every file that git tracks."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "ls-files", "-z"], cwd=root, capture_output=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout: " + listed.stderr.decode().strip())
    names = listed.stdout.decode().split("\0")[:-1]
    assert "run" in names
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def places(tracked: dict[str, bytes], pattern: str) -> list[str]:
    """``file:line`` of every match in the files that are text."""
    expression = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, content in tracked.items()
        if b"\0" not in content[:8000]
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1)
        if expression.search(line)
    ]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_registry_is_named(tracked: dict[str, bytes], host: str) -> None:
    assert places(tracked, re.escape(host)) == []


@pytest.mark.parametrize("path", MACHINES)
def test_no_machine_path_is_named(tracked: dict[str, bytes], path: str) -> None:
    assert places(tracked, r"(?<![\w.}~-])" + re.escape(path)) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_tracked(tracked: dict[str, bytes], secret: str) -> None:
    assert places(tracked, secret) == []


def test_no_file_is_big(tracked: dict[str, bytes]) -> None:
    assert {name: len(content) for name, content in tracked.items() if len(content) > BYTES_AT_MOST} == {}


def test_pictures_carry_no_camera(tracked: dict[str, bytes]) -> None:
    """Drawn pictures have no EXIF; a photograph usually has."""
    photographs = [
        name
        for name, content in tracked.items()
        if name.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))
        and (b"Exif\0\0" in content[:4096] or b"eXIf" in content[:4096])
    ]
    assert photographs == []


def test_a_place_is_found() -> None:
    assert places({"a.txt": b"x\nsee " + MACHINES[0].encode() + b"main\n"}, re.escape(MACHINES[0]))
