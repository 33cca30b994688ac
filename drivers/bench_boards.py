"""What the fuzzer feeds the codecs of lock boards, relays, inputs and power supplies."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

from drivers.bus_device import Refused
from drivers.framing import FrameFinder
from drivers.locker.board_8a import Board8a, Board8aSettings
from drivers.locker.dialect import Dialect
from drivers.locker.kerong import Cu16Settings, Cu48Settings, KerongCu16, KerongCu48
from drivers.locker.modbus import ModbusLocker, ModbusLockerSettings
from drivers.locker.wkly import Wkly, WklySettings
from drivers.simulators.lock_boards import (
    Board8aBoard,
    Cu16Board,
    Cu48Board,
    LockBoard,
    ModbusLockBoard,
    Seen,
    WklyBoard,
)

Feed = Callable[[bytes], int]
Frame = Callable[[random.Random], bytes]


def locker(dialect: Dialect[Any], board: LockBoard) -> tuple[Frame, Callable[[], Feed]]:
    """Good answers to random questions, and both sides' codecs to feed."""
    settings = dialect.settings

    def frame(chance: random.Random) -> bytes:
        lock = chance.randint(1, settings.locks)
        question = chance.choice(
            (dialect.question_of(settings.board, lock), *dialect.questions(settings.board))
        )
        if chance.random() < 0.3:
            return dialect.pulse(settings.board, lock)
        board.reset()
        states = [chance.random() < 0.5 for _ in range(settings.locks)]
        for told in board.feed(question.frame):
            return board.answer(told, Seen(states, states)) or question.frame
        return question.frame

    def start() -> Feed:
        finder: FrameFinder[Any] = FrameFinder(dialect.parse)

        def feed(data: bytes) -> int:
            for one in finder.feed(data):
                for lock in (1, settings.locks):
                    question = dialect.question_of(settings.board, lock)
                    with contextlib.suppress(Refused):
                        dialect.contacts(question, one)
                    with contextlib.suppress(Refused):
                        dialect.items(question, one)
                    with contextlib.suppress(Refused):
                        dialect.pulsed(settings.board, lock, one)
            board.feed(data)
            return finder.waiting

        return feed

    return frame, start


BOARDS: dict[str, tuple[Frame, Callable[[], Feed]]] = {
    "locker/board-8a": locker(Board8a(Board8aSettings()), Board8aBoard()),
    "locker/kerong-cu16": locker(KerongCu16(Cu16Settings()), Cu16Board()),
    "locker/kerong-cu48": locker(KerongCu48(Cu48Settings()), Cu48Board()),
    "locker/wkly": locker(Wkly(WklySettings()), WklyBoard()),
    "locker/modbus": locker(ModbusLocker(ModbusLockerSettings()), ModbusLockBoard()),
}
