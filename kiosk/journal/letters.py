"""What the back end must hear when an effect is settled. Pure; kept in the same transaction as the effect."""

from __future__ import annotations

from typing import Final

from kiosk.journal.effects import EffectState, JournalledEffect
from kiosk.journal.outbox import LetterKind

PROOF: Final = "proof"  # the kind of effect whose reference is a proof's serial

NewLetter = tuple[str, LetterKind, dict[str, object]]


def printed_key(serial: str) -> str:
    return f"printed-{serial}"


def void_key(serial: str) -> str:
    return f"void-{serial}"


def ticket_key(kind: str, about: str) -> str:
    return f"ticket-{kind}-{about}"[:80]


def letters_of(before: EffectState, effect: JournalledEffect) -> tuple[NewLetter, ...]:
    """The letters of one transition, ``before`` → ``effect.state``.

    What was unknown has been told as void already; a later answer changes nothing for the back end.
    """
    found: list[NewLetter] = []
    serial = effect.reference
    told = before is EffectState.UNKNOWN
    if effect.kind == PROOF and not told:
        match effect.state:
            case EffectState.DONE:
                found.append((printed_key(serial), LetterKind.PROOF_PRINTED, {"serial": serial}))
            case EffectState.VOID:
                body: dict[str, object] = {"serial": serial, "reason": "print-failed"}
                found.append((void_key(serial), LetterKind.PROOF_VOID, body))
            case EffectState.UNKNOWN:
                body = {"serial": serial, "reason": "print-outcome-unknown"}
                found.append((void_key(serial), LetterKind.PROOF_VOID, body))
            case EffectState.INTENT | EffectState.ARMED:
                pass
    if effect.state is EffectState.UNKNOWN:
        kind = "print_unknown"
        body = {"kind": kind, "about": effect.id}
        found.append((ticket_key(kind, effect.id), LetterKind.STAFF_TICKET, body))
    return tuple(found)
