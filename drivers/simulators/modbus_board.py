"""A simulated Modbus board with relays and inputs: at a door, or behind lamps and sensors.

Commands beside the common ones: ``set_input`` {``input`` = number, ``on`` = 0 or 1}. At a door also
``open_door`` (somebody pulls; it opens when it is unlatched), ``leave`` (somebody inside presses the
handle; it always opens), ``force_door``, ``close_door``. Own faults: ``stuck`` (the relays do not move, the
board says they did), ``echo``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.framing import FrameFinder
from drivers.modbus import (
    COIL_OFF,
    COIL_ON,
    Answer,
    Bits,
    Failed,
    Function,
    Problem,
    Request,
    Written,
    encode_answer,
    parse_request,
)
from drivers.settings import SettingError, settings_from
from drivers.simulators.base import CommandRefused, SimulatorContext, number_argument, unknown_command
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

STUCK, ECHO = "stuck", "echo"
TIMED = 0x0200
DOOR_INPUT = 0  # closed contact: closed door


@dataclass(frozen=True, slots=True)
class BoardPhysics:
    """``timed`` 0: no timed outputs, as on boards without "flash-on". Times in seconds."""

    unit: int = 1
    relays: int = 8
    inputs: int = 8
    timed: int = 1
    reply_seconds: float = 0.01


class SimulatedModbusBoard(WireSimulator):
    def __init__(self, context: SimulatorContext, physics: BoardPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, wire, frozenset({STUCK, ECHO}))
        self._physics = physics
        self._finder: FrameFinder[Request] = FrameFinder(parse_request)
        self._on = [False] * physics.relays
        self._off_at: list[float | None] = [None] * physics.relays
        self._inputs = [False] * physics.inputs
        self.switched_on = 0  # how often any relay went from off to on

    def relay(self, number: int) -> bool:
        off_at = self._off_at[number]
        if off_at is not None and self.clock.now() >= off_at:
            self._on[number], self._off_at[number] = False, None
        return self._on[number]

    def input(self, number: int) -> bool:
        return self._inputs[number]

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        if command != "set_input":
            raise unknown_command(self.name, command, ("set_input",))
        number, on = number_argument(args, "input"), number_argument(args, "on")
        if number is None or on is None or not 0 <= number < self._physics.inputs:
            raise CommandRefused(f"set_input needs 'input' of 0 to {self._physics.inputs - 1} and 'on'.")
        self._inputs[int(number)] = bool(on)

    def physical_state(self) -> Mapping[str, object]:
        return {
            "relays": [number for number in range(self._physics.relays) if self.relay(number)],
            "inputs": [number for number in range(self._physics.inputs) if self.input(number)],
            "switched_on": self.switched_on,
        }

    async def powered_up(self) -> None:
        self._finder.reset()
        self._on = [False] * self._physics.relays
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self._switch(0, True, None)

    async def hear(self, data: bytes) -> None:
        if self.faults.active(ECHO):
            await self._wire.send(data)
        for request in self._finder.feed(data):
            if request.unit == self._physics.unit + int(self.faults.active(Fault.WRONG_IDENTITY)):
                answer = self._obey(request)
                await self.clock.sleep(self._physics.reply_seconds)
                await self.wire.send(encode_answer(answer))

    def _obey(self, request: Request) -> Answer:
        physics = self._physics
        match request:
            case Request(unit, Function.READ_COILS | Function.READ_INPUTS as function, address, count):
                inputs = function == Function.READ_INPUTS
                highest = physics.inputs if inputs else physics.relays
                if count < 1 or address + count > highest:
                    return Failed(unit, function, Problem.ILLEGAL_ADDRESS)
                read = self.input if inputs else self.relay
                bits = sum(read(address + step) << step for step in range(count))
                if self.faults.active(Fault.LIES):
                    bits ^= (1 << count) - 1
                return Bits(unit, function, (count + 7) // 8, bits)
            case Request(unit, function, address, value) if address < physics.relays:
                if value not in (COIL_ON, COIL_OFF):
                    return Failed(unit, function, Problem.ILLEGAL_VALUE)
                self._switch(address, value == COIL_ON, None)
                return Written(unit, address, value)
            case Request(unit, function, address, value) if TIMED <= address < TIMED + physics.relays:
                if not physics.timed:
                    return Failed(unit, function, Problem.ILLEGAL_ADDRESS)
                self._switch(address - TIMED, True, self.clock.now() + value / 10)
                return Written(unit, address, value)
            case Request(unit, function, _, _):
                return Failed(unit, function, Problem.ILLEGAL_ADDRESS)

    def _switch(self, number: int, on: bool, off_at: float | None) -> None:
        if self.faults.active(STUCK):
            return
        if on and not self.relay(number):
            self.switched_on += 1
        self._on[number], self._off_at[number] = on, off_at


class SimulatedDoor(SimulatedModbusBoard):
    """Relay 0 unlatches; input 0 is the door's contact."""

    def __init__(self, context: SimulatorContext, physics: BoardPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, physics, wire)
        self._open = False

    def input(self, number: int) -> bool:
        return not self._open if number == DOOR_INPUT else super().input(number)

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "open_door":
                if not self.relay(0):
                    raise CommandRefused("The door is locked.")
                self._open = True
            case "leave" | "force_door":
                self._open = True
            case "close_door":
                self._open = False
            case _:
                await super().act(command, args)

    def physical_state(self) -> Mapping[str, object]:
        return {
            **super().physical_state(),
            "door": "open" if self._open else "closed",
            "unlatched": self.relay(0),
        }


def _physics(settings: Mapping[str, object], context: SimulatorContext) -> BoardPhysics:
    rest = {name: value for name, value in settings.items() if name != "timing"}
    try:
        physics = settings_from(BoardPhysics, rest)
    except SettingError as error:
        raise CommandRefused(f"{context.name}: {error}") from None
    if not (0 < physics.relays <= 256 and 0 < physics.inputs <= 256):
        raise CommandRefused(f"{context.name}: a board has 1 to 256 relays and inputs.")
    return physics


def create_door(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedDoor:
    """Settings: each field of ``BoardPhysics``. Errors: ``CommandRefused``."""
    return SimulatedDoor(context, _physics(settings, context))


def create_io(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedModbusBoard:
    """Settings: each field of ``BoardPhysics``. Errors: ``CommandRefused``."""
    return SimulatedModbusBoard(context, _physics(settings, context))
