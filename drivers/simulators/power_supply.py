"""A simulated power supply behind a UPS server: mains that fail, a battery that drains.

Commands beside the common ones: ``cut_mains``, ``restore_mains``, ``set_charge`` {``percent``}. Own faults:
``stale`` (the server has lost its supply), ``old_battery`` (it wants to be replaced).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.settings import SettingError, settings_from
from drivers.simulators.base import CommandRefused, SimulatorContext, number_argument, unknown_command
from drivers.simulators.faults import Fault
from drivers.simulators.tcp_wire import TcpWire
from drivers.simulators.wires import Wire, WireSimulator

STALE, OLD_BATTERY = "stale", "old_battery"
LINE_LIMIT = 256
WORDS = ("cut_mains", "restore_mains", "set_charge")


@dataclass(frozen=True, slots=True)
class SupplyPhysics:
    """``runtime_seconds``: of a full battery; it charges ten times slower than it drains."""

    ups: str = "ups"
    port: int = 0
    runtime_seconds: float = 900.0
    low_percent: float = 20.0
    reply_seconds: float = 0.01


class SimulatedPowerSupply(WireSimulator):
    def __init__(self, context: SimulatorContext, physics: SupplyPhysics, wire: Wire | None = None) -> None:
        super().__init__(
            context, wire if wire is not None else TcpWire(physics.port), frozenset({STALE, OLD_BATTERY})
        )
        self._physics = physics
        self._mains = True
        self._charge = 100.0
        self._since = self.clock.now()
        self._line = bytearray()

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        self._settle()
        match command:
            case "cut_mains":
                self._mains = False
            case "restore_mains":
                self._mains = True
            case "set_charge":
                percent = number_argument(args, "percent")
                if percent is None or not 0 <= percent <= 100:
                    raise CommandRefused("A charge is a 'percent' of 0 to 100.")
                self._charge = percent
            case _:
                raise unknown_command(self.name, command, WORDS)

    def physical_state(self) -> Mapping[str, object]:
        self._settle()
        return {"mains": self._mains, "charge": round(self._charge, 1), "status": self._status()}

    async def powered_up(self) -> None:
        self._line.clear()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.wire.send(b"OK TRACKING-ID-LEFT-OVER\n")

    async def hear(self, data: bytes) -> None:
        for value in data:
            if value != 0x0A:
                self._line.append(value)
                if len(self._line) > LINE_LIMIT:
                    self._line.clear()
                continue
            line = bytes(self._line).decode("utf-8", "replace").strip()
            self._line.clear()
            if line:
                await self.clock.sleep(self._physics.reply_seconds)
                await self.wire.send(self._answer(line.split()).encode())

    def _answer(self, words: list[str]) -> str:
        ups = self._physics.ups
        match words:
            case ["VER"]:
                return "Network UPS Tools upsd 2.8.0 - simulated\n"
            case ["LIST", "UPS"]:
                return f'BEGIN LIST UPS\nUPS {ups} "simulated"\nEND LIST UPS\n'
            case ["LIST", "VAR", name] if name == ups:
                if self.faults.active(STALE):
                    return "ERR DATA-STALE\n"
                lines = "".join(f'VAR {ups} {key} "{value}"\n' for key, value in self._variables().items())
                return f"BEGIN LIST VAR {ups}\n{lines}END LIST VAR {ups}\n"
            case ["GET", "VAR", name, key] if name == ups:
                value = self._variables().get(key)
                return "ERR VAR-NOT-SUPPORTED\n" if value is None else f'VAR {ups} {key} "{value}"\n'
            case ["LIST" | "GET", "VAR", *_]:
                return "ERR UNKNOWN-UPS\n"
            case ["LOGOUT"]:
                return "OK Goodbye\n"
            case _:
                return "ERR UNKNOWN-COMMAND\n"

    def _variables(self) -> Mapping[str, str]:
        self._settle()
        serial = "SIM-0002" if self.faults.active(Fault.WRONG_IDENTITY) else "SIM-0001"
        return {
            "battery.charge": f"{self._charge:.0f}",
            "battery.runtime": f"{self._charge / 100 * self._physics.runtime_seconds:.0f}",
            "device.mfr": "Simulated",
            "device.model": 'UPS \\"650\\"',
            "device.serial": serial,
            "input.voltage": "230.0" if self._mains else "0.0",
            "ups.firmware": "1.0",
            "ups.status": self._status(),
        }

    def _status(self) -> str:
        on_mains = self._mains ^ self.faults.active(Fault.LIES)
        words = ["OL"] if on_mains else ["OB", "DISCHRG"]
        if on_mains and self._charge < 100:
            words.append("CHRG")
        if self._charge <= self._physics.low_percent:
            words.append("LB")
        if self.faults.active(OLD_BATTERY):
            words.append("RB")
        return " ".join(words)

    def _settle(self) -> None:
        now = self.clock.now()
        moved = (now - self._since) / self._physics.runtime_seconds * 100
        self._charge = min(100.0, max(0.0, self._charge + (moved / 10 if self._mains else -moved)))
        self._since = now


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedPowerSupply:
    """Settings: each field of ``SupplyPhysics``. Errors: ``CommandRefused``."""
    rest = {name: value for name, value in settings.items() if name != "timing"}
    try:
        return SimulatedPowerSupply(context, settings_from(SupplyPhysics, rest))
    except SettingError as error:
        raise CommandRefused(f"{context.name}: {error}") from None
