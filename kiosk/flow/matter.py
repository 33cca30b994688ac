"""One matter: its form, the question to the department, and the answer on the screen."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kiosk.flow.effects import Act, AskDepartment, Audit, CheckForm, ForgetCredential, ForgetMatter
from kiosk.flow.events import AnswerCame, AnswerRefused, FormChecked, ValueTyped
from kiosk.flow.intents import Continue, DoAnotherMatter, GoBack, TurnPage, UseCredential
from kiosk.flow.problems import Problem, Way
from kiosk.flow.state import AskCredential, Asking, Finished, Form, Menu, Rating, Result, Trouble
from kiosk.flow.table import Here, Next, on
from kiosk.flow.ways import ways_from

DEPARTMENT_ANSWERED = frozenset({Problem.NO_RECORD, Problem.MATTER_REFUSED})
"""Refusals are answers too, and are rated."""


@on(Form, event=ValueTyped)
def value_typed(here: Here[Form], event: ValueTyped) -> Next:
    errors = {key: error for key, error in here.stage.errors.items() if key != event.key}
    return here.show(replace(here.stage, errors=MappingProxyType(errors)))


@on(Form, event=Continue)
def submit_form(here: Here[Form], event: Continue) -> Next:
    return here.stay(CheckForm(here.session.serial, here.stage.matter))


@on(Form, event=FormChecked)
def form_checked(here: Here[Form], event: FormChecked) -> Next:
    if event.errors:
        return here.show(replace(here.stage, errors=MappingProxyType(dict(event.errors))))
    return ask(here, here.stage.matter, Audit(Act.MATTER_ASKED, here.session.serial, here.stage.matter))


def ask(here: Here[Form] | Here[Trouble], matter: str, *effects: Audit) -> Next:
    session = here.session
    return here.go(Asking(matter), *effects, AskDepartment(session.serial, matter, session.ask_number))


@on(Form, event=GoBack)
def leave_form(here: Here[Form], event: GoBack) -> Next:
    return here.go(Menu(), ForgetMatter(here.session.serial))


@on(Asking, event=AnswerCame)
def answer_came(here: Here[Asking], event: AnswerCame) -> Next:
    audit = Audit(Act.MATTER_ANSWERED, here.session.serial, here.stage.matter)
    return here.go(Result(here.stage.matter, max(1, event.pages), event.printable), audit)


@on(Asking, event=AnswerRefused)
def answer_refused(here: Here[Asking], event: AnswerRefused) -> Next:
    matter, session = here.stage.matter, here.session
    return here.go(
        Trouble(event.problem, ways_from(here.state, session, event.problem), matter),
        Audit(Act.MATTER_REFUSED, session.serial, f"{matter} {event.problem.value}"),
    )


@on(Result, event=TurnPage)
def turn_page(here: Here[Result], event: TurnPage) -> Next:
    if not 0 <= event.page < here.stage.pages:
        return here.stay()
    return here.show(replace(here.stage, page=event.page))


@on(Result, event=Continue)
def result_read(here: Here[Result], event: Continue) -> Next:
    return here.go(Rating(here.stage.matter))


@on(Result, event=GoBack)
def change_question(here: Here[Result], event: GoBack) -> Next:
    return _ask_differently(here, here.stage.matter)


def _ask_differently(here: Here[Result] | Here[Trouble], matter: str) -> Next:
    """The same matter with other values: what was typed is kept, the question is a new one."""
    session = replace(
        here.session, ask_number=here.session.ask_number + 1, sheets=MappingProxyType({})
    )
    if here.state.setup.matters[matter].has_form:
        return here.go(Form(matter), session=session)
    return here.go(Menu(), ForgetMatter(session.serial), session=session)


# --- ways on from trouble -------------------------------------------------------------------------


@on(Trouble, event=Continue)
def ask_again(here: Here[Trouble], event: Continue) -> Next:
    """The same question with the same key: whatever became of the first, it counts once."""
    if Way.ASK_AGAIN not in here.stage.ways or not here.stage.matter:
        return here.stay()
    return ask(here, here.stage.matter)


@on(Trouble, event=GoBack)
def leave_trouble(here: Here[Trouble], event: GoBack) -> Next:
    if here.stage.paper is not None:
        return here.stay()  # the paper's ways on are on the page
    if here.stage.matter and here.session.admitted:
        return _ask_differently(here, here.stage.matter)
    return to_menu(here)


@on(Trouble, event=DoAnotherMatter)
def menu_from_trouble(here: Here[Trouble], event: DoAnotherMatter) -> Next:
    if here.stage.paper is not None:
        return here.stay()
    if here.stage.problem in DEPARTMENT_ANSWERED:
        return here.go(Rating(here.stage.matter))
    return to_menu(here)


def to_menu(here: Here[Trouble] | Here[Finished]) -> Next:
    """To the menu; a credential that was not proved is not kept."""
    session = replace(here.session, wanted_matter="")
    if session.admitted:
        return here.go(Menu(), ForgetMatter(session.serial), session=session)
    session = replace(session, presented=None, proof=None, face_failures=0)
    return here.go(
        Menu(), ForgetCredential(session.serial), ForgetMatter(session.serial), session=session
    )


@on(Trouble, event=UseCredential)
def read_again(here: Here[Trouble], event: UseCredential) -> Next:
    if Way.READ_AGAIN not in here.stage.ways:
        return here.stay()
    session = replace(here.session, presented=None, proof=None, face_failures=0)
    return here.go(AskCredential(), ForgetCredential(session.serial), session=session)
