"""The ID card reader's driver against its simulator: what a resident does with a card, and what a wire
does.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from device_bench import LI, ZHANG, reader_bench, scanner_bench

from drivers.clock import LoopClock, run_simulated
from drivers.contract import Code, DeviceState
from drivers.id_card_reader.card_text import parse_card
from drivers.id_card_reader.sam import AdditionalAddress, RemovalPoll, SamReader, SamSettings
from drivers.simulators.card_content import Cards, Variant, day_in_china
from drivers.simulators.id_card_reader import ReaderPhysics
from drivers.transports.memory import MemoryLine, MemoryTransport


def test_a_card_is_found_read_and_its_removal_noticed() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            reader = bench.reader
            opened = await reader.open(3)
            assert opened.result is not None
            assert opened.result.serial == "05.01-20260101-0000000001-0000000002"
            assert (await reader.find(2)).code is Code.NO_MEDIA
            bench.simulator.put_card("zhang")
            assert (await reader.find(2)).code is Code.SUCCESS
            assert (await reader.read(5)).result == ZHANG
            assert (await reader.find(2)).code is Code.NO_MEDIA, "a card read already is not found again"
            assert (await reader.card_present(3)).result is True
            bench.simulator.take_card()
            assert (await reader.card_present(3)).result is False
            bench.simulator.put_card("li")
            assert (await reader.card_present(3)).result is True
            assert (await reader.find(2)).succeeded
            assert (await reader.read(5)).result == LI

    run_simulated(scenario())


def test_the_newest_address_comes_from_its_own_place_on_the_chip() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang", "moved")
            await bench.reader.find(2)
            completion = await bench.reader.read(5)
            assert completion.result == replace(ZHANG, additional_address="上海市虚构区未名路1号2室")

    run_simulated(scenario())


def test_without_the_additional_address_one_command_less_is_sent() -> None:
    async def scenario() -> float:
        settings = SamSettings(additional_address=AdditionalAddress.SKIP)
        async with reader_bench(settings, ReaderPhysics(0, 0, 0, 1.0, 0.5, None)) as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang", "moved")
            await bench.reader.find(2)
            begun = LoopClock().now()
            assert (await bench.reader.read(5)).result == ZHANG
            return LoopClock().now() - begun

    assert run_simulated(scenario()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        ("unknown_type", Code.UNSUPPORTED),
        ("unreadable", Code.INVALID_MEDIA),
        ("damaged_text", Code.INVALID_MEDIA),
        ("wrong_card", Code.UNSUPPORTED),
        ("not_selected", Code.INVALID_MEDIA),
        ("forged", Code.INVALID_MEDIA),
        ("expired", Code.SUCCESS),
        ("not_yet_valid", Code.SUCCESS),
        ("long_term", Code.SUCCESS),
        ("damaged_photo", Code.SUCCESS),
    ],
)
def test_cards_that_are_not_as_they_should_be(variant: str, code: Code) -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang", variant)
            assert (await bench.reader.find(2)).succeeded
            completion = await bench.reader.read(6)
            assert completion.code is code
            assert ZHANG.name not in completion.detail and ZHANG.number not in completion.detail
            assert bench.state() is DeviceState.ONLINE, "a bad card is no fault of the reader"
            bench.simulator.take_card()
            bench.simulator.put_card("zhang")
            assert (await bench.reader.find(2)).succeeded
            assert (await bench.reader.read(6)).result == ZHANG

    run_simulated(scenario())


def test_a_card_that_begins_tomorrow_begins_tomorrow_in_china() -> None:
    moment = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # half an hour after midnight there
    cards = Cards({"zhang": lambda: ZHANG}, today=lambda: day_in_china(moment))
    content = cards.content("zhang", Variant.NOT_YET_VALID)
    assert parse_card(content.text, content.photo).valid_from == "20261123"


def test_a_card_pulled_during_the_read_is_invalid_media_and_the_next_try_works() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.simulator.handle("pull_during_read", {})
            await bench.reader.find(2)
            assert (await bench.reader.read(5)).code is Code.INVALID_MEDIA
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            assert (await bench.reader.read(5)).result == ZHANG

    run_simulated(scenario())


def test_reading_without_a_card_is_no_media() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            assert (await bench.reader.read(5)).code is Code.NO_MEDIA

    run_simulated(scenario())


def test_a_card_swapped_between_find_and_read_is_read_as_the_new_one() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            bench.simulator.take_card()
            bench.simulator.put_card("li")
            assert (await bench.reader.read(5)).result == LI

    run_simulated(scenario())


@pytest.mark.parametrize("late", [3.2, 4.0, 6.0])
def test_one_persons_late_answer_is_never_taken_for_the_next_persons_card(late: float) -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            reader = bench.reader
            await reader.open(3)
            bench.simulator.put_card("zhang")
            await reader.find(2)
            reading = asyncio.create_task(reader.read(8))
            await asyncio.sleep(0.2)  # selected; the answer with the card will be late
            await bench.fault("late", argument=late, count=1)
            assert (await reading).code is Code.TIME_OUT
            bench.simulator.put_card("li")
            for _ in range(20):
                completion = await reader.read(8)
                assert completion.result in (None, LI)
                if completion.succeeded:
                    return
                await reader.find(2)
            raise AssertionError("the reader never came back into step")

    run_simulated(scenario())


@pytest.mark.parametrize("late", [1.1, 1.5, 2.5])
def test_a_late_found_is_never_taken_for_a_card_that_lies_there_now(late: float) -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.fault("late", argument=late, count=1)
            assert (await bench.reader.find(3)).code is Code.TIME_OUT
            bench.simulator.take_card()
            codes = [(await bench.reader.find(5)).code for _ in range(4)]
            assert Code.SUCCESS not in codes
            assert codes[-1] is Code.NO_MEDIA

    run_simulated(scenario())


@pytest.mark.parametrize("argument", [0x60, 0x66])
def test_a_module_out_of_order_is_a_hardware_error_of_the_device(argument: int) -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            await bench.fault("sam_fault", argument=argument)
            assert (await bench.reader.find(2)).code is Code.HARDWARE_ERROR
            assert bench.state() is DeviceState.HARDWARE_ERROR
            await bench.clear("sam_fault")
            assert (await bench.reader.refresh(2)).succeeded
            assert bench.state() is DeviceState.ONLINE

    run_simulated(scenario())


def test_a_slow_line_that_splits_every_answer_is_no_problem() -> None:
    async def scenario() -> None:
        async with reader_bench(physics=ReaderPhysics(baud=9600)) as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            assert (await bench.reader.read(8)).result == ZHANG

    run_simulated(scenario())


def test_noise_before_every_answer_is_passed_over() -> None:
    async def scenario() -> None:
        for seed in range(30):
            async with reader_bench(seed=seed) as bench:
                await bench.fault("noise_before")
                assert (await bench.reader.open(5)).succeeded
                bench.simulator.put_card("zhang")
                await bench.reader.find(3)
                assert (await bench.reader.read(10)).result == ZHANG

    run_simulated(scenario())


def test_one_damaged_answer_is_asked_for_again() -> None:
    async def scenario() -> None:
        for seed in range(30):
            async with reader_bench(seed=seed) as bench:
                await bench.reader.open(5)
                bench.simulator.put_card("zhang")
                await bench.fault("garble", count=1)
                # A bit of the preamble or the length makes the answer disappear rather than look damaged.
                assert (await bench.reader.find(3)).code in (Code.SUCCESS, Code.TIME_OUT)
                assert (await bench.reader.read(10)).result == ZHANG

    run_simulated(scenario())


def test_three_silences_in_a_row_make_the_device_offline_and_one_answer_online() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            seen: list[DeviceState] = []
            await bench.reader.open(3)
            bench.reader.listen(lambda status: seen.append(status.state))
            await bench.fault("silent")
            for _ in range(3):
                assert (await bench.reader.refresh(1)).code is Code.TIME_OUT
            assert seen == [DeviceState.OFFLINE]
            await bench.clear("silent")
            assert (await bench.reader.refresh(3)).succeeded
            assert seen == [DeviceState.OFFLINE, DeviceState.ONLINE]

    run_simulated(scenario())


def test_a_command_on_a_silent_device_costs_its_deadline_and_no_more() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            await bench.fault("silent")
            clock = LoopClock()
            for deadline in (0.05, 0.2):
                begun = clock.now()
                assert (await bench.reader.refresh(deadline)).code is Code.TIME_OUT
                assert clock.now() - begun == pytest.approx(deadline)

    run_simulated(scenario())


def test_a_pulled_plug_is_known_at_once_without_any_command() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            await bench.fault("unplugged")
            assert bench.state() is DeviceState.NO_DEVICE
            assert (await bench.reader.find(1)).code is Code.DEVICE_NOT_READY
            await bench.clear("unplugged")
            assert (await bench.reader.open(3)).succeeded
            assert bench.state() is DeviceState.ONLINE

    run_simulated(scenario())


def test_a_cancelled_read_leaves_nothing_behind_for_the_next() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            reading = asyncio.create_task(bench.reader.read(8))
            await asyncio.sleep(0.3)
            assert bench.state() is DeviceState.BUSY
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            bench.simulator.put_card("li")
            await bench.reader.find(4)
            assert (await bench.reader.read(8)).result == LI

    run_simulated(scenario())


def test_one_command_at_a_time() -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            reading = asyncio.create_task(bench.reader.read(8))
            await asyncio.sleep(0.01)
            blocked = await bench.reader.refresh(0.1)
            assert blocked.code is Code.TIME_OUT and "nothing was sent" in blocked.detail
            assert (await reading).result == ZHANG
            assert bench.state() is DeviceState.ONLINE

    run_simulated(scenario())


def test_polling_by_find_alone_cannot_see_a_card_read_already() -> None:
    async def scenario() -> None:
        async with reader_bench(SamSettings(removal_poll=RemovalPoll.FIND)) as bench:
            await bench.reader.open(3)
            bench.simulator.put_card("zhang")
            await bench.reader.find(2)
            assert (await bench.reader.card_present(2)).result is True
            await bench.reader.read(8)
            assert (await bench.reader.card_present(2)).result is False

    run_simulated(scenario())


def test_a_port_where_nobody_answers_is_not_taken_for_a_reader() -> None:
    async def scenario() -> None:
        line = MemoryLine()
        line.plug()
        reader = SamReader(MemoryTransport(line), LoopClock())
        assert (await reader.open(2)).code is Code.TIME_OUT
        assert reader.status.state is DeviceState.OFFLINE
        await reader.close()

    run_simulated(scenario())


def test_a_scanner_on_the_readers_port_is_not_taken_for_a_reader() -> None:
    async def scenario() -> None:
        async with scanner_bench() as bench:
            reader = SamReader(MemoryTransport(bench.line), LoopClock())
            completion = await reader.open(5)
            assert not completion.succeeded and completion.result is None
            await reader.close()

    run_simulated(scenario())


def test_a_pause_between_commands_is_kept() -> None:
    async def scenario() -> float:
        physics = ReaderPhysics(0, 0, 0, 0, 0, None)
        async with reader_bench(SamSettings(pause_seconds=0.3), physics) as bench:
            begun = LoopClock().now()
            await bench.reader.open(3)
            for _ in range(3):
                await bench.reader.find(2)
            return LoopClock().now() - begun

    assert run_simulated(scenario()) == pytest.approx(1.2)  # five commands, four pauses
