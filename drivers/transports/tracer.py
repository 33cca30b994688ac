"""Shows what goes over a wire while it goes, for a technician at a bench."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from drivers.clock import Clock
from drivers.transports.base import Transport
from drivers.transports.tap import Noted, Tap


class Shown(Enum):
    BYTES = auto()
    LENGTHS = auto()  # for devices whose bytes are personal


class Tracer(Tap):
    """A transport that passes everything on to ``inner`` and tells ``say`` of it, one line each."""

    def __init__(self, inner: Transport, clock: Clock, say: Callable[[str], None], shown: Shown) -> None:
        super().__init__(inner)
        self._clock = clock
        self._say = say
        self._shown = shown
        self._started = clock.now()

    def note(self, what: Noted, data: bytes = b"") -> None:
        told = data.hex(" ") if self._shown is Shown.BYTES else f"{len(data)} bytes" if data else ""
        self._say(f"{(self._clock.now() - self._started) * 1000:10.1f} ms  {what.value:<3} {told}".rstrip())
