"""A serial line: pyserial sets the port up, the event loop reads and writes it.

Works on UARTs, USB adapters and ptys. pyserial's ``dtr``, ``rts``, ``cts`` and their like are never touched
after opening: a pty answers them with ENOTTY.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import termios
from dataclasses import dataclass
from enum import StrEnum

import serial

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost


class Parity(StrEnum):
    NONE = "none"
    EVEN = "even"
    ODD = "odd"


_PYSERIAL_PARITY = {
    Parity.NONE: serial.PARITY_NONE,
    Parity.EVEN: serial.PARITY_EVEN,
    Parity.ODD: serial.PARITY_ODD,
}


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """``port`` is a device node or a symlink to one; a symlink is followed anew at every opening."""

    port: str
    baud: int = 115200
    data_bits: int = 8
    parity: Parity = Parity.NONE
    stop_bits: int = 1


class SerialTransport:
    def __init__(self, settings: SerialSettings) -> None:
        self._settings = settings
        self._port: serial.Serial | None = None
        self._descriptor = -1
        self._input = InputBuffer(BUFFER_LIMIT)
        self._listening = False
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._settings.port

    @property
    def is_open(self) -> bool:
        return self._port is not None and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        """Opening a port waits for nothing; ``deadline`` is there for the slower transports."""
        await self.close()
        settings = self._settings
        port = serial.Serial()
        port.port = settings.port
        port.baudrate = settings.baud
        port.bytesize = settings.data_bits
        port.parity = _PYSERIAL_PARITY[settings.parity]
        port.stopbits = settings.stop_bits
        port.timeout = 0
        port.write_timeout = 0
        port.exclusive = True
        try:
            port.open()
            descriptor = port.fileno()
            os.set_blocking(descriptor, False)
            termios.tcflush(descriptor, termios.TCIOFLUSH)
        except (OSError, ValueError, termios.error) as error:
            port.close()
            raise TransportLost(f"The port {settings.port} cannot be opened: {_reason(error)}.") from error
        self._port, self._descriptor = port, descriptor
        self._input.reset()
        self._listen()

    async def close(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        self._stop_listening()
        asyncio.get_running_loop().remove_writer(self._descriptor)
        with contextlib.suppress(OSError, termios.error):
            # Closing a UART waits up to 30 s for unsent bytes (closing_wait in Linux), and would hold the
            # loop.
            termios.tcflush(self._descriptor, termios.TCOFLUSH)
        with contextlib.suppress(OSError):
            port.close()
        if self._input.lost is None:
            self._input.fail(TransportLost(f"The port {self.address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        data = await self._input.take(deadline)
        if self._port is not None and self._input.lost is None:
            self._listen()
        return data

    async def write(self, data: bytes, deadline: float) -> None:
        self._must_be_open()
        async with asyncio.timeout(max(deadline, 0.0)):
            view = memoryview(data)
            while view:
                if self._input.lost is not None:
                    raise self._input.lost
                try:
                    view = view[os.write(self._descriptor, view) :]
                except BlockingIOError:
                    await self._writable()
                except OSError as error:
                    loss = TransportLost(f"The port {self.address} is gone: {_reason(error)}.")
                    self._lose(loss)
                    raise loss from error

    def discard(self) -> bytes:
        dropped = self._input.discard()
        if self.is_open:
            with contextlib.suppress(OSError, termios.error):
                termios.tcflush(self._descriptor, termios.TCIFLUSH)
            self._listen()
        return dropped

    def _must_be_open(self) -> None:
        if self._input.lost is not None:
            raise self._input.lost
        if self._port is None:
            raise TransportLost(f"The port {self.address} is not open.")

    async def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()

        def on_writable() -> None:
            if not ready.done():
                ready.set_result(None)

        loop.add_writer(self._descriptor, on_writable)
        try:
            await ready
        finally:
            if self._port is not None:
                loop.remove_writer(self._descriptor)

    def _listen(self) -> None:
        if not self._listening and self._input.room > 0:
            asyncio.get_running_loop().add_reader(self._descriptor, self._on_readable)
            self._listening = True

    def _stop_listening(self) -> None:
        if self._listening:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._listening = False

    def _on_readable(self) -> None:
        try:
            data = os.read(self._descriptor, self._input.room)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(TransportLost(f"The port {self.address} is gone: {_reason(error)}."))
            return
        if data:
            self._input.feed(data)
            if self._input.room == 0:
                self._stop_listening()  # the rest waits in the kernel until somebody reads
        elif self._hung_up():
            self._lose(TransportLost(f"The port {self.address} is gone: it reports an end of file."))

    def _hung_up(self) -> bool:
        """An empty read is a loss, except when ``discard`` took the bytes between the wake-up and the
        read.
        """
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(0))

    def _lose(self, loss: TransportLost) -> None:
        if self._input.lost is not None:
            return
        self._stop_listening()
        self._input.fail(loss)
        if self._lost_listener is not None:
            self._lost_listener(loss)


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error)).rstrip(".")
