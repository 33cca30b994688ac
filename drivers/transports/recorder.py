"""Records what goes over a wire into a file of JSON lines, for the replayer and for asking a vendor.

Each line is ``{"at": SECONDS, "what": "open" | "out" | "in" | "lost" | "close", "hex": BYTES}``; ``at``
counts from the first opening. The file holds everything that passed, personal data too: it is created for its
owner alone (mode 0600), only a technician at a bench switches it on, and only with invented or own cards.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType

from drivers.clock import Clock
from drivers.transports.base import LostListener, Transport, TransportLost

SIZE_LIMIT = 16 * 1024 * 1024


class Recorder:
    """A transport that passes everything on to ``inner`` and writes it down.

    Errors: ``FileExistsError`` when ``path`` exists: a recording is never overwritten.
    """

    def __init__(self, inner: Transport, path: Path, clock: Clock, size_limit: int = SIZE_LIMIT) -> None:
        self._inner = inner
        self._clock = clock
        self._left = size_limit
        self._started: float | None = None
        self._listener: LostListener | None = None
        self._file = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        )
        inner.when_lost(self._on_lost)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Close the file; the transport stays usable, unrecorded."""
        self._left = 0
        self._file.close()

    @property
    def address(self) -> str:
        return self._inner.address

    @property
    def is_open(self) -> bool:
        return self._inner.is_open

    def when_lost(self, listener: LostListener | None) -> None:
        self._listener = listener

    async def open(self, deadline: float) -> None:
        await self._inner.open(deadline)
        self._note("open")

    async def close(self) -> None:
        if self._inner.is_open:
            self._note("close")
        await self._inner.close()

    async def read(self, deadline: float) -> bytes:
        data = await self._inner.read(deadline)
        self._note("in", data)
        return data

    async def write(self, data: bytes, deadline: float) -> None:
        self._note("out", data)
        await self._inner.write(data, deadline)

    def discard(self) -> int:
        return self._inner.discard()

    def _on_lost(self, loss: TransportLost) -> None:
        self._note("lost")
        if self._listener is not None:
            self._listener(loss)

    def _note(self, what: str, data: bytes = b"") -> None:
        now = self._clock.now()
        if self._started is None:
            self._started = now
        entry: dict[str, object] = {"at": round(now - self._started, 6), "what": what}
        if data:
            entry["hex"] = data.hex()
        line = json.dumps(entry) + "\n"
        self._left -= len(line)
        if self._left >= 0:
            self._file.write(line)
            self._file.flush()
