"""Printing, rating, and what to take along."""

from __future__ import annotations

from kiosk.backend.models import RatingReason
from kiosk.flow.events import Paper
from kiosk.flow.intents import (
    ChooseReason,
    Continue,
    DoAnotherMatter,
    DropReason,
    EndSession,
    Rate,
    SkipRating,
    WantCallBack,
)
from kiosk.flow.state import Finished, Goodbye, PaperState, Printing, Rating, RatingReasons, Source
from kiosk.flow.words import Words, text
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import (
    Action,
    FinishedContent,
    GoodbyeContent,
    PrintingContent,
    RatingContent,
    RatingReasonsContent,
    StepState,
)

STEP_OF_SHEET = {
    PaperState.WANTED: StepState.RUNNING,
    PaperState.STALLED: StepState.RUNNING,
    PaperState.PRINTED: StepState.DONE,
    PaperState.TAKEN: StepState.DONE,
    PaperState.FAILED: StepState.FAILED,
    PaperState.UNKNOWN: StepState.FAILED,
}


def printing(view: View, stage: Printing) -> PrintingContent:
    sheets = view.session.sheets
    steps = tuple(
        (
            text(f"printing.{paper.value}"),
            STEP_OF_SHEET[sheets[paper].state] if paper in sheets else StepState.WAITING,
        )
        for paper in Paper
        if paper in sheets or paper is stage.paper or paper in stage.after
    )
    return PrintingContent(steps, view.entered)


def _to_take(view: View) -> tuple[tuple[Words, StepState], ...]:
    session = view.state.session
    take: list[tuple[Words, StepState]] = []
    if session is not None:
        for paper in Paper:
            sheet = session.sheets.get(paper)
            if paper in session.to_be_taken:
                take.append((text(f"take.{paper.value}"), StepState.WAITING))
            elif sheet is not None and sheet.state is PaperState.TAKEN:
                take.append((text(f"take.{paper.value}"), StepState.DONE))
        presented = session.presented
        if presented is not None and presented.source is Source.CARD:
            lies = StepState.WAITING if view.state.card_lies else StepState.DONE
            take.append((text("take.card"), lies))
    return tuple(take)


def rating(view: View, stage: Rating) -> RatingContent:
    levels = tuple(
        (level, Action(f"rate.{level}", text(f"rating.level.{level}"), Rate(level)))
        for level in (5, 4, 3, 2, 1)
    )
    return RatingContent(levels, secondary("skip_rating", SkipRating()))


def rating_reasons(view: View, stage: RatingReasons) -> RatingReasonsContent:
    reasons = []
    for reason in RatingReason:
        chosen = reason.value in stage.chosen
        intent = DropReason(reason.value) if chosen else ChooseReason(reason.value)
        label = text(f"rating.reason.{reason.value}")
        reasons.append((chosen, Action(f"reason.{reason.value}", label, intent)))
    call_back = Action("call_back", text("rating.call_back"), WantCallBack(not stage.call_back))
    return RatingReasonsContent(
        stage.level,
        tuple(reasons),
        (stage.call_back, call_back),
        (secondary("skip_reasons", SkipRating()), primary("send", Continue())),
    )


def finished(view: View, stage: Finished) -> FinishedContent:
    return FinishedContent(
        text("finished.title"),
        _to_take(view),
        (secondary("another", DoAnotherMatter()), primary("end", EndSession())),
    )


def goodbye(view: View, stage: Goodbye) -> GoodbyeContent:
    return GoodbyeContent(_to_take(view), stage.wiped)
