"""A simulated cabinet: lock boards of any of the five protocols on one line, doors, items, hands.

Commands beside the common ones (``compartment`` is a number from 1, over all boards): ``close_door``,
``close_doors``, ``force_door``, ``put_item``, ``take_item``. Own faults: ``stuck`` {``argument`` =
compartment, all without}: the pulse is given, the door does not move; ``echo``: the adapter hears what it
sends; ``lost_pulse``: the board answers, but its output is dead. ``drop`` is the answer lost after the
pulse was given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from drivers.locker.dialect import Contact
from drivers.settings import SettingError, settings_from
from drivers.simulators.base import CommandRefused, SimulatorContext, number_argument, unknown_command
from drivers.simulators.cabinet import Cabinet
from drivers.simulators.faults import Fault
from drivers.simulators.lock_boards import (
    Board8aBoard,
    Cu16Board,
    Cu48Board,
    Deed,
    LockBoard,
    ModbusLockBoard,
    Seen,
    Told,
    WklyBoard,
)
from drivers.simulators.wires import Wire, WireSimulator

STUCK, ECHO, LOST_PULSE = "stuck", "echo", "lost_pulse"
WORDS = ("close_door", "close_doors", "force_door", "put_item", "take_item")


@dataclass(frozen=True, slots=True)
class LockerPhysics:
    """Times in seconds; ``board`` -1, ``locks`` 0: as the protocol has it. ``closes_after_seconds`` 0: nobody
    closes a door. ``variant``: "" or what the protocol's boards differ in.
    """

    board: int = -1
    boards: int = 1
    locks: int = 0
    contact: Contact = Contact.CLOSED_WHEN_LOCKED
    reply_seconds: float = 0.05
    spring_seconds: float = 0.3
    closes_after_seconds: float = 0.0
    reports: int = 0
    variant: str = ""


class SimulatedLocker(WireSimulator):
    def __init__(
        self, context: SimulatorContext, board: LockBoard, physics: LockerPhysics, wire: Wire | None = None
    ) -> None:
        super().__init__(context, wire, frozenset({STUCK, ECHO, LOST_PULSE}))
        first = board.first_board if physics.board < 0 else physics.board
        self._physics = replace(physics, board=first, locks=physics.locks or board.locks)
        self._board = board
        self._springing: asyncio.Task[None] | None = None
        closes = physics.closes_after_seconds or None
        self.cabinet = Cabinet(self.clock, self._count(), physics.spring_seconds, closes)

    @property
    def pulses(self) -> int:
        """Pulses given to all locks since the beginning."""
        return sum(door.pulses for door in self.cabinet.doors.values())

    # --- hands --------------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        if command == "close_doors":
            for number in self.cabinet.doors:
                was_open = self.cabinet.is_open(number)
                self.cabinet.close(number)
                if was_open:
                    await self._report(number)
            return
        if command not in WORDS:
            raise unknown_command(self.name, command, WORDS)
        number = int(number_argument(args, "compartment") or 0)
        if number not in self.cabinet.doors:
            raise CommandRefused(f"{self.name} has compartments 1 to {self._count()}.")
        match command:
            case "close_door":
                self.cabinet.close(number)
                await self._report(number)
            case "force_door":
                self.cabinet.force(number)
                await self._report(number)
            case "put_item":
                self.cabinet.put(number, True)
            case _:
                self.cabinet.put(number, False)

    def physical_state(self) -> Mapping[str, object]:
        doors = self.cabinet.doors
        return {
            "doors": {str(number): "open" if self.cabinet.is_open(number) else "closed" for number in doors},
            "items": [number for number, door in doors.items() if door.item],
            "pulses": {str(number): door.pulses for number, door in doors.items() if door.pulses},
        }

    # --- boards -------------------------------------------------------------------------------------------

    async def powered_up(self) -> None:
        self._board.reset()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self.cabinet.pulse(1, stuck=False)

    async def hear(self, data: bytes) -> None:
        if self.faults.active(ECHO):
            await self._wire.send(data)
        for told in self._board.feed(data):
            index = told.board - self._physics.board - int(self.faults.active(Fault.WRONG_IDENTITY))
            if 0 <= index < self._physics.boards:
                await self._obey(told, index * self._physics.locks)

    async def _obey(self, told: Told, before: int) -> None:
        if told.deed is Deed.PULSE and 1 <= told.lock <= self._physics.locks:
            self._pulse(before + told.lock)
        await self.clock.sleep(self._physics.reply_seconds)
        answer = self._board.answer(told, self._seen(before))
        if answer is not None:
            await self.wire.send(answer)
        if told.deed is Deed.PULSE and 1 <= told.lock <= self._physics.locks and self._physics.reports:
            self._springing = asyncio.create_task(self._report_sprung(before + told.lock))

    async def _report_sprung(self, number: int) -> None:
        await self.clock.sleep(self._physics.spring_seconds)
        await self._report(number)

    def _pulse(self, number: int) -> None:
        stuck = self.faults.take(STUCK) if self._stuck(number) else None
        if not self.faults.active(LOST_PULSE):
            self.cabinet.pulse(number, stuck is not None)

    def _stuck(self, number: int) -> bool:
        fault = next((one for name, one in self.faults.state().items() if name == STUCK), None)
        return fault is not None and fault["argument"] in (None, number)

    def _seen(self, before: int) -> Seen:
        numbers = range(before + 1, before + self._physics.locks + 1)
        inverted = (self._physics.contact is Contact.CLOSED_WHEN_OPEN) ^ self.faults.active(Fault.LIES)
        contacts = [self.cabinet.is_open(number) is inverted for number in numbers]
        return Seen(contacts, [self.cabinet.doors[number].item for number in numbers])

    async def _report(self, number: int) -> None:
        if not self._physics.reports:
            return
        index, rest = divmod(number - 1, self._physics.locks)
        closed = self._seen(index * self._physics.locks).contacts[rest]
        frame = self._board.report(self._physics.board + index, rest + 1, closed)
        if frame is not None:
            await self.wire.send(frame)

    def _count(self) -> int:
        return self._physics.boards * self._physics.locks


def build(
    settings: Mapping[str, object],
    context: SimulatorContext,
    make: Callable[[str], LockBoard],
    wire: Wire | None = None,
) -> SimulatedLocker:
    """Settings: ``timing`` = "real" | "none" and each field of ``LockerPhysics``.

    Errors: ``CommandRefused``.
    """
    rest = dict(settings)
    if rest.pop("timing", "real") == "none":
        rest = {"reply_seconds": 0.0, "spring_seconds": 0.0, **rest}
    try:
        physics = settings_from(LockerPhysics, rest)
    except SettingError as error:
        raise CommandRefused(f"{context.name}: {error}") from None
    return SimulatedLocker(context, make(physics.variant), physics, wire)


def _board_8a(variant: str) -> LockBoard:
    return Board8aBoard(long_status=variant == "long_status")


def _cu16(variant: str) -> LockBoard:
    return Cu16Board()


def _cu48(variant: str) -> LockBoard:
    return Cu48Board(sensors=variant != "no_sensors")


def _wkly(variant: str) -> LockBoard:
    return WklyBoard(mute=variant == "mute")


def _modbus(variant: str) -> LockBoard:
    return ModbusLockBoard(timed=variant != "no_timer")


def create_board_8a(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLocker:
    """Variant ``long_status``."""
    return build(settings, context, _board_8a)


def create_kerong_cu16(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLocker:
    return build(settings, context, _cu16)


def create_kerong_cu48(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLocker:
    """Variant ``no_sensors``."""
    return build(settings, context, _cu48)


def create_wkly(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLocker:
    """Variant ``mute``: an opening is not answered."""
    return build(settings, context, _wkly)


def create_modbus(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLocker:
    """Variant ``no_timer``: no timed outputs."""
    return build(settings, context, _modbus)
