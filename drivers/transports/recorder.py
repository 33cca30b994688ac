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
from drivers.transports.base import Transport
from drivers.transports.tap import Noted, Tap

SIZE_LIMIT = 16 * 1024 * 1024


class Notebook:
    """The file. Errors: ``FileExistsError`` when ``path`` exists: a recording is never overwritten."""

    def __init__(self, path: Path, clock: Clock, size_limit: int = SIZE_LIMIT) -> None:
        self._clock = clock
        self._left = size_limit
        self._started: float | None = None
        self._file = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        )

    def finish(self) -> None:
        self._left = 0
        self._file.close()

    def note(self, what: Noted, data: bytes = b"") -> None:
        now = self._clock.now()
        if self._started is None:
            self._started = now
        entry: dict[str, object] = {"at": round(now - self._started, 6), "what": what.value}
        if data:
            entry["hex"] = data.hex()
        line = json.dumps(entry) + "\n"
        self._left -= len(line)
        if self._left >= 0:
            self._file.write(line)
            self._file.flush()


class Recorder(Tap):
    """A transport that passes everything on to ``inner`` and writes it down.

    Errors: ``FileExistsError`` when ``path`` exists: a recording is never overwritten.
    """

    def __init__(self, inner: Transport, path: Path, clock: Clock, size_limit: int = SIZE_LIMIT) -> None:
        self._notebook = Notebook(path, clock, size_limit)
        super().__init__(inner)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Close the file; the transport stays usable, unrecorded."""
        self._notebook.finish()

    def note(self, what: Noted, data: bytes = b"") -> None:
        self._notebook.note(what, data)
