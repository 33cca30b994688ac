"""The terminal's devices as the flow knows them, and what their status means to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from drivers.contract import (
    Completion,
    DeviceState,
    IdCardReader,
    PagePrinter,
    ReceiptEvidence,
    ScannedCode,
    Status,
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


Tell = Callable[[Unit, Health], None]
