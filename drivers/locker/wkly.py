"""Lock boards whose frames begin with "WKLY": RS-485 or RS-232, 9600 8N1. Pure bytes.

Source: "WKLY" lock board protocol. The last byte is the exclusive or of all others::

    57 4B 4C 59 | length of the whole frame | board | command | data | xor
    82 open one   data: lock    answered with result, lock, state (some boards do not answer)
    83 query one  data: lock    answered with result, lock, state
    85 report     sent unasked whenever a door moved

``result`` is 00, or FF for a refusal; ``state`` is 1 where the door is closed. Reports come between
question and answer, so frames are told apart by command and lock, never by their order. The layout of the
answer to *query all* (84) is not known for certain: doors are asked one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.bus_device import Refused
from drivers.framing import Look, ends_with_xor, xor
from drivers.locker.dialect import Dialect, LockerSettings, PulseAnswer, Question, Report

HEAD = b"WKLY"
OPEN, QUERY, REPORT = 0x82, 0x83, 0x85
OK, FAILED = 0x00, 0xFF
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class WklySettings(LockerSettings):
    board: int = 0
    locks: int = 24
    reply_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    board: int
    command: int
    data: bytes = field(repr=False)


def encode(frame: Frame) -> bytes:
    """``data``: at most 247 bytes."""
    head = HEAD + bytes((len(frame.data) + _SHORTEST, frame.board, frame.command)) + frame.data
    return head + bytes((xor(head),))


def parse(data: bytes) -> tuple[Frame, int] | Look:
    if not (data.startswith(HEAD) or HEAD.startswith(data)):
        return Look.NO
    if len(data) < 5:
        return Look.MORE
    size = data[4]
    if size < _SHORTEST:
        return Look.NO
    if len(data) < size:
        return Look.MORE
    if not ends_with_xor(data[:size]):
        return Look.NO
    return Frame(data[5], data[6], data[7 : size - 1]), size


class Wkly(Dialect[Frame]):
    driver = "wkly"
    model = "WKLY"
    boards = range(32)
    locks = range(1, 101)
    answers_pulse = True

    def parse(self, data: bytes) -> tuple[Frame, int] | Look:
        return parse(data)

    def questions(self, board: int) -> Sequence[Question]:
        return tuple(self.question_of(board, lock) for lock in range(1, self.settings.locks + 1))

    def question_of(self, board: int, lock: int) -> Question:
        return Question(encode(Frame(board, QUERY, bytes((lock,)))), board, lock, 1)

    def contacts(self, question: Question, frame: Frame) -> Mapping[int, bool] | None:
        state = _state(frame, question.board, QUERY, question.first)
        return None if state is None else {question.first: state}

    def report(self, frame: Frame) -> Report | None:
        data = frame.data
        if frame.command != REPORT or len(data) != 3 or data[0] != OK or data[2] not in (0, 1):
            return None
        return Report(frame.board, data[1], data[2] == 1)

    def pulse(self, board: int, lock: int) -> bytes:
        return encode(Frame(board, OPEN, bytes((lock,))))

    def pulsed(self, board: int, lock: int, frame: Frame) -> PulseAnswer | None:
        if (frame.board, frame.command, frame.data) == (board, OPEN, bytes((OK, lock))):
            return PulseAnswer.GIVEN  # as command 81 is answered: without a state
        state = _state(frame, board, OPEN, lock)
        if state is None:
            return None
        return PulseAnswer.CONTACT_CLOSED if state else PulseAnswer.CONTACT_OPEN


def _state(frame: Frame, board: int, command: int, lock: int) -> bool | None:
    """Errors: ``Refused``."""
    if (frame.board, frame.command) != (board, command) or not frame.data:
        return None
    if frame.data[0] == FAILED and frame.data[1:2] in (b"", bytes((lock,))):
        raise Refused(f"the board refused command {command:02X} for lock {lock}; nothing moved.")
    if len(frame.data) == 3 and frame.data[:2] == bytes((OK, lock)) and frame.data[2] in (0, 1):
        return frame.data[2] == 1
    return None
