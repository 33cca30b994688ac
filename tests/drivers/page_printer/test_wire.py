"""The same over a real port: the HTTP of the simulator, chunked bodies, and nonsense."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from support.page_printer_bench import pdf

from drivers.clock import LoopClock
from drivers.contract import Code, JobState
from drivers.page_printer.http_recording import HttpRecorder, HttpReplayer
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.simulators.base import SimulatorContext
from drivers.simulators.page_printer import SimulatedPagePrinter, create
from drivers.transports.replayer import RecordingError

FAST = {"first_page_seconds": 0.0, "page_seconds": 0.0}


def on_a_port(story: Callable[[SimulatedPagePrinter, str], Awaitable[None]], folder: Path) -> None:
    async def run() -> None:
        device = create(FAST, SimulatorContext("page-printer", LoopClock(), random.Random(1), folder))
        address = await device.start()
        try:
            await story(device, address.value)
        finally:
            await device.stop()

    asyncio.run(run())


def test_a_job_goes_over_the_port_and_its_pdf_is_kept(tmp_path: Path) -> None:
    document = pdf(2)

    async def story(device: SimulatedPagePrinter, uri: str) -> None:
        printer = IppPagePrinter(IppSettings(uri), LoopClock())
        assert (await printer.open(5.0)).succeeded
        sent = await printer.submit(document, "print-1", 5.0)
        assert sent.result is not None, sent.detail
        job = sent.result
        while not job.state.final:
            asked = await printer.job(job.job_id, 5.0)
            assert asked.result is not None
            job = asked.result
        assert job.state is JobState.COMPLETED and job.impressions == 2
        await device.handle("fault", {"name": "unplugged"})
        assert (await printer.submit(document, "print-2", 5.0)).code is Code.DEVICE_NOT_READY
        await device.handle("clear_fault", {"name": "unplugged"})
        assert device.address.value == uri, "the port stays the same"
        assert (await printer.open(5.0)).succeeded
        await device.handle("fault", {"name": "drop"})
        assert (await printer.refresh(5.0)).code is Code.DEVICE_NOT_READY
        await printer.close()

    on_a_port(story, tmp_path)
    assert (tmp_path / "job-0001.pdf").read_bytes() == document


def test_chunked_bodies_and_nonsense_are_answered(tmp_path: Path) -> None:
    async def story(device: SimulatedPagePrinter, uri: str) -> None:
        url = uri.replace("ipp://", "http://")

        async def pieces() -> AsyncIterator[bytes]:
            yield b"\x02\x00\x00\x0b"
            yield b"\x00\x00\x00\x07\x03"

        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(url, content=pieces())
            assert answer.content[:8] == b"\x02\x00\x04\x00\x00\x00\x00\x07", "bad request, same number"
            assert (await client.get(url)).status_code == 405
            assert (await client.post(url, content=b"nonsense")).content[2:4] == b"\x04\x00"
        reader, writer = await asyncio.open_connection("127.0.0.1", device.wire.port)
        writer.write(b"\x00\xff no http at all\r\n\r\n")
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

    on_a_port(story, tmp_path)


def test_real_traffic_is_recorded_and_the_driver_runs_against_the_recording(tmp_path: Path) -> None:
    """Also what went wrong is in it: the printer that was unplugged in the middle."""
    file = tmp_path / "traffic.jsonl"

    async def visit(printer: IppPagePrinter, unplug: Callable[[], Awaitable[object]]) -> list[object]:
        opened = await printer.open(5.0)
        sent = await printer.submit(pdf(1), "print-1", 5.0)
        assert sent.result is not None, sent.detail
        job = await printer.job(sent.result.job_id, 5.0)
        await unplug()
        lost = await printer.refresh(5.0)
        await printer.close()
        return [opened.result, sent.result, job.result, lost.code]

    async def on_the_wire(device: SimulatedPagePrinter, uri: str) -> None:
        recorder = HttpRecorder(httpx.AsyncHTTPTransport(), file, LoopClock())
        printer = IppPagePrinter(IppSettings(uri), LoopClock(), recorder)
        seen.append(await visit(printer, lambda: device.handle("fault", {"name": "unplugged"})))
        recorder.finish()
        replayed = IppPagePrinter(IppSettings(uri), LoopClock(), HttpReplayer(file))
        seen.append(await visit(replayed, lambda: asyncio.sleep(0)))

    seen: list[list[object]] = []
    on_a_port(on_the_wire, tmp_path)
    assert seen[0] == seen[1]
    assert seen[0][-1] is Code.DEVICE_NOT_READY
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_request_than_the_recorded_one_is_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "traffic.jsonl"

    async def story(device: SimulatedPagePrinter, uri: str) -> None:
        recorder = HttpRecorder(httpx.AsyncHTTPTransport(), file, LoopClock())
        assert (await IppPagePrinter(IppSettings(uri), LoopClock(), recorder).open(5.0)).succeeded
        recorder.finish()
        with pytest.raises(RecordingError):
            await IppPagePrinter(IppSettings(uri), LoopClock(), HttpReplayer(file)).cancel(1, 5.0)

    on_a_port(story, tmp_path)
