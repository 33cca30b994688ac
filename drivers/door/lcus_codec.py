"""Frames of LCUS USB relays (CH340, 9600 8N1). Pure bytes.

Source: LCUS relay module description: ``A0 channel operation sum``, the sum being the low byte of the sum
of the others. Operation 00: off, 01: on, neither answered; 05: query, on newer modules only, answered with
the same layout and 00 or 01 in the operation's place (one source).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.framing import Look, ends_with_sum, low_sum

HEAD = 0xA0


class Operation(IntEnum):
    OFF = 0x00
    ON = 0x01
    QUERY = 0x05


@dataclass(frozen=True, slots=True)
class Frame:
    channel: int
    operation: int


def encode(frame: Frame) -> bytes:
    head = bytes((HEAD, frame.channel, frame.operation))
    return head + bytes((low_sum(head),))


def parse(data: bytes) -> tuple[Frame, int] | Look:
    if data[0] != HEAD:
        return Look.NO
    if len(data) < 4:
        return Look.MORE
    return (Frame(data[1], data[2]), 4) if ends_with_sum(data[:4]) else Look.NO
