"""After a start: what to do with the effects that a crash left open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from kiosk.journal.effects import EffectState, JournalledEffect


class DeviceFact(StrEnum):
    """What the device says of one effect, asked by its name."""

    FINISHED = "finished"  # all of it came out
    FAILED = "failed"  # it ended and not all came out
    RUNNING = "running"  # it has it and has not ended
    NEVER_HEARD = "never_heard"  # it remembers jobs, and this is none of them
    CANNOT_TELL = "cannot_tell"  # it answers and has no memory of jobs
    SILENT = "silent"  # it does not answer (yet)
    GIVEN_UP = "given_up"  # it did not answer for as long as one waits


class TicketKind(StrEnum):
    PRINT_UNKNOWN = "print_unknown"  # look whether paper came out; the serial is void
    PAPER_LEFT = "paper_left"  # it came out after the person's session had ended


@dataclass(frozen=True, slots=True)
class AskDevice:
    """Ask the device of this kind what became of the effect."""

    effect: str
    kind: str


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Its person's session is over: what still comes out would lie there for another. Then ask again."""

    effect: str
    kind: str


@dataclass(frozen=True, slots=True)
class Settle:
    effect: str
    state: EffectState
    note: str


@dataclass(frozen=True, slots=True)
class Ticket:
    kind: TicketKind
    effect: str


Action = AskDevice | CancelJob | Settle | Ticket


def reconcile(effects: Iterable[JournalledEffect], facts: Mapping[str, DeviceFact]) -> tuple[Action, ...]:
    """What to do now. Run at start with no facts, then again with those that the devices gave.

    Nothing in the answer ever sends an effect again. It is empty when all is settled.
    """
    return tuple(action for effect in effects for action in _actions(effect, facts.get(effect.id)))


def _actions(effect: JournalledEffect, fact: DeviceFact | None) -> tuple[Action, ...]:
    match effect.state:
        case EffectState.DONE | EffectState.VOID | EffectState.UNKNOWN:
            return ()
        case EffectState.INTENT:
            return (Settle(effect.id, EffectState.VOID, "the kiosk stopped before anything was sent"),)
        case EffectState.ARMED:
            return _of_armed(effect, fact)
        case _:
            assert_never(effect.state)


def _of_armed(effect: JournalledEffect, fact: DeviceFact | None) -> tuple[Action, ...]:
    match fact:
        case None | DeviceFact.SILENT:
            return (AskDevice(effect.id, effect.kind),)
        case DeviceFact.RUNNING:
            return (CancelJob(effect.id, effect.kind),)
        case DeviceFact.FINISHED:
            return (
                Settle(effect.id, EffectState.DONE, "the device says so after a restart"),
                Ticket(TicketKind.PAPER_LEFT, effect.id),
            )
        case DeviceFact.FAILED:
            return (Settle(effect.id, EffectState.VOID, "the device says that it failed"),)
        case DeviceFact.NEVER_HEARD:
            return (Settle(effect.id, EffectState.VOID, "the device never heard of it"),)
        case DeviceFact.CANNOT_TELL:
            return _unknown(effect, "the device cannot tell after a restart")
        case DeviceFact.GIVEN_UP:
            return _unknown(effect, "the device did not answer after a restart")
        case _:
            assert_never(fact)


def _unknown(effect: JournalledEffect, why: str) -> tuple[Action, ...]:
    return Settle(effect.id, EffectState.UNKNOWN, why), Ticket(TicketKind.PRINT_UNKNOWN, effect.id)
