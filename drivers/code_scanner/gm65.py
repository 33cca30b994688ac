"""Code scanners of the GM65 family on a serial line (9600 8N1, or USB-CDC), in command mode.

Source: GM65 Bar Code Reader Module User Manual. At opening the driver puts the module into command mode and
forbids printed setting codes, with which anybody could re-program the scanner; ``refresh`` looks whether both
still hold, as a module that lost its power forgets them. Nothing is written to the module's flash.

A reply does not say which command it answers, and text comes bare. After a silence or a scan that was broken
off, late bytes could be taken for the answer of the next command, or one person's code for another's. The
driver then first gets back into step: it reads a number of zones that changes every time, and throws away
everything before the reply of just that length.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.byte_device import Garbled, NoAnswer
from drivers.clock import Clock
from drivers.code_scanner.gm65_codec import (
    COMMAND_MODE,
    MODE_BITS,
    SETTING_CODES_FORBIDDEN,
    Command,
    CrcMode,
    Kind,
    Reply,
    ReplyFinder,
    Result,
    Suffix,
    Zone,
    encode_command,
)
from drivers.code_scanner.triggered import LIGHT_OUT_SECONDS, TextTiming, TriggeredScanner
from drivers.transports.base import Transport


class SettingCodes(StrEnum):
    FORBIDDEN = "forbidden"
    LEFT_ALONE = "left_alone"  # for a module that lacks the setting


@dataclass(frozen=True, slots=True)
class Gm65Settings:
    """Times in seconds."""

    reply_seconds: float = 0.5
    idle_seconds: float = 0.1  # silence that ends a text where no suffix is configured
    missing_suffix_seconds: float = 0.5  # … where one is: a busy computer may hold bytes back for a while
    read_time_seconds: float = (
        20.0  # the module's own patience (0.1 s steps, at most 25.5); renewed as needed
    )
    suffix: Suffix = Suffix.CR
    crc: CrcMode = CrcMode.COMPUTED
    setting_codes: SettingCodes = SettingCodes.FORBIDDEN


class Gm65Scanner(TriggeredScanner):
    """``drivers.contract.CodeScanner``."""

    def __init__(self, transport: Transport, clock: Clock, settings: Gm65Settings | None = None) -> None:
        self._settings = settings = settings or Gm65Settings()
        timing = TextTiming(
            settings.suffix,
            settings.idle_seconds,
            settings.missing_suffix_seconds,
            settings.read_time_seconds,
        )
        super().__init__("gm65", transport, clock, timing)
        self._in_step = False
        self._tag = 0

    async def _set_up(self) -> None:
        self._in_step = False
        await self._write_zone(Zone.TRIGGER, 0)  # somebody may have left the light on
        await self._secure()
        steps = max(1, min(round(self._settings.read_time_seconds * 10), 255))
        await self._write_zone(Zone.READ_TIME, steps)
        self._identity = replace(self._identity, model="GM65")

    async def _secure(self) -> None:
        """Command mode, and no setting codes. Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        mode = await self._read_zone(Zone.MODE)
        if mode & MODE_BITS != COMMAND_MODE:
            await self._write_zone(Zone.MODE, mode & ~MODE_BITS | COMMAND_MODE)
        if self._settings.setting_codes is SettingCodes.LEFT_ALONE:
            return
        if await self._read_zone(Zone.SETTING_CODES) == SETTING_CODES_FORBIDDEN:
            return
        await self._write_zone(Zone.SETTING_CODES, SETTING_CODES_FORBIDDEN)
        if await self._read_zone(Zone.SETTING_CODES) != SETTING_CODES_FORBIDDEN:
            raise Garbled("the module does not keep setting codes forbidden; it is not used.")

    async def _put_light_out(self) -> None:
        """Tell it without waiting for the reply: the next command throws that away while it gets into
        step.
        """
        self._in_step = False
        await self._transport.write(self._encoded(_write(Zone.TRIGGER, 0)), LIGHT_OUT_SECONDS)

    async def _read_zone(self, zone: Zone) -> int:
        reply, _ = await self._ask(Command(Kind.READ, zone, b"\x01"), 1)
        return reply.data[0]

    async def _write_zone(self, zone: Zone, value: int) -> None:
        await self._ask(_write(zone, value), 1)

    async def _trigger(self) -> bytes:
        """What came after the reply: the beginning of a code's text."""
        _, rest = await self._ask(_write(Zone.TRIGGER, 1), 1)
        self.heard()
        return rest

    async def _ask(self, command: Command, size: int) -> tuple[Reply, bytes]:
        """One command and its reply of ``size`` data bytes; sent again once, as a zone may be set twice.

        Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``.
        """
        if not self._in_step:
            self._tag = self._tag % 16 + 1
            count = self._tag + 1  # never 1, the size of all other replies
            await self._ask_twice(Command(Kind.READ, Zone.MODE, bytes((count,))), count)
            self._in_step = True
        return await self._ask_twice(command, size)

    async def _ask_twice(self, command: Command, size: int) -> tuple[Reply, bytes]:
        damaged = False
        was_in_step, self._in_step = self._in_step, False  # holds also when this is cancelled
        for again in (False, True):
            finder = ReplyFinder()
            self._transport.discard()
            await self._transport.write(self._encoded(command), self._settings.reply_seconds)
            answer = await self._await_reply(finder, size)
            damaged = damaged or finder.damaged
            if answer is not None:
                self._in_step = was_in_step and not again  # else one reply may still be to come
                if answer[0].result == Result.OK:
                    return answer
                damaged = True
        if damaged:
            raise Garbled(f"the replies about zone {command.address:04X} were damaged or refusals, twice.")
        raise NoAnswer(f"no reply about zone {command.address:04X}, asked twice.")

    async def _await_reply(self, finder: ReplyFinder, size: int) -> tuple[Reply, bytes] | None:
        end = self._clock.now() + self._settings.reply_seconds
        while True:
            last = False
            try:
                answer = finder.feed(await self._transport.read(end - self._clock.now()))
            except TimeoutError:
                answer, last = finder.give_up(), True
            while answer is not None:
                reply, rest = answer
                if reply.result != Result.OK or len(reply.data) == size:
                    return answer
                answer = finder.feed(rest)
            if last:
                return None

    def _encoded(self, command: Command) -> bytes:
        return encode_command(command, self._settings.crc)


def _write(zone: Zone, value: int) -> Command:
    return Command(Kind.WRITE, zone, bytes((value,)))
