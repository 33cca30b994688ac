"""A simulated scanner of the GM65 family: zones, trigger, codes before the window.

Commands beside the common ones:

* ``show_code`` {``text``, ``encoding`` = "utf-8"} or {``hex``}: hold a code before the window. It is read
when, and
  only when, the module has been triggered;
* ``show_setting_code`` {``zone``, ``value``}: hold a printed setting code before it; obeyed unless forbidden;
* ``take_code``: take away what was shown.

Own fault: ``dark`` (the light is broken, no code is ever read).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

from drivers.code_scanner.gm65_codec import (
    COMMAND_MODE,
    MODE_BITS,
    SETTING_CODES_FORBIDDEN,
    BadFrame,
    Command,
    CommandDecoder,
    Kind,
    Reply,
    Suffix,
    Zone,
    encode_reply,
)
from drivers.simulators.base import (
    CommandRefused,
    SimulatorContext,
    number_argument,
    text_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

DARK = "dark"
_SENSING_MODE = 0x03
_FACTORY: Mapping[int, int] = {
    Zone.MODE: 0xD1,
    Zone.TRIGGER: 0x00,
    Zone.SETTING_CODES: 0x03,
    Zone.READ_TIME: 0x32,
}


@dataclass(frozen=True, slots=True)
class ScannerPhysics:
    """``decode_seconds``: from light and code to the text; ``incomplete_seconds``: the module's patience with
    half a command."""

    decode_seconds: float = 0.15
    incomplete_seconds: float = 0.4
    baud: int | None = 9600
    suffix: str = "CR"


class SimulatedCodeScanner(WireSimulator):
    def __init__(self, context: SimulatorContext, physics: ScannerPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, wire, frozenset({DARK}), physics.baud)
        self._physics = physics
        self._suffix = Suffix[physics.suffix].value
        self._decoder = CommandDecoder()
        self._zones = dict(_FACTORY)
        self._code: bytes | None = None
        self._setting: tuple[int, int] | None = None
        self._look: asyncio.Task[None] | None = None
        self._shown = asyncio.Event()
        self._last_heard = context.clock.now()
        self._scans = 0

    # --- the hand -----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "show_code":
                self.show(code_bytes(args))
            case "show_setting_code":
                zone, value = number_argument(args, "zone"), number_argument(args, "value")
                if zone is None or value is None:
                    raise CommandRefused("A setting code needs the numbers 'zone' and 'value'.")
                self._setting = (int(zone) & 0xFFFF, int(value) & 0xFF)
                self._shown.set()
            case "take_code":
                self.take_code()
            case _:
                raise unknown_command(self.name, command, ("show_code", "show_setting_code", "take_code"))

    def show(self, data: bytes) -> None:
        self._code = data
        self._shown.set()

    def take_code(self) -> None:
        self._code = self._setting = None
        self._shown.clear()

    def physical_state(self) -> Mapping[str, object]:
        return {
            "light": self._look is not None,
            "code_shown": self._code is not None or self._setting is not None,
            "scans": self._scans,
            "mode": "command" if self._zones[Zone.MODE] & MODE_BITS == COMMAND_MODE else "other",
            "setting_codes": "forbidden" if self._forbidden() else "obeyed",
            "zones": {f"{address:04X}": value for address, value in sorted(self._zones.items())},
        }

    # --- the module ---------------------------------------------------------------------------------------

    async def stop(self) -> None:
        await self._light_out()
        await super().stop()

    async def unplug(self) -> None:
        await self._light_out()
        await super().unplug()

    async def powered_up(self) -> None:
        self._zones = dict(_FACTORY)  # nothing was saved to flash
        self._decoder.reset()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self._zones[Zone.MODE] |= _SENSING_MODE
            await self._trigger()

    async def hear(self, data: bytes) -> None:
        now = self.clock.now()
        if now - self._last_heard > self._physics.incomplete_seconds:
            self._decoder.reset()
        self._last_heard = now
        for one in self._decoder.feed(data):
            if isinstance(one, BadFrame):
                continue  # the module stays silent about what it does not understand
            await self._obey(one)

    async def _obey(self, command: Command) -> None:
        match command.kind:
            case Kind.READ:
                count = command.data[0] if command.data else 0
                values = bytes(self._zones.get(command.address + step, 0) for step in range(count))
                if self.faults.active(Fault.LIES):
                    values = bytes(len(values))
                await self.wire.send(encode_reply(Reply(0, values)))
            case Kind.WRITE:
                for step, value in enumerate(command.data):
                    self._zones[command.address + step] = value
                await self.wire.send(encode_reply(Reply(0, b"\0")))
                if command.address <= Zone.TRIGGER < command.address + len(command.data):
                    await (self._trigger() if self._zones[Zone.TRIGGER] & 1 else self._light_out())
            case Kind.SAVE:
                await self.wire.send(encode_reply(Reply(0, b"\0")))
            case _:
                pass

    async def _trigger(self) -> None:
        await self._light_out()
        self._look = asyncio.get_running_loop().create_task(self._look_for_code())

    async def _light_out(self) -> None:
        look, self._look = self._look, None
        if look is not None and look is not asyncio.current_task():
            look.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await look
        self._zones[Zone.TRIGGER] &= ~1

    async def _look_for_code(self) -> None:
        tenths = self._zones[Zone.READ_TIME]
        text: bytes | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(tenths / 10 if tenths else None):
                while (text := await self._see()) is None:
                    self._shown.clear()
                    await self._shown.wait()
        if text is not None:
            self._scans += 1
            await self.wire.send(text + self._suffix)
        self._look = None
        self._zones[Zone.TRIGGER] &= ~1

    async def _see(self) -> bytes | None:
        """The text of the code before the window, if it can be read; a setting code is obeyed, or not."""
        await self.clock.sleep(self._physics.decode_seconds)
        if self.faults.active(DARK):
            return None
        if self._setting is not None:
            zone, value = self._setting
            if not self._forbidden():
                self._zones[zone] = value
            return None
        return self._code

    def _forbidden(self) -> bool:
        return self._zones[Zone.SETTING_CODES] == SETTING_CODES_FORBIDDEN


def code_bytes(args: Mapping[str, object]) -> bytes:
    if "hex" in args:
        try:
            return bytes.fromhex(text_argument(args, "hex"))
        except ValueError:
            raise CommandRefused("'hex' is no hexadecimal text.") from None
    encoding = text_argument(args, "encoding", "utf-8")
    try:
        return text_argument(args, "text").encode(encoding)
    except (LookupError, UnicodeEncodeError):
        raise CommandRefused(f"The text cannot be written in {encoding!r}.") from None


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedCodeScanner:
    """Settings: ``timing`` = "real" | "none" and each field of ``ScannerPhysics``.

    Errors: ``CommandRefused`` for a setting that does not exist.
    """
    rest = dict(settings)
    timing = rest.pop("timing", "real")
    known = {one.name for one in fields(ScannerPhysics)}
    if unknown := set(rest) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    physics = ScannerPhysics(0.0, 0.4, None) if timing == "none" else ScannerPhysics()
    # The names were checked above; the values are a developer's own settings.
    physics = ScannerPhysics(**{name: rest.get(name, getattr(physics, name)) for name in known})  # type: ignore[arg-type]  # a developer's own settings
    if physics.suffix not in Suffix.__members__:
        raise CommandRefused(
            f"There is no suffix {physics.suffix!r}; there are {', '.join(Suffix.__members__)}."
        )
    return SimulatedCodeScanner(context, physics)
