"""A simulated card dispenser of the CRT-591 family: a stacker, a path for one card, a gate, an error bin.

Commands beside the common ones: ``take_card`` (somebody takes the card from the gate), ``load`` {``count``},
``empty_bin``, ``clear_jam``.

Own faults: ``jam`` (the next move stops half-way), ``sensor_failed`` (error 12), ``not_initialised`` (B0
until INIT), ``card_pulled`` (the card is taken the moment it is at the gate).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from drivers.card_dispenser.crt591_codec import (
    BadFrame,
    Cm,
    Command,
    FrameError,
    Init,
    Line,
    LineDecoder,
    Move,
    Negative,
    Positive,
    Reply,
    encode_reply,
    parse_command,
)
from drivers.simulators.base import CommandRefused, SimulatorContext, number_argument, unknown_command
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

JAM, SENSOR_FAILED, NOT_INITIALISED, CARD_PULLED = "jam", "sensor_failed", "not_initialised", "card_pulled"
_NOWHERE, _GATE, _INSIDE = b"0", b"1", b"2"


@dataclass(frozen=True, slots=True)
class DispenserPhysics:
    """Times in seconds; ``few``: cards at which the stacker counts as nearly empty."""

    ask_seconds: float = 0.02
    feed_seconds: float = 1.8
    move_seconds: float = 1.2
    init_seconds: float = 3.0
    cards: int = 80
    few: int = 10
    bin_room: int = 20
    serial: str = "CRT591SIM0001"
    baud: int | None = 115200


class SimulatedCardDispenser(WireSimulator):
    def __init__(
        self, context: SimulatorContext, physics: DispenserPhysics, wire: Wire | None = None
    ) -> None:
        own = frozenset({JAM, SENSOR_FAILED, NOT_INITIALISED, CARD_PULLED})
        super().__init__(context, wire, own, physics.baud)
        self._physics = physics
        self._decoder = LineDecoder()
        self._cards = physics.cards
        self._binned = 0
        self._card = _NOWHERE
        self._jammed = False
        self._initialised = True
        self._fed = 0
        self._taken = 0

    # --- the hand -----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "take_card":
                if self._card != _GATE:
                    raise CommandRefused("No card is at the gate; nothing was taken.")
                self._card, self._taken = _NOWHERE, self._taken + 1
            case "load":
                count = number_argument(args, "count", 80.0)
                assert count is not None
                if not 0 <= count <= 500:
                    raise CommandRefused("The stacker holds 0 to 500 cards.")
                self._cards = int(count)
            case "empty_bin":
                self._binned = 0
            case "clear_jam":
                self.empty()
            case _:
                known = ("take_card", "load", "empty_bin", "clear_jam")
                raise unknown_command(self.name, command, known)

    def empty(self) -> None:
        """Somebody opens the device and takes the card out of its path, wherever it is."""
        self._card, self._jammed = _NOWHERE, False

    def physical_state(self) -> Mapping[str, object]:
        places = {_NOWHERE: "none", _GATE: "at_gate", _INSIDE: "inside"}
        return {
            "card": places[self._card],
            "cards": self._cards,
            "binned": self._binned,
            "fed": self._fed,
            "taken": self._taken,
            "jammed": self._jammed,
        }

    # --- the device ---------------------------------------------------------------------------------------

    async def fault_changed(self, name: str) -> None:
        if name == NOT_INITIALISED:
            self._initialised = not self.faults.active(NOT_INITIALISED)
        if name == JAM and not self.faults.active(JAM):
            self._jammed = False

    async def powered_up(self) -> None:
        self._decoder.reset()
        if self.faults.active(Fault.ACTS_AT_POWER_UP) and self._card == _NOWHERE and self._cards:
            self._feed()
            self._card = _GATE

    async def hear(self, data: bytes) -> None:
        for one in self._decoder.feed(data):
            match one:
                case Line():
                    continue
                case BadFrame.CHECKSUM:
                    await self.wire.send(bytes((Line.NAK,)))
                case bytes():
                    await self._obey(one)

    async def _obey(self, text: bytes) -> None:
        try:
            command = parse_command(text)
        except FrameError:
            await self.wire.send(bytes((Line.NAK,)))
            return
        await self.wire.send(bytes((Line.ACK,)))
        await self.wire.send(encode_reply(await self._reply(command)))

    async def _reply(self, command: Command) -> Reply:
        physics = self._physics
        if command.cm == Cm.INIT:
            await self.clock.sleep(physics.init_seconds)
            self._initialised = True
            if command.pm == Init.TO_GATE and self._card != _NOWHERE:
                self._card = _GATE
            elif command.pm == Init.CAPTURE and self._card != _NOWHERE:
                self._bin()
            return self._done(command)
        if not self._initialised:
            return Negative(command.cm, command.pm, b"B0")
        match command.cm:
            case Cm.STATUS:
                await self.clock.sleep(physics.ask_seconds)
                sensors = self._sensors() if command.pm == 0x31 else b""
                return self._done(command, sensors)
            case Cm.SERIAL_NUMBER:
                other = "CRT591SIM9999" if self.faults.active(Fault.WRONG_IDENTITY) else physics.serial
                return self._done(command, other.encode("ascii"))
            case Cm.VERSION:
                return self._done(command, b"CRT591_SIM_V1.0")
            case Cm.MOVE:
                return await self._move(command)
            case Cm.ENTRY:
                return self._done(command)
            case _:
                return Negative(command.cm, command.pm, b"00")

    async def _move(self, command: Command) -> Reply:
        if self.faults.active(Fault.LIES):  # it says so, and moves nothing
            claimed = _INSIDE if command.pm == Move.TO_CHIP else _GATE
            return Positive(command.cm, command.pm, claimed + self._levels())
        feeding = command.pm == Move.TO_CHIP and self._card == _NOWHERE
        if feeding and not self._cards:
            return Negative(command.cm, command.pm, b"A0")
        if not feeding and self._card == _NOWHERE:
            return Negative(command.cm, command.pm, b"02")
        if command.pm == Move.TO_BIN and self._binned >= self._physics.bin_room:
            return Negative(command.cm, command.pm, b"A1")
        if self.faults.active(SENSOR_FAILED):
            return Negative(command.cm, command.pm, b"12")
        if self._jammed or self.faults.take(JAM) is not None:
            self._jammed = True
            return Negative(command.cm, command.pm, b"10")
        await self.clock.sleep(self._physics.feed_seconds if feeding else self._physics.move_seconds)
        match command.pm:
            case Move.TO_CHIP:
                if feeding:
                    self._feed()
                self._card = _INSIDE
            case Move.TO_GATE:
                self._card = _GATE
                if self.faults.active(CARD_PULLED):
                    self._card, self._taken = _NOWHERE, self._taken + 1
            case Move.TO_BIN:
                self._bin()
            case Move.OUT:
                self._card, self._taken = _NOWHERE, self._taken + 1
            case _:
                return Negative(command.cm, command.pm, b"01")
        return self._done(command)

    def _feed(self) -> None:
        self._cards -= 1
        self._fed += 1

    def _bin(self) -> None:
        self._card, self._binned = _NOWHERE, self._binned + 1

    def _levels(self) -> bytes:
        stacker = b"0" if not self._cards else b"1" if self._cards <= self._physics.few else b"2"
        return stacker + (b"1" if self._binned >= self._physics.bin_room else b"0")

    def _done(self, command: Command, data: bytes = b"") -> Positive:
        return Positive(command.cm, command.pm, self._card + self._levels(), data)

    def _sensors(self) -> bytes:
        """S1 to S7, '1' where a card covers one: S1 at the gate, S3 inside, S5 in the stacker."""
        at = [self._card == _GATE, False, self._card == _INSIDE, False, self._cards > 0, False, False]
        return b"".join(b"1" if one else b"0" for one in at)


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedCardDispenser:
    """Settings: each field of ``DispenserPhysics``. Errors: ``CommandRefused``."""
    known = {one.name for one in fields(DispenserPhysics)}
    if unknown := set(settings) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    # The names were checked above; the values are a developer's own settings.
    return SimulatedCardDispenser(context, replace(DispenserPhysics(), **settings))  # type: ignore[arg-type]  # a developer's own settings
