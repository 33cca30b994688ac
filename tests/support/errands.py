"""What a resident comes for, step by step: each function ends on the page that it is named for."""

from __future__ import annotations

from support.terminal import Terminal

from kiosk.flow.intents import ChooseMatter, GiveConsent, RefuseConsent
from kiosk.runtime.snapshot import (
    ConsentContent,
    EntryContent,
    FormContent,
    MenuContent,
    OtherWaysContent,
    ProblemContent,
    RatingContent,
    ResultContent,
    Snapshot,
)

QUERY = "Q01"
TRIES = 40


def put_card(terminal: Terminal, person: str, variant: str = "normal") -> None:
    terminal.tell("id-card-reader", "put_card", person=person, variant=variant)


def consent(terminal: Terminal, person: str = "wang") -> ConsentContent:
    put_card(terminal, person)
    return terminal.page(ConsentContent)


def refuse_face_check(terminal: Terminal, person: str = "wang") -> OtherWaysContent:
    """The ways without a face; the back end has told the registered phone."""
    consent(terminal, person)
    terminal.do(RefuseConsent())
    shown = terminal.wait_for(
        lambda shown: isinstance(shown.content, OtherWaysContent) and bool(shown.content.phone),
        "the registered phone",
    )
    assert isinstance(shown.content, OtherWaysContent)
    return shown.content


def sign_in(terminal: Terminal, person: str = "wang") -> MenuContent:
    """By a member of staff: the quickest real way."""
    refuse_face_check(terminal, person)
    terminal.press("staff")
    type_staff(terminal, "880001", "246813")
    return terminal.page(MenuContent)


def type_staff(terminal: Terminal, code: str, pin: str) -> None:
    terminal.page(EntryContent)
    terminal.type("staff_code", code)
    terminal.press("continue")
    terminal.wait_for(lambda shown: getattr(shown.content, "kind", "") == "staff_pin", "the PIN's page")
    terminal.type("staff_pin", pin)
    terminal.press("continue")
    terminal.press("confirm")


def sign_in_by_face(terminal: Terminal, person: str = "wang") -> MenuContent:
    terminal.tell("camera", "stand_before", person=person)
    consent(terminal, person)
    terminal.do(GiveConsent())
    return terminal.page(MenuContent)


def open_form(terminal: Terminal) -> FormContent:
    terminal.page(MenuContent)
    terminal.do(ChooseMatter(QUERY))
    return terminal.page(FormContent)


def ask(terminal: Terminal, first: str = "2024-01", last: str = "2024-03") -> None:
    """Fill the form in and send it; a quarter fits on one page of screen and paper."""
    fill_in(terminal, first, last)
    terminal.press("continue")


def fill_in(terminal: Terminal, first: str, last: str) -> None:
    open_form(terminal)
    terminal.type("from", first)
    terminal.type("to", last)


def see_result(terminal: Terminal, person: str = "wang") -> ResultContent:
    sign_in(terminal, person)
    ask(terminal)
    return terminal.page(ResultContent)


def print_all(terminal: Terminal) -> RatingContent:
    """From the result until proof and receipt are out."""
    terminal.press("print")
    return terminal.page(RatingContent)


def print_again_until_it_works(terminal: Terminal) -> RatingContent:
    """As a patient person does: the page says why not, its first button tries again."""

    def on(shown: Snapshot) -> bool:
        return isinstance(shown.content, RatingContent | ProblemContent)

    for _ in range(TRIES):
        shown = terminal.wait_for(on, "an end of the printing")
        if isinstance(shown.content, RatingContent):
            return shown.content
        terminal.press("print_again")
        terminal.wait_for(lambda now, since=shown.revision: now.revision > since, "the next page")
    raise AssertionError(f"it did not print; the screen showed {terminal.seen[-8:]}")
