"""The journal as the runtime wants it: the records of printing, and the trail."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from kiosk.backend.models import RatingRequest, VoidReason
from kiosk.flow.effects import Act
from kiosk.journal.effects import EffectState
from kiosk.journal.failures import JournalLost
from kiosk.journal.journal import Journal
from kiosk.journal.letters import printed_key, ticket_key, void_key
from kiosk.journal.outbox import LetterKind
from kiosk.runtime.printing_port import RecordsLost


class JournalPrints:
    """``PrintRecords`` on the journal: a failure of the journal forbids the wire."""

    def __init__(self, journal: Journal, on_lost: Callable[[JournalLost], None]) -> None:
        self._journal = journal
        self._on_lost = on_lost

    async def intend(self, effect: str, kind: str, reference: str) -> None:
        await self._do(self._journal.intend(effect, kind, reference))

    async def arm(self, effect: str) -> None:
        await self._do(self._journal.arm(effect))

    async def done(self, effect: str, evidence: str) -> None:
        await self._do(self._journal.settle(effect, EffectState.DONE, evidence))

    async def void(self, effect: str, why: str) -> None:
        await self._do(self._journal.settle(effect, EffectState.VOID, why))

    async def unknown(self, effect: str, why: str) -> None:
        await self._do(self._journal.settle(effect, EffectState.UNKNOWN, why))

    async def _do(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except JournalLost as error:
            self._on_lost(error)
            raise RecordsLost(str(error)) from None


class JournalTrail:
    """``Trail`` on the journal: nobody waits for a record, and a lost one is told to ``on_lost``.

    Records are written in the order of the calls.
    """

    def __init__(self, journal: Journal, on_lost: Callable[[JournalLost], None]) -> None:
        self._journal = journal
        self._on_lost = on_lost
        self._tasks: set[asyncio.Task[None]] = set()

    def record(self, act: Act, session: str, subject: str, about: str) -> None:
        self._start(self._journal.record(act.value, subject=subject, about=about, session=session))

    def send_rating(self, request: RatingRequest, key: str) -> None:
        # What a person wrote freely may name somebody; it goes to the back end at once or not at all.
        body = request.model_copy(update={"free_text": ""}).model_dump(mode="json")
        self._write(key, LetterKind.RATING, body)

    def report_printed(self, proof: str) -> None:
        """Kept already with the effect; a second letter of the same key changes nothing."""
        self._write(printed_key(proof), LetterKind.PROOF_PRINTED, {"serial": proof})

    def void_proof(self, proof: str, reason: VoidReason) -> None:
        self._write(void_key(proof), LetterKind.PROOF_VOID, {"serial": proof, "reason": reason.value})

    def staff_ticket(self, kind: str, about: str) -> None:
        self._write(ticket_key(kind, about), LetterKind.STAFF_TICKET, {"kind": kind, "about": about})

    def call_help(self, session: str, stage: str, matter: str) -> None:
        key = f"help-{secrets.token_hex(16)}"  # each call is its own
        self._write(key, LetterKind.HELP_CALL, {"stage": stage, "matter": matter, "session": session})
        self._start(self._journal.record("help_called", about=matter or stage, session=session))

    async def flush(self) -> None:
        """Until everything said so far is written or told as lost."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _write(self, key: str, kind: LetterKind, body: Mapping[str, object]) -> None:
        self._start(self._journal.write_letter(key, kind, body))

    def _start(self, step: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._run(step))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except JournalLost as error:
            self._on_lost(error)
