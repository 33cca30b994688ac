"""Keypads with 12 keys or keys to move with, read from the kernel's input device and grabbed exclusively.

Source: Linux kernel, include/uapi/linux/input.h. A keypad is a USB or PS/2 keyboard to the kernel; which of
its keys means what is the table ``KEYS``. While it is grabbed nothing that is typed reaches a window or a
console.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from drivers.byte_device import ByteDevice
from drivers.clock import Clock
from drivers.code_scanner.hid import identity_of
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    Key,
    KeyPress,
    Status,
)
from drivers.transports.base import Transport
from drivers.transports.evdev import Node
from drivers.transports.input_codec import KeyCode, RecordDecoder, Syn, Type, Value

WAITING_LIMIT = 64  # keys pressed and not fetched; what comes after them is lost

_DIGITS = (11, 2, 3, 4, 5, 6, 7, 8, 9, 10)
_KEYPAD_DIGITS = (82, 79, 80, 81, 75, 76, 77, 71, 72, 73)
_NUMERIC_DIGITS = tuple(range(512, 522))

KEYS: Mapping[int, Key] = MappingProxyType(
    {
        **{
            code: Key(str(digit))
            for row in (_DIGITS, _KEYPAD_DIGITS, _NUMERIC_DIGITS)
            for digit, code in enumerate(row)
        },
        52: Key.POINT,
        KeyCode.KP_DOT: Key.POINT,
        45: Key.LETTER_X,
        KeyCode.KP_ASTERISK: Key.STAR,
        KeyCode.NUMERIC_STAR: Key.STAR,
        KeyCode.KP_SLASH: Key.HASH,
        KeyCode.NUMERIC_POUND: Key.HASH,
        KeyCode.ENTER: Key.ENTER,
        KeyCode.KP_ENTER: Key.ENTER,
        KeyCode.ESC: Key.CANCEL,
        KeyCode.CANCEL: Key.CANCEL,
        KeyCode.BACKSPACE: Key.CLEAR,
        KeyCode.DELETE: Key.CLEAR,
        KeyCode.UP: Key.UP,
        KeyCode.DOWN: Key.DOWN,
        KeyCode.LEFT: Key.LEFT,
        KeyCode.RIGHT: Key.RIGHT,
        KeyCode.TAB: Key.NEXT,
        KeyCode.PAGE_DOWN: Key.NEXT,
        KeyCode.PAGE_UP: Key.PREVIOUS,
        KeyCode.HELP: Key.HELP,
        KeyCode.HOME: Key.HOME,
    }
)


@dataclass(frozen=True, slots=True)
class KeypadSettings:
    """``node``: ``stand_in`` for a simulator's pty. ``vendor`` and ``product`` as four hexadecimal digits;
    empty: any device that has one of the keys of ``KEYS``.
    """

    node: Node = Node.KERNEL
    vendor: str = ""
    product: str = ""


class EvdevKeypad(ByteDevice):
    """``drivers.contract.Keypad``."""

    def __init__(self, transport: Transport, clock: Clock, settings: KeypadSettings | None = None) -> None:
        super().__init__(DeviceKind.KEYPAD, "evdev", transport, clock)
        self._settings = settings or KeypadSettings()
        self._decoder = RecordDecoder()
        self._waiting: deque[Key] = deque()
        self._skipping = False

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            self.forget()
            await self._transport.open(deadline)
            found = identity_of(self._transport)
            if found is not None and not found.keys & KEYS.keys():
                await self._transport.close()
                detail = f"open: {found.name} has none of a keypad's keys."
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
        """That the device is there and grabbed; a keypad can be asked nothing else."""

        async def body() -> Completion[Status]:
            self.say(DeviceState.ONLINE, "transport")
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    async def next_key(self, deadline: float) -> Completion[KeyPress]:
        end = self._clock.now() + deadline

        async def body() -> Completion[KeyPress]:
            while not self._waiting:
                try:
                    self._take(await self._transport.read(end - self._clock.now()))
                except TimeoutError:
                    return Completion(Code.TIME_OUT, detail="next key: no key was pressed.")
            self.say(DeviceState.ONLINE, "device")
            return Completion(Code.SUCCESS, KeyPress(self._waiting.popleft()))

        return await self.perform("next key", deadline + 0.2, body)

    def forget(self) -> None:
        self._waiting.clear()
        self._decoder.reset()
        self._skipping = False
        if self._transport.is_open:
            self._transport.discard()

    def _take(self, data: bytes) -> None:
        for record in self._decoder.feed(data):
            if record.type == Type.SYN:
                if record.code == Syn.DROPPED:
                    self._skipping = True
                elif record.code == Syn.REPORT:
                    self._skipping = False
            elif record.type == Type.KEY and record.value == Value.DOWN and not self._skipping:
                key = KEYS.get(record.code)
                if key is not None and len(self._waiting) < WAITING_LIMIT:
                    self._waiting.append(key)
