"""Lamps, sensors and the power supply: told as they are, unknown where nobody says it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from board_bench import Values, io_bench, nut_bench
from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import LoopClock, run_simulated
from drivers.contract import (
    Code,
    DeviceState,
    Lamp,
    LampState,
    Power,
    PowerSource,
    Presence,
    Sensor,
    SupplyLevel,
)
from drivers.settings import SettingError
from drivers.signals.modbus_io import ModbusIo, ModbusIoSettings
from drivers.signals.nut import NutPower, NutSettings
from drivers.signals.nut_codec import LINE_LIMIT, AnswerFinder, Refusal, Variables, power
from drivers.simulators.base import CommandRefused
from drivers.transports.memory import MemoryLine, MemoryTransport
from drivers.transports.recorder import Recorder
from drivers.transports.replayer import Replayer, load

WIRED: Values = {"lamps": "receipt=0,tower_red=1", "sensors": "tamper=!0,presence=1,cabinet_door=2"}
Scenario = Callable[[Any], Awaitable[None]]


def with_signals(
    scenario: Scenario, settings: Values = WIRED, physics: Values | None = None, bench: Any = io_bench
) -> None:
    async def body() -> None:
        async with bench(settings, physics) as one:
            if bench is io_bench:
                await one.tell("set_input", input=0, on=1)  # the tamper loop is closed
            opened = await one.device.open(10)
            assert opened.succeeded, opened.detail
            await scenario(one)

    run_simulated(body())


# --- lamps and sensors -------------------------------------------------------------------------------------


def test_a_lamp_goes_on_and_off_and_no_other_does() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.set_lamp(Lamp.TOWER_RED, LampState.ON, 5)).result is LampState.ON
        assert bench.simulator.state()["relays"] == [1]
        assert (await bench.device.set_lamp(Lamp.TOWER_RED, LampState.OFF, 5)).succeeded
        assert bench.simulator.state()["relays"] == []

    with_signals(scenario)


def test_a_lamp_whose_answer_was_lost_is_set_again() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("drop", count=1)
        assert (await bench.device.set_lamp(Lamp.RECEIPT, LampState.ON, 5)).succeeded
        assert bench.simulator.state()["relays"] == [0]

    with_signals(scenario)


async def lit_in(bench: Any, seconds: float) -> list[list[int]]:
    """Which relays are on, looked at ten times a second."""
    seen = []
    for _ in range(int(seconds * 10)):
        await asyncio.sleep(0.1)
        seen.append(bench.simulator.state()["relays"])
    return seen


def test_lamps_blink_in_step_once_a_second_until_they_are_told_otherwise() -> None:
    async def scenario(bench: Any) -> None:
        blink = await bench.device.set_lamp(Lamp.RECEIPT, LampState.BLINK, 5)
        assert blink.result is LampState.BLINK
        assert (await bench.device.set_lamp(Lamp.TOWER_RED, LampState.BLINK, 5)).succeeded
        await asyncio.sleep(1.0)  # by then both are in step
        seen = await lit_in(bench, 10.0)
        both, none = seen.count([0, 1]), seen.count([])
        assert both + none >= 92, "hardly ever one without the other"
        assert abs(both - none) <= 10
        assert sum(before != after for before, after in itertools.pairwise(seen)) <= 44
        assert (await bench.device.set_lamp(Lamp.TOWER_RED, LampState.ON, 5)).succeeded
        assert (await bench.device.set_lamp(Lamp.RECEIPT, LampState.OFF, 5)).succeeded
        assert await lit_in(bench, 3.0) == [[1]] * 30

    with_signals(scenario)


def test_a_board_that_was_unplugged_blinks_again_when_it_is_back() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.set_lamp(Lamp.RECEIPT, LampState.BLINK, 5)).succeeded
        await bench.fault("unplugged")
        await asyncio.sleep(5.0)
        await bench.clear("unplugged")
        assert (await bench.device.open(5)).succeeded
        seen = await lit_in(bench, 4.0)
        assert [0] in seen and [] in seen

    with_signals(scenario)


def test_a_board_that_is_tampered_with_goes_on_blinking_and_a_closed_one_does_not() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.set_lamp(Lamp.RECEIPT, LampState.BLINK, 5)).succeeded
        await bench.tell("set_input", input=0, on=0)
        assert (await bench.device.refresh(5)).succeeded
        assert bench.device.status.state is DeviceState.FRAUD_SUSPECTED
        seen = await lit_in(bench, 3.0)
        assert [0] in seen and [] in seen
        await bench.device.close()
        assert len({tuple(relays) for relays in await lit_in(bench, 3.0)}) == 1

    with_signals(scenario)


def test_a_lamp_that_is_not_wired_is_unsupported() -> None:
    async def scenario(bench: Any) -> None:
        refused = await bench.device.set_lamp(Lamp.HELP, LampState.ON, 5)
        assert refused.code is Code.UNSUPPORTED and "nothing was sent" in refused.detail

    with_signals(scenario)


def test_a_lamp_on_a_coil_that_is_not_there_is_told() -> None:
    async def scenario(bench: Any) -> None:
        refused = await bench.device.set_lamp(Lamp.HELP, LampState.ON, 5)
        assert refused.code is Code.HARDWARE_ERROR and "no such output" in refused.detail

    with_signals(scenario, {"lamps": "help=99"})


def test_sensors_are_seen_as_they_are_wired() -> None:
    async def scenario(bench: Any) -> None:
        quiet = {
            Sensor.TAMPER: Presence.ABSENT,
            Sensor.PRESENCE: Presence.ABSENT,
            Sensor.CABINET_DOOR: Presence.ABSENT,
        }
        assert (await bench.device.sensors(5)).result == quiet
        await bench.tell("set_input", input=1, on=1)
        assert (await bench.device.sensors(5)).result == {**quiet, Sensor.PRESENCE: Presence.PRESENT}

    with_signals(scenario)


def test_a_cut_tamper_loop_is_a_suspected_fraud_and_heals() -> None:
    async def scenario(bench: Any) -> None:
        heard: list[DeviceState] = []
        bench.device.listen(lambda status: heard.append(status.state))
        await bench.tell("set_input", input=0, on=0)
        await bench.tell("set_input", input=2, on=1)
        assert (await bench.device.refresh(5)).succeeded
        assert bench.state() is DeviceState.FRAUD_SUSPECTED
        assert bench.device.status.reasons == {"tamper", "cabinet-door-open"}
        await bench.tell("set_input", input=0, on=1)
        await bench.device.refresh(5)
        assert bench.state() is DeviceState.ONLINE
        assert heard == [DeviceState.FRAUD_SUSPECTED, DeviceState.ONLINE]

    with_signals(scenario)


def test_a_board_without_sensors_says_so() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.sensors(5)).code is Code.UNSUPPORTED
        assert (await bench.device.power(5)).code is Code.UNSUPPORTED

    with_signals(scenario, {})


def test_another_unit_is_not_taken_for_the_board() -> None:
    async def body() -> None:
        async with io_bench(WIRED, {"unit": 9}) as bench:
            assert (await bench.device.open(5)).code is Code.TIME_OUT
            assert bench.state() is DeviceState.OFFLINE

    run_simulated(body())


def test_a_late_answer_is_not_taken_for_that_of_the_next_question() -> None:
    async def scenario(bench: Any) -> None:
        await bench.tell("set_input", input=1, on=1)
        await bench.fault("late", argument=20.0, count=1)
        assert (await bench.device.sensors(12)).code is Code.TIME_OUT
        await asyncio.sleep(6)
        await bench.tell("set_input", input=1, on=0)
        sensors = (await bench.device.sensors(20)).result
        assert sensors is not None and sensors[Sensor.PRESENCE] is Presence.ABSENT

    with_signals(scenario, {**WIRED, "reply_seconds": 5.0})


@pytest.mark.parametrize("bench", [io_bench, nut_bench])
def test_silence_costs_the_deadline_and_no_more(bench: Any) -> None:
    async def scenario(one: Any) -> None:
        await one.fault("silent")
        for _ in range(3):
            begun = LoopClock().now()
            assert (await one.device.refresh(0.4)).code is Code.TIME_OUT
            assert LoopClock().now() - begun <= 0.4
        assert one.state() is DeviceState.OFFLINE

    with_signals(scenario, WIRED if bench is io_bench else {}, bench=bench)


@pytest.mark.parametrize("bench", [io_bench, nut_bench])
def test_an_unplugged_device_is_known_without_asking(bench: Any) -> None:
    async def scenario(one: Any) -> None:
        await one.fault("unplugged")
        assert one.state() is DeviceState.NO_DEVICE

    with_signals(scenario, WIRED if bench is io_bench else {}, bench=bench)


@pytest.mark.parametrize("bench", [io_bench, nut_bench])
def test_a_cancelled_question_leaves_nothing_for_the_next(bench: Any) -> None:
    async def scenario(one: Any) -> None:
        asking = asyncio.create_task(one.device.refresh(5))
        await asyncio.sleep(0.05)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert (await one.device.refresh(5)).succeeded

    with_signals(scenario, WIRED if bench is io_bench else {}, {"reply_seconds": 0.2}, bench)


@pytest.mark.parametrize(("bench", "settings"), [(io_bench, WIRED), (nut_bench, {})])
def test_a_recorded_look_plays_again(bench: Any, settings: Values, tmp_path: Path) -> None:
    async def record() -> object:
        async with bench(settings) as one:
            with Recorder(MemoryTransport(one.line), tmp_path / "look.jsonl", LoopClock()) as recorder:
                await one.device.attach(recorder)
                assert (await one.device.open(5)).succeeded
                completion = await one.device.refresh(5)
                await one.device.close()
                return completion.code

    async def play() -> object:
        replayer = Replayer(load(tmp_path / "look.jsonl"), LoopClock())
        async with bench(settings) as one:
            await one.device.attach(replayer)
            assert (await one.device.open(5)).succeeded
            completion = await one.device.refresh(5)
            assert replayer.finished
            return completion.code

    assert run_simulated(record()) == run_simulated(play()) == Code.SUCCESS


@pytest.mark.parametrize(
    "settings",
    [{"lamps": "sun=1"}, {"lamps": "help=70000"}, {"sensors": "tamper=8"}, {"input_count": 0}, {"unit": 0}],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        ModbusIo(MemoryTransport(MemoryLine()), LoopClock(), ModbusIoSettings(**settings))


def test_the_simulated_board_refuses_what_it_has_not() -> None:
    async def scenario(bench: Any) -> None:
        with pytest.raises(CommandRefused, match="0 to 7"):
            await bench.tell("set_input", input=8, on=1)
        with pytest.raises(CommandRefused, match="does not know"):
            await bench.tell("paint")

    with_signals(scenario)


# --- the power supply --------------------------------------------------------------------------------------


def test_a_power_cut_is_told_with_what_is_left() -> None:
    async def scenario(bench: Any) -> None:
        known = (await bench.device.power(5)).result
        assert known == Power(PowerSource.MAINS, SupplyLevel.OK, 100.0, 900.0, frozenset({"OL"}))
        assert bench.device.identity.serial == "SIM-0001"
        assert bench.device.identity.model == 'UPS "650"'
        await bench.tell("cut_mains")
        await asyncio.sleep(450)
        known = (await bench.device.power(5)).result
        assert known is not None and known.source is PowerSource.BATTERY and known.charge_percent == 50
        assert bench.device.status.reasons == {"on-battery"}
        await asyncio.sleep(360)
        known = (await bench.device.power(5)).result
        assert known is not None and known.battery is SupplyLevel.LOW
        await bench.tell("restore_mains")
        known = (await bench.device.power(5)).result
        assert known is not None and known.source is PowerSource.MAINS

    with_signals(scenario, {}, bench=nut_bench)


@pytest.mark.parametrize(("fault", "said"), [("stale", "DATA-STALE"), ("unknown", "UNKNOWN-UPS")])
def test_a_server_without_its_supply_is_a_fault_and_no_full_battery(fault: str, said: str) -> None:
    async def body() -> None:
        async with nut_bench({}, {"ups": "other"} if fault == "unknown" else {}) as bench:
            if fault == "stale":
                await bench.fault("stale")
            refused = await bench.device.open(5)
            assert refused.code is Code.HARDWARE_ERROR and said in refused.detail
            assert bench.device.status.reasons == {said.lower()}

    run_simulated(body())


def test_an_old_battery_is_told() -> None:
    async def scenario(bench: Any) -> None:
        await bench.fault("old_battery")
        await bench.device.refresh(5)
        assert bench.device.status.reasons == {"replace-battery"}

    with_signals(scenario, {}, bench=nut_bench)


def test_a_supply_has_neither_lamps_nor_sensors() -> None:
    async def scenario(bench: Any) -> None:
        assert (await bench.device.set_lamp(Lamp.HELP, LampState.ON, 5)).code is Code.UNSUPPORTED
        assert (await bench.device.sensors(5)).code is Code.UNSUPPORTED

    with_signals(scenario, {}, bench=nut_bench)


@pytest.mark.parametrize("ups", ["", "two words", "x\nLOGOUT", "名"])
def test_a_name_that_would_be_another_command_is_refused(ups: str) -> None:
    with pytest.raises(SettingError):
        NutPower(MemoryTransport(MemoryLine()), LoopClock(), NutSettings(ups=ups))


def test_what_is_not_told_is_unknown() -> None:
    assert power({}) == Power(PowerSource.UNKNOWN, SupplyLevel.UNKNOWN)
    assert power({"ups.status": "OL", "battery.charge": "-3"}).charge_percent is None
    assert power({"ups.status": "OB FSD"}).battery is SupplyLevel.LOW


ANSWER = b'BEGIN LIST VAR ups\nVAR ups ups.status "OL"\nVAR ups input.voltage "230"\nEND LIST VAR ups\n'


@given(st.integers(0, len(ANSWER)))
def test_an_answer_is_found_however_it_is_cut(cut: int) -> None:
    finder = AnswerFinder()
    assert finder.feed(ANSWER[:cut]) + finder.feed(ANSWER[cut:]) == [Variables("ups", {"ups.status": "OL"})]
    assert not finder.damaged


@given(st.binary(max_size=200))
def test_an_answer_is_found_behind_noise(noise: bytes) -> None:
    finder = AnswerFinder()
    assert Variables("ups", {"ups.status": "OL"}) in finder.feed(noise + b"\n" + ANSWER)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60))
def test_a_model_survives_its_quotes(model: str) -> None:
    quoted = model.replace("\\", "\\\\").replace('"', '\\"')
    text = f'BEGIN LIST VAR u\nVAR u device.model "{quoted}"\nEND LIST VAR u\n'
    found = AnswerFinder().feed(text.encode())
    assert [one.values["device.model"] for one in found if isinstance(one, Variables)] == [model]


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([ANSWER, b"ERR X\n", b"VAR ups "]), max_size=10))
def test_no_stream_raises_or_fills_more_than_a_few_lines(stream: list[bytes]) -> None:
    finder = AnswerFinder()
    for piece in stream:
        for one in finder.feed(piece):
            assert isinstance(one, Variables | Refusal)
            if isinstance(one, Variables):
                power(one.values)
        assert finder.waiting <= LINE_LIMIT + 8 * (64 + 128)
