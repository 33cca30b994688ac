"""The device's end of a byte wire, and the fault alphabet applied to it.

``PtyWire`` is a serial port for real programs; ``MemoryWire`` is the same inside the process. ``FaultyWire``
stands between a simulator and its wire and spoils whole messages. ``WireSimulator`` is the base of all
simulators that speak bytes: it hears pieces as they come and hands them to ``hear``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from abc import abstractmethod
from typing import Protocol

from drivers.simulators.base import Address, AddressKind, SimulatedDevice, SimulatorContext
from drivers.simulators.faults import Fault, FaultSet
from drivers.transports.base import BUFFER_LIMIT, InputBuffer
from drivers.transports.memory import MemoryLine

_FOREVER = 365 * 24 * 3600.0
_OVERRUN_SECONDS = 5.0  # how long a full line may stay full before bytes are lost, as on a UART


class Wire(Protocol):
    async def plug(self) -> Address:
        """The port appears."""

    async def unplug(self) -> None:
        """The port disappears under whoever has it open."""

    async def receive(self) -> bytes:
        """The next bytes from the host, at least one; waits, also while unplugged."""

    async def send(self, data: bytes) -> None:
        """Bytes to the host; lost while unplugged."""


class PtyWire:
    """A pty: its slave is what programs open as a serial port."""

    def __init__(self) -> None:
        self._master = -1
        self._slave = -1
        self._input = InputBuffer(BUFFER_LIMIT)
        self._listening = False

    async def plug(self) -> Address:
        await self.unplug()
        self._master, self._slave = os.openpty()
        # The own slave descriptor stays open: without any, reading the master gives EIO until somebody opens
        # it.
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._input.reset()
        self._listen()
        return Address(AddressKind.PTY, os.ttyname(self._slave))

    async def unplug(self) -> None:
        if self._master < 0:
            return
        self._stop_listening()
        asyncio.get_running_loop().remove_writer(self._master)
        master, slave, self._master, self._slave = self._master, self._slave, -1, -1
        os.close(slave)
        os.close(master)
        self._input.discard()

    async def receive(self) -> bytes:
        while True:
            with contextlib.suppress(TimeoutError):
                data = await self._input.take(_FOREVER)
                self._listen()
                return data

    async def send(self, data: bytes) -> None:
        view = memoryview(data)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OVERRUN_SECONDS):
                while view and self._master >= 0:
                    try:
                        view = view[os.write(self._master, view) :]
                    except BlockingIOError:
                        await asyncio.sleep(0.002)
                    except OSError:
                        return  # unplugged between two pieces

    def _listen(self) -> None:
        if self._master >= 0 and not self._listening and self._input.room > 0:
            asyncio.get_running_loop().add_reader(self._master, self._on_readable)
            self._listening = True

    def _stop_listening(self) -> None:
        if self._listening:
            asyncio.get_running_loop().remove_reader(self._master)
            self._listening = False

    def _on_readable(self) -> None:
        try:
            data = os.read(self._master, self._input.room)
        except OSError:
            return
        self._input.feed(data)
        if self._input.room == 0:
            self._stop_listening()


class MemoryWire:
    """The device's end of a ``MemoryLine``."""

    def __init__(self, line: MemoryLine, address: str = "memory") -> None:
        self._line = line
        self._address = address

    async def plug(self) -> Address:
        self._line.plug()
        return Address(AddressKind.PTY, self._address)

    async def unplug(self) -> None:
        self._line.unplug()

    async def receive(self) -> bytes:
        while True:
            with contextlib.suppress(TimeoutError):
                return await self._line.to_device.take(_FOREVER)

    async def send(self, data: bytes) -> None:
        self._line.deliver(data)


class FaultyWire:
    """Spoils what a simulator says, as its faults tell. ``baud`` paces the line (10 bits a byte); None: at
    once.
    """

    def __init__(
        self, wire: Wire, faults: FaultSet, context: SimulatorContext, baud: int | None = None
    ) -> None:
        self._wire = wire
        self._faults = faults
        self._context = context
        self._baud = baud

    async def receive(self) -> bytes:
        while True:
            data = await self._wire.receive()
            if not self._faults.active(Fault.SILENT):
                return data

    async def send(self, message: bytes) -> None:
        """Send one whole message: an answer, or all of a code's text."""
        faults, random = self._faults, self._context.random
        if faults.active(Fault.SILENT) or faults.take(Fault.DROP) is not None:
            return
        if (late := faults.take(Fault.LATE)) is not None:
            await self._context.clock.sleep(late.seconds(1.0))
        if faults.take(Fault.GARBLE) is not None:
            place = random.randrange(len(message))
            message = (
                message[:place] + bytes((message[place] ^ 1 << random.randrange(8),)) + message[place + 1 :]
            )
        if faults.take(Fault.HALF) is not None:
            message = message[: len(message) // 2]
        if faults.take(Fault.NOISE_BEFORE) is not None:
            message = random.randbytes(random.randint(1, 24)) + message
        await self._paced(message)

    async def _paced(self, message: bytes) -> None:
        if self._baud is None:
            await self._wire.send(message)
            return
        for start in range(0, len(message), 64):
            piece = message[start : start + 64]
            await self._context.clock.sleep(len(piece) * 10 / self._baud)
            await self._wire.send(piece)


class WireSimulator(SimulatedDevice):
    """A simulated device on a byte wire."""

    def __init__(
        self,
        context: SimulatorContext,
        wire: Wire | None = None,
        own_faults: frozenset[str] = frozenset(),
        baud: int | None = None,
    ) -> None:
        """``wire``: a new pty unless given."""
        super().__init__(context, own_faults)
        self._baud = baud
        self.rewire(wire if wire is not None else PtyWire())
        self._life: asyncio.Task[None] | None = None

    def rewire(self, wire: Wire) -> None:
        """Use another wire; only before ``start``."""
        self._wire = wire
        self.wire = FaultyWire(wire, self.faults, self.context, self._baud)

    @abstractmethod
    async def hear(self, data: bytes) -> None:
        """Bytes came from the host; the device is busy until this returns."""

    async def powered_up(self) -> None:
        """The device was plugged in just now; forgets what was volatile."""

    async def start(self) -> Address:
        address = await self._plug()
        self._life = asyncio.get_running_loop().create_task(self._live(), name=f"simulator {self.name}")
        return address

    async def stop(self) -> None:
        if self._life is not None:
            self._life.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._life
            self._life = None
        await self._wire.unplug()

    async def plug(self) -> None:
        await self._plug()

    async def unplug(self) -> None:
        await self._wire.unplug()
        self.context.publish(None)

    async def _plug(self) -> Address:
        address = await self._wire.plug()
        self.context.publish(address)
        await self.powered_up()
        return address

    async def _live(self) -> None:
        while True:
            await self.hear(await self.wire.receive())
