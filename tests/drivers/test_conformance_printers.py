"""Receipt and page printers in the conformance table; no receipt and no job is ever printed twice."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from support.conformance_cells import cells, run_cell
from support.page_printer_bench import pdf
from support.receipt_bench import GLYPHS, PROFILES, RECEIPT
from support.wire_bench import WireBench, wire_bench

from drivers.clock import LoopClock
from drivers.contract import Code, Completion, PageJob
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.receipt_printer.escpos import EscPosPrinter
from drivers.receipt_printer.profile import find_profile
from drivers.simulators import page_printer as pages
from drivers.simulators import receipt_printer as receipts
from drivers.simulators.base import CommandRefused, SimulatorContext
from drivers.simulators.faults import Fault
from drivers.simulators.memory_http import MemoryHttp

FINE, UNKNOWN = any_of(Code.SUCCESS), any_of(Code.OUTCOME_UNKNOWN)

# --- receipts --------------------------------------------------------------------------------------------

ReceiptBench = WireBench[EscPosPrinter, receipts.SimulatedReceiptPrinter]


def receipt_bench(model: str, seed: int) -> AbstractAsyncContextManager[ReceiptBench]:
    profile, machine = find_profile(PROFILES, model), replace(receipts.MODELS[model], baud=None)
    return wire_bench(
        lambda wire, clock: EscPosPrinter(wire, profile, GLYPHS, clock),
        lambda context, wire: receipts.SimulatedReceiptPrinter(context, machine, wire),
        seed,
    )


async def empty_mouth(bench: ReceiptBench) -> None:
    with contextlib.suppress(CommandRefused):
        await bench.tell("take_ticket")
    await bench.tell("load_paper")
    await bench.device.recover(10.0)  # staff cleared a jam of the knife


async def ticket_at_the_mouth(bench: ReceiptBench) -> None:
    await empty_mouth(bench)
    assert (await bench.device.print(RECEIPT, 30.0)).succeeded


def whole_tickets(bench: ReceiptBench) -> int:
    return sum("SH-2026-000001" in one.ticket.text for one in bench.simulator.tickets)


# One byte without a check sum: spoilt, it may say anything that a printer says. Nothing was printed then.
REFUSED = any_of(Code.PAPER_OUT, Code.COVER_OPEN, Code.MEDIA_JAMMED, Code.DEVICE_NOT_READY)
SPOILT = any_of(Code.SUCCESS, Code.HARDWARE_ERROR, Code.TIME_OUT)
MISREAD = {"print": SPOILT | REFUSED | UNKNOWN}
PRINT_ENDS = {
    receipts.COVER_OPEN: Code.COVER_OPEN,
    receipts.HEAD_HOT: Code.DEVICE_NOT_READY,
    receipts.JAM: Code.MEDIA_JAMMED,
    receipts.OFFLINE: Code.DEVICE_NOT_READY,
    receipts.PAPER_LOW: Code.SUCCESS,
    receipts.PAPER_OUT: Code.PAPER_OUT,
}


def receipt_case(case: FaultCase) -> FaultCase:
    match case.name:
        case Fault.GARBLE | Fault.NOISE_BEFORE:
            return FaultCase(case.name, SPOILT, case.argument, MISREAD)
        case Fault.WRONG_IDENTITY:
            return FaultCase(case.name, any_of(Code.HARDWARE_ERROR))
        case _:
            return case


RECEIPT_CASES = (
    *map(receipt_case, common_cases()),
    *(FaultCase(name, FINE, differing={"print": any_of(code)}) for name, code in PRINT_ENDS.items()),
    FaultCase(receipts.BUFFER_FULL, FINE, differing={"open": any_of(Code.TIME_OUT), "print": UNKNOWN}),
)
LOST = any_of(Code.TIME_OUT)
# What stands still answers no queued query: whether the ticket was pulled in is not said then.
MOUTH_CASES = (
    *(
        FaultCase(
            case.name,
            SPOILT | any_of(Code.MEDIA_JAMMED, Code.NO_MEDIA)
            if case.name in (Fault.GARBLE, Fault.NOISE_BEFORE)
            else case.allowed,
            case.argument,
            {"retract": any_of(Code.NO_MEDIA)} if case.name in (Fault.LIES, Fault.WRONG_IDENTITY) else {},
        )
        for case in common_cases()
    ),
    *(FaultCase(name, FINE if name == receipts.PAPER_LOW else LOST) for name in sorted(receipts.OWN_FAULTS)),
)


RECEIPTS = tuple(
    Subject(
        f"receipt-printer escpos {model}",
        lambda seed, model=model: receipt_bench(model, seed),  # type: ignore[misc]
        empty_mouth,
        {
            "open": lambda printer, deadline: printer.open(deadline),
            "status": lambda printer, deadline: printer.refresh(deadline),
            "print": lambda printer, deadline: printer.print(RECEIPT, deadline),
        },
        RECEIPT_CASES,
        deadline=20.0,
        acts=whole_tickets,
    )
    for model in ("generic-80mm", "presenter-gs-e", "epson-tm-t88-sc")  # each proof and each presenter
)
MOUTH = Subject(
    "receipt-printer escpos at the mouth",
    lambda seed: receipt_bench("presenter-gs-e", seed),
    ticket_at_the_mouth,
    {
        "ticket place": lambda printer, deadline: printer.ticket_place(deadline),
        "retract": lambda printer, deadline: printer.retract(deadline),
    },
    MOUTH_CASES,
    deadline=20.0,
    acts=whole_tickets,
)

# --- pages -----------------------------------------------------------------------------------------------


class PageBench:
    """What the table wants of a bench."""

    def __init__(self, seed: int) -> None:
        context = SimulatorContext("page-printer", LoopClock(), random.Random(seed))
        self.simulator = pages.SimulatedPagePrinter(context, pages.PagePrinterPhysics())
        settings = IppSettings("ipp://printer.invalid/ipp/print", uuid=self.simulator.physics.uuid)
        self.device = IppPagePrinter(settings, LoopClock(), MemoryHttp(self.simulator))
        self.job = 0
        self.name = ""
        self.numbers = count(1)

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})


@asynccontextmanager
async def page_bench(seed: int) -> AsyncIterator[PageBench]:
    bench = PageBench(seed)
    await bench.simulator.start()
    try:
        yield bench
    finally:
        await bench.device.close()
        await bench.simulator.stop()


async def a_job_waits(bench: PageBench) -> None:
    with contextlib.suppress(CommandRefused):
        await bench.simulator.handle("take_pages", {})
    await bench.simulator.handle("load_paper", {})
    bench.name = f"before-{next(bench.numbers)}"
    sent = await bench.device.submit(pdf(3), bench.name, 30.0)
    assert sent.result is not None, sent.detail
    bench.device.waiting = sent.result  # type: ignore[attr-defined]


class _Numbered:
    def __init__(self) -> None:
        self._numbers = count(1)

    async def __call__(self, printer: Any, deadline: float) -> Completion[PageJob]:
        sent: Completion[PageJob] = await printer.submit(pdf(1), f"print-{next(self._numbers)}", deadline)
        return sent


NOT_READY, BROKEN = any_of(Code.DEVICE_NOT_READY), any_of(Code.HARDWARE_ERROR)
SUBMIT_ENDS = {
    pages.COVER_OPEN: Code.COVER_OPEN,
    pages.JAM: Code.MEDIA_JAMMED,
    pages.PAPER_OUT: Code.PAPER_OUT,
    pages.TONER_OUT: Code.PAPER_OUT,
    pages.PAPER_LOW: Code.SUCCESS,
    pages.TONER_LOW: Code.SUCCESS,
}


def page_case(case: FaultCase) -> FaultCase:
    match case.name:
        case Fault.DROP:  # HTTP: the connection ends, which is said at once
            return FaultCase(case.name, NOT_READY)
        case Fault.GARBLE:  # a changed letter of a name is still an answer
            spoilt = FINE | BROKEN
            return FaultCase(case.name, spoilt, differing={"submit": spoilt | UNKNOWN})
        case Fault.HALF:
            return FaultCase(case.name, LOST)
        case Fault.NOISE_BEFORE:
            return FaultCase(case.name, BROKEN)
        case Fault.WRONG_IDENTITY:  # jobs are known by number and name, and those another printer has not
            ours = {"open": BROKEN, "status": BROKEN, "submit": BROKEN}
            return FaultCase(case.name, FINE, differing=ours)
        case _:
            return case


IPP = Subject(
    "page-printer ipp",
    page_bench,
    a_job_waits,
    {
        "open": lambda printer, deadline: printer.open(deadline),
        "status": lambda printer, deadline: printer.refresh(deadline),
        "submit": _Numbered(),
        "job": lambda printer, deadline: printer.job(printer.waiting.job_id, deadline),
        "find job": lambda printer, deadline: printer.find_job(printer.waiting.name, deadline),
        "cancel": lambda printer, deadline: printer.cancel(printer.waiting.job_id, deadline),
    },
    (
        *map(page_case, common_cases()),
        *(FaultCase(name, FINE, differing={"submit": any_of(code)}) for name, code in SUBMIT_ENDS.items()),
    ),
    acts=lambda bench: sum(job.has_document for job in bench.simulator.book),
)

SUBJECTS = (*RECEIPTS, MOUTH, IPP)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(*SUBJECTS))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation, range(1))


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for subject in SUBJECTS:
        assert {case.name for case in subject.cases} >= {fault.value for fault in Fault}
