"""The same receipt over a real pty, with a simulator that keeps its tickets as files."""

from __future__ import annotations

import asyncio
import random
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from support.receipt_bench import GLYPHS, PROFILES, RECEIPT

from drivers.clock import LoopClock
from drivers.contract import Code, DeviceState
from drivers.receipt_printer.escpos import EscPosPrinter
from drivers.receipt_printer.profile import find_profile
from drivers.registry import build
from drivers.settings import SettingError
from drivers.simulators.base import SimulatorContext
from drivers.simulators.receipt_printer import create
from drivers.transports.serial import SerialSettings, SerialTransport

FAST = {"millimetres_per_second": 1e6, "cut_seconds": 0.0, "present_seconds": 0.0}


def test_a_receipt_over_a_serial_port_lies_in_the_folder_as_a_picture(tmp_path: Path) -> None:
    async def story() -> None:
        context = SimulatorContext("receipt-printer", LoopClock(), random.Random(1), tmp_path)
        device = create({"model": "presenter-gs-e", **FAST}, context)
        port = (await device.start()).value
        profile = find_profile(PROFILES, "presenter-gs-e")
        printer = EscPosPrinter(SerialTransport(SerialSettings(port)), profile, GLYPHS, LoopClock())
        assert (await printer.open(5.0)).succeeded
        completion = await printer.print(RECEIPT, 20.0)
        assert completion.code is Code.SUCCESS, completion.detail
        state = await device.handle("state", {})
        assert state["mouth"] == "at_mouth" and state["tickets"] == 1
        await device.handle("fault", {"name": "unplugged"})
        while printer.status.state is not DeviceState.NO_DEVICE:  # noqa: ASYNC110 - the kernel tells it
            await asyncio.sleep(0.001)
        assert (await printer.print(RECEIPT, 2.0)).code is Code.DEVICE_NOT_READY
        await printer.close()
        await device.stop()

    asyncio.run(story())
    assert "SH-2026-000001" in (tmp_path / "ticket-0001.txt").read_text()
    picture = Image.open(BytesIO((tmp_path / "ticket-0001.png").read_bytes()))
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == ["https://hub.invalid/p/AB12CD34"]


def test_a_printer_is_built_from_plain_settings() -> None:
    async def story() -> None:
        printer = build(
            "receipt-printer", "escpos", "/dev/null", {"profile": "sprt-76mm", "baud": 9600}, LoopClock()
        )
        assert printer.identity.model == "SPRT 76 mm, GB 2312"
        with pytest.raises(SettingError, match="no printer profile 'x'"):
            build("receipt-printer", "escpos", "/dev/null", {"profile": "x"}, LoopClock())

    asyncio.run(story())
