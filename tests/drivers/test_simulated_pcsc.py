"""The smart card reader's driver against its simulator: cards of every generation, and what a wire does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from support.wire_bench import WireBench, in_bench

from drivers.clock import LoopClock
from drivers.contract import Code, DeviceState, HolderAccess, SocialCardGeneration
from drivers.simulators.faults import Fault
from drivers.simulators.smart_card_reader import (
    CARD_PULLED,
    ENDLESS,
    MUTE,
    SimulatedSmartCardReader,
    SlotPhysics,
)
from drivers.smart_card_reader.pcsc import PcscReader, PcscSettings

Bench = WireBench[PcscReader, SimulatedSmartCardReader]


def bench(scenario: Callable[[Bench], Awaitable[None]], settings: PcscSettings | None = None) -> None:
    in_bench(
        lambda wire, clock: PcscReader(wire, clock, settings),
        lambda context, wire: SimulatedSmartCardReader(context, SlotPhysics(), wire),
        scenario,
    )


@pytest.mark.parametrize("speech", ["t0", "t1"])
@pytest.mark.parametrize("generation", ["1.0", "2.0"])
def test_a_card_without_locks_is_read_in_full(generation: str, speech: str) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", generation=generation, speech=speech)
        card = (await bench.device.read(10)).result
        assert card is not None and card.generation.value == generation
        assert card.holder_access is HolderAccess.READ and card.holder is not None
        assert (card.holder.name, card.holder.number) == ("章试纸", "99999919900101002X")
        assert (card.holder.sex_code, card.holder.nation_code) == ("2", "01")
        assert (card.holder.birthplace, card.holder.birth) == ("999999", "19900101")
        assert bench.simulator.state()["powered"] is False

    bench(scenario)


def test_a_long_name_is_put_together_from_two_records() -> None:
    name = "阿依古丽试验试验试验样张章试纸长名" + "字"
    assert len(name.encode("gbk")) > 30

    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", generation="2.0", name=name)
        card = (await bench.device.read(10)).result
        assert card is not None and card.holder is not None and card.holder.name == name

    bench(scenario)


def test_of_generation_3_what_is_free_is_read_and_the_holder_is_unavailable() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", generation="3.0")
        card = (await bench.device.read(10)).result
        assert card is not None and card.generation is SocialCardGeneration.THIRD
        assert card.holder is None and card.holder_access is HolderAccess.KEYS_NEEDED
        assert card.atr and card.region == "999999" and card.card_number == "ZA0000001"

    bench(scenario)


def test_a_card_that_wants_a_pin_says_so() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", generation="2.0", locked=True)
        card = (await bench.device.read(10)).result
        assert card is not None and card.holder is None
        assert card.holder_access is HolderAccess.PIN_NEEDED

    bench(scenario)


@pytest.mark.parametrize("generation", ["1.0", "2.0", "3.0"])
def test_the_banks_application_is_never_asked_for(generation: str) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        for application in (True, False):
            await bench.tell("put_card", generation=generation, application=application)
            await bench.device.read(10)
            await bench.device.read_uid(10)
            assert bench.simulator.state()["bank_asked"] == 0

    bench(scenario)


def test_another_card_is_unsupported() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", application=False)
        assert (await bench.device.read(10)).code is Code.UNSUPPORTED
        assert bench.state() is DeviceState.ONLINE

    bench(scenario)


def test_a_contactless_number_is_read_and_has_no_readable_form() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", uid="04A1B2C3D4E5F6")
        uid = (await bench.device.read_uid(5)).result
        assert uid is not None and uid.uid == "04A1B2C3D4E5F6" and "04A1" not in repr(uid)
        await bench.tell("put_card")
        assert (await bench.device.read_uid(5)).code is Code.UNSUPPORTED

    bench(scenario)


def test_no_card_and_a_card_that_comes() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        assert (await bench.device.card_present(5)).result is False
        assert (await bench.device.read(5)).code is Code.NO_MEDIA
        await bench.tell("put_card")
        assert (await bench.device.card_present(5)).result is True

    bench(scenario)


@pytest.mark.parametrize("fault", [CARD_PULLED, MUTE, ENDLESS])
def test_trouble_with_the_card_is_no_fault_of_the_reader(fault: str) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card")
        await bench.fault(fault)
        completion = await bench.device.read(10)
        assert completion.code is Code.INVALID_MEDIA and "Nothing was written" in completion.detail
        assert bench.state() is DeviceState.ONLINE

    bench(scenario)


def test_what_a_card_says_is_in_no_text_form() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card")
        completion = await bench.device.read(10)
        shown = f"{completion} {completion.result!r} {bench.device.status}"
        assert "章" not in shown and "9999" not in shown

    bench(scenario)


def test_a_late_answer_is_never_that_of_another_card() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", name="样张")
        await bench.fault(Fault.LATE, argument=4.0, count=1)
        assert (await bench.device.read(3)).code is Code.TIME_OUT
        await bench.tell("put_card", name="黎样张")
        await asyncio.sleep(1.2)
        card = (await bench.device.read(10)).result
        assert card is not None and card.holder is not None and card.holder.name == "黎样张"

    bench(scenario)


def test_a_silent_port_costs_its_deadline_and_no_more() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.fault(Fault.SILENT)
        begun = LoopClock().now()
        for _ in range(3):
            assert (await bench.device.refresh(0.5)).code is Code.TIME_OUT
        assert LoopClock().now() - begun == pytest.approx(1.5)
        assert bench.state() is DeviceState.OFFLINE

    bench(scenario)


def test_a_cancelled_read_leaves_nothing_behind_for_the_next() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.tell("put_card", name="样张")
        reading = asyncio.create_task(bench.device.read(10))
        await asyncio.sleep(0.3)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await bench.tell("put_card", name="黎样张")
        card = (await bench.device.read(10)).result
        assert card is not None and card.holder is not None and card.holder.name == "黎样张"

    bench(scenario)


def test_another_reader_is_told_by_its_serial_number() -> None:
    async def scenario(bench: Bench) -> None:
        first: Any = (await bench.device.open(5)).result
        await bench.fault(Fault.WRONG_IDENTITY)
        second: Any = (await bench.device.open(5)).result
        assert first.serial != second.serial and first.model == "Simulated Reader 00 00"

    bench(scenario)


def test_a_pulled_plug_is_known_at_once() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.device.open(5)
        await bench.fault(Fault.UNPLUGGED)
        assert bench.state() is DeviceState.NO_DEVICE

    bench(scenario)
