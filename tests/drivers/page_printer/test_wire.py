"""The same over a real port: the HTTP of the simulator, chunked bodies, and nonsense."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
from support.page_printer_bench import pdf

from drivers.clock import LoopClock
from drivers.contract import Code, JobState
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.simulators.base import SimulatorContext
from drivers.simulators.page_printer import SimulatedPagePrinter, create

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
