"""The style that a machine can check."""

import subprocess
import sys
from pathlib import Path

import pytest

# A file has one reason to change and rarely passes 400 lines; a file of scenarios may be longer.
LINES_AT_MOST = {"kiosk": 500, "drivers": 500, "screens": 500, "tests": 600}


def test_ruff_finds_nothing(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "concise"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"ruff check:\n{done.stdout}{done.stderr}"


def test_files_have_one_reason_to_change(root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for folder, most in LINES_AT_MOST.items()
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".qml") and (lines := len(path.read_bytes().splitlines())) > most
    }
    assert not long, f"longer than {LINES_AT_MOST}: {long}"


def test_shell_scripts_are_well_formed(root: Path) -> None:
    for script in (root / "run", root / ".ci/run", *root.glob("tests/fresh/*.sh")):
        done = subprocess.run(["/bin/bash", "-n", str(script)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{script}: {done.stderr}"


@pytest.mark.timeout(600)
def test_types_hold(root: Path) -> None:
    """``mypy --strict`` over everything that ships; pyproject.toml holds the rules."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-color-output", "--hide-error-context"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"mypy:\n{done.stdout}{done.stderr}"
