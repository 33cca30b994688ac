"""Frames and line bytes of card dispensers of the CRT-591 family. Pure bytes, no wire.

Source: CRT-591-M001 communication protocol::

    frame     F2 | address | length, 2 bytes | text | 03 | BCC
    command   text = 'C' CM PM data
    positive  text = 'P' CM PM st0 st1 st2 data
    negative  text = 'N' CM PM e1 e0 data      (some documents print 'E' for 'N')

BCC is the XOR of everything from F2 through 03. Beside frames there are three bytes of the
line: ACK, NAK, EOT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import reduce
from operator import xor
from types import MappingProxyType

START = 0xF2
END = 0x03
MAX_DATA = 512
MAX_TEXT = MAX_DATA + 6
BUFFER_LIMIT = 2048


class Line(IntEnum):
    """Single bytes between frames."""

    EOT = 0x04  # host: cancel what runs, clear the line
    ACK = 0x06
    NAK = 0x15


class Cm(IntEnum):
    """Commands used here."""

    INIT = 0x30
    STATUS = 0x31
    MOVE = 0x32
    ENTRY = 0x33
    SERIAL_NUMBER = 0xA2
    VERSION = 0xA4


class Init(IntEnum):
    TO_GATE = 0x30
    CAPTURE = 0x31
    LEAVE = 0x33


class Move(IntEnum):
    TO_GATE = 0x30
    TO_CHIP = 0x31  # from the stacker when no card is inside
    TO_BIN = 0x33
    OUT = 0x39


class BadFrame(Enum):
    CHECKSUM = "checksum"


class FrameError(ValueError):
    """The text of a frame is no command or reply; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    cm: int
    pm: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Positive:
    """``state`` are st0 (card), st1 (stacker), st2 (error bin), each an ASCII digit."""

    cm: int
    pm: int
    state: bytes
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Negative:
    cm: int
    pm: int
    error: bytes  # e1 e0, ASCII
    data: bytes = b""


Reply = Positive | Negative

ERRORS: Mapping[bytes, str] = MappingProxyType(
    {
        b"00": "the command is not defined",
        b"01": "a parameter is wrong",
        b"02": "the command is out of sequence",
        b"03": "the command is not supported",
        b"04": "the data is wrong",
        b"05": "the chip contact is not released",
        b"10": "a card is jammed",
        b"12": "a sensor has failed",
        b"13": "the card is too long",
        b"14": "the card is too short",
        b"40": "the card cannot be retracted",
        b"41": "the magnet of the chip contact has failed",
        b"43": "the card does not reach the chip contact",
        b"45": "the card was moved by hand",
        b"50": "the retract counter is full",
        b"51": "the motor has failed",
        b"A0": "the stacker is empty",
        b"A1": "the error bin is full",
        b"B0": "the device is not initialised",
    }
)


def encode_frame(text: bytes, address: int = 0) -> bytes:
    """Errors: ``ValueError`` for a text that is too long."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"A frame cannot carry {len(text)} bytes.")
    body = bytes((START, address)) + len(text).to_bytes(2, "big") + text + bytes((END,))
    return body + bytes((reduce(xor, body),))


def encode_command(command: Command, address: int = 0) -> bytes:
    return encode_frame(bytes((0x43, command.cm, command.pm)) + command.data, address)


def encode_reply(reply: Reply, address: int = 0) -> bytes:
    match reply:
        case Positive(cm, pm, state, data):
            return encode_frame(bytes((0x50, cm, pm)) + state + data, address)
        case Negative(cm, pm, error, data):
            return encode_frame(bytes((0x4E, cm, pm)) + error + data, address)


def parse_command(text: bytes) -> Command:
    """Errors: ``FrameError``."""
    if len(text) < 3 or text[0] != 0x43:
        raise FrameError("The text is no command.")
    return Command(text[1], text[2], text[3:])


def parse_reply(text: bytes) -> Reply:
    """Errors: ``FrameError``."""
    if len(text) >= 6 and text[0] == 0x50:
        return Positive(text[1], text[2], text[3:6], text[6:])
    if len(text) >= 5 and text[0] in (0x4E, 0x45):
        return Negative(text[1], text[2], text[3:5], text[5:])
    raise FrameError("The text is no reply.")


class LineDecoder:
    """Frames (their texts) and line bytes in a stream; anything else is passed over."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()

    def feed(self, data: bytes) -> list[bytes | Line | BadFrame]:
        found: list[bytes | Line | BadFrame] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def give_up(self) -> list[bytes | Line | BadFrame]:
        """No more bytes will come: what hides behind the beginning of a frame that never ended."""
        found: list[bytes | Line | BadFrame] = []
        while self._buffer:
            del self._buffer[0]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def _next(self) -> bytes | Line | BadFrame | None:
        buffer = self._buffer
        while buffer:
            first = buffer[0]
            if first != START:
                del buffer[0]
                if first in _LINE_BYTES:
                    return Line(first)
                continue
            if len(buffer) < 4:
                return None
            length = buffer[2] << 8 | buffer[3]
            if length > MAX_TEXT:
                del buffer[0]
                continue
            if len(buffer) < length + 6:
                return None
            frame = bytes(buffer[: length + 6])
            if frame[-2] == END and reduce(xor, frame) == 0:
                del buffer[: length + 6]
                return frame[4:-2]
            del buffer[0]
            return BadFrame.CHECKSUM
        return None


_LINE_BYTES = frozenset(int(one) for one in Line)
