"""How long each stage lasts, and what the end of its time means."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.flow.display import TypeSize
from kiosk.flow.errand import (
    Asking,
    Capturing,
    ChoosingEntry,
    ChoosingWhom,
    Conditions,
    ConfirmDrop,
    Form,
    FormRow,
    HolderCard,
    Materials,
    Opening,
    Pages,
    PhoneUpload,
    Review,
    Signing,
)
from kiosk.flow.state import (
    Admitting,
    AskCredential,
    Attract,
    ChoosingOtherWay,
    Clock,
    ClockKind,
    ConfirmWithdrawal,
    Consent,
    EntryPhase,
    FaceCheck,
    Finished,
    Goodbye,
    Guide,
    Menu,
    OutOfService,
    PhoneCode,
    Preview,
    Previewing,
    Printing,
    Rating,
    RatingReasons,
    Reading,
    Result,
    Source,
    StaffCheck,
    StaffPhase,
    Starting,
    State,
    Trouble,
)


def _elder(state: State) -> bool:
    return state.display.size is TypeSize.ELDER


def idle_seconds(state: State) -> float:
    timings = state.setup.timings
    return timings.idle_elder if _elder(state) else timings.idle


def warning_seconds(state: State) -> float:
    timings = state.setup.timings
    return timings.warning_elder if _elder(state) else timings.warning


def leaves_something(state: State) -> bool:
    """Whether something of the person still lies at the terminal, as far as sensors can tell."""
    return state.card_lies or bool(state.session and state.session.to_be_taken)


def clock_for(state: State, now: float) -> Clock:
    """The clock of the stage that has just been entered."""
    timings = state.setup.timings

    def person() -> Clock:
        return Clock(ClockKind.PERSON, now + idle_seconds(state))

    def machine(seconds: float) -> Clock:
        return Clock(ClockKind.MACHINE, now + seconds)

    match state.stage:
        case Starting() | OutOfService():
            return Clock()
        case Attract():
            if state.display == state.setup.display and not state.help_shown:
                return Clock()
            return Clock(ClockKind.FIXED, now + timings.attract_reset)
        case Reading(source=Source.CARD):
            return machine(timings.reading)
        case Reading():
            return machine(timings.exchange)
        case FaceCheck():
            return machine(timings.face)
        case Admitting():
            return machine(timings.exchange)
        case Opening() | Asking() | Previewing():
            return machine(timings.asking)
        case HolderCard(reading=True):
            return machine(timings.reading + timings.exchange)
        case Capturing() | PhoneUpload() | Signing():
            return Clock(ClockKind.PERSON, now + max(timings.upload, idle_seconds(state)))
        case Printing():
            return machine(timings.printing)
        case PhoneCode(phase=phase):
            return person() if phase is EntryPhase.TYPING else machine(timings.sending)
        case StaffCheck(phase=staff_phase):
            return machine(timings.sending) if staff_phase is StaffPhase.CHECKING else person()
        case Goodbye():
            stands = timings.remind if leaves_something(state) else timings.goodbye
            return Clock(ClockKind.FIXED, now + stands)
        case (
            Menu()
            | Guide()
            | AskCredential()
            | Consent()
            | ChoosingOtherWay()
            | ChoosingEntry()
            | ChoosingWhom()
            | HolderCard()
            | Conditions()
            | Form()
            | FormRow()
            | Materials()
            | Pages()
            | ConfirmDrop()
            | Review()
            | Result()
            | Preview()
            | ConfirmWithdrawal()
            | Trouble()
            | Rating()
            | RatingReasons()
            | Finished()
        ):
            return person()
        case _:
            assert_never(state.stage)


def touched(state: State, now: float) -> State:
    """The person did something: the idle clock begins anew and a warning goes away."""
    match state.clock.kind:
        case ClockKind.PERSON:
            fresh = clock_for(state, now)
            until = fresh.until if fresh.kind is ClockKind.PERSON else now + idle_seconds(state)
            return replace(state, clock=Clock(ClockKind.PERSON, until, None, state.clock.extensions))
        case ClockKind.FIXED if isinstance(state.stage, Attract):
            return replace(state, clock=clock_for(state, now))
        case _:
            return state


def next_wake_up(state: State) -> float | None:
    """When the flow wants ``TimePassed`` next, in monotonic seconds; None when nothing is waited for."""
    clock = state.clock
    if clock.kind is ClockKind.STILL:
        return None
    return clock.warned_until if clock.warned_until is not None else clock.until
