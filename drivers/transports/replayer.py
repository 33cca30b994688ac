"""Plays a recording to a driver: what the device said then, it says again, after the same bytes were sent.

A driver that sends other bytes than those recorded gets :class:`ReplayMismatch`, which names the byte.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from drivers.clock import Clock
from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost
from drivers.transports.tap import Noted


class Pace(StrEnum):
    AT_ONCE = "at_once"
    AS_RECORDED = "as_recorded"


@dataclass(frozen=True, slots=True)
class Record:
    at: float  # seconds since the first opening
    what: Noted
    data: bytes = b""


class RecordingError(ValueError):
    """The file is no recording; the text says which line."""


class ReplayMismatch(TransportLost):
    """The driver sent other bytes than at the time of the recording."""


def load(path: Path) -> tuple[Record, ...]:
    """Errors: ``RecordingError``, ``OSError``."""
    return parse(path.read_text(encoding="ascii", errors="replace").splitlines())


def parse(lines: Iterable[str]) -> tuple[Record, ...]:
    """Errors: ``RecordingError``."""
    records = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            record = Record(float(entry["at"]), Noted(entry["what"]), bytes.fromhex(entry.get("hex", "")))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RecordingError(f"Line {number} is not a line of a recording.") from None
        records.append(record)
    return tuple(records)


class Replayer:
    def __init__(
        self, records: Iterable[Record], clock: Clock, pace: Pace = Pace.AT_ONCE, address: str = "recording"
    ) -> None:
        self._records = deque(record for record in records if record.what is not Noted.CLOSE)
        self._clock = clock
        self._pace = pace
        self._address = address
        self._input = InputBuffer(BUFFER_LIMIT)
        self._open = False
        self._sent = 0  # bytes of the driver that matched so far
        self._pending = b""  # recorded bytes of the OUT record that the driver has begun to send
        self._last_at = 0.0
        self._player: asyncio.Task[None] | None = None
        self._listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._address

    @property
    def is_open(self) -> bool:
        return self._open and self._input.lost is None

    @property
    def finished(self) -> bool:
        """Whether everything that was recorded has been played."""
        return not self._records and not self._pending

    def when_lost(self, listener: LostListener | None) -> None:
        self._listener = listener

    async def open(self, deadline: float) -> None:
        if not self._records or self._records[0].what is not Noted.OPEN:
            raise TransportLost(f"The {self._address} has no opening at this place.")
        self._last_at = self._records.popleft().at
        self._input.reset()
        self._open = True
        self._play()

    async def close(self) -> None:
        self._open = False
        if self._player is not None:
            self._player.cancel()
            self._player = None

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        return await self._input.take(deadline)

    async def write(self, data: bytes, deadline: float) -> None:
        self._must_be_open()
        for value in data:
            if not self._pending:
                await self._until_out()
                if not self._records or self._records[0].what is not Noted.OUT:
                    raise ReplayMismatch(f"The driver sent a byte more than the {self._sent} recorded.")
                record = self._records.popleft()
                self._pending, self._last_at = record.data, record.at
            if self._pending[0] != value:
                raise ReplayMismatch(f"The driver's byte {self._sent} differs from the recorded one.")
            self._pending = self._pending[1:]
            self._sent += 1
        if not self._pending:
            self._play()

    def discard(self) -> bytes:
        return self._input.discard()

    async def _until_out(self) -> None:
        if self._player is not None:
            await self._player

    def _play(self) -> None:
        if self._records and self._records[0].what in (Noted.IN, Noted.LOST):
            self._player = asyncio.get_running_loop().create_task(self._play_answers())

    async def _play_answers(self) -> None:
        while self._records and self._records[0].what in (Noted.IN, Noted.LOST):
            record = self._records.popleft()
            if self._pace is Pace.AS_RECORDED:
                await self._clock.sleep(record.at - self._last_at)
            self._last_at = record.at
            if record.what is Noted.IN:
                self._input.feed(record.data)
            else:
                loss = TransportLost(f"The {self._address} loses the wire here.")
                self._input.fail(loss)
                if self._listener is not None:
                    self._listener(loss)

    def _must_be_open(self) -> None:
        if self._input.lost is not None:
            raise self._input.lost
        if not self._open:
            raise TransportLost(f"The {self._address} is not open.")
