"""The end of a matter: read back, signed, asked or submitted, answered."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kiosk.flow.browse import begin_matter
from kiosk.flow.course import Mark, again, back_from, errand_of, onward, to_menu
from kiosk.flow.effects import (
    Act,
    Audit,
    CheckForm,
    CountMaterials,
    ForgetCredential,
    ForgetMatter,
    ForgetTyped,
    MakePreview,
)
from kiosk.flow.errand import Asked, Asking, Form, Materials, Opening, Review, Signing
from kiosk.flow.events import (
    AnswerCame,
    AnswerRefused,
    CaseAct,
    FormChecked,
    PreviewFailed,
    PreviewMade,
    ValueTyped,
)
from kiosk.flow.intents import (
    ChangeAnswers,
    ChangeMaterials,
    ClearSignature,
    Continue,
    DoAnotherMatter,
    DoInstead,
    GoBack,
    Reveal,
    ShowPreview,
    SupplementCase,
    TurnPage,
    UseCredential,
    WithdrawCase,
)
from kiosk.flow.openness import hindrance
from kiosk.flow.problems import Problem, Way
from kiosk.flow.proving import go_on
from kiosk.flow.refusals import refused
from kiosk.flow.state import (
    AskCredential,
    ConfirmWithdrawal,
    Menu,
    Preview,
    Previewing,
    Rating,
    Result,
    Trouble,
)
from kiosk.flow.table import Here, Next, on
from kiosk.flow.ways import may_be_done

DEPARTMENT_ANSWERED = frozenset({Problem.NO_RECORD, Problem.MATTER_REFUSED})
"""Refusals are answers too, and are rated."""
SIGNATURE = "signature"
AGAIN = frozenset({Way.ASK_AGAIN, Way.READ_WARNING})
REFUSED_UNASKED = frozenset({Problem.MATTER_CLOSED, Problem.WARNING_NEW})
"""The back end's answer, which it repeats for the same act; the department was not asked."""

_ANSWERED = {
    Asked.QUESTION: Act.MATTER_ANSWERED,
    Asked.CASE: Act.MATTER_ANSWERED,
    Asked.WITHDRAWAL: Act.CASE_WITHDRAWN,
    Asked.SUPPLEMENT: Act.CASE_SUPPLEMENTED,
}


@on(Review, event=Continue)
def review_read(here: Here[Review], event: Continue) -> Next:
    """Once more, everything together: a change may have brought fields that were not there before."""
    return here.stay(CheckForm(here.session.serial, here.stage.matter))


@on(Review, event=FormChecked)
def all_checked(here: Here[Review], event: FormChecked) -> Next:
    if event.errors:
        errors = MappingProxyType(dict(event.errors))
        return here.go(Form(here.stage.matter, errors, group=event.group or 0, from_review=True))
    return onward(here, Mark.REVIEW, here.session)


@on(Review, event=ChangeAnswers)
def change_answers(here: Here[Review], event: ChangeAnswers) -> Next:
    if not 0 <= event.group < here.state.setup.matters[here.stage.matter].groups:
        return here.stay()
    return here.go(Form(here.stage.matter, group=event.group, from_review=True))


@on(Review, event=ChangeMaterials)
def change_materials(here: Here[Review], event: ChangeMaterials) -> Next:
    matter = here.stage.matter
    return here.go(Materials(matter), CountMaterials(here.session.serial, matter))


@on(Review, event=GoBack)
def leave_review(here: Here[Review], event: GoBack) -> Next:
    return back_from(here, Mark.REVIEW)


@on(Signing, event=ValueTyped)
def signed(here: Here[Signing], event: ValueTyped) -> Next:
    return here.show(replace(here.stage, signed=event.length > 0)) if event.key == SIGNATURE else here.stay()


@on(Signing, event=ClearSignature)
def clear_signature(here: Here[Signing], event: ClearSignature) -> Next:
    return here.show(replace(here.stage, signed=False), ForgetTyped(SIGNATURE))


