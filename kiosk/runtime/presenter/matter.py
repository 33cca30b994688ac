"""The answer of a matter, and everything that can stand in its way."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.backend.models import CaseStatus, QueryResult, Value, ValueKind
from kiosk.catalogue import Matter
from kiosk.catalogue.matter import MatterRefusal
from kiosk.flow.errand import Asking
from kiosk.flow.events import CaseAct, Paper
from kiosk.flow.intents import (
    ActForAnother,
    Continue,
    DoAnotherMatter,
    DoInstead,
    EndSession,
    GoBack,
    GoOnWithoutPaper,
    Intent,
    PrintAgain,
    PrintProof,
    ProveAgain,
    Reveal,
    ShowOtherWays,
    ShowPreview,
    SupplementCase,
    TryFaceAgain,
    TurnPage,
    UseCredential,
    WithdrawCase,
)
from kiosk.flow.openness import Hindrance, hindrance
from kiosk.flow.problems import Problem, Way
from kiosk.flow.state import PaperState, Result, Trouble
from kiosk.flow.words import Said, Words, text
from kiosk.runtime.matters import ROWS_PER_PAGE
from kiosk.runtime.presenter.course import printing_later
from kiosk.runtime.presenter.menu import reason_words
from kiosk.runtime.presenter.values import cell, plain, written
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.presenter.wording import sentence, value, worded
from kiosk.runtime.snapshot import (
    Action,
    Fact,
    ProblemContent,
    ResultContent,
    ResultStatus,
    WorkingContent,
)
from kiosk.runtime.vault import ANSWER

NUMERIC = frozenset({ValueKind.NUMBER, ValueKind.MONEY})
STATUSES = {
    CaseStatus.ANSWERED: ResultStatus.ANSWERED,
    CaseStatus.DONE: ResultStatus.DONE,
    CaseStatus.ACCEPTED: ResultStatus.ACCEPTED,
    CaseStatus.SUPPLEMENT: ResultStatus.SUPPLEMENT,
    CaseStatus.NOT_ACCEPTED: ResultStatus.NOT_ACCEPTED,
    CaseStatus.WITHDRAWN: ResultStatus.WITHDRAWN,
    CaseStatus.ISSUED: ResultStatus.ISSUED,
}
HIDDEN = "●●●●"
HIDDEN_CELL = "●●"  # a column is no wider than its words
NO_RECORD = "no-record"  # the refusal of a matter that words it itself


def asking(view: View, stage: Asking) -> WorkingContent:
    department = view.say(view.department(view.matter(stage.matter)))
    asked = stage.what.value
    what = text(f"asking.{asked}.what", department=department)
    return WorkingContent(text(f"asking.{asked}.title"), what, view.entered)


def result(view: View, stage: Result) -> ResultContent:
    matter = view.matter(stage.matter)
    answer = view.vault.get(ANSWER) if view.vault is not None else None
    assert answer is not None
    about = view.catalogue.matter(answer.about) if answer.about else None
    hidden = (matter.sensitive or (about is not None and about.sensitive)) and not stage.revealed
    columns: tuple[Words, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[bool, ...] = ()
    if answer.table is not None:
        columns = tuple(worded(view, column.label) for column in answer.table.columns)
        numeric = tuple(column.kind in NUMERIC for column in answer.table.columns)
        first = stage.page * ROWS_PER_PAGE
        rows = tuple(
            tuple(
                HIDDEN_CELL if hidden else cell(column.kind, one, view.language, view.texts)
                for column, one in zip(answer.table.columns, row, strict=True)
            )
            for row in answer.table.rows[first : first + ROWS_PER_PAGE]
        )
    figure, unit = ("", None) if hidden else _figure(view)
    sensitive = matter.sensitive or (about is not None and about.sensitive)
    masked = sensitive and bool(answer.facts or answer.table)
    return ResultContent(
        title=matter.title,
        official=matter.official,
        answer=sentence(view, answer.headline),
        figure=figure,
        unit=unit,
        facts=tuple(
            Fact(worded(view, fact.label), plain(HIDDEN) if hidden else value(view, fact.value))
            for fact in answer.facts
        ),
        columns=columns,
        rows=rows,
        numeric=numeric,
        page=stage.page,
        pages=stage.pages,
        actions=tuple(_result_actions(view, stage, answer)),
        status=STATUSES[answer.status],
        notes=tuple(_notes(view, answer, matter)),
        reveal=secondary("reveal", Reveal(shown=True), text("result.reveal")) if masked else None,
        revealed=stage.revealed,
    )


def _notes(view: View, answer: QueryResult, matter: Matter) -> Iterator[Words]:
    """What the person must know of it: when it is decided, what is missing, that it binds nobody."""
    if answer.due is not None:
        yield sentence(view, answer.due)
    for one in answer.missing:
        until = view.texts
        yield text(
            "result.missing",
            reason=view.say(worded(view, one.reason)),
            until=written(Value(kind=ValueKind.DATE, value=one.until.isoformat()), view.language, until),
        )
    if answer.deposit is not None:
        yield text("result.deposit")
    if matter.definition is not None and matter.definition.disclaimer is not None:
        yield matter.definition.disclaimer
    if answer.status not in (CaseStatus.ANSWERED,):
        yield text("result.case", case=answer.case, received=answer.received_by, accepted=answer.accepted_by)


def _figure(view: View) -> tuple[str, Words | None]:
    """The number that the answer's sentence turns on, large; its unit is the text ``<headline>.unit``."""
    answer = view.vault.get(ANSWER) if view.vault is not None else None
    if answer is None or not answer.headline.params:
        return "", None
    unit = f"{answer.headline.key}.unit"
    for one in answer.headline.params.values():
        if one.kind in NUMERIC and view.texts.has(unit):
            return written(one, view.language, view.texts), worded(view, unit)
    return "", None


