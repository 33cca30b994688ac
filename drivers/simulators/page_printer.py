"""A simulated IPP printer: sheets, toner, cover, jams; jobs that take time and outlive its process.

Commands beside the common ones:

* ``load_paper`` {``sheets``}: fill the tray;
* ``take_pages``: take what lies in the output tray.

Own faults: ``jam`` (the sheet under way is lost; once cleared it is printed again), ``paper_out``
(``argument``: sheets that are left, 0 unless told), ``paper_low``, ``cover_open``, ``toner_low``,
``toner_out``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from io import BytesIO

import pypdfium2

from drivers.simulators.base import (
    Address,
    AddressKind,
    CommandRefused,
    SimulatedDevice,
    SimulatorContext,
    number_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.http_wire import HttpWire
from drivers.simulators.page_jobs import Job, JobBook, State
from drivers.simulators.page_printer_ipp import Condition, IppDesk

JAM = "jam"
PAPER_OUT = "paper_out"
PAPER_LOW = "paper_low"
COVER_OPEN = "cover_open"
TONER_LOW = "toner_low"
TONER_OUT = "toner_out"
OWN_FAULTS = frozenset({JAM, PAPER_OUT, PAPER_LOW, COVER_OPEN, TONER_LOW, TONER_OUT})


@dataclass(frozen=True, slots=True)
class PagePrinterPhysics:
    """Times in seconds; ``sheets`` in the tray at the start, ``low_sheets`` and fewer are low."""

    first_page_seconds: float = 3.0
    page_seconds: float = 1.5
    sheets: int = 250
    low_sheets: int = 25
    document_timeout_seconds: float = 60.0  # a job without a document is aborted then
    port: int = 0
    uuid: str = "urn:uuid:00000000-0000-4000-8000-000000000001"
    other_uuid: str = "urn:uuid:00000000-0000-4000-8000-000000000002"  # with the fault wrong_identity


class SimulatedPagePrinter(SimulatedDevice):
    """``book`` holds the jobs; ``in_tray`` counts the sheets that nobody took yet."""

    def __init__(self, context: SimulatorContext, physics: PagePrinterPhysics) -> None:
        super().__init__(context, OWN_FAULTS)
        self.physics = physics
        self.book = JobBook(context.folder)
        self.sheets = physics.sheets
        self.in_tray = 0
        self.answer = IppDesk(self.book, self, context.clock).answer
        self.wire = HttpWire(self.answer, self.faults, context, physics.port)
        self._changed = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    # --- life --------------------------------------------------------------------------------------------

    async def start(self) -> Address:
        await self.wire.plug()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self._test_page()
        self._work = asyncio.get_running_loop().create_task(self._print_all(), name=f"{self.name} prints")
        return self.address

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work
            self._work = None
        await self.wire.unplug()

    async def plug(self) -> None:
        await self.wire.plug()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            self._test_page()
        self.context.publish(self.address)

    async def unplug(self) -> None:
        await self.wire.unplug()
        self.context.publish(None)

    @property
    def address(self) -> Address:
        return Address(AddressKind.URL, f"ipp://127.0.0.1:{self.wire.port}/ipp/print")

    def _test_page(self) -> None:
        blank = pypdfium2.PdfDocument.new()
        blank.new_page(595, 842)
        out = BytesIO()
        blank.save(out)
        blank.close()
        job = self.book.create("power-up test page", "printer", self.clock.now())
        self.book.put_document(job, out.getvalue(), 1)
        self.wake()

    # --- the hand ----------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "load_paper":
                sheets = number_argument(args, "sheets", float(self.physics.sheets))
                for fault in (PAPER_OUT, PAPER_LOW):
                    self.faults.clear(fault)
                self.sheets = int(sheets or 0)
            case "take_pages":
                if self.in_tray == 0:
                    raise CommandRefused("No page lies in the output tray.")
                self.in_tray = 0
            case _:
                raise unknown_command(self.name, command, ("load_paper", "take_pages"))
        self.wake()

    async def fault_changed(self, name: str) -> None:
        if name == PAPER_OUT:
            out = self.faults.take(PAPER_OUT)
            if out is None:
                self.sheets = max(self.sheets, self.physics.sheets)
            else:
                self.sheets = min(self.sheets, int(out.seconds(0.0)))
        self.wake()

    def physical_state(self) -> Mapping[str, object]:
        condition = self.condition
        return {
            "paper": "out" if condition.paper_out else "low" if condition.paper_low else "ok",
            "sheets": self.sheets,
            "in_tray": self.in_tray,
            "cover": "open" if condition.cover_open else "closed",
            "jam": condition.jam,
            "toner": "out" if condition.toner_out else "low" if condition.toner_low else "ok",
            "jobs": [
                {
                    "id": job.id,
                    "state": job.state.name.lower(),
                    "pages": job.pages,
                    "printed": job.impressions,
                }
                for job in self.book
            ],
            "files": self.book.files(),
        }

    # --- what the desk asks ------------------------------------------------------------------------------

    @property
    def condition(self) -> Condition:
        """What the sensors see."""
        active = self.faults.active
        return Condition(
            jam=active(JAM),
            paper_out=self.sheets <= 0,
            paper_low=active(PAPER_LOW) or self.sheets <= self.physics.low_sheets,
            cover_open=active(COVER_OPEN),
            toner_low=active(TONER_LOW),
            toner_out=active(TONER_OUT),
        )

    @property
    def told_condition(self) -> Condition:
        """What the printer says that they see."""
        return Condition() if self.faults.active(Fault.LIES) else self.condition

    @property
    def uuid(self) -> str:
        other = self.faults.active(Fault.WRONG_IDENTITY)
        return self.physics.other_uuid if other else self.physics.uuid

    @property
    def document_timeout(self) -> float:
        return self.physics.document_timeout_seconds

    def wake(self) -> None:
        """Something changed that the mechanism may wait for."""
        self._changed.set()

    # --- the mechanism -----------------------------------------------------------------------------------

    async def _print_all(self) -> None:
        while True:
            job = self.book.next()
            if job is None:
                self._changed.clear()
                await self._changed.wait()
            else:
                await self._print(job)

    async def _print(self, job: Job) -> None:
        job.state, job.reason = State.PROCESSING, "job-printing"
        self.book.save()
        await self.clock.sleep(self.physics.first_page_seconds)
        while job.impressions < job.pages:
            await self._until_ready(job)
            if self._has_ended(job):  # cancelled meanwhile
                return
            await self.clock.sleep(self.physics.page_seconds)
            if self.faults.active(JAM):
                self.sheets = max(0, self.sheets - 1)  # the sheet under way is lost
            elif not self._stands_still():
                self.sheets -= 1
                self.in_tray += 1
                job.impressions += 1
                self.book.save()
        if not self._has_ended(job):
            job.state, job.reason = State.COMPLETED, "job-completed-successfully"
        self.book.save()

    async def _until_ready(self, job: Job) -> None:
        if not self._stands_still():
            return
        job.state, job.reason = State.STOPPED, "printer-stopped"
        self.book.save()
        while self._stands_still() and not self._has_ended(job):
            self._changed.clear()
            await self._changed.wait()
        if not self._has_ended(job):
            job.state, job.reason = State.PROCESSING, "job-printing"
            self.book.save()

    def _stands_still(self) -> bool:
        return self.condition.stops

    def _has_ended(self, job: Job) -> bool:
        return job.state.final


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedPagePrinter:
    """Settings: each field of ``PagePrinterPhysics``. Errors: ``CommandRefused`` for one that does not
    exist.
    """
    known = {one.name for one in fields(PagePrinterPhysics)}
    if unknown := set(settings) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    return SimulatedPagePrinter(context, replace(PagePrinterPhysics(), **settings))  # type: ignore[arg-type]  # a developer's own settings
