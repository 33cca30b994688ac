"""A faulty file says file, line and remedy, and hinders no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue import Catalogue, load
from kiosk.problems import Problem

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG / "matters", tmp_path / "matters")
    shutil.copytree(CONFIG / "profiles", tmp_path / "profiles")
    shutil.copytree(CONFIG / "dictionaries", tmp_path / "dictionaries")
    return tmp_path


def change(file: Path, old: str, new: str) -> int:
    """Replace text that stands once; returns the line (from 1) where it stood."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(config: Path) -> tuple[Catalogue, list[Problem]]:
    catalogue, problems = load(config, "personal")
    return catalogue, list(problems)


@pytest.mark.parametrize(
    ("old", "new", "offset", "what", "remedy"),
    [
        ("type: month\n  required: false\n  # The", "type: monht\n  # The", 0, "monht", "'month'"),
        ('{zh: "起始年月", en: "From month"}', '{zh: "起始年月"}', 0, "'en' is missing", "Add it"),
        ('{zh: "起始年月", en: "From month"}', '{zh: "", en: "From"}', 0, "at least 1 character", "change"),
        ("first: from", "first: form", 0, "no field 'form'", "from, to"),
        ("first: from", "first: to", 0, "compared with itself", "two fields"),
        ("- key: to\n", "- {key: from, label: {zh: 一, en: I}, type: month}\n- key: to\n", 0,
         "two fields 'from'", "another key"),
        ("- key: to\n", "- key: to\n  when: {city: [a]}\n", 1, "no field before", "from"),
        ("- key: to\n", "- key: to\n  depends_on: later\n", 1, "no field before", "from"),
        ("- key: to\n", "- key: to\n  options: [{value: a, zh: 甲, en: A}]\n", 1, "has no options", "enum"),
        ('"1993-01"\n  not_after: today\n  hint: {zh: "不填则从', '"1993-13"\n  hint: {zh: "不填则从', 0,
         "no limit", "today-5y"),
        ("steps: [form, submit", "steps: [submit, form", 0, "cannot follow", "conditions, form"),
        ("steps: [form, submit", "steps: [form, materials, submit", 0, "nothing under 'materials'", "Remove"),
        ("steps: [form, submit, result", "steps: [form, submit", 0, "no result", "Add"),
        ("- kind: receipt\n", "- kind: a4_certificate\n", 0, "stands twice", "Remove"),
        ("proxy: nobody", "proxi: nobody", 0, "'proxi' is not known", "'proxy'"),
        ("proxy: nobody", "proxy: nobody\nproxy: agent", 1, "stands twice", "Mend"),
        ("next: [try_again, call, counter]", "next: []", 0, "at least 1 item", "change"),
        ("next: [try_again, call, counter]", "next: [try_agian]", 0, "try_agian", "'try_again'"),
        ("id: Q01\n", "id: Q02\n", 0, "of Q02 by its id", "Q02.yaml"),
        ("essential: true", "essential: maybe", 0, "'maybe'", "true or false"),
    ],
)  # fmt: skip
def test_a_faulty_definition_is_refused_with_its_line_and_a_remedy(
    config: Path, old: str, new: str, offset: int, what: str, remedy: str
) -> None:
    file = config / "matters" / "Q01.yaml"
    line = change(file, old, new) + offset
    catalogue, problems = faults(config)
    matter = catalogue.matter("Q01")
    assert matter is not None and not matter.handled
    assert len(catalogue.matters) == 66
    [problem] = problems
    assert problem.file == file
    assert problem.line == line, problem
    assert what in problem.what, problem
    assert remedy in problem.remedy, problem
    assert str(problem).startswith(f"{file}:{line}")


def test_all_faults_of_a_file_are_told_at_once(config: Path) -> None:
    file = config / "matters" / "Q01.yaml"
    change(file, "first: from", "first: form")
    change(file, "- kind: receipt\n", "- kind: a4_certificate\n")
    _, problems = faults(config)
    assert len(problems) == 2


