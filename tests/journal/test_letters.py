"""Letters to the back end: delivered at least once, each under its own key, in order, and then forgotten."""

# ruff: noqa: ASYNC240 (a test may wait for a small file)

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from kiosk.backend.answers import Answer, Ok, Reason, RefusalType, Refused, Unavailable
from kiosk.backend.models import (
    ProofState,
    ProofStatus,
    Rated,
    RatingReason,
    RatingRequest,
    Satisfaction,
    StaffCalled,
    StaffCallRequest,
    VoidReason,
)
from kiosk.backend.port import BackEnd
from kiosk.flow.effects import Act
from kiosk.journal import EffectState, Journal, TransitionRefused
from kiosk.runtime.printing_port import RecordsLost
from kiosk.runtime.records import LETTERS_AGAIN_S, Records

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
        self.changed = asyncio.Event()

    def _hear(self, what: str, key: str) -> Unavailable | Refused | None:
        self.changed.set()
        if self.down is not None:
            return self.down
        self.heard.append((what, key))
        return self.refusal

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]:
        return self._hear(f"printed {serial}", key) or Ok(_state(serial))

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]:
        return self._hear(f"void {serial} {reason.value}", key) or Ok(_state(serial))

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]:
        return self._hear(f"rated {request.case}", key) or Ok(Rated(case=request.case))

    async def call_staff(self, request: StaffCallRequest, *, key: str) -> Answer[StaffCalled]:
        return self._hear(f"{request.kind.value} {request.about}", key) or Ok(StaffCalled(ticket="T-1"))

    async def until(self, count: int) -> None:
        """Until so many letters were heard."""
        while len(self.heard) < count:
            self.changed.clear()
            await self.changed.wait()


def _state(serial: str) -> ProofState:
    return ProofState(serial=serial, status=next(iter(ProofStatus)))


class Clock:
    """Stands still; each sleep waits until the test lets it end."""

    def __init__(self) -> None:
        self.sleeping: asyncio.Queue[tuple[float, asyncio.Event]] = asyncio.Queue()

    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        end = asyncio.Event()
        await self.sleeping.put((seconds, end))
        await end.wait()


class Postman:
    """The records of one kiosk with a running delivery."""

    def __init__(self, path: Path, key_file: Path) -> None:
        self.hub = Hub()
        self.clock = Clock()
        self.lost = 0
        self.records = Records(path, key_file, cast(BackEnd, self.hub), self.clock)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        assert await self.records.open(self._count_lost)
        self._task = asyncio.create_task(self.records.deliver())

    def _count_lost(self) -> None:
        self.lost += 1

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self.records.close()

    async def print(self, name: str, serial: str, state: EffectState) -> None:
        await self.records.intend(name, "proof", serial)
        await self.records.arm(name)
        match state:
            case EffectState.DONE:
                await self.records.done(name, "job 1")
            case EffectState.VOID:
                await self.records.void(name, "no paper")
            case _:
                await self.records.unknown(name, "silent")


@pytest.fixture
async def postman(path: Path, key_file: Path) -> AsyncIterator[Postman]:
    started = Postman(path, key_file)
    await started.start()
    yield started
    await started.stop()


async def test_letters_are_delivered_in_order_under_their_keys(postman: Postman) -> None:
    await postman.print("s-1", "PROOF-001", EffectState.DONE)
    await postman.print("s-2", "PROOF-002", EffectState.VOID)
    await postman.print("s-3", "PROOF-003", EffectState.UNKNOWN)
    await postman.hub.until(4)
    assert postman.hub.heard == [
        ("printed PROOF-001", "printed-PROOF-001"),
        ("void PROOF-002 print-failed", "void-PROOF-002"),
        ("void PROOF-003 print-outcome-unknown", "void-PROOF-003"),
        ("print_unknown s-3", "ticket-print_unknown-s-3"),
    ]


async def test_a_letter_waits_while_the_back_end_is_away(postman: Postman) -> None:
    postman.hub.down = DOWN
    await postman.print("s-1", "PROOF-001", EffectState.DONE)
    seconds, end = await postman.clock.sleeping.get()
    assert seconds == LETTERS_AGAIN_S
    assert postman.hub.heard == []
    await postman.print("s-2", "PROOF-002", EffectState.DONE)
    postman.hub.down = None
    end.set()
    await postman.hub.until(2)
    assert [what for what, _ in postman.hub.heard] == ["printed PROOF-001", "printed PROOF-002"]


async def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(postman: Postman) -> None:
    postman.hub.down = Unavailable(Reason.OUTCOME_UNKNOWN)
    await postman.print("s-1", "PROOF-001", EffectState.DONE)
    _, end = await postman.clock.sleeping.get()
    postman.hub.down = None
    end.set()
    await postman.hub.until(1)
    assert postman.hub.heard == [("printed PROOF-001", "printed-PROOF-001")]


