"""Calling a print back concerns that print alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from drivers.contract import Code, Completion, DeviceState, JobState, PageJob, Status
from kiosk.backend.answers import Answer, Ok, Reason, Unavailable
from kiosk.backend.models import ProofRequest
from kiosk.flow.display import Language
from kiosk.flow.effects import Print, StopPrinting
from kiosk.flow.events import Paper, PaperFailed, PaperPrinted
from kiosk.flow.problems import Problem
from kiosk.runtime.printing import Printing
from kiosk.runtime.vault import ANSWER, HOLDER, SUBJECT, Vault


@dataclass
class Printer:
    """Is through with a job at the second look."""

    canceled: list[int] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)

    async def refresh(self, deadline: float) -> Completion[Status]:
        return Completion(Code.SUCCESS, Status(DeviceState.ONLINE, 0.0, "device"))

    async def submit(self, document: bytes, name: str, deadline: float) -> Completion[PageJob]:
        self.submitted.append(name)
        return Completion(Code.SUCCESS, PageJob(1, name, JobState.PROCESSING, frozenset(), 0))

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]:
        return Completion(Code.SUCCESS, PageJob(job_id, "job", JobState.COMPLETED, frozenset(), 1))

    async def cancel(self, job_id: int, deadline: float) -> Completion[None]:
        self.canceled.append(job_id)
        return Completion(Code.SUCCESS)


class Records:
    async def _kept(self, *_: object) -> None: ...

    intend = arm = done = void = unknown = _kept


class Maker:
    async def proof(self, *_: object) -> tuple[bytes, int]:
        return b"%PDF", 1


@dataclass
class BackEnd:
    """Loses its first answers."""

    lost: int = 0
    asked: list[tuple[ProofRequest, str]] = field(default_factory=list)

    async def issue_proof(self, request: ProofRequest, key: str) -> Answer[Any]:
        self.asked.append((request, key))
        if len(self.asked) <= self.lost:
            return Unavailable(Reason.OUTCOME_UNKNOWN)
        return Ok(SimpleNamespace(serial="Q01-0000001"))


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


def _printing(
    printer: Printer, posted: list[object], back_end: BackEnd | None = None
) -> tuple[Printing, SimpleNamespace]:
    desk = SimpleNamespace(
        equipment=SimpleNamespace(page_printer=printer),
        back_end=back_end or BackEnd(),
        prints=Records(),
        clock=SimpleNamespace(sleep=_no_time),
        state=lambda: SimpleNamespace(display=SimpleNamespace(language=Language.CHINESE)),
        post=posted.append,
        vault=None,
        vault_of=lambda serial: desk.vault,
    )
    return Printing(cast(Any, desk), cast(Any, Maker())), desk


def _vault(serial: int) -> Vault:
    vault = Vault(serial)
    vault.put(HOLDER, cast(Any, object()))
    vault.put(ANSWER, cast(Any, SimpleNamespace(case="Q01-261121-AAAAAAAA", about="")))
    vault.put(SUBJECT, "subject-0123456789")
    return vault


def test_a_call_that_comes_after_the_end_does_not_call_the_next_persons_print_back() -> None:
    async def scenario() -> None:
        printer, posted = Printer(), list[object]()
        printing, desk = _printing(printer, posted)
        for serial in (1, 2):
            desk.vault = _vault(serial)
            await printing.print(Print(serial, "Q01", Paper.PROOF, 1))
            printing.stop(StopPrinting(serial, Paper.PROOF, 1))  # the person left in the same moment
        assert posted == [PaperPrinted(serial, Paper.PROOF, 1) for serial in (1, 2)]
        assert printer.canceled == []

    asyncio.run(scenario())


def test_a_serial_of_which_no_answer_was_heard_is_asked_for_again_and_not_another_one() -> None:
    async def scenario() -> None:
        back_end, posted = BackEnd(lost=2), list[object]()
        printing, desk = _printing(Printer(), posted, back_end)
        desk.vault = _vault(1)
        for number in (1, 2, 3, 4):
            await printing.print(Print(1, "Q01", Paper.PROOF, number))
        assert posted == [
            PaperFailed(1, Paper.PROOF, 1, Problem.BACKEND_UNKNOWN),
            PaperFailed(1, Paper.PROOF, 2, Problem.BACKEND_UNKNOWN),
            PaperPrinted(1, Paper.PROOF, 3),
            PaperPrinted(1, Paper.PROOF, 4),
        ]
        first, second, third, fourth = back_end.asked
        assert first == second == third
        assert fourth[1] != third[1], "that one was answered: another print has another serial"

    asyncio.run(scenario())


def test_what_was_asked_for_another_case_is_not_taken_for_this_one() -> None:
    async def scenario() -> None:
        back_end = BackEnd(lost=1)
        printing, desk = _printing(Printer(), [], back_end)
        desk.vault = _vault(1)
        await printing.print(Print(1, "Q01", Paper.PROOF, 1))
        desk.vault.put(ANSWER, cast(Any, SimpleNamespace(case="Q01-261121-BBBBBBBB", about="")))
        await printing.print(Print(1, "Q01", Paper.PROOF, 2))
        assert [request.case for request, _ in back_end.asked] == [
            "Q01-261121-AAAAAAAA",
            "Q01-261121-BBBBBBBB",
        ]
        assert len({key for _, key in back_end.asked}) == 2

    asyncio.run(scenario())


@dataclass
class SlowPrinter(Printer):
    """Works on its first job until the test says how that ended."""

    ends: JobState | None = None

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]:
        if len(self.submitted) > 1:
            return await super().job(job_id, deadline)
        state = self.ends or JobState.PROCESSING
        pages = 1 if state is JobState.COMPLETED else 0
        return Completion(Code.SUCCESS, PageJob(job_id, "job", state, frozenset(), pages))


async def _some_time() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("ends", "jobs"), [(JobState.CANCELED, 2), (JobState.COMPLETED, 1)])
def test_printing_again_waits_for_the_job_that_was_given_up_and_needs_none_if_that_came_out(
    ends: JobState, jobs: int
) -> None:
    async def scenario() -> None:
        printer, posted = SlowPrinter(), list[object]()
        printing, desk = _printing(printer, posted)
        desk.vault = _vault(1)
        first = asyncio.create_task(printing.print(Print(1, "Q01", Paper.PROOF, 1)))
        await _some_time()
        printing.stop(StopPrinting(1, Paper.PROOF, 1))
        second = asyncio.create_task(printing.print(Print(1, "Q01", Paper.PROOF, 2, replaces=1)))
        await _some_time()
        assert printer.canceled == [1]
        assert len(printer.submitted) == 1, "the first one is not at its end"
        printer.ends = ends
        await asyncio.wait_for(asyncio.gather(first, second), 30)
        assert len(printer.submitted) == jobs
        assert posted[-1] == PaperPrinted(1, Paper.PROOF, 2)

    asyncio.run(scenario())
