"""Kerong lock boards, CU12/CU16 and CU48: RS-485 or RS-232, 19200 8N1. Pure bytes.

Source: Kerong KR-CU protocol. The last byte of a frame is the low byte of the sum of all others; locks count
from 0 on the wire::

    CU16   02 | board << 4 + lock | CMD | 03 | sum      CMD 30: status, 31: unlock
    answer 02 | board << 4 | 35 | hooks 1-8, 9-16 | sensors 1-8, 9-16 | 03 | sum
    CU48   02 | board | lock | CMD | 03 | sum           CMD 60: status, 61: unlock
    answer 02 | board | lock | 75 | hooks | sensors | 03 | sum

A hook's bit is 1 when it is locked, a sensor's when something lies there. Unlocking is not answered: the
status is asked. The layout of the CU48's answer is known from one source only, so a board that sends hooks
alone (6 bytes) is understood as well as one with sensors (12 bytes).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.framing import Look, ends_with_sum, low_sum
from drivers.locker.dialect import Dialect, LockerSettings, PulseAnswer, Question

STX, ETX = 0x02, 0x03
CU16_STATUS, CU16_UNLOCK, CU16_ANSWER = 0x30, 0x31, 0x35
CU48_STATUS, CU48_UNLOCK, CU48_ANSWER = 0x60, 0x61, 0x75
CU48_HOOK_BYTES = 6


@dataclass(frozen=True, slots=True)
class Cu16Settings(LockerSettings):
    board: int = 0
    locks: int = 16
    reply_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Cu48Settings(LockerSettings):
    board: int = 0
    locks: int = 48
    reply_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class BoardState:
    """Bit 0 is the first lock. ``sensors`` None: the board sent none."""

    board: int
    hooks: int = field(repr=False)
    sensors: int | None = field(repr=False)


def framed(body: bytes) -> bytes:
    """``02 … 03 sum``."""
    frame = bytes((STX,)) + body + bytes((ETX,))
    return frame + bytes((low_sum(frame),))


def encode_cu16(board: int, lock: int, command: int) -> bytes:
    """``board`` 0-15, ``lock`` 0-15."""
    return framed(bytes((board << 4 | lock, command)))


def encode_cu16_state(state: BoardState) -> bytes:
    bits = state.hooks.to_bytes(2, "little") + (state.sensors or 0).to_bytes(2, "little")
    return framed(bytes((state.board << 4, CU16_ANSWER)) + bits)


def encode_cu48(board: int, lock: int, command: int) -> bytes:
    """``board`` 0-255, ``lock`` 0-47."""
    return framed(bytes((board, lock, command)))


def encode_cu48_state(state: BoardState) -> bytes:
    bits = state.hooks.to_bytes(CU48_HOOK_BYTES, "little")
    if state.sensors is not None:
        bits += state.sensors.to_bytes(CU48_HOOK_BYTES, "little")
    return framed(bytes((state.board, 0, CU48_ANSWER)) + bits)


def parse_cu16(data: bytes) -> tuple[BoardState, int] | Look:
    if data[0] != STX or (len(data) > 2 and data[2] != CU16_ANSWER):
        return Look.NO
    if len(data) < 9:
        return Look.MORE
    if data[7] != ETX or not ends_with_sum(data[:9]):
        return Look.NO
    state = BoardState(data[1] >> 4, int.from_bytes(data[3:5], "little"), int.from_bytes(data[5:7], "little"))
    return state, 9


def parse_cu48(data: bytes) -> tuple[BoardState, int] | Look:
    if data[0] != STX or (len(data) > 3 and data[3] != CU48_ANSWER):
        return Look.NO
    for size in (6 + CU48_HOOK_BYTES, 6 + 2 * CU48_HOOK_BYTES):
        if len(data) < size:
            return Look.MORE
        if data[size - 2] == ETX and ends_with_sum(data[:size]):
            bits = data[4 : size - 2]
            hooks, sensors = bits[:CU48_HOOK_BYTES], bits[CU48_HOOK_BYTES:]
            return BoardState(
                data[1],
                int.from_bytes(hooks, "little"),
                int.from_bytes(sensors, "little") if sensors else None,
            ), size
    return Look.NO


class _Kerong(Dialect[BoardState]):
    answers_pulse = False

    @abstractmethod
    def status(self, board: int) -> bytes:
        """The question for the state of all locks of a board."""

    def questions(self, board: int) -> Sequence[Question]:
        return (Question(self.status(board), board, 1, self.settings.locks),)

    def question_of(self, board: int, lock: int) -> Question:
        return self.questions(board)[0]

    def item_questions(self, board: int) -> Sequence[Question]:
        return self.questions(board)

    def contacts(self, question: Question, frame: BoardState) -> Mapping[int, bool] | None:
        return None if frame.board != question.board else _bits(frame.hooks, question.count)

    def items(self, question: Question, frame: BoardState) -> Mapping[int, bool] | None:
        if frame.board != question.board:
            return None
        return {} if frame.sensors is None else _bits(frame.sensors, question.count)

    def pulsed(self, board: int, lock: int, frame: BoardState) -> PulseAnswer | None:
        return None


def _bits(bits: int, count: int) -> Mapping[int, bool]:
    return {lock: bool(bits >> lock - 1 & 1) for lock in range(1, count + 1)}


class KerongCu16(_Kerong):
    driver = "kerong-cu16"
    model = "KR-CU16"
    boards = range(16)
    locks = range(1, 17)

    def parse(self, data: bytes) -> tuple[BoardState, int] | Look:
        return parse_cu16(data)

    def status(self, board: int) -> bytes:
        return encode_cu16(board, 0, CU16_STATUS)

    def pulse(self, board: int, lock: int) -> bytes:
        return encode_cu16(board, lock - 1, CU16_UNLOCK)


class KerongCu48(_Kerong):
    driver = "kerong-cu48"
    model = "KR-CU48"
    boards = range(16)
    locks = range(1, 49)

    def parse(self, data: bytes) -> tuple[BoardState, int] | Look:
        return parse_cu48(data)

    def status(self, board: int) -> bytes:
        return encode_cu48(board, 0, CU48_STATUS)

    def pulse(self, board: int, lock: int) -> bytes:
        return encode_cu48(board, lock - 1, CU48_UNLOCK)
