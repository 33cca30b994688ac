"""A wire inside the process: a simulator on one end, a driver on the other, nothing in between.

``MemoryLine`` is the cable. It is used by tests in simulated time, where a pty would need real time.
"""

from __future__ import annotations

import asyncio

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost

_FULL_LINE_SECONDS = 0.001


class MemoryLine:
    """A cable with a plug on the device's side."""

    def __init__(self) -> None:
        self.plugged = False
        self.to_device = InputBuffer(BUFFER_LIMIT)
        self.host_end: MemoryTransport | None = None

    def plug(self) -> None:
        self.plugged = True
        self.to_device.reset()

    def unplug(self) -> None:
        self.plugged = False
        self.to_device.discard()
        if self.host_end is not None:
            self.host_end.pulled()

    def deliver(self, data: bytes) -> None:
        """Bytes from the device; nobody hears them while the port is closed."""
        if self.plugged and self.host_end is not None:
            self.host_end.received(data)


class MemoryTransport:
    def __init__(self, line: MemoryLine, address: str = "memory") -> None:
        self._line = line
        self._address = address
        self._input = InputBuffer(BUFFER_LIMIT)
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._address

    @property
    def is_open(self) -> bool:
        return self._line.host_end is self and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        if not self._line.plugged:
            raise TransportLost(f"The port {self._address} cannot be opened: No such file or directory.")
        self._input.reset()
        self._line.host_end = self

    async def close(self) -> None:
        if self._line.host_end is self:
            self._line.host_end = None
            self._input.fail(TransportLost(f"The port {self._address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        return await self._input.take(deadline)

    async def write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        async with asyncio.timeout(max(deadline, 0.0)):
            while view:
                self._must_be_open()
                room = self._line.to_device.room
                if not room:
                    await asyncio.sleep(_FULL_LINE_SECONDS)  # as a serial port waits for the other side
                self._line.to_device.feed(bytes(view[:room]))
                view = view[room:]

    def discard(self) -> bytes:
        return self._input.discard()

    def received(self, data: bytes) -> None:
        """Called by the line."""
        self._input.feed(data)

    def pulled(self) -> None:
        """Called by the line when the plug was pulled."""
        if self._input.lost is None:
            loss = TransportLost(f"The port {self._address} is gone: Input/output error.")
            self._input.fail(loss)
            if self._lost_listener is not None:
                self._lost_listener(loss)

    def _must_be_open(self) -> None:
        if self._input.lost is not None:
            raise self._input.lost
        if self._line.host_end is not self:
            raise TransportLost(f"The port {self._address} is not open.")
