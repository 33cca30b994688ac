"""Paper: the proof, then the receipt. A sheet is printed only when the printer has proved it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.clockwork import clock_for
from kiosk.flow.effects import Act, Audit, Effect, Print, StopPrinting
from kiosk.flow.events import Health, Paper, PaperFailed, PaperPrinted, PaperStalled, Unit
from kiosk.flow.intents import GoOnWithoutPaper, PrintAgain, PrintProof
from kiosk.flow.problems import Problem, Way
from kiosk.flow.state import (
    Goodbye,
    PaperState,
    Printing,
    Rating,
    Result,
    Session,
    Sheet,
    Stage,
    State,
    Trouble,
)
from kiosk.flow.table import Here, Next, on, sheet_set, sheets_with
from kiosk.flow.ways import PAPER_UNKNOWN_WAYS, PAPER_WAYS

PRINTER = {Paper.PROOF: Unit.PAGE_PRINTER, Paper.RECEIPT: Unit.RECEIPT_PRINTER}

WAITING_FOR_PAPER = (Way.GO_ON, Way.END)
"""A job that stands still goes on by itself when somebody has put the printer right."""


def printer_problem(state: State, paper: Paper) -> Problem | None:
    """Why nothing can be sent to this printer now."""
    match state.units[PRINTER[paper]]:
        case Health.READY | Health.LOW:
            return None
        case Health.EMPTY:
            return Problem.PRINTER_PAPER_OUT
        case Health.BLOCKED:
            return Problem.PRINTER_JAM
        case Health.GONE | Health.UNKNOWN:
            return Problem.PRINTER_GONE


def _print(here: Here[Stage], matter: str, paper: Paper, session: Session, *effects: Effect) -> Next:
    before = session.sheets.get(paper)
    replaces = before.print_number if before and before.state is PaperState.UNKNOWN else None
    number = session.print_number + 1
    sheets = sheets_with(session.sheets, paper, Sheet(number, PaperState.WANTED))
    session = replace(session, print_number=number, sheets=sheets)
    return here.go(
        Printing(matter, paper),
        *effects,
        Print(session.serial, matter, paper, number, replaces),
        session=session,
    )


def _paper_trouble(
    here: Here[Stage], matter: str, session: Session, problem: Problem, *effects: Effect
) -> Next:
    # Also when it is the back end that gives no serial: the answer itself is there already.
    ways = PAPER_UNKNOWN_WAYS if problem is Problem.PRINT_UNKNOWN else PAPER_WAYS
    return here.go(Trouble(problem, ways, matter, Paper.PROOF), *effects, session=session)


@on(Result, event=PrintProof)
def print_proof(here: Here[Result], event: PrintProof) -> Next:
    sheet = here.session.sheets.get(Paper.PROOF)
    printed = sheet is not None and sheet.state in (PaperState.PRINTED, PaperState.TAKEN)
    if not here.stage.printable or printed:
        return here.stay()
    return _print_or_say_why(here, here.stage.matter)


def _print_or_say_why(here: Here[Stage], matter: str) -> Next:
    problem = printer_problem(here.state, Paper.PROOF)
    if problem is not None:
        return _paper_trouble(here, matter, here.session, problem)
    return _print(here, matter, Paper.PROOF, here.session)


@on(Trouble, event=PrintAgain)
def print_again(here: Here[Trouble], event: PrintAgain) -> Next:
    if here.stage.paper is None or Way.PRINT_AGAIN not in here.stage.ways:
        return here.stay()
    # Somebody may have put the printer right a moment ago: it is asked itself, not what was heard of it last.
    return _print(here, here.stage.matter, Paper.PROOF, here.session)


@on(Trouble, event=GoOnWithoutPaper)
def go_on_without_paper(here: Here[Trouble], event: GoOnWithoutPaper) -> Next:
    if here.stage.paper is None:
        return here.stay()
    return here.go(Rating(here.stage.matter), *stop_printing(here.session))


def stop_printing(session: Session) -> tuple[Effect, ...]:
    """Call back every sheet that a printer still has."""
    return tuple(
        StopPrinting(session.serial, paper, sheet.print_number)
        for paper, sheet in session.sheets.items()
        if sheet.state in (PaperState.WANTED, PaperState.STALLED)
    )


def _is_current(session: Session, event: PaperPrinted | PaperStalled | PaperFailed) -> bool:
    sheet = session.sheets.get(event.paper)
    return sheet is not None and sheet.print_number == event.print_number


@on(Printing, Trouble, event=PaperPrinted)
def paper_printed(here: Here[Printing | Trouble], event: PaperPrinted) -> Next:
    if not _is_current(here.session, event):
        return here.stay()
    session = sheet_set(here.session, event.paper, PaperState.PRINTED)
    audit = Audit(Act.PAPER_PRINTED, session.serial, event.paper.value)
    waiting = isinstance(here.stage, Printing) or here.stage.paper is event.paper
    if not waiting:
        return here.show(here.stage, audit, session=session)
    match event.paper:
        case Paper.PROOF if printer_problem(here.state, Paper.RECEIPT) is None:
            return _print(here, here.stage.matter, Paper.RECEIPT, session, audit)
        case Paper.PROOF:
            # The proof is what the person came for; without a receipt the case number stays on the screen.
            session = replace(
                session,
                sheets=sheets_with(session.sheets, Paper.RECEIPT, Sheet(0, PaperState.FAILED)),
            )
            return here.go(Rating(here.stage.matter), audit, session=session)
        case Paper.RECEIPT:
            return here.go(Rating(here.stage.matter), audit, session=session)


@on(Printing, event=PaperStalled)
def paper_stalled(here: Here[Printing], event: PaperStalled) -> Next:
    if not _is_current(here.session, event) or event.paper is Paper.RECEIPT:
        return here.stay()
    session = sheet_set(here.session, event.paper, PaperState.STALLED)
    return here.go(
        Trouble(event.problem, WAITING_FOR_PAPER, here.stage.matter, event.paper), session=session
    )


@on(Printing, Trouble, event=PaperFailed)
def paper_failed(here: Here[Printing | Trouble], event: PaperFailed) -> Next:
    if not _is_current(here.session, event):
        return here.stay()
    unknown = event.problem is Problem.PRINT_UNKNOWN
    session = sheet_set(here.session, event.paper, PaperState.UNKNOWN if unknown else PaperState.FAILED)
    audit = Audit(Act.PAPER_FAILED, session.serial, f"{event.paper.value} {event.problem.value}")
    waiting = isinstance(here.stage, Printing) or here.stage.paper is event.paper
    if not waiting:
        return here.show(here.stage, audit, session=session)
    if event.paper is Paper.RECEIPT:
        return here.go(Rating(here.stage.matter), audit, session=session)
    return _paper_trouble(here, here.stage.matter, session, event.problem, audit)


def paper_settled(
    state: State, event: PaperPrinted | PaperFailed | PaperStalled, now: float
) -> tuple[State, tuple[Effect, ...]]:
    """A result that comes when the person has gone on: it is kept, the page stays."""
    session = state.session
    if session is None or not _is_current(session, event):
        return state, ()
    match event:
        case PaperPrinted():
            session = sheet_set(session, event.paper, PaperState.PRINTED)
            state = state.with_session(session)
            if isinstance(state.stage, Goodbye):
                # It is only now there to be taken: the reminder stands for its whole time.
                state = replace(state, clock=clock_for(state, now))
            return state, (Audit(Act.PAPER_PRINTED, session.serial, event.paper.value),)
        case PaperFailed(problem=problem):
            unknown = problem is Problem.PRINT_UNKNOWN
            session = sheet_set(session, event.paper, PaperState.UNKNOWN if unknown else PaperState.FAILED)
            about = f"{event.paper.value} {problem.value}"
            return state.with_session(session), (Audit(Act.PAPER_FAILED, session.serial, about),)
        case PaperStalled():
            return state, ()
