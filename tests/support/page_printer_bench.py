"""A page printer and its driver on one table: in simulated time over memory, or over a real port."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

import pypdfium2

from drivers.clock import LoopClock, run_simulated
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.simulators.base import SimulatorContext
from drivers.simulators.memory_http import MemoryHttp
from drivers.simulators.page_printer import PagePrinterPhysics, SimulatedPagePrinter


def pdf(pages: int) -> bytes:
    """A PDF of empty A4 pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


class Bench:
    def __init__(self, folder: Path | None = None, **physics: object) -> None:
        clock = LoopClock()
        self.device = SimulatedPagePrinter(
            SimulatorContext("page-printer", clock, random.Random(1), folder),
            PagePrinterPhysics(**physics),  # type: ignore[arg-type]
        )
        self.http = MemoryHttp(self.device)
        settings = IppSettings("ipp://printer.invalid/ipp/print", uuid=self.device.physics.uuid)
        self.printer = IppPagePrinter(settings, clock, self.http)

    async def fault(self, name: str, argument: float | None = None, count: int | None = None) -> None:
        await self.device.handle("fault", {"name": name, "argument": argument, "count": count})

    async def clear(self, name: str) -> None:
        await self.device.handle("clear_fault", {"name": name})

    @property
    def sheets_out(self) -> int:
        return self.device.in_tray

    async def until_out(self, sheets: int) -> None:
        while self.sheets_out < sheets:  # noqa: ASYNC110 - paper sets no event
            await asyncio.sleep(0.1)


def on_a_bench(
    story: Callable[[Bench], Awaitable[None]], folder: Path | None = None, **physics: object
) -> None:
    """Run ``story`` with an opened printer, in simulated time."""

    async def run() -> None:
        bench = Bench(folder, **physics)
        await bench.device.start()
        opened = await bench.printer.open(5.0)
        assert opened.succeeded, opened.detail
        try:
            await story(bench)
        finally:
            await bench.printer.close()
            await bench.device.stop()

    run_simulated(run())
