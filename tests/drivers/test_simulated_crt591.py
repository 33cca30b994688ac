"""The dispenser's driver against its simulator: one card, once, whatever the wire does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from support.wire_bench import WireBench, in_bench

from drivers.card_dispenser.crt591 import Crt591Dispenser
from drivers.clock import LoopClock
from drivers.contract import CardPlace, Code, DeviceState, SupplyLevel
from drivers.simulators.card_dispenser import (
    CARD_PULLED,
    JAM,
    NOT_INITIALISED,
    SENSOR_FAILED,
    DispenserPhysics,
    SimulatedCardDispenser,
)
from drivers.simulators.faults import Fault
from drivers.simulators.text_scanner import SimulatedNewland, TextScannerPhysics
from drivers.simulators.wires import MemoryWire

Bench = WireBench[Crt591Dispenser, SimulatedCardDispenser]


def bench(scenario: Callable[[Bench], Awaitable[None]], physics: DispenserPhysics | None = None) -> None:
    in_bench(
        Crt591Dispenser,
        lambda context, wire: SimulatedCardDispenser(context, physics or DispenserPhysics(), wire),
        scenario,
    )


def test_a_card_is_fed_held_at_the_gate_and_taken() -> None:
    async def scenario(bench: Bench) -> None:
        identity = (await bench.device.open(10)).result
        assert identity is not None and identity.serial == "CRT591SIM0001"
        done = await bench.device.dispense(30)
        assert done.result is not None and done.result.place is CardPlace.AT_GATE
        assert done.result.confirmed_by == "status after the reply"
        assert (await bench.device.card_place(5)).result is CardPlace.AT_GATE
        await bench.tell("take_card")
        assert (await bench.device.card_place(5)).result is CardPlace.NONE

    bench(scenario)


def test_no_second_card_is_fed_while_one_lies_there() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.device.dispense(30)
        assert (await bench.device.dispense(30)).code is Code.SEQUENCE_ERROR
        assert bench.simulator.state()["fed"] == 1

    bench(scenario)


def test_a_card_that_nobody_takes_goes_to_the_bin() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.device.dispense(30)
        assert (await bench.device.retract(30)).succeeded
        assert bench.simulator.state()["binned"] == 1
        assert (await bench.device.retract(30)).code is Code.NO_MEDIA

    bench(scenario)


def test_an_empty_stacker_is_said_before_anything_moves() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.tell("load", count=0)
        assert (await bench.device.dispense(30)).code is Code.PAPER_OUT
        assert bench.device.status.supplies["stacker"] is SupplyLevel.OUT
        await bench.tell("load", count=3)
        assert (await bench.device.refresh(5)).succeeded
        assert bench.device.status.supplies["stacker"] is SupplyLevel.LOW

    bench(scenario)


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.SILENT, Fault.HALF, Fault.GARBLE, Fault.UNPLUGGED])
@pytest.mark.parametrize("moment", [0.2, 2.2])  # while feeding; while moving to the gate
@pytest.mark.parametrize("lasting", [5.0, 60.0])
def test_a_card_is_never_fed_twice(fault: Fault, moment: float, lasting: float) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        dispensing = asyncio.create_task(bench.device.dispense(40))
        await asyncio.sleep(moment)
        await bench.fault(fault)
        await asyncio.sleep(lasting)
        await bench.clear(fault)
        completion = await dispensing
        state = bench.simulator.state()
        assert state["fed"] == 1
        if completion.succeeded:
            assert state["card"] == "at_gate"
        elif completion.code is Code.OUTCOME_UNKNOWN:
            assert "sent" in completion.detail
        else:
            assert completion.code is Code.HARDWARE_ERROR and state["card"] == "inside", completion.detail

    bench(scenario)


def test_a_lost_reply_is_made_up_for_by_asking() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        dispensing = asyncio.create_task(bench.device.dispense(60))
        await asyncio.sleep(1)
        await bench.fault(Fault.DROP, count=1)
        completion = await dispensing
        assert completion.succeeded and bench.simulator.state()["fed"] == 1

    bench(scenario)


def test_a_deadline_in_the_middle_of_a_move_is_an_unknown_outcome() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        begun = LoopClock().now()
        completion = await bench.device.dispense(1.0)
        assert completion.code is Code.OUTCOME_UNKNOWN
        assert LoopClock().now() - begun == pytest.approx(1.0)
        await asyncio.sleep(10)
        assert (await bench.device.card_place(10)).result is CardPlace.INSIDE

    bench(scenario)


def test_a_device_that_says_done_and_did_nothing_is_not_believed() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(Fault.LIES)
        assert (await bench.device.dispense(30)).code is Code.OUTCOME_UNKNOWN
        assert bench.simulator.state()["fed"] == 0

    bench(scenario)


def test_a_card_taken_at_once_is_an_unknown_outcome_not_a_second_card() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(CARD_PULLED)
        assert (await bench.device.dispense(30)).code is Code.OUTCOME_UNKNOWN
        assert bench.simulator.state()["fed"] == bench.simulator.state()["taken"] == 1

    bench(scenario)


@pytest.mark.parametrize(("fault", "code"), [(JAM, Code.MEDIA_JAMMED), (SENSOR_FAILED, Code.HARDWARE_ERROR)])
def test_what_the_device_complains_of_is_told(fault: str, code: Code) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(fault)
        completion = await bench.device.dispense(30)
        assert completion.code is code and "answered" in completion.detail
        assert bench.state() is not DeviceState.BUSY

    bench(scenario)


def test_a_unit_without_power_until_now_is_initialised_without_moving_anything() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.fault(NOT_INITIALISED)
        assert (await bench.device.open(20)).succeeded
        assert bench.simulator.state()["fed"] == 0

    bench(scenario)


def test_another_device_on_the_port_is_not_taken_for_a_dispenser() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.simulator.stop()
        other = SimulatedNewland(bench.simulator.context, TextScannerPhysics(), MemoryWire(bench.line))
        await other.start()
        assert not (await bench.device.open(5)).succeeded
        assert bench.state() is DeviceState.OFFLINE
        await other.stop()

    bench(scenario)


def test_status_on_a_silent_dispenser_costs_its_deadline_and_no_more() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(Fault.SILENT)
        begun = LoopClock().now()
        for _ in range(3):
            assert (await bench.device.refresh(1.0)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(3.0)
        assert bench.state() is DeviceState.OFFLINE

    bench(scenario)


def test_a_late_answer_is_never_that_of_another_question() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(Fault.LATE, argument=1.0, count=2)  # acknowledgement and reply
        assert (await bench.device.card_place(0.5)).code is Code.TIME_OUT
        assert (await bench.device.dispense(60)).succeeded
        assert (await bench.device.card_place(20)).result is CardPlace.AT_GATE

    bench(scenario)


def test_a_cancelled_dispense_leaves_nothing_behind_for_the_next_command() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        dispensing = asyncio.create_task(bench.device.dispense(30))
        await asyncio.sleep(1)
        dispensing.cancel()
        await asyncio.gather(dispensing, return_exceptions=True)
        await asyncio.sleep(5)
        assert (await bench.device.card_place(10)).result is CardPlace.INSIDE
        assert (await bench.device.retract(30)).succeeded

    bench(scenario)


def test_a_pulled_plug_is_known_at_once() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(10)
        await bench.fault(Fault.UNPLUGGED)
        assert bench.state() is DeviceState.NO_DEVICE

    bench(scenario)
