"""What a command of a driver costs beside the wire: the processor's time of driver, simulator and event loop.

The commands run in simulated time (``drivers.clock.run_simulated``), in which every wait on the wire, on a
board's answer or on a door takes no real time at all. What is left is work; the simulator's is in it, so the
figures are an upper bound of the driver's own. The processor's time is taken, not the clock's: another
process that has the processor meanwhile is no work of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivers.clock import LoopClock, run_simulated
from drivers.contract import Completion, Lamp, LampState
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.receipt_printer.document import Cut, ReceiptDocument, Text
from drivers.registry import build, entry
from drivers.simulators.base import CommandRefused, SimulatorContext
from drivers.simulators.document_camera import DeskOptics, SimulatedDocumentCamera
from drivers.simulators.memory_http import MemoryHttp
from drivers.simulators.page_printer import PagePrinterPhysics, SimulatedPagePrinter
from drivers.simulators.registry import factory
from drivers.simulators.wires import MemoryWire, WireSimulator
from drivers.transports.memory import MemoryLine, MemoryTransport

Command = Callable[[Any], Awaitable[Completion[Any]]]
Told = tuple[str, Mapping[str, object]]
"""A command to the simulator, such as taking what was given out."""

RECEIPT = ReceiptDocument((*(Text(f"第{number}行，共二十行") for number in range(20)), Cut()))


def _plain(method: str, *arguments: object) -> Command:
    def run(device: Any) -> Awaitable[Completion[Any]]:
        running: Awaitable[Completion[Any]] = getattr(device, method)(*arguments, 60.0)
        return running

    return run


class _Numbered:
    """A print has a name of its own each time."""

    def __init__(self, method: str, *more: object) -> None:
        self._method, self._more, self._number = method, more, 0

    def __call__(self, device: Any) -> Awaitable[Completion[Any]]:
        self._number += 1
        return _plain(self._method, b"%PDF-1.7 a page", f"job-{self._number}", *self._more)(device)


@dataclass(frozen=True)
class Measured:
    """``before`` is told to the simulator before each command; ``simulator`` and ``settings`` are the
    settings of either side.
    """

    commands: Mapping[str, Command]
    before: tuple[Told, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    simulator: Mapping[str, object] = field(default_factory=dict)


_STATUS = {"status": _plain("refresh")}
_LOCKER = Measured({**_STATUS, "doors": _plain("doors"), "open": _plain("open_compartment", 3)})
_SCANNER = Measured({**_STATUS, "scan": _plain("scan")}, (("show_code", {"text": "token=0123456789"}),))
MEASURED: Mapping[str, Measured] = {
    "id-card-reader/sam": Measured(
        {**_STATUS, "find": _plain("find"), "read": _plain("read")},
        (("take_card", {}), ("put_card", {"person": "wang"})),
    ),
    "smart-card-reader/pcsc": Measured({**_STATUS, "read": _plain("read")}, (("put_card", {}),)),
    "code-scanner/gm65": _SCANNER,
    "code-scanner/newland": _SCANNER,
    "code-scanner/honeywell": Measured(_SCANNER.commands, _SCANNER.before, {"replies": "repeated"}),
    "code-scanner/hid": Measured(_STATUS),
    "keypad/evdev": Measured(_STATUS),
    "card-dispenser/crt591": Measured(
        {**_STATUS, "place": _plain("card_place"), "dispense": _plain("dispense")},
        (("take_card", {}), ("load", {"cards": 80})),
    ),
    "receipt-printer/escpos": Measured(
        {**_STATUS, "print": _plain("print", RECEIPT)},
        (("take_ticket", {}), ("load_paper", {})),
        {"profile": "presenter-gs-e"},
        {"model": "presenter-gs-e"},
    ),
    "book-printer/vendor": Measured(
        {**_STATUS, "print": _Numbered("print_page", 3)}, (("put_book", {"page": 3}),)
    ),
    "locker/board-8a": _LOCKER,
    "locker/kerong-cu16": _LOCKER,
    "locker/kerong-cu48": _LOCKER,
    "locker/wkly": _LOCKER,
    "locker/modbus": _LOCKER,
    "door/modbus-relay": Measured({**_STATUS, "pulse": _plain("pulse")}),
    "door/lcus": Measured(
        {**_STATUS, "pulse": _plain("pulse")},
        settings={"hardware_timer": "fitted", "feedback": "query"},
        simulator={"feedback": 1},
    ),
    "signals/modbus-io": Measured(
        {**_STATUS, "lamp": _plain("set_lamp", Lamp.HELP, LampState.ON)}, settings={"lamps": "help=0"}
    ),
    "signals/nut": Measured({**_STATUS, "power": _plain("power")}),
    "page-printer/ipp": Measured({**_STATUS, "submit": _Numbered("submit")}, (("take_pages", {}),)),
    "camera/mjpeg": Measured({**_STATUS, "open": _plain("open")}),
}


def own_time(rounds: int) -> Mapping[str, Mapping[str, float]]:
    """Milliseconds by driver and command: median, p95, worst of ``rounds``.

    Errors: ``RuntimeError`` when a command does not succeed.
    """
    figures = {}
    for name, measured in MEASURED.items():
        for word, command in measured.commands.items():
            # Frames of a camera come from a thread, over a socket: there the time is real.
            run: Callable[..., Any] = asyncio.run if name.startswith("camera/") else run_simulated
            figures[f"{name} {word}"] = run(_measure(name, measured, command, rounds))
    return figures


async def _measure(name: str, measured: Measured, command: Command, rounds: int) -> Mapping[str, float]:
    taken = []
    async with _bench(name, measured) as (device, simulator):
        opened = await device.open(10.0)
        if not opened.succeeded:
            raise RuntimeError(f"{name} cannot be measured: {opened.detail}")
        gc.collect()
        for _ in range(rounds):
            for what, arguments in measured.before:
                with contextlib.suppress(CommandRefused):  # nothing is there to be taken before the first
                    await simulator.handle(what, arguments)
            begun = time.process_time()
            completion = await command(device)
            taken.append((time.process_time() - begun) * 1000)
            if not completion.succeeded:
                raise RuntimeError(f"{name} cannot be measured: {completion.detail}")
    taken.sort()
    return {
        "median_ms": round(taken[len(taken) // 2], 3),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 3),
        "worst_ms": round(taken[-1], 3),
    }


@contextlib.asynccontextmanager
async def _bench(name: str, measured: Measured) -> AsyncIterator[tuple[Any, Any]]:
    """Driver and simulator, joined inside the process."""
    kind, driver = name.split("/")
    chance = random.Random(0)  # noqa: S311 - repeatable, no secret
    context = SimulatorContext(kind, LoopClock(), chance)
    device: Any
    simulator: Any
    match name:
        case "page-printer/ipp":
            simulator = SimulatedPagePrinter(context, PagePrinterPhysics(sheets=100_000))
            settings = IppSettings("ipp://printer.invalid/ipp/print")
            device = IppPagePrinter(settings, LoopClock(), MemoryHttp(simulator))
            await simulator.start()
        case "camera/mjpeg":
            simulator = SimulatedDocumentCamera(context, DeskOptics(width=320, height=240))
            address = await simulator.start()
            device = build(kind, driver, address.value, measured.settings, LoopClock())
        case _:
            line = MemoryLine()
            simulator = factory(kind, driver)(measured.simulator, context)
            assert isinstance(simulator, WireSimulator)
            simulator.rewire(MemoryWire(line))
            await simulator.start()
            device = entry(kind, driver).build(MemoryTransport(line), LoopClock(), measured.settings)
    try:
        yield device, simulator
    finally:
        await device.close()
        await simulator.stop()
