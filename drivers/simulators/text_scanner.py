"""Simulated scanners that are triggered by a command and send the bare text: Newland and Honeywell.

Commands beside the common ones:

* ``show_code`` {``text``, ``encoding`` = "utf-8"} or {``hex``}: hold a code before the window;
* ``show_setting_code`` {``body``}: hold a printed setting code before it; obeyed unless switched off;
* ``take_code``: take away what was shown.

Own fault: ``dark`` (the light is broken, no code is ever read).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from drivers.code_scanner import honeywell_codec as honeywell
from drivers.code_scanner import newland_codec as newland
from drivers.code_scanner.gm65_codec import Suffix
from drivers.simulators.base import CommandRefused, SimulatorContext, text_argument, unknown_command
from drivers.simulators.code_scanner import DARK, code_bytes
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

_TAG = re.compile(r"([A-Za-z]+)(\d*)")


@dataclass(frozen=True, slots=True)
class TextScannerPhysics:
    """Times in seconds; ``factory_read_time``: patience with the light on, until set otherwise."""

    decode_seconds: float = 0.15
    reply_seconds: float = 0.01
    factory_read_time: float = 5.0
    baud: int | None = 9600
    suffix: str = "CR"


class SimulatedTextScanner(WireSimulator):
    def __init__(
        self, context: SimulatorContext, physics: TextScannerPhysics, wire: Wire | None = None
    ) -> None:
        super().__init__(context, wire, frozenset({DARK}), physics.baud)
        self.physics = physics
        self._code: bytes | None = None
        self._setting: str | None = None
        self._look: asyncio.Task[None] | None = None
        self._shown = asyncio.Event()
        self._scans = 0
        self.read_time = physics.factory_read_time
        self.values: dict[str, str] = {}

    # --- what a family adds -------------------------------------------------------------------------------

    @abstractmethod
    def forget(self) -> None:
        """The power was gone: what was half heard and volatile is lost."""

    @abstractmethod
    def setting_codes_obeyed(self) -> bool: ...

    # --- the hand -----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "show_code":
                self._code = code_bytes(args)
                self._shown.set()
            case "show_setting_code":
                self._setting = text_argument(args, "body")
                self._shown.set()
            case "take_code":
                self._code = self._setting = None
                self._shown.clear()
            case _:
                raise unknown_command(self.name, command, ("show_code", "show_setting_code", "take_code"))

    def physical_state(self) -> Mapping[str, object]:
        return {
            "light": self._look is not None,
            "code_shown": self._code is not None or self._setting is not None,
            "scans": self._scans,
            "setting_codes": "obeyed" if self.setting_codes_obeyed() else "forbidden",
            "values": dict(self.values),
        }

    # --- the scanner --------------------------------------------------------------------------------------

    async def stop(self) -> None:
        await self.light_out()
        await super().stop()

    async def unplug(self) -> None:
        await self.light_out()
        await super().unplug()

    async def powered_up(self) -> None:
        self.read_time = self.physics.factory_read_time
        self.values = {}
        self.forget()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.light_on()

    async def light_on(self) -> None:
        await self.light_out()
        self._look = asyncio.get_running_loop().create_task(self._look_for_code())

    async def light_out(self) -> None:
        look, self._look = self._look, None
        if look is not None and look is not asyncio.current_task():
            look.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await look

    def set_value(self, body: str) -> None:
        found = _TAG.match(body)
        if found is not None:
            self.values[found[1]] = found[2]

    async def _look_for_code(self) -> None:
        text: bytes | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.read_time):
                while (text := await self._see()) is None:
                    self._shown.clear()
                    await self._shown.wait()
        if text is not None:
            self._scans += 1
            await self.wire.send(text + Suffix[self.physics.suffix].value)
        self._look = None

    async def _see(self) -> bytes | None:
        await self.clock.sleep(self.physics.decode_seconds)
        if self.faults.active(DARK):
            return None
        if self._setting is not None:
            if self.setting_codes_obeyed():
                self.set_value(self._setting)
            return None
        return self._code


class SimulatedNewland(SimulatedTextScanner):
    def __init__(
        self, context: SimulatorContext, physics: TextScannerPhysics, wire: Wire | None = None
    ) -> None:
        super().__init__(context, physics, wire)
        self._decoder = newland.CommandDecoder()

    def forget(self) -> None:
        self._decoder.reset()

    def setting_codes_obeyed(self) -> bool:
        return self.values.get("SETUPE", "1") != "0"

    async def hear(self, data: bytes) -> None:
        for command in self._decoder.feed(data):
            await self.clock.sleep(self.physics.reply_seconds)
            tag = command.body[:6]
            result = newland.Result.DONE
            if self.faults.active(Fault.LIES):
                result = newland.Result.OUT_OF_RANGE
            elif tag not in ("SCNTRG", "SCNMOD", "ORTSET", "SETUPE", "GRBENA", "RRDDUR"):
                result = newland.Result.UNKNOWN_TAG
            else:
                self.set_value(command.body)
                if tag == "ORTSET" and command.body[6:].isdigit():
                    self.read_time = int(command.body[6:]) / 1000
            if command.body == "SCNTRG0":
                await self.light_out()
            await self.wire.send(newland.encode_reply(newland.Reply(command.body, command.keeping, result)))
            if command.body == "SCNTRG1" and result is newland.Result.DONE:
                await self.light_on()


class SimulatedHoneywell(SimulatedTextScanner):
    def __init__(
        self, context: SimulatorContext, physics: TextScannerPhysics, wire: Wire | None = None
    ) -> None:
        super().__init__(context, physics, wire)
        self._decoder = honeywell.CommandDecoder()

    def forget(self) -> None:
        self._decoder.reset()

    def setting_codes_obeyed(self) -> bool:
        return True

    async def hear(self, data: bytes) -> None:
        for one in self._decoder.feed(data):
            match one:
                case honeywell.Press.TRIGGER:
                    await self.light_on()
                case honeywell.Press.UNTRIGGER:
                    await self.light_out()
                case honeywell.Menu():
                    await self._obey(one)

    async def _obey(self, menu: honeywell.Menu) -> None:
        await self.clock.sleep(self.physics.reply_seconds)
        tag = menu.body[:6].lower()
        result = honeywell.Result.DONE
        if self.faults.active(Fault.LIES):
            result = honeywell.Result.BAD_DATA
        elif tag not in ("trgsto", "cbrena", "termid"):
            result = honeywell.Result.UNKNOWN_TAG
        else:
            self.set_value(menu.body.lower())
            if tag == "trgsto" and menu.body[6:].isdigit():
                self.read_time = int(menu.body[6:]) / 1000
        await self.wire.send(honeywell.encode_reply(menu, result))


def _physics(settings: Mapping[str, object], context: SimulatorContext) -> TextScannerPhysics:
    known = {one.name for one in fields(TextScannerPhysics)}
    if unknown := set(settings) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    physics = replace(TextScannerPhysics(), **settings)  # type: ignore[arg-type]  # a developer's own settings
    if physics.suffix not in Suffix.__members__:
        raise CommandRefused(
            f"There is no suffix {physics.suffix!r}; there are {', '.join(Suffix.__members__)}."
        )
    return physics


def create_newland(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedNewland:
    """Settings: each field of ``TextScannerPhysics``. Errors: ``CommandRefused``."""
    return SimulatedNewland(context, _physics(settings, context))


def create_honeywell(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedHoneywell:
    """Settings: each field of ``TextScannerPhysics``. Errors: ``CommandRefused``."""
    return SimulatedHoneywell(context, _physics(settings, context))
