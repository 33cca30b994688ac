"""What simulated cameras share: JPEG pictures without end over HTTP, drawn in a thread of their own and only
while somebody looks.

The common faults act on the flow of pictures: ``silent`` none come, ``drop`` the connection breaks at each,
``garble`` one is spoilt, ``late`` each is late, ``half`` half of one comes and no more, ``noise_before``
bytes of nothing precede it, ``unplugged`` nobody answers, ``acts_at_power_up`` sends a page instead of
pictures for the first connection, ``wrong_identity`` another serial number, ``lies`` the same picture again
and again.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple, Unpack

from drivers.simulators.base import Address, AddressKind, SimulatedDevice, SimulatorContext
from drivers.simulators.faults import Fault

BOUNDARY = "kiosk-camera-frame"
_REQUEST_LIMIT = 8192
_REQUEST_WITHIN = 5.0
_GLANCE_SECONDS = 0.01

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Head:
    """What is before the pictures. ``port`` 0: a free one, kept when the camera is plugged in again."""

    frames_per_second: int
    port: int
    serial: str
    other_serial: str  # with the fault wrong_identity


def give_memory_back() -> None:
    """Drawing takes 50 MB for a moment, which the C library would keep for the next time (glibc only)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


class PictureFlow(SimulatedDevice):
    """Draws in a thread, and only while somebody looks: an unwatched camera costs nothing."""

    def __init__(self, context: SimulatorContext, head: Head, own_faults: frozenset[str]) -> None:
        super().__init__(context, own_faults)
        self._head = head
        self._server: asyncio.Server | None = None
        self._port = head.port
        self._viewers: set[asyncio.Task[None]] = set()
        self._served = 0
        self._pictures = 0
        # One thread: others would each keep a heap of their own, and take the processor from the screen.
        self._painter = ThreadPoolExecutor(1, "camera-painter")
        self._frozen: bytes = b""

    @abstractmethod
    async def picture(self, index: int) -> bytes:
        """The JPEG number ``index`` of what is before the camera."""

    async def paint(self, work: Callable[[Unpack[Ts]], T], *args: *Ts) -> T:
        """Do it in the painter's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._painter, work, *args)

    # --- the wire's plug ------------------------------------------------------------------------------------

    async def start(self) -> Address:
        await self.plug()
        return Address(AddressKind.URL, f"http://127.0.0.1:{self._port}/stream")

    async def stop(self) -> None:
        await self.unplug()
        self._painter.shutdown(wait=False)

    async def plug(self) -> None:
        if self._server is not None:
            return
        self._served = 0
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port, limit=_REQUEST_LIMIT)
        # The same port after being plugged in again, as a camera keeps its address.
        self._port = self._server.sockets[0].getsockname()[1]
        self.context.publish(Address(AddressKind.URL, f"http://127.0.0.1:{self._port}/stream"))

    async def unplug(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for viewer in tuple(self._viewers):
            viewer.cancel()
        await asyncio.gather(*self._viewers, return_exceptions=True)
        self.context.publish(None)

    # --- HTTP -----------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._viewers.add(task)
        try:
            async with asyncio.timeout(_REQUEST_WITHIN):
                await reader.readuntil(b"\r\n\r\n")
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # whoever looked went away, sent nonsense, or the plug was pulled
        finally:
            self._viewers.discard(task)
            writer.transport.abort()
            if not self._viewers:
                give_memory_back()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self.faults.active(Fault.SILENT):
            await self.clock.sleep(0.05)
        self._served += 1
        if self._served == 1 and self.faults.active(Fault.ACTS_AT_POWER_UP):
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>starting</html>")
            await writer.drain()
            return
        other = self.faults.active(Fault.WRONG_IDENTITY)
        serial = self._head.other_serial if other else self._head.serial
        writer.write(
            "HTTP/1.0 200 OK\r\nServer: simulated-camera\r\nCache-Control: no-store\r\n"
            f"X-Serial-Number: {serial}\r\n"
            f"Content-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n".encode()
        )
        await writer.drain()
        await self.clock.sleep(_GLANCE_SECONDS)
        if reader.at_eof():
            return  # it only asked whether the camera is there: nothing is drawn for that
        # A viewer that is slow gets fewer pictures, not older ones: nothing piles up here.
        writer.transport.set_write_buffer_limits(high=64 * 1024)
        await self._flow(writer)

    async def _flow(self, writer: asyncio.StreamWriter) -> None:
        rate = self._head.frames_per_second
        began, last = self.clock.now(), -1
        while not writer.is_closing():
            index = int((self.clock.now() - began) * rate)
            if index == last:
                await self.clock.sleep(began + (last + 1) / rate - self.clock.now() + 0.001)
                continue
            last = index
            if self.faults.take(Fault.SILENT) is not None:
                continue
            late = self.faults.take(Fault.LATE)
            if late is not None:
                await self.clock.sleep(late.seconds(1.0))
            if not await self._send(writer, await self.picture(index)):
                return
            self._pictures += 1

    async def _send(self, writer: asyncio.StreamWriter, jpeg: bytes) -> bool:
        """Send one picture as the faults have it; False: the connection is broken."""
        if self.faults.take(Fault.LIES) is not None:
            self._frozen = jpeg = self._frozen or jpeg
        else:
            self._frozen = b""
        if self.faults.take(Fault.DROP) is not None:
            return False
        if self.faults.take(Fault.GARBLE) is not None:
            middle = len(jpeg) // 2
            jpeg = (
                jpeg[:20]
                + self.context.random.randbytes(40)
                + jpeg[60:middle]
                + bytes(64)
                + jpeg[middle + 64 :]
            )
        noise = b""
        if self.faults.take(Fault.NOISE_BEFORE) is not None:
            noise = self.context.random.randbytes(300)
        part = (
            noise
            + f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n".encode()
            + jpeg
            + b"\r\n"
        )
        if self.faults.take(Fault.HALF) is not None:
            writer.write(part[: len(part) // 2])
            await writer.drain()
            while self.faults.active(Fault.HALF):
                await self.clock.sleep(0.05)
            return True
        writer.write(part)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            return True
        return False
