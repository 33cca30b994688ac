"""The project's own dictionaries: whole, in both languages, found as people type, asked by a form."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue import Dictionaries, Dictionary, load_dictionaries
from kiosk.catalogue.dictionaries import FOLDER, READINGS, dictionary_name
from kiosk.catalogue.pinyin import Readings, is_chinese, read
from kiosk.domain.banks import issuer_of
from kiosk.domain.fields import Condition, Field, FieldFault, FieldType, Option, check_form
from kiosk.flow.words import Said

CONFIG = Path(__file__).resolve().parents[2] / "config"
LOADED, PROBLEMS = load_dictionaries(CONFIG / FOLDER)
NAMES = sorted(dictionary.name for dictionary in LOADED)
TODAY = date(2026, 11, 21)
CENTRES = ("service_centre", "police_station", "marriage_office", "hospital")


def known(name: str) -> Dictionary:
    dictionary = LOADED.get(name)
    assert dictionary is not None
    return dictionary


def test_the_project_s_own_files_have_no_fault() -> None:
    assert PROBLEMS == ()
    assert {*CENTRES, "bank", "ethnicity", "sh_committee", "province_city", "fund_centre"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_a_stable_value_and_both_languages(name: str) -> None:
    dictionary = known(name)
    assert dictionary.entries
    for entry in dictionary.entries:
        assert re.fullmatch(r"[^,\s]{1,60}", entry.value), entry.value
        assert is_chinese(entry.label.zh), entry.value
        assert entry.label.en.isascii() or "ü" in entry.label.en, entry.value
        assert not is_chinese(entry.label.en)
        assert dictionary.find(entry.value) is entry


@pytest.mark.parametrize("name", NAMES)
def test_no_two_choices_that_stand_beside_each_other_read_the_same(name: str) -> None:
    dictionary = known(name)
    for language in ("zh", "en"):
        beside = Counter((e.parent, getattr(e.label, language)) for e in dictionary.entries)
        assert [label for label, count in beside.items() if count > 1] == []


def test_every_street_belongs_to_a_district_and_begins_with_its_code() -> None:
    districts = known("sh_district").values()
    assert len(districts) == 16
    streets = known("sh_street")
    assert len(streets.entries) == 218
    assert {street.parent for street in streets.entries} == districts
    assert all(street.value.startswith(street.parent) for street in streets.entries)


def test_every_street_has_three_to_five_committees_and_a_centre() -> None:
    for street in known("sh_street").entries:
        assert 3 <= len(known("sh_committee").entries_for(street.value)) <= 5
        assert len(known("service_centre").entries_for(street.value)) == 1


def test_every_district_has_police_stations_a_marriage_office_and_hospitals() -> None:
    for district in known("sh_district").entries:
        assert 3 <= len(known("police_station").entries_for(district.value)) <= 6
        assert known("marriage_office").entries_for(district.value)
        assert known("hospital").entries_for(district.value)
    assert len(known("hospital").entries) >= 60


@pytest.mark.parametrize("name", CENTRES)
def test_a_place_to_go_to_has_an_address_and_a_telephone_that_is_nobody_s(name: str) -> None:
    telephones = set()
    for entry in known(name).entries:
        address, telephone = entry.fact("address"), entry.fact("phone")
        assert address is not None and telephone is not None
        assert is_chinese(address.zh) and address.en.isascii()
        assert re.fullmatch(r"021-00\d{6}", telephone.zh)
        telephones.add(telephone.zh)
    assert len(telephones) == len(known(name).entries)
    assert known(name).entries[0].fact("colour") is None


def test_ethnic_groups_are_the_56_of_the_standard_and_two_more() -> None:
    assert [e.value for e in known("ethnicity").entries] == [f"{i:02}" for i in range(1, 57)] + ["97", "98"]


def test_provinces_have_cities_below_them_and_those_without_are_chosen_themselves() -> None:
    places = known("province_city")
    provinces = places.entries_for("")
    assert len(provinces) == 34
    alone = {p.value for p in provinces if not places.entries_for(p.value)}
    assert alone == {"110000", "120000", "310000", "500000", "710000", "810000", "820000"}
    assert alone < places.values() and "130000" not in places.values()
    assert len(places.values() - alone) == 365
    assert places.values("130000") == {e.value for e in places.entries_for("130000")}
    assert all(e.value[:2] == e.parent[:2] for e in places.entries if e.parent)


def test_codes_of_the_forms_are_as_many_as_the_forms_have() -> None:
    causes = [e.value for e in known("unemployment_cause").entries]
    assert len(causes) == 14 and (causes[0], causes[-1]) == ("10", "90")
    assert len(known("disability_grade").entries) == 11
    assert len(known("health_state").entries) == 5
    assert known("archive_district").values() == known("sh_district").values() | {"unknown"}
    assert known("fund_centre").values() <= known("province_city").values()
    assert len(known("fund_centre").entries) >= 60


def test_values_of_one_chain_never_collide() -> None:
    # A centre is asked for by street and by district: one value must not be both.
    chain = [known(name) for name in ("sh_district", "sh_street", "sh_committee", "service_centre")]
    values = [entry.value for dictionary in chain for entry in dictionary.entries]
    assert len(set(values)) == len(values)


def test_the_centres_of_a_district_are_those_of_its_streets() -> None:
    assert LOADED.above("service_centre") == ("sh_street", "sh_district")
    streets = known("sh_street").entries_for("310101")
    centres = known("service_centre")
    expected = {c.value for street in streets for c in centres.entries_for(street.value)}
    assert centres.values("310101") == expected and len(expected) == 10


# What a form asks


def field(key: str, kind: FieldType, depends_on: str = "", **more: object) -> Field:
    return Field(key, Said("甲", "a"), kind, depends_on=depends_on, **more)  # type: ignore[arg-type]


DISTRICT = field("district", FieldType.SH_DISTRICT)
STREET = field("street", FieldType.SH_STREET, "district")
COMMITTEE = field("committee", FieldType.SH_COMMITTEE, "street")
CHAIN = (DISTRICT, STREET, COMMITTEE)


def test_nothing_can_be_chosen_before_what_it_depends_on() -> None:
    assert len(LOADED.entries(DISTRICT, {})) == 16
    assert LOADED.entries(STREET, {}) == ()
    assert LOADED.entries(STREET, {"district": "310151"}) == known("sh_street").entries_for("310151")
    assert LOADED.entries(STREET, {"district": "nowhere"}) == ()
    assert LOADED.choices(CHAIN, {})["street"] == frozenset()


def test_own_options_and_unknown_dictionaries_are_none_of_ours() -> None:
    own = field("a", FieldType.ENUM, options=(Option("x", Said("甲", "a")),))
    unknown = field("b", FieldType.ENUM, dictionary="planets")
    assert LOADED.entries(own, {}) == LOADED.entries(unknown, {}) == ()
    assert LOADED.choices((own, unknown, field("c", FieldType.TEXT)), {}) == {}


def test_a_field_that_is_not_shown_has_no_choices() -> None:
    hidden = field("bank", FieldType.BANK, when=(Condition("pay", frozenset({"card"})),))
    assert LOADED.choices((hidden,), {"pay": "cash"}) == {}
    assert LOADED.choices((hidden,), {"pay": "card"}) == {"bank": known("bank").values()}


def test_each_type_with_a_list_of_its_own_has_it() -> None:
    for kind in FieldType:
        name = dictionary_name(kind, "")
        assert (name in NAMES) == (kind.chosen and kind not in (FieldType.ENUM, FieldType.MULTI_ENUM)), kind
    assert dictionary_name(FieldType.ENUM, "ethnicity") == "ethnicity"


@given(st.data())
def test_a_street_chosen_before_another_district_is_refused(data: st.DataObject) -> None:
    district = data.draw(st.sampled_from(known("sh_district").entries)).value
    street = data.draw(st.sampled_from(known("sh_street").entries))
    committee = data.draw(st.sampled_from(known("sh_committee").entries_for(street.value))).value
    values = {"district": district, "street": street.value, "committee": committee}
    errors = check_form(CHAIN, (), values, TODAY, LOADED.choices(CHAIN, values))
    if street.parent == district:
        assert errors == {}
    else:
        assert {key: error.code for key, error in errors.items()} == {"street": FieldFault.NOT_AN_OPTION}


# Finding


@pytest.mark.parametrize(
    ("name", "parent", "typed", "found"),
    [
        ("sh_street", "", "njdl", "310101002"),
        ("sh_street", "310112", "xinzhuang", "310112101"),
        ("sh_street", "310115", "陆家嘴", "310115005"),
        ("ethnicity", "", "wwe", "05"),
        ("bank", "", "shyh", "bosc"),
        ("bank", "", "ICBC", "icbc"),
        ("province_city", "", "wlmq", "650100"),
        ("province_city", "", "shanghai", "310000"),
        ("province_city", "", "changzhi", "140400"),
        ("hospital", "310104", "yanke", "310104-05"),
        ("service_centre", "310110", "五角场", "310110019-1"),
    ],
)
def test_a_choice_is_found_as_people_type(name: str, parent: str, typed: str, found: str) -> None:
    assert LOADED.search(name, parent, typed)[0].value == found


def test_only_what_belongs_to_the_parent_is_found() -> None:
    assert LOADED.search("sh_street", "310101", "xinzhuang") == ()
    assert LOADED.search("planets", "", "mars") == ()


def test_text_that_says_nothing_finds_everything_in_its_order() -> None:
    assert LOADED.search("bank", "", "  ") == known("bank").entries_for("")
    assert len(LOADED.search("bank", "", "", limit=5)) == 5


@settings(max_examples=40)  # each prepares lists of up to 871 texts
@given(st.sampled_from(NAMES), st.text(max_size=50) | st.text("aghinsuyz", min_size=1, max_size=6))
def test_whatever_is_typed_finds_choices_only(name: str, typed: str) -> None:
    found = LOADED.search(name, "", typed, limit=2000)
    allowed = known(name).values() if typed.strip() else {e.value for e in known(name).entries_for("")}
    assert {entry.value for entry in found} <= allowed
    assert len(set(found)) == len(found)


def test_every_text_has_its_reading_in_the_file_as_the_dictionary_reads_it() -> None:
    readings = Readings.load(CONFIG / FOLDER, READINGS)
    texts = {text for text in LOADED.texts_to_read() if is_chinese(text)}
    missing = sorted(text for text in texts if not readings.knows(text))
    assert missing == [], "run: python -m kiosk.catalogue.write_readings config"
    assert [text for text in sorted(texts) if readings.of(text) != read(text)] == []


# Banks


def test_the_large_banks_are_known_by_their_cards() -> None:
    cards = "622202 icbc 622848 abc 621660 boc 436742 ccb 622260 bocom 622188 psbc 622588 cmb 622521 spdb"
    words = f"{cards} 622892 bosc 622478 srcb".split()
    known_cards = dict(zip(words[::2], words[1::2], strict=True))
    assert {prefix: issuer_of(prefix + "0000000000", LOADED.bins) for prefix in known_cards} == known_cards


def test_every_bank_has_cards_and_every_prefix_a_bank() -> None:
    assert set(LOADED.bins.values()) == known("bank").values()
    assert len(known("bank").entries) >= 20


def test_without_dictionaries_nothing_is_found() -> None:
    nothing = Dictionaries()
    assert list(nothing) == [] and nothing.search("bank", "", "a") == () and dict(nothing.bins) == {}
