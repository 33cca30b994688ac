"""Finds frames in a stream of bytes, for protocols of lock boards, relays and inputs. Pure.

A protocol gives a function that looks at the beginning of what came. Everything else (noise before a frame,
frames cut in pieces, a bounded buffer) is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, TypeAlias, TypeVar

F = TypeVar("F")
BUFFER_LIMIT = 1024  # bytes kept; the longest frame (Modbus RTU) has 256


class Look(Enum):
    """What the beginning of a buffer can be, if it is no frame."""

    MORE = auto()  # it may become one
    NO = auto()  # never


Parse: TypeAlias = Callable[[bytes], "tuple[F, int] | Look"]
"""The frame at the beginning of a buffer and its length in bytes, or what that beginning can be."""


class FrameFinder(Generic[F]):
    """``damaged``: bytes came that belong to no frame."""

    def __init__(self, parse: Parse[F]) -> None:
        self._parse = parse
        self._buffer = bytearray()
        self.damaged = False

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()
        self.damaged = False

    def feed(self, data: bytes) -> list[F]:
        """The frames that are complete now, in order."""
        found: list[F] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            found += self._take()
            if len(self._buffer) > BUFFER_LIMIT // 2:
                found += self.give_up()
        return found

    def give_up(self) -> list[F]:
        """Nothing more will come: the frames behind what only looked like the beginning of one."""
        found: list[F] = []
        while self._buffer:
            self.damaged = True
            del self._buffer[0]
            found += self._take()
        return found

    def _take(self) -> list[F]:
        found: list[F] = []
        while self._buffer:
            match self._parse(bytes(self._buffer)):
                case Look.MORE:
                    break
                case Look.NO:
                    self.damaged = True
                    del self._buffer[0]
                case (frame, length):
                    found.append(frame)
                    del self._buffer[:length]
        return found


def fixed(head: bytes, size: int, check: Callable[[bytes], bool]) -> Callable[[bytes], bytes | Look]:
    """Looks for a frame of ``size`` bytes that begins with ``head`` and passes ``check``."""

    def look(data: bytes) -> bytes | Look:
        if not (data.startswith(head) or head.startswith(data)):
            return Look.NO
        if len(data) < size:
            return Look.MORE
        return data[:size] if check(data[:size]) else Look.NO

    return look


def xor(data: bytes) -> int:
    """Exclusive or of all bytes (BCC)."""
    value = 0
    for one in data:
        value ^= one
    return value


def low_sum(data: bytes) -> int:
    """The low byte of the sum of all bytes."""
    return sum(data) & 0xFF


def ends_with_xor(frame: bytes) -> bool:
    return xor(frame[:-1]) == frame[-1]


def ends_with_sum(frame: bytes) -> bool:
    return low_sum(frame[:-1]) == frame[-1]
