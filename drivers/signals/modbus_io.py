"""Lamps and sensors on a Modbus input/output board.

Source: "MODBUS Application Protocol Specification V1.1b3". What is wired where is configuration: ``lamps``
names coils, ``sensors`` names inputs, ``!`` turns an input round (a tamper loop is closed while nobody
opens it). Setting a lamp twice is the same as once, so it is repeated on silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    Lamp,
    LampState,
    Power,
    Presence,
    Sensor,
    Status,
)
from drivers.modbus import COIL_OFF, COIL_ON, Function
from drivers.modbus_unit import ModbusUnit
from drivers.settings import SettingError
from drivers.transports.base import Transport
from drivers.wiring import parse_wiring


@dataclass(frozen=True, slots=True)
class ModbusIoSettings:
    """``lamps``: ``tower_red=0,receipt=1``; ``sensors``: ``tamper=!0,presence=1``; addresses from 0."""

    unit: int = 1
    lamps: str = ""
    sensors: str = ""
    input_count: int = 8
    reply_seconds: float = 0.5


class ModbusIo(ModbusUnit):
    """``drivers.contract.Signals`` without a power supply. Errors: ``SettingError``."""

    def __init__(self, transport: Transport, clock: Clock, settings: ModbusIoSettings | None = None) -> None:
        self._settings = settings = settings or ModbusIoSettings()
        super().__init__(
            DeviceKind.SIGNALS, "modbus-io", transport, clock, settings.unit, settings.reply_seconds
        )
        if not 0 < settings.input_count <= 256:
            raise SettingError("The setting 'input_count' must be 1 to 256.")
        self._lamps = parse_wiring("lamps", settings.lamps, Lamp, 0xFFFF)
        self._sensors = parse_wiring("sensors", settings.sensors, Sensor, settings.input_count - 1)

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            await self._look()
            self._identity = replace(self._identity, model="Modbus I/O")
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, lambda: self.refusing("open", body), False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._look()
            return Completion(Code.SUCCESS, self.status)

        return await self.perform("status", deadline, lambda: self.refusing("status", body))

    async def set_lamp(self, lamp: Lamp, state: LampState, deadline: float) -> Completion[LampState]:
        pin = self._lamps.get(lamp)
        if pin is None:
            wired = ", ".join(self._lamps) or "none"
            return Completion(
                Code.UNSUPPORTED, detail=f"lamp: {lamp.value} is not wired here ({wired}); nothing was sent."
            )

        async def body() -> Completion[LampState]:
            on = (state is LampState.ON) is not pin.inverted
            await self.write_coil(pin.number, COIL_ON if on else COIL_OFF, tries=2)
            return Completion(Code.SUCCESS, state)

        return await self.perform("lamp", deadline, lambda: self.refusing("lamp", body))

    async def sensors(self, deadline: float) -> Completion[Mapping[Sensor, Presence]]:
        if not self._sensors:
            return Completion(Code.UNSUPPORTED, detail="sensors: none is wired here; nothing was sent.")

        async def body() -> Completion[Mapping[Sensor, Presence]]:
            return Completion(Code.SUCCESS, await self._look())

        return await self.perform("sensors", deadline, lambda: self.refusing("sensors", body))

    async def power(self, deadline: float) -> Completion[Power]:
        return Completion(Code.UNSUPPORTED, detail="power: this board has no power supply; nothing was sent.")

    async def _look(self) -> Mapping[Sensor, Presence]:
        bits = await self.read_bits(Function.READ_INPUTS, self._settings.input_count)
        seen = {
            sensor: Presence.PRESENT if pin.of(bits) else Presence.ABSENT
            for sensor, pin in self._sensors.items()
        }
        self._silences = 0
        if not self._transport.is_open:
            return seen  # the plug was pulled right after the answer; that is already known
        reasons = frozenset(
            reason for sensor, reason in _REASONS.items() if seen.get(sensor) is Presence.PRESENT
        )
        tampered = seen.get(Sensor.TAMPER) is Presence.PRESENT
        self.say(DeviceState.FRAUD_SUSPECTED if tampered else DeviceState.ONLINE, "device", reasons)
        return seen


_REASONS: Mapping[Sensor, str] = {
    Sensor.TAMPER: "tamper",
    Sensor.CABINET_DOOR: "cabinet-door-open",
    Sensor.SMOKE: "smoke",
    Sensor.WATER: "water",
}
