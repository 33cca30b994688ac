"""Lock boards with Modbus RTU: coils are locks, discrete inputs are door contacts. Pure bytes.

Source: "MODBUS Application Protocol Specification V1.1b3"; which coil and input is which lock is the
board's manual. A lock board ends a pulse by itself when a coil is switched on; a plain relay would hold it
and burn the lock's coil, so for relay boards the timed output is used ("flash-on", coil 0200 + relay, value
in 100 ms; Waveshare's manual). A lock is never switched on and off by this program: it could die in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drivers.bus_device import Refused
from drivers.framing import Look
from drivers.locker.dialect import Dialect, LockerSettings, PulseAnswer, Question
from drivers.modbus import (
    BROADCAST_FREE,
    COIL_ON,
    Answer,
    Bits,
    Failed,
    Function,
    Request,
    Written,
    encode_request,
    parse_answer,
    problem_text,
)
from drivers.settings import SettingError


class LockPulse(StrEnum):
    BOARD = "board"  # a lock board: on, and it ends the pulse by itself
    TIMED = "timed"  # a relay board with timed outputs


@dataclass(frozen=True, slots=True)
class ModbusLockerSettings(LockerSettings):
    """Addresses count from 0, as on the wire."""

    locks: int = 16
    reply_seconds: float = 0.5
    pulse: LockPulse = LockPulse.BOARD
    pulse_seconds: float = 0.5  # of timed pulses
    first_coil: int = 0
    first_timed_coil: int = 0x0200
    first_input: int = 0
    first_item_input: int = 0


class ModbusLocker(Dialect[Answer]):
    driver = "modbus"
    model = "Modbus RTU"
    boards = BROADCAST_FREE
    locks = range(1, 129)
    answers_pulse = True

    def __init__(self, settings: ModbusLockerSettings) -> None:
        """Errors: ``SettingError``."""
        super().__init__(settings)
        self._settings = settings
        highest = settings.locks + max(
            settings.first_coil, settings.first_timed_coil, settings.first_input, settings.first_item_input
        )
        if highest > 0x10000 or settings.pulse_seconds > 6553.5:
            raise SettingError("An address or the pulse does not fit into 16 bits.")

    def parse(self, data: bytes) -> tuple[Answer, int] | Look:
        return parse_answer(data)

    def questions(self, board: int) -> Sequence[Question]:
        return (self._inputs(board, self._settings.first_input),)

    def question_of(self, board: int, lock: int) -> Question:
        return self.questions(board)[0]

    def item_questions(self, board: int) -> Sequence[Question]:
        return (self._inputs(board, self._settings.first_item_input),)

    def contacts(self, question: Question, frame: Answer) -> Mapping[int, bool] | None:
        """Errors: ``Refused``."""
        return input_bits(question, frame)

    def items(self, question: Question, frame: Answer) -> Mapping[int, bool] | None:
        """Errors: ``Refused``."""
        return input_bits(question, frame)

    def pulse(self, board: int, lock: int) -> bytes:
        address, value = self._output(lock)
        return encode_request(Request(board, Function.WRITE_COIL, address, value))

    def pulsed(self, board: int, lock: int, frame: Answer) -> PulseAnswer | None:
        match frame:
            case Failed(unit, Function.WRITE_COIL, problem) if unit == board:
                raise Refused(f"the board refused the pulse: {problem_text(problem)}; nothing moved.")
            case Written(unit, address, value) if (unit, (address, value)) == (board, self._output(lock)):
                return PulseAnswer.GIVEN
            case _:
                return None

    def _output(self, lock: int) -> tuple[int, int]:
        settings = self._settings
        match settings.pulse:
            case LockPulse.BOARD:
                return settings.first_coil + lock - 1, COIL_ON
            case LockPulse.TIMED:
                return settings.first_timed_coil + lock - 1, max(1, round(settings.pulse_seconds * 10))

    def _inputs(self, board: int, first: int) -> Question:
        count = self._settings.locks
        request = Request(board, Function.READ_INPUTS, first, count)
        return Question(encode_request(request), board, 1, count)


def input_bits(question: Question, frame: Answer) -> Mapping[int, bool] | None:
    """The inputs asked for, numbered from ``question.first``. Errors: ``Refused``."""
    match frame:
        case Failed(unit, Function.READ_INPUTS, problem) if unit == question.board:
            raise Refused(f"the board refused to tell its inputs: {problem_text(problem)}.")
        case Bits(unit, Function.READ_INPUTS, size, bits) if (
            unit == question.board and size == (question.count + 7) // 8
        ):
            return {question.first + step: bool(bits >> step & 1) for step in range(question.count)}
        case _:
            return None
