"""A matter's pages: form, waiting, result; and every page that says why not."""

from __future__ import annotations

from kiosk.backend.models import ValueKind
from kiosk.domain.fields import Field, FieldType, applies, limits
from kiosk.domain.masks import mask_id
from kiosk.flow.events import Paper
from kiosk.flow.intents import (
    Continue,
    DoAnotherMatter,
    EndSession,
    GoBack,
    GoOnWithoutPaper,
    Intent,
    PrintAgain,
    PrintProof,
    ShowOtherWays,
    TryFaceAgain,
    TurnPage,
    UseCredential,
)
from kiosk.flow.problems import Way
from kiosk.flow.state import Asking, Form, PaperState, Result, Trouble
from kiosk.flow.words import Said, Words, text
from kiosk.runtime.matters import ROWS_PER_PAGE
from kiosk.runtime.presenter.values import cell, plain, sentence, written
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import (
    Action,
    Fact,
    FieldKind,
    FormContent,
    FormField,
    ProblemContent,
    ResultContent,
    WorkingContent,
)
from kiosk.runtime.vault import ANSWER, FORM_ERRORS, HOLDER

KINDS = {
    FieldType.MONTH: FieldKind.MONTH,
    FieldType.YEAR: FieldKind.YEAR,
    FieldType.ENUM: FieldKind.CHOICE,
    FieldType.MOBILE: FieldKind.DIGITS,
    FieldType.SMS_CODE: FieldKind.DIGITS,
    FieldType.POSTCODE: FieldKind.DIGITS,
    FieldType.BANK_CARD: FieldKind.DIGITS,
    FieldType.BANK_PASSBOOK: FieldKind.DIGITS,
    FieldType.BANK_LAST4: FieldKind.DIGITS,
}
WITH_LIMITS = frozenset({FieldType.MONTH, FieldType.YEAR})
NUMERIC = frozenset({ValueKind.NUMBER, ValueKind.MONEY})


def _field(view: View, field: Field, error_key: str | None) -> FormField:
    earliest, latest = limits(field, view.today) if field.type in WITH_LIMITS else ("", "")
    found = view.vault.get(FORM_ERRORS) if view.vault is not None else None
    limit = found[field.key].limit if found is not None and field.key in found else ""
    return FormField(
        key=field.key,
        label=field.label,
        kind=KINDS.get(field.type, FieldKind.TEXT),
        value=view.vault.typed(field.key) if view.vault is not None else "",
        required=field.required,
        error=text(error_key, limit=limit) if error_key is not None else None,
        hint=field.hint,
        earliest=earliest,
        latest=latest,
        options=tuple((option.value, option.label) for option in field.options),
    )


def form(view: View, stage: Form) -> FormContent:
    matter = view.matter(stage.matter)
    assert matter.definition is not None and view.vault is not None
    definition = matter.definition
    values = {field.key: view.vault.typed(field.key) for field in definition.fields}
    holder = view.vault.get(HOLDER)
    known: tuple[Fact, ...] = ()
    if holder is not None:
        known = (
            Fact(text("form.known.name"), plain(view.person)),
            Fact(text("form.known.number"), plain(mask_id(holder.number))),
        )
    return FormContent(
        title=matter.title,
        official=matter.official,
        step=1,
        steps=(text("form.step.fill"), text("form.step.result"), text("form.step.paper")),
        known=known,
        fields=tuple(
            _field(view, field, stage.errors.get(field.key))
            for field in definition.fields
            if applies(field.when, values)
        ),
        actions=(primary("continue", Continue(), text("form.submit")),),
    )


def asking(view: View, stage: Asking) -> WorkingContent:
    department = view.say(view.department(view.matter(stage.matter)))
    return WorkingContent(text("asking.title"), text("asking.what", department=department), view.entered)


def result(view: View, stage: Result) -> ResultContent:
    matter = view.matter(stage.matter)
    answer = view.vault.get(ANSWER) if view.vault is not None else None
    assert answer is not None
    language, texts = view.language, view.texts
    columns: tuple[Words, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[bool, ...] = ()
    if answer.table is not None:
        columns = tuple(text(column.label) for column in answer.table.columns)
        numeric = tuple(column.kind in NUMERIC for column in answer.table.columns)
        first = stage.page * ROWS_PER_PAGE
        rows = tuple(
            tuple(
                cell(column.kind, value, language, texts)
                for column, value in zip(answer.table.columns, row, strict=True)
            )
            for row in answer.table.rows[first : first + ROWS_PER_PAGE]
        )
    figure, unit = _figure(view)
    return ResultContent(
        title=matter.title,
        official=matter.official,
        answer=sentence(answer.headline, language, texts),
        figure=figure,
        unit=unit,
        facts=tuple(
            Fact(text(fact.label), plain(written(fact.value, language, texts))) for fact in answer.facts
        ),
        columns=columns,
        rows=rows,
        numeric=numeric,
        page=stage.page,
        pages=stage.pages,
        actions=tuple(_result_actions(view, stage)),
    )


def _figure(view: View) -> tuple[str, Words | None]:
    """The number that the answer's sentence turns on, large; its unit is the text ``<headline>.unit``."""
    answer = view.vault.get(ANSWER) if view.vault is not None else None
    if answer is None or not answer.headline.params:
        return "", None
    unit = f"{answer.headline.key}.unit"
    for value in answer.headline.params.values():
        if value.kind in NUMERIC and view.texts.has(unit):
            return written(value, view.language, view.texts), text(unit)
    return "", None


def _result_actions(view: View, stage: Result) -> list[Action]:
    actions: list[Action] = []
    if stage.pages > 1:
        last = stage.pages - 1
        actions += [
            Action("previous", text("action.previous"), TurnPage(stage.page - 1), enabled=stage.page > 0),
            Action("next", text("action.next"), TurnPage(stage.page + 1), enabled=stage.page < last),
        ]
    sheet = view.session.sheets.get(Paper.PROOF)
    printed = sheet is not None and sheet.state in (PaperState.PRINTED, PaperState.TAKEN)
    if stage.printable and not printed:
        actions += [secondary("done", Continue()), primary("print", PrintProof())]
    else:
        actions += [primary("done", Continue())]
    return actions


WAYS: dict[Way, Intent] = {
    Way.READ_AGAIN: UseCredential(),
    Way.FACE_AGAIN: TryFaceAgain(),
    Way.OTHER_WAYS: ShowOtherWays(),
    Way.ASK_AGAIN: Continue(),
    Way.CHANGE_INPUT: GoBack(),
    Way.PRINT_AGAIN: PrintAgain(),
    Way.GO_ON: GoOnWithoutPaper(),
    Way.MENU: DoAnotherMatter(),
    Way.END: EndSession(),
}


def trouble(view: View, stage: Trouble) -> ProblemContent:
    code = stage.problem.value
    actions: list[Action] = []
    for way in stage.ways:
        if way is Way.END:
            continue  # 结束 stands in the bar already
        make = secondary if actions else primary
        actions.append(make(way.value, WAYS[way], text(f"way.{way.value}")))
    phone = view.place.help_phone
    matter: Words = view.matter(stage.matter).title if stage.matter else Said("", "")
    params = {"phone": phone, "matter": view.say(matter)}
    return ProblemContent(
        code,
        text(f"problem.{code}.title", **params),
        text(f"problem.{code}.happened", **params),
        text(f"problem.{code}.effect", **params),
        text(f"problem.{code}.next", **params),
        tuple(actions),
    )
