"""What the dock says and offers, worked out from what was seen."""

from collections.abc import Mapping
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.demo_models import DemoCodeKind, Fault
from kiosk.flow.display import Language
from kiosk.flow.words import Text
from screens import dock_content as dock
from screens.dock_content import Deed, HubSight, Message, Resident, Section, Sight, TellDevice
from screens.dock_sections import compose, title_of
from screens.texts import say, texts

WANG, LI = Resident("wang", "王明远", "resident", "2036-05-20"), Resident("li", "李秀兰", "resident", "长期")
ROSTER = {one.key: one for one in (WANG, LI)}
WELL: Mapping[str, Mapping[str, object]] = {
    dock.READER: {"card": None, "variant": None, "attention": "none", "people": ["wang", "li"], "faults": {}},
    dock.SCANNER: {"light": False, "code_shown": False, "faults": {}},
    dock.CAMERA: {"persons": [], "light": "normal", "distance": "near", "viewers": 0, "faults": {}},
    dock.PAGE_PRINTER: {
        "paper": "ok", "sheets": 250, "in_tray": 0, "cover": "closed", "jam": False, "jobs": [], "files": [],
        "faults": {},
    },
    dock.RECEIPT_PRINTER: {
        "paper": "ok", "paper_millimetres": 80_000, "cover": "closed", "knife": "free", "mouth": "none",
        "files": [], "faults": {},
    },
}  # fmt: skip


def seen(device: str = "", /, hub: HubSight = HubSight(answers=True), **changed: object) -> Sight:  # noqa: B008
    devices = {name: {**state, **(changed if name == device else {})} for name, state in WELL.items()}
    return Sight(devices, hub, fresh=True)


def section(name: str, sight: Sight, chosen: str = "wang") -> Section:
    return next(one for one in compose(sight, ROSTER, chosen).sections if one.id == name)


def status(name: str, sight: Sight) -> list[str]:
    return [say(words, Language.ENGLISH) for words in section(name, sight).status]


def deed(name: str, label: str, sight: Sight, chosen: str = "wang") -> Deed:
    found = [
        one
        for one in section(name, sight, chosen).deeds
        if isinstance(one.label, Text) and one.label.key == label
    ]
    assert len(found) == 1, f"{len(found)} buttons are {label}"
    return found[0]


def test_the_card_that_is_put_is_the_chosen_resident_s() -> None:
    for chosen in ROSTER:
        [act] = deed(dock.READER, "dock.deed.put_card", seen(), chosen).acts
        assert act == TellDevice(dock.READER, "put_card", (("person", chosen), ("variant", "normal")))


def test_whoever_is_chosen_and_not_there_is_the_first() -> None:
    content = compose(seen(), ROSTER, "nobody")
    assert [choice.resident.key for choice in content.residents if choice.chosen] == ["wang"]


def test_residents_are_those_whose_cards_there_are() -> None:
    content = compose(seen(dock.READER, people=["li", "stranger"]), ROSTER, "")
    assert [choice.resident.name for choice in content.residents] == ["李秀兰", "stranger"]


def test_another_person_is_somebody_else() -> None:
    for chosen, other in (("wang", "li"), ("li", "wang")):
        assert deed(dock.CAMERA, "dock.deed.other", seen(), chosen).acts == (
            TellDevice(dock.CAMERA, "stand_before", (("person", other),)),
        )


def test_a_card_and_its_fault_are_told_in_words() -> None:
    there = seen(dock.READER, card="li", variant="expired", attention="read")
    assert status(dock.READER, there) == ["card of 李秀兰 on it", "expired", "read"]
    assert status(dock.READER, seen()) == ["no card on it"]


def test_a_card_is_taken_away_only_where_one_is() -> None:
    assert not deed(dock.READER, "dock.deed.take_card", seen()).enabled
    assert deed(dock.READER, "dock.deed.take_card", seen(dock.READER, card="li")).enabled


