"""Doors: unlatched once, for a while, and latched again whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from board_bench import Values, lcus_bench, relay_bench
from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import LoopClock, run_simulated
from drivers.contract import Code, DeviceState, DoorContacts, DoorState, Presence, PulseProof
from drivers.door.lcus import LcusDoor, LcusSettings
from drivers.door.lcus_codec import Frame, encode, parse
from drivers.door.modbus_relay import ModbusRelayDoor, ModbusRelaySettings
from drivers.framing import FrameFinder
from drivers.settings import SettingError
from drivers.simulators.base import CommandRefused
from drivers.transports.half_duplex import HalfDuplexLine
from drivers.transports.memory import MemoryLine, MemoryTransport
from drivers.transports.recorder import Recorder
from drivers.transports.replayer import Replayer, load

WIRED: Values = {"inputs": "door=0,exit_button=1,alarm=!2", "pulse_seconds": 2.0}
SWITCHED: Values = {**WIRED, "pulse": "switched"}
FITTED: Values = {"hardware_timer": "fitted"}
PROVED: Values = {**FITTED, "feedback": "query"}
Scenario = Callable[[Any], Awaitable[None]]


def with_a_door(
    scenario: Scenario, settings: Values = WIRED, physics: Values | None = None, bench: Any = relay_bench
) -> None:
    async def body() -> None:
        async with bench(settings, physics) as one:
            opened = await one.device.open(10)
            assert opened.succeeded, opened.detail
            await scenario(one)

    run_simulated(body())


@pytest.mark.parametrize("echo", [False, True])
@pytest.mark.parametrize(
    ("pulse", "timed", "proof"),
    [
        ("prefer_timed", 1, PulseProof.BOARD_TIMER),
        ("prefer_timed", 0, PulseProof.SWITCHED),
        ("timed", 1, PulseProof.BOARD_TIMER),
        ("switched", 1, PulseProof.SWITCHED),
    ],
)
def test_a_pulse_unlatches_for_its_time_and_no_longer(
    pulse: str, timed: int, proof: PulseProof, echo: bool
) -> None:
    async def scenario(bench: Any) -> None:
        if echo:
            await bench.fault("echo")
            await bench.device.refresh(5)
        begun = LoopClock().now()
        pulsing = asyncio.create_task(bench.device.pulse(10))
        await asyncio.sleep(1.0)
        await bench.tell("open_door")
        assert (await pulsing).result is proof
        await asyncio.sleep(max(0.0, begun + 2.3 - LoopClock().now()))
        assert not bench.simulator.relay(0) and bench.simulator.switched_on == 1
        await bench.tell("close_door")
        with pytest.raises(CommandRefused, match="locked"):
            await bench.tell("open_door")

    with_a_door(scenario, {**WIRED, "pulse": pulse}, {"timed": timed})


def test_a_timed_pulse_outlives_the_program_and_still_ends() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.pulse(10)).succeeded
        await bench.device.close()
        assert bench.simulator.relay(0)
        await asyncio.sleep(2.1)
        assert not bench.simulator.relay(0)

    with_a_door(scenario)


def test_a_board_without_a_timer_refuses_where_the_timer_is_demanded() -> None:
    async def scenario(bench: Any) -> None:
        refused = await bench.device.pulse(10)
        assert refused.code is Code.HARDWARE_ERROR and "nothing moved" in refused.detail
        assert bench.simulator.switched_on == 0

    with_a_door(scenario, {**WIRED, "pulse": "timed"}, {"timed": 0})


def test_an_answer_lost_after_the_pulse_is_made_good_by_asking_the_relay() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("drop", count=1)
        assert (await bench.device.pulse(10)).succeeded
        assert bench.simulator.switched_on == 1

    with_a_door(scenario)


@pytest.mark.parametrize("settings", [WIRED, SWITCHED])
def test_where_the_relay_cannot_be_asked_the_outcome_is_unknown(settings: Values) -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("drop")
        unknown = await bench.device.pulse(10)
        assert unknown.code is Code.OUTCOME_UNKNOWN and "unlatched" in unknown.detail
        assert bench.simulator.switched_on == 1
        await asyncio.sleep(3)
        assert not bench.simulator.relay(0), "latched again, though nobody answered"

    with_a_door(scenario, settings)


@pytest.mark.parametrize("moment", [0.005, 0.5, 1.99])
def test_a_cancelled_pulse_latches_the_door_again(moment: float) -> None:
    async def scenario(bench: Any) -> None:
        pulsing = asyncio.create_task(bench.device.pulse(10))
        await asyncio.sleep(moment)
        pulsing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pulsing
        await asyncio.sleep(0.1)
        assert not bench.simulator.relay(0)
        assert (await bench.device.pulse(10)).succeeded

    with_a_door(scenario, SWITCHED)


def test_a_relay_that_a_dead_program_left_on_is_switched_off_at_the_next_start() -> None:
    async def scenario(bench: Any) -> None:
        bench.simulator._switch(0, True, None)
        assert (await bench.device.open(5)).succeeded
        assert not bench.simulator.relay(0)

    with_a_door(scenario, SWITCHED)


def test_a_relay_that_does_not_move_is_no_success_when_its_answer_is_lost() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("stuck")
        await bench.fault("drop", count=1)
        completion = await bench.device.pulse(10)
        assert completion.code is Code.HARDWARE_ERROR and "not unlatched" in completion.detail

    with_a_door(scenario, SWITCHED)


def test_a_pulse_longer_than_its_deadline_is_not_begun() -> None:
    async def scenario(bench: Any) -> None:
        refused = await bench.device.pulse(1)
        assert refused.code is Code.INVALID_DATA and "nothing was sent" in refused.detail
        assert bench.simulator.switched_on == 0

    with_a_door(scenario)


def test_a_line_lost_while_unlatched_leaves_the_outcome_unknown() -> None:
    async def scenario(bench: Any) -> None:
        pulsing = asyncio.create_task(bench.device.pulse(10))
        await asyncio.sleep(1)
        await bench.fault("unplugged")
        assert (await pulsing).code is Code.OUTCOME_UNKNOWN
        assert bench.state() in (DeviceState.NO_DEVICE, DeviceState.HARDWARE_ERROR)

    with_a_door(scenario, SWITCHED)


def test_silence_costs_the_deadline_and_no_more() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("silent")
        begun = LoopClock().now()
        assert (await bench.device.contacts(0.7)).code is Code.TIME_OUT
        assert LoopClock().now() - begun <= 0.7
        for _ in range(3):
            await bench.device.contacts(3)
        assert bench.state() is DeviceState.OFFLINE

    with_a_door(scenario)


def test_contacts_are_seen_as_they_are_wired() -> None:
    async def scenario(bench: Any) -> None:
        await bench.tell("set_input", input=2, on=1)
        quiet = DoorContacts(DoorState.CLOSED, Presence.ABSENT, Presence.ABSENT)
        assert (await bench.device.contacts(5)).result == quiet
        await bench.tell("force_door")
        await bench.tell("set_input", input=1, on=1)
        await bench.tell("set_input", input=2, on=0)
        alarmed = DoorContacts(DoorState.OPEN, Presence.PRESENT, Presence.PRESENT)
        assert (await bench.device.contacts(5)).result == alarmed

    with_a_door(scenario)


def test_contacts_that_are_not_wired_are_unknown() -> None:
    async def scenario(bench: Any) -> None:
        unknown = DoorContacts(DoorState.UNKNOWN, Presence.UNKNOWN, Presence.UNKNOWN)
        assert (await bench.device.contacts(5)).result == unknown

    with_a_door(scenario, {})


def test_leaving_is_free_though_the_software_is_dead() -> None:
    async def scenario(bench: Any) -> None:
        await bench.device.close()
        await bench.tell("leave")
        assert bench.simulator.state()["door"] == "open"

    with_a_door(scenario)


def test_another_unit_on_the_line_is_not_taken_for_the_door() -> None:
    async def body() -> None:
        async with relay_bench(WIRED, {"unit": 2}) as bench:
            assert (await bench.device.open(5)).code is Code.TIME_OUT

    run_simulated(body())


def test_a_door_and_signals_share_one_line() -> None:
    async def body() -> None:
        async with relay_bench(WIRED) as bench:
            line = HalfDuplexLine(MemoryTransport(bench.line), LoopClock())
            doors = [
                ModbusRelayDoor(line.seat(), LoopClock(), ModbusRelaySettings(pulse_seconds=1.0))
                for _ in range(2)
            ]
            for door in doors:
                assert (await door.open(5)).succeeded
            ends = await asyncio.gather(*(door.contacts(5) for door in doors), doors[0].pulse(5))
            assert [end.code for end in ends] == [Code.SUCCESS] * 3
            await doors[0].close()
            assert (await doors[1].contacts(5)).succeeded
            await doors[1].close()

    run_simulated(body())


@pytest.mark.parametrize(
    "settings",
    [
        {"unit": 0},
        {"unit": 248},
        {"relay": 8},
        {"pulse_seconds": 0.0},
        {"pulse_seconds": 600.0},
        {"inputs": "window=0"},
        {"inputs": "door=8"},
        {"inputs": "door=x"},
        {"inputs": "door=1,door=2"},
        {"input_count": 0},
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        ModbusRelayDoor(MemoryTransport(MemoryLine()), LoopClock(), ModbusRelaySettings(**settings))


@pytest.mark.parametrize(
    ("bench", "settings"), [(relay_bench, SWITCHED), (relay_bench, WIRED), (lcus_bench, PROVED)]
)
def test_a_recorded_pulse_plays_again(bench: Any, settings: Values, tmp_path: Path) -> None:
    physics = {"feedback": 1} if bench is lcus_bench else {}

    async def record() -> object:
        async with bench(settings, physics) as one:
            with Recorder(MemoryTransport(one.line), tmp_path / "pulse.jsonl", LoopClock()) as recorder:
                await one.device.attach(recorder)
                assert (await one.device.open(5)).succeeded
                completion = await one.device.pulse(5)
                await one.device.close()
                return completion

    async def play() -> object:
        replayer = Replayer(load(tmp_path / "pulse.jsonl"), LoopClock())
        async with bench(settings, physics) as one:
            await one.device.attach(replayer)
            assert (await one.device.open(5)).succeeded
            completion = await one.device.pulse(5)
            assert replayer.finished
            return completion

    assert run_simulated(record()) == run_simulated(play())


# --- LCUS --------------------------------------------------------------------------------------------------


def test_a_relay_without_a_timer_is_refused_as_a_locks_only_control() -> None:
    async def body() -> None:
        async with lcus_bench() as bench:
            for completion in (await bench.device.open(5), await bench.device.pulse(5)):
                assert completion.code is Code.UNSUPPORTED
                assert "timer" in completion.detail and "Nothing was sent" in completion.detail
            assert "hardware-timer-required" in bench.device.status.reasons
            assert bench.simulator.triggers == 0

    run_simulated(body())


def test_with_a_timer_it_triggers_once_and_says_that_nothing_proves_it() -> None:
    async def scenario(bench: Any) -> None:
        completion = await bench.device.pulse(5)
        assert completion.code is Code.OUTCOME_UNKNOWN and "does not say" in completion.detail
        assert bench.simulator.triggers == 1 and bench.simulator.state()["relays"] == []
        assert bench.device.status.source == "transport", "no device said that it is there"

    with_a_door(scenario, FITTED, bench=lcus_bench)


def test_a_newer_relay_proves_its_pulse() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.pulse(5)).result is PulseProof.SWITCHED
        assert bench.simulator.triggers == 1 and bench.simulator.state()["relays"] == []
        await bench.fault("stuck")
        assert (await bench.device.pulse(5)).code is Code.HARDWARE_ERROR

    with_a_door(scenario, PROVED, {"feedback": 1}, lcus_bench)


def test_a_newer_relay_that_is_not_there_is_noticed_at_opening() -> None:
    async def body() -> None:
        async with lcus_bench(PROVED, {"feedback": 0}) as bench:
            assert (await bench.device.open(5)).code is Code.TIME_OUT

    run_simulated(body())


def test_a_cancelled_trigger_is_ended() -> None:
    async def scenario(bench: Any) -> None:
        pulsing = asyncio.create_task(bench.device.pulse(5))
        await asyncio.sleep(0.2)
        pulsing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pulsing
        await asyncio.sleep(0.1)
        assert bench.simulator.state()["relays"] == []

    with_a_door(scenario, PROVED, {"feedback": 1}, lcus_bench)


def test_a_late_answer_of_the_relay_is_not_taken_for_the_next() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("late", argument=3.0, count=1)
        unknown = await bench.device.pulse(10)
        assert unknown.code is Code.OUTCOME_UNKNOWN
        await asyncio.sleep(1.6)  # the late answer, which says "on", is about to come
        assert (await bench.device.pulse(20)).succeeded
        assert bench.simulator.triggers == 2, "two commands, two triggers"

    with_a_door(scenario, PROVED, {"feedback": 1}, lcus_bench)


@pytest.mark.parametrize("settings", [{"channel": 0}, {"channel": 256}, {"trigger_seconds": 60.0}])
def test_settings_of_lcus_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        LcusDoor(MemoryTransport(MemoryLine()), LoopClock(), LcusSettings(**settings))


@pytest.mark.parametrize(
    ("frame", "documented"),
    [(Frame(1, 1), "A0 01 01 A2"), (Frame(1, 0), "A0 01 00 A1"), (Frame(2, 1), "A0 02 01 A3")],
)
def test_lcus_frames_have_the_documented_bytes(frame: Frame, documented: str) -> None:
    assert encode(frame) == bytes.fromhex(documented)


@given(st.integers(1, 255), st.integers(0, 255), st.binary(max_size=80))
def test_an_lcus_frame_is_found_behind_noise(channel: int, operation: int, noise: bytes) -> None:
    frame = Frame(channel, operation)
    finder = FrameFinder(parse)
    found = finder.feed(noise.replace(b"\xa0", b"") + encode(frame)) + finder.give_up()
    assert frame in found


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_no_stream_raises_or_fills_the_relays_buffer(stream: list[bytes]) -> None:
    finder = FrameFinder(parse)
    for piece in stream:
        finder.feed(piece)
        assert finder.waiting < 4
