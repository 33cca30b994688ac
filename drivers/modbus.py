"""Modbus RTU: the few functions that relays and inputs need, asked and answered. Pure bytes.

Source: "MODBUS over Serial Line Specification and Implementation Guide V1.02" (frame, CRC) and "MODBUS
Application Protocol Specification V1.1b3" (functions 01, 02, 05, exceptions). Why not a library:
docs/decisions/0012-modbus-of-our-own.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from drivers.framing import Look

BROADCAST_FREE = range(1, 248)  # addresses of units
COIL_ON = 0xFF00
COIL_OFF = 0x0000


class Function(IntEnum):
    READ_COILS = 0x01
    READ_INPUTS = 0x02
    WRITE_COIL = 0x05


class Problem(IntEnum):
    """Exception codes."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_VALUE = 3
    DEVICE_FAILURE = 4


@dataclass(frozen=True, slots=True)
class Bits:
    """The answer to a read; bit 0 of ``bits`` is the first address asked for, in ``size`` bytes."""

    unit: int
    function: int
    size: int
    bits: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to a write of one coil: the question again."""

    unit: int
    address: int
    value: int


@dataclass(frozen=True, slots=True)
class Failed:
    unit: int
    function: int
    problem: int


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a board hears it; ``value`` is the count of a read."""

    unit: int
    function: int
    address: int
    value: int


Answer = Bits | Written | Failed


def _table() -> tuple[int, ...]:
    table = []
    for index in range(256):
        value = index
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE = _table()


def crc(data: bytes) -> int:
    """CRC-16/Modbus: polynomial A001 reflected, initial value FFFF; sent low byte first."""
    value = 0xFFFF
    for one in data:
        value = value >> 8 ^ _TABLE[(value ^ one) & 0xFF]
    return value


def sealed(frame: bytes) -> bytes:
    return frame + crc(frame).to_bytes(2, "little")


def intact(frame: bytes) -> bool:
    return crc(frame[:-2]) == int.from_bytes(frame[-2:], "little")


def encode_request(request: Request) -> bytes:
    head = bytes((request.unit, request.function))
    return sealed(head + request.address.to_bytes(2, "big") + request.value.to_bytes(2, "big"))


def encode_answer(answer: Answer) -> bytes:
    match answer:
        case Bits(unit, function, size, bits):
            return sealed(bytes((unit, function, size)) + bits.to_bytes(size, "little"))
        case Written(unit, address, value):
            return encode_request(Request(unit, Function.WRITE_COIL, address, value))
        case Failed(unit, function, problem):
            return sealed(bytes((unit, function | 0x80, problem)))


def parse_answer(data: bytes) -> tuple[Answer, int] | Look:
    if data[0] not in BROADCAST_FREE:
        return Look.NO
    if len(data) < 2:
        return Look.MORE
    function = data[1]
    match function & 0x7F:
        case Function.READ_COILS | Function.READ_INPUTS | Function.WRITE_COIL:
            pass
        case _:
            return Look.NO
    if len(data) < 3:
        return Look.MORE
    if function & 0x80:
        size = 5
    elif function == Function.WRITE_COIL:
        size = 8
    elif data[2] == 0:
        return Look.NO
    else:
        size = 5 + data[2]
    if len(data) < size:
        return Look.MORE
    frame = data[:size]
    if not intact(frame):
        return Look.NO
    if function & 0x80:
        return Failed(frame[0], function & 0x7F, frame[2]), size
    if function == Function.WRITE_COIL:
        return Written(frame[0], int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")), size
    return Bits(frame[0], function, frame[2], int.from_bytes(frame[3:-2], "little")), size


def parse_request(data: bytes) -> tuple[Request, int] | Look:
    """The board's side; functions of 8 bytes only."""
    if data[0] not in BROADCAST_FREE:
        return Look.NO
    if len(data) > 1 and data[1] not in (
        Function.READ_COILS,
        Function.READ_INPUTS,
        Function.WRITE_COIL,
    ):
        return Look.NO
    if len(data) < 8:
        return Look.MORE
    if not intact(data[:8]):
        return Look.NO
    address, value = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:6], "big")
    return Request(data[0], data[1], address, value), 8


def problem_text(problem: int) -> str:
    match problem:
        case Problem.ILLEGAL_FUNCTION:
            return "it does not know this function"
        case Problem.ILLEGAL_ADDRESS:
            return "it has no such output or input"
        case Problem.ILLEGAL_VALUE:
            return "it does not take this value"
        case Problem.DEVICE_FAILURE:
            return "it failed"
        case _:
            return f"exception {problem:02X}"
