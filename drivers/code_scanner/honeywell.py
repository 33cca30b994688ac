"""Honeywell scan engines (N-series) and their relatives (Mindeo), on a serial line (115200 8N1, or USB-CDC).

Source: Honeywell N-series integration manual. The trigger is not answered. Menu commands are, but the form
of the answer was not seen on a device. So two ways can be set:

* ``replies = "any"`` (as delivered): whatever comes within ``reply_seconds`` after a menu command shows that
  an engine is there, and nothing is built on what it says. After a silence or a scan that was broken off the
  driver waits until the line is quiet; a code that comes later than that could still be the wrong one.
* ``replies = "repeated"``: the answer must repeat the command, followed by ``done_byte``. Then the driver
  gets into step with a reading time that is another every time, and no late code is ever taken for the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.byte_device import Garbled, NoAnswer
from drivers.clock import Clock
from drivers.code_scanner.gm65_codec import Suffix
from drivers.code_scanner.honeywell_codec import (
    TRIGGER,
    UNTRIGGER,
    Menu,
    ReplyBytes,
    ReplyFinder,
    Result,
    encode_menu,
)
from drivers.code_scanner.triggered import LIGHT_OUT_SECONDS, TextTiming, TriggeredScanner
from drivers.transports.base import Transport


class Replies(StrEnum):
    ANY = "any"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class HoneywellSettings:
    """Times in seconds. ``health_command`` is a menu query that every model knows."""

    replies: Replies = Replies.ANY
    done_byte: int = 0x06
    unknown_tag_byte: int = 0x05
    bad_data_byte: int = 0x15
    health_command: str = "cbrena*"
    reply_seconds: float = 0.8
    quiet_seconds: float = 0.3  # a line without bytes for so long is quiet
    idle_seconds: float = 0.1
    missing_suffix_seconds: float = 0.5
    read_time_seconds: float = 20.0  # the engine's own patience; renewed as needed
    suffix: Suffix = Suffix.CR


class HoneywellScanner(TriggeredScanner):
    """``drivers.contract.CodeScanner``."""

    def __init__(self, transport: Transport, clock: Clock, settings: HoneywellSettings | None = None) -> None:
        self._settings = settings or HoneywellSettings()
        one = self._settings
        self._bytes = ReplyBytes(one.done_byte, one.unknown_tag_byte, one.bad_data_byte)
        timing = TextTiming(
            one.suffix, one.idle_seconds, one.missing_suffix_seconds, max(one.read_time_seconds, 0.5)
        )
        super().__init__("honeywell", transport, clock, timing)
        self._in_step = False
        self._step = 0

    async def _set_up(self) -> None:
        self._in_step = False
        await self._transport.write(UNTRIGGER, LIGHT_OUT_SECONDS)  # somebody may have left the light on
        await self._secure()
        if self._settings.replies is Replies.ANY:
            await self._set_reading_time()  # sent; whether it was obeyed is not known
        self._identity = replace(self._identity, model="Honeywell")

    async def _secure(self) -> None:
        if self._settings.replies is Replies.REPEATED:
            await self._set_reading_time()
            return
        if not self._in_step:
            await self._get_into_step()
        await self._ask_twice(Menu(self._settings.health_command))

    async def _trigger(self) -> bytes:
        if not self._in_step:
            await self._get_into_step()
        elif self._settings.replies is Replies.REPEATED:
            await self._set_reading_time()  # also shows that somebody is there: a trigger is not answered
        self._in_step = False
        self._transport.discard()
        await self._transport.write(TRIGGER, self._settings.reply_seconds)
        self._in_step = True
        return b""

    async def _put_light_out(self) -> None:
        self._in_step = False
        await self._transport.write(UNTRIGGER, LIGHT_OUT_SECONDS)

    async def _get_into_step(self) -> None:
        if self._settings.replies is Replies.REPEATED:
            await self._set_reading_time()
        else:
            await self._wait_until_quiet()
            self._in_step = True

    async def _set_reading_time(self) -> None:
        self._step = self._step % 97 + 1
        milliseconds = round(max(self._settings.read_time_seconds, 0.5) * 1000) + self._step
        await self._ask_twice(Menu(f"TRGSTO{milliseconds}"))
        self._in_step = True

    async def _wait_until_quiet(self) -> None:
        self._transport.discard()
        end = self._clock.now() + 4 * self._settings.quiet_seconds
        while self._clock.now() < end:
            try:
                await self._transport.read(self._settings.quiet_seconds)
            except TimeoutError:
                return
        raise Garbled("the line is never quiet.")

    async def _ask_twice(self, menu: Menu) -> None:
        """One menu command that may be given twice. Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        heard = False
        for _ in range(2):
            self._in_step = False
            finder = ReplyFinder(menu, self._bytes)
            self._transport.discard()
            await self._transport.write(encode_menu(menu), self._settings.reply_seconds)
            result = await self._await_reply(finder)
            if result is not None:
                self._in_step = True
                if result is Result.DONE:
                    return
                raise Garbled(f"the engine refuses {menu.body[:6]}: {result.value}.")
            heard = heard or finder.heard
        if heard:
            raise Garbled(f"the answers to {menu.body[:6]} do not repeat the command, twice.")
        raise NoAnswer(f"no answer to {menu.body[:6]}, asked twice.")

    async def _await_reply(self, finder: ReplyFinder) -> Result | None:
        end = self._clock.now() + self._settings.reply_seconds
        while True:
            try:
                answer = finder.feed(await self._transport.read(end - self._clock.now()))
            except TimeoutError:
                return None
            if self._settings.replies is Replies.ANY:
                await self._wait_until_quiet()  # the rest of the answer, whatever its form
                return Result.DONE
            if answer is not None:
                return answer[0]
