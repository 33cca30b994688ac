"""ID card readers with a SAM_V or SAM_A module, on any byte transport (UART 115200 8N1 unless set otherwise).

Source: SAM_V UART protocol. Reading a card is find → select → read. Two habits of the module shape this
driver:

* After a good read, the module answers "not found" to *find* until the card has left the field. So "not
found" is
  not "no card"; whether a card lies there is asked by reading the additional address, which works for the
  card read last.
* An answer does not say which command it answers. After a silence, a late answer could be taken for the
  answer of the next command, in the worst case one person's card for another's. The driver therefore gets
  back into step by asking for the module's number, the only answer of 16 bytes, and throws away everything
  before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Never

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import Code, Completion, DeviceKind, DeviceState, IdCard, Identity, Status
from drivers.id_card_reader.card_text import CardTextError, UnknownCardType, parse_card
from drivers.id_card_reader.sam_codec import (
    Answer,
    BadFrame,
    Command,
    FrameDecoder,
    SamDataError,
    Sw3,
    encode_command,
    parse_additional_address,
    parse_answer,
    parse_sam_id,
)
from drivers.id_card_reader.sam_codec import (
    parse_card as parse_card_blocks,
)
from drivers.transports.base import Transport

_log = logging.getLogger(__name__)


class AdditionalAddress(StrEnum):
    """Whether ``read`` also asks for the newest address, which is written to the chip when somebody moves."""

    READ = "read"
    SKIP = "skip"


class RemovalPoll(StrEnum):
    """How ``card_present`` asks. ``FIND`` cannot see a card that was read already."""

    ADDITIONAL_ADDRESS = "additional_address"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class SamSettings:
    """Times in seconds: how long the module may take for each command."""

    sam_id_seconds: float = 0.3
    step_seconds: float = 1.0  # for the module's number after a silence: late answers come first
    status_seconds: float = 0.3
    find_seconds: float = 1.0
    select_seconds: float = 1.0
    read_seconds: float = 3.0
    address_seconds: float = 1.5
    pause_seconds: float = 0.0  # between commands; some readers want 0.3
    garbled_grace_seconds: float = 0.1  # a good frame may follow rubbish
    additional_address: AdditionalAddress = AdditionalAddress.READ
    removal_poll: RemovalPoll = RemovalPoll.ADDITIONAL_ADDRESS
    max_rf_bytes: int | None = None  # 61 FF nn at opening; known from one source only, so off


_NOTHING_CHANGED = "Nothing was changed on the card."


class SamReader(ByteDevice):
    """``drivers.contract.IdCardReader``."""

    def __init__(self, transport: Transport, clock: Clock, settings: SamSettings | None = None) -> None:
        super().__init__(DeviceKind.ID_CARD_READER, "sam", transport, clock)
        self._settings = settings or SamSettings()
        self._decoder = FrameDecoder()
        self._in_step = False
        self._free_at = clock.now()
        self._last_answer_at = clock.now()

    @property
    def last_answer_at(self) -> float:
        """When the newest answer's last byte had come, in seconds of the clock; for measuring our own
        time.
        """
        return self._last_answer_at

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            settings = self._settings
            self._in_step = True  # asking for the module's number is itself what gets into step
            answer = await self._exchange(Command.SAM_ID, _is_sam_id, settings.sam_id_seconds)
            refused = self._refused(answer, "open")
            if refused is not None:
                return refused
            try:
                serial = parse_sam_id(answer.data)
            except SamDataError as error:
                return Completion(Code.INVALID_DATA, detail=f"open: {error}")
            status = await self._exchange(Command.STATUS, _is_plain, settings.status_seconds)
            refused = self._refused(status, "open")
            if refused is not None:
                return refused
            if settings.max_rf_bytes is not None:
                data = bytes((settings.max_rf_bytes,))
                await self._exchange(Command.SET_RF_BYTES, _is_plain, settings.status_seconds, data)
            self._identity = replace(self._identity, model="SAM", serial=serial)
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            answer = await self._exchange(Command.STATUS, _is_plain, self._settings.status_seconds)
            refused = self._refused(answer, "status")
            if refused is not None:
                return refused
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    async def find(self, deadline: float) -> Completion[None]:
        async def body() -> Completion[None]:
            answer = await self._exchange(Command.FIND, _is_find, self._settings.find_seconds)
            match answer.sw3:
                case Sw3.FOUND | Sw3.SUCCESS:
                    self.heard()
                    return Completion(Code.SUCCESS)
                case Sw3.NOT_FOUND:
                    self.heard()
                    return Completion(Code.NO_MEDIA)
                case _:
                    return self._failure(answer, "find")

        return await self.perform("find", deadline, body)

    async def read(self, deadline: float) -> Completion[IdCard]:
        return await self.perform("read", deadline, self._read)

    async def card_present(self, deadline: float) -> Completion[bool]:
        async def body() -> Completion[bool]:
            settings = self._settings
            if settings.removal_poll is RemovalPoll.ADDITIONAL_ADDRESS:
                answer = await self._exchange(
                    Command.READ_ADDITIONAL_ADDRESS, _is_address, settings.address_seconds
                )
                if answer.sw3 in (Sw3.SUCCESS, Sw3.NO_CONTENT):
                    self.heard()
                    return Completion(Code.SUCCESS, True)
                if answer.sw3 in _MODULE_FAULTS:
                    return self._failure(answer, "card present")
            answer = await self._exchange(Command.FIND, _is_find, settings.find_seconds)
            if answer.sw3 in (Sw3.FOUND, Sw3.SUCCESS, Sw3.NOT_FOUND):
                self.heard()
                return Completion(Code.SUCCESS, answer.sw3 != Sw3.NOT_FOUND)
            return self._failure(answer, "card present")

        return await self.perform("card present", deadline, body)

    async def _read(self) -> Completion[IdCard]:
        settings = self._settings
        select = await self._exchange(Command.SELECT, _is_select, settings.select_seconds)
        if select.sw3 == Sw3.NOT_SELECTED:
            found = await self._exchange(Command.FIND, _is_find, settings.find_seconds)
            if found.sw3 == Sw3.NOT_FOUND:
                self.heard()
                return Completion(Code.NO_MEDIA, detail="read: no card, or one that was read already.")
            select = await self._exchange(Command.SELECT, _is_select, settings.select_seconds)
        if select.sw3 != Sw3.SUCCESS:
            return self._failure(select, "read")
        answer = await self._exchange(Command.READ_CARD, _is_card, settings.read_seconds)
        if answer.sw3 != Sw3.SUCCESS:
            return self._failure(answer, "read")
        address = ""
        if settings.additional_address is AdditionalAddress.READ:
            more = await self._exchange(
                Command.READ_ADDITIONAL_ADDRESS, _is_address, settings.address_seconds
            )
            if more.sw3 not in (Sw3.SUCCESS, Sw3.NO_CONTENT, Sw3.COMMAND_WRONG):
                return self._failure(more, "read")
            address = _address(more)
        self.heard()
        try:
            blocks = parse_card_blocks(answer.data)
            card = parse_card(blocks.text, blocks.photo, address)
        except UnknownCardType as error:
            return Completion(Code.UNSUPPORTED, detail=f"read: {error} {_NOTHING_CHANGED}")
        except (CardTextError, SamDataError) as error:
            return Completion(Code.INVALID_MEDIA, detail=f"read: {error} {_NOTHING_CHANGED}")
        return Completion(Code.SUCCESS, card)

    # --- the exchange with the module ----------------------------------------------------------------------

    async def _exchange(
        self, command: Command, expected: Callable[[Answer], bool], seconds: float, data: bytes = b""
    ) -> Answer:
        """One command and its answer; sent once more when the answer was damaged. Reading may be repeated.

        Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``.
        """
        if not self._in_step:
            await self._get_into_step()
        answer = await self._ask(command, expected, seconds, data)
        if answer is not None and answer.sw3 != Sw3.CHECKSUM_WRONG:
            return answer
        answer = await self._ask(command, expected, seconds, data)
        self._in_step = False  # should both have been answered after all, one answer is still to come
        if answer is not None and answer.sw3 != Sw3.CHECKSUM_WRONG:
            return answer
        raise Garbled(f"the answers to {command.name} were damaged twice. {_NOTHING_CHANGED}")

    async def _get_into_step(self) -> None:
        if await self._ask(Command.SAM_ID, _is_sam_id, self._settings.step_seconds) is None:
            raise Garbled(f"the module's number came damaged. {_NOTHING_CHANGED}")

    async def _ask(
        self,
        command: Command,
        expected: Callable[[Answer], bool],
        seconds: float,
        data: bytes = b"",
    ) -> Answer | None:
        """None: what came was damaged."""
        await self._clock.sleep(self._free_at - self._clock.now())
        self._decoder.reset()
        self._transport.discard()
        self._in_step = False
        await self._transport.write(encode_command(command, data), seconds)
        answer = await self._await_answer(command, expected, seconds)
        self._free_at = self._clock.now() + self._settings.pause_seconds
        self._in_step = answer is not None
        return answer

    async def _await_answer(
        self, command: Command, expected: Callable[[Answer], bool], seconds: float
    ) -> Answer | None:
        end = self._clock.now() + seconds
        damaged = False
        while True:
            try:
                chunk = await self._transport.read(end - self._clock.now())
            except TimeoutError:
                answer, _ = self._pick(self._decoder.give_up(), expected)
                if answer is not None:
                    return answer
                if damaged:
                    return None
                raise NoAnswer(f"no answer to {command.name} within {seconds:g} s.") from None
            arrived = self._clock.now()
            answer, bad = self._pick(self._decoder.feed(chunk), expected)
            if answer is not None:
                self._last_answer_at = arrived
                return answer
            if bad and not damaged:
                damaged = True
                end = min(end, self._clock.now() + self._settings.garbled_grace_seconds)

    def _pick(
        self, found: list[bytes | BadFrame], expected: Callable[[Answer], bool]
    ) -> tuple[Answer | None, bool]:
        bad = False
        for one in found:
            if isinstance(one, BadFrame):
                bad = True
                continue
            try:
                answer = parse_answer(one)
            except SamDataError:
                bad = True
                continue
            if expected(answer):
                return answer, bad
            _log.debug("id-card-reader sam: passed over a late answer %r", answer)
        return None, bad

    def _refused(self, answer: Answer, name: str) -> Completion[Never] | None:
        """The completion of an answer other than success."""
        return None if answer.sw3 == Sw3.SUCCESS else self._failure(answer, name)

    def _failure(self, answer: Answer, name: str) -> Completion[Never]:
        code = _CODES.get(answer.sw3, Code.HARDWARE_ERROR)
        detail = f"{name}: the module answered {answer.sw3:02X}. {_NOTHING_CHANGED}"
        if answer.sw3 in _MODULE_FAULTS:
            self.say(DeviceState.HARDWARE_ERROR, "device", frozenset({_MODULE_FAULTS[answer.sw3]}))
        else:
            self.heard()
        return Completion(code, detail=detail)


_MODULE_FAULTS: Mapping[int, str] = {
    Sw3.SELF_TEST_FAILED: "self-test-failed",
    Sw3.NOT_AUTHORISED: "not-authorised",
}
_CARD_FAULTS = (
    Sw3.CARD_REFUSED_SAM,
    Sw3.SAM_REFUSED_CARD,
    Sw3.VERIFICATION_FAILED,
    Sw3.READ_FAILED,
    Sw3.NOT_SELECTED,
)
_CODES: Mapping[int, Code] = {
    **dict.fromkeys(_CARD_FAULTS, Code.INVALID_MEDIA),
    Sw3.CARD_TYPE_UNKNOWN: Code.UNSUPPORTED,  # a bus card: putting it there once more would not help
    Sw3.NOT_FOUND: Code.NO_MEDIA,
    Sw3.NO_CONTENT: Code.INVALID_DATA,
}
_ANYTIME = frozenset(
    {
        Sw3.CHECKSUM_WRONG,
        Sw3.LENGTH_WRONG,
        Sw3.COMMAND_WRONG,
        Sw3.NO_PERMISSION,
        Sw3.UNKNOWN_ERROR,
        Sw3.CARD_REFUSED_SAM,
        Sw3.SAM_REFUSED_CARD,
        Sw3.VERIFICATION_FAILED,
        Sw3.CARD_TYPE_UNKNOWN,
        Sw3.RANDOM_FAILED,
        Sw3.SELF_TEST_FAILED,
        Sw3.NOT_AUTHORISED,
    }
)


def _is(answer: Answer, success: int, size: int, *failures: int) -> bool:
    if answer.sw3 == success:
        return len(answer.data) == size
    return answer.sw3 in failures or answer.sw3 in _ANYTIME


def _is_sam_id(answer: Answer) -> bool:
    return _is(answer, Sw3.SUCCESS, 16)


def _is_plain(answer: Answer) -> bool:
    return _is(answer, Sw3.SUCCESS, 0)


def _is_find(answer: Answer) -> bool:
    return _is(answer, Sw3.FOUND, 4, Sw3.NOT_FOUND)


def _is_select(answer: Answer) -> bool:
    return _is(answer, Sw3.SUCCESS, 8, Sw3.NOT_SELECTED)


def _is_card(answer: Answer) -> bool:
    if answer.sw3 == Sw3.SUCCESS:
        return len(answer.data) > 70  # longer than any other answer; its blocks are checked when parsed
    return answer.sw3 == Sw3.READ_FAILED or answer.sw3 in _ANYTIME


def _is_address(answer: Answer) -> bool:
    return _is(answer, Sw3.SUCCESS, 70, Sw3.NO_CONTENT, Sw3.READ_FAILED, Sw3.NOT_FOUND, Sw3.NOT_SELECTED)


def _address(answer: Answer) -> str:
    return parse_additional_address(answer.data) if answer.sw3 == Sw3.SUCCESS else ""
