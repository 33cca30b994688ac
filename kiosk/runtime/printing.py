"""Paper, once: each print is in the journal before the printer hears of it, and ends as the printer proved.

intent → (document ready, printer ready) → armed → the wire → done | void | unknown.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Protocol

from drivers.contract import Code, Completion, JobState, PageJob, PagePrinter
from drivers.receipt_printer.document import ReceiptDocument
from kiosk.backend.answers import Ok, Refused, Unavailable
from kiosk.backend.models import Proof, ProofRequest, QueryResult
from kiosk.flow.display import Language
from kiosk.flow.effects import MakePreview, Print, StopPrinting
from kiosk.flow.events import (
    Health,
    Paper,
    PaperFailed,
    PaperPrinted,
    PaperStalled,
    PreviewFailed,
    PreviewMade,
)
from kiosk.flow.problems import Problem
from kiosk.runtime.book_printing import print_book
from kiosk.runtime.credentials import unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.equipment import health_of
from kiosk.runtime.printing_port import PaperNotMade, RecordsLost
from kiosk.runtime.vault import ANSWER, HOLDER, PREVIEW, PROOF, SUBJECT, Holder, Slot, Vault

_log = logging.getLogger(__name__)

SUBMIT_S = 15.0
ASK_S = 3.0
RECEIPT_S = 30.0
POLL_S = 0.4
LAST_ASKS = 5  # how often a printer that went silent is asked what became of the job
STALLING = frozenset({"media-empty", "media-needed", "media-jam", "cover-open", "door-open"})


class PaperMaker(Protocol):
    """Makes documents of a case; ``kiosk.paper`` does it. Blocking work runs elsewhere than on the loop."""

    async def proof(
        self, matter: str, holder: Holder | None, answer: QueryResult, proof: Proof, language: Language
    ) -> tuple[bytes, int]:
        """The PDF and its number of pages; ``holder`` is None where no login was needed.

        Errors: ``PaperNotMade``.
        """

    async def preview(
        self, matter: str, holder: Holder | None, answer: QueryResult, language: Language
    ) -> tuple[bytes, ...]:
        """The pages of the proof as PNG, plainly marked as a preview. Errors: ``PaperNotMade``."""

    async def book(self, matter: str, holder: Holder, answer: QueryResult) -> bytes:
        """The first page of a medical record book, a PDF of one page. Errors: ``PaperNotMade``."""

    def receipt(
        self,
        matter: str,
        holder: Holder | None,
        answer: QueryResult,
        proof: Proof | None,
        language: Language,
    ) -> ReceiptDocument: ...

    def slip(self, matter: str, holder: Holder, answer: QueryResult, language: Language) -> ReceiptDocument:
        """What goes into the locker with the originals of ``answer.deposit``."""

    def guide(self, matter: str, language: Language) -> ReceiptDocument:
        """办事指南, for anybody."""


@dataclass(frozen=True, slots=True, repr=False)
class _Ready:
    name: str
    document: bytes
    pages: int


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Asked:
    """For a serial. As long as no answer was heard, the same question is asked again and brings the same one:
    no serial is left at the back end of which nobody here knows.
    """

    request: ProofRequest
    key: str


ASKED_FOR_SERIAL = Slot[_Asked]("asked_for_serial")
CAME_OUT = Slot[str]("came_out")  # the case of the newest proof that was printed


@dataclass(slots=True)
class Printing:
    """Performs ``Print`` and ``StopPrinting``; knows which jobs are running."""

    desk: Desk
    maker: PaperMaker
    _running: set[tuple[int, int]] = field(default_factory=set)
    _stopping: set[tuple[int, int]] = field(default_factory=set)
    _proofs: asyncio.Lock = field(default_factory=asyncio.Lock)

    def stop(self, effect: StopPrinting) -> None:
        """The running job notices at its next look at the printer."""
        if (effect.serial, effect.print_number) in self._running:
            self._stopping.add((effect.serial, effect.print_number))

    async def print(self, effect: Print) -> None:
        vault = self.desk.vault_of(effect.serial)
        if vault is None:
            return
        name = (effect.serial, effect.print_number)
        self._running.add(name)
        try:
            problem = await self._print(effect, vault)
        except RecordsLost:
            problem = Problem.PRINTER_GONE
        finally:
            self._running.discard(name)
            self._stopping.discard(name)
        event = (
            PaperPrinted(effect.serial, effect.paper, effect.print_number)
            if problem is None
            else PaperFailed(effect.serial, effect.paper, effect.print_number, problem)
        )
        self.desk.post(event)
        if problem is None and self.desk.vault_of(effect.serial) is None:
            await self._left_behind(effect, effect_name(vault, effect))

    async def _print(self, effect: Print, vault: Vault) -> Problem | None:
        match effect.paper:
            case Paper.PROOF:
                return await self._next_proof(effect, vault)
            case Paper.BOOK:
                return await print_book(self.desk, self.maker, effect, vault, effect_name(vault, effect))
            case Paper.RECEIPT | Paper.SLIP | Paper.GUIDE:
                return await self._receipt(effect, vault)

    async def preview(self, effect: MakePreview) -> None:
        """The paper as pictures for the screen, marked as a preview; it has no serial yet."""
        vault = self.desk.vault_of(effect.serial)
        answer = vault.get(ANSWER) if vault is not None else None
        if vault is None or answer is None:
            return
        language = self.desk.state().display.language
        matter = answer.about or effect.matter
        try:
            pages = await self.maker.preview(matter, vault.get(HOLDER), answer, language)
        except PaperNotMade as error:
            _log.error("A preview could not be made: %s", error)
            self.desk.post(PreviewFailed(effect.serial, Problem.PAPER_NOT_MADE))
            return
        if vault.get(ANSWER) is answer:  # of another one by now, or of nobody: it is not shown
            vault.put(PREVIEW, pages)
            self.desk.post(PreviewMade(effect.serial, len(pages)))

    async def _left_behind(self, effect: Print, name: str) -> None:
        """It came out after its person's session: it must not lie there for the next one."""
        match effect.paper:
            case Paper.RECEIPT | Paper.SLIP | Paper.GUIDE:
                await retract_receipt(self.desk)
            case Paper.PROOF | Paper.BOOK:
                self.desk.trail.staff_ticket("paper_left", name)

    # --- A4 ------------------------------------------------------------------------------------------

    async def _next_proof(self, effect: Print, vault: Vault) -> Problem | None:
        """One after the other: a job that was given up may still be coming out, or being called back."""
        waits = self._proofs.locked()
        async with self._proofs:
            answer = vault.get(ANSWER)
            if waits and answer is not None and vault.get(CAME_OUT) == answer.case:
                return None  # the one that was given up is there after all
            problem = await self._proof(effect, vault)
            if problem is None and answer is not None:
                vault.put(CAME_OUT, answer.case)
            return problem

    async def _proof(self, effect: Print, vault: Vault) -> Problem | None:
        printer = self.desk.equipment.page_printer
        if printer is None:
            return Problem.PRINTER_GONE
        ready = await self._make_ready(effect, vault, printer)
        if isinstance(ready, Problem):
            return ready
        name, pages = ready.name, ready.pages
        if (effect.serial, effect.print_number) in self._stopping:
            return await self._not_printed(name, Problem.PRINTER_GONE, "called back before it was sent")
        await self.desk.prints.arm(name)
        sent = await printer.submit(ready.document, name, SUBMIT_S)
        del ready  # the document is the person's: the job may outlive the session
        job = sent.result if sent.succeeded else await self._find(printer, name, sent)
        if job is None:
            if sent.code is Code.OUTCOME_UNKNOWN:
                return await self._nobody_knows(name, sent.detail)
            problem = await self._page_printer_problem(printer) or Problem.PRINTER_GONE
            return await self._not_printed(name, problem, sent.detail)
        return await self._follow(effect, printer, name, job, pages)

    async def _make_ready(self, effect: Print, vault: Vault, printer: PagePrinter) -> _Ready | Problem:
        """Everything before the wire: serial, document, and a printer that can take it."""
        desk = self.desk
        holder, answer = vault.get(HOLDER), vault.get(ANSWER)
        if answer is None:
            return Problem.PRINTER_GONE
        # Asked before there is a serial, so that a printer that is not ready leaves none to be voided.
        if (hindered := await self._page_printer_problem(printer)) is not None:
            return hindered
        issued = await self._issue(effect, vault, answer)
        if isinstance(issued, Problem):
            return issued
        vault.put(PROOF, issued)
        name = effect_name(vault, effect)
        await desk.prints.intend(name, Paper.PROOF.value, issued.serial)
        language = desk.state().display.language
        try:
            matter = answer.about or effect.matter
            document, pages = await self.maker.proof(matter, holder, answer, issued, language)
        except PaperNotMade as error:
            _log.error("A proof could not be made: %s", error)
            return await self._not_printed(name, Problem.PAPER_NOT_MADE, "the document could not be made")
        hindered = await self._page_printer_problem(printer)
        if hindered is not None:
            return await self._not_printed(name, hindered, "the printer was not ready")
        return _Ready(name, document, pages)

    async def _issue(self, effect: Print, vault: Vault, answer: QueryResult) -> Proof | Problem:
        """The proof's serial. One that may have been printed is voided in the same step."""
        subject = vault.get(SUBJECT)
        if subject is None and vault.get(HOLDER) is not None:
            return Problem.BACKEND_DOWN
        earlier = vault.get(PROOF)
        replaces = earlier.serial if effect.replaces is not None and earlier is not None else None
        asked = vault.get(ASKED_FOR_SERIAL)
        if asked is None or asked.request.case != answer.case:
            request = ProofRequest(subject=subject, case=answer.case, replaces=replaces)
            asked = _Asked(request, f"{vault.number}-proof-{effect.print_number}")
            vault.put(ASKED_FOR_SERIAL, asked)
        match await self.desk.back_end.issue_proof(asked.request, key=asked.key):
            case Ok(proof):
                vault.forget(ASKED_FOR_SERIAL)
                return proof
            case Refused():
                vault.forget(ASKED_FOR_SERIAL)
                return Problem.MATTER_REFUSED
            case Unavailable(reason):
                return unavailable_problem(reason)

    async def _page_printer_problem(self, printer: PagePrinter) -> Problem | None:
        fresh = await printer.refresh(ASK_S)
        if not fresh.succeeded or fresh.result is None:
            return Problem.PRINTER_GONE
        match health_of(fresh.result):
            case Health.READY | Health.LOW:
                return None
            case Health.EMPTY:
                return Problem.PRINTER_PAPER_OUT
            case Health.BLOCKED:
                covered = "cover-open" in fresh.result.reasons or "door-open" in fresh.result.reasons
                return Problem.PRINTER_COVER if covered else Problem.PRINTER_JAM
            case Health.GONE | Health.UNKNOWN:
                return Problem.PRINTER_GONE

    async def _find(self, printer: PagePrinter, name: str, sent: Completion[PageJob]) -> PageJob | None:
        """The printer may have the job although its answer was lost: ask, never send again."""
        if sent.code is not Code.OUTCOME_UNKNOWN:
            return None
        for _ in range(LAST_ASKS):
            found = await printer.find_job(name, ASK_S)
            if found.succeeded:
                return found.result
            await self.desk.clock.sleep(POLL_S)
        return None

    async def _follow(
        self, effect: Print, printer: PagePrinter, name: str, job: PageJob, pages: int
    ) -> Problem | None:
        stalled: Problem | None = None
        silent = 0
        while not job.state.final:
            called_back = (effect.serial, effect.print_number)
            if called_back in self._stopping and (await printer.cancel(job.job_id, ASK_S)).succeeded:
                self._stopping.discard(called_back)
            await self.desk.clock.sleep(POLL_S)
            asked = await printer.job(job.job_id, ASK_S)
            if not asked.succeeded or asked.result is None:
                silent += 1
                if silent > LAST_ASKS:
                    return await self._nobody_knows(name, "the printer fell silent during the job")
                continue
            silent = 0
            job = asked.result
            problem = await self._stall(printer, job)
            if problem is not None and problem is not stalled:
                self.desk.post(PaperStalled(effect.serial, effect.paper, effect.print_number, problem))
            stalled = problem
        if job.state is JobState.COMPLETED and (job.impressions is None or job.impressions >= pages):
            await self.desk.prints.done(name, f"job {job.job_id} completed, {job.impressions} impressions")
            return None
        why = f"job {job.job_id} ended {job.state.value} after {job.impressions} of {pages} pages"
        problem = stalled or await self._page_printer_problem(printer) or Problem.PRINTER_GONE
        return await self._not_printed(name, problem, why)

    async def _stall(self, printer: PagePrinter, job: PageJob) -> Problem | None:
        """Why the job stands still; None while it runs."""
        status = (await printer.refresh(ASK_S)).result
        if status is None or not (job.state is JobState.STOPPED or status.reasons & STALLING):
            return None
        match health_of(status):
            case Health.EMPTY:
                return Problem.PRINTER_PAPER_OUT_DURING
            case Health.BLOCKED:
                jammed = "media-jam" in status.reasons
                return Problem.PRINTER_JAM if jammed else Problem.PRINTER_COVER
            case _:
                return None

    async def _not_printed(self, name: str, problem: Problem, why: str) -> Problem:
        """Nothing usable is in anybody's hands: the journal voids the serial."""
        await self.desk.prints.void(name, why)
        return problem

    async def _nobody_knows(self, name: str, why: str) -> Problem:
        """The journal voids the serial and makes the staff's ticket, in one step."""
        await self.desk.prints.unknown(name, why)
        return Problem.PRINT_UNKNOWN

    # --- receipt -------------------------------------------------------------------------------------

    async def _receipt(self, effect: Print, vault: Vault) -> Problem | None:
        desk = self.desk
        printer = desk.equipment.receipt_printer
        document = self._document(effect, vault)
        if printer is None or document is None:
            return Problem.PRINTER_GONE
        name = effect_name(vault, effect)
        answer = vault.get(ANSWER)
        about = answer.case if answer is not None and effect.paper is not Paper.GUIDE else effect.matter
        await desk.prints.intend(name, effect.paper.value, about)
        fresh = await printer.refresh(ASK_S)
        if not fresh.succeeded:
            await desk.prints.void(name, fresh.detail)
            return Problem.PRINTER_GONE
        await desk.prints.arm(name)
        printed = await printer.print(document, RECEIPT_S)
        match printed.code:
            case Code.SUCCESS:
                evidence = printed.result
                place = evidence.ticket.value if evidence is not None else ""
                await desk.prints.done(name, f"confirmed, ticket {place}")
                return None
            case Code.OUTCOME_UNKNOWN | Code.CANCELED:
                await desk.prints.unknown(name, printed.detail)
                return Problem.PRINT_UNKNOWN
            case Code.PAPER_OUT:
                problem = Problem.PRINTER_PAPER_OUT
            case Code.MEDIA_JAMMED:
                problem = Problem.PRINTER_JAM
            case Code.COVER_OPEN:
                problem = Problem.PRINTER_COVER
            case _:
                problem = Problem.PRINTER_GONE
        await desk.prints.void(name, printed.detail)
        return problem

    def _document(self, effect: Print, vault: Vault) -> ReceiptDocument | None:
        """What comes out of the receipt printer; None when what it is about is gone."""
        language = self.desk.state().display.language
        if effect.paper is Paper.GUIDE:
            return self.maker.guide(effect.matter, language)
        holder, answer = vault.get(HOLDER), vault.get(ANSWER)
        if answer is None:
            return None
        matter = answer.about or effect.matter
        if effect.paper is Paper.SLIP:
            return self.maker.slip(matter, holder, answer, language) if holder is not None else None
        return self.maker.receipt(matter, holder, answer, vault.get(PROOF), language)


async def retract_receipt(desk: Desk) -> None:
    """Pull in what nobody took; a printer without a presenter says that it cannot."""
    printer = desk.equipment.receipt_printer
    if printer is None:
        return
    pulled = await printer.retract(ASK_S)
    if pulled.code not in (Code.SUCCESS, Code.NO_MEDIA, Code.UNSUPPORTED):
        _log.warning("A receipt that nobody took may still be at the mouth: %s", pulled.detail)


def effect_name(vault: Vault, effect: Print) -> str:
    """The print's name in the journal and at the printer: the session's random number and a count."""
    return f"{vault.number}-{effect.paper.value}-{effect.print_number}"
