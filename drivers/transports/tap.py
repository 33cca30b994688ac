"""A transport that passes everything on to another one and takes note of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum

from drivers.transports.base import LostListener, Transport, TransportLost


class Noted(StrEnum):
    OPEN = "open"
    OUT = "out"
    IN = "in"
    LOST = "lost"
    CLOSE = "close"


class Tap(ABC):
    """A transport. ``note`` hears of bytes out before they are sent, and of all else once it has happened."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._listener: LostListener | None = None
        inner.when_lost(self._on_lost)

    @abstractmethod
    def note(self, what: Noted, data: bytes = b"") -> None: ...

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
        self.note(Noted.OPEN)

    async def close(self) -> None:
        if self._inner.is_open:
            self.note(Noted.CLOSE)
        await self._inner.close()

    async def read(self, deadline: float) -> bytes:
        data = await self._inner.read(deadline)
        self.note(Noted.IN, data)
        return data

    async def write(self, data: bytes, deadline: float) -> None:
        self.note(Noted.OUT, data)
        await self._inner.write(data, deadline)

    def discard(self) -> bytes:
        return self._inner.discard()

    def _on_lost(self, loss: TransportLost) -> None:
        self.note(Noted.LOST)
        if self._listener is not None:
            self._listener(loss)
