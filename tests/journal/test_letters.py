"""Letters to the back end: delivered at least once, each under its own key, in order, and then forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.backend.answers import Answer, Ok, Reason, RefusalType, Refused, Unavailable
from kiosk.backend.models import (
    ProofState,
    ProofStatus,
    Rated,
    RatingReason,
    RatingRequest,
    Satisfaction,
    VoidReason,
)
from kiosk.flow.effects import Act
from kiosk.journal import EffectState, Journal, JournalFault, JournalLost, LetterKind
from kiosk.journal.delivery import LONGEST_PAUSE_S, Round, deliver, deliver_for_ever, next_pause
from kiosk.journal.ports import JournalPrints, JournalTrail
from kiosk.runtime.printing_port import RecordsLost

pytestmark = pytest.mark.anyio

DOWN = Unavailable(Reason.DOWN)
RATING = RatingRequest(
    case="CASE-0001", level=Satisfaction(2), reasons=(next(iter(RatingReason)),), free_text="张三没有礼貌"
)


class Hub:
    """Answers as it is told, and remembers what it heard under which key."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.down: Unavailable | None = None
        self.refusal: Refused | None = None
        self.ratings: list[RatingRequest] = []

    def _hear(self, what: str, key: str) -> Unavailable | Refused | None:
        if self.down is not None:
            return self.down
        self.heard.append((what, key))
        return self.refusal

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]:
        return self._hear(f"printed {serial}", key) or Ok(_state(serial))

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]:
        return self._hear(f"void {serial} {reason.value}", key) or Ok(_state(serial))

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]:
        self.ratings.append(request)
        return self._hear(f"rated {request.case}", key) or Ok(Rated(case=request.case))


def _state(serial: str) -> ProofState:
    return ProofState(serial=serial, status=next(iter(ProofStatus)))


async def printed(journal: Journal, name: str, serial: str, state: EffectState) -> None:
    await journal.intend(name, "proof", serial)
    await journal.arm(name)
    await journal.settle(name, state, "")


async def test_letters_are_delivered_in_order_under_their_keys(journal: Journal) -> None:
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    await printed(journal, "s-2", "PROOF-002", EffectState.UNKNOWN)
    hub = Hub()
    assert await deliver(journal, hub) is Round.DELIVERED
    assert hub.heard == [
        ("printed PROOF-001", "printed-PROOF-001"),
        ("void PROOF-002 print-outcome-unknown", "void-PROOF-002"),
    ]
    assert await deliver(journal, hub) is Round.EMPTY
    assert len(hub.heard) == 2


async def test_a_letter_waits_while_the_back_end_is_away(journal: Journal, path: Path) -> None:
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    await printed(journal, "s-2", "PROOF-002", EffectState.DONE)
    hub = Hub()
    hub.down = DOWN
    assert await deliver(journal, hub) is Round.UNREACHABLE
    waiting = await journal.waiting_letters(*LetterKind)
    assert [letter.attempts for letter in waiting] == [1, 0]
    hub.down = None
    assert await deliver(journal, hub) is Round.DELIVERED
    assert [what for what, _ in hub.heard] == ["printed PROOF-001", "printed PROOF-002"]


async def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(journal: Journal) -> None:
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    hub = Hub()
    hub.down = Unavailable(Reason.OUTCOME_UNKNOWN)
    await deliver(journal, hub)
    hub.down = None
    await deliver(journal, hub)
    assert hub.heard == [("printed PROOF-001", "printed-PROOF-001")]


async def test_a_letter_that_is_refused_is_not_sent_again(journal: Journal) -> None:
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    hub = Hub()
    hub.refusal = Refused(RefusalType.PROOF_VOID)
    assert await deliver(journal, hub) is Round.DELIVERED
    assert await deliver(journal, hub) is Round.EMPTY


async def test_letters_survive_a_restart(path: Path, key_file: Path) -> None:
    first = await Journal.open(path, key_file)
    await printed(first, "s-1", "PROOF-001", EffectState.DONE)
    await first.close()
    second = await Journal.open(path, key_file)
    hub = Hub()
    assert await deliver(second, hub) is Round.DELIVERED
    assert len(hub.heard) == 1
    await second.close()


async def test_tickets_wait_for_staff_and_hold_up_no_letter(journal: Journal) -> None:
    for i in range(30):
        await journal.write_letter(f"ticket-{i}", LetterKind.STAFF_TICKET, {"kind": "x", "about": "y"})
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    hub = Hub()
    assert await deliver(journal, hub) is Round.DELIVERED
    assert len(hub.heard) == 1
    assert len(await journal.waiting_letters(LetterKind.STAFF_TICKET, limit=100)) == 30


def test_pauses_double_up_to_a_minute_and_start_anew() -> None:
    pause, pauses = 1.0, []
    for _ in range(8):
        pause = next_pause(pause, Round.UNREACHABLE)
        pauses.append(pause)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert max(pauses) == LONGEST_PAUSE_S
    assert next_pause(60.0, Round.DELIVERED) == 1.0


