"""A door on a Modbus relay board: a pulse on one relay, and the contacts beside it.

Sources: "MODBUS Application Protocol Specification V1.1b3"; the timed output ("flash-on": coil 0200 +
relay, value in 100 ms) is in Waveshare's manual of its Modbus relays. It is tried first, as the board ends
it though this program died. A board that has none refuses, which proves that nothing moved; then the relay
is switched on and off by this program, and off is repeated until the board confirms it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.bus_device import AFTER_DEADLINE_SECONDS
from drivers.byte_device import Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    DoorContacts,
    DoorState,
    Identity,
    Presence,
    PulseProof,
    Status,
)
from drivers.modbus import COIL_OFF, COIL_ON, Function
from drivers.modbus_unit import ModbusUnit, UnitRefused
from drivers.settings import SettingError
from drivers.transports.base import Transport, TransportLost
from drivers.wiring import parse_wiring

_OFF_TRIES = 3


class PulseMeans(StrEnum):
    PREFER_TIMED = "prefer_timed"
    TIMED = "timed"
    SWITCHED = "switched"


class DoorInput(StrEnum):
    DOOR = "door"  # closed contact: closed door
    EXIT_BUTTON = "exit_button"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class ModbusRelaySettings:
    """Times in seconds, addresses from 0. ``inputs`` says what is wired:
    ``door=0,exit_button=1,alarm=!2``."""

    unit: int = 1
    relay: int = 0
    relays: int = 8
    pulse: PulseMeans = PulseMeans.PREFER_TIMED
    pulse_seconds: float = 5.0
    first_timed_coil: int = 0x0200
    inputs: str = ""
    input_count: int = 8
    reply_seconds: float = 0.5


class ModbusRelayDoor(ModbusUnit):
    """``drivers.contract.Door``. Errors: ``SettingError``."""

    def __init__(
        self, transport: Transport, clock: Clock, settings: ModbusRelaySettings | None = None
    ) -> None:
        self._settings = settings = settings or ModbusRelaySettings()
        super().__init__(
            DeviceKind.DOOR, "modbus-relay", transport, clock, settings.unit, settings.reply_seconds
        )
        if not (0 < settings.relays <= 256 and 0 <= settings.relay < settings.relays):
            raise SettingError("The setting 'relay' must be 0 or more and less than 'relays' (1 to 256).")
        if not 0 < settings.input_count <= 256:
            raise SettingError("The setting 'input_count' must be 1 to 256.")
        if not 0.1 <= settings.pulse_seconds <= 60 or settings.first_timed_coil + settings.relays > 0x10000:
            raise SettingError("The setting 'pulse_seconds' must be 0.1 to 60.")
        self._inputs = parse_wiring("inputs", settings.inputs, DoorInput, settings.input_count - 1)

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            await self._look()
            if self._settings.pulse is not PulseMeans.TIMED and await self._relay_is_on():
                # A program that died left the door unlatched; locking it is what it would have done next.
                await self.write_coil(self._settings.relay, COIL_OFF, _OFF_TRIES)
            self._identity = replace(self._identity, model="Modbus relay")
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, lambda: self.refusing("open", body), False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._look()
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, lambda: self.refusing("status", body))

    async def contacts(self, deadline: float) -> Completion[DoorContacts]:
        async def body() -> Completion[DoorContacts]:
            contacts = await self._look()
            self.heard()
            return Completion(Code.SUCCESS, contacts)

        return await self.perform("contacts", deadline, lambda: self.refusing("contacts", body))

    async def pulse(self, deadline: float) -> Completion[PulseProof]:
        end = self._clock.now() + deadline
        seconds = self._settings.pulse_seconds + self._settings.reply_seconds
        if self._settings.pulse is not PulseMeans.TIMED and deadline < seconds:
            return Completion(
                Code.INVALID_DATA,
                detail=f"pulse: {self._settings.pulse_seconds:g} s do not fit into a deadline of "
                f"{deadline:g} s; nothing was sent.",
            )
        return await self.perform(
            "pulse", deadline + AFTER_DEADLINE_SECONDS, lambda: self._pulse(end - self._clock.now())
        )

    # --- one pulse ----------------------------------------------------------------------------------------

    async def _pulse(self, seconds: float) -> Completion[PulseProof]:
        sent = False
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                if self._owed:
                    await self._look()  # a late answer must not be taken for that of the pulse
                sent = True
                if self._settings.pulse is PulseMeans.SWITCHED:
                    return await self._switched()
                return await self._timed()
        except UnitRefused as refusal:
            self.heard()
            return Completion(Code.HARDWARE_ERROR, detail=f"pulse: {refusal}")
        except (TimeoutError, NoAnswer, Garbled) as trouble:
            if not sent and not isinstance(trouble, TimeoutError):
                raise
            if not sent:
                raise NoAnswer("the time was over before the pulse; no relay was switched.") from None
            self._silent("pulse")
            return Completion(
                Code.OUTCOME_UNKNOWN,
                detail="pulse: it was sent once and the board does not say what came of it; the door may be "
                "unlatched.",
            )
        except TransportLost as loss:
            if not sent:
                raise
            self._on_lost(loss)
            return Completion(
                Code.OUTCOME_UNKNOWN, detail=f"pulse: it was sent, then the line was lost. {loss}"
            )

    async def _timed(self) -> Completion[PulseProof]:
        settings = self._settings
        try:
            tenths = max(1, round(settings.pulse_seconds * 10))
            await self.write_coil(settings.first_timed_coil + settings.relay, tenths, tries=1)
        except UnitRefused as refusal:
            if settings.pulse is PulseMeans.TIMED or not refusal.never_there:
                raise
            return await self._switched()
        except (NoAnswer, Garbled):
            if not await self._relay_is_on():
                raise  # over already, or never given
        self.heard()
        return Completion(Code.SUCCESS, PulseProof.BOARD_TIMER)

    async def _switched(self) -> Completion[PulseProof]:
        """On, and off whatever happens in between."""
        relay = self._settings.relay
        off: asyncio.Task[bool] | None = None
        unlatched = True
        try:
            try:
                await self.write_coil(relay, COIL_ON, tries=1)
            except (NoAnswer, Garbled):
                unlatched = await self._relay_is_on()
            if unlatched:
                await self._clock.sleep(self._settings.pulse_seconds)
        finally:
            off = asyncio.get_running_loop().create_task(self._locked_again())
            locked = await asyncio.shield(off)
        if not locked:
            self.say(DeviceState.HARDWARE_ERROR, "driver", frozenset({"relay-may-be-on"}))
            return Completion(
                Code.OUTCOME_UNKNOWN,
                detail="pulse: the board does not confirm that the relay is off; "
                "the door may stay unlatched.",
            )
        self.heard()
        if not unlatched:
            return Completion(
                Code.HARDWARE_ERROR, detail="pulse: the relay did not switch; the door was not unlatched."
            )
        return Completion(Code.SUCCESS, PulseProof.SWITCHED)

    async def _locked_again(self) -> bool:
        try:
            await self.write_coil(self._settings.relay, COIL_OFF, _OFF_TRIES)
        except (NoAnswer, Garbled, UnitRefused, TransportLost, TimeoutError):
            return False
        return True

    async def _relay_is_on(self) -> bool:
        bits = await self.read_bits(Function.READ_COILS, self._settings.relays)
        return bool(bits >> self._settings.relay & 1)

    async def _look(self) -> DoorContacts:
        bits = await self.read_bits(Function.READ_INPUTS, self._settings.input_count)
        door = self._inputs.get(DoorInput.DOOR)
        state = DoorState.UNKNOWN
        if door is not None:
            state = DoorState.CLOSED if door.of(bits) else DoorState.OPEN
        return DoorContacts(
            state, self._presence(DoorInput.EXIT_BUTTON, bits), self._presence(DoorInput.ALARM, bits)
        )

    def _presence(self, name: DoorInput, bits: int) -> Presence:
        pin = self._inputs.get(name)
        if pin is None:
            return Presence.UNKNOWN
        return Presence.PRESENT if pin.of(bits) else Presence.ABSENT
