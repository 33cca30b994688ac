"""A receipt on a printer that works, and on one with every fault: what is said is what happened."""

from __future__ import annotations

import asyncio

import pytest
from support.receipt_bench import RECEIPT, Bench, on_a_bench

from drivers.contract import Code, DeviceState, SupplyLevel, TicketPlace
from drivers.receipt_printer.document import Image, ReceiptDocument, Text
from drivers.simulators.receipt_printer import MODELS, Fate

LONG = ReceiptDocument(tuple(Text(f"第{number}行") for number in range(60)))


@pytest.mark.parametrize("model", sorted(MODELS))
def test_each_model_prints_the_receipt_once_and_proves_it(model: str) -> None:
    async def story(bench: Bench) -> None:
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.code is Code.SUCCESS, completion.detail
        assert completion.result is not None and completion.result.confirmed_by
        (ticket,) = bench.printed
        assert "一网通办 自助服务" in ticket.replace("\n", ""), "in two lines where the paper is narrow"
        assert "SH-2026-000001" in ticket
        assert bench.device._interpreter.noise == 0

    on_a_bench(story, model)


def test_a_sensor_at_the_mouth_tells_where_the_ticket_is() -> None:
    async def story(bench: Bench) -> None:
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.result is not None
        assert completion.result.ticket is TicketPlace.AT_MOUTH
        await bench.device.handle("take_ticket", {})
        assert (await bench.printer.ticket_place(5.0)).result is TicketPlace.TAKEN
        assert (await bench.printer.retract(5.0)).code is Code.NO_MEDIA

    on_a_bench(story, "presenter-gs-e")


def test_the_citizen_sensor_is_read_from_its_own_bit() -> None:
    async def story(bench: Bench) -> None:
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.result is not None and completion.result.ticket is TicketPlace.AT_MOUTH
        assert bench.printer.status.supplies["paper"] is SupplyLevel.OK
        await bench.device.handle("take_ticket", {})
        assert (await bench.printer.ticket_place(5.0)).result is TicketPlace.TAKEN
        assert (await bench.printer.retract(5.0)).code is Code.UNSUPPORTED

    on_a_bench(story, "citizen-ppu-231")


def test_a_ticket_that_nobody_took_is_pulled_in() -> None:
    async def story(bench: Bench) -> None:
        await bench.printer.print(RECEIPT, 30.0)
        completion = await bench.printer.retract(10.0)
        assert completion.code is Code.SUCCESS and completion.result is TicketPlace.RETRACTED
        assert [one.fate for one in bench.device.tickets] == [Fate.RETRACTED]

    on_a_bench(story, "presenter-gs-e")


def test_paper_out_before_printing_sends_nothing() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_out")
        before = bytes(bench.device.received)
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.code is Code.PAPER_OUT
        assert "Nothing was printed" in completion.detail
        sent = bytes(bench.device.received)[len(before) :]
        assert set(sent[::3]) == {0x10}, "only DLE EOT queries"
        assert bench.printer.status.supplies["paper"] is SupplyLevel.OUT
        assert bench.printer.status.state is DeviceState.USER_ERROR

    on_a_bench(story)


def test_paper_out_in_the_middle_tells_of_a_partial_ticket_and_the_next_ticket_is_whole_and_single() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_out", argument=60.0)
        completion = await bench.printer.print(LONG, 30.0)
        assert completion.code is Code.PAPER_OUT
        assert "may be printed" in completion.detail
        assert bench.printed == []
        await bench.device.handle("load_paper", {})
        again = await bench.printer.print(RECEIPT, 60.0)
        assert again.code is Code.SUCCESS, again.detail
        torn, rest, whole = bench.device.tickets
        assert torn.fate is Fate.TORN
        assert torn.ticket.text.startswith("第0行") and "第59行" not in torn.ticket.text
        assert rest.ticket.text.startswith("第") and "第59行" in rest.ticket.text
        assert "SH-2026-000001" in whole.ticket.text and "第" not in whole.ticket.text

    on_a_bench(story)


