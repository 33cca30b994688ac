"""An uninterruptible power supply behind Network UPS Tools (``upsd``, TCP port 3493).

Source: RFC 9271. Reading is all that is done: the kiosk shuts itself down by the operating system's own means
(``upsmon``), not through this driver. After a silence the connection is made anew: an answer to an old
question is never taken for that of a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Never

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
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
    PowerSource,
    Presence,
    Sensor,
    Status,
    SupplyLevel,
)
from drivers.settings import SettingError
from drivers.signals.nut_codec import AnswerFinder, Refusal, Variables, encode_list, is_name, power
from drivers.transports.base import Transport


@dataclass(frozen=True, slots=True)
class NutSettings:
    """``ups``: its name in ``ups.conf``. Times in seconds."""

    ups: str = "ups"
    reply_seconds: float = 2.0


class NutPower(ByteDevice):
    """``drivers.contract.Signals`` without lamps and sensors. Errors: ``SettingError``."""

    def __init__(self, transport: Transport, clock: Clock, settings: NutSettings | None = None) -> None:
        super().__init__(DeviceKind.SIGNALS, "nut", transport, clock)
        self._settings = settings or NutSettings()
        if not is_name(self._settings.ups):
            raise SettingError("The setting 'ups' is a name of letters, digits, '_', '-' and '.'.")
        self._in_step = False

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._connect()
            values = await self._variables()
            if isinstance(values, Refusal):
                return self._refused("open", values)
            self._identity = replace(
                self._identity,
                model=values.get("device.model", values.get("ups.model", "")),
                serial=values.get("device.serial", values.get("ups.serial", "")),
                firmware=values.get("ups.firmware", ""),
            )
            self._tell(power(values))
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        known = await self.power(deadline)
        if not known.succeeded:
            return Completion(known.code, detail=known.detail)
        return Completion(Code.SUCCESS, self._status)

    async def power(self, deadline: float) -> Completion[Power]:
        async def body() -> Completion[Power]:
            if not self._in_step:
                await self._connect()
            values = await self._variables()
            if isinstance(values, Refusal):
                return self._refused("power", values)
            known = power(values)
            self._tell(known)
            return Completion(Code.SUCCESS, known)

        return await self.perform("power", deadline, body)

    async def set_lamp(self, lamp: Lamp, state: LampState, deadline: float) -> Completion[LampState]:
        return Completion(Code.UNSUPPORTED, detail="lamp: a power supply has none; nothing was sent.")

    async def sensors(self, deadline: float) -> Completion[Mapping[Sensor, Presence]]:
        return Completion(Code.UNSUPPORTED, detail="sensors: a power supply has none; nothing was sent.")

    async def _connect(self) -> None:
        await self._transport.close()
        await self._transport.open(self._settings.reply_seconds)
        self._in_step = True

    async def _variables(self) -> Mapping[str, str] | Refusal:
        """Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        settings = self._settings
        finder = AnswerFinder()
        self._transport.discard()
        self._in_step = False  # holds also when this is cancelled
        await self._transport.write(encode_list(settings.ups), settings.reply_seconds)
        end = self._clock.now() + settings.reply_seconds
        while True:
            try:
                answers = finder.feed(await self._transport.read(end - self._clock.now()))
            except TimeoutError:
                if finder.damaged:
                    raise Garbled("what came is no answer of a UPS server.") from None
                raise NoAnswer(f"no complete answer within {settings.reply_seconds:g} s.") from None
            for answer in answers:
                match answer:
                    case Variables(ups, values) if ups == settings.ups:
                        self._in_step = True
                        return values
                    case Variables():
                        finder.damaged = True  # another supply's
                    case Refusal():
                        self._in_step = True
                        return answer

    def _refused(self, name: str, refusal: Refusal) -> Completion[Never]:
        self._silences = 0
        self.say(DeviceState.HARDWARE_ERROR, "device", frozenset({refusal.word.lower()}))
        return Completion(
            Code.HARDWARE_ERROR, detail=f"{name}: the UPS server answered {refusal.word} about the supply."
        )

    def _tell(self, known: Power) -> None:
        self._silences = 0
        if not self._transport.is_open:
            return  # lost right after the answer; that is already known
        reasons = set()
        if known.source is PowerSource.BATTERY:
            reasons.add("on-battery")
        if known.battery is SupplyLevel.LOW:
            reasons.add("battery-low")
        if "RB" in known.words:
            reasons.add("replace-battery")
        self.say(DeviceState.ONLINE, "device", frozenset(reasons))
