"""Calling a print back concerns that print alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from drivers.contract import Code, Completion, DeviceState, JobState, PageJob, Status
from kiosk.backend.answers import Ok
from kiosk.flow.display import Language
from kiosk.flow.effects import Print, StopPrinting
from kiosk.flow.events import Paper, PaperPrinted
from kiosk.runtime.printing import Printing
from kiosk.runtime.vault import ANSWER, HOLDER, SUBJECT, Vault


@dataclass
class Printer:
    """Is through with a job at the second look."""

    canceled: list[int] = field(default_factory=list)

    async def refresh(self, deadline: float) -> Completion[Status]:
        return Completion(Code.SUCCESS, Status(DeviceState.ONLINE, 0.0, "device"))

    async def submit(self, document: bytes, name: str, deadline: float) -> Completion[PageJob]:
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


class BackEnd:
    async def issue_proof(self, request: object, key: str) -> Ok[Any]:
        return Ok(SimpleNamespace(serial="Q01-1"))


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


def _printing(printer: Printer, posted: list[object]) -> tuple[Printing, SimpleNamespace]:
    desk = SimpleNamespace(
        equipment=SimpleNamespace(page_printer=printer),
        back_end=BackEnd(),
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
    vault.put(ANSWER, cast(Any, SimpleNamespace(case="Q01-261121-AAAAAAAA")))
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
