"""``step(state, event, now) → (state, effects)``: the whole behaviour of the kiosk, pure.

Every pair of stage and event is defined: by a handler in the table, by a rule of the terminal that holds
everywhere, or by ``ELSEWHERE``, which says why that event means nothing on other pages.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import get_args

# The handlers enter themselves into the table.
from kiosk.flow import (  # noqa: F401  (registration)
    admission,
    browse,
    closing,
    entry,
    form,
    intents,
    materials,
    matter,
    opening,
    paper,
)
from kiosk.flow import events as ev
from kiosk.flow.clockwork import touched
from kiosk.flow.events import CardPresented, Event, PaperFailed, PaperPrinted, PaperStalled
from kiosk.flow.intents import EndSession, GoBack, Intent
from kiosk.flow.paper import paper_settled
from kiosk.flow.state import Attract, Goodbye, OutOfService, Starting, State
from kiosk.flow.table import TABLE, Here, Next, of_session
from kiosk.flow.terminal import TerminalEvent, at_terminal, close_help, end_session

INTENTS: tuple[type, ...] = get_args(Intent)
TERMINAL_EVENTS: tuple[type, ...] = get_args(TerminalEvent)
WITHOUT_SESSION = (Starting, OutOfService, Attract)


class Meaningless(Enum):
    """Why an event means nothing on a page that has no handler for it."""

    EARLIER_PAGE = "the press belongs to a page that has just gone"
    LATE_RESULT = "the result comes after the page stopped waiting for it"
    NOT_WELCOME = "no credential is read on this page"
    NOTHING_TYPED_HERE = "this page has no field of that name"


def _elsewhere() -> dict[type, Meaningless]:
    table: dict[type, Meaningless] = dict.fromkeys(INTENTS, Meaningless.EARLIER_PAGE)
    for late in (
        ev.CredentialRead,
        ev.CredentialRefused,
        ev.StandingLearnt,
        ev.FaceSeen,
        ev.FaceMatched,
        ev.FaceNotMatched,
        ev.PhoneCodeSent,
        ev.PhoneCodeAccepted,
        ev.PhoneCodeWrong,
        ev.StaffAttested,
        ev.OtherWayFailed,
        ev.PrincipalFound,
        ev.MatterOpened,
        ev.FormChecked,
        ev.RowChecked,
        ev.FieldButtonDone,
        ev.MaterialsChanged,
        ev.CaptureSeen,
        ev.PagesChanged,
        ev.UploadChanged,
        ev.PreviewMade,
        ev.PreviewFailed,
        ev.AnswerCame,
        ev.AnswerRefused,
        ev.SessionWiped,
        ev.PaperPrinted,
        ev.PaperStalled,
        ev.PaperFailed,
    ):
        table[late] = Meaningless.LATE_RESULT
    for credential in (ev.CardPresented, ev.CodeScanned, ev.CodeRejected):
        table[credential] = Meaningless.NOT_WELCOME
    table[ev.ValueTyped] = Meaningless.NOTHING_TYPED_HERE
    return table


ELSEWHERE = _elsewhere()


def step(state: State, event: Event, now: float) -> Next:
    """What the kiosk does next. ``now`` is in seconds of a monotonic clock."""
    serial = of_session(event)
    if serial is not None and (state.session is None or state.session.serial != serial):
        return state, ()  # of a session that is over
    if isinstance(event, TERMINAL_EVENTS):
        return at_terminal(state, event, now)  # type: ignore[arg-type]  # TERMINAL_EVENTS are TerminalEvent
    if isinstance(event, INTENTS):
        if state.help_shown and isinstance(event, GoBack):
            return close_help(state, event, now), ()
        state = touched(state, now)
    if isinstance(event, ev.ValueTyped):
        state = touched(state, now)
    if isinstance(event, CardPresented):
        state = replace(state, card_lies=True)
    if isinstance(event, EndSession) and _inside_session(state):
        return end_session(state, event, now)
    handler = TABLE.get((type(state.stage), type(event)))
    if handler is not None:
        return handler(Here(state, state.stage, now), event)
    if isinstance(event, PaperPrinted | PaperFailed | PaperStalled):
        return paper_settled(state, event, now)
    assert type(event) in ELSEWHERE, f"undefined: {type(state.stage).__name__} × {type(event).__name__}"
    return state, ()


def _inside_session(state: State) -> bool:
    return state.session is not None and not isinstance(state.stage, Goodbye)