def test_a_model_that_can_clear_its_buffer_forgets_the_rest() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_out", argument=60.0)
        assert (await bench.printer.print(LONG, 30.0)).code is Code.PAPER_OUT
        await bench.device.handle("load_paper", {})
        assert (await bench.printer.print(RECEIPT, 60.0)).code is Code.SUCCESS
        assert not any("第59行" in text for text in bench.printed)
        assert "SH-2026-000001" in bench.printed[-1]

    on_a_bench(story, "epson-tm-t88-sc")


@pytest.mark.parametrize(
    ("fault", "code", "state"),
    [
        ("cover_open", Code.COVER_OPEN, DeviceState.USER_ERROR),
        ("jam", Code.MEDIA_JAMMED, DeviceState.HARDWARE_ERROR),
        ("head_hot", Code.DEVICE_NOT_READY, DeviceState.DEGRADED),
        ("offline", Code.DEVICE_NOT_READY, DeviceState.USER_ERROR),
    ],
)
def test_a_hindrance_before_printing_is_named_and_nothing_is_printed(
    fault: str, code: Code, state: DeviceState
) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault(fault)
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.code is code
        assert "Nothing was printed" in completion.detail
        assert bench.printer.status.state is state
        assert bench.printed == []
        await bench.clear(fault)
        if fault == "jam":
            assert (await bench.printer.recover(5.0)).code is Code.SUCCESS
        assert (await bench.printer.print(RECEIPT, 30.0)).code is Code.SUCCESS
        assert len(bench.printed) == 1

    on_a_bench(story)


def test_a_knife_that_sticks_at_the_cut_is_a_jam_after_printing() -> None:
    async def story(bench: Bench) -> None:
        printing = asyncio.create_task(bench.printer.print(LONG, 30.0))
        await asyncio.sleep(0.3)
        await bench.fault("jam")
        completion = await printing
        assert completion.code is Code.MEDIA_JAMMED
        assert "may be printed" in completion.detail
        await bench.clear("jam")
        assert (await bench.printer.recover(5.0)).code is Code.SUCCESS
        assert (await bench.printer.print(RECEIPT, 30.0)).code is Code.SUCCESS
        assert "SH-2026-000001" in bench.printed[-1]

    on_a_bench(story)


def test_a_head_that_gets_hot_in_the_middle_is_waited_for() -> None:
    async def story(bench: Bench) -> None:
        printing = asyncio.create_task(bench.printer.print(LONG, 60.0))
        await asyncio.sleep(0.5)
        await bench.fault("head_hot")
        await asyncio.sleep(10.0)
        assert not printing.done()
        await bench.clear("head_hot")
        assert (await printing).code is Code.SUCCESS
        assert len(bench.printed) == 1

    on_a_bench(story)


def test_low_paper_prints_and_is_told() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_low")
        assert (await bench.printer.print(RECEIPT, 30.0)).code is Code.SUCCESS
        assert bench.printer.status.supplies["paper"] is SupplyLevel.LOW
        assert "media-low" in bench.printer.status.reasons

    on_a_bench(story)


def test_a_silent_printer_is_neither_full_nor_empty() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("silent")
        for _ in range(3):
            completion = await bench.printer.print(RECEIPT, 4.0)
            assert completion.code is Code.TIME_OUT
            assert "Nothing was printed" in completion.detail
        assert bench.printer.status.state is DeviceState.OFFLINE
        assert "paper" not in bench.printer.status.supplies
        await bench.clear("silent")
        assert (await bench.printer.print(RECEIPT, 30.0)).code is Code.SUCCESS
        assert len(bench.printed) == 1

    on_a_bench(story)


