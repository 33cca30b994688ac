"""Lamps and sensors on a Modbus input/output board.

Source: "MODBUS Application Protocol Specification V1.1b3". What is wired where is configuration: ``lamps``
names coils, ``sensors`` names inputs, ``!`` turns an input round (a tamper loop is closed while nobody
opens it). Setting a lamp twice is the same as once, so it is repeated on silence.

No such board blinks by a standard function: the driver switches blinking lamps, all in step. A board that is
lost stops blinking, and goes on when it is back; a driver that dies leaves a lamp as it is.
"""

from __future__ import annotations

import asyncio
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
from drivers.wiring import Pin, parse_wiring

BLINK_SECONDS = 0.5  # on, and off


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
        self._blinking: set[Lamp] = set()
        self._blinker: asyncio.Task[None] | None = None
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
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, lambda: self.refusing("status", body))

    async def set_lamp(self, lamp: Lamp, state: LampState, deadline: float) -> Completion[LampState]:
        pin = self._lamps.get(lamp)
        if pin is None:
            wired = ", ".join(self._lamps) or "none"
            return Completion(
                Code.UNSUPPORTED, detail=f"lamp: {lamp.value} is not wired here ({wired}); nothing was sent."
            )

        async def body() -> Completion[LampState]:
            await self._switch(pin, state is not LampState.OFF, tries=2)
            return Completion(Code.SUCCESS, state)

        self._blinking.discard(lamp)
        completion = await self.perform("lamp", deadline, lambda: self.refusing("lamp", body))
        if completion.succeeded and state is LampState.BLINK:
            self._blinking.add(lamp)
            if self._blinker is None or self._blinker.done():
                self._blinker = asyncio.create_task(self._blink(), name="lamps that blink")
        return completion

    async def _switch(self, pin: Pin, lit: bool, tries: int) -> None:
        on = lit is not pin.inverted
        await self.write_coil(pin.number, COIL_ON if on else COIL_OFF, tries=tries)

    async def _blink(self) -> None:
        lit = True
        while self._blinking:
            await self._clock.sleep(BLINK_SECONDS)
            lit = not lit
            for lamp in tuple(self._blinking):
                if self._transport.is_open and self.status.state is not DeviceState.OFFLINE:
                    await self._blink_once(lamp, lit)

    async def _blink_once(self, lamp: Lamp, lit: bool) -> None:
        async def body() -> Completion[LampState]:
            if lamp in self._blinking:  # it may have been told otherwise while this waited for its turn
                await self._switch(self._lamps[lamp], lit, tries=1)
            return Completion(Code.SUCCESS, LampState.BLINK)

        await self.perform("blink", BLINK_SECONDS, lambda: self.refusing("blink", body))

    async def close(self) -> None:
        self._blinking.clear()
        blinker, self._blinker = self._blinker, None
        if blinker is not None:
            blinker.cancel()
            await asyncio.gather(blinker, return_exceptions=True)
        await super().close()

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
