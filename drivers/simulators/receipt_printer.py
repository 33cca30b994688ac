"""A simulated ESC/POS receipt printer on a serial line: paper that runs down, a knife, a head, a mouth.

Commands beside the common ones:

* ``take_ticket``: somebody takes what hangs at the mouth;
* ``load_paper`` {``millimetres``}: a new roll; an unfinished ticket is torn off.

Own faults: ``paper_low``, ``paper_out`` (``argument``: millimetres that are left, 0 unless told),
``cover_open``, ``jam`` (the knife sticks at the next cut and, once cleared, waits for DLE ENQ), ``head_hot``,
``offline`` (swallows what it gets), ``buffer_full`` (reads no more).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from drivers.simulators.base import (
    Address,
    CommandRefused,
    SimulatorContext,
    number_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.receipt_files import ReceiptFiles
from drivers.simulators.receipt_marks import (
    Asked,
    AutomaticStatusSet,
    Mark,
    Move,
    PaperCut,
    Query,
    Step,
    TicketMoved,
)
from drivers.simulators.receipt_paper import Interpreter, Ticket
from drivers.simulators.receipt_status import (
    Kind,
    RealTimeCommand,
    RealTimeFilter,
    Sensors,
    automatic_status,
    dle_eot,
)
from drivers.simulators.wires import Wire, WireSimulator

PAPER_LOW = "paper_low"
PAPER_OUT = "paper_out"
COVER_OPEN = "cover_open"
JAM = "jam"
HEAD_HOT = "head_hot"
OFFLINE = "offline"
BUFFER_FULL = "buffer_full"
OWN_FAULTS = frozenset({PAPER_LOW, PAPER_OUT, COVER_OPEN, JAM, HEAD_HOT, OFFLINE, BUFFER_FULL})


class Fate(StrEnum):
    """What became of a ticket."""

    AT_MOUTH = "at_mouth"
    TAKEN = "taken"
    RETRACTED = "retracted"
    TORN = "torn"  # unfinished, torn off by whoever loaded paper


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    ticket: Ticket
    fate: Fate


@dataclass(frozen=True, slots=True)
class PrinterModel:
    """What kind of printer it is. Lengths in millimetres or dots, times in seconds."""

    code_set: str = "gbk"
    dots: int = 576
    fs_wide: int = 0x04
    fs_tall: int = 0x08
    presenter: str = "none"  # none | gs_e | dle_eot_4
    process_id: bool = False  # answers GS ( H
    dots_per_millimetre: float = 8.0
    roll_millimetres: float = 80_000.0
    near_end_millimetres: float = 3_000.0
    millimetres_per_second: float = 150.0
    cut_seconds: float = 0.3
    present_seconds: float = 0.6
    buffer_bytes: int = 16_384
    baud: int | None = 115_200


MODELS: Mapping[str, PrinterModel] = {
    "generic-80mm": PrinterModel(),
    "generic-58mm": PrinterModel(dots=384),
    "epson-tm-t88-sc": PrinterModel(code_set="gb18030", process_id=True),
    "presenter-gs-e": PrinterModel(presenter="gs_e"),
    "citizen-ppu-231": PrinterModel(presenter="dle_eot_4"),
    "sprt-76mm": PrinterModel(code_set="gb2312", dots=512, fs_wide=0x20, fs_tall=0x10),
}


class SimulatedReceiptPrinter(WireSimulator):
    """``received`` are all bytes of the present power-up, ``tickets`` what came out, oldest first."""

    def __init__(
        self,
        context: SimulatorContext,
        model: PrinterModel,
        wire: Wire | None = None,
        files: ReceiptFiles | None = None,
    ) -> None:
        super().__init__(context, wire, OWN_FAULTS, model.baud)
        self.model = model
        self.received = bytearray()
        self.tickets: list[PrintedTicket] = []
        self._files = files
        self._paper = model.roll_millimetres  # millimetres
        self._knife_stuck = False
        self._moving = False
        self._changed = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._power_up()

    def _power_up(self) -> None:
        self._interpreter = Interpreter(
            self.model.code_set, self.model.dots, fs_wide=self.model.fs_wide, fs_tall=self.model.fs_tall
        )
        self._filter = RealTimeFilter()
        self._buffer = bytearray()
        self._marks: list[Mark] = []
        self._automatic = 0
        self._told = b""

    # --- life --------------------------------------------------------------------------------------------

    async def start(self) -> Address:
        address = await super().start()
        self._work = asyncio.get_running_loop().create_task(self._print_all(), name=f"{self.name} prints")
        return address

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work
            self._work = None
        await super().stop()

    async def powered_up(self) -> None:
        # Through the printed part of a ticket goes no knife: it stays in the paper path.
        marks = self._marks
        self._power_up()
        self._marks = marks
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.wire.send(automatic_status(self._sensors()))

    # --- the hand ----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "take_ticket":
                if not self._take_ticket():
                    raise CommandRefused("No ticket is at the mouth.")
            case "load_paper":
                millimetres = number_argument(args, "millimetres", self.model.roll_millimetres)
                await self.load_paper(float(millimetres or 0.0))
            case _:
                raise unknown_command(self.name, command, ("take_ticket", "load_paper"))

    def _take_ticket(self) -> bool:
        if not self._at_mouth:
            return False
        self.tickets[-1] = replace(self.tickets[-1], fate=Fate.TAKEN)
        self._wake()
        return True

    async def load_paper(self, millimetres: float) -> None:
        """A new roll; what was printed of an unfinished ticket is torn off."""
        if self._marks:
            await self._ticket_ends(Fate.TORN)
        for fault in (PAPER_LOW, PAPER_OUT):
            self.faults.clear(fault)
        self._paper = millimetres
        await self._sensors_changed()

    async def fault_changed(self, name: str) -> None:
        out = self.faults.take(PAPER_OUT) if name == PAPER_OUT else None
        if out is not None:
            self._paper = min(self._paper, out.seconds(0.0))
        elif name == PAPER_OUT:
            self._paper = max(self._paper, self.model.roll_millimetres)
        if name == JAM and self.faults.active(JAM) and not self._moving and not self._marks:
            self._knife_stuck = True
        await self._sensors_changed()

    @property
    def _at_mouth(self) -> bool:
        return bool(self.tickets) and self.tickets[-1].fate is Fate.AT_MOUTH

    def physical_state(self) -> Mapping[str, object]:
        sensors = self._sensors()
        return {
            "paper": "out" if sensors.paper_out else "low" if sensors.paper_low else "ok",
            "paper_millimetres": round(self._paper),
            "cover": "open" if sensors.cover_open else "closed",
            "knife": "stuck" if sensors.knife_stuck else "free",
            "mouth": self.tickets[-1].fate.value if self.tickets else "none",
            "tickets": len(self.tickets),
            "unfinished": len(self._marks),
            "waiting_bytes": len(self._buffer),
            "files": self._files.newest if self._files is not None else [],
        }

    def _sensors(self) -> Sensors:
        return Sensors(
            cover_open=self.faults.active(COVER_OPEN),
            paper_low=self.faults.active(PAPER_LOW) or self._paper < self.model.near_end_millimetres,
            paper_out=self._paper <= 0,
            knife_stuck=self._knife_stuck,
            head_hot=self.faults.active(HEAD_HOT),
            offline=self.faults.active(OFFLINE),
            at_mouth=self._at_mouth,
            moving=self._moving,
        )

    async def _sensors_changed(self) -> None:
        self._wake()
        status = automatic_status(self._sensors())
        if self._automatic and status != self._told:
            self._told = status
            await self.wire.send(status)

    def _wake(self) -> None:
        self._changed.set()

    async def _until(self, holds: str) -> None:
        """Wait until the printer ``may_print`` or has ``data``."""
        while not (bool(self._buffer) if holds == "data" else self._sensors().may_print):
            self._changed.clear()
            await self._changed.wait()

    # --- the wire ----------------------------------------------------------------------------------------

    async def hear(self, data: bytes) -> None:
        if self.faults.active(Fault.WRONG_IDENTITY):
            await self.wire.send(b"\x02\x00\x00\x01\x00\x33\x31")  # what a code scanner would say
            return
        self.received += data
        for part in self._filter.feed(data):
            match part:
                case bytes():
                    await self._store(part)
                case RealTimeCommand(Kind.STATUS, n):
                    await self.wire.send(bytes((self._dle_eot(n),)))
                case RealTimeCommand(Kind.RECOVER, n):
                    await self._recover(n)
                case RealTimeCommand():
                    self._buffer.clear()
                    await self.wire.send(b"\x37\x25\x00")

    def _dle_eot(self, n: int) -> int:
        sensors = self._sensors()
        if self.faults.active(Fault.LIES):
            sensors = Sensors(moving=sensors.moving)
        return dle_eot(n, sensors, self.model.presenter)

    async def _store(self, data: bytes) -> None:
        while self.faults.active(BUFFER_FULL) or len(self._buffer) + len(data) > self.model.buffer_bytes:
            self._changed.clear()
            await self._changed.wait()
        if self.faults.active(OFFLINE):
            return
        self._buffer += data
        self._wake()

    async def _recover(self, n: int) -> None:
        if self._knife_stuck and not self.faults.active(JAM):
            self._knife_stuck = False
            if n == 2:
                self._buffer.clear()
            await self._sensors_changed()

    # --- the mechanism -----------------------------------------------------------------------------------

    async def _print_all(self) -> None:
        while True:
            if not self._buffer:
                await self._until("data")
            if not self._sensors().may_print:
                await self._until("may_print")
                continue
            byte = self._buffer.pop(0)
            for step in self._interpreter.feed(byte):
                await self._until("may_print")
                await self._perform(step)
            if len(self._buffer) % 256 == 0:
                self._wake()  # whoever waits for room in the buffer
                await asyncio.sleep(0)

    async def _perform(self, step: Step) -> None:
        match step:
            case Asked(query, number):
                await self._answer(query, number)
            case AutomaticStatusSet(mask):
                self._automatic = mask
                self._told = b""
                await self._sensors_changed()
            case TicketMoved(move):
                await self._move(move)
            case PaperCut(dots):
                await self._cut(dots)
            case _:
                await self._advance(step.dots)
                self._marks.append(step)

    async def _advance(self, dots: int) -> None:
        millimetres = dots / self.model.dots_per_millimetre
        await self.clock.sleep(millimetres / self.model.millimetres_per_second)
        before, self._paper = self._paper, self._paper - millimetres
        if before > 0 >= self._paper or before >= self.model.near_end_millimetres > self._paper:
            await self._sensors_changed()

    async def _cut(self, dots: int) -> None:
        await self._advance(dots)
        await self._until("may_print")
        if self.faults.active(JAM):
            self._knife_stuck = True
            await self._sensors_changed()
            await self._until("may_print")
        await self.clock.sleep(self.model.cut_seconds)
        if self._marks:
            self._moving = self.model.presenter != "none"
            await self._ticket_ends(Fate.AT_MOUTH)
            if self._moving:
                await self.clock.sleep(self.model.present_seconds)
            self._moving = False
            await self._sensors_changed()

    async def _move(self, move: Move) -> None:
        match move:
            case Move.RETRACT if self._at_mouth:
                self.tickets[-1] = replace(self.tickets[-1], fate=Fate.RETRACTED)
            case Move.EJECT if self._at_mouth:
                self.tickets[-1] = replace(self.tickets[-1], fate=Fate.TAKEN)
            case _:
                return
        await self.clock.sleep(self.model.present_seconds)
        await self._sensors_changed()

    async def _ticket_ends(self, fate: Fate) -> None:
        if self._at_mouth:  # the next ticket pushes it out
            self.tickets[-1] = replace(self.tickets[-1], fate=Fate.TAKEN)
        ticket = Ticket(tuple(self._marks))
        self._marks = []
        self.tickets.append(PrintedTicket(ticket, fate))
        if self._files is not None:
            await self._files.keep(ticket, len(self.tickets), self.model.dots)

    async def _answer(self, query: Query, number: bytes) -> None:
        sensors = self._sensors()
        match query:
            case Query.PAPER:
                await self.wire.send(
                    bytes(((0x03 if sensors.paper_low else 0) | (0x0C if sensors.paper_out else 0),))
                )
            case Query.PRESENTER if self.model.presenter == "gs_e":
                lies = self.faults.active(Fault.LIES)
                mouth = 0x08 if sensors.at_mouth and not lies else 0
                low = 0x01 if sensors.paper_low else 0
                await self.wire.send(bytes((mouth | low | (0x04 if not sensors.paper_out else 0),)))
            case Query.PROCESS_ID if self.model.process_id:
                await self.wire.send(b"\x37\x22" + number + b"\x00")
            case _:
                pass  # this model does not know the query


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedReceiptPrinter:
    """Settings: ``model`` (a key of ``MODELS``), ``font`` (file for the pictures of the tickets), and each
    field of ``PrinterModel``. Errors: ``CommandRefused`` for a setting or model that does not exist.
    """
    rest = dict(settings)
    name, font = str(rest.pop("model", "generic-80mm")), rest.pop("font", None)
    if name not in MODELS:
        raise CommandRefused(f"There is no printer model {name!r}; there are {', '.join(MODELS)}.")
    known = {one.name for one in fields(PrinterModel)}
    if unknown := set(rest) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    model = replace(MODELS[name], **rest)  # type: ignore[arg-type]  # a developer's own settings
    files = ReceiptFiles(context.folder, Path(str(font)) if font else None) if context.folder else None
    return SimulatedReceiptPrinter(context, model, files=files)
