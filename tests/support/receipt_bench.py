"""A printer, its wire and its driver on one table, in simulated time."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from drivers.clock import LoopClock, run_simulated
from drivers.receipt_printer.document import Align, Pair, Qr, ReceiptDocument, Rule, Size, Text, Weight
from drivers.receipt_printer.escpos import EscPosPrinter
from drivers.receipt_printer.glyphs import FontGlyphs
from drivers.receipt_printer.profile import Profile, find_profile
from drivers.simulators.base import SimulatorContext
from drivers.simulators.receipt_printer import MODELS, PrinterModel, SimulatedReceiptPrinter
from drivers.simulators.wires import MemoryWire
from drivers.transports.memory import MemoryLine, MemoryTransport

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT / "config" / "devices" / "receipt-printers"
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
GLYPHS = FontGlyphs([NOTO, HANAZONO])

RECEIPT = ReceiptDocument(
    (
        Text("一网通办 自助服务", Size.DOUBLE, Weight.BOLD, Align.CENTER),
        Rule(),
        Pair("办件编号", "SH-2026-000001"),
        Pair("申请人", "张*𬭎"),
        Text("请妥善保管本凭条。"),
        Qr("https://hub.invalid/p/AB12CD34"),
    )
)


class Bench:
    """``printer`` is the driver, ``device`` the simulated machine."""

    def __init__(self, name: str, **model: object) -> None:
        self.profile: Profile = find_profile(PROFILES, name)
        self.line = MemoryLine()
        machine: PrinterModel = replace(MODELS[name], baud=None, **model)  # type: ignore[arg-type]
        clock = LoopClock()
        context = SimulatorContext(name="receipt-printer", clock=clock, random=random.Random(1))
        self.device = SimulatedReceiptPrinter(context, machine, MemoryWire(self.line))
        self.printer = EscPosPrinter(MemoryTransport(self.line), self.profile, GLYPHS, clock)

    async def fault(self, name: str, argument: float | None = None, count: int | None = None) -> None:
        await self.device.handle("fault", {"name": name, "argument": argument, "count": count})

    async def clear(self, name: str) -> None:
        await self.device.handle("clear_fault", {"name": name})

    @property
    def printed(self) -> list[str]:
        """The text of every whole ticket that came out."""
        return [one.ticket.text for one in self.device.tickets]


def on_a_bench(
    story: Callable[[Bench], Awaitable[None]], name: str = "generic-80mm", **model: object
) -> None:
    """Run ``story`` with an opened printer, in simulated time."""

    async def run() -> None:
        bench = Bench(name, **model)
        await bench.device.start()
        opened = await bench.printer.open(5.0)
        assert opened.succeeded, opened.detail
        try:
            await story(bench)
        finally:
            await bench.printer.close()
            await bench.device.stop()

    run_simulated(run())
