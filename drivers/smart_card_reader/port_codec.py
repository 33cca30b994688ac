"""What the driver says to its card port and hears from it. Pure bytes, no wire.

PC/SC is a library, not a wire. Between the driver and the thread that calls the library there are messages
all the same, so that a card session can be recorded, replayed and simulated like any other device's::

    message  C5 | number | length, 2 bytes | payload | CRC-16/CCITT, 2 bytes
    request  payload = what is asked (1 byte), data
    answer   payload = how it went (1 byte), data

An answer has the number of its request, so a late one is never taken for that of another.
"""

from __future__ import annotations

import binascii
import struct
from dataclasses import dataclass
from enum import IntEnum

HEAD = 0xC5
MAX_PAYLOAD = 600  # a short APDU and its answer (ISO/IEC 7816-3), with room for a reader's name
BUFFER_LIMIT = 2048


class Ask(IntEnum):
    NAME = 0x01  # answer: the reader's name, 00, its serial number (UTF-8)
    PRESENT = 0x02  # answer: 01 a card is there, 00 none
    POWER_ON = 0x03  # answer: the ATR
    TRANSMIT = 0x04  # data: a command APDU; answer: the response APDU
    POWER_OFF = 0x05


class How(IntEnum):
    DONE = 0x00
    NO_CARD = 0x01
    MUTE = 0x02  # a card is there and does not answer
    CARD_CHANGED = 0x03  # taken or reset since power-on
    IN_USE = 0x04  # another program has the card
    FAILED = 0x05


@dataclass(frozen=True, slots=True)
class Message:
    """``kind`` is an :class:`Ask` or a :class:`How`."""

    number: int
    kind: int
    data: bytes = b""


def encode(message: Message) -> bytes:
    """Errors: ``ValueError`` for data that is too long."""
    if len(message.data) >= MAX_PAYLOAD:
        raise ValueError(f"A message cannot carry {len(message.data)} bytes.")
    body = struct.pack(">BH", message.number, len(message.data) + 1) + bytes((message.kind,)) + message.data
    return bytes((HEAD,)) + body + struct.pack(">H", binascii.crc_hqx(body, 0xFFFF))


class MessageDecoder:
    """Messages in a stream; damaged ones are passed over and counted."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.damaged = 0

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()
        self.damaged = 0

    def feed(self, data: bytes) -> list[Message]:
        found: list[Message] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def give_up(self) -> list[Message]:
        """No more bytes will come: what hides behind the beginning of a message that never ended."""
        found: list[Message] = []
        while self._buffer:
            del self._buffer[0]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def _next(self) -> Message | None:
        buffer = self._buffer
        while True:
            start = buffer.find(HEAD)
            if start < 0:
                buffer.clear()
                return None
            del buffer[:start]
            if len(buffer) < 4:
                return None
            length = buffer[2] << 8 | buffer[3]
            if not 0 < length <= MAX_PAYLOAD:
                del buffer[0]
                continue
            if len(buffer) < length + 6:
                return None
            body, check = bytes(buffer[1 : length + 4]), bytes(buffer[length + 4 : length + 6])
            if struct.pack(">H", binascii.crc_hqx(body, 0xFFFF)) != check:
                self.damaged += 1
                del buffer[0]
                continue
            del buffer[: length + 6]
            return Message(body[0], body[3], body[4:])
