"""Newland and Honeywell scanners against their simulators."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from support.wire_bench import WireBench, in_bench

from drivers.clock import LoopClock
from drivers.code_scanner.honeywell import HoneywellScanner, HoneywellSettings, Replies
from drivers.code_scanner.newland import NewlandScanner, NewlandSettings, SettingCodes
from drivers.contract import Code, DeviceState
from drivers.simulators.card_dispenser import DispenserPhysics, SimulatedCardDispenser
from drivers.simulators.faults import Fault
from drivers.simulators.text_scanner import SimulatedHoneywell, SimulatedNewland, TextScannerPhysics

CODE = "https://s.invalid/scan?token=0123456789"
Bench = WireBench[Any, Any]
Scenario = Callable[[Bench], Awaitable[None]]
REPEATED = HoneywellSettings(replies=Replies.REPEATED)


def newland(scenario: Scenario, settings: NewlandSettings | None = None) -> None:
    in_bench(
        lambda wire, clock: NewlandScanner(wire, clock, settings),
        lambda context, wire: SimulatedNewland(context, TextScannerPhysics(), wire),
        scenario,
    )


def honeywell(scenario: Scenario, settings: HoneywellSettings | None = None) -> None:
    in_bench(
        lambda wire, clock: HoneywellScanner(wire, clock, settings),
        lambda context, wire: SimulatedHoneywell(context, TextScannerPhysics(), wire),
        scenario,
    )


def repeated(scenario: Scenario) -> None:
    honeywell(scenario, REPEATED)


BOTH = pytest.mark.parametrize("on", [newland, honeywell, repeated])
IN_STEP = pytest.mark.parametrize("on", [newland, repeated])


async def scanned(bench: Bench, deadline: float = 10) -> str | None:
    completion = await bench.device.scan(deadline)
    return None if completion.result is None else completion.result.text


@BOTH
def test_a_code_shown_before_or_during_the_scan_is_read(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        assert (await bench.device.open(5)).succeeded
        await bench.tell("show_code", text=CODE)
        assert await scanned(bench) == CODE
        await bench.tell("take_code")
        scanning = asyncio.create_task(scanned(bench, 60))
        await asyncio.sleep(45)  # longer than the scanner's own patience
        await bench.tell("show_code", text="随申码")
        assert await scanning == "随申码"

    on(scenario)


@BOTH
def test_the_light_goes_out_at_the_deadline_and_when_cancelled(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        begun = LoopClock().now()
        assert (await bench.device.scan(3)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(3, abs=0.25)
        assert bench.state() is DeviceState.ONLINE, "nobody showing a code is no fault of the scanner"
        scanning = asyncio.create_task(bench.device.scan(30))
        await asyncio.sleep(1.5)
        assert bench.simulator.state()["light"] is True
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
        await asyncio.sleep(0.5)
        assert bench.simulator.state()["light"] is False

    on(scenario)


@BOTH
@pytest.mark.parametrize("moment", [0.05, 0.2, 0.25, 0.3, 0.4])
def test_a_code_cut_off_by_cancelling_is_never_the_next_persons(
    on: Callable[[Scenario], None], moment: float
) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_code", text="the first person's code" * 8)
        scanning = asyncio.create_task(bench.device.scan(30))
        await asyncio.sleep(moment)
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
        await bench.tell("show_code", text=CODE)
        assert await scanned(bench) == CODE

    on(scenario)


@IN_STEP
def test_a_code_that_comes_very_late_is_never_the_next_persons(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_code", text="the first person's code")
        scanning = asyncio.create_task(bench.device.scan(2))
        await asyncio.sleep(0.12)
        await bench.fault(Fault.LATE, argument=2.5, count=1)
        assert (await scanning).code is Code.TIME_OUT
        await bench.tell("show_code", text=CODE)
        assert await scanned(bench, 20) in (CODE, None)

    on(scenario)


@BOTH
def test_a_silent_scanner_costs_its_deadline_and_no_more(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.fault(Fault.SILENT)
        begun = LoopClock().now()
        for _ in range(3):
            assert (await bench.device.refresh(1.0)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(3.0)
        assert bench.state() is DeviceState.OFFLINE

    on(scenario)


@BOTH
def test_another_device_on_the_port_is_not_taken_for_a_scanner(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        from drivers.simulators.wires import MemoryWire

        await bench.simulator.stop()
        other = SimulatedCardDispenser(bench.simulator.context, DispenserPhysics(), MemoryWire(bench.line))
        await other.start()
        assert not (await bench.device.open(5)).succeeded
        await other.stop()

    on(scenario)


@BOTH
def test_a_pulled_plug_ends_a_scan_at_once(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        scanning = asyncio.create_task(bench.device.scan(30))
        await asyncio.sleep(1)
        await bench.fault(Fault.UNPLUGGED)
        assert (await scanning).code is Code.DEVICE_NOT_READY
        assert bench.state() is DeviceState.NO_DEVICE

    on(scenario)


@BOTH
@pytest.mark.parametrize(("args", "code"), [({"hex": "ffff81"}, Code.INVALID_DATA)])
def test_what_is_no_text_is_refused_without_showing_it(
    on: Callable[[Scenario], None], args: dict[str, object], code: Code
) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_code", **args)
        completion = await bench.device.scan(5)
        assert completion.code is code and "Nothing was kept" in completion.detail

    on(scenario)


def test_a_newland_obeys_no_printed_setting_code_unless_left_alone() -> None:
    async def forbidden(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_setting_code", body="GRBENA0")
        assert (await bench.device.scan(2)).code is Code.TIME_OUT
        assert "GRBENA" not in bench.simulator.state()["values"]
        await bench.fault(Fault.UNPLUGGED)
        await bench.clear(Fault.UNPLUGGED)
        assert (await bench.device.open(5)).succeeded
        assert bench.simulator.state()["setting_codes"] == "forbidden", "also after its power was gone"

    async def left_alone(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_setting_code", body="GRBENA0")
        await bench.device.scan(2)
        assert bench.simulator.state()["values"]["GRBENA"] == "0"

    newland(forbidden)
    newland(left_alone, NewlandSettings(setting_codes=SettingCodes.LEFT_ALONE))


def test_what_a_honeywell_answers_is_believed_only_where_that_is_set() -> None:
    async def refused(bench: Bench) -> None:
        await bench.fault(Fault.LIES)
        assert (await bench.device.open(5)).code is Code.HARDWARE_ERROR

    async def not_looked_at(bench: Bench) -> None:
        await bench.fault(Fault.LIES)
        assert (await bench.device.open(5)).succeeded

    repeated(refused)
    honeywell(not_looked_at)


def test_the_bytes_of_a_honeywells_answer_can_be_set() -> None:
    async def scenario(bench: Bench) -> None:
        assert (await bench.device.open(5)).code is Code.HARDWARE_ERROR

    honeywell(scenario, HoneywellSettings(replies=Replies.REPEATED, done_byte=0x15, bad_data_byte=0x06))
