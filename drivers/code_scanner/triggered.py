"""What scanners share that are triggered, answer with the bare text of a code, and end it with a suffix.

A driver of such a family says how to get into step (after a silence or a scan that was broken off, late bytes
must not be taken for the next answer, nor one person's code for another's), how to trigger, and how to put
the light out.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from dataclasses import dataclass

from drivers.byte_device import ByteDevice
from drivers.clock import Clock
from drivers.code_scanner.gm65_codec import Suffix, TextCollector, TextError
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    ScannedCode,
    Status,
)
from drivers.transports.base import Transport, TransportLost

LIGHT_OUT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class TextTiming:
    """Times in seconds. ``patience_seconds``: how long the scanner itself looks before it has to be asked
    anew.
    """

    suffix: Suffix
    idle_seconds: float
    missing_suffix_seconds: float
    patience_seconds: float


class TriggeredScanner(ByteDevice):
    """``drivers.contract.CodeScanner``, but for the protocol."""

    def __init__(self, driver: str, transport: Transport, clock: Clock, timing: TextTiming) -> None:
        super().__init__(DeviceKind.CODE_SCANNER, driver, transport, clock)
        self._timing = timing

    @abstractmethod
    async def _set_up(self) -> None:
        """The port was opened: verify who answers and set what must be set."""

    @abstractmethod
    async def _secure(self) -> None:
        """The device is there and still set as it must be. Errors: ``NoAnswer``, ``Garbled``,
        ``TransportLost``.
        """

    @abstractmethod
    async def _trigger(self) -> bytes:
        """Light on. Bytes of a code that came already. Errors as above."""

    @abstractmethod
    async def _put_light_out(self) -> None:
        """Tell it without waiting for an answer. Errors: ``TransportLost``, ``TimeoutError``."""

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            await self._set_up()
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._secure()
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        end = self._clock.now() + deadline

        async def body() -> Completion[ScannedCode]:
            completion: Completion[ScannedCode] | None = None
            try:
                completion = await self._scan(end)
                return completion
            finally:
                if completion is None or completion.code is Code.TIME_OUT:
                    with contextlib.suppress(TransportLost, TimeoutError):
                        await self._put_light_out()

        # The own deadline ends the scan in good order; the outer one is for a wire that does not even take
        # bytes.
        return await self.perform("scan", deadline + LIGHT_OUT_SECONDS, body)

    async def _scan(self, end: float) -> Completion[ScannedCode]:
        clock, timing = self._clock, self._timing
        silence = timing.idle_seconds if timing.suffix is Suffix.NONE else timing.missing_suffix_seconds
        while True:
            async with asyncio.timeout(max(end - clock.now(), 0.0)):
                early = await self._trigger()
            patience = min(end, clock.now() + timing.patience_seconds)
            collector = TextCollector(timing.suffix)
            complete = collector.feed(early) if early else False
            while not complete:
                wait_until = clock.now() + silence if collector.begun else patience
                try:
                    complete = collector.feed(await self._transport.read(min(wait_until, end) - clock.now()))
                except TimeoutError:
                    break
            if complete or (collector.begun and clock.now() < end):
                self.heard()
                return _completion(collector)
            if clock.now() >= end:
                found = (
                    "a code was still coming in and was dropped" if collector.begun else "no code was shown"
                )
                return Completion(Code.TIME_OUT, detail=f"scan: {found}.")


def _completion(collector: TextCollector) -> Completion[ScannedCode]:
    try:
        return Completion(Code.SUCCESS, ScannedCode(collector.text()))
    except TextError as error:
        return Completion(Code.INVALID_DATA, detail=f"scan: {error} Nothing was kept of it.")
