"""The only one that connects and reconnects devices.

One :class:`Supervisor` per device. It opens the device, notices its loss from its status and by asking it
from time to time, and climbs the ladder until it is back: grace (3 s, nobody is told) → ask again → reopen
the port → restart hook → out of service, where it keeps trying to reopen. Between attempts it waits longer
and longer, with jitter from a given ``Random``, so that a dozen devices behind one hub do not all knock at
once. A loss is logged once, and so is the return.

The handle outlives the port: with ``ports`` the supervisor also tries other ports, and takes the one behind
which the unit with the expected serial number answers.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from drivers.clock import Clock
from drivers.contract import Code, Device, DeviceState, Status, StatusListener
from drivers.transports.base import Transport

_log = logging.getLogger(__name__)


class Phase(StrEnum):
    CONNECTING = "connecting"  # never been in service since the start
    IN_SERVICE = "in_service"
    GRACE = "grace"  # lost a moment ago; nobody is told yet
    ASKING = "asking"  # the port is there, the device is asked again
    REOPENING = "reopening"
    RESTARTING = "restarting"
    OUT_OF_SERVICE = "out_of_service"


RestartHook = Callable[[], Awaitable[None]]


@runtime_checkable
class Movable(Protocol):
    """A device that can be moved to another port."""

    async def attach(self, transport: Transport) -> None: ...


@dataclass(frozen=True, slots=True)
class RecoveryPolicy:
    """Times in seconds, attempts per rung of the ladder."""

    grace_seconds: float = 3.0
    grace_step_seconds: float = 0.5
    open_seconds: float = 3.0
    ask_seconds: float = 1.0
    poll_seconds: float = 3.0  # how often a quiet device is asked whether it is still there
    asks: int = 3
    reopens: int = 4
    restarts: int = 2
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 30.0
    jitter: float = 0.2  # a wait is longer or shorter by up to this part

    def wait(self, attempt: int, chance: random.Random) -> float:
        """Seconds before attempt number ``attempt`` (0 is the first)."""
        plain = min(self.first_wait_seconds * 2.0 ** min(attempt, 30), self.longest_wait_seconds)
        return plain * (1.0 + self.jitter * chance.uniform(-1.0, 1.0))


class Supervisor:
    def __init__(
        self,
        name: str,
        device: Device,
        clock: Clock,
        *,
        policy: RecoveryPolicy | None = None,
        chance: random.Random | None = None,
        expected_serial: str = "",
        ports: Callable[[], Sequence[Transport]] | None = None,
        restart: RestartHook | None = None,
    ) -> None:
        """``ports`` lists transports to all ports on which the unit may be found, made anew at every call."""
        self._name = name
        self._device = device
        self._clock = clock
        self._policy = policy or RecoveryPolicy()
        self._chance = chance or random.Random()  # noqa: S311 - jitter, no secret
        self._expected_serial = expected_serial
        self._ports = ports
        self._restart = restart
        self._phase = Phase.CONNECTING
        self._listeners: list[StatusListener] = []
        self._status = Status(DeviceState.STARTING, clock.now(), "supervisor")
        self._noticed = asyncio.Event()
        self._told_lost = False
        self._bug_logged = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def device(self) -> Device:
        return self._device

    @property
    def phase(self) -> Phase:
        return self._phase

    @property
    def status(self) -> Status:
        """The device's status; a loss shows only after the grace."""
        if self._phase is Phase.IN_SERVICE:
            return self._device.status
        return self._status

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        """Call ``listener`` at each change of ``status``; the returned function ends that."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    async def run(self) -> None:
        """Supervise until cancelled; then the device is closed."""
        end_listening = self._device.listen(self._on_device)
        try:
            await self._first_connect()
            while True:
                await self._watch()
                await self._recover()
        finally:
            end_listening()
            await self._device.close()

    # --- in service ---------------------------------------------------------------------------------------

    def _on_device(self, status: Status) -> None:
        if self._phase is Phase.IN_SERVICE and not _lost(status):
            self._tell(status)
        self._noticed.set()

    async def _watch(self) -> None:
        """Returns when the device is lost."""
        while True:
            self._noticed.clear()
            if _lost(self._device.status):
                return
            await self._noticed_within(self._policy.poll_seconds)
            if not self._noticed.is_set() and self._device.status.state is not DeviceState.BUSY:
                await self._ask()

    async def _noticed_within(self, seconds: float) -> None:
        """Come back when the device's status changed, at the latest after ``seconds`` of the given clock."""
        waits = [
            asyncio.ensure_future(self._noticed.wait()),
            asyncio.ensure_future(self._clock.sleep(seconds)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    # --- the ladder ---------------------------------------------------------------------------------------

    async def _first_connect(self) -> None:
        """What is plugged in and silent may still be starting, as after a power cut: it has the grace too."""
        end = self._clock.now() + self._policy.grace_seconds
        while True:
            if await self._reopen():
                self._back()
                return
            left = end - self._clock.now()
            if self._device.status.state is DeviceState.NO_DEVICE or left <= 0:
                break
            await self._clock.sleep(min(self._policy.grace_step_seconds, left))
        self._say_lost()
        await self._climb(skip_asking=True)

    async def _recover(self) -> None:
        self._phase = Phase.GRACE
        before = self._status if self._status.state.usable else self._device.status
        self._tell(
            replace(
                before, state=DeviceState.DEGRADED, source="supervisor", reasons=frozenset({"reconnecting"})
            )
        )
        end = self._clock.now() + self._policy.grace_seconds
        while True:
            if await self._try_again():
                self._back()
                return
            if self._clock.now() >= end:
                break
            await self._clock.sleep(min(self._policy.grace_step_seconds, end - self._clock.now()))
        self._say_lost()
        await self._climb(skip_asking=False)

    async def _climb(self, skip_asking: bool) -> None:
        policy = self._policy
        asks = 0 if skip_asking else policy.asks
        restarts = policy.restarts if self._restart is not None else 0
        attempt = 0
        while True:
            if attempt < asks:
                phase = Phase.ASKING
            elif attempt < asks + policy.reopens:
                phase = Phase.REOPENING
            elif attempt < asks + policy.reopens + restarts:
                phase = Phase.RESTARTING
            else:
                phase = Phase.OUT_OF_SERVICE
            self._enter(phase)
            await self._clock.sleep(policy.wait(attempt, self._chance))
            if await self._attempt(phase):
                self._back()
                return
            attempt += 1

    async def _attempt(self, phase: Phase) -> bool:
        match phase:
            case Phase.ASKING:
                return await self._try_again()
            case Phase.RESTARTING if self._restart is not None:
                try:
                    await self._restart()
                except Exception:  # noqa: BLE001 - a site's hook may fail in any way; the ladder goes on
                    _log.exception("%s: the restart hook failed", self._name)
                return await self._reopen()
            case _:
                return await self._reopen()

    async def _try_again(self) -> bool:
        """Ask on the open port; without one, reopen."""
        if self._device.status.state is DeviceState.NO_DEVICE:
            return await self._reopen()
        return await self._ask()

    async def _ask(self) -> bool:
        try:
            completion = await self._device.refresh(self._policy.ask_seconds)
        except Exception:  # noqa: BLE001 - a driver's bug must not end the supervision of its device
            self._log_bug("refresh")
            return False
        # A jammed printer answers, and is no better for it: it is asked again with the pauses of the ladder.
        return completion.succeeded and not _lost(self._device.status)

    async def _reopen(self) -> bool:
        if await self._open_here():
            return True
        if self._ports is None or not self._expected_serial or not isinstance(self._device, Movable):
            return False
        for transport in self._ports():
            await self._device.attach(transport)
            if await self._open_here():
                _log.info("%s: found its unit at %s", self._name, transport.address)
                return True
        return False

    async def _open_here(self) -> bool:
        try:
            completion = await self._device.open(self._policy.open_seconds)
        except Exception:  # noqa: BLE001 - a driver's bug must not end the supervision of its device
            self._log_bug("open")
            return False
        if completion.code is not Code.SUCCESS or completion.result is None or _lost(self._device.status):
            return False
        if self._expected_serial and completion.result.serial != self._expected_serial:
            await self._device.close()
            self._tell(
                Status(
                    DeviceState.NO_DEVICE,
                    self._clock.now(),
                    "supervisor",
                    frozenset({"another-unit-answers"}),
                )
            )
            return False
        return True

    # --- telling ------------------------------------------------------------------------------------------

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        if phase is Phase.OUT_OF_SERVICE and "out-of-service" not in self._status.reasons:
            reasons = self._status.reasons | {"out-of-service"}
            self._tell(replace(self._status, taken_at=self._clock.now(), reasons=reasons))

    def _back(self) -> None:
        self._phase = Phase.IN_SERVICE
        self._bug_logged = False
        self._noticed.clear()
        if self._told_lost:
            self._told_lost = False
            _log.warning("%s: back in service", self._name)
        self._tell(self._device.status)

    def _say_lost(self) -> None:
        status = self._device.status
        state = DeviceState.OFFLINE if status.state.usable else status.state
        if not self._told_lost:
            self._told_lost = True
            reasons = ", ".join(sorted(status.reasons)) or "no reason given"
            _log.warning("%s: lost (%s: %s); trying to get it back", self._name, state.value, reasons)
        if "another-unit-answers" not in self._status.reasons:
            self._tell(Status(state, self._clock.now(), status.source, status.reasons))

    def _log_bug(self, what: str) -> None:
        if not self._bug_logged:
            self._bug_logged = True
            _log.exception(
                "%s: the driver raised in %s; it should have returned a completion", self._name, what
            )

    def _tell(self, status: Status) -> None:
        before, self._status = self._status, status
        if (before.state, before.reasons, before.supplies) != (status.state, status.reasons, status.supplies):
            for listener in list(self._listeners):
                listener(status)


def _lost(status: Status) -> bool:
    """A device that wants a person (cover open, fraud suspected) is there; it needs no new connection."""
    return status.state in (DeviceState.NO_DEVICE, DeviceState.OFFLINE, DeviceState.HARDWARE_ERROR)
