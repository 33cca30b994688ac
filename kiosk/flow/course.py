"""The course of a matter: which stage comes after which, for this matter and this errand."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

from kiosk.flow.effects import (
    Act,
    ActOnCase,
    AskDepartment,
    Audit,
    CountMaterials,
    Effect,
    ForgetMatter,
    OpenMatter,
    StopCapture,
    StopFaceCheck,
    StopUpload,
    SubmitCase,
)
from kiosk.flow.errand import (
    Asked,
    Asking,
    Capturing,
    ChoosingEntry,
    ChoosingWhom,
    Conditions,
    Entry,
    Errand,
    Form,
    Materials,
    Opening,
    PhoneUpload,
    Review,
    Signing,
)
from kiosk.flow.events import CaseAct
from kiosk.flow.setup import ActingFor, MatterRule
from kiosk.flow.state import FaceCheck, Menu, Session, Stage
from kiosk.flow.table import Here, Next


class Mark(IntEnum):
    """The marks that a matter passes, in their order. What a matter has not is passed by."""

    DOOR = 0
    WHOM = 1
    OPENING = 2
    CONDITIONS = 3
    FORM = 4
    MATERIALS = 5
    REVIEW = 6
    SIGNATURE = 7
    ASKING = 8


def stands(rule: MatterRule, errand: Errand, mark: Mark) -> bool:
    """Whether this matter has this mark on this errand."""
    printing = errand.entry is Entry.PRINT
    match mark:
        case Mark.DOOR:
            return rule.prints_later
        case Mark.WHOM:
            return rule.acting_for is not ActingFor.NOBODY and not printing
        case Mark.OPENING:
            return rule.opens or printing
        case Mark.CONDITIONS:
            return rule.conditions and not printing
        case Mark.FORM:
            return (rule.has_form or printing) and errand.first_group is not None
        case Mark.MATERIALS:
            return rule.materials and not printing
        case Mark.REVIEW:
            return rule.review and not printing
        case Mark.SIGNATURE:
            return rule.signature and not printing
        case Mark.ASKING:
            return True


def rule_of(here: Here[Stage], matter: str) -> MatterRule:
    return here.state.setup.matters[matter]


def errand_of(session: Session, matter: str) -> Errand:
    return session.errand if session.errand is not None else Errand(matter)


def begin(here: Here[Stage], matter: str, session: Session) -> Next:
    """A new errand; what was left of an earlier one is forgotten."""
    proof = replace(session.proof, spent=True) if session.proof is not None else None
    session = replace(
        session.without_sheets(),
        wanted_matter="",
        ask_number=session.ask_number + 1,
        proof=proof,
        errand=Errand(matter),
    )
    return onward(here, None, session, ForgetMatter(session.serial))


def onward(here: Here[Stage], after: Mark | None, session: Session, *effects: Effect) -> Next:
    """To the next mark behind ``after``."""
    assert session.errand is not None
    matter = session.errand.matter
    rule = rule_of(here, matter)
    first = 0 if after is None else after + 1
    mark = next(
        Mark(number) for number in range(first, len(Mark)) if stands(rule, session.errand, Mark(number))
    )
    return _enter(here, mark, matter, session, effects)


def _enter(here: Here[Stage], mark: Mark, matter: str, session: Session, effects: tuple[Effect, ...]) -> Next:
    match mark:
        case Mark.DOOR:
            return here.go(ChoosingEntry(matter), *effects, session=session)
        case Mark.WHOM:
            return here.go(ChoosingWhom(matter), *effects, session=session)
        case Mark.OPENING:
            return again(here, Opening(matter), session, *effects)
        case Mark.CONDITIONS:
            return here.go(Conditions(matter), *effects, session=session)
        case Mark.FORM:
            group = errand_of(session, matter).first_group or 0
            return here.go(Form(matter, group=group), *effects, session=session)
        case Mark.MATERIALS:
            count = CountMaterials(session.serial, matter)
            return here.go(Materials(matter), *effects, count, session=session)
        case Mark.REVIEW:
            return here.go(Review(matter), *effects, session=session)
        case Mark.SIGNATURE:
            return here.go(Signing(matter), *effects, session=session)
        case Mark.ASKING:
            what = Asked.QUESTION
            if rule_of(here, matter).review and errand_of(session, matter).entry is Entry.APPLY:
                what = Asked.CASE
            act = Act.CASE_SUBMITTED if what is Asked.CASE else Act.MATTER_ASKED
            audit = Audit(act, session.serial, matter)
            return again(here, Asking(matter, what), session, *effects, audit)


def again(here: Here[Stage], stage: Opening | Asking, session: Session, *effects: Effect) -> Next:
    """Enter a stage in which the department is asked. The same ``ask_number`` is the same act."""
    serial, matter, number = session.serial, stage.matter, session.ask_number
    ask: Effect
    match stage:
        case Opening():
            ask = OpenMatter(serial, matter, errand_of(session, matter).entry)
        case Asking(what=Asked.QUESTION):
            ask = AskDepartment(serial, matter, number)
        case Asking(what=Asked.CASE):
            ask = SubmitCase(serial, matter, number)
        case Asking(what=Asked.WITHDRAWAL):
            ask = ActOnCase(serial, matter, CaseAct.WITHDRAW, number)
        case Asking():
            ask = ActOnCase(serial, matter, CaseAct.SUPPLEMENT, number)
    return here.go(stage, *effects, ask, session=session)


def back_from(here: Here[Stage], before: Mark) -> Next:
    """To the last page before ``before`` on which something can be changed; else to the menu."""
    session = here.session
    errand = session.errand
    if errand is None:
        return to_menu(here)
    rule = rule_of(here, errand.matter)
    for mark in (Mark.MATERIALS, Mark.FORM, Mark.CONDITIONS):
        if mark >= before or not stands(rule, errand, mark):
            continue
        if mark is Mark.FORM and errand.groups:
            return here.go(Form(errand.matter, group=errand.groups[-1], passed=errand.groups[:-1]))
        return _enter(here, mark, errand.matter, session, ())
    return to_menu(here)


def stopped(stage: Stage, serial: int) -> tuple[Effect, ...]:
    """What must be stopped when a stage is left in the middle."""
    match stage:
        case FaceCheck():
            return (StopFaceCheck(serial),)
        case Capturing():
            return (StopCapture(serial),)
        case PhoneUpload():
            return (StopUpload(serial),)
        case _:
            return ()


def to_menu(here: Here[Stage]) -> Next:
    """Out of the matter: nothing of it was sent, nothing of it is kept."""
    session = replace(here.session, errand=None, wanted_matter="")
    return here.go(Menu(), ForgetMatter(session.serial), session=session)
