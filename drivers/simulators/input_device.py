"""Simulated input devices: a scanner that types, and a keypad. Where the kernel has uinput and the setting
``wire`` is "uinput", they are real input devices; else a pty carries the same records (a stand-in for a
node).

Commands beside the common ones. Scanner: ``show_code`` {``text``}, ``take_code``: the code before the window
is typed at once, as such a scanner looks all the time, and again every two seconds. Keypad: ``press``
{``key``} or {``keys``: "12x"} in the words of the contract; ``keep_pressing`` {``key``} each half second,
``let_go``.

Own fault: ``dropped`` (the kernel's buffer overflows in the middle of what is typed).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from drivers.contract import Key
from drivers.keypad.evdev import KEYS
from drivers.simulators.base import (
    Address,
    AddressKind,
    CommandRefused,
    SimulatorContext,
    text_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator
from drivers.transports.input_codec import SIZE, Record, RecordDecoder, Syn, Type, Value, encode, keys_for

DROPPED = "dropped"
SAME_CODE_SECONDS = 2.0  # until the same code is read again
PRESS_SECONDS = 0.5
BAUD = 115200  # paces the records as a USB keyboard does: about one key in 8 ms


class UinputWire:
    """A real input device, made by the kernel. Errors at plugging: ``OSError`` where it has no uinput."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._device: Any = None
        self._decoder = RecordDecoder()

    async def plug(self) -> Address:
        import evdev  # only where the setting asks for it

        keys = [*range(1, 256), *range(512, 524)]
        self._device = evdev.UInput({evdev.ecodes.EV_KEY: keys}, name=self._name)
        return Address(AddressKind.PTY, str(self._device.device.path))

    async def unplug(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()

    async def receive(self) -> bytes:
        await asyncio.get_running_loop().create_future()  # nothing is ever written to a keyboard
        raise AssertionError("unreachable")

    async def send(self, data: bytes) -> None:
        if self._device is not None:
            for record in self._decoder.feed(data):
                self._device.write(record.type, record.code, record.value)


class SimulatedInputDevice(WireSimulator):
    def __init__(self, context: SimulatorContext, wire: Wire | None = None) -> None:
        super().__init__(context, wire, frozenset({DROPPED}), BAUD)
        self._typed = 0
        self._hand: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        await self.rest()
        await super().stop()

    async def again_and_again(self, seconds: float, deed: Callable[[], Awaitable[None]]) -> None:
        """Do it now and each ``seconds``, until ``rest``."""

        async def going_on() -> None:
            while True:
                await self.clock.sleep(seconds)
                await deed()

        await self.rest()
        await deed()
        self._hand = asyncio.get_running_loop().create_task(going_on())

    async def rest(self) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hand

    async def hear(self, data: bytes) -> None:
        """A keyboard hears nothing."""

    async def type_out(self, records: bytes) -> None:
        """What keys write; a scanner's whole code is one message to the faults."""
        if self.faults.take(DROPPED) is not None:
            middle = len(records) // SIZE // 2 * SIZE
            lost = encode(Record(Type.SYN, Syn.DROPPED, 0))
            records = records[:middle] + lost + records[min(middle + 2 * SIZE, len(records) - 4 * SIZE) :]
        self._typed += 1
        await self.wire.send(records)

    def now(self) -> int:
        return round(self.clock.now() * 1_000_000)

    def physical_state(self) -> Mapping[str, object]:
        return {"typed": self._typed}


class SimulatedHidScanner(SimulatedInputDevice):
    def __init__(self, context: SimulatorContext, wire: Wire | None = None) -> None:
        super().__init__(context, wire)
        self._shown = False

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "show_code":
                text = text_argument(args, "text")
                if self.faults.active(Fault.LIES):
                    text = text[::-1]
                try:
                    keys_for(text)
                except ValueError:
                    raise CommandRefused("Such a scanner can type ASCII only; nothing was typed.") from None
                self._shown = True
                await self.again_and_again(
                    SAME_CODE_SECONDS, lambda: self.type_out(keys_for(text, self.now()))
                )
            case "take_code":
                self._shown = False
                await self.rest()
            case _:
                raise unknown_command(self.name, command, ("show_code", "take_code"))

    async def powered_up(self) -> None:
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.type_out(keys_for("READY", self.now()))

    def physical_state(self) -> Mapping[str, object]:
        return {**super().physical_state(), "code_shown": self._shown}


_CODES = {key: code for code, key in reversed(list(KEYS.items()))}


def _key(name: str) -> Key:
    try:
        return Key(name.lower())
    except ValueError:
        raise CommandRefused(f"A keypad has the keys {', '.join(Key)}; nothing was pressed.") from None


class SimulatedKeypad(SimulatedInputDevice):
    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "press":
                names = list(text_argument(args, "keys", "")) or [text_argument(args, "key")]
                for key in [_key(name) for name in names]:
                    await self.press(key)
            case "keep_pressing":
                key = _key(text_argument(args, "key"))
                await self.again_and_again(PRESS_SECONDS, lambda: self.press(key))
            case "let_go":
                await self.rest()
            case _:
                raise unknown_command(self.name, command, ("press", "keep_pressing", "let_go"))

    async def press(self, key: Key) -> None:
        if self.faults.active(Fault.LIES):
            key = Key.HELP
        now = self.now()
        steps = ((Value.DOWN, _CODES[key]), (Value.UP, _CODES[key]))
        await self.type_out(
            b"".join(
                encode(Record(Type.KEY, code, value, now)) + encode(Record(Type.SYN, Syn.REPORT, 0, now))
                for value, code in steps
            )
        )

    async def powered_up(self) -> None:
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.press(Key.ENTER)


def _wire(settings: Mapping[str, object], context: SimulatorContext) -> Wire | None:
    unknown = set(settings) - {"wire"}
    if unknown or settings.get("wire", "pty") not in ("pty", "uinput"):
        raise CommandRefused(f'{context.name} has one setting, wire = "pty" or "uinput".')
    return UinputWire(context.name) if settings.get("wire") == "uinput" else None


def create_scanner(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedHidScanner:
    """Setting: ``wire`` = "pty" | "uinput". Errors: ``CommandRefused``."""
    return SimulatedHidScanner(context, _wire(settings, context))


def create_keypad(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedKeypad:
    """Setting: ``wire`` = "pty" | "uinput". Errors: ``CommandRefused``."""
    return SimulatedKeypad(context, _wire(settings, context))
