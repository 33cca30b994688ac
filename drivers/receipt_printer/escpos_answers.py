"""What is asked of an ESC/POS printer, and its answers as facts. Pure; no wire here.

Sources: Epson "ESC/POS Command Reference" (DLE EOT, DLE ENQ, GS a, GS r, ESC v, GS ( H) and Custom's KPM
manuals (GS e).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from drivers.receipt_printer.profile import Proof

AUTOMATIC_STATUS_OFF = b"\x1da\x00"
RECOVER_AND_CLEAR = b"\x10\x05\x02"  # DLE ENQ 2: leave the error, forget what was not printed
RETRACT = b"\x1de\x02"
TICKET_STATUS = b"\x1de\x06"


def real_time_query(n: int) -> bytes:
    """DLE EOT n (1 printer, 2 offline cause, 3 error, 4 paper): answered at once, ahead of waiting data."""
    if not 1 <= n <= 4:
        raise ValueError(f"DLE EOT {n} is not a query of this codec")
    return bytes((0x10, 0x04, n))


def proof_query(proof: Proof, number: int) -> bytes:
    """The query whose answer comes after all data before it; ``number`` (0-9999) is echoed where possible."""
    match proof:
        case Proof.PROCESS_ID:
            return b"\x1d(H\x06\x0000" + _process_id(number)
        case Proof.GS_R:
            return b"\x1dr\x01"
        case Proof.ESC_V:
            return b"\x1bv"
        case _:
            assert_never(proof)


def _process_id(number: int) -> bytes:
    return f"{number % 10_000:04d}".encode("ascii")


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """One byte ``0xx1xx10``: the answer to DLE EOT."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Four bytes that a printer sends by itself after GS a."""

    offline: bool
    cover_open: bool
    cutter_error: bool
    unrecoverable: bool
    paper_low: bool
    paper_out: bool


@dataclass(frozen=True, slots=True)
class PaperStatus:
    """One byte: the answer to GS r 1 or ESC v."""

    low: bool
    out: bool


@dataclass(frozen=True, slots=True)
class ProcessDone:
    """GS ( H function 48: the printer is through with everything before this number."""

    number: int


Answer: TypeAlias = RealTimeStatus | AutomaticStatus | PaperStatus | ProcessDone


class AnswerDecoder:
    """Finds answers in what the printer sends; drops noise, XON and XOFF; holds at most six bytes.

    A byte tells by its fixed bits what it is: DLE EOT ``0xx1xx10``, automatic status ``0xx1xx00`` and three
    ``0xx0xxxx``, paper status ``0xx0xxxx`` with its bits in pairs, process id ``37 22 d1 d2 d3 d4 00``.
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def reset(self) -> None:
        self._held.clear()

    def feed(self, data: bytes) -> list[Answer]:
        """The complete answers in ``data`` and what was held before."""
        return [answer for byte in data for answer in self._byte(byte)]

    def _byte(self, byte: int) -> Iterable[Answer]:
        self._held.append(byte)
        first = self._held[0]
        if first == 0x37:
            return self._process()
        if first & 0x93 == 0x10:
            return self._automatic()
        self._held.clear()
        if byte & 0x93 == 0x12:
            return (RealTimeStatus(byte),)
        return _paper(byte)

    def _again(self) -> Iterable[Answer]:
        """The first held byte was noise: judge the others anew."""
        rest = bytes(self._held[1:])
        self._held.clear()
        return self.feed(rest)

    def _process(self) -> Iterable[Answer]:
        held = self._held
        digits = held[2:6]
        if (len(held) > 1 and held[1] != 0x22) or any(not 0x30 <= digit <= 0x39 for digit in digits):
            return self._again()
        if len(held) < 7:
            return ()
        if held[6] != 0:
            return self._again()
        self._held = bytearray()
        return (ProcessDone(int(digits)),)

    def _automatic(self) -> Iterable[Answer]:
        held = self._held
        if any(byte & 0x90 for byte in held[1:]):
            return self._again()
        if len(held) < 4:
            return ()
        self._held = bytearray()
        return (
            AutomaticStatus(
                offline=bool(held[0] & 0x08),
                cover_open=bool(held[0] & 0x20),
                cutter_error=bool(held[1] & 0x08),
                unrecoverable=bool(held[1] & 0x20),
                paper_low=bool(held[2] & 0x03),
                paper_out=bool(held[2] & 0x0C),
            ),
        )


def _paper(byte: int) -> Iterable[Answer]:
    # Both sensors are reported by pairs of equal bits: a byte where they differ is noise.
    if byte & 0x90 or byte & 0x03 not in (0, 0x03) or byte & 0x0C not in (0, 0x0C):
        return ()
    return (PaperStatus(low=bool(byte & 0x03), out=bool(byte & 0x0C)),)


@dataclass(frozen=True, slots=True)
class PresenterStatus:
    """GS e 06: the presenter's sensors and motors."""

    at_mouth: bool
    moving: bool
    error: bool
    jam: bool


def decode_presenter(byte: int) -> PresenterStatus:
    """One byte; every value is possible, so it is read only where it was asked for and the line was quiet."""
    return PresenterStatus(
        at_mouth=bool(byte & 0x08), moving=bool(byte & 0x30), error=bool(byte & 0x40), jam=bool(byte & 0x80)
    )
