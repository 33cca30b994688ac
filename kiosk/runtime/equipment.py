"""The terminal's devices as the flow knows them, and what their status means to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from drivers.contract import (
    BookPrinter,
    CardDispenser,
    Completion,
    DeviceState,
    Door,
    IdCardReader,
    Keypad,
    Locker,
    PagePrinter,
    ReceiptEvidence,
    ScannedCode,
    Signals,
    SmartCardReader,
    Status,
    StillCamera,
    SupplyLevel,
    TicketPlace,
)
from drivers.receipt_printer.document import ReceiptDocument
from kiosk.flow.events import Health, Unit

BLOCKING = frozenset({"media-jam", "cover-open", "door-open", "interlock-open", "output-area-full"})
EMPTYING = frozenset(
    {"media-empty", "media-needed", "toner-empty", "marker-supply-empty", "input-tray-missing"}
)


class ReceiptPrinter(Protocol):
    @property
    def status(self) -> Status: ...

    async def refresh(self, deadline: float) -> Completion[Status]: ...

    async def print(self, document: ReceiptDocument, deadline: float) -> Completion[ReceiptEvidence]: ...

    async def ticket_place(self, deadline: float) -> Completion[TicketPlace]: ...

    async def retract(self, deadline: float) -> Completion[TicketPlace]: ...


class Scanner(Protocol):
    """What the runtime needs of a code scanner, be it a module or the camera."""

    async def scan(self, deadline: float) -> Completion[ScannedCode]: ...


@dataclass(frozen=True, slots=True)
class Equipment:
    """What is connected; None where this terminal has no such device."""

    id_card_reader: IdCardReader | None = None
    code_scanner: Scanner | None = None
    receipt_printer: ReceiptPrinter | None = None
    page_printer: PagePrinter | None = None
    smart_card_reader: SmartCardReader | None = None
    document_camera: StillCamera | None = None
    book_printer: BookPrinter | None = None
    card_dispenser: CardDispenser | None = None
    locker: Locker | None = None
    door: Door | None = None
    keypad: Keypad | None = None
    signals: tuple[Signals, ...] = ()  # boards of lamps and sensors, and the power supply


def health_of(status: Status) -> Health:
    """What a device's status means for those who want to use it."""
    reasons = status.reasons
    supplies: Mapping[str, SupplyLevel] = status.supplies
    if status.state is DeviceState.STARTING:
        return Health.UNKNOWN
    if reasons & BLOCKING:
        return Health.BLOCKED
    if reasons & EMPTYING or SupplyLevel.OUT in supplies.values():
        return Health.EMPTY
    if status.state is DeviceState.USER_ERROR:
        return Health.BLOCKED
    if not status.state.usable:
        return Health.GONE
    return Health.LOW if SupplyLevel.LOW in supplies.values() else Health.READY


_WORST_FIRST = (
    Health.GONE,
    Health.BLOCKED,
    Health.EMPTY,
    Health.UNKNOWN,
    Health.LOW,
    Health.READY,
)


def worst(healths: Iterable[Health]) -> Health:
    """Of several devices that serve as one; there is at least one."""
    return min(healths, key=_WORST_FIRST.index)


Tell = Callable[[Unit, Health], None]
