"""The frames of the SAM_V / SAM_A modules in ID card readers. Pure bytes, no wire.

Source: SAM_V UART protocol (GA 467 security module). Both directions::

    AA AA AA 96 69 | length, 2 bytes | body | checksum

``length`` is big-endian and counts the body and the checksum; the checksum is the XOR of length and body. The
body of a command is CMD, PARA and data; of an answer SW1, SW2, SW3 and data.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum, IntEnum

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
BUFFER_LIMIT = 4096
FRAME_LIMIT = 3072  # the longest known frame, with fingerprints, has 2,321 bytes
MIN_LENGTH = 3  # CMD, PARA, checksum
MAX_LENGTH = FRAME_LIMIT - len(PREAMBLE) - 2
TEXT_SIZE = 256
PHOTO_SIZE = 1024
ADDRESS_SIZE = 70
SAM_ID_SIZE = 16


class Command(Enum):
    """CMD and PARA."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ_CARD = b"\x30\x01"
    READ_ADDITIONAL_ADDRESS = b"\x30\x03"
    READ_CARD_AND_FINGERPRINT = b"\x30\x10"
    SET_RF_BYTES = b"\x61\xff"


class Sw3(IntEnum):
    """The third status byte."""

    SUCCESS = 0x90
    FOUND = 0x9F
    CHECKSUM_WRONG = 0x10
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    NO_PERMISSION = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REFUSED_SAM = 0x31
    SAM_REFUSED_CARD = 0x32
    VERIFICATION_FAILED = 0x33
    CARD_TYPE_UNKNOWN = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NOT_FOUND = 0x80  # no card, or the card read last still lies there
    NOT_SELECTED = 0x81
    NO_CONTENT = 0x91


class SamDataError(ValueError):
    """A well-framed answer whose data contradict the protocol. The text holds no data."""


class BadFrame(Enum):
    """Why bytes that began like a frame were passed over."""

    LENGTH = "length"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """``data`` may be a person's data."""

    status: bytes  # SW1 SW2 SW3
    data: bytes

    @property
    def sw3(self) -> int:
        return self.status[2]

    def __repr__(self) -> str:
        return f"Answer({self.status.hex()}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class CardBlocks:
    """The raw blocks of one card; personal data."""

    text: bytes
    photo: bytes
    fingerprint: bytes = b""

    def __repr__(self) -> str:
        return f"CardBlocks({len(self.text)}, {len(self.photo)}, {len(self.fingerprint)} bytes)"


def encode_frame(body: bytes) -> bytes:
    """Errors: ``SamDataError`` for a body that no frame holds."""
    length = len(body) + 1
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        raise SamDataError(f"A frame cannot hold a body of {len(body)} bytes; nothing was encoded.")
    checked = struct.pack(">H", length) + body
    return PREAMBLE + checked + bytes((_checksum(checked),))


def encode_command(command: Command, data: bytes = b"") -> bytes:
    return encode_frame(command.value + data)


def encode_answer(sw3: int, data: bytes = b"") -> bytes:
    """What a reader sends."""
    return encode_frame(bytes((0, 0, sw3)) + data)


def parse_answer(body: bytes) -> Answer:
    """Errors: ``SamDataError``."""
    if len(body) < 3:
        raise SamDataError(f"An answer of {len(body)} bytes has no complete status.")
    return Answer(body[:3], body[3:])


class FrameDecoder:
    """Finds frames in a stream of bytes, whatever lies between them, and keeps at most ``BUFFER_LIMIT``
    bytes.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes kept because they may begin a frame."""
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()

    def feed(self, data: bytes) -> list[bytes | BadFrame]:
        """The bodies of the frames completed by ``data``, and what was passed over, in order."""
        found: list[bytes | BadFrame] = []
        step = BUFFER_LIMIT - FRAME_LIMIT  # beside an unfinished frame there is always room for one step
        for start in range(0, len(data), step):
            self._buffer += data[start : start + step]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def give_up(self) -> list[bytes | BadFrame]:
        """No more bytes will come: whole frames hidden behind the beginning of one that never ended."""
        found: list[bytes | BadFrame] = []
        while self._buffer:
            del self._buffer[0]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def _next(self) -> bytes | BadFrame | None:
        buffer = self._buffer
        start = buffer.find(PREAMBLE)
        if start < 0:
            # Keep only what may be the beginning of a preamble.
            del buffer[: max(len(buffer) - len(PREAMBLE) + 1, 0)]
            return None
        del buffer[:start]
        if len(buffer) < 7:
            return None
        length = buffer[5] << 8 | buffer[6]
        if not MIN_LENGTH <= length <= MAX_LENGTH:
            del buffer[0]
            return BadFrame.LENGTH
        end = 7 + length
        if len(buffer) < end:
            # Room for the next piece: a claim is at most BUFFER_LIMIT long, and feed adds half of that at a
            # time.
            return None
        checked = bytes(buffer[5 : end - 1])
        if _checksum(checked) != buffer[end - 1]:
            del buffer[0]  # a true frame may begin inside the false one
            return BadFrame.CHECKSUM
        del buffer[:end]
        return checked[2:]


