"""The "8A" lock boards: RS-485, 9600 8N1, 8 to 50 locks, address by DIP switch. Pure bytes.

Source: "8A" lock board protocol (广州硕铭 and compatible boards). The last byte of a frame is the exclusive
or of all others::

    open         8A board lock 11 xor     answered by 8A board lock state xor
    query one    80 board lock 33 xor     answered by 80 board lock state xor
    query all    80 board 00 33 xor       answered by 80 board S… 33 xor, the highest group of 8 locks first
    report       82 board lock state xor  sent unasked, where the option is on

``state`` is 11 where the contact is closed, 00 where it is open. The length of the answer to *query all* is
not in it: it follows from the number of locks; some boards of 8 locks send three groups all the same. The
hold commands (9A, 9B) are never used: a coil that is held burns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from drivers.framing import Look, ends_with_xor, xor
from drivers.locker.dialect import Dialect, LockerSettings, PulseAnswer, Question, Report

CONTACT_CLOSED = 0x11
CONTACT_OPEN = 0x00
_OPEN, _QUERY = 0x11, 0x33
_LONG_GROUPS = 3  # what some boards of 8 locks send


class Head(IntEnum):
    OPEN = 0x8A
    QUERY = 0x80
    REPORT = 0x82


@dataclass(frozen=True, slots=True)
class Board8aSettings(LockerSettings):
    """As they leave the factory."""


@dataclass(frozen=True, slots=True)
class One:
    """``8A``, ``80`` or ``82`` with one lock's state."""

    head: Head
    board: int
    lock: int
    state: int


@dataclass(frozen=True, slots=True)
class All:
    """The answer to *query all*: bit 0 of ``bits`` is lock 1."""

    board: int
    groups: int
    bits: int = field(repr=False)


def encode(head: int, board: int, lock: int, last: int) -> bytes:
    """A command, or an answer of one lock."""
    frame = bytes((head, board, lock, last))
    return frame + bytes((xor(frame),))


def encode_all(board: int, groups: int, bits: int) -> bytes:
    """The answer to *query all*."""
    frame = bytes((Head.QUERY, board)) + bits.to_bytes(groups, "big") + bytes((_QUERY,))
    return frame + bytes((xor(frame),))


def parse(data: bytes, groups: int) -> tuple[One | All, int] | Look:
    """``groups``: how many status bytes *query all* is answered with."""
    try:
        head = Head(data[0])
    except ValueError:
        return Look.NO
    if len(data) < 5:
        return Look.MORE
    if data[3] in (CONTACT_CLOSED, CONTACT_OPEN) and ends_with_xor(data[:5]):
        return One(head, data[1], data[2], data[3]), 5
    if head is not Head.QUERY:
        return Look.NO
    more = False
    for count in dict.fromkeys((groups, _LONG_GROUPS) if groups == 1 else (groups,)):
        size = count + 4
        if len(data) < size:
            more = True
        elif data[size - 2] == _QUERY and ends_with_xor(data[:size]):
            return All(data[1], count, int.from_bytes(data[2 : 2 + count], "big")), size
    return Look.MORE if more else Look.NO


class Board8a(Dialect[One | All]):
    driver = "board-8a"
    model = "8A"
    boards = range(1, 100)
    locks = range(1, 51)
    answers_pulse = True

    def parse(self, data: bytes) -> tuple[One | All, int] | Look:
        return parse(data, (self.settings.locks + 7) // 8)

    def questions(self, board: int) -> Sequence[Question]:
        locks = self.settings.locks
        # Eight open contacts are answered with the bytes of the question.
        return (Question(encode(Head.QUERY, board, 0, _QUERY), board, 1, locks, locks <= 8),)

    def question_of(self, board: int, lock: int) -> Question:
        return Question(encode(Head.QUERY, board, lock, _QUERY), board, lock, 1)

    def contacts(self, question: Question, frame: One | All) -> Mapping[int, bool] | None:
        if frame.board != question.board:
            return None
        match frame:
            case One(Head.QUERY, _, lock, state) if question.count == 1 and lock == question.first:
                return {lock: state == CONTACT_CLOSED}
            case All(_, _, bits) if question.frame[2] == 0:
                return {lock: bool(bits >> lock - 1 & 1) for lock in range(1, question.count + 1)}
            case _:
                return None

    def report(self, frame: One | All) -> Report | None:
        match frame:
            case One(Head.REPORT, board, lock, state):
                return Report(board, lock, state == CONTACT_CLOSED)
            case _:
                return None

    def pulse(self, board: int, lock: int) -> bytes:
        return encode(Head.OPEN, board, lock, _OPEN)

    def pulsed(self, board: int, lock: int, frame: One | All) -> PulseAnswer | None:
        match frame:
            case One(Head.OPEN, one, two, state) if (one, two) == (board, lock):
                return PulseAnswer.CONTACT_CLOSED if state == CONTACT_CLOSED else PulseAnswer.CONTACT_OPEN
            case _:
                return None