def test_silence_after_the_data_is_an_unknown_outcome_and_nothing_is_repeated() -> None:
    async def story(bench: Bench) -> None:
        printing = asyncio.create_task(bench.printer.print(LONG, 12.0))
        await asyncio.sleep(0.5)
        await bench.fault("drop")
        completion = await printing
        assert completion.code is Code.OUTCOME_UNKNOWN
        assert len(bench.printed) == 1, "it came out, once; only the answers were lost"

    on_a_bench(story)


def test_bytes_lost_in_the_middle_of_a_picture_do_not_swallow_the_next_receipt() -> None:
    async def story(bench: Bench) -> None:
        picture = Image(576, 200, b"\x55" * (72 * 200))
        printing = asyncio.create_task(bench.printer.print(ReceiptDocument((picture,)), 12.0))
        while len(bench.device.received) < 4096:  # noqa: ASYNC110 - the simulator sets no event
            await asyncio.sleep(0)
        await bench.fault("silent")
        assert (await printing).code is Code.OUTCOME_UNKNOWN
        assert bench.printed == []
        await bench.clear("silent")
        again = await bench.printer.print(RECEIPT, 30.0)
        assert again.code is Code.SUCCESS, again.detail
        assert "SH-2026-000001" in bench.printed[-1]
        assert "[picture 576x200]" not in bench.printed[-1]

    on_a_bench(story)


def test_a_plug_pulled_before_printing_sends_nothing() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("unplugged")
        completion = await bench.printer.print(RECEIPT, 10.0)
        assert completion.code is Code.DEVICE_NOT_READY
        assert "Nothing was printed" in completion.detail
        assert bench.printer.status.state is DeviceState.NO_DEVICE

    on_a_bench(story)


def test_a_plug_pulled_in_the_middle_is_an_unknown_outcome() -> None:
    async def story(bench: Bench) -> None:
        printing = asyncio.create_task(bench.printer.print(LONG, 30.0))
        await asyncio.sleep(0.5)
        await bench.fault("unplugged")
        completion = await printing
        assert completion.code is Code.OUTCOME_UNKNOWN
        await bench.clear("unplugged")
        assert (await bench.printer.open(5.0)).succeeded
        assert (await bench.printer.print(RECEIPT, 30.0)).code is Code.SUCCESS
        assert "SH-2026-000001" in bench.printed[-1]
        assert sum("SH-2026-000001" in text for text in bench.printed) == 1

    on_a_bench(story)


def test_a_full_buffer_ends_at_the_deadline_with_an_unknown_outcome() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("buffer_full")
        completion = await bench.printer.print(LONG, 10.0)
        assert completion.code is Code.OUTCOME_UNKNOWN

    on_a_bench(story)


@pytest.mark.parametrize("model", ["generic-80mm", "epson-tm-t88-sc", "presenter-gs-e"])
@pytest.mark.parametrize("fault", ["garble", "noise_before", "late", "half", "lies", "acts_at_power_up"])
def test_no_fault_of_the_answers_prints_twice_or_raises(model: str, fault: str) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault(fault, argument=0.4 if fault == "late" else None)
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert len(bench.printed) <= 1
        if completion.code is Code.SUCCESS:
            assert len(bench.printed) == 1
        elif completion.code is not Code.OUTCOME_UNKNOWN:
            assert bench.printed == [] or "may be printed" in completion.detail
        await bench.clear(fault)
        before = len(bench.printed)
        again = await bench.printer.print(RECEIPT, 60.0)
        assert again.code is Code.SUCCESS, again.detail
        assert sum("SH-2026-000001" in text for text in bench.printed[before:]) == 1

    on_a_bench(story, model)


@pytest.mark.parametrize("fault", ["garble", "noise_before", "late", "drop"])
def test_one_spoiled_answer_does_not_stop_a_receipt(fault: str) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault(fault, argument=0.4 if fault == "late" else None, count=1)
        completion = await bench.printer.print(RECEIPT, 30.0)
        assert completion.code is Code.SUCCESS, completion.detail
        assert len(bench.printed) == 1

    on_a_bench(story)


