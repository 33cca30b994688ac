"""医保: what anybody may look up, how far an application is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hub.departments.medical_desk import Desk, build, catalogue, column
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.answers import RefusalType
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.department import DEPARTMENT
from kiosk.hub.departments.medical_insurance.lists import hospitals
from kiosk.hub.departments.registry import Level, Reply
from kiosk.hub.problems import Refusal

MATTERS = [handler.matter for handler in DEPARTMENT.handlers]
DISTRICTS = [entry.value for entry in public_data.entries("sh_district")]
NARROWED = ("Q19", "B09", "B10", "B12", "B13")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    built = build()
    yield built
    built.session.close()
    built.session.get_bind().dispose()


def none(found: Reply | Refusal) -> bool:
    return isinstance(found, Refusal) and found.type is RefusalType.NO_RECORD


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("氨氯地平", "氨氯地平片"),
        ("氨氯地平片", "氨氯地平片"),
        ("aldp", "氨氯地平片"),
        ("asplcrp", "阿司匹林肠溶片"),
        ("Metformin", "二甲双胍片"),
        ("没有这种药品", ""),
    ],
)
def test_a_drug_is_found_by_name_initials_and_english(desk: Desk, typed: str, expected: str) -> None:
    found = desk.ask("Q18", None, kw=typed)
    if expected:
        assert isinstance(found, Reply)
        assert column(found, "name")[0] == expected
        assert int(found.headline.params["count"].value) == len(column(found, "name"))
    else:
        assert none(found)


def test_there_are_enough_drugs_and_beds_each_with_class_and_standard() -> None:
    data = public_data.read("medical_standards")
    assert len(data["drugs"]) >= 60
    names = [row["zh"] for row in [*data["drugs"], *data["beds"]]]
    assert len(set(names)) == len(names)
    for row in [*data["drugs"], *data["beds"]]:
        assert row["class"] in ("a", "b")
        assert row["share"] == 0 or row["class"] == "b"
        assert float(row["standard"]) > 0


@pytest.mark.parametrize("matter", NARROWED)
def test_the_districts_together_are_the_whole_list(desk: Desk, matter: str) -> None:
    every = column(desk.answer(matter, None), "name")
    found = [desk.ask(matter, None, district=district) for district in DISTRICTS]
    assert sorted(every) == sorted(
        name for one in found if isinstance(one, Reply) for name in column(one, "name")
    )


@given(st.sampled_from(NARROWED), st.sampled_from(["", *DISTRICTS]), st.text(max_size=12))
def test_whatever_is_typed_narrows_the_list_and_never_widens_it(
    desk: Desk, matter: str, district: str, typed: str
) -> None:
    form = {"kw": typed} if matter in ("Q19", "B09", "B10") else {}
    whole = desk.ask(matter, None, district=district)
    found = desk.ask(matter, None, district=district, **form)
    if isinstance(found, Reply):
        assert isinstance(whole, Reply)
        assert set(column(found, "name")) <= set(column(whole, "name"))
    else:
        assert none(found)


def test_every_place_has_an_address_and_a_telephone_that_is_nobodys(desk: Desk) -> None:
    for matter, form in [*((matter, {}) for matter in NARROWED), ("B11", {"kw": "透析"})]:
        found = desk.answer(matter, None, **form)
        assert all(column(found, "address"))
        assert all(phone.startswith("021-00") for phone in column(found, "phone"))


def test_only_hospitals_contracted_for_the_treatment_are_named(desk: Desk) -> None:
    contracted = {
        item["zh"]: {hospitals()[value]["name"] for value in item["hospitals"]}
        for item in public_data.read("medical_places")["items"]
    }
    for item, names in contracted.items():
        found = desk.answer("B11", None, kw=item)
        listed = [
            name
            for shown, name in zip(column(found, "item"), column(found, "name"), strict=True)
            if shown == item
        ]
        assert sorted(listed) == sorted(names)


@pytest.mark.parametrize("service", ["home", "institution", "day"])
def test_institutions_offer_the_care_that_was_asked_for(desk: Desk, service: str) -> None:
    found = desk.answer("B13", None, service=service)
    assert set(column(found, service)) == {"matter.B13.value.offered"}
    assert len(column(found, "name")) < len(column(desk.answer("B13", None), "name"))


@pytest.mark.parametrize(
    ("matter", "key", "states"),
    [
        ("B14", "zhou", ["examined", "paid"]),
        ("B14", "ma", ["refused"]),
        ("B15", "zhou", ["insured"]),
        ("B15", "ma", ["examined", "insured"]),
    ],
)
def test_progress_comes_newest_first(desk: Desk, matter: str, key: str, states: list[str]) -> None:
    found = desk.answer(matter, key)
    assert column(found, "state") == [f"matter.{matter}.value.{state}" for state in states]
    assert found.headline.key == f"matter.{matter}.headline.{states[0]}"
    one = desk.answer(matter, key, number=column(found, "number")[-1].lower())
    assert column(one, "state") == column(found, "state")[-1:]


@pytest.mark.parametrize("matter", ["B14", "B15"])
def test_another_persons_application_is_not_shown(desk: Desk, matter: str) -> None:
    number = column(desk.answer(matter, "zhou"), "number")[0]
    assert none(desk.ask(matter, "ma", number=number))
    assert none(desk.ask(matter, "wang"))


# --- definitions --------------------------------------------------------------------------------------------


def test_the_department_handles_all_its_matters() -> None:
    expected = [f"H{n:02d}" for n in range(1, 9)] + [f"Q{n}" for n in range(11, 20)]
    assert sorted(MATTERS) == sorted(expected + [f"B{n:02d}" for n in range(8, 16)])


@pytest.mark.parametrize("matter", MATTERS)
def test_the_handler_asks_for_the_assurance_that_the_catalogue_names(matter: str) -> None:
    handler = next(one for one in DEPARTMENT.handlers if one.matter == matter)
    listed = catalogue().matter(matter)
    assert listed is not None
    assert handler.level.value == listed.assurance.value
    assert handler.residents_only == (handler.level is not Level.PUBLIC)
