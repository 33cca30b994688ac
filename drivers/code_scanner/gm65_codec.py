"""The zone-bit protocol of GM65, GM861 and their relatives. Pure bytes, no wire.

Source: GM65 Bar Code Reader Module User Manual (serial commands, zone bits)::

    command  7E 00 | type | count | address, 2 bytes | data | CRC, 2 bytes
    reply    02 00 | type | count | data | CRC

The CRC is CRC-16/CCITT (polynomial 1021, initial value 0, not reflected) over everything between the two head
bytes and itself; ``AB CD`` in its place asks the module not to check. After a trigger the text of a code
comes bare, followed by the configured suffix.
"""

from __future__ import annotations

import binascii
import struct
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

COMMAND_HEAD = b"\x7e\x00"
REPLY_HEAD = b"\x02\x00"
UNCHECKED = b"\xab\xcd"
BUFFER_LIMIT = 1024  # a frame has at most 2 + 2 + 255 + 2 bytes, a command two more
MAX_CHARACTERS = 4296  # QR code version 40-L, alphanumeric (ISO/IEC 18004)


class Kind(IntEnum):
    """The type byte of a command."""

    READ = 0x07
    WRITE = 0x08
    SAVE = 0x09


class Result(IntEnum):
    """The type byte of a reply."""

    OK = 0x00
    CRC_ERROR = 0x01
    INVALID = 0x03


class Zone(IntEnum):
    """Addresses of the settings used here."""

    MODE = 0x0000  # bits 0-1: 01 command mode, 11 sensing
    TRIGGER = 0x0002  # bit 0: look for a code now
    SETTING_CODES = 0x0003  # 02: printed setting codes are ignored
    READ_TIME = 0x0006  # x 0.1 s; 0: for ever


COMMAND_MODE = 0x01
MODE_BITS = 0x03
SETTING_CODES_FORBIDDEN = 0x02


class CrcMode(StrEnum):
    COMPUTED = "computed"
    UNCHECKED = "unchecked"


class Suffix(Enum):
    """What the module is configured to send after a code's text."""

    NONE = b""
    CR = b"\r"
    CRLF = b"\r\n"
    TAB = b"\t"


class BadFrame(Enum):
    CRC = "crc"


class TextError(ValueError):
    """The bytes of a code are no text that can be used. The message holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Command:
    kind: int
    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    result: int
    data: bytes


def crc(data: bytes) -> int:
    return binascii.crc_hqx(data, 0)


def encode_command(command: Command, mode: CrcMode = CrcMode.COMPUTED) -> bytes:
    """Errors: ``ValueError`` for more than 255 bytes of data."""
    if len(command.data) > 0xFF:
        raise ValueError(f"A command cannot carry {len(command.data)} bytes.")
    body = struct.pack(">BBH", command.kind, len(command.data), command.address) + command.data
    return COMMAND_HEAD + body + (struct.pack(">H", crc(body)) if mode is CrcMode.COMPUTED else UNCHECKED)


def encode_reply(reply: Reply) -> bytes:
    """What a module sends. Errors: ``ValueError`` for more than 255 bytes of data."""
    if len(reply.data) > 0xFF:
        raise ValueError(f"A reply cannot carry {len(reply.data)} bytes.")
    body = struct.pack(">BB", reply.result, len(reply.data)) + reply.data
    return REPLY_HEAD + body + struct.pack(">H", crc(body))


class ReplyFinder:
    """Finds the first good reply in a stream; what follows it stays untouched, for it is text."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.damaged = False  # something looked like a reply and was none

    def feed(self, data: bytes) -> tuple[Reply, bytes] | None:
        """The reply and what came after it, once there is one."""
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            end = start + BUFFER_LIMIT // 2
            self._buffer += data[start:end]
            reply = self._next()
            if reply is not None:
                rest = bytes(self._buffer) + data[end:]
                self._buffer.clear()
                return reply, rest
        return None

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def give_up(self) -> tuple[Reply, bytes] | None:
        """No more bytes will come: a reply hidden behind the beginning of a false one."""
        while self._buffer:
            del self._buffer[0]
            reply = self._next()
            if reply is not None:
                rest = bytes(self._buffer)
                self._buffer.clear()
                return reply, rest
        return None

    def _next(self) -> Reply | None:
        buffer = self._buffer
        while True:
            start = buffer.find(REPLY_HEAD)
            if start < 0:
                del buffer[: len(buffer) - (1 if buffer.endswith(REPLY_HEAD[:1]) else 0)]
                return None
            del buffer[:start]
            if len(buffer) < 4 or len(buffer) < 6 + buffer[3]:
                return None
            end = 4 + buffer[3]
            body = bytes(buffer[2:end])
            if crc(body) == buffer[end] << 8 | buffer[end + 1]:
                del buffer[: end + 2]
                return Reply(body[0], body[2:])
            self.damaged = True
            del buffer[0]


class CommandDecoder:
    """The module's side: commands in a stream. It stays silent about wrong ones, as the module does."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def reset(self) -> None:
        self._buffer.clear()

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Command | BadFrame]:
        found: list[Command | BadFrame] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def _next(self) -> Command | BadFrame | None:
        buffer = self._buffer
        start = buffer.find(COMMAND_HEAD)
        if start < 0:
            del buffer[: len(buffer) - (1 if buffer.endswith(COMMAND_HEAD[:1]) else 0)]
            return None
        del buffer[:start]
        if len(buffer) < 4 or len(buffer) < 8 + buffer[3]:
            return None
        end = 6 + buffer[3]
        body, check = bytes(buffer[2:end]), bytes(buffer[end : end + 2])
        if check != UNCHECKED and struct.pack(">H", crc(body)) != check:
            del buffer[0]
            return BadFrame.CRC
        del buffer[: end + 2]
        kind, _, address = struct.unpack(">BBH", body[:4])
        return Command(kind, address, body[4:])


class TextCollector:
    """Collects the bytes of one code up to its suffix; of a longer one than any code has, it only sees the
    end.
    """

    def __init__(self, suffix: Suffix) -> None:
        self._suffix = suffix.value
        self._limit = MAX_CHARACTERS + len(self._suffix)
        self._bytes = bytearray()
        self.too_long = False

    @property
    def begun(self) -> bool:
        return bool(self._bytes) or self.too_long

    @property
    def waiting(self) -> int:
        return len(self._bytes)

    def feed(self, data: bytes) -> bool:
        """Whether the suffix has come, that is: nothing more belongs to this code."""
        self._bytes += data
        place = self._bytes.find(self._suffix) if self._suffix else -1
        if place >= 0:
            self.too_long = self.too_long or place > MAX_CHARACTERS
            del self._bytes[place:]
            return True
        if len(self._bytes) > self._limit:
            self.too_long = True
            del self._bytes[: len(self._bytes) - len(self._suffix)]
        return False

    def text(self) -> str:
        """Errors: ``TextError``."""
        if self.too_long:
            raise TextError(f"The code is longer than {MAX_CHARACTERS} characters.")
        return decode_text(bytes(self._bytes))


def decode_text(data: bytes) -> str:
    """UTF-8 if it is that, else GB 18030; strictly. Errors: ``TextError``."""
    data = data.strip(b"\r\n\0")
    if not data:
        raise TextError("The code is empty.")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(text) > MAX_CHARACTERS:
            break
        return text
    else:
        raise TextError("The code is neither UTF-8 nor GB 18030.")
    raise TextError(f"The code is longer than {MAX_CHARACTERS} characters.")
