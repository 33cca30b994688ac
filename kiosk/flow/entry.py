"""From the first page to a credential that was read: 刷身份证, 扫随申码, 先看看."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.credentials import AgeBand, CredentialFacts, Validity
from kiosk.flow.browse import admissible
from kiosk.flow.effects import (
    Act,
    Audit,
    Effect,
    EndReason,
    ExchangeCode,
    ForgetCredential,
    ForgetMatter,
    LearnStanding,
    OpenSession,
    ReadCard,
)
from kiosk.flow.events import (
    CardPresented,
    CodeRejected,
    CodeScanned,
    CredentialRead,
    CredentialRefused,
    Standing,
)
from kiosk.flow.intents import GoBack, LookFirst, UseCredential
from kiosk.flow.problems import Problem
from kiosk.flow.state import (
    AskCredential,
    Attract,
    ChoosingOtherWay,
    Consent,
    ConsentGiven,
    Guide,
    Menu,
    Presented,
    Reading,
    Session,
    Source,
    Stage,
    Trouble,
)
from kiosk.flow.table import Here, Next, on
from kiosk.flow.wants import CardWatch, wants
from kiosk.flow.ways import ways_from


def _session_for(here: Here[Stage]) -> tuple[Session, tuple[Effect, ...]]:
    """The running session, or a new one."""
    if here.state.session is not None:
        return here.state.session, ()
    serial = here.state.last_serial + 1
    return Session(serial), (OpenSession(serial), Audit(Act.SESSION_OPENED, serial))


def _enter(here: Here[Stage], session: Session, stage: Stage, *effects: Effect) -> Next:
    state, _ = here.go(stage, session=session)
    serial = max(state.last_serial, session.serial)
    return replace(state, last_serial=serial, help_shown=False), effects


@on(Attract, event=LookFirst)
def look_first(here: Here[Attract], event: LookFirst) -> Next:
    session, effects = _session_for(here)
    return _enter(here, session, Menu(), *effects)


def _read(here: Here[Stage], source: Source) -> Next:
    session, effects = _session_for(here)
    if session.presented is not None:
        effects = (*effects, ForgetCredential(session.serial), ForgetMatter(session.serial))
        session = replace(session, presented=None, proof=None, errand=None, interrupted=None)
    if isinstance(here.stage, Guide) and admissible(here.state, here.stage.matter):
        session = replace(session, wanted_matter=here.stage.matter)
    effect = ReadCard(session.serial) if source is Source.CARD else ExchangeCode(session.serial)
    return _enter(here, session, Reading(source), *effects, effect)


@on(Attract, Menu, Guide, AskCredential, Trouble, event=CardPresented)
def card_presented(here: Here[Stage], event: CardPresented) -> Next:
    before = replace(here.state, card_lies=False)
    if wants(before).card is not CardWatch.ARRIVAL:
        return here.stay()
    return _read(here, Source.CARD)


@on(Attract, Menu, Guide, AskCredential, Trouble, event=CodeScanned)
def code_scanned(here: Here[Stage], event: CodeScanned) -> Next:
    if not wants(here.state).code:
        return here.stay()
    return _read(here, Source.CODE)


@on(Attract, Menu, Guide, AskCredential, Trouble, event=CodeRejected)
def code_rejected(here: Here[Stage], event: CodeRejected) -> Next:
    if not wants(here.state).code:
        return here.stay()
    session, effects = _session_for(here)
    trouble = Trouble(event.problem, ways_from(here.state, session, event.problem))
    refused = Audit(Act.CREDENTIAL_REFUSED, session.serial, event.problem.value)
    return _enter(here, session, trouble, *effects, refused)


def _unfit(facts: CredentialFacts) -> Problem | None:
    """Why this credential cannot be used, by itself."""
    match facts.validity:
        case Validity.EXPIRED:
            return Problem.CODE_EXPIRED if facts.kind.is_code else Problem.CARD_EXPIRED
        case Validity.NOT_YET_VALID:
            return Problem.CARD_NOT_YET_VALID
        case Validity.UNKNOWN_TYPE:
            return Problem.CARD_UNKNOWN_TYPE
        case Validity.MALFORMED:
            return Problem.CARD_UNREADABLE
        case Validity.VALID:
            # A child's face is not checked: the guardian signs in.
            return Problem.CHILD_ALONE if facts.age_band is AgeBand.CHILD else None


def refuse(here: Here[Stage], problem: Problem, *effects: Effect) -> Next:
    """The credential cannot be used: it is forgotten at once, with all that was done by it."""
    session = replace(
        here.session, presented=None, proof=None, errand=None, interrupted=None, face_failures=0
    )
    return here.go(
        Trouble(problem, ways_from(here.state, session, problem)),
        *effects,
        Audit(Act.CREDENTIAL_REFUSED, session.serial, problem.value),
        ForgetCredential(session.serial),
        ForgetMatter(session.serial),
        session=session,
    )


@on(Reading, event=CredentialRead)
def credential_read(here: Here[Reading], event: CredentialRead) -> Next:
    problem = _unfit(event.facts)
    if problem is not None:
        return refuse(here, problem)
    source = here.stage.source
    # A code was just exchanged by the back end, which knows its standing; of a card it is asked now.
    standing = Standing.CHECKING if source is Source.CARD else Standing.GOOD
    presented = Presented(source, event.facts, standing)
    session = replace(here.session, presented=presented, face_failures=event.earlier_failures)
    effects = (LearnStanding(session.serial),) if source is Source.CARD else ()
    if session.face_failures >= here.state.setup.face_attempts:
        problem = Problem.FACE_TOO_MANY_TRIES
        return here.go(Trouble(problem, ways_from(here.state, session, problem)), *effects, session=session)
    if session.consent is ConsentGiven.REFUSED:
        return here.go(ChoosingOtherWay(), *effects, session=session)
    return here.go(Consent(), *effects, session=session)


@on(Reading, event=CredentialRefused)
def reading_failed(here: Here[Reading], event: CredentialRefused) -> Next:
    return refuse(here, event.problem)


@on(Menu, Guide, event=UseCredential)
def ask_credential(here: Here[Menu | Guide], event: UseCredential) -> Next:
    if here.session.presented is not None:
        return here.stay()
    session = here.session
    if isinstance(here.stage, Guide) and admissible(here.state, here.stage.matter):
        session = replace(session, wanted_matter=here.stage.matter)
    return here.go(AskCredential(), session=session)


@on(AskCredential, event=GoBack)
def back_to_menu(here: Here[AskCredential], event: GoBack) -> Next:
    return here.go(Menu(), session=replace(here.session, wanted_matter=""))


@on(AskCredential, event=LookFirst)
def look_again(here: Here[AskCredential], event: LookFirst) -> Next:
    return here.go(Menu(), session=replace(here.session, wanted_matter=""))


@on(Reading, event=GoBack)
def stop_reading(here: Here[Reading], event: GoBack) -> Next:
    return here.end(EndReason.LEFT)