async def test_rounds_go_on_until_somebody_ends_them(journal: Journal) -> None:
    await printed(journal, "s-1", "PROOF-001", EffectState.DONE)
    hub = Hub()
    hub.down = DOWN

    class Enough(Exception):
        pass

    class Clock:
        def __init__(self) -> None:
            self.slept: list[float] = []

        async def sleep(self, seconds: float) -> None:
            self.slept.append(seconds)
            if len(self.slept) == 3:
                hub.down = None
            if len(self.slept) == 5:
                raise Enough

    clock = Clock()
    with pytest.raises(Enough):
        await deliver_for_ever(journal, hub, clock)
    assert clock.slept == [2, 4, 8, 1, 1]
    assert len(hub.heard) == 1


# --- as the runtime sees it --------------------------------------------------------------------------------


def nobody(error: JournalLost) -> None:
    raise AssertionError(error)


async def test_the_trail_writes_in_order_and_nobody_waits(journal: Journal) -> None:
    trail = JournalTrail(journal, nobody)
    trail.record(Act.SESSION_OPENED, "session-1", "", "")
    trail.record(Act.CONSENT_GIVEN, "session-1", "999999198502140017", "")
    trail.call_help("session-1", "face", "Q01")
    trail.record(Act.SESSION_ENDED, "session-1", "", "")
    await trail.flush()
    rows = await journal.records()
    assert [row.event for row in rows] == ["session_opened", "consent_given", "help_called", "session_ended"]
    assert {row.session for row in rows} == {"session-1"}
    assert rows[1].subject and rows[1].subject != "999999198502140017"


async def test_what_the_trail_and_the_prints_both_tell_is_told_once(journal: Journal) -> None:
    prints, trail = JournalPrints(journal, nobody), JournalTrail(journal, nobody)
    await prints.intend("s-1", "proof", "PROOF-001")
    await prints.arm("s-1")
    await prints.done("s-1", "job 1")
    trail.report_printed("PROOF-001")
    await prints.intend("s-2", "proof", "PROOF-002")
    await prints.void("s-2", "no paper")
    trail.void_proof("PROOF-002", VoidReason.PRINT_FAILED)
    await prints.intend("s-3", "proof", "PROOF-003")
    await prints.arm("s-3")
    await prints.unknown("s-3", "silent")
    trail.void_proof("PROOF-003", VoidReason.PRINT_OUTCOME_UNKNOWN)
    trail.staff_ticket("print_unknown", "s-3")
    await trail.flush()
    hub = Hub()
    await deliver(journal, hub)
    assert [what for what, _ in hub.heard] == [
        "printed PROOF-001",
        "void PROOF-002 print-failed",
        "void PROOF-003 print-outcome-unknown",
    ]
    assert len(await journal.waiting_letters(LetterKind.STAFF_TICKET)) == 1


async def test_a_rating_goes_out_without_what_was_written_freely(journal: Journal) -> None:
    trail = JournalTrail(journal, nobody)
    trail.send_rating(RATING, key="session-1-rate-CASE-0001")
    await trail.flush()
    hub = Hub()
    await deliver(journal, hub)
    assert hub.ratings == [RATING.model_copy(update={"free_text": ""})]


async def test_two_calls_for_help_are_two_letters(journal: Journal) -> None:
    trail = JournalTrail(journal, nobody)
    trail.call_help("", "attract", "")
    trail.call_help("", "attract", "")
    await trail.flush()
    assert len(await journal.waiting_letters(LetterKind.HELP_CALL)) == 2


@pytest.mark.parametrize(
    "use",
    [
        lambda trail: trail.record(Act.SESSION_OPENED, "s", "", ""),
        lambda trail: trail.report_printed("PROOF-001"),
        lambda trail: trail.staff_ticket("print_unknown", "s-1"),
        lambda trail: trail.send_rating(RATING, "k"),
    ],
)
async def test_a_record_that_cannot_be_kept_is_told(
    path: Path, key_file: Path, use: Callable[[JournalTrail], None]
) -> None:
    journal = await Journal.open(path, key_file)
    lost: list[JournalLost] = []
    trail = JournalTrail(journal, lost.append)
    await journal.close()
    use(trail)
    await trail.flush()
    assert [error.fault for error in lost] == [JournalFault.CLOSED]


async def test_without_the_journal_nothing_may_be_printed(path: Path, key_file: Path) -> None:
    journal = await Journal.open(path, key_file)
    lost: list[JournalLost] = []
    prints = JournalPrints(journal, lost.append)
    await prints.intend("s-1", "proof", "PROOF-001")
    await journal.close()
    with pytest.raises(RecordsLost):
        await prints.arm("s-1")
    assert len(lost) == 1