@on(Signing, event=Continue)
def sign(here: Here[Signing], event: Continue) -> Next:
    return onward(here, Mark.SIGNATURE, here.session) if here.stage.signed else here.stay()


@on(Signing, event=GoBack)
def leave_signing(here: Here[Signing], event: GoBack) -> Next:
    return here.go(Review(here.stage.matter), ForgetTyped(SIGNATURE))


# --- the department's answer ----------------------------------------------------------------------


@on(Asking, event=AnswerCame)
def answer_came(here: Here[Asking], event: AnswerCame) -> Next:
    matter, session = here.stage.matter, here.session
    audit = Audit(_ANSWERED[here.stage.what], session.serial, matter)
    errand = replace(errand_of(session, matter), about=event.about, supplementing=False)
    result = Result(matter, max(1, event.pages), event.papers, acts=event.acts)
    session = replace(session.without_sheets(), errand=errand)
    return here.go(result, audit, session=session)


@on(Asking, event=AnswerRefused)
def answer_refused(here: Here[Asking], event: AnswerRefused) -> Next:
    return refused(here, event, typed=here.stage.what in (Asked.QUESTION, Asked.CASE))


@on(Asking, event=FormChecked)
def field_refused(here: Here[Asking], event: FormChecked) -> Next:
    """The department does not accept a field. Nothing was opened: the next try is a new question."""
    if not event.errors:
        return here.stay()  # of the page before, whose button was pressed twice: what was sent is on its way
    matter = here.stage.matter
    session = replace(here.session, ask_number=here.session.ask_number + 1)
    errors = MappingProxyType(dict(event.errors))
    submitted = here.stage.what is Asked.CASE
    group = event.group or 0
    passed = tuple(one for one in errand_of(session, matter).groups if one < group)
    return here.go(Form(matter, errors, group, passed, from_review=submitted), session=session)


@on(Result, event=TurnPage)
def turn_page(here: Here[Result], event: TurnPage) -> Next:
    if not 0 <= event.page < here.stage.pages:
        return here.stay()
    return here.show(replace(here.stage, page=event.page, revealed=False))


@on(Result, event=Reveal)
def reveal(here: Here[Result], event: Reveal) -> Next:
    return here.show(replace(here.stage, revealed=event.shown))


@on(Result, event=Continue)
def result_read(here: Here[Result], event: Continue) -> Next:
    return here.go(Rating(here.stage.matter))


@on(Result, event=DoInstead)
def do_next(here: Here[Result], event: DoInstead) -> Next:
    """What the answer leads to, such as activating the card whose state was asked for."""
    if hindrance(here.state, event.matter) is not None:
        return here.stay()
    return begin_matter(here, event.matter)


@on(Result, event=GoBack)
def change_question(here: Here[Result], event: GoBack) -> Next:
    """Another question; a case that was submitted is not taken back by this."""
    matter = here.stage.matter
    if here.state.setup.matters[matter].review and not errand_of(here.session, matter).about:
        return here.stay()
    return _ask_differently(here, matter)


def _ask_differently(here: Here[Result] | Here[Trouble], matter: str) -> Next:
    """The same matter with other values: what was typed is kept, the question is a new one."""
    session = replace(here.session.without_sheets(), ask_number=here.session.ask_number + 1)
    return back_from(replace(here, state=here.state.with_session(session)), Mark.REVIEW)


@on(Result, event=ShowPreview)
def show_preview(here: Here[Result], event: ShowPreview) -> Next:
    if not here.stage.papers:
        return here.stay()
    matter = here.stage.matter
    return here.go(Previewing(matter, here.stage), MakePreview(here.session.serial, matter))


@on(Previewing, event=PreviewMade)
def preview_made(here: Here[Previewing], event: PreviewMade) -> Next:
    return here.go(Preview(here.stage.matter, here.stage.result, max(1, event.pages)))


@on(Previewing, event=PreviewFailed)
def preview_failed(here: Here[Previewing], event: PreviewFailed) -> Next:
    """It can be printed all the same, or not: the paper says so itself."""
    return here.go(here.stage.result)