def test_noise_that_looks_like_a_paper_status_is_no_proof() -> None:
    async def story(bench: Bench) -> None:
        very_long = ReceiptDocument(tuple(Text(f"第{number}行") for number in range(300)))
        printing = asyncio.create_task(bench.printer.print(very_long, 60.0))
        for _ in range(60):
            await asyncio.sleep(0.1)
            bench.line.deliver(b"\x00\x00")
            if printing.done():
                break
        completion = await printing
        assert completion.code is Code.SUCCESS, completion.detail
        assert len(bench.printed) == 1, "it was out when the driver said so"

    on_a_bench(story)


def test_late_answers_are_not_taken_for_answers_to_the_next_question() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_low")
        await bench.fault("late", argument=0.5)
        status = (await bench.printer.refresh(60.0)).result
        assert status is not None
        assert status.supplies["paper"] is SupplyLevel.LOW
        assert status.reasons == {"media-low"}

    on_a_bench(story)


def test_another_device_on_the_port_is_refused_at_opening() -> None:
    async def story(bench: Bench) -> None:
        await bench.printer.close()
        await bench.fault("wrong_identity")
        completion = await bench.printer.open(5.0)
        assert completion.code is Code.HARDWARE_ERROR
        assert "no ESC/POS printer" in completion.detail

    on_a_bench(story)


def test_a_text_that_no_printer_could_print_is_refused_before_anything_is_sent() -> None:
    async def story(bench: Bench) -> None:
        before = len(bench.device.received)
        completion = await bench.printer.print(ReceiptDocument((Text("张\x10\x05\x02"),)), 10.0)
        assert completion.code is Code.INVALID_DATA
        assert "张" not in completion.detail
        assert len(bench.device.received) == before

    on_a_bench(story)


def test_a_second_command_waits_for_the_first() -> None:
    async def story(bench: Bench) -> None:
        both = await asyncio.gather(bench.printer.print(LONG, 60.0), bench.printer.print(RECEIPT, 60.0))
        assert [one.code for one in both] == [Code.SUCCESS, Code.SUCCESS]
        assert len(bench.printed) == 2

    on_a_bench(story)


def test_a_cancelled_receipt_does_not_end_up_in_the_next_one() -> None:
    async def story(bench: Bench) -> None:
        printing = asyncio.create_task(bench.printer.print(LONG, 60.0))
        await asyncio.sleep(0.6)
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing
        assert (await bench.printer.print(RECEIPT, 60.0)).code is Code.SUCCESS
        *earlier, last = bench.printed
        assert "SH-2026-000001" in last and "第" not in last
        assert not any("SH-2026-000001" in text for text in earlier)

    on_a_bench(story)


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_a_silent_printer_costs_the_deadline_and_no_more(seconds: float) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("silent")
        loop = asyncio.get_running_loop()
        for command in (
            lambda: bench.printer.refresh(seconds),
            lambda: bench.printer.print(RECEIPT, seconds),
            lambda: bench.printer.ticket_place(seconds),
            lambda: bench.printer.retract(seconds),
            lambda: bench.printer.recover(seconds),
        ):
            before = loop.time()
            assert (await command()).code is Code.TIME_OUT
            assert loop.time() - before <= seconds + 0.001

    on_a_bench(story, "presenter-gs-e")


def test_listeners_hear_of_changes_and_not_of_sameness() -> None:
    async def story(bench: Bench) -> None:
        heard: list[DeviceState] = []
        end = bench.printer.listen(lambda status: heard.append(status.state))
        await bench.printer.refresh(5.0)
        assert heard == []
        await bench.fault("cover_open")
        await bench.printer.refresh(5.0)
        await bench.printer.refresh(5.0)
        assert heard == [DeviceState.USER_ERROR]
        end()
        await bench.clear("cover_open")
        await bench.printer.refresh(5.0)
        assert heard == [DeviceState.USER_ERROR]

    on_a_bench(story)
