"""A job on a printer that works, and on one with every fault: what is said is what happened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from support.page_printer_bench import Bench, on_a_bench, pdf

from drivers.contract import Code, DeviceState, JobState, PageJob, SupplyLevel

NAME = "print-7f3a"


async def finished(bench: Bench, job_id: int) -> PageJob:
    for _ in range(200):
        completion = await bench.printer.job(job_id, 5.0)
        assert completion.result is not None, completion.detail
        if completion.result.state.final:
            return completion.result
        await asyncio.sleep(0.5)
    raise AssertionError("the job never ended")


def test_a_job_is_printed_once_and_proved_by_its_impressions() -> None:
    async def story(bench: Bench) -> None:
        completion = await bench.printer.submit(pdf(3), NAME, 10.0)
        assert completion.code is Code.SUCCESS, completion.detail
        assert completion.result is not None
        assert completion.result.name == NAME
        job = await finished(bench, completion.result.job_id)
        assert job.state is JobState.COMPLETED
        assert job.impressions == 3
        assert job.reasons == {"job-completed-successfully"}
        assert bench.sheets_out == 3

    on_a_bench(story)


def test_opening_says_which_printer_it_is() -> None:
    async def story(bench: Bench) -> None:
        identity = bench.printer.identity
        assert identity.serial == bench.device.physics.uuid
        assert identity.model == "Simulated A4 printer"
        assert bench.printer.status.state is DeviceState.ONLINE
        assert bench.printer.status.supplies == {"paper": SupplyLevel.OK, "toner": SupplyLevel.OK}

    on_a_bench(story)


def test_another_printer_at_the_address_is_refused() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("wrong_identity")
        completion = await bench.printer.open(5.0)
        assert completion.code is Code.HARDWARE_ERROR
        assert bench.printer.status.reasons == {"wrong-identity"}

    on_a_bench(story)


@pytest.mark.parametrize(
    ("fault", "code", "reason", "state"),
    [
        ("paper_out", Code.PAPER_OUT, "media-empty", DeviceState.USER_ERROR),
        ("toner_out", Code.PAPER_OUT, "marker-supply-empty", DeviceState.USER_ERROR),
        ("cover_open", Code.COVER_OPEN, "cover-open", DeviceState.USER_ERROR),
        ("jam", Code.MEDIA_JAMMED, "media-jam", DeviceState.HARDWARE_ERROR),
    ],
)
def test_a_hindrance_before_printing_is_named_and_nothing_is_sent(
    fault: str, code: Code, reason: str, state: DeviceState
) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault(fault)
        completion = await bench.printer.submit(pdf(1), NAME, 10.0)
        assert completion.code is code
        assert "Nothing was printed" in completion.detail
        assert list(bench.device.book) == []
        status = (await bench.printer.refresh(5.0)).result
        assert status is not None and reason in status.reasons and status.state is state
        await bench.clear(fault)
        assert (await bench.printer.submit(pdf(1), NAME, 10.0)).succeeded

    on_a_bench(story)


def test_low_paper_and_low_toner_are_told_without_their_severity() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("paper_low")
        await bench.fault("toner_low")
        status = (await bench.printer.refresh(5.0)).result
        assert status is not None
        assert status.reasons == {"media-low", "marker-supply-low"}
        assert status.supplies == {"paper": SupplyLevel.LOW, "toner": SupplyLevel.LOW}
        assert status.state is DeviceState.DEGRADED
        assert (await bench.printer.submit(pdf(1), NAME, 10.0)).succeeded

    on_a_bench(story)


@pytest.mark.parametrize("fault", ["jam", "paper_out", "cover_open"])
def test_a_job_stops_in_the_middle_and_goes_on_when_the_printer_is_put_right(fault: str) -> None:
    async def story(bench: Bench) -> None:
        sent = await bench.printer.submit(pdf(4), NAME, 10.0)
        assert sent.result is not None
        await bench.until_out(2)
        await bench.fault(fault)
        await asyncio.sleep(10.0)
        stopped = (await bench.printer.job(sent.result.job_id, 5.0)).result
        assert stopped is not None and stopped.state is JobState.STOPPED
        assert stopped.impressions == 2
        if fault == "paper_out":
            await bench.device.handle("load_paper", {})
        else:
            await bench.clear(fault)
        job = await finished(bench, sent.result.job_id)
        assert job.state is JobState.COMPLETED and job.impressions == 4
        assert bench.sheets_out == 4

    on_a_bench(story)


def test_a_stopped_job_can_be_cancelled_and_its_sheets_stay_counted() -> None:
    async def story(bench: Bench) -> None:
        sent = await bench.printer.submit(pdf(4), NAME, 10.0)
        assert sent.result is not None
        await bench.until_out(1)
        await bench.fault("jam")
        await asyncio.sleep(5.0)
        assert (await bench.printer.cancel(sent.result.job_id, 5.0)).succeeded
        assert (await bench.printer.cancel(sent.result.job_id, 5.0)).code is Code.SEQUENCE_ERROR
        await bench.clear("jam")
        job = await finished(bench, sent.result.job_id)
        assert job.state is JobState.CANCELED and job.impressions == 1
        await asyncio.sleep(30.0)
        assert bench.sheets_out == 1

    on_a_bench(story)


@pytest.mark.parametrize("lost_request", [1, 2])
def test_an_answer_lost_before_the_document_is_a_definite_no(lost_request: int) -> None:
    async def story(bench: Bench) -> None:
        base = bench.http.requests

        async def lose(number: int) -> None:
            if number == base + lost_request:
                await bench.fault("drop", count=1)

        bench.http.on_request = lose
        completion = await bench.printer.submit(pdf(1), NAME, 10.0)
        assert completion.code is Code.DEVICE_NOT_READY
        assert "Nothing was printed" in completion.detail
        await asyncio.sleep(120.0)
        await bench.printer.refresh(5.0)
        assert bench.sheets_out == 0
        found = await bench.printer.find_job(NAME, 5.0)
        if found.result is not None:
            assert found.result.state is JobState.ABORTED, "an empty job is forgotten by the printer"

    on_a_bench(story)


def test_an_answer_lost_after_the_document_is_unknown_and_the_job_is_found_by_name() -> None:
    async def story(bench: Bench) -> None:
        base = bench.http.requests

        async def lose(number: int) -> None:
            if number == base + 3:
                await bench.fault("drop", count=1)

        bench.http.on_request = lose
        completion = await bench.printer.submit(pdf(2), NAME, 10.0)
        assert completion.code is Code.OUTCOME_UNKNOWN
        found = await bench.printer.find_job(NAME, 5.0)
        assert found.result is not None and found.result.name == NAME
        job = await finished(bench, found.result.job_id)
        assert job.state is JobState.COMPLETED and job.impressions == 2
        again = await bench.printer.find_job(NAME, 5.0)
        assert again.result is not None and again.result.state is JobState.COMPLETED
        assert bench.sheets_out == 2
        assert len(list(bench.device.book)) == 1

    on_a_bench(story)


def test_silence_during_the_document_is_unknown_at_the_deadline() -> None:
    async def story(bench: Bench) -> None:
        base = bench.http.requests

        async def fall_silent(number: int) -> None:
            if number == base + 3:
                await bench.fault("silent")

        bench.http.on_request = fall_silent
        before = asyncio.get_running_loop().time()
        completion = await bench.printer.submit(pdf(1), NAME, 6.0)
        assert completion.code is Code.OUTCOME_UNKNOWN
        assert asyncio.get_running_loop().time() - before == pytest.approx(6.0)
        assert (await bench.printer.job(1, 2.0)).code is Code.TIME_OUT
        assert bench.printer.status.state is DeviceState.OFFLINE

    on_a_bench(story)


def test_a_printer_that_is_gone_between_the_two_requests_has_no_document() -> None:
    async def story(bench: Bench) -> None:
        base = bench.http.requests

        async def pull(number: int) -> None:
            if number == base + 2:
                bench.device.faults.set("unplugged")

        bench.http.on_request = pull
        completion = await bench.printer.submit(pdf(1), NAME, 10.0)
        assert completion.code is Code.DEVICE_NOT_READY
        assert "Nothing was printed" in completion.detail

    on_a_bench(story)


def test_a_cancelled_submission_leaves_the_next_one_alone() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("late", argument=5.0, count=3)
        sending = asyncio.create_task(bench.printer.submit(pdf(2), NAME, 60.0))
        await asyncio.sleep(12.0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        sent = await bench.printer.submit(pdf(1), "another", 60.0)
        assert sent.result is not None and sent.result.name == "another"
        assert (await finished(bench, sent.result.job_id)).impressions == 1
        first = await bench.printer.find_job(NAME, 5.0)
        assert first.result is not None, "the document was under way: the printer knows what became of it"

    on_a_bench(story)


def test_an_empty_job_is_cancelled_when_its_document_could_not_be_sent() -> None:
    async def story(bench: Bench) -> None:
        base = bench.http.requests

        async def refuse(number: int) -> None:
            if number == base + 3:
                raise httpx.ConnectError("refused")

        bench.http.on_request = refuse
        completion = await bench.printer.submit(pdf(1), NAME, 10.0)
        assert completion.code is Code.DEVICE_NOT_READY
        assert "Nothing was printed" in completion.detail
        found = await bench.printer.find_job(NAME, 5.0)
        assert found.result is not None and found.result.state is JobState.CANCELED

    on_a_bench(story)


def test_a_printer_that_is_not_there() -> None:
    async def story(bench: Bench) -> None:
        await bench.fault("unplugged")
        completion = await bench.printer.submit(pdf(1), NAME, 5.0)
        assert completion.code is Code.DEVICE_NOT_READY
        assert "Nothing was printed" in completion.detail
        assert bench.printer.status.state is DeviceState.NO_DEVICE
        await bench.clear("unplugged")
        assert (await bench.printer.open(5.0)).succeeded

    on_a_bench(story)


@pytest.mark.parametrize("fault", ["silent", "drop", "late", "half", "garble", "noise_before", "lies"])
def test_no_fault_raises_outlasts_its_deadline_or_prints_twice(fault: str) -> None:
    async def story(bench: Bench) -> None:
        await bench.fault(fault)
        printer, loop = bench.printer, asyncio.get_running_loop()
        for command in (
            lambda: printer.refresh(3.0),
            lambda: printer.submit(pdf(1), NAME, 3.0),
            lambda: printer.job(1, 3.0),
            lambda: printer.find_job(NAME, 3.0),
            lambda: printer.cancel(99, 3.0),
            lambda: printer.open(3.0),
        ):
            before = loop.time()
            await command()
            assert loop.time() - before <= 5.001  # a lost submission also cancels its empty job
        await bench.clear(fault)
        await asyncio.sleep(100.0)
        assert bench.sheets_out <= 1
        assert (await printer.open(5.0)).succeeded
        assert (await printer.submit(pdf(1), "another", 10.0)).succeeded
        await asyncio.sleep(100.0)
        assert bench.sheets_out <= 2

    on_a_bench(story)


def test_a_document_that_is_no_pdf_ends_aborted() -> None:
    async def story(bench: Bench) -> None:
        sent = await bench.printer.submit(b"no pdf", NAME, 10.0)
        assert sent.result is not None
        job = await finished(bench, sent.result.job_id)
        assert job.state is JobState.ABORTED and job.impressions == 0

    on_a_bench(story)


def test_unknown_jobs_are_told_as_such() -> None:
    async def story(bench: Bench) -> None:
        assert (await bench.printer.job(99, 5.0)).code is Code.NO_MEDIA
        assert (await bench.printer.find_job("nobody's", 5.0)).code is Code.NO_MEDIA
        assert (await bench.printer.cancel(99, 5.0)).code is Code.NO_MEDIA
        assert (await bench.printer.submit(pdf(1), "n" * 256, 5.0)).code is Code.INVALID_DATA

    on_a_bench(story)


def test_jobs_outlive_the_printers_process(tmp_path: Path) -> None:
    async def first(bench: Bench) -> None:
        assert (await bench.printer.submit(pdf(3), NAME, 10.0)).succeeded
        await bench.until_out(1)

    async def second(bench: Bench) -> None:
        found = await bench.printer.find_job(NAME, 5.0)
        assert found.result is not None
        job = await finished(bench, found.result.job_id)
        assert job.state is JobState.COMPLETED and job.impressions == 3
        assert bench.sheets_out == 2, "the first sheet had come out before"

    on_a_bench(first, tmp_path)
    on_a_bench(second, tmp_path)
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["job-0001.pdf"]
