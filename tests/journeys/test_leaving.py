"""Walking away at every step ends on the first page, with nothing of the person left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support import ledger
from support.errands import (
    ask,
    consent,
    open_form,
    print_all,
    put_card,
    refuse_face_check,
    see_result,
    sign_in,
)
from support.terminal import Terminal

from kiosk.flow.display import Display
from kiosk.flow.intents import (
    AskForHelp,
    ChooseMatter,
    GiveConsent,
    LookFirst,
    StayHere,
)
from kiosk.runtime.snapshot import (
    AttractContent,
    CredentialContent,
    EntryContent,
    FinishedContent,
    FormContent,
    GoodbyeContent,
    GuideContent,
    HelpContent,
    MenuContent,
    ProblemContent,
    RatingContent,
    RatingReasonsContent,
    Snapshot,
)

# Shorter than a terminal may be set to; that the real ones are kept to is tested on the flow itself.
TIMINGS = {"idle": 1.5, "idle_elder": 1.5, "warning": 0.5, "warning_elder": 0.5, "remind": 0.2, "face": 1.0}


def look(terminal: Terminal) -> None:
    terminal.do(LookFirst())
    terminal.page(MenuContent)


def look_at_guide(terminal: Terminal) -> None:
    look(terminal)
    terminal.do(ChooseMatter("Q01"))
    terminal.page(GuideContent)


def look_for_credential(terminal: Terminal) -> None:
    look(terminal)
    terminal.press("sign_in")
    terminal.page(CredentialContent)


def bad_card(terminal: Terminal) -> None:
    put_card(terminal, "wang", "expired")
    terminal.problem("card_expired")


def phone_code(terminal: Terminal) -> None:
    refuse_face_check(terminal, "xu")  # the hub sends one message a minute to each phone
    terminal.press("phone_code")
    terminal.page(EntryContent)
    terminal.type("phone_code", "12")


def staff_pin(terminal: Terminal) -> None:
    refuse_face_check(terminal)
    terminal.press("staff")
    terminal.page(EntryContent)
    terminal.type("staff_code", "880001")
    terminal.press("continue")
    terminal.type("staff_pin", "24")


def nobody_before_the_camera(terminal: Terminal) -> None:
    consent(terminal)
    terminal.do(GiveConsent())
    terminal.page(ProblemContent)


def half_filled_form(terminal: Terminal) -> None:
    sign_in(terminal)
    open_form(terminal)
    terminal.type("from", "2024-01")
    terminal.page(FormContent)


def no_record(terminal: Terminal) -> None:
    sign_in(terminal)
    ask(terminal, "1993-01", "1993-02")
    terminal.problem("no_record")


def no_paper(terminal: Terminal) -> None:
    see_result(terminal)
    terminal.fault("page-printer", "paper_out")
    terminal.press("print")
    terminal.page(ProblemContent)


def rating(terminal: Terminal) -> None:
    see_result(terminal)
    print_all(terminal)


def rating_reasons(terminal: Terminal) -> None:
    see_result(terminal)
    terminal.press("done")
    terminal.page(RatingContent)
    terminal.press("rate.1")
    terminal.page(RatingReasonsContent)


def finished(terminal: Terminal) -> None:
    see_result(terminal)
    terminal.press("done")
    terminal.press("skip_rating")
    terminal.page(FinishedContent)


def help_shown(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.do(AskForHelp())
    terminal.page(HelpContent)


STEPS: list[Callable[[Terminal], object]] = [
    look,
    look_at_guide,
    look_for_credential,
    bad_card,
    consent,
    refuse_face_check,
    phone_code,
    staff_pin,
    nobody_before_the_camera,
    sign_in,
    half_filled_form,
    no_record,
    see_result,
    no_paper,
    rating,
    rating_reasons,
    finished,
    help_shown,
]


def ended_for(terminal: Terminal) -> list[str]:
    trail = ledger.trail(terminal.settings.journal.file)
    return [about for event, about in trail if event == "session_ended"]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_whoever_walks_away_is_warned_and_then_forgotten(
    terminal: Terminal, step: Callable[[Terminal], object]
) -> None:
    before = len(ended_for(terminal))
    step(terminal)
    vision = terminal.service.vision.pids()
    terminal.wait_for(lambda shown: shown.idle is not None, "the warning")
    terminal.tell("id-card-reader", "take_card")
    terminal.page(GoodbyeContent)
    shown = terminal.page_shown(AttractContent)
    assert ended_for(terminal)[before:] == ["idle"]
    nothing_is_left(terminal, shown)
    terminal.wait_until(lambda: fresh_vision(terminal, vision), "a fresh vision process")


def nothing_is_left(terminal: Terminal, shown: Snapshot) -> None:
    state = terminal.service.core.state
    assert state.session is None
    assert terminal.service.desk.vault is None
    assert shown.display == Display()
    assert not state.help_shown
    assert terminal.service.frames.latest() is None


def fresh_vision(terminal: Terminal, before: dict[str, int]) -> bool:
    """The session's process is gone from the system, and another one is warm."""
    now = terminal.service.vision.pids()
    gone = before.get("session") is None or not Path(f"/proc/{before['session']}").exists()
    return gone and "session" not in now and "spare" in now


def test_a_press_during_the_warning_keeps_the_session(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.wait_for(lambda shown: shown.idle is not None, "the warning")
    terminal.do(StayHere())
    terminal.wait_for(lambda shown: shown.idle is None, "the end of the warning")
    assert isinstance(terminal.page(MenuContent), MenuContent)
    terminal.wait_for(lambda shown: shown.idle is not None, "another warning")
