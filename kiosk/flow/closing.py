"""好差评, what next, and goodbye."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.clockwork import leaves_something
from kiosk.flow.course import to_menu
from kiosk.flow.effects import Effect, RetractReceipt, SendRating
from kiosk.flow.events import TICKETS, Closure, SessionWiped
from kiosk.flow.intents import (
    ChooseReason,
    Continue,
    DoAnotherMatter,
    DropReason,
    EndSession,
    GoBack,
    Rate,
    SkipRating,
    WantCallBack,
)
from kiosk.flow.state import (
    Attract,
    Clock,
    ClockKind,
    Finished,
    Goodbye,
    OutOfService,
    Rating,
    RatingReasons,
    State,
)
from kiosk.flow.table import Here, Next, on

MOST_REASONS = 8
NEEDS_REASONS = 2  # 不满意 and below


@on(Rating, event=Rate)
def rate(here: Here[Rating], event: Rate) -> Next:
    if not 1 <= event.level <= 5 or here.session.ask_number in here.session.rated:
        return here.stay()
    if event.level <= NEEDS_REASONS:
        return here.go(RatingReasons(here.stage.matter, event.level))
    return _send(here, here.stage.matter, event.level)


def _send(
    here: Here[Rating] | Here[RatingReasons],
    matter: str,
    level: int,
    reasons: tuple[str, ...] = (),
    call_back: bool = False,
) -> Next:
    session = replace(here.session, rated=here.session.rated | {here.session.ask_number})
    return here.go(
        Finished(matter),
        SendRating(session.serial, matter, level, reasons, call_back),
        session=session,
    )


@on(Rating, event=SkipRating)
def skip_rating(here: Here[Rating], event: SkipRating) -> Next:
    return here.go(Finished(here.stage.matter))


@on(RatingReasons, event=ChooseReason)
def choose_reason(here: Here[RatingReasons], event: ChooseReason) -> Next:
    chosen = here.stage.chosen | {event.reason}
    return here.show(replace(here.stage, chosen=chosen)) if len(chosen) <= MOST_REASONS else here.stay()


@on(RatingReasons, event=DropReason)
def drop_reason(here: Here[RatingReasons], event: DropReason) -> Next:
    return here.show(replace(here.stage, chosen=here.stage.chosen - {event.reason}))


@on(RatingReasons, event=WantCallBack)
def want_call_back(here: Here[RatingReasons], event: WantCallBack) -> Next:
    return here.show(replace(here.stage, call_back=event.wanted))


@on(RatingReasons, event=Continue)
def send_reasons(here: Here[RatingReasons], event: Continue) -> Next:
    stage = here.stage
    return _send(here, stage.matter, stage.level, tuple(sorted(stage.chosen)), stage.call_back)


@on(RatingReasons, event=SkipRating)
def send_without_reasons(here: Here[RatingReasons], event: SkipRating) -> Next:
    return _send(here, here.stage.matter, here.stage.level)


@on(RatingReasons, event=GoBack)
def rate_anew(here: Here[RatingReasons], event: GoBack) -> Next:
    return here.go(Rating(here.stage.matter))


@on(Finished, event=DoAnotherMatter)
def another_matter(here: Here[Finished], event: DoAnotherMatter) -> Next:
    return to_menu(here)


# --- goodbye --------------------------------------------------------------------------------------


def all_gone(state: State) -> State:
    """The first page for the next person: nothing of this one, settings as they were."""
    empty = replace(state, session=None, display=state.setup.display, help_shown=False, clock=Clock())
    if state.closing is not None:
        return replace(empty, stage=OutOfService(state.closing))
    return replace(empty, stage=Attract())


@on(Goodbye, event=SessionWiped)
def session_wiped(here: Here[Goodbye], event: SessionWiped) -> Next:
    return here.show(replace(here.stage, wiped=True))


@on(Goodbye, event=EndSession)
def leave_at_once(here: Here[Goodbye], event: EndSession) -> Next:
    if not here.stage.wiped:
        return here.stay()
    return all_gone(here.state), _left_behind(here.state)


def _left_behind(state: State) -> tuple[Effect, ...]:
    left = state.session is not None and state.session.to_be_taken & TICKETS
    return (RetractReceipt(),) if left else ()


def goodbye_over(here: Here[Goodbye]) -> Next:
    """The page's time is over. It stays until the wipe is confirmed; without one, nobody may come."""
    if here.stage.wiped:
        return all_gone(here.state), _left_behind(here.state)
    timings = here.state.setup.timings
    waited = here.state.clock.extensions
    if waited >= timings.wiping:
        closed = replace(here.state, closing=Closure.WIPE_FAILED)
        return all_gone(closed), ()
    clock = Clock(ClockKind.FIXED, here.now + 1.0, extensions=waited + 1)
    return replace(here.state, clock=clock), ()


def something_taken(state: State, now: float) -> State:
    """On goodbye: when the last thing is taken, the reminder need not stand any longer."""
    if not isinstance(state.stage, Goodbye) or leaves_something(state):
        return state
    until = min(state.clock.until, now + state.setup.timings.goodbye)
    return replace(state, clock=replace(state.clock, until=until))
