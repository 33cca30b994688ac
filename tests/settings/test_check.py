"""``kiosk check``: what it finds, and that the project itself passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.check import check, check_translations, check_used_keys
from kiosk.domain.fields import FieldError, FieldFault
from kiosk.domain.identifiers import IdentifierError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "zh.toml").write_text("[a]\nb = '一 {n}'\nc = '二'\n", "utf-8")
    (tmp_path / "en.toml").write_text("[a]\nb = 'one {n}'\nc = 'two'\n", "utf-8")
    return tmp_path


def test_the_project_passes_its_own_check() -> None:
    assert [str(problem) for problem in check(ROOT / "config" / "kiosk.toml")] == []


def test_two_languages_that_agree_are_sound(folder: Path) -> None:
    assert check_translations(folder) == []


@pytest.mark.parametrize(
    ("file", "text", "line", "what"),
    [
        ("zh.toml", "[a]\nb = '一 {n}'\nc = '二'\nd = '三'\n", 4, "en.toml has no text"),
        ("en.toml", "[a]\nb = 'one {n}'\nc = 'two'\nd = 'three'\n", 4, "zh.toml has no text"),
        ("zh.toml", "[a]\nb = '一 {m}'\nc = '二'\n", 2, "{m}, {n}"),
        ("zh.toml", "[a]\nb = '一'\nc = '二'\n", 2, "none, {n}"),
        ("zh.toml", "[a]\nb = '一 {n}'\nc = ' '\n", 3, "no text"),
        ("zh.toml", "[a]\nb = '一 {n}'\nc = 5\n", 3, "no text"),
        ("zh.toml", "[a\n", 0, "cannot be read"),
    ],
)
def test_languages_that_differ_are_told_with_the_line(
    folder: Path, file: str, text: str, line: int, what: str
) -> None:
    (folder / file).write_text(text, "utf-8")
    problem = check_translations(folder)[0]
    assert (problem.file.name, problem.line) == (file, line)
    assert what in problem.what


def with_field_errors(folder: Path) -> None:
    rows = "".join(f"{FieldError(code).text_key} = 'x'\n" for code in (*FieldFault, *IdentifierError))
    for name in ("zh.toml", "en.toml"):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(rows + text, "utf-8")


@pytest.mark.parametrize(
    ("name", "code", "lacking"),
    [
        ("kiosk/x.py", 'text("a.b", n=1)\ntext("a.missing")', "a.missing"),
        ("kiosk/x.py", 'text(f"a.{name}")\ntext(f"b.{name}.title")', "b.*.title"),
        ("kiosk/x.py", 'Column(label="a.b")\nFact(label="hub.x", value=1)', "hub.x"),
        ("screens/x.qml", 'qsTrId("a.b")\nqsTrId("z.y")', "z.y"),
        ("screens/x.qml", 'qsTrId("a." + name)\nqsTrId("z." + name)', "z..+"),
    ],
)
def test_a_key_that_the_code_names_and_no_language_has_is_told(
    folder: Path, name: str, code: str, lacking: str
) -> None:
    with_field_errors(folder)
    file = folder / name
    file.parent.mkdir()
    file.write_text(code, "utf-8")
    [problem] = check_used_keys(folder, folder)
    assert (problem.file, problem.line, problem.key) == (file, 2, lacking)


def test_every_way_in_which_a_field_can_be_wrong_needs_a_text(folder: Path) -> None:
    keys = {problem.key for problem in check_used_keys(folder, folder)}
    assert "field.error.wrong_check_character" in keys
    assert len(keys) == len(FieldFault) + len(IdentifierError)


def test_faults_of_settings_and_catalogue_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[timings]\nidle = 1\n")
    (tmp_path / "matters").mkdir()
    (tmp_path / "dictionaries").mkdir()
    (tmp_path / "dictionaries" / "bank.tsv").write_text("value\tzh\n")
    files = {problem.file.name for problem in check(file)}
    assert {"kiosk.toml", "personal.toml", "catalogue.yaml", "bank.tsv"} <= files
