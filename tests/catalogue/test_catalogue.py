"""The project's own catalogue: complete, served by profile, found as people say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.catalogue import Catalogue, MatterKind, describe, load
from kiosk.catalogue.loader import texts_to_read
from kiosk.catalogue.matter import Assurance
from kiosk.catalogue.pinyin import Readings, is_chinese, read
from kiosk.catalogue.write_schema import FILE, schema

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture(scope="module")
def personal() -> Catalogue:
    catalogue, problems = load(CONFIG, "personal")
    assert problems == ()
    return catalogue


@pytest.fixture(scope="module")
def everything() -> Catalogue:
    catalogue, problems = load(CONFIG, "super")
    assert problems == ()
    return catalogue


def test_the_personal_terminal_lists_32_matters_to_handle_and_34_to_look_up(personal: Catalogue) -> None:
    kinds = [matter.kind for matter in personal.matters]
    assert kinds.count(MatterKind.HANDLING) == 32
    assert kinds.count(MatterKind.QUERY) == 34
    assert len(personal.matters) == 66


def test_the_super_terminal_lists_104(everything: Catalogue) -> None:
    assert len(everything.matters) == 104
    assert len({matter.id for matter in everything.matters}) == 104


def test_the_functions_of_the_zone_are_offered_beside_the_matters_and_not_counted_among_them(
    personal: Catalogue, everything: Catalogue
) -> None:
    for catalogue in (personal, everything):
        assert [function.id for function in catalogue.functions] == ["F01", "F02"]
        assert catalogue.matter("F02") is catalogue.functions[1]
        assert catalogue.search("进度", 1) == (catalogue.functions[1],)


def test_eight_matters_of_the_personal_terminal_need_no_login(personal: Catalogue) -> None:
    open_to_all = [matter.id for matter in personal.matters if matter.assurance is Assurance.L0]
    assert open_to_all == ["Q18", "Q19", "Q22", "Q23", "Q30", "Q32", "Q33", "Q34"]


def test_the_matters_that_move_money_are_marked(personal: Catalogue) -> None:
    assert [m.id for m in personal.matters if m.moves_money] == ["H06", "H16", "H19", "H23", "H28", "H30"]


def test_every_matter_has_a_plain_title_shorter_than_a_card(everything: Catalogue) -> None:
    for matter in everything.matters:
        assert len(matter.title.zh) <= 14, matter.id
        assert len(matter.title.en) <= 52, matter.id
        assert matter.life_events and matter.aliases, matter.id


def test_the_new_card_is_found_under_the_police_and_under_work_and_pensions(personal: Catalogue) -> None:
    assert "H09" in [matter.id for matter in personal.by_department("police")]
    assert "H09" in [matter.id for matter in personal.by_department("human-resources")]


def test_every_matter_is_in_a_department_and_a_life_event_that_is_shown(everything: Catalogue) -> None:
    by_department = {m.id for d in everything.departments for m in everything.by_department(d.id)}
    by_event = {m.id for e in everything.life_events for m in everything.by_life_event(e.id)}
    functions = {function.id for function in everything.functions}
    assert len(by_department - functions) == len(by_event - functions) == 104


def test_a_department_without_matters_is_not_shown(personal: Catalogue, everything: Catalogue) -> None:
    assert len(personal.departments) == 11
    assert len(everything.departments) == 17


def test_a_matter_without_a_definition_is_listed_and_not_handled(personal: Catalogue) -> None:
    handled = {matter.id for matter in personal.matters if matter.handled}
    files = {path.stem for path in (CONFIG / "matters").glob("*.yaml")}
    assert handled == files & {matter.id for matter in personal.matters}
    assert "Q01" in handled


def test_the_most_used_come_first_and_handled_before_listed(personal: Catalogue) -> None:
    most_used = personal.most_used(6)
    assert most_used[0].id == "Q01"
    assert len(most_used) == 6
    handled = [matter.handled for matter in personal.most_used(66)]
    assert handled == sorted(handled, reverse=True)


def test_an_unknown_matter_is_none(personal: Catalogue) -> None:
    assert personal.matter("B01") is None
    assert personal.matter("") is None


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("城保缴费情况打印", "Q01"),  # alias
        ("社保缴费", "Q01"),
        ("cbjf", "Q01"),  # initials
        ("yanglaobaoxian", "Q01"),
        ("pension", "Q01"),
        ("Q01", "Q01"),
        ("sbkjh", "H09"),
        ("社保卡激活", "H09"),
        ("社保卡激话", "H09"),  # one wrong character
        ("ｇｊｊ", "Q29"),  # full width
        ("gongjijin", "Q29"),
        ("gongjjin", "Q29"),  # one letter left out
        ("gjjin", "Q29"),  # initials, then in full
        ("退休金", "Q02"),
        ("无犯罪", "H14"),
        ("wfzzm", "H14"),
        ("看病报销", "H06"),
        ("医保 报销", "H06"),  # two words
        ("医保报销", "H06"),  # the same without a space
        ("我要办理居住证续签", "H12"),
        ("结婚证明", "Q24"),
        ("违章", "Q21"),
        ("chongming", "Q22"),
    ],
)
def test_everyday_words_find_the_matter_among_the_first_three(
    personal: Catalogue, typed: str, wanted: str
) -> None:
    assert wanted in [matter.id for matter in personal.search(typed, 3)]


def test_every_title_and_alias_finds_its_own_matter(everything: Catalogue) -> None:
    for matter in everything.matters:
        for text in (matter.title.zh, matter.official.zh, matter.title.en, *matter.aliases):
            assert matter in everything.search(text, 5), f"{matter.id}: {text}"


def test_a_search_that_matches_better_comes_first(personal: Catalogue) -> None:
    assert personal.search("查房产税", 5)[0].id == "Q31"
    assert personal.search("公积金", 1)[0].id == "Q29"


@pytest.mark.parametrize("typed", ["", "  ", "，。", "xyzzyq", "\x00"])
def test_nothing_to_find_finds_nothing(personal: Catalogue, typed: str) -> None:
    assert personal.search(typed, 5) == ()


@given(st.text(max_size=60), st.integers(-1, 120))
def test_any_text_may_be_searched(text: str, limit: int) -> None:
    found = _EVERYTHING.search(text, limit)
    assert len(found) <= max(limit, 0)
    assert len(set(found)) == len(found)


_EVERYTHING, _ = load(CONFIG, "super")


def test_every_searchable_text_has_its_reading_in_the_file() -> None:
    readings = Readings.load(CONFIG)
    lacking = [text for text in texts_to_read(CONFIG) if is_chinese(text) and not readings.knows(text)]
    assert lacking == [], "run: python -m kiosk.catalogue.write_readings config"


def test_a_text_that_the_file_lacks_is_read_with_the_dictionary(tmp_path: Path) -> None:
    readings = Readings.load(tmp_path)
    assert readings.of("长护险查询A4") == ("chang", "hu", "xian", "cha", "xun", "a4")
    assert read("绿") == ("lv",)


def test_every_matter_is_described_as_plain_data(everything: Catalogue) -> None:
    described = {entry["id"]: entry for entry in describe(everything)}
    assert len(described) == 106
    assert [name for name, entry in described.items() if entry["kind"] == "function"] == ["F01", "F02"]
    q01 = described["Q01"]
    assert q01["steps"] == ["form", "submit", "result", "outputs", "rating"]
    assert [field["key"] for field in q01["fields"]] == ["from", "to"]
    assert [output["kind"] for output in q01["outputs"]] == ["screen_table", "a4_certificate", "receipt"]
    assert q01["needs"]["devices"] == []
    assert q01["needs"]["devices_of_outputs"] == ["page-printer", "receipt-printer"]
    assert q01["needs"]["operations"] == ["pension.contributions"]


def test_every_life_event_has_a_picture(everything: Catalogue) -> None:
    icons = CONFIG.parent / "assets" / "icons"
    assert [e.icon for e in everything.life_events if not (icons / f"{e.icon}.svg").is_file()] == []


def test_the_published_schema_is_that_of_the_models() -> None:
    assert FILE.read_text("utf-8") == schema(), "run: python -m kiosk.catalogue.write_schema"


def test_every_matter_and_function_is_found_by_the_initials_of_its_title(everything: Catalogue) -> None:
    readings = Readings.load(CONFIG)
    for matter in everything.everything:
        if not is_chinese(matter.title.zh):
            continue
        initials = "".join(syllable[0] for syllable in readings.of(matter.title.zh))
        assert matter in everything.search(initials, 5), f"{matter.id}: {initials}"


def test_every_matter_is_found_by_its_title_with_one_character_wrong(everything: Catalogue) -> None:
    for matter in everything.everything:
        title = matter.title.zh
        if len(title) < 4 or not is_chinese(title):
            continue
        at = len(title) // 2
        wrong = f"{title[:at]}囗{title[at + 1 :]}"
        assert matter in everything.search(wrong, 12), f"{matter.id}: {wrong}"


def test_certificates_to_print_stand_where_people_need_them(everything: Catalogue) -> None:
    function = everything.matter("F01")
    assert function is not None
    for event in ("residence", "family"):
        assert function in everything.by_life_event(event)


@pytest.mark.parametrize(("profile", "count", "kinds"), [("personal", 66, (32, 34)), ("super", 104, None)])
def test_the_command_lists_a_profile_with_steps_fields_outputs_and_needs(
    profile: str, count: int, kinds: tuple[int, int] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["matters", "--profile", profile, "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    matters = listed["matters"] if isinstance(listed, dict) else listed
    assert len(matters) == len({one["id"] for one in matters}) == count
    if kinds is not None:
        assert tuple(sum(one["kind"] == kind for one in matters) for kind in ("handling", "query")) == kinds
    for one in matters:
        if one["handled"]:
            assert one["steps"] and one["outputs"], one["id"]
            assert {"devices", "operations", "hours"} <= set(one["needs"]), one["id"]
            assert all({"key", "label", "type", "required"} <= set(field) for field in one["fields"])
    assert "Q01" in {one["id"] for one in matters if one["handled"]}
