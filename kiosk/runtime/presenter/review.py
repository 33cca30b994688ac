"""Read back, signed, seen before it is printed, taken back."""

from __future__ import annotations

from kiosk.domain.fields import FieldType, applies
from kiosk.flow.errand import Review, Signing
from kiosk.flow.intents import (
    ChangeAnswers,
    ChangeMaterials,
    ClearSignature,
    Continue,
    GoBack,
    PrintProof,
    TurnPage,
)
from kiosk.flow.state import ConfirmWithdrawal, Preview, Previewing
from kiosk.flow.words import text
from kiosk.runtime.forms import definition_of, fields_of, groups_of, rows_of, values_of
from kiosk.runtime.materials import how, wanted_materials
from kiosk.runtime.presenter.course import Step, errand_of, heading
from kiosk.runtime.presenter.form import shown_value
from kiosk.runtime.presenter.values import plain
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import (
    Action,
    ActionRole,
    ConfirmContent,
    Fact,
    Picture,
    PreviewContent,
    ReviewContent,
    ReviewSection,
    SignatureContent,
    WorkingContent,
)
from kiosk.runtime.vault import ANSWER, PREVIEW


def review(view: View, stage: Review) -> ReviewContent:
    matter = view.matter(stage.matter)
    return ReviewContent(
        heading(view, stage.matter, Step.REVIEW),
        (*_answers(view, stage), *_supplied(view, stage)),
        text("review.money") if matter.moves_money else None,
        (
            primary(
                "continue",
                Continue(),
                text("review.sign" if view.state.setup.matters[stage.matter].signature else "review.submit"),
            ),
        ),
    )


def _answers(view: View, stage: Review) -> list[ReviewSection]:
    assert view.vault is not None
    definition = definition_of(view.catalogue, stage.matter)
    errand = errand_of(view, stage.matter)
    fields = {one.key: one for one in fields_of(definition, errand, view.vault)}
    values = values_of(fields.values(), view.vault)
    sections = []
    for number, group in enumerate(groups_of(definition, errand)):
        facts = []
        for field in (fields[key] for key in group.fields):
            if not applies(field.when, values) or not values[field.key]:
                continue
            if field.type is FieldType.LIST:
                for count, row in enumerate(rows_of(view.vault, field.key), start=1):
                    cells = [
                        view.say(shown_value(view, item, row.get(item.key, ""), row)) for item in field.items
                    ]
                    label = text("review.row", what=view.say(field.label), number=count)
                    facts.append(Fact(label, plain(" · ".join(cells))))
                continue
            facts.append(Fact(field.label, shown_value(view, field, values[field.key], values)))
        if facts:
            label = text("review.change", what=view.say(group.title))
            change = secondary(f"change.{number}", ChangeAnswers(number), label)
            sections.append(ReviewSection(group.title, tuple(facts), change))
    return sections


def _supplied(view: View, stage: Review) -> list[ReviewSection]:
    assert view.vault is not None
    wanted = wanted_materials(view.catalogue, errand_of(view, stage.matter), view.vault, stage.matter)
    if not wanted:
        return []
    facts = tuple(
        Fact(one.name, text(f"review.material.{how(view.vault, one).name.lower()}")) for one in wanted
    )
    change = secondary(
        "change.materials", ChangeMaterials(), text("review.change", what=view.say(text("review.materials")))
    )
    return [ReviewSection(text("review.materials"), facts, change)]


def signing(view: View, stage: Signing) -> SignatureContent:
    matter = view.matter(stage.matter)
    clear = Action("clear", text("signature.clear"), ClearSignature(), enabled=stage.signed)
    done = primary("continue", Continue(), text("review.submit"))
    return SignatureContent(
        heading(view, stage.matter, Step.SIGN),
        text("signature.statement", matter=view.say(matter.title)),
        stage.signed,
        (clear, Action(done.id, done.label, done.intent, ActionRole.PRIMARY, enabled=stage.signed)),
    )


def previewing(view: View, stage: Previewing) -> WorkingContent:
    return WorkingContent(text("preview.title"), text("preview.what"), view.entered)


def preview(view: View, stage: Preview) -> PreviewContent:
    made = view.vault.get(PREVIEW) if view.vault is not None else None
    data = made[stage.page] if made is not None and stage.page < len(made) else b""
    actions = []
    if stage.pages > 1:
        last = stage.pages - 1
        actions += [
            Action("previous", text("action.previous"), TurnPage(stage.page - 1), enabled=stage.page > 0),
            Action("next", text("action.next"), TurnPage(stage.page + 1), enabled=stage.page < last),
        ]
    actions.append(primary("print", PrintProof()))
    return PreviewContent(
        heading(view, stage.matter),
        Picture(data, text("preview.page", page=stage.page + 1, pages=stage.pages)),
        stage.page,
        stage.pages,
        tuple(actions),
    )


def confirm_withdrawal(view: View, stage: ConfirmWithdrawal) -> ConfirmContent:
    answer = view.vault.get(ANSWER) if view.vault is not None else None
    case = answer.case if answer is not None else ""
    about = view.matter(answer.about) if answer is not None and answer.about else view.matter(stage.matter)
    return ConfirmContent(
        heading(view, stage.matter),
        text("withdraw.question", matter=view.say(about.title)),
        text("withdraw.what", case=case),
        (
            secondary("keep", GoBack(), text("withdraw.keep")),
            Action("withdraw", text("withdraw.do"), Continue(), ActionRole.DANGER),
        ),
    )