def _checksum(data: bytes) -> int:
    """XOR of all bytes, by folding one large number: a stream full of false frames must cost no time."""
    value = int.from_bytes(data)
    size = len(data)
    while size > 1:
        size = (size + 1) // 2
        value = value >> 8 * size ^ value & (1 << 8 * size) - 1
    return value


def parse_card(data: bytes) -> CardBlocks:
    """The data of an answer to ``READ_CARD``. Errors: ``SamDataError``."""
    return _parse_blocks(data, 2)


def parse_card_and_fingerprint(data: bytes) -> CardBlocks:
    """The data of an answer to ``READ_CARD_AND_FINGERPRINT``. Errors: ``SamDataError``."""
    return _parse_blocks(data, 3)


def _parse_blocks(data: bytes, count: int) -> CardBlocks:
    if len(data) < 2 * count:
        raise SamDataError(f"The answer has {len(data)} bytes, too few for the lengths of its blocks.")
    lengths = struct.unpack(f">{count}H", data[: 2 * count])
    if len(data) != 2 * count + sum(lengths):
        raise SamDataError("The lengths of the card's blocks do not add up to the answer.")
    if lengths[0] != TEXT_SIZE or lengths[1] != PHOTO_SIZE:
        raise SamDataError(
            f"A card with a text of {lengths[0]} and a photo of {lengths[1]} bytes is not known."
        )
    text_end = 2 * count + lengths[0]
    photo_end = text_end + lengths[1]
    return CardBlocks(data[2 * count : text_end], data[text_end:photo_end], data[photo_end:])


def build_card(text: bytes, photo: bytes) -> bytes:
    """The data of a reader's answer to ``READ_CARD``."""
    return struct.pack(">2H", len(text), len(photo)) + text + photo


def parse_sam_id(data: bytes) -> str:
    """The module's number as readers print it, ``05.01-20110101-0000000001-0000000002``. Errors:
    ``SamDataError``.
    """
    if len(data) != SAM_ID_SIZE:
        raise SamDataError(f"A SAM number has {SAM_ID_SIZE} bytes, not {len(data)}.")
    kind, maker, date, serial, check = struct.unpack("<2H3I", data)
    return f"{kind:02d}.{maker:02d}-{date:08d}-{serial:010d}-{check:010d}"


def build_sam_id(text: str) -> bytes:
    """The reverse of ``parse_sam_id``. Errors: ``SamDataError``."""
    try:
        front, date, serial, check = text.split("-")
        kind, maker = front.split(".")
        return struct.pack("<2H3I", *(int(part) for part in (kind, maker, date, serial, check)))
    except (ValueError, struct.error):
        raise SamDataError("A SAM number looks like 05.01-20110101-0000000001-0000000002.") from None


def parse_additional_address(data: bytes) -> str:
    """Errors: ``SamDataError``."""
    if len(data) != ADDRESS_SIZE:
        raise SamDataError(f"An additional address has {ADDRESS_SIZE} bytes, not {len(data)}.")
    try:
        return data.decode("utf-16-le").rstrip(" \0")
    except UnicodeDecodeError:
        raise SamDataError("The additional address is no UTF-16 text.") from None


def build_additional_address(text: str) -> bytes:
    """Errors: ``SamDataError`` when it is longer than 35 characters."""
    data = text.encode("utf-16-le")
    if len(data) > ADDRESS_SIZE:
        raise SamDataError("An additional address has at most 35 characters.")
    return data + b" \0" * ((ADDRESS_SIZE - len(data)) // 2)
