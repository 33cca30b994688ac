"""Bulk endpoints of a USB device as a byte transport, through pyusb and libusb.

Source: USB 2.0, chapters 5 and 9. The device is found by its vendor and product numbers, the kernel's driver
is taken off its interface, and the first bulk endpoint of each direction is used. libusb's calls block, so
one thread reads and another writes, in short turns: closing waits for neither.
"""

from __future__ import annotations

import asyncio
import queue
import re
import threading
from collections.abc import Callable
from typing import Any

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost

READ_MILLISECONDS = 200  # one turn of the reading thread
WRITE_MILLISECONDS = 1500
_TIMED_OUT = frozenset({110, 60, 10060})  # errno of a turn in which nothing came, on Linux and elsewhere
_ADDRESS = re.compile(r"usb:([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?:@([0-9]+)-([0-9]+))?")


class UsbAddressError(ValueError):
    """The text names no USB device; one sentence."""


def parse_address(text: str) -> tuple[int, int, int | None, int | None]:
    """``usb:0400:C35A``, or with bus and device number ``usb:0400:C35A@1-4`` where there are several.

    Errors: ``UsbAddressError``.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise UsbAddressError("A USB device is written usb:VENDOR:PRODUCT, each four hexadecimal digits.")
    vendor, product, bus, number = found.groups()
    place = (None, None) if bus is None else (int(bus), int(number))
    return int(vendor, 16), int(product, 16), *place


class _Pipe:
    """An opened device; used by its two threads only, but for ``give_back``."""

    def __init__(self, vendor: int, product: int, bus: int | None, number: int | None, backend: Any) -> None:
        """Errors: ``TransportLost``."""
        import usb.core  # loads libusb: only where a USB device is configured
        import usb.util

        self._core, self._util = usb.core, usb.util
        name = f"{vendor:04X}:{product:04X}"
        wanted = {"idVendor": vendor, "idProduct": product}
        if bus is not None:
            wanted |= {"bus": bus, "address": number if number is not None else 0}
        try:
            self._device = usb.core.find(backend=backend, **wanted)
        except usb.core.NoBackendError as error:
            raise TransportLost("libusb is not installed.") from error
        if self._device is None:
            raise TransportLost(f"There is no USB device {name}.")
        try:
            self._take()
        except (usb.core.USBError, NotImplementedError) as error:
            usb.util.dispose_resources(self._device)
            raise TransportLost(f"The USB device {name} cannot be had: {_reason(error)}.") from error

    def _take(self) -> None:
        usb_core, usb_util = self._core, self._util
        try:
            if self._device.is_kernel_driver_active(0):
                self._device.detach_kernel_driver(0)
        except NotImplementedError:
            pass  # no kernel to take it from
        try:
            self._device.get_active_configuration()
        except usb_core.USBError:
            self._device.set_configuration()
        interface = self._device.get_active_configuration()[(0, 0)]
        usb_util.claim_interface(self._device, 0)

        def first(direction: int) -> Any:
            return usb_util.find_descriptor(
                interface,
                custom_match=lambda one: (
                    usb_util.endpoint_direction(one.bEndpointAddress) == direction
                    and usb_util.endpoint_type(one.bmAttributes) == usb_util.ENDPOINT_TYPE_BULK
                ),
            )

        self._in, self._out = first(usb_util.ENDPOINT_IN), first(usb_util.ENDPOINT_OUT)
        if self._in is None or self._out is None:
            raise usb_core.USBError("it has no bulk endpoints")

    def read(self) -> bytes:
        """One turn; empty when nothing came. Errors: ``TransportLost``."""
        try:
            size = max(64, int(self._in.wMaxPacketSize))
            return bytes(self._in.read(size, READ_MILLISECONDS))
        except self._core.USBError as error:
            if error.errno in _TIMED_OUT:
                return b""
            raise TransportLost(f"The USB device is gone: {_reason(error)}.") from error

    def write(self, data: bytes) -> None:
        """Errors: ``TransportLost``."""
        try:
            sent = self._out.write(data, WRITE_MILLISECONDS)
        except self._core.USBError as error:
            raise TransportLost(f"The USB device takes nothing: {_reason(error)}.") from error
        if sent != len(data):
            raise TransportLost("The USB device took a part only.")

    def give_back(self) -> None:
        self._util.dispose_resources(self._device)


class UsbTransport:
    def __init__(self, address: str, backend: Any = None) -> None:
        """``backend``: pyusb's; None: libusb. Errors: ``UsbAddressError``."""
        self._address = address
        self._numbers = parse_address(address)
        self._backend = backend
        self._session: _Session | None = None
        self._input = InputBuffer(BUFFER_LIMIT)
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._address

    @property
    def is_open(self) -> bool:
        return self._session is not None and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        await self.close()
        loop = asyncio.get_running_loop()
        session = _Session(lambda: _Pipe(*self._numbers, self._backend), loop, self._received, self._lose)
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                await session.opened
        except TimeoutError:
            session.end()
            raise TransportLost(f"{self._address} did not open within {deadline:g} s.") from None
        except BaseException:
            session.end()
            raise
        self._input.reset()
        self._session = session
        session.begin()

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.end()
            if self._input.lost is None:
                self._input.fail(TransportLost(f"The USB device {self._address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        return await self._input.take(deadline)

    async def write(self, data: bytes, deadline: float) -> None:
        session = self._must_be_open()
        async with asyncio.timeout(max(deadline, 0.0)):
            await session.write(data)

    def discard(self) -> bytes:
        return self._input.discard()

    def _must_be_open(self) -> _Session:
        if self._input.lost is not None:
            raise self._input.lost
        if self._session is None:
            raise TransportLost(f"The USB device {self._address} is not open.")
        return self._session

    def _received(self, session: _Session, data: bytes) -> None:
        if session is self._session:
            self._input.feed(data)

    def _lose(self, session: _Session, loss: TransportLost) -> None:
        if session is not self._session or self._input.lost is not None:
            return
        self._input.fail(loss)
        if self._lost_listener is not None:
            self._lost_listener(loss)


class _Session:
    """The two threads of one opening. What they have to say is said in the event loop, until ``end``."""

    def __init__(
        self,
        take: Callable[[], _Pipe],
        loop: asyncio.AbstractEventLoop,
        received: Callable[[_Session, bytes], None],
        lost: Callable[[_Session, TransportLost], None],
    ) -> None:
        self._take, self._loop = take, loop
        self._received, self._lost = received, lost
        self._ended = threading.Event()
        self._begun = threading.Event()
        self._to_write: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]] | None] = queue.SimpleQueue()
        self.opened: asyncio.Future[None] = loop.create_future()
        threading.Thread(target=self._run, name="usb", daemon=True).start()

    def begin(self) -> None:
        self._begun.set()

    def end(self) -> None:
        self._ended.set()
        self._begun.set()
        self._to_write.put(None)

    async def write(self, data: bytes) -> None:
        done: asyncio.Future[None] = self._loop.create_future()
        self._to_write.put((data, done))
        await done

    def _tell(self, function: Callable[..., object], *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            self._ended.set()  # the loop is closed

    def _run(self) -> None:
        try:
            pipe = self._take()
        except TransportLost as loss:
            self._tell(_fail, self.opened, loss)
            return
        writer = threading.Thread(target=self._write_all, args=(pipe,), name="usb writing", daemon=True)
        try:
            self._tell(_finish, self.opened)
            self._begun.wait()
            writer.start()
            while not self._ended.is_set():
                data = pipe.read()
                if data and not self._ended.is_set():
                    self._tell(self._received, self, data)
        except TransportLost as loss:
            if not self._ended.is_set():
                self._tell(self._lost, self, loss)
        finally:
            self._to_write.put(None)
            if writer.ident is not None:
                writer.join()
            pipe.give_back()

    def _write_all(self, pipe: _Pipe) -> None:
        while (one := self._to_write.get()) is not None:
            data, done = one
            try:
                pipe.write(data)
            except TransportLost as loss:
                self._tell(_fail, done, loss)
            else:
                self._tell(_finish, done)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _fail(future: asyncio.Future[None], loss: TransportLost) -> None:
    if not future.done():
        future.set_exception(loss)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or "no reason given").rstrip(".")
