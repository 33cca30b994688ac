"""A simulated ID card reader: the SAM protocol on a serial line, and what a card does on a reader.

Commands beside the common ones:

* ``put_card`` {``person``, ``variant`` = "normal"}: lay a card of an invented resident on the reader;
* ``take_card``: take it away, at any moment, also while it is being read;
* ``pull_during_read``: the card that lies there (or the next one) leaves in the middle of the next read.

Own faults: ``card_pulled`` (the same, for every read), ``sam_fault`` (the module answers 60, or the
``argument``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from drivers.id_card_reader.sam_codec import (
    ADDRESS_SIZE,
    BadFrame,
    Command,
    FrameDecoder,
    SamDataError,
    Sw3,
    build_additional_address,
    build_card,
    build_sam_id,
    encode_answer,
)
from drivers.simulators.base import CommandRefused, SimulatorContext, text_argument, unknown_command
from drivers.simulators.card_content import CardContent, Cards, Variant
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

CARD_PULLED = "card_pulled"
SAM_FAULT = "sam_fault"


class _Attention(StrEnum):
    """What the module last did with the card in the field."""

    NONE = "none"
    FOUND = "found"
    SELECTED = "selected"
    READ = "read"


@dataclass(frozen=True, slots=True)
class ReaderPhysics:
    """Times in seconds that a real reader takes; all may be 0."""

    sam_id_seconds: float = 0.01
    find_seconds: float = 0.06
    select_seconds: float = 0.08
    read_seconds: float = 0.9
    address_seconds: float = 0.15
    baud: int | None = 115200
    sam_id: str = "05.01-20260101-0000000001-0000000002"
    other_sam_id: str = "05.01-20260101-0000000009-0000000009"  # with the fault wrong_identity


class SimulatedIdCardReader(WireSimulator):
    def __init__(
        self, context: SimulatorContext, cards: Cards, physics: ReaderPhysics, wire: Wire | None = None
    ) -> None:
        super().__init__(context, wire, frozenset({CARD_PULLED, SAM_FAULT}), physics.baud)
        self._cards = cards
        self._physics = physics
        self._decoder = FrameDecoder()
        self._card: CardContent | None = None
        self._person = ""
        self._attention = _Attention.NONE
        self._pull_next = False
        self._reads = 0

    # --- the hand -----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "put_card":
                self.put_card(
                    text_argument(args, "person"), text_argument(args, "variant", Variant.NORMAL.value)
                )
            case "take_card":
                self.take_card()
            case "pull_during_read":
                self._pull_next = True
            case _:
                raise unknown_command(self.name, command, ("put_card", "take_card", "pull_during_read"))

    def put_card(self, person: str, variant: str = Variant.NORMAL.value) -> None:
        """Errors: ``CommandRefused`` for a person or variant that does not exist; the reader is unchanged
        then.
        """
        self._card = self._cards.content(person, self._variant(variant))
        self._person = person
        self._attention = _Attention.NONE

    @staticmethod
    def _variant(name: str) -> Variant:
        try:
            return Variant(name)
        except ValueError:
            known = ", ".join(one.value for one in Variant)
            raise CommandRefused(f"There is no card variant {name!r}; there are {known}.") from None

    def take_card(self) -> None:
        self._card = None
        self._person = ""
        self._attention = _Attention.NONE

    def physical_state(self) -> Mapping[str, object]:
        return {
            "card": self._person or None,
            "variant": self._card.variant.value if self._card is not None else None,
            "attention": self._attention.value,
            "reads": self._reads,
            "people": list(self._cards.people()),
        }

    # --- the module ---------------------------------------------------------------------------------------

    async def powered_up(self) -> None:
        self._decoder.reset()
        self._attention = _Attention.NONE
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.wire.send(encode_answer(Sw3.SUCCESS))

    async def hear(self, data: bytes) -> None:
        for body in self._decoder.feed(data):
            if body is BadFrame.CHECKSUM:
                await self.wire.send(encode_answer(Sw3.CHECKSUM_WRONG))
            elif isinstance(body, BadFrame):
                await self.wire.send(encode_answer(Sw3.LENGTH_WRONG))
            else:
                await self._obey(body)

    async def _obey(self, body: bytes) -> None:
        fault = self.faults.take(SAM_FAULT)
        if fault is not None:
            code = Sw3.SELF_TEST_FAILED if fault.argument is None else int(fault.argument)
            await self.wire.send(encode_answer(code & 0xFF))
            return
        try:
            command = Command(body[:2])
        except ValueError:
            await self.wire.send(encode_answer(Sw3.COMMAND_WRONG))
            return
        physics = self._physics
        match command:
            case Command.SAM_ID:
                await self.clock.sleep(physics.sam_id_seconds)
                other = self.faults.active(Fault.WRONG_IDENTITY)
                number = build_sam_id(physics.other_sam_id if other else physics.sam_id)
                await self.wire.send(encode_answer(Sw3.SUCCESS, number))
            case Command.STATUS | Command.RESET | Command.SET_RF_BYTES:
                await self.wire.send(encode_answer(Sw3.SUCCESS))
            case Command.FIND:
                await self.clock.sleep(physics.find_seconds)
                await self._find()
            case Command.SELECT:
                await self.clock.sleep(physics.select_seconds)
                await self._select()
            case Command.READ_CARD:
                await self._read()
            case Command.READ_ADDITIONAL_ADDRESS:
                await self._read_address()
            case Command.READ_CARD_AND_FINGERPRINT:
                await self.wire.send(encode_answer(Sw3.COMMAND_WRONG))

    async def _find(self) -> None:
        lies = self.faults.active(Fault.LIES)
        if (self._card is not None and self._attention is not _Attention.READ) or (
            lies and self._card is None
        ):
            self._attention = _Attention.FOUND
            await self.wire.send(encode_answer(Sw3.FOUND, bytes(4)))
        else:
            await self.wire.send(encode_answer(Sw3.NOT_FOUND))

    async def _select(self) -> None:
        card = self._card
        if card is None or self._attention not in (_Attention.FOUND, _Attention.SELECTED):
            await self.wire.send(encode_answer(Sw3.NOT_SELECTED))
        elif card.select_failure is not None:
            await self.wire.send(encode_answer(card.select_failure))
        else:
            self._attention = _Attention.SELECTED
            await self.wire.send(encode_answer(Sw3.SUCCESS, bytes(8)))

    async def _read(self) -> None:
        card = self._card
        if card is None or self._attention not in (_Attention.SELECTED, _Attention.READ):
            await self.wire.send(encode_answer(Sw3.READ_FAILED))
            return
        half = self._physics.read_seconds / 2
        await self.clock.sleep(half)
        if self._pull_next or self.faults.take(CARD_PULLED) is not None:
            self._pull_next = False
            self.take_card()
        await self.clock.sleep(half)
        if self._card is not card:
            await self.wire.send(encode_answer(Sw3.READ_FAILED))
        elif card.read_failure is not None:
            await self.wire.send(encode_answer(card.read_failure))
        else:
            self._attention = _Attention.READ
            self._reads += 1
            await self.wire.send(encode_answer(Sw3.SUCCESS, build_card(card.text, card.photo)))

    async def _read_address(self) -> None:
        card = self._card
        await self.clock.sleep(self._physics.address_seconds)
        if card is None or self._card is not card or self._attention is not _Attention.READ:
            await self.wire.send(encode_answer(Sw3.READ_FAILED))
        elif not card.additional_address:
            await self.wire.send(encode_answer(Sw3.NO_CONTENT))
        else:
            try:
                data = build_additional_address(card.additional_address)
            except SamDataError:
                data = bytes(ADDRESS_SIZE)
            await self.wire.send(encode_answer(Sw3.SUCCESS, data))


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedIdCardReader:
    """Settings: ``people`` and ``faces`` (files of the roster; its own when absent), ``timing`` = "real" |
    "none", and each field of ``ReaderPhysics``. Errors: ``CommandRefused`` for a setting that does not
    exist."""
    rest = dict(settings)
    people, faces = rest.pop("people", None), rest.pop("faces", None)
    timing = rest.pop("timing", "real")
    known = {one.name: one for one in fields(ReaderPhysics)}
    if unknown := set(rest) - set(known):
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    physics = physics_without_time() if timing == "none" else ReaderPhysics()
    physics = ReaderPhysics(**{name: rest.get(name, getattr(physics, name)) for name in known})  # type: ignore[arg-type]  # a developer's own settings
    paths = (Path(str(people)) if people else None, Path(str(faces)) if faces else None)
    return SimulatedIdCardReader(context, Cards.from_roster(*paths), physics)


def physics_without_time() -> ReaderPhysics:
    return ReaderPhysics(0.0, 0.0, 0.0, 0.0, 0.0, None)