@on(Preview, event=TurnPage)
def turn_preview(here: Here[Preview], event: TurnPage) -> Next:
    if not 0 <= event.page < here.stage.pages:
        return here.stay()
    return here.show(replace(here.stage, page=event.page))


@on(Preview, event=GoBack)
def leave_preview(here: Here[Preview], event: GoBack) -> Next:
    return here.go(here.stage.result)


# --- what can be done with a case -----------------------------------------------------------------


@on(Result, event=WithdrawCase)
def ask_to_withdraw(here: Here[Result], event: WithdrawCase) -> Next:
    if CaseAct.WITHDRAW not in here.stage.acts:
        return here.stay()
    return here.go(ConfirmWithdrawal(here.stage.matter, here.stage))


@on(ConfirmWithdrawal, event=Continue)
def withdraw(here: Here[ConfirmWithdrawal], event: Continue) -> Next:
    session = replace(here.session, ask_number=here.session.ask_number + 1)
    return again(here, Asking(here.stage.matter, Asked.WITHDRAWAL), session)


@on(ConfirmWithdrawal, event=GoBack)
def keep_case(here: Here[ConfirmWithdrawal], event: GoBack) -> Next:
    return here.go(here.stage.result)


@on(Result, event=SupplementCase)
def supplement(here: Here[Result], event: SupplementCase) -> Next:
    if CaseAct.SUPPLEMENT not in here.stage.acts:
        return here.stay()
    matter = here.stage.matter
    errand = replace(errand_of(here.session, matter), supplementing=True)
    session = replace(here.session, errand=errand)
    return here.go(Materials(matter), CountMaterials(session.serial, matter), session=session)


# --- ways on from trouble -------------------------------------------------------------------------


@on(Trouble, event=Continue)
def ask_again(here: Here[Trouble], event: Continue) -> Next:
    """The same question with the same key: whatever became of the first, it counts once."""
    retry = here.stage.retry
    if not AGAIN & frozenset(here.stage.ways) or not isinstance(retry, Opening | Asking):
        return here.stay()
    if here.stage.problem in REFUSED_UNASKED:
        return go_on(here, retry, here.session)
    return again(here, retry, here.session)


@on(Trouble, event=GoBack)
def leave_trouble(here: Here[Trouble], event: GoBack) -> Next:
    if here.stage.paper is not None:
        return here.stay()  # the paper's ways on are on the page
    if may_be_done(here.stage):
        return here.stay()  # changed values would be a second case beside the first
    asked = isinstance(here.stage.retry, Asking) and here.stage.retry.what in (Asked.QUESTION, Asked.CASE)
    if here.stage.matter and here.session.admitted and asked:
        return _ask_differently(here, here.stage.matter)
    return _out_of_trouble(here)


@on(Trouble, event=DoAnotherMatter)
def menu_from_trouble(here: Here[Trouble], event: DoAnotherMatter) -> Next:
    if here.stage.paper is not None:
        return here.stay()
    if here.stage.problem in DEPARTMENT_ANSWERED:
        return here.go(Rating(here.stage.matter))
    return _out_of_trouble(here)


@on(Trouble, event=DoInstead)
def do_instead(here: Here[Trouble], event: DoInstead) -> Next:
    if Way.INSTEAD not in here.stage.ways or hindrance(here.state, event.matter) is not None:
        return here.stay()
    return begin_matter(here, event.matter)


def _out_of_trouble(here: Here[Trouble]) -> Next:
    """To the menu; a credential that was not proved is not kept."""
    if here.session.admitted:
        return to_menu(here)
    session = replace(
        here.session, wanted_matter="", errand=None, presented=None, proof=None, face_failures=0
    )
    return here.go(Menu(), ForgetCredential(session.serial), ForgetMatter(session.serial), session=session)


@on(Trouble, event=UseCredential)
def read_again(here: Here[Trouble], event: UseCredential) -> Next:
    if Way.READ_AGAIN not in here.stage.ways:
        return here.stay()
    session = replace(here.session, presented=None, proof=None, face_failures=0)
    return here.go(AskCredential(), ForgetCredential(session.serial), session=session)
