"""Card dispensers of the CRT-591 family on a serial line (8N1; the device finds the speed at the first INIT).

Source: CRT-591-M001 communication protocol. A card is dispensed in two moves, from the stacker to the chip
contact and from there to the gate, where it is held until somebody takes it.

No move is ever sent twice. After each one the device is asked where it sees the card: an answer that was lost
is made up for by that, and an answer that says "done" is not believed without it. When the device cannot be
asked either, the outcome is unknown.

A reply names its command, so only two alike could be confused. After a silence the driver first asks for the
sensors, which it asks for at no other time: once they have come, nothing older is still to come.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.card_dispenser.crt591_codec import (
    ERRORS,
    BadFrame,
    Cm,
    Command,
    FrameError,
    Init,
    Line,
    LineDecoder,
    Move,
    Negative,
    Positive,
    Reply,
    encode_command,
    parse_reply,
)
from drivers.clock import Clock
from drivers.contract import (
    CardPlace,
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    DispensedCard,
    Identity,
    Status,
    SupplyLevel,
)
from drivers.transports.base import Transport

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crt591Settings:
    """Times in seconds: how long the device may take. ``address`` is that of the unit on its line."""

    ack_seconds: float = 0.3
    quick_seconds: float = 2.0
    feed_seconds: float = 8.0
    move_seconds: float = 15.0
    init_seconds: float = 30.0
    address: int = 0


class _Refused(Exception):
    """The device answered with an error of its own."""

    def __init__(self, error: bytes) -> None:
        self.error = error
        text = error.decode("ascii", "replace")
        meaning = ERRORS.get(error, "an error that is not documented")
        super().__init__(f"the device answered {text}: {meaning}.")


class Crt591Dispenser(ByteDevice):
    """``drivers.contract.CardDispenser``."""

    def __init__(self, transport: Transport, clock: Clock, settings: Crt591Settings | None = None) -> None:
        super().__init__(DeviceKind.CARD_DISPENSER, "crt591", transport, clock)
        self._settings = settings or Crt591Settings()
        self._decoder = LineDecoder()
        self._in_step = False
        self._moved = ""  # the move that was sent and whose outcome is not proved yet
        self._supplies: Mapping[str, SupplyLevel] = MappingProxyType({})

    @property
    def status(self) -> Status:
        return replace(super().status, supplies=self._supplies)

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            self._in_step = False
            try:
                await self._get_into_step()
            except (NoAnswer, _Refused) as problem:
                if isinstance(problem, _Refused) and problem.error != b"B0":
                    raise
                # A unit without power until now finds its line's speed at the first INIT. This one moves
                # nothing.
                await self._exchange(Command(Cm.INIT, Init.LEAVE), self._settings.init_seconds)
                await self._get_into_step()
            serial = await self._text_of(Cm.SERIAL_NUMBER)
            firmware = await self._text_of(Cm.VERSION)
            self._identity = replace(self._identity, model="CRT-591", serial=serial, firmware=firmware)
            await self._look()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self._told("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._look()
            return Completion(Code.SUCCESS, self._status)

        return await self._told("status", deadline, body)

    async def card_place(self, deadline: float) -> Completion[CardPlace]:
        async def body() -> Completion[CardPlace]:
            return Completion(Code.SUCCESS, await self._look())

        return await self._told("card place", deadline, body)

    async def dispense(self, deadline: float) -> Completion[DispensedCard]:
        return await self._told("dispense", deadline, self._dispense)

    async def retract(self, deadline: float) -> Completion[None]:
        async def body() -> Completion[None]:
            place = await self._look()
            if place is CardPlace.NONE:
                return Completion(Code.NO_MEDIA, detail="retract: no card lies there; nothing was moved.")
            after, said = await self._move(Move.TO_BIN, "retract", self._settings.move_seconds)
            if after is CardPlace.NONE:
                return Completion(Code.SUCCESS)
            return _not_there("retract", after, said)

        return await self._told("retract", deadline, body)

    async def _dispense(self) -> Completion[DispensedCard]:
        place = await self._look()
        if place is not CardPlace.NONE:
            return Completion(
                Code.SEQUENCE_ERROR,
                detail=f"dispense: a card is there already ({place.value}); no other was fed.",
            )
        if self._supplies.get("stacker") is SupplyLevel.OUT:
            return Completion(Code.PAPER_OUT, detail="dispense: the stacker is empty; nothing was moved.")
        place, said = await self._move(Move.TO_CHIP, "feed", self._settings.feed_seconds)
        if place is CardPlace.INSIDE:
            place, said = await self._move(Move.TO_GATE, "move to the gate", self._settings.move_seconds)
        if place is CardPlace.AT_GATE:
            confirmed = "status after the reply" if said == "done" else "status after a lost reply"
            return Completion(Code.SUCCESS, DispensedCard(place, confirmed))
        return _not_there("dispense", place, said)

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
            except _Refused as refusal:
                return self._failure(name, refusal)

        self._moved = ""
        completion = await self.perform(name, deadline, answered, needs_open)
        moved, self._moved = self._moved, ""
        if moved and completion.code in (Code.TIME_OUT, Code.DEVICE_NOT_READY, Code.HARDWARE_ERROR):
            detail = f"{completion.detail} The command to {moved} had been sent, once: a card may have moved."
            return Completion(Code.OUTCOME_UNKNOWN, detail=detail)
        return completion

    def _failure(self, name: str, refusal: _Refused) -> Completion[T]:
        code, state = _CODES.get(refusal.error, (Code.HARDWARE_ERROR, DeviceState.HARDWARE_ERROR))
        reasons = frozenset({f"error-{refusal.error.decode('ascii', 'replace').lower()}"})
        if state is DeviceState.ONLINE:
            self.heard()
        else:
            self.say(state, "device", reasons)
        return Completion(code, detail=f"{name}: {refusal}")

    # --- asking and moving --------------------------------------------------------------------------------

    async def _look(self) -> CardPlace:
        """Where the device sees a card. Errors: those of ``_ask``."""
        reply = await self._ask(Command(Cm.STATUS, 0x30), self._settings.quick_seconds)
        levels = {
            "stacker": _STACKER.get(reply.state[1:2], SupplyLevel.UNKNOWN),
            "error-bin": _BIN.get(reply.state[2:3], SupplyLevel.UNKNOWN),
        }
        before, self._supplies = self._supplies, MappingProxyType(levels)
        self.heard()
        if before != levels:
            self.say(self._status.state, "device", self._status.reasons)
        return _PLACES.get(reply.state[0:1], CardPlace.UNKNOWN)

    async def _move(self, move: Move, what: str, seconds: float) -> tuple[CardPlace, str]:
        """Send one move, once; where the card is afterwards, and what the device said of the move."""
        if not self._in_step:
            await self._get_into_step()
        self._moved, said = what, "done"
        try:
            await self._exchange(Command(Cm.MOVE, move), seconds)
        except NoAnswer:
            said = "nothing"
        except Garbled:
            said = "something damaged"
        except _Refused:
            await self._look()
            self._moved = ""  # it said no, and was asked
            raise
        place = await self._look()
        if place is not CardPlace.UNKNOWN:
            self._moved = ""
        return place, said

    async def _text_of(self, cm: Cm) -> str:
        """A text such as the serial number; empty where the unit has no such command."""
        try:
            reply = await self._ask(Command(cm, 0x30), self._settings.quick_seconds)
        except _Refused:
            return ""
        return "".join(chr(one) for one in reply.data if 0x20 < one < 0x7F)[:64]

    async def _get_into_step(self) -> None:
        await self._transport.write(bytes((Line.EOT,)), self._settings.ack_seconds)
        try:
            await self._exchange(_SENSORS, self._settings.quick_seconds)
        except (NoAnswer, Garbled):
            await self._exchange(_SENSORS, self._settings.quick_seconds)
        self._in_step = True

    async def _ask(self, command: Command, seconds: float) -> Positive:
        """A question; asked again once, as it moves nothing."""
        if not self._in_step:
            await self._get_into_step()
        try:
            return await self._exchange(command, seconds)
        except (NoAnswer, Garbled):
            await self._get_into_step()
            return await self._exchange(command, seconds)

    async def _exchange(self, command: Command, seconds: float) -> Positive:
        """Send a command once and wait for its reply.

        Errors: ``NoAnswer``, ``Garbled``, ``_Refused``, ``TransportLost``.
        """
        settings = self._settings
        self._decoder.reset()
        self._transport.discard()
        was_in_step, self._in_step = self._in_step, False  # holds also when this is cancelled
        await self._transport.write(encode_command(command, settings.address), settings.ack_seconds)
        reply = await self._await_reply(command, seconds)
        self._in_step = was_in_step
        await self._transport.write(bytes((Line.ACK,)), settings.ack_seconds)
        if isinstance(reply, Negative):
            raise _Refused(reply.error)
        return reply

    async def _await_reply(self, command: Command, seconds: float) -> Reply:
        # Without an acknowledgement a question was not heard; a move may be under way all the same, and so
        # may an older one when the driver gets into step.
        patient = command.cm in (Cm.MOVE, Cm.INIT) or command == _SENSORS
        begun = self._clock.now()
        end = begun + (seconds if patient else self._settings.ack_seconds)
        damaged = refused = False
        while True:
            try:
                found = self._decoder.feed(await self._transport.read(end - self._clock.now()))
                ended = False
            except TimeoutError:
                found, ended = self._decoder.give_up(), True
            for one in found:
                match one:
                    case Line.ACK:
                        end = begun + seconds
                    case Line.NAK:
                        refused = True
                    case Line.EOT:
                        pass
                    case BadFrame.CHECKSUM:
                        damaged = True
                    case bytes():
                        reply = _reply(one)
                        if reply is not None and (reply.cm, reply.pm) == (command.cm, command.pm):
                            return reply
            if ended:
                break
        if damaged:
            raise Garbled("the reply came damaged.")
        if refused:
            raise NoAnswer("the device did not accept the frame.")
        raise NoAnswer(f"no reply within {self._clock.now() - begun:.1f} s.")


def _reply(text: bytes) -> Reply | None:
    try:
        return parse_reply(text)
    except FrameError:
        return None


def _not_there(name: str, place: CardPlace, said: str) -> Completion[T]:
    """The card is not where it should be after the moves."""
    where = f"the device said {said} of the move and sees the card: {place.value}"
    match place:
        case CardPlace.INSIDE | CardPlace.AT_GATE:
            return Completion(Code.HARDWARE_ERROR, detail=f"{name}: {where}. Nothing was sent again.")
        case CardPlace.NONE | CardPlace.UNKNOWN:
            return Completion(
                Code.OUTCOME_UNKNOWN,
                detail=f"{name}: {where}. A card may have moved; nothing was sent again.",
            )


_SENSORS = Command(Cm.STATUS, 0x31)
_PLACES: Mapping[bytes, CardPlace] = {
    b"0": CardPlace.NONE,
    b"1": CardPlace.AT_GATE,
    b"2": CardPlace.INSIDE,
}
_STACKER: Mapping[bytes, SupplyLevel] = {
    b"0": SupplyLevel.OUT,
    b"1": SupplyLevel.LOW,
    b"2": SupplyLevel.OK,
}
_BIN: Mapping[bytes, SupplyLevel] = {b"0": SupplyLevel.OK, b"1": SupplyLevel.OUT}
_CODES: Mapping[bytes, tuple[Code, DeviceState]] = {
    b"10": (Code.MEDIA_JAMMED, DeviceState.HARDWARE_ERROR),
    b"13": (Code.INVALID_MEDIA, DeviceState.ONLINE),
    b"14": (Code.INVALID_MEDIA, DeviceState.ONLINE),
    b"45": (Code.USER_ERROR, DeviceState.ONLINE),
    b"02": (Code.SEQUENCE_ERROR, DeviceState.ONLINE),
    b"03": (Code.UNSUPPORTED, DeviceState.ONLINE),
    b"A0": (Code.PAPER_OUT, DeviceState.ONLINE),
    b"A1": (Code.MEDIA_JAMMED, DeviceState.USER_ERROR),
    b"B0": (Code.DEVICE_NOT_READY, DeviceState.OFFLINE),
}
