"""A simulated reader of chip cards. It speaks the card port's messages on a pty; with the setting ``vpcd``
it is a card that a real pcscd sees in the reader of Debian's vsmartcard-vpcd.

Commands beside the common ones:

* ``put_card`` {``generation`` = "2.0", ``speech`` = "t0" | "t1", ``locked``, ``application``, ``uid`` (hex),
  ``name``, ``number``}: lay an invented person's card;
* ``take_card``.

Own faults: ``card_pulled`` (the card goes after the third command of a session), ``mute`` (the card does not
answer), ``endless`` (the chip answers 61xx for ever).
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from drivers.simulators.base import (
    Address,
    AddressKind,
    CommandRefused,
    SimulatedDevice,
    SimulatorContext,
    text_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.virtual_card import Generation, Holder, Speech, VirtualCard
from drivers.simulators.wires import Wire, WireSimulator
from drivers.smart_card_reader.port_codec import Ask, How, Message, MessageDecoder, encode

CARD_PULLED, MUTE, ENDLESS = "card_pulled", "mute", "endless"
OWN_FAULTS = frozenset({CARD_PULLED, MUTE, ENDLESS})
_PULLED_AFTER = 3


@dataclass(frozen=True, slots=True)
class SlotPhysics:
    """Times in seconds."""

    power_seconds: float = 0.15
    apdu_seconds: float = 0.02
    name: str = "Simulated Reader 00 00"
    serial: str = "SCR-SIM-0001"


def card_from(args: Mapping[str, object]) -> VirtualCard:
    """Errors: ``CommandRefused``."""
    try:
        uid = bytes.fromhex(text_argument(args, "uid", ""))
        card = VirtualCard(
            Generation(text_argument(args, "generation", "2.0")),
            Speech(text_argument(args, "speech", "t0")),
            locked=bool(args.get("locked", False)),
            application=bool(args.get("application", True)),
            uid=uid,
        )
    except ValueError as error:
        if isinstance(error, CommandRefused):
            raise
        raise CommandRefused(
            "A card has a generation 1.0, 2.0 or 3.0, speech t0 or t1, uid in hex."
        ) from None
    holder = Holder()
    return_name = text_argument(args, "name", holder.name)
    number = text_argument(args, "number", holder.number)
    if len(number) != 18 or not number.isascii() or not return_name.isprintable():
        raise CommandRefused("The card's number has 18 characters, and its name is a text.")
    card.holder = replace(holder, name=return_name, number=number)
    return card


class Slot:
    """Where a card lies, for either wire."""

    def __init__(self) -> None:
        self.card: VirtualCard | None = None
        self.apdus = 0

    def state(self) -> Mapping[str, object]:
        card = self.card
        return {
            "card": None if card is None else card.generation.value,
            "bank_asked": 0 if card is None else card.asked_bank,
        }


class SimulatedSmartCardReader(WireSimulator):
    """The card port's messages."""

    def __init__(self, context: SimulatorContext, physics: SlotPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, wire, OWN_FAULTS)
        self._physics = physics
        self._decoder = MessageDecoder()
        self._slot = Slot()
        self._powered: VirtualCard | None = None

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "put_card":
                self._slot.card = card_from(args)
            case "take_card":
                self._slot.card = None
            case _:
                raise unknown_command(self.name, command, ("put_card", "take_card"))

    def physical_state(self) -> Mapping[str, object]:
        return {**self._slot.state(), "powered": self._powered is not None}

    async def powered_up(self) -> None:
        self._decoder.reset()
        self._powered = None
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.wire.send(encode(Message(0, How.DONE, b"\x01")))

    async def hear(self, data: bytes) -> None:
        for request in self._decoder.feed(data):
            await self.wire.send(encode(await self._answer(request)))

    async def _answer(self, request: Message) -> Message:
        number, card = request.number, self._slot.card
        match request.kind:
            case Ask.NAME:
                serial = "SCR-SIM-9999" if self.faults.active(Fault.WRONG_IDENTITY) else self._physics.serial
                return Message(number, How.DONE, f"{self._physics.name}\0{serial}".encode())
            case Ask.PRESENT:
                present = (card is not None) is not self.faults.active(Fault.LIES)
                return Message(number, How.DONE, b"\x01" if present else b"\0")
            case Ask.POWER_ON:
                await self.clock.sleep(self._physics.power_seconds)
                if card is None:
                    return Message(number, How.NO_CARD)
                if self.faults.active(MUTE):
                    return Message(number, How.MUTE)
                card.reset()
                card.endless = self.faults.active(ENDLESS)
                self._powered, self._slot.apdus = card, 0
                return Message(number, How.DONE, card.atr)
            case Ask.TRANSMIT:
                return await self._transmit(request)
            case Ask.POWER_OFF:
                self._powered = None
                return Message(number, How.DONE)
            case _:
                return Message(number, How.FAILED)

    async def _transmit(self, request: Message) -> Message:
        await self.clock.sleep(self._physics.apdu_seconds)
        card = self._slot.card
        self._slot.apdus += 1
        if self.faults.active(CARD_PULLED) and self._slot.apdus > _PULLED_AFTER:
            self._slot.card = card = None
        if card is None or card is not self._powered:
            return Message(request.number, How.CARD_CHANGED)
        if self.faults.active(MUTE):
            return Message(request.number, How.MUTE)
        response = card.apdu(request.data)
        if self.faults.active(Fault.LIES) and len(response) > 2:
            response = bytes((response[0] ^ 0xFF,)) + response[1:]  # another record than the one asked for
        return Message(request.number, How.DONE, response)


