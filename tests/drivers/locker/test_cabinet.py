"""Lockers of every protocol: one pulse, and nothing called open that no contact says is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from locker_bench import KINDS, LockerBench, Values, locker_bench

from drivers.clock import LoopClock, run_simulated
from drivers.contract import Code, Completion, DeviceState, DoorState, Presence
from drivers.locker import build
from drivers.settings import SettingError
from drivers.simulators.base import CommandRefused
from drivers.transports.memory import MemoryLine, MemoryTransport
from drivers.transports.recorder import Recorder
from drivers.transports.replayer import Replayer, load

ALL = pytest.mark.parametrize("name", sorted(KINDS))
SMALL: Values = {"locks": 8}
Scenario = Callable[[LockerBench], Awaitable[None]]


def in_a_bench(
    name: str, scenario: Scenario, settings: Values = SMALL, physics: Values | None = None, seed: int = 0
) -> None:
    async def body() -> None:
        async with locker_bench(name, settings, physics, seed) as bench:
            assert (await bench.locker.open(10)).succeeded
            await scenario(bench)

    run_simulated(body())


@ALL
@pytest.mark.parametrize("contact", ["closed_when_locked", "closed_when_open"])
@pytest.mark.parametrize("echo", [False, True])
def test_a_compartment_opens_and_only_that_one(name: str, contact: str, echo: bool) -> None:
    async def body() -> None:
        async with locker_bench(name, {"locks": 8, "contact": contact}) as bench:
            if echo:
                await bench.fault("echo")
            assert (await bench.locker.open(10)).succeeded
            doors = (await bench.locker.doors(10)).result
            assert doors == dict.fromkeys(range(1, 9), DoorState.CLOSED)
            assert bench.pulses() == {}, "opening the port and asking opens no door"
            opened = await bench.locker.open_compartment(3, 10)
            assert opened.succeeded and opened.result is DoorState.OPEN, opened.detail
            doors = (await bench.locker.doors(10)).result
            assert doors == {number: DoorState.OPEN if number == 3 else DoorState.CLOSED for number in doors}
            assert bench.pulses() == {3: 1}
            await bench.tell("close_door", compartment=3)
            doors = (await bench.locker.doors(10)).result
            assert doors is not None and doors[3] is DoorState.CLOSED

    run_simulated(body())


@ALL
def test_a_stuck_door_is_a_fault_of_the_lock_and_gets_one_pulse(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.fault("stuck", argument=5)
        stuck = await bench.locker.open_compartment(5, 10)
        assert stuck.code is Code.HARDWARE_ERROR and "stuck" in stuck.detail
        assert bench.pulses() == {5: 1}
        assert bench.state() is DeviceState.ONLINE, "the other compartments go on"
        assert (await bench.locker.open_compartment(6, 10)).succeeded

    in_a_bench(name, scenario)


@ALL
def test_an_answer_lost_after_the_pulse_is_made_good_by_the_contact(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.fault("drop", count=1)
        assert (await bench.locker.open_compartment(2, 10)).succeeded
        assert bench.pulses() == {2: 1}

    in_a_bench(name, scenario)


@ALL
@pytest.mark.parametrize("fault", ["drop", "garble", "half"])
def test_where_no_contact_can_be_asked_the_outcome_is_unknown(name: str, fault: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.fault(fault)
        unknown = await bench.locker.open_compartment(2, 10)
        assert unknown.code is Code.OUTCOME_UNKNOWN and "may be open" in unknown.detail
        assert bench.pulses() == {2: 1}

    in_a_bench(name, scenario)


@ALL
def test_a_line_lost_after_the_pulse_leaves_the_outcome_unknown(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        opening = asyncio.create_task(bench.locker.open_compartment(2, 10))
        await asyncio.sleep(0.1)
        assert bench.pulses() == {2: 1}
        await bench.fault("unplugged")
        assert (await opening).code is Code.OUTCOME_UNKNOWN
        assert bench.state() is DeviceState.NO_DEVICE
        gone = await bench.locker.open_compartment(3, 10)
        assert gone.code is Code.DEVICE_NOT_READY and "nothing was sent" in gone.detail

    in_a_bench(name, scenario, physics={"reply_seconds": 0.3})


@ALL
def test_silence_costs_the_deadline_and_no_more(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.fault("silent")
        for seconds in (1.0, 4.0):
            begun = LoopClock().now()
            assert (await bench.locker.doors(seconds)).code is Code.TIME_OUT
            assert LoopClock().now() - begun <= seconds
            begun = LoopClock().now()
            assert not (await bench.locker.open_compartment(2, seconds)).succeeded
            assert LoopClock().now() - begun <= seconds + 0.25
        assert bench.state() is DeviceState.OFFLINE
        await bench.clear("silent")
        assert bench.pulses() == {}, "what was sent into silence does not act later"
        assert (await bench.locker.doors(10)).succeeded

    in_a_bench(name, scenario)


@ALL
def test_cancelling_an_opening_never_pulses_again(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.fault("stuck", argument=4)
        opening = asyncio.create_task(bench.locker.open_compartment(4, 10))
        await asyncio.sleep(0.5)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert (await bench.locker.doors(10)).succeeded
        assert bench.pulses() == {4: 1}

    in_a_bench(name, scenario)


@ALL
def test_a_late_answer_is_not_taken_for_that_of_the_next_question(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.tell("force_door", compartment=2)
        await bench.fault("late", argument=20.0, count=1)
        assert (await bench.locker.doors(12)).code in (Code.TIME_OUT, Code.SUCCESS)
        await asyncio.sleep(9.7)  # the late answer, with the door still open, is about to come
        await bench.tell("close_door", compartment=2)
        doors = await bench.locker.doors(20)
        assert doors.result is not None and doors.result[2] is DoorState.CLOSED

    in_a_bench(name, scenario, {"locks": 8, "reply_seconds": 5.0})


@ALL
def test_a_forced_door_shows(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.tell("force_door", compartment=7)
        doors = (await bench.locker.doors(10)).result
        assert doors is not None and doors[7] is DoorState.OPEN
        assert bench.pulses() == {}

    in_a_bench(name, scenario)


@ALL
@pytest.mark.parametrize("echo", [False, True])
def test_two_boards_on_one_line_count_on(name: str, echo: bool) -> None:
    async def scenario(bench: LockerBench) -> None:
        assert list(bench.locker.compartments) == list(range(1, 17))
        if echo:
            await bench.fault("echo")
            await bench.locker.refresh(5)
        for number in (8, 9, 16):
            assert (await bench.locker.open_compartment(number, 10)).succeeded
        assert bench.pulses() == {8: 1, 9: 1, 16: 1}
        doors = (await bench.locker.doors(10)).result
        assert doors is not None
        assert {number for number, door in doors.items() if door is DoorState.OPEN} == {8, 9, 16}

    in_a_bench(name, scenario, {"locks": 8, "boards": 2, "board": 3})


@ALL
def test_a_missing_second_board_is_noticed_at_opening(name: str) -> None:
    async def body() -> None:
        settings = {"locks": 8, "boards": 2}
        async with locker_bench(name, settings, {"boards": 1}) as bench:
            assert (await bench.locker.open(10)).code is Code.TIME_OUT
            assert bench.state() is DeviceState.OFFLINE

    run_simulated(body())


@pytest.mark.parametrize("name", ["kerong-cu16", "kerong-cu48", "modbus"])
def test_items_are_seen_where_sensors_are_fitted(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.tell("put_item", compartment=1)
        items = (await bench.locker.items(10)).result
        assert items is not None and items[1] is Presence.PRESENT and items[2] is Presence.ABSENT
        await bench.tell("take_item", compartment=1)
        items = (await bench.locker.items(10)).result
        assert items is not None and items[1] is Presence.ABSENT

    in_a_bench(name, scenario, {"locks": 8, **KINDS[name].items})


@ALL
def test_items_are_unsupported_unless_sensors_are_configured(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        assert (await bench.locker.items(10)).code is Code.UNSUPPORTED

    in_a_bench(name, scenario)


def test_a_cu48_without_sensor_bytes_never_says_that_a_compartment_is_empty() -> None:
    async def scenario(bench: LockerBench) -> None:
        items = (await bench.locker.items(10)).result
        assert items == dict.fromkeys(range(1, 9), Presence.UNKNOWN)

    in_a_bench("kerong-cu48", scenario, {"locks": 8, "items": "fitted"}, {"variant": "no_sensors"})


def test_a_wkly_board_that_answers_no_opening_is_judged_by_its_contact() -> None:
    async def scenario(bench: LockerBench) -> None:
        assert (await bench.locker.open_compartment(3, 10)).succeeded
        assert bench.pulses() == {3: 1}

    in_a_bench("wkly", scenario, physics={"variant": "mute"})


def test_an_8a_board_of_8_locks_that_sends_three_groups_is_understood() -> None:
    async def scenario(bench: LockerBench) -> None:
        await bench.tell("force_door", compartment=8)
        doors = (await bench.locker.doors(10)).result
        assert doors is not None and len(doors) == 8
        assert [number for number, door in doors.items() if door is DoorState.OPEN] == [8]

    in_a_bench("board-8a", scenario, physics={"variant": "long_status"})


@pytest.mark.parametrize("echo", [False, True])
def test_eight_open_doors_of_an_8a_board_answer_with_the_bytes_of_the_question(echo: bool) -> None:
    async def scenario(bench: LockerBench) -> None:
        if echo:
            await bench.fault("echo")
            await bench.locker.refresh(5)
        await bench.tell("force_door", compartment=1)
        for number in range(2, 9):
            await bench.tell("force_door", compartment=number)
        doors = (await bench.locker.doors(10)).result
        assert doors == dict.fromkeys(range(1, 9), DoorState.OPEN)
        await bench.tell("close_doors")
        doors = (await bench.locker.doors(10)).result
        assert doors == dict.fromkeys(range(1, 9), DoorState.CLOSED)

    in_a_bench("board-8a", scenario)


@pytest.mark.parametrize("name", ["board-8a", "wkly"])
def test_reports_between_question_and_answer_change_nothing(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        opening = asyncio.create_task(bench.locker.open_compartment(3, 10))
        for _ in range(3):
            await bench.tell("force_door", compartment=5)
            await asyncio.sleep(0.05)
        assert (await opening).succeeded
        doors = (await bench.locker.doors(10)).result
        assert doors is not None
        assert [number for number, door in doors.items() if door is DoorState.OPEN] == [3, 5]

    in_a_bench(name, scenario, physics={"reports": 1})


@pytest.mark.parametrize("name", ["board-8a", "wkly"])
def test_a_door_that_opened_and_closed_between_two_looks_is_told(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        told: list[tuple[int, DoorState]] = []
        end = bench.locker.listen_doors(lambda compartment, door: told.append((compartment, door)))
        assert (await bench.locker.refresh(5)).succeeded
        await asyncio.sleep(1)
        await bench.tell("force_door", compartment=5)
        await asyncio.sleep(1)
        await bench.tell("close_doors")
        await asyncio.sleep(1)
        assert (await bench.locker.refresh(5)).succeeded
        assert told == [(5, DoorState.OPEN), (5, DoorState.CLOSED)]
        end()
        await bench.tell("force_door", compartment=6)
        await asyncio.sleep(1)
        assert (await bench.locker.refresh(5)).succeeded
        assert len(told) == 2

    in_a_bench(name, scenario, physics={"reports": 1})


@pytest.mark.parametrize("name", ["board-8a", "wkly"])
def test_a_door_that_springs_open_is_told(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        told: list[tuple[int, DoorState]] = []
        bench.locker.listen_doors(lambda compartment, door: told.append((compartment, door)))
        assert (await bench.locker.open_compartment(3, 10)).succeeded
        await asyncio.sleep(1)  # the door springs open, and the board says so
        assert (await bench.locker.doors(5)).succeeded
        assert told[-1] == (3, DoorState.OPEN)

    in_a_bench(name, scenario, physics={"reports": 1})


def test_without_a_contact_nothing_is_called_open_or_closed() -> None:
    async def scenario(bench: LockerBench) -> None:
        assert (await bench.locker.open_compartment(3, 10)).code is Code.OUTCOME_UNKNOWN
        assert (await bench.locker.doors(5)).result == dict.fromkeys(range(1, 9), DoorState.UNKNOWN)
        assert bench.pulses() == {3: 1}

    async def body() -> None:
        async with locker_bench(
            "board-8a", {"locks": 8, "contact": "none"}, {"contact": "closed_when_locked"}
        ) as bench:
            await bench.locker.open(5)
            await scenario(bench)

    run_simulated(body())


def test_the_wrong_polarity_shows_every_closed_door_as_open() -> None:
    async def scenario(bench: LockerBench) -> None:
        doors = (await bench.locker.doors(5)).result
        assert doors == dict.fromkeys(range(1, 9), DoorState.OPEN)

    in_a_bench(
        "board-8a", scenario, {"locks": 8, "contact": "closed_when_open"}, {"contact": "closed_when_locked"}
    )


def test_a_relay_board_gets_a_timed_pulse_when_so_configured() -> None:
    async def scenario(bench: LockerBench) -> None:
        assert (await bench.locker.open_compartment(3, 10)).succeeded
        assert bench.pulses() == {3: 1}

    in_a_bench("modbus", scenario, {"locks": 8, "pulse": "timed"})


def test_a_board_that_refuses_the_pulse_moved_nothing() -> None:
    async def scenario(bench: LockerBench) -> None:
        refused = await bench.locker.open_compartment(3, 10)
        assert refused.code is Code.HARDWARE_ERROR and "nothing moved" in refused.detail
        assert bench.pulses() == {}

    in_a_bench("modbus", scenario, {"locks": 8, "pulse": "timed"}, {"variant": "no_timer"})


@ALL
def test_a_recorded_opening_plays_again(name: str, tmp_path: Path) -> None:
    settings = {"locks": 8}

    async def record() -> Completion[DoorState]:
        async with locker_bench(name, settings) as bench:
            with Recorder(MemoryTransport(bench.line), tmp_path / "opening.jsonl", LoopClock()) as recorder:
                locker = KINDS[name].driver(recorder, LoopClock(), settings)
                assert (await locker.open(5)).succeeded
                completion = await locker.open_compartment(3, 5)
                await locker.close()
                return completion

    async def play() -> Completion[DoorState]:
        replayer = Replayer(load(tmp_path / "opening.jsonl"), LoopClock())
        locker = KINDS[name].driver(replayer, LoopClock(), settings)
        assert (await locker.open(5)).succeeded
        completion = await locker.open_compartment(3, 5)
        assert replayer.finished
        return completion

    assert run_simulated(record()) == run_simulated(play())


@ALL
def test_two_openings_leave_the_supply_its_pause(name: str) -> None:
    async def scenario(bench: LockerBench) -> None:
        begun = LoopClock().now()
        await bench.locker.open_compartment(1, 10)
        await bench.locker.open_compartment(2, 10)
        assert LoopClock().now() - begun >= 3.0

    in_a_bench(name, scenario, {"locks": 8, "pause_seconds": 3.0})


@ALL
@pytest.mark.parametrize("compartment", [0, -1, 9, 10**6])
def test_a_compartment_that_is_not_there_is_refused_without_a_byte(name: str, compartment: int) -> None:
    async def scenario(bench: LockerBench) -> None:
        refused = await bench.locker.open_compartment(compartment, 10)
        assert refused.code is Code.INVALID_DATA and "nothing was sent" in refused.detail
        assert bench.pulses() == {}

    in_a_bench(name, scenario)


@ALL
@pytest.mark.parametrize("settings", [{"locks": 0}, {"locks": 500}, {"board": 300}, {"boards": 0}])
def test_addresses_and_counts_that_cannot_be_are_refused(name: str, settings: Values) -> None:
    driver: Callable[..., object] = KINDS[name].driver
    with pytest.raises(SettingError):
        driver(MemoryTransport(MemoryLine()), LoopClock(), settings)


def test_an_address_beyond_16_bits_is_refused() -> None:
    with pytest.raises(SettingError, match="16 bits"):
        build.modbus(MemoryTransport(MemoryLine()), LoopClock(), {"first_coil": 65535})


def test_the_simulator_refuses_what_it_has_not() -> None:
    async def scenario(bench: LockerBench) -> None:
        with pytest.raises(CommandRefused, match="compartments 1 to 8"):
            await bench.tell("force_door", compartment=9)
        with pytest.raises(CommandRefused, match="does not know"):
            await bench.tell("paint")

    in_a_bench("board-8a", scenario)