def _result_actions(view: View, stage: Result, answer: QueryResult) -> list[Action]:
    actions: list[Action] = []
    if stage.pages > 1:
        last = stage.pages - 1
        actions += [
            Action("previous", text("action.previous"), TurnPage(stage.page - 1), enabled=stage.page > 0),
            Action("next", text("action.next"), TurnPage(stage.page + 1), enabled=stage.page < last),
        ]
    for onward in answer.onward:
        found = view.catalogue.matter(onward)
        if found is not None and found.handled and hindrance(view.state, onward) is None:
            words = text("result.onward", matter=view.say(found.title))
            actions.append(secondary(f"onward.{onward}", DoInstead(onward), words))
    if CaseAct.WITHDRAW in stage.acts:
        actions.append(secondary("withdraw", WithdrawCase(), text("withdraw.do")))
    sheets = view.session.sheets
    done = {paper for paper, sheet in sheets.items() if sheet.state in (PaperState.PRINTED, PaperState.TAKEN)}
    left = [paper for paper in stage.papers if paper not in done]
    if Paper.PROOF in left and printing_later(view, stage.matter):
        actions.append(secondary("preview", ShowPreview(), text("preview.show")))
    if CaseAct.SUPPLEMENT in stage.acts:
        actions += [secondary("done", Continue()), primary("supplement", SupplementCase())]
    elif left:
        label: Words | None = None if Paper.PROOF in left else text(f"action.print_{left[0].value}")
        actions += [secondary("done", Continue()), primary("print", PrintProof(), label)]
    else:
        actions += [primary("done", Continue())]
    return actions


WAYS: dict[Way, Intent] = {
    Way.READ_AGAIN: UseCredential(),
    Way.FACE_AGAIN: TryFaceAgain(),
    Way.OTHER_WAYS: ShowOtherWays(),
    Way.ASK_AGAIN: Continue(),
    Way.READ_WARNING: Continue(),
    Way.PROVE_AGAIN: ProveAgain(),
    Way.CHANGE_INPUT: GoBack(),
    Way.PRINT_AGAIN: PrintAgain(),
    Way.GO_ON: GoOnWithoutPaper(),
    Way.MENU: DoAnotherMatter(),
    Way.END: EndSession(),
    Way.HOLDER_AGAIN: ActForAnother(),
}


def trouble(view: View, stage: Trouble) -> ProblemContent:
    code = stage.problem.value
    phone = view.place.help_phone
    matter: Words = view.matter(stage.matter).title if stage.matter else Said("", "")
    params = {"phone": phone, "matter": view.say(matter)}
    refusal = _refusal(view, stage)
    actions = _ways_on(view, stage, refusal)
    if refusal is not None:
        steps = " ".join(view.say(text(f"next.{step.value}", **params)) for step in refusal.next_steps)
        return ProblemContent(
            stage.code or code,
            text("refusal.title" if stage.code else f"problem.{code}.title", **params),
            refusal.reason,
            text("refusal.effect" if stage.code else f"problem.{code}.effect", **params),
            plain(steps),
            actions,
        )
    return ProblemContent(
        code,
        text(f"problem.{code}.title", **params),
        _known_closure(view, stage) or text(f"problem.{code}.happened", **params),
        text(f"problem.{code}.effect", **params),
        text(f"problem.{code}.next", **params),
        actions,
    )


def _known_closure(view: View, stage: Trouble) -> Words | None:
    """The department's own reason and the end of it, as soon as the terminal has heard them."""
    if stage.problem is not Problem.MATTER_CLOSED:
        return None
    hindered = hindrance(view.state, stage.matter)
    closed = hindered is not None and hindered.why is Hindrance.CLOSED_BY_DEPARTMENT
    return reason_words(view, hindered) if hindered is not None and closed else None


def _refusal(view: View, stage: Trouble) -> MatterRefusal | None:
    """The matter's own words for what it refuses."""
    definition = view.matter(stage.matter).definition if stage.matter else None
    code = NO_RECORD if stage.problem is Problem.NO_RECORD else stage.code
    if definition is None or not code:
        return None
    return next((one for one in definition.refusals if one.code == code), None)


def _ways_on(view: View, stage: Trouble, refusal: MatterRefusal | None) -> tuple[Action, ...]:
    actions: list[Action] = []
    for way in stage.ways:
        if way is Way.END:
            continue  # 结束 stands in the bar already
        if way is Way.INSTEAD:
            for other in refusal.instead if refusal is not None else ():
                found = view.catalogue.matter(other)
                if found is not None and found.handled and hindrance(view.state, other) is None:
                    make = secondary if actions else primary
                    label = text("way.instead", matter=view.say(found.title))
                    actions.append(make(f"instead.{other}", DoInstead(other), label))
            continue
        make = secondary if actions else primary
        actions.append(make(way.value, WAYS[way], text(f"way.{way.value}")))
    return tuple(actions)
