"""The number pad writes into the field that the page is about, and no further than its length."""

from __future__ import annotations

import pytest
from support.visits import SETUP, Visit

from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow import state as at
from kiosk.flow.admission import number_pad_field
from kiosk.flow.matter import SIGNATURE
from kiosk.flow.state import State
from kiosk.runtime.core import DIGIT, ERASE, Core
from kiosk.runtime.vault import Vault


def typing(state: State) -> tuple[Core, Vault, list[ev.Event]]:
    """A core that stands in ``state``; nothing else of it is needed to type."""
    vault = Vault(1)
    posted: list[ev.Event] = []

    class Desk:
        pass

    desk = Desk()
    desk.vault = vault  # type: ignore[attr-defined]
    desk.state = lambda: state  # type: ignore[attr-defined]
    core = object.__new__(Core)
    core._desk = desk  # type: ignore[assignment]
    core._state = state
    core.post = posted.append  # type: ignore[method-assign]
    return core, vault, posted


def at_phone_code() -> State:
    visit = Visit.ready()
    visit.put_card()
    visit.learn_standing()
    visit.send(it.RefuseConsent(), it.ChooseOtherWay(it.OtherWay.PHONE_CODE), ev.PhoneCodeSent(visit.serial))
    return visit.state


def press(core: Core, digits: str) -> None:
    for digit in digits:
        core._type(DIGIT, digit)


def test_digits_become_the_code_and_no_more_than_it_has() -> None:
    core, vault, posted = typing(at_phone_code())
    press(core, "12345678")
    assert vault.typed("phone_code") == "123456"
    assert posted[-1] == ev.ValueTyped("phone_code", 6)


def test_erasing_takes_the_last_digit_and_stops_at_none() -> None:
    core, vault, posted = typing(at_phone_code())
    press(core, "12")
    for _ in range(3):
        core._type(ERASE, "")
    assert vault.typed("phone_code") == ""
    assert [event.length for event in posted] == [1, 2, 1, 0, 0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("phase", "field"), [(at.StaffPhase.CODE, "staff_code"), (at.StaffPhase.PIN, "staff_pin")]
)
def test_staff_type_code_and_pin_into_different_fields(phase: at.StaffPhase, field: str) -> None:
    state = State(SETUP, stage=at.StaffCheck(phase))
    assert number_pad_field(state) == (field, 6)


def test_on_other_pages_the_pad_writes_nowhere() -> None:
    visit = Visit.ready()
    visit.sign_in()
    core, vault, posted = typing(visit.state)
    press(core, "1")
    assert not posted
    assert vault.typed("digit") == ""


def test_a_signature_that_goes_on_for_too_long_is_not_cut_into_something_unreadable() -> None:
    core = Core.__new__(Core)
    typed: list[tuple[str, str]] = []
    core._type = lambda key, text: typed.append((key, text))  # type: ignore[method-assign]
    core._from_outside = lambda act: act()  # type: ignore[method-assign]
    slow_hand = "[[" + ",".join(["0.123456789"] * 8000) + "]]"
    core.type_from_outside(SIGNATURE, slow_hand)
    core.type_from_outside(SIGNATURE, "[[" + ",".join(["0.5"] * 60_000) + "]]")
    assert typed == [(SIGNATURE, slow_hand)], "what was drawn before it stands"
