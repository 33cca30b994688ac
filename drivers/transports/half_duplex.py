"""One half-duplex line (RS-485) with several boards on it, shared by several drivers.

A :class:`HalfDuplexLine` owns the wire; each driver has a :class:`Seat` on it, which is a transport, and
takes a *turn* for a question and its answer. Between two turns the line rests, so that the last speaker has
let go of it. Cheap adapters hear what they send: a seat drops that echo once it has learned of it from a
question whose answer cannot look like the question.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum

from drivers.clock import Clock
from drivers.transports.base import LostListener, Transport, TransportLost

GAP_SECONDS = 0.02  # 3.5 characters take 4 ms at 9600 baud; boards with slow drivers need more


class Echo(StrEnum):
    LEARN = "learn"
    DROPPED = "dropped"
    NONE = "none"


class EchoFilter:
    """Drops what comes back of a sent frame. Pure."""

    def __init__(self, echo: Echo = Echo.LEARN) -> None:
        self._echo = echo
        self._heard = echo is Echo.DROPPED
        self._expected = b""
        self._held = b""
        self._certain = False

    @property
    def waiting(self) -> int:
        return len(self._held)

    def sent(self, frame: bytes, answer_may_be_equal: bool) -> None:
        """``answer_may_be_equal``: the answer may have the same bytes, so only a known echo is dropped."""
        self._held = b""
        self._certain = not answer_may_be_equal
        drops = self._heard or (self._echo is Echo.LEARN and self._certain)
        self._expected = frame if drops and self._echo is not Echo.NONE else b""

    def feed(self, data: bytes) -> bytes:
        """What of ``data`` is no echo."""
        if not self._expected:
            return data
        self._held += data
        if len(self._held) < len(self._expected) and self._expected.startswith(self._held):
            return b""
        came, self._held = self._held, b""
        echoed = came.startswith(self._expected)
        if self._echo is Echo.LEARN and self._certain:
            self._heard = echoed
        rest = came[len(self._expected) :] if echoed else came
        self._expected = b""
        return rest

    def flush(self) -> bytes:
        """What was held back as a possible echo and is none, as nothing more came."""
        came, self._held, self._expected = self._held, b"", b""
        return came


class HalfDuplexLine:
    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        gap_seconds: float = GAP_SECONDS,
        echo: Echo = Echo.LEARN,
    ) -> None:
        self.transport = transport
        self.clock = clock
        self.echo = EchoFilter(echo)
        self._gap = gap_seconds
        self._turn = asyncio.Lock()
        self._quiet_since = clock.now() - gap_seconds
        self._seats: list[Seat] = []
        transport.when_lost(self._on_lost)

    def seat(self) -> Seat:
        return Seat(self)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The line alone, after its rest."""
        async with self._turn:
            await self.clock.sleep(self._quiet_since + self._gap - self.clock.now())
            try:
                yield
            finally:
                self.note_traffic()

    def note_traffic(self) -> None:
        self._quiet_since = self.clock.now()

    async def enter(self, seat: Seat, deadline: float) -> None:
        """Errors: ``TransportLost``."""
        async with self._turn:
            if not self.transport.is_open:
                await self.transport.open(deadline)
            if seat not in self._seats:
                self._seats.append(seat)

    async def leave(self, seat: Seat) -> None:
        if seat in self._seats:
            self._seats.remove(seat)
            if not self._seats:
                await self.transport.close()

    def sits(self, seat: Seat) -> bool:
        return seat in self._seats

    def _on_lost(self, loss: TransportLost) -> None:
        seats, self._seats = self._seats, []
        for seat in seats:
            seat.lost(loss)


class Seat:
    """A transport on a shared line. Read and write only within a turn."""

    def __init__(self, line: HalfDuplexLine) -> None:
        self._line = line
        self._listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._line.transport.address

    @property
    def is_open(self) -> bool:
        return self._line.sits(self) and self._line.transport.is_open

    def when_lost(self, listener: LostListener | None) -> None:
        self._listener = listener

    def lost(self, loss: TransportLost) -> None:
        """Called by the line."""
        if self._listener is not None:
            self._listener(loss)

    async def open(self, deadline: float) -> None:
        await self._line.enter(self, deadline)

    async def close(self) -> None:
        await self._line.leave(self)

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._line.turn()

    async def read(self, deadline: float) -> bytes:
        """Without the echo of what was sent. Errors: as every transport."""
        self._must_sit()
        end = self._line.clock.now() + deadline
        while True:
            try:
                data = await self._line.transport.read(end - self._line.clock.now())
            except TimeoutError:
                if held := self._line.echo.flush():
                    return held
                raise
            self._line.note_traffic()
            if data := self._line.echo.feed(data):
                return data

    async def write(self, data: bytes, deadline: float) -> None:
        await self.ask(data, deadline, answer_may_be_equal=True)

    async def ask(self, data: bytes, deadline: float, *, answer_may_be_equal: bool) -> None:
        """Send a frame; see ``EchoFilter.sent``. Errors: as ``write``."""
        self._must_sit()
        self._line.echo.sent(data, answer_may_be_equal)
        await self._line.transport.write(data, deadline)
        self._line.note_traffic()

    def discard(self) -> bytes:
        return self._line.transport.discard()

    def _must_sit(self) -> None:
        if not self._line.sits(self):
            raise TransportLost(f"The port {self.address} is not open.")


class Lines:
    """The half-duplex lines of one process: drivers on the same port share its line.

    ``drivers.registry.build(…, wrap=lines.seat)`` puts a driver onto it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[str, HalfDuplexLine] = {}

    def seat(self, transport: Transport) -> Seat:
        """On the line of this transport's port; the first transport to a port is the one that is used."""
        address = transport.address
        if address not in self._lines:
            self._lines[address] = HalfDuplexLine(transport, self._clock)
        return self._lines[address].seat()
