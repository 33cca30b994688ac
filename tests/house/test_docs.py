"""What the documents promise: links lead somewhere, words exist, the first thing said is how to run it."""

import re
from pathlib import Path

import pytest

SOURCES = ("kiosk", "drivers", "screens", "assets", "config")


def documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def test_links_lead_somewhere(root: Path) -> None:
    broken = [
        f"{path.relative_to(root)}: {target}"
        for path in documents(root)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


def test_named_tests_exist(root: Path) -> None:
    absent = [
        f"{path.relative_to(root)}: {target}"
        for path in documents(root)
        for target in re.findall(r"\btests/[\w./-]+\.(?:py|sh)", path.read_text("utf-8"))
        if not (root / target).exists()
    ]
    assert absent == []


def test_the_readme_begins_with_two_commands(root: Path) -> None:
    commands = re.findall(r"^\./run \w+", (root / "README.md").read_text("utf-8"), re.M)
    assert commands[:2] == ["./run demo", "./run test"]


def test_the_word_of_the_glossary_is_the_word_of_the_code(root: Path) -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for folder in SOURCES
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".qml", ".toml", ".yaml")
    )
    words = [
        word
        for line in (root / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and line.count("|") == 4
        for word in re.findall(r"`([^`]+)`", line.split("|")[2])
    ]
    assert len(words) > 40
    unused = [word for word in words if not re.search(re.escape(word), code, re.I)]
    assert unused == []


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md", "CONTRIBUTING.md", "docs/design.md"])
def test_a_document_that_people_look_for_is_there(root: Path, name: str) -> None:
    assert (root / name).stat().st_size > 300
