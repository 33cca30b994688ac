"""The scanner's driver against its simulator: codes shown and not shown, light on and off, and what a wire
does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from device_bench import ScannerBench, reader_bench, scanner_bench

from drivers.clock import LoopClock, run_simulated
from drivers.code_scanner.gm65 import Gm65Scanner, Gm65Settings, SettingCodes
from drivers.code_scanner.gm65_codec import MAX_CHARACTERS, CrcMode, Suffix
from drivers.contract import Code, Completion, DeviceState, ScannedCode
from drivers.simulators.code_scanner import ScannerPhysics
from drivers.transports.memory import MemoryTransport

CODE = "https://s.invalid/scan?token=0123456789"


def in_a_bench(
    scenario: Callable[[ScannerBench], Awaitable[None]],
    settings: Gm65Settings | None = None,
    physics: ScannerPhysics | None = None,
    seed: int = 0,
) -> None:
    async def body() -> None:
        async with scanner_bench(settings, physics, seed) as bench:
            await scenario(bench)

    run_simulated(body())


def text_of(completion: Completion[ScannedCode]) -> str | None:
    return None if completion.result is None else completion.result.text


async def scan_while(
    bench: ScannerBench, after: float, text: str, deadline: float = 30
) -> Completion[ScannedCode]:
    scanning = asyncio.create_task(bench.scanner.scan(deadline))
    await asyncio.sleep(after)
    await bench.tell("show_code", {"text": text})
    return await scanning


def test_a_code_shown_before_or_during_the_scan_is_read() -> None:
    async def scenario(bench: ScannerBench) -> None:
        assert (await bench.scanner.open(5)).succeeded
        assert text_of(await scan_while(bench, 3.0, CODE)) == CODE
        assert text_of(await bench.scanner.scan(5)) == CODE, "it still lies there"
        await bench.tell("take_code", {})
        assert (await bench.scanner.scan(2)).code is Code.TIME_OUT

    in_a_bench(scenario)


def test_a_code_is_read_only_while_the_driver_asks() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.tell("show_code", {"text": CODE})
        await asyncio.sleep(30)
        assert bench.simulator.state()["scans"] == 0
        await bench.tell("take_code", {})
        assert (await bench.scanner.scan(2)).code is Code.TIME_OUT

    in_a_bench(scenario)


def test_the_light_is_renewed_when_the_module_loses_patience_before_the_driver() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        assert text_of(await scan_while(bench, 58.0, CODE, deadline=60)) == CODE

    in_a_bench(scenario, Gm65Settings(read_time_seconds=5.0))


def test_a_scan_that_found_nothing_ends_at_its_deadline_with_the_light_out() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        begun = LoopClock().now()
        assert (await bench.scanner.scan(7)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(7)
        assert bench.state() is DeviceState.ONLINE, "nobody showing a code is no fault of the scanner"
        await asyncio.sleep(0.5)
        assert bench.simulator.state()["light"] is False

    in_a_bench(scenario)


def test_cancelling_a_scan_puts_the_light_out() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        scanning = asyncio.create_task(bench.scanner.scan(30))
        await asyncio.sleep(1)
        assert bench.simulator.state()["light"] is True
        scanning.cancel()
        with pytest.raises(asyncio.CancelledError):
            await scanning
        await asyncio.sleep(0.5)
        assert bench.simulator.state()["light"] is False

    in_a_bench(scenario)


@pytest.mark.parametrize("moment", [0.05, 0.2, 0.21, 0.22, 0.25, 0.3])
def test_a_code_cut_off_by_cancelling_is_never_the_next_persons(moment: float) -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.tell("show_code", {"text": "the first person's code" * 4})
        scanning = asyncio.create_task(bench.scanner.scan(30))
        await asyncio.sleep(moment)
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
        await bench.tell("take_code", {})
        assert text_of(await scan_while(bench, 1.0, CODE)) == CODE

    in_a_bench(scenario)


@pytest.mark.parametrize("suffix", Suffix)
@pytest.mark.parametrize("crc", CrcMode)
def test_every_suffix_and_both_ways_of_checking_work(suffix: Suffix, crc: CrcMode) -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        assert text_of(await scan_while(bench, 1.0, CODE)) == CODE

    in_a_bench(scenario, Gm65Settings(suffix=suffix, crc=crc), ScannerPhysics(suffix=suffix.name))


def test_a_suffix_that_never_comes_is_replaced_by_silence() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        assert text_of(await scan_while(bench, 1.0, CODE)) == CODE

    in_a_bench(scenario, Gm65Settings(suffix=Suffix.CRLF), ScannerPhysics(suffix="NONE"))


def test_a_text_that_stops_for_a_moment_is_read_to_its_suffix() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        scanning = asyncio.create_task(bench.scanner.scan(10))
        await asyncio.sleep(1)
        bench.line.deliver(CODE[:10].encode())
        await asyncio.sleep(0.4)
        bench.line.deliver(CODE[10:].encode() + b"\r")
        assert text_of(await scanning) == CODE

    in_a_bench(scenario)


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        ({"text": "亮证" * 50}, Code.SUCCESS, "亮证" * 50),
        ({"text": "亮证" * 50, "encoding": "gb18030"}, Code.SUCCESS, "亮证" * 50),
        ({"text": "A" * MAX_CHARACTERS}, Code.SUCCESS, "A" * MAX_CHARACTERS),
        ({"text": "A" * (MAX_CHARACTERS + 1)}, Code.INVALID_DATA, None),
        ({"text": "A" * 9000}, Code.INVALID_DATA, None),
        ({"hex": "ff fe fd"}, Code.INVALID_DATA, None),
        ({"hex": ""}, Code.INVALID_DATA, None),
        ({"text": "~<SOH>0000@FACDEF;"}, Code.SUCCESS, "~<SOH>0000@FACDEF;"),
    ],
)
def test_anything_may_be_shown(args: dict[str, object], code: Code, text: str | None) -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.tell("show_code", args)
        completion = await bench.scanner.scan(20)
        assert (completion.code, text_of(completion)) == (code, text)
        await bench.tell("take_code", {})
        assert text_of(await scan_while(bench, 1.0, CODE)) == CODE, "the next code is read in full"

    in_a_bench(scenario)


def test_a_printed_setting_code_cannot_re_program_the_scanner() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.tell("show_setting_code", {"zone": 0, "value": 0xD3})
        await bench.scanner.scan(2)
        assert bench.simulator.state()["mode"] == "command"
        assert bench.simulator.state()["setting_codes"] == "forbidden"

    in_a_bench(scenario)


def test_where_setting_codes_are_left_alone_they_work() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.tell("show_setting_code", {"zone": 0, "value": 0xD3})
        await bench.scanner.scan(2)
        assert bench.simulator.state()["mode"] == "other"

    in_a_bench(scenario, Gm65Settings(setting_codes=SettingCodes.LEFT_ALONE))


def test_a_scanner_that_lost_its_power_unnoticed_is_secured_again_by_the_next_look() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.simulator.powered_up()
        assert bench.simulator.state()["setting_codes"] == "obeyed"
        assert (await bench.scanner.refresh(3)).succeeded
        assert bench.simulator.state()["setting_codes"] == "forbidden"

    in_a_bench(scenario)


def test_a_scanner_that_only_pretends_to_forbid_setting_codes_is_not_used() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.fault("lies")
        completion = await bench.scanner.open(5)
        assert completion.code is Code.HARDWARE_ERROR
        assert "setting codes" in completion.detail

    in_a_bench(scenario)


def test_a_scanner_that_starts_scanning_at_power_up_is_put_into_command_mode() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.fault("acts_at_power_up")
        await bench.fault("unplugged")
        await bench.clear("unplugged")
        assert bench.simulator.state()["mode"] == "other"
        assert (await bench.scanner.open(5)).succeeded
        assert bench.simulator.state()["mode"] == "command"
        assert bench.simulator.state()["light"] is False

    in_a_bench(scenario)


def test_an_id_card_reader_on_the_scanners_port_is_not_taken_for_a_scanner() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            scanner = Gm65Scanner(MemoryTransport(bench.line), LoopClock())
            completion = await scanner.open(5)
            assert not completion.succeeded and completion.result is None
            await scanner.close()

    run_simulated(scenario())


def test_unplugged_while_scanning_is_device_not_ready_at_once() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        begun = LoopClock().now()
        scanning = asyncio.create_task(bench.scanner.scan(30))
        await asyncio.sleep(1)
        await bench.fault("unplugged")
        assert (await scanning).code is Code.DEVICE_NOT_READY
        assert LoopClock().now() - begun < 1.5
        assert bench.state() is DeviceState.NO_DEVICE

    in_a_bench(scenario)


def test_a_scan_on_a_silent_scanner_costs_its_deadline_and_no_more() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.fault("silent")
        for deadline in (0.1, 0.3, 5.0):
            begun = LoopClock().now()
            assert (await bench.scanner.scan(deadline)).code is Code.TIME_OUT
            assert LoopClock().now() - begun <= deadline + 1e-6
        await bench.scanner.scan(5)
        assert bench.state() is DeviceState.OFFLINE

    in_a_bench(scenario)


def test_a_broken_light_is_only_a_scan_without_result() -> None:
    async def scenario(bench: ScannerBench) -> None:
        await bench.scanner.open(5)
        await bench.fault("dark")
        assert (await scan_while(bench, 0.5, CODE, deadline=3)).code is Code.TIME_OUT

    in_a_bench(scenario)


def test_a_code_has_no_readable_form() -> None:
    assert CODE not in repr(Completion(Code.SUCCESS, ScannedCode(CODE)))
