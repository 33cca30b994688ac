"""The postman: delivers the letters that wait, as long as the back end answers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Protocol, assert_never

from kiosk.backend.answers import Answer, Ok, Refused, Unavailable
from kiosk.backend.models import ProofState, Rated, RatingRequest, VoidReason
from kiosk.journal.journal import Journal
from kiosk.journal.outbox import Letter, LetterKind, LetterState

# The kinds that the contract of the back end knows. Tickets and calls for help wait for staff.
DELIVERED_KINDS: Final = (LetterKind.PROOF_PRINTED, LetterKind.PROOF_VOID, LetterKind.RATING)
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0


class Recipient(Protocol):
    """What of the back end letters need."""

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]: ...

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]: ...

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]: ...


class Sleeper(Protocol):
    async def sleep(self, seconds: float) -> None: ...


class Round(StrEnum):
    EMPTY = "empty"  # nothing waited
    DELIVERED = "delivered"  # all that was tried has been answered
    UNREACHABLE = "unreachable"


async def deliver(journal: Journal, recipient: Recipient) -> Round:
    """One round through the letters that wait, oldest first; it ends at the first that gets no answer.

    A letter is settled only by an answer: a stop between answer and record delivers it again, under the same
    key. Raises ``JournalLost``.
    """
    letters = await journal.waiting_letters(*DELIVERED_KINDS)
    for letter in letters:
        match await _send(letter, recipient):
            case Ok():
                await journal.letter_settled(letter.number, LetterState.DELIVERED)
            case Refused(type=refusal):
                await journal.letter_settled(letter.number, LetterState.REFUSED, refusal.value)
            case Unavailable(reason=reason):
                await journal.letter_tried(letter.number, reason.value)
                return Round.UNREACHABLE
    return Round.DELIVERED if letters else Round.EMPTY


async def _send(letter: Letter, recipient: Recipient) -> Answer[ProofState] | Answer[Rated]:
    body = letter.body
    match letter.kind:
        case LetterKind.PROOF_PRINTED:
            return await recipient.report_printed(_text(body, "serial"), key=letter.key)
        case LetterKind.PROOF_VOID:
            reason = VoidReason(_text(body, "reason"))
            return await recipient.void_proof(_text(body, "serial"), reason, key=letter.key)
        case LetterKind.RATING:
            return await recipient.rate(RatingRequest.model_validate(body), key=letter.key)
        case LetterKind.STAFF_TICKET | LetterKind.HELP_CALL:
            raise AssertionError(f"letters of kind {letter.kind} are not delivered")
        case _:
            assert_never(letter.kind)


def _text(body: Mapping[str, object], key: str) -> str:
    return str(body[key])


def next_pause(pause: float, outcome: Round) -> float:
    """Seconds until the next round: doubling while the back end is away, short when there was something."""
    return min(pause * 2, LONGEST_PAUSE_S) if outcome is Round.UNREACHABLE else FIRST_PAUSE_S


async def deliver_for_ever(journal: Journal, recipient: Recipient, clock: Sleeper) -> None:
    """Rounds with pauses between them, until cancelled. Raises ``JournalLost``."""
    pause = FIRST_PAUSE_S
    while True:
        pause = next_pause(pause, await deliver(journal, recipient))
        await clock.sleep(pause)
