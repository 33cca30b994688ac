"""A scanner that types and a keypad, each against its simulator, over the records of an input device."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from device_bench import context
from support.wire_bench import WireBench, in_bench

from drivers.clock import LoopClock
from drivers.code_scanner.hid import HidScanner, HidSettings
from drivers.contract import Code, DeviceState, Key
from drivers.keypad.evdev import KEYS, EvdevKeypad, KeypadSettings
from drivers.simulators.base import CommandRefused
from drivers.simulators.faults import Fault
from drivers.simulators.input_device import (
    DROPPED,
    SimulatedHidScanner,
    SimulatedKeypad,
    UinputWire,
)
from drivers.transports.base import TransportLost
from drivers.transports.evdev import EvdevTransport, InputIdentity, Node, unlike

CODE = "https://s.invalid/Scan?token=0123456789_AbC"
Bench = WireBench[Any, Any]
Scenario = Callable[[Bench], Awaitable[None]]


def scanner(scenario: Scenario) -> None:
    in_bench(HidScanner, SimulatedHidScanner, scenario)


def keypad(scenario: Scenario) -> None:
    in_bench(EvdevKeypad, SimulatedKeypad, scenario)


def test_a_code_that_is_typed_during_a_scan_is_read() -> None:
    async def scenario(bench: Bench) -> None:
        assert (await bench.device.open(5)).succeeded
        scanning = asyncio.create_task(bench.device.scan(10))
        await asyncio.sleep(2)
        await bench.tell("show_code", text=CODE)
        completion = await scanning
        assert completion.result is not None and completion.result.text == CODE

    scanner(scenario)


def test_a_code_that_was_typed_before_the_scan_is_never_the_next_persons() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("show_code", text="the first person's code")
        await bench.tell("take_code")
        scanning = asyncio.create_task(bench.device.scan(5))
        await asyncio.sleep(1)
        await bench.tell("show_code", text=CODE)
        completion = await scanning
        assert completion.result is not None and completion.result.text == CODE

    scanner(scenario)


def test_a_code_with_lost_keys_or_without_its_end_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        for fault in (DROPPED, Fault.HALF):
            await bench.fault(fault)
            scanning = asyncio.create_task(bench.device.scan(5))
            await asyncio.sleep(1)
            await bench.tell("show_code", text=CODE)
            completion = await scanning
            assert completion.code is Code.INVALID_DATA and "Nothing was kept" in completion.detail
            await bench.tell("take_code")
            await bench.clear(fault)

    scanner(scenario)


def test_nobody_showing_a_code_is_no_fault_of_the_scanner() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        begun = LoopClock().now()
        assert (await bench.device.scan(3)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(3)
        assert bench.state() is DeviceState.ONLINE

    scanner(scenario)


def test_a_cancelled_scan_leaves_nothing_behind_for_the_next() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        scanning = asyncio.create_task(bench.device.scan(10))
        await asyncio.sleep(0.5)
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
        await bench.tell("show_code", text="the first person's code")
        await bench.tell("take_code")
        assert (await bench.device.scan(2)).code is Code.TIME_OUT

    scanner(scenario)


def test_keys_come_in_order_also_those_pressed_between_two_calls() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("press", keys="1x0")
        await bench.tell("press", key="enter")
        found = [(await bench.device.next_key(1)).result.key for _ in range(4)]
        assert found == [Key.DIGIT_1, Key.LETTER_X, Key.DIGIT_0, Key.ENTER]
        assert (await bench.device.next_key(1)).code is Code.TIME_OUT

    keypad(scenario)


@pytest.mark.parametrize("key", Key)
def test_every_key_of_the_contract_is_on_a_keypad(key: Key) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("press", key=key.value)
        assert (await bench.device.next_key(1)).result.key is key

    keypad(scenario)


def test_keys_of_the_person_before_are_forgotten() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("press", keys="1234")
        await bench.device.next_key(1)
        bench.device.forget()
        assert (await bench.device.next_key(1)).code is Code.TIME_OUT

    keypad(scenario)


def test_a_key_press_has_no_readable_form() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("press", key="7")
        assert "7" not in repr((await bench.device.next_key(1)).result)

    keypad(scenario)


@pytest.mark.parametrize("on", [scanner, keypad])
def test_a_pulled_plug_is_known_at_once(on: Callable[[Scenario], None]) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.fault(Fault.UNPLUGGED)
        assert bench.state() is DeviceState.NO_DEVICE
        assert (await bench.device.refresh(1)).code is Code.DEVICE_NOT_READY

    on(scenario)


def test_what_cannot_be_typed_or_pressed_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        with pytest.raises(CommandRefused, match="ASCII"):
            await bench.tell("show_code", text="随申码")

    async def pressing(bench: Bench) -> None:
        with pytest.raises(CommandRefused, match="nothing was pressed"):
            await bench.tell("press", key="any")

    scanner(scenario)
    keypad(pressing)


def test_another_device_is_told_by_its_numbers() -> None:
    found = InputIdentity("Some keyboard", 0x1234, 0xABCD, frozenset(KEYS))
    assert unlike(found, "1234", "ABCD") == "" == unlike(found, "", "")
    assert "1234:abcd" in unlike(found, "1234", "0001")


def test_what_is_no_input_device_cannot_be_grabbed_and_is_not_used(tmp_path: Path) -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    (tmp_path / "file").write_bytes(b"")

    async def scenario() -> None:
        for path, node in (
            (os.ttyname(slave), Node.KERNEL),
            (str(tmp_path / "file"), Node.STAND_IN),
            (str(tmp_path / "absent"), Node.KERNEL),
        ):
            with pytest.raises(TransportLost):
                await EvdevTransport(path, node).open(1)
        device = HidScanner(EvdevTransport(os.ttyname(slave)), LoopClock())
        completion = await device.open(1)
        assert completion.code is Code.DEVICE_NOT_READY and "no input device" in completion.detail
        stand_in = EvdevTransport(os.ttyname(slave), Node.STAND_IN)
        await stand_in.open(1)
        with pytest.raises(TransportLost, match="Nothing can be written"):
            await stand_in.write(b"x", 1)
        await stand_in.close()

    asyncio.run(scenario())
    os.close(slave)
    os.close(master)


def test_a_real_input_device_is_grabbed_where_the_kernel_makes_one() -> None:
    if not os.access("/dev/uinput", os.W_OK):
        pytest.skip("the kernel here has no uinput, or not for us")

    async def scenario() -> None:
        simulator = SimulatedKeypad(context("keypad"), UinputWire("simulated keypad"))
        address = await simulator.start()
        first = EvdevKeypad(EvdevTransport(address.value), LoopClock(), KeypadSettings())
        second = HidScanner(EvdevTransport(address.value), LoopClock(), HidSettings())
        assert (await first.open(5)).succeeded
        assert (await second.open(5)).code is Code.DEVICE_NOT_READY, "one program only"
        await simulator.handle("press", {"key": "7"})
        pressed = await first.next_key(5)
        assert pressed.result is not None and pressed.result.key is Key.DIGIT_7
        await simulator.stop()
        assert (await first.refresh(5)).code is Code.DEVICE_NOT_READY
        await first.close()

    asyncio.run(scenario())