@pytest.mark.parametrize("printer", [dock.PAGE_PRINTER, dock.RECEIPT_PRINTER])
@pytest.mark.parametrize(
    ("changed", "offered", "not_offered"),
    [
        ({"cover": "open"}, "dock.deed.close_cover", "dock.deed.open_cover"),
        ({"jam": True, "faults": {"jam": {}}}, "dock.deed.clear_jam", "dock.deed.jam"),
        ({}, "dock.deed.open_cover", "dock.deed.close_cover"),
    ],
)
def test_what_is_wrong_with_a_printer_can_be_put_right(
    printer: str, changed: Mapping[str, object], offered: str, not_offered: str
) -> None:
    shown = section(printer, seen(printer, **changed))
    labels = [one.label.key for one in shown.deeds if isinstance(one.label, Text)]
    assert offered in labels
    assert not_offered not in labels
    assert (shown.tone is dock.Tone.WRONG) == bool(changed)


def test_an_unplugged_device_says_so_and_offers_its_plug() -> None:
    for name in dock.DEVICES:
        pulled = section(name, seen(name, faults={"unplugged": {}}))
        assert pulled.status[0] == Text("dock.status.unplugged")
        assert pulled.plug is not None
        assert pulled.plug.acts == (TellDevice(name, "clear_fault", (("name", "unplugged"),)),)


def test_silence_is_said_once_and_nothing_can_be_pressed() -> None:
    content = compose(Sight(None, fresh=True), ROSTER, "")
    assert content.trouble == Text("dock.trouble.simulators")
    assert [one.status for one in content.sections] == [(Text("dock.status.no_answer"),)] * 6
    assert not [one for one in chain.from_iterable(part.deeds for part in content.sections) if one.enabled]
    assert [choice.resident for choice in content.residents] == [WANG, LI]


def test_before_the_first_look_nobody_is_blamed() -> None:
    assert compose(Sight(), ROSTER, "").trouble is None


def test_the_fault_in_force_is_told_and_not_offered_again() -> None:
    down = seen(hub=HubSight(answers=True, fault=Fault.DOWN))
    assert status("hub", down) == ["down"]
    assert not deed("hub", "dock.hub.down", down).enabled
    assert deed("hub", "dock.hub.mend", down).emphasis is dock.Emphasis.MENDS


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("验证码 042137，5 分钟内有效。", "042137"),
        ("code 314159.", "314159"),
        ("拨打 4008123456", ""),
        ("", ""),
    ],
)
def test_the_one_time_code_is_found_in_the_newest_message(words: str, code: str) -> None:
    content = compose(seen(hub=HubSight(True, None, Message("199****0001", words))), ROSTER, "")
    assert content.one_time_code == code


def test_what_was_printed_last_is_shown() -> None:
    ticket = seen(dock.RECEIPT_PRINTER, files=["/demo/ticket-0002.txt", "/demo/ticket-0002.png"])
    assert [one.name for one in compose(ticket, ROSTER, "").prints] == ["ticket-0002.png"]


def test_a_device_that_the_host_has_not_is_not_shown() -> None:
    devices = {name: state for name, state in WELL.items() if name != dock.CAMERA}
    content = compose(Sight(devices, HubSight(True), fresh=True), ROSTER, "")
    assert [one.id for one in content.sections] == [
        dock.READER, dock.SCANNER, dock.PAGE_PRINTER, dock.RECEIPT_PRINTER, "hub",
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("aok", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)
KEYS = sorted({key for state in WELL.values() for key in state})
STATES = st.dictionaries(st.sampled_from(dock.DEVICES), st.dictionaries(st.sampled_from(KEYS), JSON))


@given(STATES, st.none() | st.sampled_from(Fault), st.booleans(), st.sampled_from(["wang", "x"]))
def test_every_text_exists_whatever_the_simulators_say(
    states: Mapping[str, Mapping[str, object]], fault: Fault | None, answers: bool, chosen: str
) -> None:
    content = compose(Sight(states, HubSight(answers, fault), fresh=True), ROSTER, chosen)
    for part in content.sections:
        labels = [one.label for one in part.deeds] + ([part.plug.label] if part.plug else [])
        for words in (title_of(part), *part.status, *labels):
            assert isinstance(words, Text)
            assert texts().has(words.key), words.key


def test_every_kind_of_code_is_offered() -> None:
    acts = chain.from_iterable(one.acts for one in section(dock.SCANNER, seen()).deeds)
    kinds = [act.kind for act in acts if isinstance(act, dock.ShowCode)]
    assert kinds == list(DemoCodeKind)
