"""Events that belong to the terminal, not to a page: they mean the same wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from kiosk.flow.admission import face_failed, standing_stays_unknown
from kiosk.flow.clockwork import clock_for, touched, warning_seconds
from kiosk.flow.closing import all_gone, goodbye_over, something_taken
from kiosk.flow.course import stopped
from kiosk.flow.effects import CallHelp, Effect, EndReason, StopFaceCheck
from kiosk.flow.entry import refuse
from kiosk.flow.errand import Asking, HolderCard, Opening
from kiosk.flow.events import (
    TICKETS,
    AvailabilityLearnt,
    BackEndChanged,
    CardRemoved,
    Closed,
    Hint,
    Opened,
    Paper,
    PaperFailed,
    PaperTaken,
    PartReady,
    TimePassed,
    UnitChanged,
)
from kiosk.flow.intents import (
    AskForHelp,
    ChangeLanguage,
    ChangePalette,
    ChangeReach,
    ChangeSize,
    EndSession,
    GoBack,
    StayHere,
)
from kiosk.flow.paper import paper_failed, stop_printing
from kiosk.flow.problems import Problem
from kiosk.flow.state import (
    Admitting,
    Attract,
    Clock,
    ClockKind,
    FaceCheck,
    Goodbye,
    OutOfService,
    PaperState,
    PhoneCode,
    Previewing,
    Printing,
    Reading,
    Source,
    StaffCheck,
    Starting,
    State,
    Trouble,
)
from kiosk.flow.table import Here, Next, sheet_set
from kiosk.flow.ways import HOLDER_WAYS, ways_from

TerminalEvent = (
    TimePassed
    | PartReady
    | Opened
    | Closed
    | UnitChanged
    | BackEndChanged
    | AvailabilityLearnt
    | CardRemoved
    | PaperTaken
    | ChangeLanguage
    | ChangeSize
    | ChangePalette
    | ChangeReach
    | AskForHelp
    | StayHere
)

FACE_RAN_OUT = {
    Hint.NOBODY: Problem.FACE_NOBODY,
    Hint.SEVERAL: Problem.FACE_SEVERAL,
    Hint.TOO_DARK: Problem.FACE_TOO_DARK,
}
"""What the last hint makes of a face check whose time is over; anything else was not clear enough."""


def at_terminal(state: State, event: TerminalEvent, now: float) -> Next:
    match event:
        case TimePassed():
            return _time_passed(state, now)
        case PartReady(part=part):
            if isinstance(state.stage, Starting):
                state = replace(state, stage=Starting(state.stage.ready | {part}))
            return state, ()
        case Opened():
            state = replace(state, closing=None)
            if isinstance(state.stage, Starting | OutOfService):
                state = replace(state, stage=Attract(), clock=Clock())
            return state, ()
        case Closed(why=why):
            return _closed(replace(state, closing=why), now)
        case UnitChanged(unit=unit, health=health):
            return replace(state, units=MappingProxyType({**state.units, unit: health})), ()
        case BackEndChanged(reachable=reachable):
            return replace(state, back_end_reachable=reachable), ()
        case AvailabilityLearnt(closed=closed):
            return replace(state, closed_matters=MappingProxyType(dict(closed))), ()
        case CardRemoved():
            return something_taken(replace(state, card_lies=False), now), ()
        case PaperTaken(paper=paper):
            return _paper_taken(state, TICKETS if paper in TICKETS else frozenset({paper}), now), ()
        case ChangeLanguage(language=language):
            return _displayed(replace(state, display=replace(state.display, language=language)), now), ()
        case ChangeSize(size=size):
            return _displayed(replace(state, display=replace(state.display, size=size)), now), ()
        case ChangePalette(palette=palette):
            return _displayed(replace(state, display=replace(state.display, palette=palette)), now), ()
        case ChangeReach(reach=reach):
            return _displayed(replace(state, display=replace(state.display, reach=reach)), now), ()
        case AskForHelp():
            return _help(state, now)
        case StayHere():
            extended = replace(state.clock, extensions=state.clock.extensions + 1)
            return touched(replace(state, clock=extended), now), ()
        case _:
            assert_never(event)


def _paper_taken(state: State, papers: frozenset[Paper], now: float) -> State:
    session = state.session
    if session is None or not session.to_be_taken & papers:
        return state
    for paper, sheet in session.sheets.items():
        if paper in papers and sheet.state is PaperState.PRINTED:
            session = sheet_set(session, paper, PaperState.TAKEN)
    return something_taken(state.with_session(replace(session, lying=session.lying - papers)), now)


def _displayed(state: State, now: float) -> State:
    if isinstance(state.stage, Attract):
        return replace(state, clock=clock_for(state, now))
    return touched(state, now)


def _help(state: State, now: float) -> Next:
    if isinstance(state.stage, Starting | Goodbye):
        return state, ()
    shown = _displayed(replace(state, help_shown=True), now)
    serial = state.session.serial if state.session else None
    matter = getattr(state.stage, "matter", "")
    return shown, (CallHelp(serial, type(state.stage).__name__, matter),)


def close_help(state: State, event: GoBack, now: float) -> State:
    """Back from the help page to where one was."""
    return _displayed(replace(state, help_shown=False), now)


def _closed(state: State, now: float) -> Next:
    assert state.closing is not None
    if state.session is None or isinstance(state.stage, Goodbye):
        if isinstance(state.stage, Goodbye):
            return state, ()
        return all_gone(state), ()
    return leave(state, now, EndReason.CLOSED)


def leave(state: State, now: float, why: EndReason) -> Next:
    """End the running session from wherever it is."""
    assert state.session is not None
    here = Here(replace(state, help_shown=False), state.stage, now)
    effects: list[Effect] = [*stopped(state.stage, state.session.serial)]
    effects.extend(stop_printing(state.session))
    return here.end(why, *effects)


def end_session(state: State, event: EndSession, now: float) -> Next:
    return leave(state, now, EndReason.PERSON)


# --- time -----------------------------------------------------------------------------------------


def _time_passed(state: State, now: float) -> Next:
    clock = state.clock
    match clock.kind:
        case ClockKind.STILL:
            return state, ()
        case ClockKind.PERSON:
            if clock.warned_until is None:
                if now < clock.until:
                    return state, ()
                return replace(state, clock=replace(clock, warned_until=now + warning_seconds(state))), ()
            return leave(state, now, EndReason.IDLE) if now >= clock.warned_until else (state, ())
        case ClockKind.FIXED:
            if now < clock.until:
                return state, ()
            if isinstance(state.stage, Goodbye):
                return goodbye_over(Here(state, state.stage, now))
            return replace(state, display=state.setup.display, help_shown=False, clock=Clock()), ()
        case ClockKind.MACHINE:
            return (state, ()) if now < clock.until else _machine_late(state, now)
        case _:
            assert_never(clock.kind)


def _machine_late(state: State, now: float) -> Next:
    """The machine's time is over. Effects have deadlines of their own; this one holds if they fail."""
    stage = state.stage
    assert state.session is not None
    match stage:
        case Reading(source=source):
            late = Problem.CARD_UNREADABLE if source is Source.CARD else Problem.BACKEND_SLOW
            return refuse(Here(state, stage, now), late)
        case FaceCheck(hint=hint):
            problem = FACE_RAN_OUT.get(hint, Problem.FACE_NOT_CLEAR)
            return face_failed(Here(state, stage, now), problem, StopFaceCheck(state.session.serial))
        case Admitting():
            return standing_stays_unknown(Here(state, stage, now))
        case Opening(matter=matter) | Asking(matter=matter):
            problem = Problem.BACKEND_UNKNOWN if isinstance(stage, Asking) else Problem.BACKEND_SLOW
            trouble = Trouble(problem, ways_from(state, state.session, problem), matter, retry=stage)
            return Here(state, stage, now).go(trouble)
        case HolderCard(matter=matter):
            return Here(state, stage, now).go(Trouble(Problem.CARD_UNREADABLE, HOLDER_WAYS, matter))
        case Previewing(result=result):
            return Here(state, stage, now).go(result)
        case Printing(paper=paper):
            number = state.session.sheets[paper].print_number
            failed = PaperFailed(state.session.serial, paper, number, Problem.PRINT_UNKNOWN)
            stop = stop_printing(state.session)
            after, effects = paper_failed(Here(state, stage, now), failed)
            return after, (*stop, *effects)
        case PhoneCode() | StaffCheck():
            problem = Problem.BACKEND_SLOW
            trouble = Trouble(problem, ways_from(state, state.session, problem))
            return Here(state, stage, now).go(trouble)
        case _:
            raise AssertionError(f"{type(stage).__name__} has no machine's clock")
