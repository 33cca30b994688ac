"""Shows what goes over a wire while it goes, for a technician at a bench."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from drivers.clock import Clock
from drivers.transports.base import LostListener, Transport, TransportLost


class Shown(Enum):
    BYTES = auto()
    LENGTHS = auto()  # for devices whose bytes are personal


class Tracer:
    """A transport that passes everything on to ``inner`` and tells ``say`` of it, one line each."""

    def __init__(self, inner: Transport, clock: Clock, say: Callable[[str], None], shown: Shown) -> None:
        self._inner = inner
        self._clock = clock
        self._say = say
        self._shown = shown
        self._started = clock.now()
        self._listener: LostListener | None = None
        inner.when_lost(self._on_lost)

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
        self._note("in ", data)
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
        told = data.hex(" ") if self._shown is Shown.BYTES else f"{len(data)} bytes" if data else ""
        self._say(f"{(self._clock.now() - self._started) * 1000:10.1f} ms  {what} {told}".rstrip())
