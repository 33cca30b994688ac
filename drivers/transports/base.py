"""What a byte transport is, and the bounded buffer that all of them receive into.

Times are seconds from the call. A transport never reconnects: that is the supervisor's work alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

BUFFER_LIMIT = 4096  # bytes received and not yet read


class TransportLost(Exception):
    """The wire is gone, or could not be opened. The text is one sentence for the technician, without data."""


LostListener = Callable[[TransportLost], None]


class Transport(Protocol):
    @property
    def address(self) -> str:
        """Where the wire is, as configured: ``/dev/ttyS1``, ``192.0.2.7:9100``."""

    @property
    def is_open(self) -> bool: ...

    def when_lost(self, listener: LostListener | None) -> None:
        """Call ``listener`` once when an open wire is lost, also while nobody reads."""

    async def open(self, deadline: float) -> None:
        """Errors: ``TransportLost``."""

    async def close(self) -> None:
        """Close at once; what was not sent yet is dropped. Never fails."""

    async def read(self, deadline: float) -> bytes:
        """The bytes received, at least one. Errors: ``TimeoutError``, ``TransportLost``."""

    async def write(self, data: bytes, deadline: float) -> None:
        """Hand all of ``data`` to the wire. Errors: ``TimeoutError`` (a part may be sent),
        ``TransportLost``.
        """

    def discard(self) -> bytes:
        """Drop what was received and not read; returns what this side knows of it."""


class InputBuffer:
    """At most ``limit`` received bytes, and one reader who may wait for them."""

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._limit = limit
        self._bytes = bytearray()
        self._lost: TransportLost | None = None
        self._changed: asyncio.Future[None] | None = None

    @property
    def room(self) -> int:
        return self._limit - len(self._bytes)

    @property
    def lost(self) -> TransportLost | None:
        return self._lost

    def feed(self, data: bytes) -> None:
        """Keep ``data``; what does not fit is lost, as in a UART that is not read in time."""
        self._bytes += data[: self.room]
        self._wake()

    def fail(self, loss: TransportLost) -> None:
        self._lost = loss
        self._wake()

    def reset(self) -> None:
        self._bytes.clear()
        self._lost = None

    def discard(self) -> bytes:
        dropped = bytes(self._bytes)
        self._bytes.clear()
        return dropped

    async def take(self, deadline: float) -> bytes:
        """All bytes, at least one. Errors: ``TimeoutError``; ``TransportLost`` once everything was read."""
        if not self._bytes and self._lost is None:
            self._changed = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(max(deadline, 0.0)):
                    await self._changed
            finally:
                self._changed = None
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            return data
        if self._lost is not None:
            raise self._lost
        raise TimeoutError  # woken for bytes that were discarded meanwhile

    def _wake(self) -> None:
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)