class SimulatedVpcdCard(SimulatedDevice):
    """A card in the reader of vsmartcard-vpcd: pcscd listens, the card connects as TCP client."""

    def __init__(self, context: SimulatorContext, host: str, port: int) -> None:
        super().__init__(context, OWN_FAULTS)
        self._host, self._port = host, port
        self._slot = Slot()
        self._life: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start(self) -> Address:
        self._life = asyncio.get_running_loop().create_task(self._live(), name=f"simulator {self.name}")
        return self._address()

    async def stop(self) -> None:
        if self._life is not None:
            self._life.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._life
            self._life = None

    async def plug(self) -> None:
        self.context.publish(self._address())

    async def unplug(self) -> None:
        """The nearest to a pulled plug: the card is away. The reader itself belongs to pcscd."""
        self._disconnect()
        self.context.publish(None)

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "put_card":
                self._slot.card = card_from(args)
            case "take_card":
                self._slot.card = None
                self._disconnect()
            case _:
                raise unknown_command(self.name, command, ("put_card", "take_card"))

    def physical_state(self) -> Mapping[str, object]:
        return {**self._slot.state(), "connected": self._writer is not None}

    def _address(self) -> Address:
        number = self._port - 0x8C7B
        return Address(AddressKind.URL, f"pcsc:Virtual PCD 00 {number:02d}")

    def _disconnect(self) -> None:
        if self._writer is not None:
            self._writer.close()

    async def _live(self) -> None:
        while True:
            if self._slot.card is not None and not self.faults.active(Fault.UNPLUGGED):
                with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                    reader, self._writer = await asyncio.open_connection(self._host, self._port)
                    try:
                        await self._talk(reader, self._writer)
                    finally:
                        self._disconnect()
                        self._writer = None
            await self.clock.sleep(0.1)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            (size,) = struct.unpack(">H", await reader.readexactly(2))
            payload = await reader.readexactly(size)
            card = self._slot.card
            if card is None:
                return
            if size == 1:
                if payload[0] != 4:
                    card.reset()
                    self._slot.apdus = 0
                    continue
                answer = card.atr
            else:
                self._slot.apdus += 1
                if self.faults.active(CARD_PULLED) and self._slot.apdus > _PULLED_AFTER:
                    self._slot.card = None
                    return
                card.endless = self.faults.active(ENDLESS)
                answer = card.apdu(payload)
                if self.faults.active(MUTE) or self.faults.active(Fault.SILENT):
                    continue
                if (late := self.faults.take(Fault.LATE)) is not None:
                    await self.clock.sleep(late.seconds(1.0))
            writer.write(struct.pack(">H", len(answer)) + answer)
            await writer.drain()


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedDevice:
    """Settings: ``vpcd`` = "HOST:PORT" for a card in a real pcscd; else each field of ``SlotPhysics``.

    Errors: ``CommandRefused``.
    """
    rest = dict(settings)
    vpcd = rest.pop("vpcd", None)
    if vpcd is not None:
        host, _, port = str(vpcd).rpartition(":")
        if rest or not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandRefused('vpcd is written "HOST:PORT", and then there is no other setting.')
        return SimulatedVpcdCard(context, host, int(port))
    known = {one.name for one in fields(SlotPhysics)}
    if unknown := set(rest) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    return SimulatedSmartCardReader(context, replace(SlotPhysics(), **rest))  # type: ignore[arg-type]  # a developer's own settings
