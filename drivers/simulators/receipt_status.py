"""What a simulated ESC/POS printer says of itself, and the real-time commands that it hears ahead of data.

Sources: Epson "ESC/POS Command Reference" (DLE EOT, DLE ENQ, DLE DC4, GS a); Citizen PPU-231II for the
presenter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Sensors:
    cover_open: bool = False
    paper_low: bool = False
    paper_out: bool = False
    knife_stuck: bool = False
    head_hot: bool = False
    offline: bool = False
    at_mouth: bool = False
    moving: bool = False

    @property
    def may_print(self) -> bool:
        return not (self.cover_open or self.paper_out or self.knife_stuck or self.head_hot or self.offline)


def dle_eot(n: int, sensors: Sensors, presenter: str) -> int:
    """The byte that answers DLE EOT n (1 to 4)."""
    error = sensors.knife_stuck or sensors.head_hot
    match n:
        case 1:
            bits = 0 if sensors.may_print else 0x08
        case 2:
            bits = (
                (0x04 if sensors.cover_open else 0)
                | (0x20 if sensors.paper_out else 0)
                | (0x40 if error else 0)
            )
        case 3:
            bits = (0x08 if sensors.knife_stuck else 0) | (0x40 if sensors.head_hot else 0)
        case 4 if presenter == "dle_eot_4":
            bits = (0x0C if sensors.paper_low else 0) | (0x20 if sensors.paper_out else 0)
            bits |= 0 if sensors.at_mouth else 0x40
        case _:
            bits = (0x0C if sensors.paper_low else 0) | (0x60 if sensors.paper_out else 0)
    return 0x12 | bits


def automatic_status(sensors: Sensors) -> bytes:
    """The four bytes after GS a."""
    first = 0x10 | (0 if sensors.may_print else 0x08) | (0x20 if sensors.cover_open else 0)
    second = (0x08 if sensors.knife_stuck else 0) | (0x40 if sensors.head_hot else 0)
    third = (0x03 if sensors.paper_low else 0) | (0x0C if sensors.paper_out else 0)
    return bytes((first, second, third, 0))


CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Kind(Enum):
    STATUS = auto()  # DLE EOT n
    RECOVER = auto()  # DLE ENQ n
    CLEAR = auto()  # DLE DC4 8


@dataclass(frozen=True, slots=True)
class RealTimeCommand:
    kind: Kind
    n: int = 0


Part: TypeAlias = bytes | RealTimeCommand


class RealTimeFilter:
    """Parts the stream: data, and real-time commands, which are found wherever they stand."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Part]:
        plain = bytearray()
        for byte in data:
            self._held.append(byte)
            command = self._command()
            if command is not None:
                if plain:
                    yield bytes(plain)
                    plain.clear()
                yield command
                self._held.clear()
            elif not self._may_become_command():
                plain += self._held[:-1]
                last = self._held[-1:]
                self._held.clear()
                if last == b"\x10":
                    self._held += last
                else:
                    plain += last
        if plain:
            yield bytes(plain)

    def _command(self) -> RealTimeCommand | None:
        held = bytes(self._held)
        if len(held) == 3 and held[:2] == b"\x10\x04" and 1 <= held[2] <= 4:
            return RealTimeCommand(Kind.STATUS, held[2])
        if len(held) == 3 and held[:2] == b"\x10\x05" and held[2] in (1, 2):
            return RealTimeCommand(Kind.RECOVER, held[2])
        return RealTimeCommand(Kind.CLEAR) if held == CLEAR_BUFFER else None

    def _may_become_command(self) -> bool:
        held = bytes(self._held)
        return held in (b"\x10", b"\x10\x04", b"\x10\x05") or CLEAR_BUFFER.startswith(held)
