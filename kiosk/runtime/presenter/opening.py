"""The way into a matter: its doors, for whom, what it asks of a person."""

from __future__ import annotations

from kiosk.catalogue.matter import Eligibility
from kiosk.domain.credentials import age_on
from kiosk.flow.errand import ChoosingEntry, ChoosingWhom, Conditions, Entry, HolderCard, Opening
from kiosk.flow.events import Unit
from kiosk.flow.intents import ActForAnother, ActForOneself, ChooseEntry, Continue
from kiosk.flow.words import text
from kiosk.runtime.presenter.course import Step, heading
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.presenter.wording import sentence
from kiosk.runtime.snapshot import (
    ChoiceCard,
    ChoicesContent,
    ConditionsContent,
    ConditionState,
    Fact,
    HolderCardContent,
    WorkingContent,
)
from kiosk.runtime.vault import HOLDER, OPENING

MAN, WOMAN = "1", "2"  # GB/T 2261.1


def choosing_entry(view: View, stage: ChoosingEntry) -> ChoicesContent:
    return ChoicesContent(
        heading(view, stage.matter),
        text("entry.question"),
        tuple(
            ChoiceCard(
                text(f"entry.{entry.value}.title"),
                text(f"entry.{entry.value}.detail"),
                secondary(f"entry.{entry.value}", ChooseEntry(entry), text(f"entry.{entry.value}.title")),
                icon,
            )
            for entry, icon in ((Entry.APPLY, "pencil-line"), (Entry.PRINT, "printer"))
        ),
    )


def choosing_whom(view: View, stage: ChoosingWhom) -> ChoicesContent:
    rule = view.state.setup.matters[stage.matter]
    other = rule.acting_for.value
    return ChoicesContent(
        heading(view, stage.matter),
        text("whom.question"),
        (
            ChoiceCard(
                text("whom.oneself.title"),
                text("whom.oneself.detail"),
                secondary("whom.oneself", ActForOneself(), text("whom.oneself.title")),
                "user",
            ),
            ChoiceCard(
                text(f"whom.{other}.title"),
                text(f"whom.{other}.detail"),
                secondary("whom.another", ActForAnother(), text(f"whom.{other}.title")),
                "users",
            ),
        ),
    )


def holder_card(view: View, stage: HolderCard) -> HolderCardContent:
    lies = view.state.card_lies and not stage.reading
    return HolderCardContent(
        heading(view, stage.matter),
        text("holder_card.take_yours" if lies else "holder_card.lead"),
        stage.reading,
        view.state.works(Unit.ID_CARD_READER),
        None,
    )


def opening(view: View, stage: Opening) -> WorkingContent:
    department = view.say(view.department(view.matter(stage.matter)))
    return WorkingContent(text("opening.title"), text("opening.what", department=department), view.entered)


def conditions(view: View, stage: Conditions) -> ConditionsContent:
    definition = view.matter(stage.matter).definition
    assert definition is not None
    known = view.vault.get(OPENING) if view.vault is not None else None
    warnings = known.warnings if known is not None else ()
    told = definition.guide
    facts = [Fact(text("guide.time"), told.time), Fact(text("guide.cost"), told.cost)]
    if told.notice is not None:
        facts.append(Fact(text("guide.notice"), told.notice))
    facts.append(Fact(text("guide.legal_basis"), told.legal_basis))
    return ConditionsContent(
        heading(view, stage.matter, Step.CONDITIONS),
        (
            *((ConditionState.CONFIRM, sentence(view, warning)) for warning in warnings),
            *((_state(view, one), one.text) for one in definition.eligibility),
        ),
        tuple(facts),
        (primary("continue", Continue(), text("conditions.go_on")),),
    )


def _state(view: View, condition: Eligibility) -> ConditionState:
    """Whether the terminal knows that it is met. Who is known not to meet it does not come here."""
    holder = view.vault.get(HOLDER) if view.vault is not None else None
    if holder is None or holder.birth is None or view.session.errand is None or view.session.errand.acting:
        return ConditionState.OPEN
    least = [condition.min_age]
    if holder.sex_code == MAN:
        least.append(condition.min_age_men)
    if holder.sex_code == WOMAN:
        least.append(condition.min_age_women)
    asked = [age for age in (*least, condition.max_age) if age is not None]
    if not asked:
        return ConditionState.OPEN
    age = age_on(holder.birth, view.today)
    met = all(age >= one for one in least if one is not None)
    met = met and (condition.max_age is None or age <= condition.max_age)
    return ConditionState.MET if met else ConditionState.OPEN
