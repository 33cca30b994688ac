"""The invented residents: complete, consistent, and nobody real."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from drivers.simulators.people.roster import (
    FACES_FILE,
    RESIDENTS_FILE,
    CardKind,
    Person,
    RosterError,
    Sex,
    check_character,
    check_digit_2017,
    find,
    load,
)

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def people() -> tuple[Person, ...]:
    return load()


def test_the_check_characters_agree_with_published_numbers() -> None:
    # Examples of GB 11643-1999.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_the_2017_check_digit_weighs_7_3_1() -> None:
    assert check_digit_2017("A0000000000000") == "0"  # 10 * 7
    assert check_digit_2017("0B000000000000") == "3"  # 11 * 3
    assert check_digit_2017("00000000000001") == "3"  # 1 * 3, the 14th place


def test_the_roster_covers_the_cases_that_the_demo_shows(people: tuple[Person, ...]) -> None:
    ages = {p.key: p.age_on(TODAY) for p in people}
    assert len(people) >= 12
    assert min(ages.values()) == 9 and max(ages.values()) == 92
    assert sum(age >= 60 for age in ages.values()) >= 3
    assert {p.kind for p in people} == set(CardKind)
    assert {p.sex for p in people} == set(Sex)
    assert any(p.valid_to is not None and p.valid_to < TODAY for p in people)
    assert any(p.valid_from > TODAY for p in people)
    assert any(p.valid_to is None for p in people)
    names = "".join(p.name for p in people)
    assert all(rare in names for rare in ("𬭎", "㛃", "䶮", "𠅤", "·"))


def test_the_child_has_a_guardian_who_is_grown_up(people: tuple[Person, ...]) -> None:
    guardians = [p for p in people if p.ward is not None]
    assert guardians
    for guardian in guardians:
        assert guardian.ward is not None
        assert find(guardian.ward).age_on(TODAY) < 18 <= guardian.age_on(TODAY)


def test_no_number_lies_in_a_region_that_exists(people: tuple[Person, ...]) -> None:
    for p in people:
        region = p.id_number[3:7] if p.kind is CardKind.FOREIGNER_2017 else p.id_number[:2]
        assert region.startswith("99"), p.key


def test_an_unknown_resident_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RosterError, match=r"'nobody'.*wang"):
        find("nobody")


def _entry() -> dict[str, Any]:
    entry: dict[str, Any] = yaml.safe_load(RESIDENTS_FILE.read_text("utf-8"))["residents"][0]
    return entry


def _load(tmp_path: Path, *entries: dict[str, Any]) -> tuple[Person, ...]:
    file = tmp_path / "residents.yaml"
    file.write_text(yaml.safe_dump({"residents": list(entries)}, allow_unicode=True), "utf-8")
    return load(file, FACES_FILE)


def test_an_untouched_entry_is_accepted(tmp_path: Path) -> None:
    assert _load(tmp_path, _entry())[0].key == "wang"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id_number", "110105194912310020", "unassigned region"),
        ("id_number", "999999198403121110", "check character"),
        ("birth", date(1985, 3, 12), "birth date"),
        ("birth", "1984-03-12", "date like"),
        ("sex", "2", "sex"),
        ("sex", "3", "one of 1, 2"),
        ("phone", "13812345678", "1990000"),
        ("valid_to", "forever", "长期"),
        ("valid_to", date(2001, 1, 1), "after valid_from"),
        ("name", "长" * 16, "30 bytes"),
        ("address", "路" * 36, "70 bytes"),
        ("kind", "K", "one of resident"),
        ("ward", "wang", "not another resident"),
        ("shoe_size", 42, "not a field"),
        ("nation", "", "needed"),
        ("permit", {"pass_number": "H99000001"}, "no permit"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(
    tmp_path: Path, field: str, value: object, message: str
) -> None:
    with pytest.raises(RosterError, match=message):
        _load(tmp_path, _entry() | {field: value})


def test_a_doubled_resident_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="occurs twice"):
        _load(tmp_path, _entry(), _entry())


def test_a_resident_without_face_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="has no face"):
        _load(tmp_path, _entry() | {"key": "faceless"})


def test_no_message_repeats_the_number_of_the_card(tmp_path: Path) -> None:
    entry = _entry() | {"id_number": "999999198403121110"}
    with pytest.raises(RosterError) as error:
        _load(tmp_path, entry)
    assert "19840312" not in str(error.value)
    assert entry["name"] not in str(error.value)
