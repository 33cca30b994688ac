"""What drivers on a byte transport share: one command at a time, a deadline, a status, an end in a
Completion.

A driver inherits from :class:`ByteDevice` and wraps each command in ``perform``. Inside, it raises
``NoAnswer`` when the device stayed silent and ``Garbled`` when what came could not be understood; ``perform``
turns these, a lost wire and a passed deadline into completions and into the status.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    Status,
    StatusListener,
)
from drivers.transports.base import Transport, TransportLost

T = TypeVar("T")
_log = logging.getLogger(__name__)

SILENT_TRIES = 3  # unanswered commands in a row after which the device counts as offline


class NoAnswer(Exception):
    """The device did not answer in time. The text says what was sent."""


class Garbled(Exception):
    """Bytes came that are no answer, also when asked again. The text says what was sent."""


class ByteDevice:
    def __init__(self, kind: DeviceKind, driver: str, transport: Transport, clock: Clock) -> None:
        self._identity = Identity(kind, driver)
        self._transport = transport
        self._clock = clock
        self._lock = asyncio.Lock()
        self._silences = 0
        self._listeners: list[StatusListener] = []
        self._status = Status(DeviceState.STARTING, clock.now(), "driver")
        transport.when_lost(self._on_lost)

    @property
    def identity(self) -> Identity:
        return self._identity

    @property
    def status(self) -> Status:
        if self._lock.locked() and self._status.state is DeviceState.ONLINE:
            return replace(self._status, state=DeviceState.BUSY)
        return self._status

    @property
    def address(self) -> str:
        return self._transport.address

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    async def attach(self, transport: Transport) -> None:
        """Use another port from now on; the device is closed by this and must be opened again."""
        await self.close()
        self._transport.when_lost(None)
        self._transport = transport
        transport.when_lost(self._on_lost)

    async def close(self) -> None:
        await self._transport.close()
        self.say(DeviceState.NO_DEVICE, "driver", frozenset({"closed"}))

    def say(self, state: DeviceState, source: str, reasons: frozenset[str] = frozenset()) -> None:
        """Note a status; listeners hear of it when the state or its reasons changed."""
        before, self._status = self._status, Status(state, self._clock.now(), source, reasons)
        if (before.state, before.reasons) != (state, reasons):
            for listener in list(self._listeners):
                listener(self._status)

    def heard(self) -> None:
        """The device answered: whatever was suspected of silence is over."""
        self._silences = 0
        if not self._transport.is_open:
            return  # the plug was pulled right after the answer; that is already known
        if self._status.state is not DeviceState.ONLINE:
            self.say(DeviceState.ONLINE, "device")
        else:
            self._status = replace(self._status, taken_at=self._clock.now(), source="device")

    async def perform(
        self,
        name: str,
        deadline: float,
        body: Callable[[], Awaitable[Completion[T]]],
        needs_open: bool = True,
    ) -> Completion[T]:
        """Run one command alone, within ``deadline`` seconds. Only bugs and cancelling come out as
        exceptions.
        """
        waiting = True
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                async with self._lock:
                    waiting = False
                    if needs_open and not self._transport.is_open:
                        return Completion(
                            Code.DEVICE_NOT_READY, detail=f"{name}: the port is not open; nothing was sent."
                        )
                    return await body()
        except TimeoutError:
            if waiting:
                return Completion(
                    Code.TIME_OUT, detail=f"{name}: another command kept the device busy; nothing was sent."
                )
            return self._silent(f"{name}: no complete answer within {deadline:g} s.")
        except NoAnswer as silence:
            return self._silent(f"{name}: {silence}")
        except Garbled as noise:
            self.say(DeviceState.HARDWARE_ERROR, "driver", frozenset({"garbled-answers"}))
            return Completion(Code.HARDWARE_ERROR, detail=f"{name}: {noise}")
        except TransportLost as loss:
            self._on_lost(loss)
            return Completion(Code.DEVICE_NOT_READY, detail=f"{name}: {loss}")

    def _silent(self, detail: str) -> Completion[T]:
        self._silences += 1
        if self._silences >= SILENT_TRIES:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return Completion(Code.TIME_OUT, detail=detail)

    def _on_lost(self, loss: TransportLost) -> None:
        # Reported once by the supervisor, which hears of it through the status.
        _log.debug("%s %s: %s", self._identity.kind.value, self._identity.driver, loss)
        self.say(DeviceState.NO_DEVICE, "transport", frozenset({"port-gone"}))
