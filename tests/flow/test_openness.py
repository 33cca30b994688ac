"""What cannot be done now is greyed before anybody signs in: each cause, with its reason and another way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.app.flow_setup import rule_of
from kiosk.app.monitor import NOT_OFFERED, closed_matters
from kiosk.backend.models import Availability, MatterAvailability, MatterState
from kiosk.catalogue import load
from kiosk.flow.display import Language
from kiosk.flow.events import Health, Unit
from kiosk.flow.openness import Hindered, Hindrance, hindrance
from kiosk.flow.setup import Setup
from kiosk.flow.state import Guide, Menu, MenuPlace, Session, State
from kiosk.runtime.desk import Place
from kiosk.runtime.presenter.menu import guide, menu
from kiosk.runtime.presenter.view import View
from kiosk.texts import Texts

CATALOGUE, _ = load(Path(__file__).resolve().parents[2] / "config", "super")
SETUP = Setup(matters={one.id: rule_of(one) for one in CATALOGUE.everything})
HANDLED = frozenset(one.id for one in CATALOGUE.everything if one.handled)
PUBLIC = frozenset(one for one in HANDLED if not SETUP.matters[one].needs_person)
WORKS = frozenset((Health.READY, Health.LOW))


def before_login(**units: Health) -> State:
    """Somebody looks first; everything works but what is said."""
    health = dict.fromkeys(Unit, Health.READY) | {Unit[name]: one for name, one in units.items()}
    return replace(State(SETUP), session=Session(1), units=health, back_end_reachable=True)


def essential(unit: Unit) -> frozenset[str]:
    """The matters that make no sense without this device, by their definitions."""
    return frozenset(
        one.id
        for one in CATALOGUE.everything
        if one.definition is not None and unit.value in one.definition.devices
    )


def greyed(state: State, matters: Iterable[str] = HANDLED) -> dict[str, Hindered]:
    found = ((matter, hindrance(state, matter)) for matter in matters)
    return {matter: one for matter, one in found if one is not None}


def reasons(state: State, matter: str) -> tuple[str, str]:
    """What stands on the greyed card, in Chinese and English; the guide says the same and cannot be begun."""
    texts = Texts()
    texts.learn(CATALOGUE.texts())
    view = View(
        state, None, CATALOGUE, texts, Place("T", "区", "Zone", "12345"), date(2026, 11, 20), 0.0, 0.0
    )
    title = CATALOGUE.matter(matter)
    assert title is not None
    shown = menu(view, Menu(MenuPlace.SEARCH, words=title.title.zh))
    card = next(one for one in shown.matters if one.id == matter)
    told = guide(view, Guide(matter, Menu()))
    assert not card.available and card.reason is not None
    assert not told.available and told.reason == card.reason
    assert "start" not in [action.id for action in told.actions]
    zh, en = (texts.say(card.reason, language) for language in (Language.CHINESE, Language.ENGLISH))
    return zh, en


def test_with_everything_there_nothing_that_is_handled_is_greyed() -> None:
    assert greyed(before_login()) == {}


@pytest.mark.parametrize("unit", [Unit.PAGE_PRINTER, Unit.RECEIPT_PRINTER, Unit.BOOK_PRINTER])
@pytest.mark.parametrize("health", [one for one in Health if one not in WORKS])
def test_without_a_printer_or_its_paper_only_what_cannot_do_without_it_is_greyed(
    unit: Unit, health: Health
) -> None:
    wanted = essential(unit)
    assert wanted, "some matter needs it"
    found = greyed(before_login(**{unit.name: health}))
    assert found.keys() == wanted
    assert set(found.values()) == {Hindered(Hindrance.DEVICE_MISSING, unit=unit)}
    for said in reasons(before_login(**{unit.name: health}), min(wanted)):
        assert "[" not in said and said


def test_paper_that_runs_low_greys_nothing() -> None:
    assert greyed(before_login(PAGE_PRINTER=Health.LOW, RECEIPT_PRINTER=Health.LOW)) == {}


def test_a_matter_that_only_offers_a_sheet_goes_on_without_the_printer() -> None:
    assert "Q01" not in essential(Unit.PAGE_PRINTER)
    assert {"F01", "Q24"} <= essential(Unit.PAGE_PRINTER)


def test_without_both_readers_only_what_needs_no_login_is_open() -> None:
    found = greyed(before_login(ID_CARD_READER=Health.GONE, CODE_SCANNER=Health.GONE))
    assert found.keys() == HANDLED - PUBLIC
    assert {one.why for one in found.values()} == {Hindrance.NOBODY_CAN_SIGN_IN}
    assert greyed(before_login(ID_CARD_READER=Health.GONE)) == {}


def test_without_the_hub_nothing_can_be_begun_and_it_says_so() -> None:
    state = replace(before_login(), back_end_reachable=False)
    assert {one.why for one in greyed(state).values()} == {Hindrance.BACK_END_DOWN}
    zh, en = reasons(state, "Q01")
    assert zh and en and "[" not in zh + en


def test_a_matter_switched_off_says_until_when() -> None:
    until = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    off = MatterAvailability(matter="Q01", state=MatterState.UNAVAILABLE, until=until)
    availability = Availability(as_of=until, matters=(off, *_open(HANDLED - {"Q01"})))
    state = replace(before_login(), closed_matters=closed_matters(availability, HANDLED))
    assert greyed(state).keys() == {"Q01"}
    for said in reasons(state, "Q01"):
        assert f"{until.astimezone():%m-%d %H:%M}" in said


def test_a_department_outside_its_hours_says_when_it_opens_and_where_else_to_go() -> None:
    until = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    shut = MatterAvailability(
        matter="Q24", state=MatterState.UNAVAILABLE, reason="hindrance.outside_hours", until=until
    )
    availability = Availability(as_of=until, matters=(shut, *_open(HANDLED - {"Q24"})))
    state = replace(before_login(), closed_matters=closed_matters(availability, HANDLED))
    zh, en = reasons(state, "Q24")
    assert f"{until.astimezone():%m-%d %H:%M}" in zh and "受理中心" in zh
    assert f"{until.astimezone():%m-%d %H:%M}" in en


def test_an_operation_that_the_hub_does_not_offer_greys_its_matter() -> None:
    availability = Availability(as_of=datetime(2026, 11, 20, tzinfo=UTC), matters=_open(HANDLED - {"H06"}))
    state = replace(before_login(), closed_matters=closed_matters(availability, HANDLED))
    assert greyed(state) == {"H06": Hindered(Hindrance.CLOSED_BY_DEPARTMENT, reason=NOT_OFFERED)}
    assert "受理中心" in reasons(state, "H06")[0]


def test_a_matter_without_a_sound_definition_is_not_of_this_terminal() -> None:
    faulty = replace(SETUP, matters={**SETUP.matters, "Q01": replace(SETUP.matters["Q01"], handled=False)})
    state = replace(before_login(), setup=faulty)
    assert greyed(state) == {"Q01": Hindered(Hindrance.NOT_AT_THIS_TERMINAL)}
    assert "受理中心" in reasons(state, "Q01")[0]


def _open(matters: Iterable[str]) -> tuple[MatterAvailability, ...]:
    return tuple(MatterAvailability(matter=one, state=MatterState.AVAILABLE) for one in sorted(matters))
