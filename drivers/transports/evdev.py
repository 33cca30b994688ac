"""A Linux input device (``/dev/input/event*``) as a byte transport: its records, for this program alone.

Source: Linux kernel, include/uapi/linux/input.h. The device is grabbed (EVIOCGRAB): while it is open no other
program, no window and no console hears of its keys. A device that cannot be grabbed is not used, except a
stand-in for a node, which only a setting allows. Nothing is ever written.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import stat
from dataclasses import dataclass
from enum import StrEnum

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost

_GRAB = 0x40044590  # EVIOCGRAB
_ID = 0x80084502  # EVIOCGID
_NAME_SIZE = 256
_NAME = 0x80004506 | _NAME_SIZE << 16  # EVIOCGNAME(256)
_KEYS_SIZE = 96
_KEYS = 0x80004521 | _KEYS_SIZE << 16  # EVIOCGBIT(EV_KEY, 96)


class Node(StrEnum):
    KERNEL = "kernel"
    STAND_IN = "stand_in"  # a pty of a simulator, where the kernel has no uinput


@dataclass(frozen=True, slots=True)
class InputIdentity:
    """What the kernel knows of a device; ``keys`` are the codes of the keys it has."""

    name: str
    vendor: int
    product: int
    keys: frozenset[int]


def unlike(found: InputIdentity, vendor: str, product: str) -> str:
    """Why this is not the device that was configured; empty when it is."""
    if (vendor and f"{found.vendor:04x}" != vendor.lower()) or (
        product and f"{found.product:04x}" != product.lower()
    ):
        return f"Another device is there: {found.vendor:04x}:{found.product:04x} {found.name}."
    return ""


class EvdevTransport:
    def __init__(self, path: str, node: Node = Node.KERNEL, vendor: str = "", product: str = "") -> None:
        """``vendor`` and ``product``: what the device must have, four hexadecimal digits; empty: any."""
        self._path = path
        self._vendor, self._product = vendor, product
        self._node = node
        self._descriptor = -1
        self._input = InputBuffer(BUFFER_LIMIT)
        self._listening = False
        self._lost_listener: LostListener | None = None
        self.identity: InputIdentity | None = None  # None: not open, or a stand-in

    @property
    def address(self) -> str:
        return self._path

    @property
    def is_open(self) -> bool:
        return self._descriptor >= 0 and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        await self.close()
        try:
            flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
            descriptor = os.open(self._path, flags)
        except OSError as error:
            raise TransportLost(
                f"The input device {self._path} cannot be opened: {error.strerror}."
            ) from error
        try:
            self.identity = self._take(descriptor)
        except OSError as error:
            os.close(descriptor)
            why = {
                errno.EBUSY: "another program has it for itself",
                errno.ENOTTY: "it is no input device",
                errno.EINVAL: "it is no input device",
            }.get(error.errno or 0, error.strerror)
            raise TransportLost(f"{self._path} cannot be had for this program alone: {why}.") from error
        refusal = "" if self.identity is None else unlike(self.identity, self._vendor, self._product)
        if refusal:
            os.close(descriptor)
            self.identity = None
            raise TransportLost(refusal)
        self._descriptor = descriptor
        self._input.reset()
        self._listen()

    def _take(self, descriptor: int) -> InputIdentity | None:
        """Errors: ``OSError``."""
        if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOTTY, "no device")
        if self._node is Node.STAND_IN:
            return None
        fcntl.ioctl(descriptor, _GRAB, 1)
        numbers = fcntl.ioctl(descriptor, _ID, bytes(8))
        name = fcntl.ioctl(descriptor, _NAME, bytes(_NAME_SIZE)).split(b"\0")[0].decode("utf-8", "replace")
        bits = fcntl.ioctl(descriptor, _KEYS, bytes(_KEYS_SIZE))
        keys = frozenset(place for place in range(_KEYS_SIZE * 8) if bits[place >> 3] >> (place & 7) & 1)
        vendor, product = (int.from_bytes(numbers[at : at + 2], "little") for at in (2, 4))
        return InputIdentity(name, vendor, product, keys)

    async def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        self.identity = None
        self._stop_listening(descriptor)
        with contextlib.suppress(OSError):
            os.close(descriptor)  # lets go of it, too
        if self._input.lost is None:
            self._input.fail(TransportLost(f"The input device {self._path} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        data = await self._input.take(deadline)
        if self._descriptor >= 0 and self._input.lost is None:
            self._listen()
        return data

    async def write(self, data: bytes, deadline: float) -> None:
        self._must_be_open()
        raise TransportLost(f"Nothing can be written to {self._path}.")

    def discard(self) -> bytes:
        dropped = self._input.discard()
        if self.is_open:
            with contextlib.suppress(OSError):
                while data := os.read(self._descriptor, BUFFER_LIMIT):
                    dropped += data
            self._listen()
        return dropped

    def _must_be_open(self) -> None:
        if self._input.lost is not None:
            raise self._input.lost
        if self._descriptor < 0:
            raise TransportLost(f"The input device {self._path} is not open.")

    def _listen(self) -> None:
        if not self._listening and self._input.room > 0:
            asyncio.get_running_loop().add_reader(self._descriptor, self._on_readable)
            self._listening = True

    def _stop_listening(self, descriptor: int) -> None:
        if self._listening:
            asyncio.get_running_loop().remove_reader(descriptor)
            self._listening = False

    def _on_readable(self) -> None:
        # The kernel hands out whole records of 24 bytes only, and refuses a smaller buffer.
        room = self._input.room - self._input.room % 24
        if room == 0:
            self._stop_listening(self._descriptor)
            return
        try:
            data = os.read(self._descriptor, room)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(error.strerror or str(error))
            return
        if data:
            self._input.feed(data)
        else:
            self._lose("it reports an end of file")

    def _lose(self, reason: str) -> None:
        if self._input.lost is not None:
            return
        self._stop_listening(self._descriptor)
        loss = TransportLost(f"The input device {self._path} is gone: {reason}.")
        self._input.fail(loss)
        if self._lost_listener is not None:
            self._lost_listener(loss)
