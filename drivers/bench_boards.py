"""What the fuzzer feeds the codecs of lock boards, relays, inputs and power supplies."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

from drivers import modbus
from drivers.bus_device import Refused
from drivers.door import lcus_codec
from drivers.framing import FrameFinder
from drivers.locker.board_8a import Board8a, Board8aSettings
from drivers.locker.dialect import Dialect
from drivers.locker.kerong import Cu16Settings, Cu48Settings, KerongCu16, KerongCu48
from drivers.locker.modbus import ModbusLocker, ModbusLockerSettings
from drivers.locker.wkly import Wkly, WklySettings
from drivers.signals import nut_codec
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


def answers(frame: Frame, parse: Callable[[bytes], Any]) -> tuple[Frame, Callable[[], Feed]]:
    """Frames that one finder reads."""

    def start() -> Feed:
        finder: FrameFinder[Any] = FrameFinder(parse)

        def feed(data: bytes) -> int:
            finder.feed(data)
            return finder.waiting

        return feed

    return frame, start


def _modbus_frame(chance: random.Random) -> bytes:
    size = chance.randint(1, 32)
    bits = modbus.Bits(1, chance.choice((1, 2)), size, chance.getrandbits(8 * size))
    written = modbus.Written(1, chance.randrange(0x300), chance.choice((0, 0xFF00, 50)))
    return modbus.encode_answer(chance.choice((bits, written, modbus.Failed(1, 5, chance.randrange(256)))))


def _lcus_frame(chance: random.Random) -> bytes:
    return lcus_codec.encode(lcus_codec.Frame(chance.randint(1, 8), chance.randrange(6)))


def _nut_frame(chance: random.Random) -> bytes:
    names = ("ups.status", "battery.charge", "device.model", "input.voltage")
    values = ("OL CHRG", "OB LB", "100", "1e999", "-3", 'a \\"quoted\\" name', "")
    lines = "".join(f'VAR ups {chance.choice(names)} "{chance.choice(values)}"\n' for _ in range(8))
    return f"BEGIN LIST VAR ups\n{lines}END LIST VAR ups\n".encode()


def _nut() -> Feed:
    finder = nut_codec.AnswerFinder()

    def feed(data: bytes) -> int:
        for one in finder.feed(data):
            if isinstance(one, nut_codec.Variables):
                nut_codec.power(one.values)
        return finder.waiting

    return feed


BOARDS: dict[str, tuple[Frame, Callable[[], Feed]]] = {
    "door/modbus-relay": answers(_modbus_frame, modbus.parse_answer),
    "door/lcus": answers(_lcus_frame, lcus_codec.parse),
    "signals/modbus-io": answers(_modbus_frame, modbus.parse_answer),
    "signals/nut": (_nut_frame, _nut),
    "locker/board-8a": locker(Board8a(Board8aSettings()), Board8aBoard()),
    "locker/kerong-cu16": locker(KerongCu16(Cu16Settings()), Cu16Board()),
    "locker/kerong-cu48": locker(KerongCu48(Cu48Settings()), Cu48Board()),
    "locker/wkly": locker(Wkly(WklySettings()), WklyBoard()),
    "locker/modbus": locker(ModbusLocker(ModbusLockerSettings()), ModbusLockBoard()),
}
