"""Printers of medical record books: the lines, the driver against its simulator, and a plug-in's process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from conformance import FaultCase, Subject, any_of, common_cases
from hypothesis import given
from hypothesis import strategies as st
from support.conformance_cells import cells, run_cell
from support.wire_bench import WireBench, in_bench, wire_bench

from drivers.book_printer.plugin_host import load
from drivers.book_printer.vendor import VendorBookPrinter, VendorSettings
from drivers.book_printer.vendor_codec import (
    LINE_LIMIT,
    Line,
    LineDecoder,
    encode_answer,
    encode_request,
)
from drivers.clock import LoopClock
from drivers.contract import Code, DeviceState
from drivers.registry import build
from drivers.simulators.book_printer import BOOK_PULLED, JAM, BookPhysics, SimulatedBookPrinter
from drivers.simulators.faults import Fault
from drivers.transports.process import ProcessTransport

Bench = WireBench[VendorBookPrinter, SimulatedBookPrinter]
PAGE = b"%PDF-1.7 a page of a book" * 300
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
lines = st.builds(
    Line,
    st.integers(0, 10**6),
    st.text(min_size=1, max_size=20),
    st.dictionaries(
        st.text(max_size=10).filter(lambda name: name not in ("id", "how", "ask")), plain, max_size=4
    ),
)


@given(st.lists(lines, max_size=4), st.integers(0, 5000))
def test_lines_are_found_however_the_stream_is_cut(given: list[Line], cut: int) -> None:
    stream = b"".join(encode_answer(one) for one in given)
    cut %= len(stream) + 1
    decoder = LineDecoder("how")
    found = decoder.feed(stream[:cut]) + decoder.feed(stream[cut:])
    assert [(one.number, one.word, dict(one.values)) for one in found] == [
        (one.number, one.word, dict(one.values)) for one in given
    ]


@given(lines, st.binary(max_size=200))
def test_a_line_is_found_behind_noise(line: Line, noise: bytes) -> None:
    (found,) = LineDecoder("ask").feed(noise + encode_request(line))
    assert (found.number, found.word) == (line.number, line.word)


@given(lines, st.integers(0, 10_000), st.integers(0, 7))
def test_a_changed_bit_never_makes_another_line(line: Line, place: int, bit: int) -> None:
    data = bytearray(encode_answer(line))
    data[place % (len(data) - 1)] ^= 1 << bit
    found = LineDecoder("how").feed(bytes(data))
    assert found in ([], [line]) or [(o.number, o.word) for o in found] == [(line.number, line.word)]


@given(st.lists(st.binary(max_size=3000) | st.just(b"[" * 3000), max_size=8))
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    decoder = LineDecoder("how")
    for piece in stream:
        decoder.feed(piece)
        assert decoder.waiting <= LINE_LIMIT


def bench(scenario: Callable[[Bench], Awaitable[None]], settings: VendorSettings | None = None) -> None:
    in_bench(
        lambda wire, clock: VendorBookPrinter(wire, clock, settings),
        lambda context, wire: SimulatedBookPrinter(context, BookPhysics(), wire),
        scenario,
    )


def test_a_page_is_printed_once_and_the_printer_says_so() -> None:
    async def scenario(bench: Bench) -> None:
        opened = (await bench.device.open(5)).result
        assert opened is not None and opened.serial == "BOOK-SIM-0001"
        assert (await bench.device.print_page(PAGE, "job-1", 1, 30)).code is Code.NO_MEDIA
        await bench.tell("put_book", page=4)
        assert (await bench.device.print_page(PAGE, "job-1", 3, 30)).code is Code.INVALID_MEDIA
        done = (await bench.device.print_page(PAGE, "job-1", 4, 30)).result
        assert done is not None and (done.job, done.page) == ("job-1", 4)
        assert (await bench.device.page_printed("job-1", 5)).succeeded
        assert (await bench.device.page_printed("job-2", 5)).code is Code.NO_MEDIA
        assert (await bench.device.eject(5)).succeeded
        assert bench.simulator.state() == {"page": 0, "printed": 1, "faults": {}}

    bench(scenario)


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.SILENT, Fault.HALF, Fault.GARBLE, Fault.UNPLUGGED])
@pytest.mark.parametrize("lasting", [1.0, 90.0])
def test_a_page_is_never_printed_twice(fault: Fault, lasting: float) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_book", page=1)
        printing = asyncio.create_task(bench.device.print_page(PAGE, "job-1", 1, 60))
        await asyncio.sleep(1)
        await bench.fault(fault)
        await asyncio.sleep(lasting)
        await bench.clear(fault)
        completion = await printing
        assert completion.code in (Code.SUCCESS, Code.OUTCOME_UNKNOWN), completion.detail
        await asyncio.sleep(5)  # the printer goes on with what it has
        assert bench.simulator.state()["printed"] == 1
        await bench.device.open(5)
        assert (await bench.device.page_printed("job-1", 5)).succeeded

    bench(scenario)


def test_a_printer_that_says_done_and_did_nothing_is_not_believed() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_book", page=1)
        await bench.fault(Fault.LIES)
        assert (await bench.device.print_page(PAGE, "job-1", 1, 30)).code is Code.OUTCOME_UNKNOWN

    bench(scenario)


def test_a_cancelled_print_leaves_nothing_behind_for_the_next_command() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_book", page=1)
        printing = asyncio.create_task(bench.device.print_page(PAGE, "job-1", 1, 30))
        await asyncio.sleep(1)
        printing.cancel()
        await asyncio.gather(printing, return_exceptions=True)
        await asyncio.sleep(3)
        assert (await bench.device.page_printed("job-1", 5)).succeeded

    bench(scenario)


def test_a_silent_plug_in_costs_its_deadline_and_a_late_answer_is_nobodys() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.fault(Fault.LATE, argument=1.5, count=1)
        begun = LoopClock().now()
        assert (await bench.device.refresh(1)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(1)
        assert (await bench.device.page_printed("job-9", 5)).code is Code.NO_MEDIA
        await bench.fault(Fault.UNPLUGGED)
        assert bench.state() is DeviceState.NO_DEVICE

    bench(scenario)


# --- a plug-in ---------------------------------------------------------------------------------------------

PLUGIN = "plugin_of_a_vendor:Plugin"


def test_without_a_plug_in_every_command_says_that_there_is_none() -> None:
    async def scenario() -> None:
        device = build("book-printer", "vendor", "", {}, LoopClock())
        assert isinstance(device, VendorBookPrinter)
        for completion in (
            await device.open(1),
            await device.refresh(1),
            await device.print_page(PAGE, "job", 1, 1),
            await device.page_printed("job", 1),
            await device.eject(1),
        ):
            assert completion.code is Code.UNSUPPORTED
            assert "no public protocol" in completion.detail and "nothing was sent" in completion.detail

    asyncio.run(scenario())


def test_a_plug_in_in_its_own_process_prints_fails_hangs_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", f"{root}:{root / 'tests' / 'support'}")

    async def scenario() -> None:
        device = build("book-printer", "vendor", "", {"plugin": PLUGIN, "print_seconds": 0.5}, LoopClock())
        assert isinstance(device, VendorBookPrinter)
        opened = await device.open(10)
        assert opened.result is not None and opened.result.model == "Vendor", opened.detail
        assert (await device.print_page(PAGE, "job-1", 1, 10)).succeeded
        assert (await device.print_page(PAGE, "fails", 1, 10)).code is Code.HARDWARE_ERROR
        hung = await device.print_page(PAGE, "hangs", 1, 1.5)
        assert hung.code is Code.OUTCOME_UNKNOWN and "once" in hung.detail
        assert (await device.open(10)).succeeded, "the plug-in that hung was killed, and another one started"
        await device.close()

    asyncio.run(scenario())


def test_a_plug_in_that_does_not_exist_is_device_not_ready() -> None:
    async def scenario() -> None:
        device = build("book-printer", "vendor", "", {"plugin": "absent:Plugin"}, LoopClock())
        assert (await device.open(10)).code in (Code.DEVICE_NOT_READY, Code.TIME_OUT)
        await device.close()

    asyncio.run(scenario())
    with pytest.raises(ValueError, match="MODULE:CLASS"):
        load("nothing")


def test_closing_leaves_the_exit_status_of_a_plug_in_that_ends_at_that_moment() -> None:
    async def scenario() -> None:
        for length in range(60):  # around the time that a process takes to start and end
            transport = ProcessTransport([sys.executable, "-S", "-E", "-c", ""], "a short one")
            await transport.open(5)
            await asyncio.sleep(length * 0.0005)
            await transport.close()

    asyncio.run(scenario())


# --- conformance -------------------------------------------------------------------------------------------

PROMPT = BookPhysics(print_seconds=0.8)
ONCE = iter(range(10**9))


async def lay_book(bench: Bench) -> None:
    await bench.tell("put_book", page=1)


BOOK = Subject(
    "book-printer vendor",
    lambda seed: wire_bench(
        lambda wire, clock: VendorBookPrinter(wire, clock, VendorSettings(print_seconds=3.0)),
        lambda context, wire: SimulatedBookPrinter(context, PROMPT, wire),
        seed,
    ),
    lay_book,
    {
        "open": lambda device, deadline: device.open(deadline),
        "status": lambda device, deadline: device.refresh(deadline),
        "print": lambda device, deadline: device.print_page(PAGE, f"job-{next(ONCE)}", 1, deadline),
    },
    (
        *(
            FaultCase(case.name, case.allowed, differing={"print": any_of(Code.OUTCOME_UNKNOWN)})
            if case.name == Fault.LIES
            else case
            for case in common_cases()
        ),
        FaultCase(JAM, any_of(Code.SUCCESS), differing={"print": any_of(Code.MEDIA_JAMMED)}),
        FaultCase(BOOK_PULLED, any_of(Code.SUCCESS), differing={"print": any_of(Code.INVALID_MEDIA)}),
    ),
)


@pytest.mark.parametrize(("subject", "case", "operation"), cells(BOOK))
def test_cell(subject: Subject, case: FaultCase, operation: str) -> None:
    run_cell(subject, case, operation)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    assert {case.name for case in BOOK.cases} >= {fault.value for fault in Fault}
