"""Paper: the proof, then the receipt. A sheet is printed only when the printer has proved it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.clockwork import clock_for
from kiosk.flow.effects import Act, Audit, Effect, Print, StopPrinting
from kiosk.flow.events import Health, Paper, PaperFailed, PaperPrinted, PaperStalled, Unit
from kiosk.flow.intents import GoOnWithoutPaper, PrintAgain, PrintGuide, PrintProof
from kiosk.flow.problems import Problem, Way
from kiosk.flow.state import (
    Goodbye,
    Guide,
    Menu,
    PaperState,
    Preview,
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

PRINTER = {
    Paper.BOOK: Unit.BOOK_PRINTER,
    Paper.PROOF: Unit.PAGE_PRINTER,
    Paper.SLIP: Unit.RECEIPT_PRINTER,
    Paper.RECEIPT: Unit.RECEIPT_PRINTER,
    Paper.GUIDE: Unit.RECEIPT_PRINTER,
}

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


def _print(
    here: Here[Stage],
    matter: str,
    paper: Paper,
    after: tuple[Paper, ...],
    session: Session,
    *effects: Effect,
) -> Next:
    before = session.sheets.get(paper)
    replaces = before.print_number if before and before.state is PaperState.UNKNOWN else None
    number = session.print_number + 1
    sheets = sheets_with(session.sheets, paper, Sheet(number, PaperState.WANTED))
    session = replace(session, print_number=number, sheets=sheets)
    return here.go(
        Printing(matter, paper, after),
        *effects,
        Print(session.serial, matter, paper, number, replaces),
        session=session,
    )


def _paper_trouble(
    here: Here[Stage],
    matter: str,
    paper: Paper,
    after: tuple[Paper, ...],
    session: Session,
    problem: Problem,
    *effects: Effect,
) -> Next:
    # Also when it is the back end that gives no serial: the answer itself is there already.
    ways = PAPER_UNKNOWN_WAYS if problem is Problem.PRINT_UNKNOWN else PAPER_WAYS
    return here.go(Trouble(problem, ways, matter, paper, after), *effects, session=session)


def _next_paper(
    here: Here[Stage], matter: str, papers: tuple[Paper, ...], session: Session, *effects: Effect
) -> Next:
    """The first of ``papers``, the others after it; behind the last comes what comes after paper."""
    if not papers:
        return _papers_done(here, matter, session, *effects)
    paper, after = papers[0], papers[1:]
    problem = printer_problem(here.state, paper)
    if problem is None:
        return _print(here, matter, paper, after, session, *effects)
    if _spared(session, paper):
        sheets = sheets_with(session.sheets, paper, Sheet(0, PaperState.FAILED))
        return _next_paper(here, matter, after, replace(session, sheets=sheets), *effects)
    return _paper_trouble(here, matter, paper, after, session, problem, *effects)


def _spared(session: Session, paper: Paper) -> bool:
    """What the person came for is printed; without a receipt the case number stays on the screen."""
    return paper is Paper.RECEIPT and any(
        sheet.state in (PaperState.PRINTED, PaperState.TAKEN)
        for other, sheet in session.sheets.items()
        if other is not Paper.RECEIPT
    )


def _papers_done(here: Here[Stage], matter: str, session: Session, *effects: Effect) -> Next:
    if session.errand is None:
        return here.go(Guide(matter, Menu()), *effects, session=session)  # its guide was printed
    return here.go(Rating(matter), *effects, session=session)


@on(Result, Preview, event=PrintProof)
def print_papers(here: Here[Result | Preview], event: PrintProof) -> Next:
    result = here.stage.result if isinstance(here.stage, Preview) else here.stage
    sheets = here.session.sheets
    done = {paper for paper, sheet in sheets.items() if sheet.state in (PaperState.PRINTED, PaperState.TAKEN)}
    papers = tuple(paper for paper in result.papers if paper not in done)
    if not papers:
        return here.stay()
    return _next_paper(here, result.matter, papers, here.session)


@on(Guide, event=PrintGuide)
def print_guide(here: Here[Guide], event: PrintGuide) -> Next:
    return _next_paper(here, here.stage.matter, (Paper.GUIDE,), replace(here.session, errand=None))


@on(Trouble, event=PrintAgain)
def print_again(here: Here[Trouble], event: PrintAgain) -> Next:
    stage = here.stage
    if stage.paper is None or Way.PRINT_AGAIN not in stage.ways:
        return here.stay()
    # Somebody may have put the printer right a moment ago: it is asked itself, not what was heard of it last.
    return _print(here, stage.matter, stage.paper, stage.after, here.session)


@on(Trouble, event=GoOnWithoutPaper)
def go_on_without_paper(here: Here[Trouble], event: GoOnWithoutPaper) -> Next:
    if here.stage.paper is None:
        return here.stay()
    return _papers_done(here, here.stage.matter, here.session, *stop_printing(here.session))


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
    return _next_paper(here, here.stage.matter, here.stage.after, session, audit)


@on(Printing, event=PaperStalled)
def paper_stalled(here: Here[Printing], event: PaperStalled) -> Next:
    if not _is_current(here.session, event):
        return here.stay()
    session = sheet_set(here.session, event.paper, PaperState.STALLED)
    stage = here.stage
    trouble = Trouble(event.problem, WAITING_FOR_PAPER, stage.matter, event.paper, stage.after)
    return here.go(trouble, session=session)


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
    stage = here.stage
    if _spared(session, event.paper):
        return _next_paper(here, stage.matter, stage.after, session, audit)
    return _paper_trouble(here, stage.matter, event.paper, stage.after, session, event.problem, audit)


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
