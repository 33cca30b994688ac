"""Scanners that can only type like a keyboard, read from the kernel's input device and grabbed exclusively.

Source: Linux kernel, include/uapi/linux/input.h; USB HID usage tables. Prefer a scanner's serial mode: one in
keyboard mode takes no command, tells no status, and writes nothing but ASCII. What it types is decoded from
key codes as a US keyboard, whatever layout or input method the machine has, and reaches nobody else. A code
ends with Enter: of one without, nobody could say whether all of it came.

The scanner looks for codes all the time. What was typed before a scan began is thrown away, and so is what
still comes without a pause at its beginning: it may be another person's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from drivers.byte_device import ByteDevice
from drivers.clock import Clock
from drivers.code_scanner.gm65_codec import MAX_CHARACTERS
from drivers.contract import Code, Completion, DeviceKind, DeviceState, Identity, ScannedCode, Status
from drivers.transports.base import Transport
from drivers.transports.evdev import EvdevTransport, InputIdentity, Node
from drivers.transports.input_codec import RecordDecoder, Typed, Typing

_WRITES = frozenset({*range(2, 12), *range(16, 26), 28})  # digits, letters of the upper row, Enter


@dataclass(frozen=True, slots=True)
class HidSettings:
    """``node``: ``stand_in`` for a simulator's pty. ``vendor`` and ``product`` as four hexadecimal digits;
    empty: any device with the keys of a keyboard. Times in seconds.
    """

    node: Node = Node.KERNEL
    vendor: str = ""
    product: str = ""
    quiet_seconds: float = 0.05  # a pause so long ends what was typed before the scan
    unfinished_seconds: float = 0.5  # silence that ends a code whose Enter does not come


class HidScanner(ByteDevice):
    """``drivers.contract.CodeScanner``."""

    def __init__(self, transport: Transport, clock: Clock, settings: HidSettings | None = None) -> None:
        super().__init__(DeviceKind.CODE_SCANNER, "hid", transport, clock)
        self._settings = settings or HidSettings()
        self._decoder = RecordDecoder()
        self._typing = Typing(MAX_CHARACTERS)

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            found = identity_of(self._transport)
            if found is not None and not found.keys >= _WRITES:
                await self._transport.close()
                detail = f"open: {found.name} has not the keys that a scanner types with."
                return Completion(Code.DEVICE_NOT_READY, detail=detail)
            model = found.name if found is not None else "input device"
            self._identity = replace(self._identity, model=model[:128])
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        """That the device is there and grabbed; a keyboard can be asked nothing else."""

        async def body() -> Completion[Status]:
            self.say(DeviceState.ONLINE, "transport")
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        end = self._clock.now() + deadline

        async def body() -> Completion[ScannedCode]:
            await self._throw_away_what_was_typed(end)
            while True:
                unfinished = self._typing.begun
                wait = self._settings.unfinished_seconds if unfinished else end - self._clock.now()
                try:
                    data = await self._transport.read(min(wait, end - self._clock.now()))
                except TimeoutError:
                    if unfinished and self._clock.now() < end:
                        detail = "scan: the Enter at the end did not come. Nothing was kept of it."
                        return Completion(Code.INVALID_DATA, detail=detail)
                    return Completion(Code.TIME_OUT, detail="scan: no code was shown.")
                for record in self._decoder.feed(data):
                    typed = self._typing.feed(record)
                    if typed is not None:
                        self.say(DeviceState.ONLINE, "device")
                        return _completion(typed)

        return await self.perform("scan", deadline + 0.2, body)

    async def _throw_away_what_was_typed(self, end: float) -> None:
        self._transport.discard()
        while self._clock.now() < end:
            try:
                await self._transport.read(min(self._settings.quiet_seconds, end - self._clock.now()))
            except TimeoutError:
                break
            await asyncio.sleep(0)
        self._decoder.reset()
        self._typing.reset()


def identity_of(transport: Transport) -> InputIdentity | None:
    """None for a stand-in, and through a recorder. Vendor and product were looked at by the wire itself."""
    return transport.identity if isinstance(transport, EvdevTransport) else None


def _completion(typed: Typed) -> Completion[ScannedCode]:
    if typed.text is None:
        detail = "scan: keys came that write nothing, or were lost. Nothing was kept of it."
        return Completion(Code.INVALID_DATA, detail=detail)
    if not typed.text.strip():
        return Completion(Code.INVALID_DATA, detail="scan: The code is empty. Nothing was kept of it.")
    return Completion(Code.SUCCESS, ScannedCode(typed.text))
