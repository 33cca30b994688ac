"""Readers of chip cards behind PC/SC, through the card port of ``drivers.transports.pcsc``.

Sources: PC/SC part 3 and 5; ISO/IEC 7816-4; 社会保障（个人）卡规范. What PC/SC does not do is done here: an
answer 61xx is fetched with GET RESPONSE, after 6Cxx the command is sent again with the length the chip wants.
Everything is read, nothing is written. The bank's application on the same chip is never selected.

A card of generation 3.0 gives the holder's data only after mutual authentication with a key of the authority
(in a PSAM or an HSM), which is the vendor's certified library's work. Here the holder of such a card is
reported as unavailable.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import (
    CardUid,
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    HolderAccess,
    Identity,
    SocialCardGeneration,
    SocialCardHolder,
    SocialSecurityCard,
    Status,
)
from drivers.smart_card_reader import social_card as chip
from drivers.smart_card_reader.port_codec import Ask, How, Message, MessageDecoder, encode
from drivers.transports.base import Transport

T = TypeVar("T")
MAX_ROUNDS = 3  # of 61xx and 6Cxx for one command
_NOTHING_WRITTEN = "Nothing was written to the card."


@dataclass(frozen=True, slots=True)
class PcscSettings:
    """Times in seconds: how long PC/SC may take. ``application`` is the name of the card's application."""

    ask_seconds: float = 1.0
    power_on_seconds: float = 2.5
    apdu_seconds: float = 2.0
    application: str = chip.DDF_NAME


