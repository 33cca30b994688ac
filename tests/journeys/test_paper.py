"""Proof and receipt, with printers that run out, jam, vanish, and break off: never two for one print."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from support.errands import ask, print_again_until_it_works, print_all, see_result, sign_in
from support.hub_hand import HubHand
from support.logs import ExpectedLogs, wait_for_log
from support.prints import Prints
from support.terminal import Terminal

from drivers.simulators import people
from kiosk.paper import a4, maker
from kiosk.runtime.snapshot import (
    AttractContent,
    FinishedContent,
    ProblemContent,
    RatingContent,
    ResultContent,
)

PAGE_PRINTER_LOST = (r"page-printer: lost", r"page-printer: back in service")
RECEIPT_PRINTER_LOST = (r"receipt-printer: lost", r"receipt-printer: back in service")


@pytest.fixture
def prints(terminal: Terminal) -> Prints:
    return Prints(terminal.around, terminal.settings.journal.file)


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def wait_for_status(terminal: Terminal, hub: HubHand, serial: str, status: str) -> None:
    terminal.wait_until(lambda: hub.proofs().get(serial) == status, f"the hub's word {status} on the proof")


# --- as it should be ------------------------------------------------------------------------------


def test_the_proof_holds_the_full_name_and_the_receipt_only_masks(
    terminal: Terminal, hub: HubHand, prints: Prints
) -> None:
    see_result(terminal, "ayi")
    print_all(terminal)
    (pdf,) = prints.completed()
    checked = subprocess.run(["qpdf", "--check", str(pdf)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (proof,), (receipt,) = prints.effects(), prints.effects("receipt")
    assert (proof.state, receipt.state) == ("done", "done")
    person = next(person for person in people.load() if person.key == "ayi")
    paper = text_of(pdf)
    assert person.name in paper
    assert proof.reference in paper
    (ticket,) = prints.tickets()
    assert person.name not in ticket
    assert person.id_number not in ticket
    assert "阿*" in ticket
    assert receipt.reference in ticket  # the case number
    wait_for_status(terminal, hub, proof.reference, "printed")


def test_the_receipt_is_seen_to_be_taken(terminal: Terminal) -> None:
    see_result(terminal)
    print_all(terminal)
    terminal.press("rate.5")
    assert "waiting" in _take(terminal.page(FinishedContent))
    terminal.tell("receipt-printer", "take_ticket")
    terminal.wait_for(
        lambda shown: isinstance(shown.content, FinishedContent) and "done" in _take(shown.content),
        "the receipt's hook",
    )


def _take(content: FinishedContent) -> list[str]:
    return [state.value for words, state in content.take if getattr(words, "key", "") == "take.receipt"]


# --- paper ----------------------------------------------------------------------------------------


def test_without_paper_nothing_is_sent_and_printing_goes_on_once_there_is_some(
    terminal: Terminal, prints: Prints
) -> None:
    see_result(terminal)
    terminal.fault("page-printer", "paper_out")
    terminal.press("print")
    terminal.problem("printer_paper_out")
    assert prints.sheets() == 0
    terminal.mend("page-printer")
    terminal.press("print_again")
    terminal.page(RatingContent)
    assert prints.states()[-1] == "done"
    assert set(prints.states()[:-1]) <= {"void"}
    assert len(prints.completed()) == 1


def test_paper_that_runs_out_during_printing_is_loaded_and_the_job_goes_on_by_itself(
    terminal: Terminal, prints: Prints
) -> None:
    sign_in(terminal)
    see_long_result(terminal)
    terminal.fault("page-printer", "paper_out", argument=1)
    terminal.press("print")
    terminal.problem("printer_paper_out_during")
    assert prints.sheets() == 1
    terminal.tell("page-printer", "load_paper")
    terminal.page(RatingContent)
    assert prints.states() == ["done"]
    assert len(prints.completed()) == 1


def test_who_goes_on_without_the_rest_of_the_paper_leaves_a_void_proof(
    terminal: Terminal, hub: HubHand, prints: Prints
) -> None:
    sign_in(terminal)
    see_long_result(terminal)
    terminal.fault("page-printer", "paper_out", argument=1)
    terminal.press("print")
    terminal.problem("printer_paper_out_during")
    terminal.press("go_on")
    terminal.page(RatingContent)
    terminal.wait_until(lambda: prints.states() == ["void"], "the void print")
    terminal.mend("page-printer")
    wait_for_status(terminal, hub, prints.effects()[0].reference, "void")
    assert prints.completed() == []


def see_long_result(terminal: Terminal) -> None:
    ask(terminal, "2015-01", "2023-12")
    terminal.page(ResultContent)


def test_a_jam_is_cleared_and_the_job_goes_on_by_itself(terminal: Terminal, prints: Prints) -> None:
    sign_in(terminal)
    see_long_result(terminal)
    terminal.press("print")
    terminal.wait_for_device("page-printer", _printing, "the printing job")
    terminal.fault("page-printer", "jam")
    terminal.problem("printer_jam")
    terminal.mend("page-printer")
    terminal.page(RatingContent)
    assert prints.states()[-1] == "done"
    assert len(prints.completed()) == 1


# --- a printer that vanishes ----------------------------------------------------------------------


@pytest.mark.expected_logs(*PAGE_PRINTER_LOST)
def test_a_page_printer_that_is_unplugged_before_printing_is_said_and_used_when_it_is_back(
    terminal: Terminal, prints: Prints, expected_logs: ExpectedLogs
) -> None:
    see_result(terminal)
    terminal.fault("page-printer", "unplugged")
    terminal.press("print")
    terminal.problem("printer_gone")
    wait_for_log(expected_logs, r"page-printer: lost")
    terminal.mend("page-printer")
    print_again_until_it_works(terminal)
    assert prints.states()[-1] == "done"
    assert set(prints.states()[:-1]) <= {"void"}
    assert len(prints.completed()) == 1


@pytest.mark.expected_logs(*PAGE_PRINTER_LOST)
def test_a_page_printer_that_is_unplugged_for_good_while_printing_leaves_a_void_serial_and_a_ticket(
    terminal: Terminal, hub: HubHand, prints: Prints, expected_logs: ExpectedLogs
) -> None:
    sign_in(terminal)
    see_long_result(terminal)
    terminal.press("print")
    terminal.wait_for_device("page-printer", _printing, "the printing job")
    terminal.fault("page-printer", "unplugged")
    terminal.problem("print_unknown")
    (lost,) = prints.effects()
    assert lost.state == "unknown"
    wait_for_status(terminal, hub, lost.reference, "void")
    terminal.wait_until(
        lambda: ("print_unknown", lost.id) in hub.staff_calls(), "the call for somebody to look"
    )
    wait_for_log(expected_logs, r"page-printer: lost")
    terminal.mend("page-printer")
    print_again_until_it_works(terminal)
    first, second = prints.effects()
    assert (first.state, second.state) == ("unknown", "done")
    assert first.reference != second.reference
    wait_for_status(terminal, hub, second.reference, "printed")
    assert hub.replaced_by(first.reference) == second.reference
    assert hub.proofs()[first.reference] == "void"


def _printing(state: dict[str, object]) -> bool:
    return any(job["state"] == "processing" for job in state["jobs"])  # type: ignore[attr-defined,index]


def test_a_page_printer_that_is_back_at_once_prints_the_same_job_to_its_end(
    terminal: Terminal, prints: Prints, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(*PAGE_PRINTER_LOST)
    sign_in(terminal)
    see_long_result(terminal)
    terminal.press("print")
    terminal.wait_for_device("page-printer", _printing, "the printing job")
    terminal.fault("page-printer", "unplugged")
    terminal.mend("page-printer")
    terminal.page(RatingContent)
    assert prints.states() == ["done"]
    assert len(prints.completed()) == 1


def test_answers_of_the_printer_that_are_lost_after_it_was_told_do_not_print_twice(
    terminal: Terminal, prints: Prints, monkeypatch: pytest.MonkeyPatch
) -> None:
    see_result(terminal)
    printer: Any = terminal.service.fitted.equipment.page_printer
    create = printer._create

    async def created(*args: object) -> object:
        """The job is there; that its document comes, the printer can tell nobody."""
        job = await create(*args)
        await asyncio.to_thread(terminal.fault, "page-printer", "drop")
        return job

    monkeypatch.setattr(printer, "_create", created)
    terminal.press("print")
    prints.wait_for_job("processing", "completed")
    terminal.mend("page-printer")
    terminal.wait_for(
        lambda shown: isinstance(shown.content, RatingContent | ProblemContent), "an end of the printing"
    )
    assert prints.states() == ["done"]
    assert len(prints.jobs()) == 1
    assert len(prints.completed()) == 1


@pytest.mark.expected_logs(r"A proof could not be made: no room")
def test_a_proof_that_cannot_be_set_is_said_at_once_and_its_serial_is_void(
    terminal: Terminal, hub: HubHand, prints: Prints
) -> None:
    async def refuse(*_: object) -> tuple[bytes, int]:
        raise a4.PaperError("no room")

    see_result(terminal)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maker, "render_apart", refuse)
        terminal.press("print")
        terminal.problem("paper_not_made")
    assert prints.states() == ["void"]
    wait_for_status(terminal, hub, prints.effects()[0].reference, "void")
    terminal.press("print_again")
    terminal.page(RatingContent)
    assert prints.states() == ["void", "done"]


# --- the receipt ----------------------------------------------------------------------------------


def test_without_receipt_paper_the_proof_is_what_counts(terminal: Terminal, prints: Prints) -> None:
    see_result(terminal)
    terminal.fault("receipt-printer", "paper_out")
    print_all(terminal)
    assert prints.states() == ["done"]
    assert set(prints.states("receipt")) <= {"void"}
    assert prints.tickets() == []
    terminal.press("rate.5")
    terminal.page(FinishedContent)


@pytest.mark.expected_logs(*RECEIPT_PRINTER_LOST)
def test_with_the_receipt_printer_unplugged_the_proof_is_what_counts(
    terminal: Terminal, prints: Prints, expected_logs: ExpectedLogs
) -> None:
    see_result(terminal)
    terminal.fault("receipt-printer", "unplugged")
    print_all(terminal)
    assert prints.states() == ["done"]
    assert set(prints.states("receipt")) <= {"void"}
    wait_for_log(expected_logs, r"receipt-printer: lost")


def test_a_receipt_of_which_nobody_knows_calls_staff(
    terminal: Terminal,
    hub: HubHand,
    prints: Prints,
    expected_logs: ExpectedLogs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected_logs.allow(*RECEIPT_PRINTER_LOST)
    see_result(terminal)
    printer: Any = terminal.service.fitted.equipment.receipt_printer
    prove = printer._prove

    async def unplugged() -> object:
        """Everything was sent."""
        await asyncio.to_thread(terminal.fault, "receipt-printer", "unplugged")
        return await prove()

    monkeypatch.setattr(printer, "_prove", unplugged)
    terminal.press("print")
    terminal.page(RatingContent)
    (lost,) = prints.effects("receipt")
    assert lost.state == "unknown"
    assert prints.states() == ["done"]
    terminal.wait_until(
        lambda: ("print_unknown", lost.id) in hub.staff_calls(), "the call for somebody to look"
    )


def test_leaving_while_it_prints_calls_the_job_back(terminal: Terminal, hub: HubHand, prints: Prints) -> None:
    sign_in(terminal)
    see_long_result(terminal)
    terminal.press("print")
    terminal.wait_for_device("page-printer", _printing, "the printing job")
    terminal.everybody_leaves()
    terminal.page(AttractContent)
    terminal.wait_until(lambda: prints.states() == ["void"], "the void print")
    wait_for_status(terminal, hub, prints.effects()[0].reference, "void")
    assert prints.completed() == []
