"""Newland scanners with the unified command set, on a serial line (9600 8N1, or USB-CDC).

Source: Newland unified serial command set. At opening the driver chooses trigger mode and switches printed
setting codes off, with which anybody could re-program the scanner; ``refresh`` sets both again, which harms
nothing and is what a scanner without power until now needs. Everything is set as volatile.

A reply repeats its command, so only two alike could be confused; text comes bare. After a silence or a scan
that was broken off the driver gets into step: it sets the reading time to a number of milliseconds that is
another every time, and throws away everything before the reply that repeats just this number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.byte_device import Garbled, NoAnswer
from drivers.clock import Clock
from drivers.code_scanner.gm65_codec import Suffix
from drivers.code_scanner.newland_codec import Command, Reply, ReplyFinder, Result, encode_command
from drivers.code_scanner.triggered import LIGHT_OUT_SECONDS, TextTiming, TriggeredScanner
from drivers.transports.base import Transport


class SettingCodes(StrEnum):
    FORBIDDEN = "forbidden"
    LEFT_ALONE = "left_alone"  # for a model that refuses the command


@dataclass(frozen=True, slots=True)
class NewlandSettings:
    """Times in seconds."""

    reply_seconds: float = 1.0  # the documents allow 5 s; models answer within 0.1 s
    pause_seconds: float = 0.05  # between two commands
    idle_seconds: float = 0.1  # silence that ends a text where no suffix is configured
    missing_suffix_seconds: float = 0.5  # … where one is
    read_time_seconds: float = 20.0  # the scanner's own patience; renewed as needed
    suffix: Suffix = Suffix.CR
    setting_codes: SettingCodes = SettingCodes.FORBIDDEN


class NewlandScanner(TriggeredScanner):
    """``drivers.contract.CodeScanner``."""

    def __init__(self, transport: Transport, clock: Clock, settings: NewlandSettings | None = None) -> None:
        self._settings = settings or NewlandSettings()
        one = self._settings
        timing = TextTiming(
            one.suffix, one.idle_seconds, one.missing_suffix_seconds, max(one.read_time_seconds, 0.5)
        )
        super().__init__("newland", transport, clock, timing)
        self._in_step = False
        self._step = 0
        self._free_at = clock.now()

    async def _set_up(self) -> None:
        self._in_step = False
        await self._ask(Command("SCNTRG0"))  # somebody may have left the light on
        await self._secure()
        self._identity = replace(self._identity, model="Newland")

    async def _secure(self) -> None:
        await self._ask(Command("SCNMOD0"))
        if self._settings.setting_codes is SettingCodes.FORBIDDEN:
            await self._ask(Command("SETUPE0"))

    async def _trigger(self) -> bytes:
        return await self._ask(Command("SCNTRG1"))

    async def _put_light_out(self) -> None:
        self._in_step = False
        await self._send(Command("SCNTRG0"), LIGHT_OUT_SECONDS)

    async def _ask(self, command: Command) -> bytes:
        """One command that may be given twice; what came after its reply.

        Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``.
        """
        if not self._in_step:
            self._step = self._step % 97 + 1
            milliseconds = round(max(self._settings.read_time_seconds, 0.5) * 1000) + self._step
            await self._ask_twice(Command(f"ORTSET{milliseconds}"))
            self._in_step = True
        return await self._ask_twice(command)

    async def _ask_twice(self, command: Command) -> bytes:
        damaged = False
        was_in_step, self._in_step = self._in_step, False  # holds also when this is cancelled
        for again in (False, True):
            finder = ReplyFinder()
            self._transport.discard()
            await self._send(command, self._settings.reply_seconds)
            answer = await self._await_reply(finder, command)
            damaged = damaged or finder.damaged
            if answer is not None:
                reply, rest = answer
                self._in_step = was_in_step and not again  # else one reply may still be to come
                if reply.result is Result.DONE:
                    return rest
                raise Garbled(f"the scanner refuses {command.body[:6]}: {reply.result.name.lower()}.")
        if damaged:
            raise Garbled(f"the replies to {command.body[:6]} were damaged, twice.")
        raise NoAnswer(f"no reply to {command.body[:6]}, asked twice.")

    async def _send(self, command: Command, seconds: float) -> None:
        await self._clock.sleep(self._free_at - self._clock.now())
        await self._transport.write(encode_command(command), seconds)
        self._free_at = self._clock.now() + self._settings.pause_seconds

    async def _await_reply(self, finder: ReplyFinder, command: Command) -> tuple[Reply, bytes] | None:
        end = self._clock.now() + self._settings.reply_seconds
        while True:
            try:
                answer = finder.feed(await self._transport.read(end - self._clock.now()))
            except TimeoutError:
                return None
            while answer is not None:
                reply, rest = answer
                if reply.body == command.body:
                    return answer
                answer = finder.feed(rest)