class _CardTrouble(Exception):
    """The card, not the reader: a completion that says so."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(text)
        self.code = code


class PcscReader(ByteDevice):
    """``drivers.contract.SmartCardReader``."""

    def __init__(self, transport: Transport, clock: Clock, settings: PcscSettings | None = None) -> None:
        super().__init__(DeviceKind.SMART_CARD_READER, "pcsc", transport, clock)
        self._settings = settings or PcscSettings()
        self._decoder = MessageDecoder()
        self._number = 0
        self._unanswered = False

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            answer = await self._ask(Ask.NAME, self._settings.ask_seconds)
            name, _, serial = answer.data.decode("utf-8", "replace").partition("\0")
            self._identity = replace(self._identity, model=name[:128], serial=serial[:64])
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self._told("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._ask(Ask.PRESENT, self._settings.ask_seconds)
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self._told("status", deadline, body)

    async def card_present(self, deadline: float) -> Completion[bool]:
        async def body() -> Completion[bool]:
            answer = await self._ask(Ask.PRESENT, self._settings.ask_seconds)
            self.heard()
            return Completion(Code.SUCCESS, answer.data == b"\x01")

        return await self._told("card present", deadline, body)

    async def read(self, deadline: float) -> Completion[SocialSecurityCard]:
        async def body() -> Completion[SocialSecurityCard]:
            return Completion(Code.SUCCESS, await self._with_power(self._read))

        return await self._told("read", deadline, body)

    async def read_uid(self, deadline: float) -> Completion[CardUid]:
        async def with_power(atr: bytes) -> CardUid:
            response = await self._transmit(chip.GET_UID)
            if response.sw in chip.NOT_SUPPORTED:
                raise _CardTrouble(Code.UNSUPPORTED, "this reader or card has no contactless number.")
            if not response.good or not 4 <= len(response.data) <= 10:
                raise _CardTrouble(Code.INVALID_MEDIA, f"the number came with {response.sw:04X}.")
            return CardUid(response.data.hex().upper())

        async def body() -> Completion[CardUid]:
            return Completion(Code.SUCCESS, await self._with_power(with_power))

        return await self._told("read uid", deadline, body)

    # --- the card -----------------------------------------------------------------------------------------

    async def _read(self, atr: bytes) -> SocialSecurityCard:
        selected = await self._transmit(chip.select_application(self._settings.application))
        if selected.sw == chip.NO_FILE or selected.sw in chip.NOT_SUPPORTED:
            raise _CardTrouble(Code.UNSUPPORTED, "this is no 社会保障卡.")
        _must_be_good(selected, "selecting the application")
        await self._select(chip.EF05)
        card = await self._records(chip.CARD_FIELDS)
        access, holder = HolderAccess.KEYS_NEEDED, None
        generation = chip.generation(card[3])
        if generation is not SocialCardGeneration.THIRD:
            access, holder = await self._holder(generation)
        try:
            return chip.card_from(card, atr, access, holder)
        except chip.CardDataError as error:
            raise _CardTrouble(Code.INVALID_MEDIA, str(error)) from None

    async def _holder(self, generation: SocialCardGeneration) -> tuple[HolderAccess, SocialCardHolder | None]:
        try:
            await self._select(chip.EF06)
            return HolderAccess.READ, chip.holder_from(await self._records(chip.HOLDER_FIELDS))
        except _Locked:
            known = generation in (SocialCardGeneration.FIRST, SocialCardGeneration.SECOND)
            return (HolderAccess.PIN_NEEDED if known else HolderAccess.KEYS_NEEDED), None
        except _Missing:
            return HolderAccess.NOT_ON_CARD, None
        except chip.CardDataError as error:
            raise _CardTrouble(Code.INVALID_MEDIA, str(error)) from None

    async def _select(self, identifier: int) -> None:
        response = await self._transmit(chip.select_file(identifier))
        if response.sw in chip.NOT_SUPPORTED:  # older chips want P1 = 00
            response = await self._transmit(chip.select_file(identifier, 0x00))
        if response.sw in (chip.SECURITY, chip.BLOCKED):
            raise _Locked
        if response.sw == chip.NO_FILE:
            raise _Missing(f"the file {identifier:04X} is not on the card.")
        _must_be_good(response, f"selecting {identifier:04X}")

    async def _records(self, wanted: Mapping[int, int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for tag, length in wanted.items():
            response = await self._transmit(chip.read_record(tag, length))
            if response.sw == chip.NO_RECORD and tag in chip.MAY_BE_MISSING:
                continue
            if response.sw in (chip.SECURITY, chip.BLOCKED) or response.sw & 0xFFF0 == 0x63C0:
                raise _Locked
            _must_be_good(response, f"reading the record {tag:02X}")
            try:
                found[tag] = chip.parse_record(response.data, tag)
            except chip.CardDataError as error:
                raise _CardTrouble(Code.INVALID_MEDIA, str(error)) from None
        return found

    async def _transmit(self, command: bytes) -> chip.Response:
        """One command with its rounds of 61xx and 6Cxx."""
        collected = b""
        sent = command
        for _ in range(MAX_ROUNDS + 1):
            answer = await self._ask(Ask.TRANSMIT, self._settings.apdu_seconds, sent)
            try:
                response = chip.parse_response(answer.data)
            except chip.CardDataError as error:
                raise _CardTrouble(Code.INVALID_MEDIA, str(error)) from None
            collected += response.data
            match response.sw >> 8:
                case 0x61:
                    sent = chip.get_response(response.sw & 0xFF)
                case 0x6C:
                    sent = chip.with_le(sent, response.sw & 0xFF)
                case _:
                    return chip.Response(collected, response.sw)
        raise _CardTrouble(Code.INVALID_MEDIA, f"the chip asks for more than {MAX_ROUNDS} rounds.")

    async def _with_power(self, work: Callable[[bytes], Awaitable[T]]) -> T:
        answer = await self._ask(Ask.POWER_ON, self._settings.power_on_seconds)
        try:
            return await work(answer.data)
        except _Locked:
            raise _CardTrouble(Code.INVALID_MEDIA, "the chip does not open this file.") from None
        finally:
            # Also after trouble with the card. After a silence it is left: the next power-on resets the card.
            if self._decoder.damaged == 0 and not self._unanswered:
                with contextlib.suppress(_CardTrouble):
                    await self._ask(Ask.POWER_OFF, self._settings.ask_seconds)
                self.heard()

    # --- the port -----------------------------------------------------------------------------------------

    async def _told(
        self,
        name: str,
        deadline: float,
        body: Callable[[], Awaitable[Completion[T]]],
        needs_open: bool = True,
    ) -> Completion[T]:
        async def answered() -> Completion[T]:
            try:
                return await body()
            except _CardTrouble as trouble:
                self.heard()
                return Completion(trouble.code, detail=f"{name}: {trouble} {_NOTHING_WRITTEN}")

        return await self.perform(name, deadline, answered, needs_open)

    async def _ask(self, ask: Ask, seconds: float, data: bytes = b"") -> Message:
        """Errors: ``_CardTrouble``, ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        damaged = False
        for _ in range(2):
            answer, bad = await self._exchange(ask, seconds, data)
            if answer is not None:
                return _done(answer)
            damaged = damaged or bad
            if not bad or ask is Ask.TRANSMIT:
                break  # a silence is not asked twice: a chip that lost its place is better read anew
        if damaged:
            raise Garbled(f"the answer to {ask.name} was damaged. {_NOTHING_WRITTEN}")
        raise NoAnswer(f"no answer to {ask.name} within {seconds:g} s.")

    async def _exchange(self, ask: Ask, seconds: float, data: bytes) -> tuple[Message | None, bool]:
        self._number = (self._number + 1) % 256
        self._unanswered = True
        self._decoder.reset()
        self._transport.discard()
        await self._transport.write(encode(Message(self._number, ask, data)), seconds)
        end = self._clock.now() + seconds
        while True:
            try:
                found, ended = self._decoder.feed(await self._transport.read(end - self._clock.now())), False
            except TimeoutError:
                found, ended = self._decoder.give_up(), True
            for message in found:
                if message.number == self._number:
                    self._unanswered = False
                    return message, False
            if ended:
                return None, self._decoder.damaged > 0


class _Locked(Exception):
    """The chip wants a key or a PIN first."""


class _Missing(_CardTrouble):
    def __init__(self, text: str) -> None:
        super().__init__(Code.INVALID_MEDIA, text)


def _must_be_good(response: chip.Response, what: str) -> None:
    if not response.good:
        raise _CardTrouble(Code.INVALID_MEDIA, f"{what} was answered {response.sw:04X}.")


def _done(answer: Message) -> Message:
    match answer.kind:
        case How.DONE:
            return answer
        case How.NO_CARD:
            raise _CardTrouble(Code.NO_MEDIA, "no card is there.")
        case How.MUTE:
            raise _CardTrouble(Code.INVALID_MEDIA, "the card does not answer: turned over, or damaged?")
        case How.CARD_CHANGED:
            raise _CardTrouble(Code.INVALID_MEDIA, "the card was taken away while it was read.")
        case How.IN_USE:
            raise _CardTrouble(Code.DEVICE_NOT_READY, "another program uses the card.")
        case _:
            raise Garbled("the card port failed.")
