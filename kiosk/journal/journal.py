"""The journal for the runtime: awaitable, all writing on one thread, every answer already on the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final, Self, TypeVar

from kiosk.journal import audit, effects, outbox
from kiosk.journal.audit import AuditRecord, Head, Verification
from kiosk.journal.effects import EffectState, JournalledEffect
from kiosk.journal.failures import JournalFault, lost
from kiosk.journal.keys import AuditKey, load_or_create
from kiosk.journal.letters import letters_of
from kiosk.journal.outbox import Letter, LetterKind, LetterState
from kiosk.journal.store import Opening, Store

T = TypeVar("T")
_log = logging.getLogger(__name__)

# Processing records three years (个人信息保护法 §56), technical ones 184 days (网络安全法 §21: six months).
KEEP_TRAIL: Final = timedelta(days=3 * 366)
KEEP_SETTLED: Final = timedelta(days=184)

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """Every awaitable method returns when its change is on the disk, and raises ``JournalLost`` else.

    Cancelling the caller does not take a write back: it is done, or it fails, all the same.
    """

    def __init__(self, store: Store, key: AuditKey, writer: ThreadPoolExecutor, now: Now) -> None:
        self._store = store
        self._key = key
        self._writer = writer
        self._now = now
        self._closed = False

    @classmethod
    async def open(cls, path: Path, key_file: Path, now: Now = utc_now) -> Self:
        """Open or create the journal; takes its lock. Raises ``JournalLost``.

        A damaged file is set aside (``opening.set_aside``) and told in the new trail: what it knew of open
        effects is lost, so somebody must look at the printers.
        """
        writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        try:
            loop = asyncio.get_running_loop()
            key = await loop.run_in_executor(writer, load_or_create, key_file)
            store = await loop.run_in_executor(writer, Store.open, path, now)
            journal = cls(store, key, writer, now)
            await journal.prune()
            if store.opening.set_aside is not None:
                _log.error(
                    "The journal was damaged. It is kept as %s; a new one was begun.", store.opening.set_aside
                )
                await journal.record("journal_set_aside")
        except BaseException:
            writer.shutdown(wait=False)
            raise
        return journal

    @property
    def opening(self) -> Opening:
        return self._store.opening

    # --- physical effects -------------------------------------------------------------------------

    async def intend(self, effect: str, kind: str, reference: str) -> None:
        await self._write(lambda db: effects.intend(db, effect, kind, reference, self._now()))

    async def arm(self, effect: str) -> None:
        """From here on the wire may be touched."""
        await self._move(effect, EffectState.ARMED, "")

    async def settle(self, effect: str, state: EffectState, note: str) -> None:
        """``done``, ``void`` or ``unknown``; what the back end must hear of it is kept in the same step."""
        await self._move(effect, state, note)

    async def effect(self, effect: str) -> JournalledEffect | None:
        return await self._read(lambda db: effects.find(db, effect))

    async def open_effects(self) -> tuple[JournalledEffect, ...]:
        """What a stop left open, oldest first."""
        return await self._read(lambda db: effects.in_states(db, EffectState.INTENT, EffectState.ARMED))

    async def unknown_effects(self) -> tuple[JournalledEffect, ...]:
        """What staff must look at."""
        return await self._read(lambda db: effects.in_states(db, EffectState.UNKNOWN))

    async def _move(self, effect: str, state: EffectState, note: str) -> None:
        def move(db: Connection) -> None:
            before = effects.find(db, effect)
            after = effects.move(db, effect, state, note, self._now())
            assert before is not None  # else move would have refused
            for key, kind, body in letters_of(before.state, after):
                outbox.write(db, key, kind, body, self._now())

        await self._write(move)

    # --- letters to the back end ------------------------------------------------------------------

    async def write_letter(self, key: str, kind: LetterKind, body: Mapping[str, object]) -> None:
        await self._write(lambda db: outbox.write(db, key, kind, body, self._now()))

    async def waiting_letters(self, limit: int = 20) -> tuple[Letter, ...]:
        """The oldest letters that wait."""
        return await self._read(lambda db: outbox.waiting(db, limit))

    async def letter_tried(self, number: int, note: str) -> None:
        await self._write(lambda db: outbox.tried(db, number, note))

    async def letter_settled(self, number: int, state: LetterState, note: str = "") -> None:
        await self._write(lambda db: outbox.settle(db, number, state, note))

    # --- audit trail ------------------------------------------------------------------------------

    async def record(self, event: str, *, subject: str = "", about: str = "", session: str = "") -> None:
        """Write a row of the trail. ``subject`` (a document number) is hashed before anything waits."""
        subject_hash = self._key.of_subject(subject)
        del subject

        def write(db: Connection) -> AuditRecord:
            return audit.append(
                db, self._key, event, self._now(), subject_hash=subject_hash, about=about, session=session
            )

        await self._write(write)

    async def records(self, after: int = 0, limit: int = 1000) -> tuple[AuditRecord, ...]:
        return await self._read(lambda db: audit.records(db, after, limit))

    async def head(self) -> Head:
        """How far the trail goes: for telling elsewhere, so that an older copy put back is noticed."""
        return await self._read(audit.head)

    async def verify(self, known: Head | None = None) -> Verification:
        return await self._read(lambda db: audit.verify(db, self._key, known))

    async def prune(self) -> None:
        """Remove what is older than it must be kept. Done at each opening."""

        def prune(db: Connection) -> None:
            now = self._now()
            audit.prune(db, self._key, now, KEEP_TRAIL)
            effects.prune(db, now - KEEP_SETTLED)
            outbox.prune(db, now - KEEP_SETTLED)

        await self._write(prune)

    # --- the thread -------------------------------------------------------------------------------

    async def beat(self) -> None:
        """Returns when the writer thread has come around: what the watchdog is fed with."""
        await self._read(lambda db: db.execute("SELECT 1").fetchone())

    async def close(self) -> None:
        """Finish what waits, close the file, give the lock back. May be called again."""
        if self._closed:
            return
        self._closed = True
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._store.close)
        finally:
            self._writer.shutdown(wait=False)

    async def _write(self, act: Callable[[Connection], T]) -> T:
        def write() -> T:
            with self._store.transaction() as db:
                return act(db)

        return await self._run(write)

    async def _read(self, act: Callable[[Connection], T]) -> T:
        def read() -> T:
            with self._store.reading() as db:
                return act(db)

        return await self._run(read)

    async def _run(self, act: Callable[[], T]) -> T:
        if self._closed:
            raise lost(JournalFault.CLOSED, self._store.path)
        future: Future[T] = self._writer.submit(act)
        # Shielded: a write that was begun is not half taken back because its caller was cancelled.
        return await asyncio.shield(asyncio.wrap_future(future))
