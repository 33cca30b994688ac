"""A faulty line of a dictionary is told and left out; a field with a wrong dictionary refuses its matter."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue import load, load_dictionaries

CONFIG = Path(__file__).resolve().parents[2] / "config"
BANKS = "# who pays\nvalue\tzh\ten\tphone\nx\t甲行\tBank X\t1\ny\t乙行\tBank Y\t\n"
TOWNS = "value\tzh\ten\na\t甲\tA\nb\t乙\tB\n"
ROADS = "town\tvalue\tzh\ten\na\ta1\t甲一\tA 1\nb\tb1\t乙一\tB 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("bank", BANKS), ("town", TOWNS), ("road", ROADS)):
        (tmp_path / f"{name}.tsv").write_text(text, "utf-8")
    (tmp_path / "bank_bins.tsv").write_text("bank\tprefixes\nx\t622200 95588\ny\t622848\n", "utf-8")
    return tmp_path


def test_sound_files_have_no_fault(folder: Path) -> None:
    loaded, problems = load_dictionaries(folder)
    assert problems == ()
    assert dict(loaded.bins) == {"622200": "x", "95588": "x", "622848": "y"}


def test_an_empty_fact_is_no_fact(folder: Path) -> None:
    banks = load_dictionaries(folder)[0].get("bank")
    assert banks is not None
    assert [bool(entry.fact("phone")) for entry in banks.entries] == [True, False]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "what", "remedy", "left"),
    [
        ("bank", "y\t乙行", "y,z\t乙行", 4, "'y,z' cannot be a value", "comma", {"x"}),
        ("bank", "y\t乙行", "y z\t乙行", 4, "cannot be a value", "space", {"x"}),
        ("bank", "y\t乙行", "x\t乙行", 4, "already in line 3", "Remove", {"x"}),
        ("bank", "Bank Y", "", 4, "lacks its text in en", "Write", {"x"}),
        ("bank", "乙行", " ", 4, "lacks its text in zh", "Write", {"x"}),
        ("bank", "Bank Y\t", "Bank Y", 4, "3 columns and the head has 4", "one tab", {"x"}),
        ("bank", "value\tzh", "value zh", 2, "does not name the columns", "value zh en", None),
        ("bank", BANKS, "# nothing\n", 0, "empty", "columns", None),
        ("road", "b\tb1", "c\tb1", 3, "'b1' belongs to 'c', which is not there", "first column", {"a1"}),
        ("road", "town\tvalue", "city\tvalue", 1, "'city'", "bank, town", None),
        ("road", "b\tb1", "\tb1", 3, "belongs to ''", "first column", {"a1"}),
        ("town", TOWNS, f"under\t{ROADS[5:]}", 2, "'a1' belongs to 'a', which is not", "column", set()),
    ],
)  # fmt: skip
def test_a_faulty_line_is_told_and_left_out(
    folder: Path, name: str, old: str, new: str, line: int, what: str, remedy: str, left: set[str] | None
) -> None:
    file = folder / f"{name}.tsv"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    loaded, problems = load_dictionaries(folder)
    problem = next(p for p in problems if p.file == file)
    assert (problem.line, what in problem.what, remedy in problem.remedy) == (line, True, True), problem
    dictionary = loaded.get(name)
    if left is not None:
        assert dictionary is not None and dictionary.values() == left
    untouched = {"bank": "town", "town": "bank", "road": "bank"}[name]
    assert loaded.get(untouched) is not None


def test_dictionaries_in_a_circle_are_left_out(folder: Path) -> None:
    (folder / "town.tsv").write_text("road\tvalue\tzh\ten\na1\ta\t甲\tA\n", "utf-8")
    loaded, problems = load_dictionaries(folder)
    assert loaded.get("town") is None and loaded.get("road") is None
    assert sorted(p.file.name for p in problems) == ["road.tsv", "town.tsv"]


def test_a_name_that_is_none_is_told(folder: Path) -> None:
    (folder / "My List.tsv").write_text(TOWNS, "utf-8")
    [problem] = load_dictionaries(folder)[1]
    assert "cannot be the name" in problem.what


def test_a_file_in_another_encoding_is_told_with_its_line(folder: Path) -> None:
    (folder / "bank.tsv").write_bytes(BANKS.encode("gb18030"))
    problem = next(p for p in load_dictionaries(folder)[1] if p.file.name == "bank.tsv")
    assert "not UTF-8" in problem.what and problem.line == 3


def test_a_file_that_cannot_be_read_hinders_no_other(folder: Path) -> None:
    (folder / "bank.tsv").unlink()
    (folder / "bank.tsv").mkdir()
    loaded, problems = load_dictionaries(folder)
    assert loaded.get("town") is not None and loaded.get("bank") is None
    assert any("cannot be read" in p.what for p in problems)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("y\t622848", "z\t622848", 3, "'z' is no bank"),
        ("622848", "622200", 3, "'622200' is of 'x' already"),
        ("622848", "62284a", 3, "cannot be the beginning"),
        ("622848", "62", 3, "cannot be the beginning"),
        ("bank\tprefixes", "bank,prefixes", 1, "does not name the columns"),
    ],
)
def test_a_faulty_prefix_is_told_and_left_out(folder: Path, old: str, new: str, line: int, what: str) -> None:
    file = folder / "bank_bins.tsv"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    loaded, [problem] = load_dictionaries(folder)
    assert problem.file == file and problem.line == line and what in problem.what, problem
    assert "y" not in loaded.bins.values()


def test_no_folder_and_no_prefixes_are_no_fault(folder: Path) -> None:
    (folder / "bank_bins.tsv").unlink()
    assert load_dictionaries(folder)[1] == ()
    loaded, problems = load_dictionaries(folder / "none")
    assert problems == () and list(loaded) == []


@settings(max_examples=60)
@given(st.binary(max_size=120))
def test_no_content_of_a_file_stops_the_loading(content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bank.tsv").write_bytes(content)
        (folder / "town.tsv").write_text(TOWNS, "utf-8")
        loaded, problems = load_dictionaries(folder)
    assert loaded.get("town") is not None
    assert loaded.get("bank") is not None or problems


# Fields of a matter

TO = "- key: to\n"
KIND = "- {key: kind, label: {zh: 甲, en: A}, type: enum, "
PLACE = "- {key: place, label: {zh: 区, en: District}, type: sh_district}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("matters", "profiles", "dictionaries"):
        shutil.copytree(CONFIG / name, tmp_path / name)
    return tmp_path


def problems_with(config: Path, fields: str) -> list[str]:
    """What is wrong with Q01 once these fields stand before its field ``to``; no fault is told above them."""
    file = config / "matters" / "Q01.yaml"
    text = file.read_text("utf-8")
    assert text.count(TO) == 1
    file.write_text(text.replace(TO, fields + TO), "utf-8")
    catalogue, problems = load(config, "personal")
    matter = catalogue.matter("Q01")
    assert matter is not None and matter.handled == (not problems)
    for problem in problems:
        assert problem.file == file and problem.line > text[: text.index(TO)].count("\n"), problem
    return [f"{problem.what} {problem.remedy}" for problem in problems]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        (KIND + "dictionary: planets}\n", "There is no sound dictionary 'planets'. Write one of"),
        (PLACE + KIND + "dictionary: bank, depends_on: place}\n", "'place' does not narrow 'bank'. Remove"),
        (
            KIND
            + "dictionary: bank}\n- {key: s, label: {zh: 街, en: S}, type: sh_street, depends_on: kind}\n",
            "'kind' does not narrow 'sh_street'. Name a field that is chosen from sh_district.",
        ),
        (
            PLACE + "- {key: s, label: {zh: 居, en: C}, type: sh_committee, depends_on: from}\n",
            "'from' does not narrow 'sh_committee'. Name a field that is chosen from sh_street or sh_dist",
        ),
        (KIND + "dictionary: bank, default: nobank}\n", "'nobank' is no value of 'bank'. Write a value"),
        (
            PLACE + KIND + 'dictionary: bank, when: {place: "999999"}}\n',
            "The condition can never hold: '999999' is no value of 'sh_district'.",
        ),
    ],
)
def test_a_field_at_odds_with_the_dictionaries_is_refused(config: Path, fields: str, what: str) -> None:
    [found] = problems_with(config, fields)
    assert found.startswith(what)


def test_a_chain_of_dictionaries_is_sound(config: Path) -> None:
    fields = (
        PLACE
        + "- {key: street, label: {zh: 街, en: S}, type: sh_street, depends_on: place}\n"
        + KIND
        + "dictionary: service_centre, depends_on: place}\n"
    )
    assert problems_with(config, fields) == []


def test_a_dictionary_that_could_not_be_read_refuses_the_matters_that_need_it(config: Path) -> None:
    (config / "dictionaries" / "sh_district.tsv").unlink()
    file = config / "matters" / "Q01.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(TO, PLACE + TO), "utf-8")
    catalogue, problems = load(config, "personal")
    matter = catalogue.matter("Q01")
    assert matter is not None and not matter.handled
    assert any("no sound dictionary 'sh_district'" in problem.what for problem in problems)
    assert catalogue.dictionaries.get("bank") is not None
