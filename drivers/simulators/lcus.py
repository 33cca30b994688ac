"""A simulated LCUS USB relay with a door controller behind it, whose timer unlatches the door.

Commands beside the common ones: ``open_door``, ``close_door``. Own fault: ``stuck`` (the relay does not
move).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.door.lcus_codec import Frame, Operation, encode, parse
from drivers.framing import FrameFinder
from drivers.settings import SettingError, settings_from
from drivers.simulators.base import CommandRefused, SimulatorContext, unknown_command
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class LcusPhysics:
    """``timer_seconds``: how long the controller unlatches after it was triggered. ``feedback`` 1: a newer
    module, which answers queries.
    """

    channels: int = 1
    timer_seconds: float = 5.0
    feedback: int = 0
    reply_seconds: float = 0.01


class SimulatedLcus(WireSimulator):
    def __init__(self, context: SimulatorContext, physics: LcusPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, wire, frozenset({STUCK}))
        self._physics = physics
        self._finder: FrameFinder[Frame] = FrameFinder(parse)
        self._on: set[int] = set()
        self._latched_at = self.clock.now()
        self._open = False
        self.triggers = 0

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "open_door":
                if not self._unlatched():
                    raise CommandRefused("The door is locked.")
                self._open = True
            case "close_door":
                self._open = False
            case _:
                raise unknown_command(self.name, command, ("open_door", "close_door"))

    def physical_state(self) -> Mapping[str, object]:
        return {
            "relays": sorted(self._on),
            "unlatched": self._unlatched(),
            "door": "open" if self._open else "closed",
            "triggers": self.triggers,
        }

    async def powered_up(self) -> None:
        self._finder.reset()
        self._on.clear()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self._trigger()

    async def hear(self, data: bytes) -> None:
        for frame in self._finder.feed(data):
            if not 1 <= frame.channel <= self._physics.channels:
                continue
            match frame.operation:
                case Operation.ON if not self.faults.active(STUCK):
                    if frame.channel == 1 and frame.channel not in self._on:
                        self._trigger()
                    self._on.add(frame.channel)
                case Operation.OFF:
                    self._on.discard(frame.channel)
                case Operation.QUERY if self._physics.feedback:
                    on = (frame.channel in self._on) ^ self.faults.active(Fault.LIES)
                    channel = frame.channel + int(self.faults.active(Fault.WRONG_IDENTITY))
                    await self.clock.sleep(self._physics.reply_seconds)
                    await self.wire.send(encode(Frame(channel, int(on))))
                case _:
                    pass

    def _trigger(self) -> None:
        self.triggers += 1
        self._latched_at = self.clock.now() + self._physics.timer_seconds

    def _unlatched(self) -> bool:
        return self.clock.now() < self._latched_at


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedLcus:
    """Settings: each field of ``LcusPhysics``. Errors: ``CommandRefused``."""
    rest = {name: value for name, value in settings.items() if name != "timing"}
    try:
        return SimulatedLcus(context, settings_from(LcusPhysics, rest))
    except SettingError as error:
        raise CommandRefused(f"{context.name}: {error}") from None