@pytest.mark.expected_logs("refused a letter")
async def test_a_letter_that_is_refused_is_not_sent_again(postman: Postman) -> None:
    postman.hub.refusal = Refused(RefusalType.PROOF_VOID)
    await postman.print("s-1", "PROOF-001", EffectState.DONE)
    await postman.hub.until(1)
    postman.hub.refusal = None
    await postman.print("s-2", "PROOF-002", EffectState.DONE)
    await postman.hub.until(2)
    assert [what for what, _ in postman.hub.heard] == ["printed PROOF-001", "printed PROOF-002"]


async def test_letters_survive_a_restart(path: Path, key_file: Path) -> None:
    first = Postman(path, key_file)
    await first.start()
    first.hub.down = DOWN
    await first.print("s-1", "PROOF-001", EffectState.DONE)
    await first.clock.sleeping.get()
    await first.stop()
    second = Postman(path, key_file)
    await second.start()
    await second.print("s-2", "PROOF-002", EffectState.DONE)
    await second.hub.until(2)
    assert [what for what, _ in second.hub.heard] == ["printed PROOF-001", "printed PROOF-002"]
    await second.stop()


async def test_a_rating_and_two_calls_for_help_are_three_letters(postman: Postman) -> None:
    postman.records.send_rating(RATING, key="session-1-rate-CASE-0001")
    postman.records.call_help("", "attract", "")
    postman.records.call_help("", "attract", "")
    await postman.hub.until(3)
    assert [what for what, _ in postman.hub.heard] == ["rated CASE-0001", "help attract", "help attract"]
    assert len({key for _, key in postman.hub.heard}) == 3


async def test_a_call_for_help_after_a_restart_is_another_call(path: Path, key_file: Path) -> None:
    heard = []
    for _ in range(2):
        postman = Postman(path, key_file)
        await postman.start()
        postman.records.call_help("", "attract", "")
        await postman.hub.until(1)
        heard += postman.hub.heard
        await postman.stop()
    assert len({key for _, key in heard}) == 2


async def test_the_trail_keeps_the_order_of_what_happened(path: Path, key_file: Path) -> None:
    postman = Postman(path, key_file)
    await postman.start()
    postman.records.record(Act.SESSION_OPENED, "session-1", "", "")
    postman.records.record(Act.CONSENT_GIVEN, "session-1", "999999198502140017", "")
    postman.records.call_help("session-1", "face", "Q01")
    postman.records.record(Act.SESSION_ENDED, "session-1", "", "")
    await postman.stop()
    journal = await Journal.open(path, key_file)
    rows = await journal.records()
    await journal.close()
    assert [row.event for row in rows] == [
        "kiosk_started", "session_opened", "consent_given", "help_called", "session_ended", "kiosk_stopped",
    ]  # fmt: skip
    assert {row.session for row in rows[1:-1]} == {"session-1"}
    assert rows[2].subject and rows[2].subject != "999999198502140017"


@pytest.mark.expected_logs("The journal is closed")
async def test_a_record_that_cannot_be_kept_is_told_once_and_forbids_the_wire(postman: Postman) -> None:
    journal = postman.records._journal
    assert journal is not None
    await postman.records.intend("s-1", "proof", "PROOF-001")
    await journal.close()
    postman.records.record(Act.SESSION_OPENED, "s", "", "")
    postman.records.staff_ticket("print_unknown", "s-1")
    with pytest.raises(RecordsLost):
        await postman.records.arm("s-1")
    assert postman.lost == 1
    postman.records._journal = None


async def test_the_runtime_too_cannot_print_what_was_not_armed(postman: Postman) -> None:
    await postman.records.intend("s-1", "proof", "PROOF-001")
    with pytest.raises(TransitionRefused):
        await postman.records.done("s-1", "it came out")


@pytest.mark.expected_logs("The journal was damaged")
async def test_after_a_damaged_journal_staff_are_called_to_the_printers(path: Path, key_file: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"nonsense" * 100)
    postman = Postman(path, key_file)
    await postman.start()
    await postman.hub.until(1)
    [(what, _)] = postman.hub.heard
    assert what.startswith("print_unknown journal.db.damaged-")
    await postman.stop()


@pytest.mark.expected_logs("Another process holds the journal")
async def test_a_journal_that_cannot_be_opened_keeps_the_terminal_closed(
    journal: Journal, path: Path, key_file: Path
) -> None:
    records = Records(path, key_file, cast(BackEnd, Hub()), Clock())
    assert not await records.open(lambda: None)
    with pytest.raises(RecordsLost):
        await records.intend("s-1", "proof", "PROOF-001")
    assert isinstance(journal, Journal)
