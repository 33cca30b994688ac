"""A door behind an LCUS USB relay, which starts a door controller with a timer of its own.

Source: LCUS relay module description. The relay answers nothing and keeps its state when this program dies,
so it may never hold a lock itself: the driver refuses to work unless the configuration says that a hardware
timer ends the unlatching. Without feedback nothing proves a pulse, and the outcome is unknown each time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.bus_device import AFTER_DEADLINE_SECONDS, BusDevice
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
from drivers.door.lcus_codec import Frame, Operation, encode, parse
from drivers.settings import SettingError
from drivers.transports.base import Transport, TransportLost


class HardwareTimer(StrEnum):
    ABSENT = "absent"
    FITTED = "fitted"


class Feedback(StrEnum):
    NONE = "none"
    QUERY = "query"  # newer modules; known from one source only, so off


@dataclass(frozen=True, slots=True)
class LcusSettings:
    """Times in seconds. ``trigger_seconds``: how long the controller's input is closed."""

    hardware_timer: HardwareTimer = HardwareTimer.ABSENT
    channel: int = 1
    trigger_seconds: float = 0.5
    feedback: Feedback = Feedback.NONE
    reply_seconds: float = 0.5


_REFUSED = (
    "this relay keeps its state when the program dies, so it must not be a lock's only control. Fit a door "
    "controller with a timer and say hardware_timer=fitted. Nothing was sent."
)
_UNPROVED = "it was sent; this relay does not say whether it moved, so the door may be unlatched."


class LcusDoor(BusDevice):
    """``drivers.contract.Door``. Errors: ``SettingError``."""

    def __init__(self, transport: Transport, clock: Clock, settings: LcusSettings | None = None) -> None:
        super().__init__(DeviceKind.DOOR, "lcus", transport, clock)
        self._settings = settings or LcusSettings()
        if not 1 <= self._settings.channel <= 255 or not 0.05 <= self._settings.trigger_seconds <= 5:
            raise SettingError("The setting 'channel' must be 1 to 255, 'trigger_seconds' 0.05 to 5.")

    async def open(self, deadline: float) -> Completion[Identity]:
        if self._settings.hardware_timer is HardwareTimer.ABSENT:
            self.say(DeviceState.HARDWARE_ERROR, "driver", frozenset({"hardware-timer-required"}))
            return Completion(Code.UNSUPPORTED, detail=f"open: {_REFUSED}")

        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            await self._switch(Operation.OFF)  # a program that died may have left it on
            await self._verify(False)
            self._identity = replace(self._identity, model="LCUS")
            self._there()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._is_on()
            self._there()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    async def contacts(self, deadline: float) -> Completion[DoorContacts]:
        """This relay has no inputs: all is unknown, and nothing is asked."""
        return Completion(Code.SUCCESS, DoorContacts(DoorState.UNKNOWN, Presence.UNKNOWN, Presence.UNKNOWN))

    async def pulse(self, deadline: float) -> Completion[PulseProof]:
        settings = self._settings
        if settings.hardware_timer is HardwareTimer.ABSENT:
            return Completion(Code.UNSUPPORTED, detail=f"pulse: {_REFUSED}")
        if deadline < settings.trigger_seconds + settings.reply_seconds:
            return Completion(
                Code.INVALID_DATA, detail="pulse: it does not fit into the deadline; nothing was sent."
            )
        end = self._clock.now() + deadline
        return await self.perform(
            "pulse", deadline + AFTER_DEADLINE_SECONDS, lambda: self._pulse(end - self._clock.now())
        )

    async def _pulse(self, seconds: float) -> Completion[PulseProof]:
        sent = False
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                if self._owed:
                    await self._is_on()
                sent = True
                try:
                    await self._switch(Operation.ON)
                    unlatched = await self._verify(True)
                    await self._clock.sleep(self._settings.trigger_seconds)
                finally:
                    off = asyncio.get_running_loop().create_task(self._switch(Operation.OFF))
                    await asyncio.shield(off)
                locked = await self._verify(False)
        except (TimeoutError, NoAnswer, Garbled):
            if not sent:
                raise
            self._silent("pulse")
            return Completion(Code.OUTCOME_UNKNOWN, detail=f"pulse: {_UNPROVED}")
        except TransportLost as loss:
            if not sent:
                raise
            self._on_lost(loss)
            return Completion(Code.OUTCOME_UNKNOWN, detail=f"pulse: {_UNPROVED} {loss}")
        self._there()
        if unlatched is None or locked is None:
            return Completion(Code.OUTCOME_UNKNOWN, detail=f"pulse: {_UNPROVED}")
        if not unlatched or not locked:
            return Completion(Code.HARDWARE_ERROR, detail="pulse: the relay did not switch as it was told.")
        return Completion(Code.SUCCESS, PulseProof.SWITCHED)

    async def _switch(self, operation: Operation) -> None:
        await self.tell(encode(Frame(self._settings.channel, operation)), self._settings.reply_seconds)

    async def _is_on(self) -> bool | None:
        """None: nobody can tell. Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        if self._settings.feedback is Feedback.NONE:
            return None
        channel = self._settings.channel

        def wanted(frame: Frame) -> bool | None:
            if frame.channel == channel and frame.operation in (Operation.OFF, Operation.ON):
                return frame.operation == Operation.ON
            return None

        question = encode(Frame(channel, Operation.QUERY))
        return await self.ask(question, parse, wanted, self._settings.reply_seconds)

    async def _verify(self, on: bool) -> bool | None:
        """Whether the relay is as it should be; None: nobody can tell."""
        state = await self._is_on()
        return None if state is None else state is on

    def _there(self) -> None:
        if self._settings.feedback is Feedback.QUERY:
            self.heard()
        elif self._transport.is_open:
            self.say(DeviceState.ONLINE, "transport", frozenset({"no-feedback"}))