def test_a_torn_file_hinders_no_other(config: Path) -> None:
    (config / "matters" / "Q02.yaml").write_text("id: Q02\nsteps: [form", "utf-8")
    (config / "matters" / "Q03.yaml").write_bytes(b"id: Q03\n\xff\xfe")
    (config / "matters" / "Q04.yaml").write_text("", "utf-8")
    (config / "matters" / "Z99.yaml").symlink_to("nowhere")
    catalogue, problems = faults(config)
    assert {problem.file.name for problem in problems} == {"Q02.yaml", "Q03.yaml", "Q04.yaml", "Z99.yaml"}
    assert next(p for p in problems if p.file.name == "Q03.yaml").line == 2
    q01, q02 = catalogue.matter("Q01"), catalogue.matter("Q02")
    assert q01 is not None and q01.handled
    assert q02 is not None and not q02.handled


def test_a_definition_for_a_matter_that_is_not_in_the_catalogue_is_told(config: Path) -> None:
    text = (config / "matters" / "Q01.yaml").read_text("utf-8").replace("id: Q01", "id: Z01", 1)
    (config / "matters" / "Z01.yaml").write_text(text, "utf-8")
    _, [problem] = faults(config)
    assert "no matter Z01" in problem.what


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("- id: H02\n", "- id: H01\n", "stands twice"),
        (
            'title: {zh: "医药费报销", en: "Claim back medical costs"}',
            'title: {zh: "医药费报销"}',
            "'en' is missing",
        ),
        ("life_events: [unemployment, hardship]", "life_events: [unemployed, hardship]", "not listed"),
        ("- id: taxation\n", "- id: taxes\n", "not listed"),
    ],
)
def test_a_faulty_line_of_the_catalogue_leaves_only_that_matter_out(
    config: Path, old: str, new: str, what: str
) -> None:
    file = config / "matters" / "catalogue.yaml"
    line = change(file, old, new)
    catalogue, problems = faults(config)
    [problem] = [one for one in problems if one.file == file]  # its definition, if any, is told too
    assert what in problem.what
    if "taxes" not in new:
        assert problem.line == line
    assert len(catalogue.matters) == 65


@pytest.mark.parametrize("text", ["", "matters: 5", "[]", "version: 1", "\x00", "a: b: c"])
def test_a_catalogue_that_is_none_leaves_no_matters_and_says_so(config: Path, text: str) -> None:
    (config / "matters" / "catalogue.yaml").write_text(text, "utf-8")
    catalogue, problems = faults(config)
    assert catalogue.matters == ()
    assert problems
    assert catalogue.search("社保", 5) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name = {zh='一', en='one'}\ninclude=['X*']", "match no matter"),
        ("name = {zh='一', en='one'}\ninclude=['Q*']\nmost_used=['H01']", "not a matter of this profile"),
        ("name = {zh='一'}\ninclude=['Q*']", "required"),
        ("name = ", "not sound TOML"),
        ("name = {zh='一', en='one'}\ninclude=['Q*']\nadmision='first'", "not permitted"),
    ],
)
def test_a_faulty_profile_says_so(config: Path, text: str, what: str) -> None:
    (config / "profiles" / "personal.toml").write_text(text, "utf-8")
    _, problems = faults(config)
    assert any(what in problem.what for problem in problems), problems


def test_a_profile_that_is_not_there_names_those_that_are(config: Path) -> None:
    catalogue, problems = load(config, "persnal")
    assert catalogue.matters == ()
    assert "personal, super" in problems[0].remedy


def test_a_matter_is_added_by_data_alone(config: Path) -> None:
    catalogue_file = config / "matters" / "catalogue.yaml"
    catalogue_file.write_text(
        catalogue_file.read_text("utf-8")
        + """
- id: Q99
  official: {zh: "图书馆借阅记录查询", en: "Library loans"}
  title: {zh: "查借书记录", en: "Your library loans"}
  departments: [education]
  kind: query
  assurance: L2
  completion: on_spot
  aliases: ["借书"]
  life_events: [schooling]
""",
        "utf-8",
    )
    text = (config / "matters" / "Q01.yaml").read_text("utf-8").replace("id: Q01", "id: Q99", 1)
    (config / "matters" / "Q99.yaml").write_text(text, "utf-8")
    catalogue, problems = faults(config)
    assert problems == []
    added = catalogue.matter("Q99")
    assert added is not None and added.handled
    assert catalogue.search("jieshu", 1) == (added,)
