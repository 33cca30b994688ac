"""The table of ``(stage, event) → handler``, and the little vocabulary that handlers are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from kiosk.flow.clockwork import clock_for
from kiosk.flow.effects import Act, Audit, CloseSession, Effect, EndReason
from kiosk.flow.events import Event, Paper
from kiosk.flow.state import Goodbye, PaperState, Session, Sheet, Stage, State

S_co = TypeVar("S_co", covariant=True)
E = TypeVar("E")

Next = tuple[State, tuple[Effect, ...]]


@dataclass(frozen=True, slots=True)
class Here(Generic[S_co]):
    """Where the machine stands when an event comes."""

    state: State
    stage: S_co
    now: float  # seconds, monotonic

    @property
    def session(self) -> Session:
        """The running session; a stage inside a session always has one (``step`` checks it)."""
        assert self.state.session is not None
        return self.state.session

    def stay(self, *effects: Effect) -> Next:
        return self.state, effects

    def go(self, stage: Stage, *effects: Effect, session: Session | None = None) -> Next:
        """Enter ``stage``: its own clock begins."""
        state = replace(self.state, stage=stage, session=session or self.state.session)
        return replace(state, clock=clock_for(state, self.now)), effects

    def show(self, stage: Stage, *effects: Effect, session: Session | None = None) -> Next:
        """The same page with other content: the clock runs on as it is."""
        return replace(self.state, stage=stage, session=session or self.state.session), effects

    def end(self, why: EndReason, *effects: Effect) -> Next:
        """Leave the session: everything of the person goes."""
        serial = self.session.serial
        return self.go(
            Goodbye(why), *effects, Audit(Act.SESSION_ENDED, serial, why.value), CloseSession(serial, why)
        )


Handler = Callable[[Here[Any], Any], Next]

TABLE: dict[tuple[type, type], Handler] = {}


def on(
    *stages: type, event: type[E]
) -> Callable[[Callable[[Here[Any], E], Next]], Callable[[Here[Any], E], Next]]:
    """Enter a handler into the table for each of ``stages``."""

    def enter(handler: Callable[[Here[Any], E], Next]) -> Callable[[Here[Any], E], Next]:
        for stage in stages:
            pair = (stage, event)
            assert pair not in TABLE, f"two handlers for {stage.__name__} × {event.__name__}"
            TABLE[pair] = cast(Handler, handler)
        return handler

    return enter


def sheets_with(sheets: Mapping[Paper, Sheet], paper: Paper, sheet: Sheet) -> Mapping[Paper, Sheet]:
    return MappingProxyType({**sheets, paper: sheet})


def sheet_set(session: Session, paper: Paper, state: PaperState) -> Session:
    sheet = session.sheets.get(paper)
    number = sheet.print_number if sheet else session.print_number
    return replace(session, sheets=sheets_with(session.sheets, paper, Sheet(number, state)))


def of_session(event: Event) -> int | None:
    """The session that an event belongs to; None when it belongs to the terminal."""
    return cast("int | None", getattr(event, "serial", None))
