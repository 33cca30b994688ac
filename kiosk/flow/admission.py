"""That the living person is the credential's holder: consent, face, and the ways without a face."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.browse import begin_matter
from kiosk.flow.course import stopped
from kiosk.flow.effects import (
    Act,
    AskStaffAttestation,
    Audit,
    CheckPhoneCode,
    Effect,
    EndReason,
    ForgetTyped,
    SendPhoneCode,
    StartFaceCheck,
    StopFaceCheck,
)
from kiosk.flow.entry import refuse
from kiosk.flow.errand import (
    Asking,
    Capturing,
    ChoosingEntry,
    ChoosingWhom,
    Conditions,
    ConfirmDrop,
    Form,
    FormRow,
    HolderCard,
    Materials,
    Opening,
    Pages,
    PhoneUpload,
    Review,
    Signing,
)
from kiosk.flow.events import (
    CredentialRefused,
    FaceMatched,
    FaceNotMatched,
    FaceSeen,
    OtherWayFailed,
    PhoneCodeAccepted,
    PhoneCodeSent,
    PhoneCodeWrong,
    StaffAttested,
    Standing,
    StandingLearnt,
    Unit,
    ValueTyped,
)
from kiosk.flow.intents import (
    ChooseOtherWay,
    Continue,
    GiveConsent,
    GoBack,
    OtherWay,
    RefuseConsent,
    SendCodeAgain,
    ShowOtherWays,
    TryFaceAgain,
)
from kiosk.flow.openness import hindrance
from kiosk.flow.problems import Problem
from kiosk.flow.proving import go_on
from kiosk.flow.state import (
    Admitting,
    ChoosingOtherWay,
    ConfirmWithdrawal,
    Consent,
    ConsentGiven,
    EntryPhase,
    FaceCheck,
    Guide,
    Menu,
    PhoneCode,
    Presented,
    Preview,
    Previewing,
    Proof,
    ProvedBy,
    Result,
    Session,
    StaffCheck,
    StaffPhase,
    Stage,
    State,
    Trouble,
)
from kiosk.flow.table import Here, Next, on
from kiosk.flow.ways import face_allowed, ways_from

PHONE_CODE = "phone_code"
STAFF_CODE = "staff_code"
STAFF_PIN = "staff_pin"

# A lost camera says nothing about the person.
NOT_COUNTED = frozenset({Problem.FACE_CAMERA_LOST, Problem.FACE_NOT_AVAILABLE})


def _trouble(here: Here[Stage], session: Session, problem: Problem, *effects: Effect) -> Next:
    ways = ways_from(here.state, session, problem)
    return here.go(Trouble(problem, ways), *effects, session=session)


def _look(here: Here[Stage], session: Session, *effects: Effect) -> Next:
    if not here.state.works(Unit.CAMERA):
        return _trouble(here, session, Problem.FACE_CAMERA_LOST, *effects)
    attempt = session.face_failures + 1
    return here.go(FaceCheck(attempt), *effects, StartFaceCheck(session.serial, attempt), session=session)


def _admit(here: Here[Stage], by: ProvedBy, act: Act) -> Next:
    session = replace(here.session, proof=Proof(by, here.now), face_failures=0)
    audit = Audit(act, session.serial)
    assert session.presented is not None
    if session.presented.standing is Standing.CHECKING:
        return here.go(Admitting(), audit, session=session)
    return _welcome(here, session, audit)


def _welcome(here: Here[Stage], session: Session, *effects: Effect) -> Next:
    """On with what was interrupted, into the matter that was chosen before, or to the menu."""
    if session.interrupted is not None:
        return go_on(here, session.interrupted, session, *effects)
    matter = session.wanted_matter
    welcomed = replace(here, state=here.state.with_session(session))
    if matter and hindrance(welcomed.state, matter) is None:
        state, more = begin_matter(welcomed, matter)
        return state, (*effects, *more)
    return here.go(Menu(), *effects, session=replace(session, wanted_matter=""))


# --- consent --------------------------------------------------------------------------------------


@on(Consent, event=GiveConsent)
def consent_given(here: Here[Consent], event: GiveConsent) -> Next:
    session = replace(here.session, consent=ConsentGiven.GIVEN)
    return _look(here, session, Audit(Act.CONSENT_GIVEN, session.serial))


@on(Consent, event=RefuseConsent)
def consent_refused(here: Here[Consent], event: RefuseConsent) -> Next:
    session = replace(here.session, consent=ConsentGiven.REFUSED)
    return here.go(ChoosingOtherWay(), Audit(Act.CONSENT_REFUSED, session.serial), session=session)


@on(Consent, event=GoBack)
def leave_consent(here: Here[Consent], event: GoBack) -> Next:
    return here.end(EndReason.LEFT)


def _known(presented: Presented, event: StandingLearnt) -> Presented:
    return replace(
        presented,
        standing=event.standing,
        phone_registered=event.phone_registered,
        other_way_at_once=event.other_way_at_once,
    )


# --- the back end's word on the credential --------------------------------------------------------


@on(Consent, ChoosingOtherWay, PhoneCode, StaffCheck, FaceCheck, Trouble, event=StandingLearnt)
def standing_learnt(here: Here[Stage], event: StandingLearnt) -> Next:
    presented = here.session.presented
    if presented is None:
        return here.stay()
    known = _known(presented, event)
    return here.show(here.stage, session=replace(here.session, presented=known))


@on(Admitting, event=StandingLearnt)
def admitted(here: Here[Admitting], event: StandingLearnt) -> Next:
    presented = here.session.presented
    assert presented is not None
    known = _known(presented, event)
    return _welcome(here, replace(here.session, presented=known))


@on(Consent, ChoosingOtherWay, PhoneCode, StaffCheck, FaceCheck, Admitting, event=CredentialRefused)
def credential_refused_late(here: Here[Stage], event: CredentialRefused) -> Next:
    return refuse(here, event.problem, StopFaceCheck(here.session.serial))


@on(Trouble, event=CredentialRefused)
def credential_refused_in_trouble(here: Here[Trouble], event: CredentialRefused) -> Next:
    if here.session.presented is None:
        return here.stay()
    return refuse(here, event.problem)


@on(
    Menu,
    Guide,
    ChoosingEntry,
    ChoosingWhom,
    HolderCard,
    Opening,
    Conditions,
    Form,
    FormRow,
    Materials,
    Capturing,
    Pages,
    ConfirmDrop,
    PhoneUpload,
    Review,
    Signing,
    Asking,
    Result,
    Previewing,
    Preview,
    ConfirmWithdrawal,
    event=CredentialRefused,
)
def credential_refused_after_all(here: Here[Stage], event: CredentialRefused) -> Next:
    """The back end's word came after the person was let in without it: the person is led out again."""
    if here.session.presented is None:
        return here.stay()
    serial = here.session.serial
    return refuse(here, event.problem, *stopped(here.stage, serial))


def standing_stays_unknown(here: Here[Admitting]) -> Next:
    """The back end's time is over: the chip and the face speak for the person; matters stay greyed."""
    presented = here.session.presented
    assert presented is not None
    unknown = replace(presented, standing=Standing.NOT_CHECKED)
    return _welcome(here, replace(here.session, presented=unknown))


# --- face -----------------------------------------------------------------------------------------


@on(FaceCheck, event=FaceSeen)
def face_seen(here: Here[FaceCheck], event: FaceSeen) -> Next:
    if event.attempt != here.stage.attempt:
        return here.stay()
    return here.show(replace(here.stage, hint=event.hint))


@on(FaceCheck, event=FaceMatched)
def face_matched(here: Here[FaceCheck], event: FaceMatched) -> Next:
    if event.attempt != here.stage.attempt:
        return here.stay()
    return _admit(here, ProvedBy.FACE, Act.FACE_MATCHED)


@on(FaceCheck, event=FaceNotMatched)
def face_not_matched(here: Here[FaceCheck], event: FaceNotMatched) -> Next:
    if event.attempt != here.stage.attempt:
        return here.stay()
    return face_failed(here, event.problem)


def face_failed(here: Here[FaceCheck], problem: Problem, *effects: Effect) -> Next:
    session = here.session
    if problem not in NOT_COUNTED:
        session = replace(session, face_failures=session.face_failures + 1)
    return _trouble(
        here, session, problem, *effects, Audit(Act.FACE_NOT_MATCHED, session.serial, problem.value)
    )


@on(FaceCheck, event=GoBack)
def stop_face_check(here: Here[FaceCheck], event: GoBack) -> Next:
    return here.go(Consent(), StopFaceCheck(here.session.serial))


@on(FaceCheck, event=ShowOtherWays)
def other_way_instead(here: Here[FaceCheck], event: ShowOtherWays) -> Next:
    return here.go(ChoosingOtherWay(), StopFaceCheck(here.session.serial))


@on(Trouble, event=TryFaceAgain)
def try_face_again(here: Here[Trouble], event: TryFaceAgain) -> Next:
    session = here.session
    if session.presented is None or session.admitted or not face_allowed(here.state, session):
        return here.stay()
    if session.consent is ConsentGiven.NOT_ASKED:
        return here.go(Consent())
    return _look(here, session)


@on(Trouble, event=ShowOtherWays)
def show_other_ways(here: Here[Trouble], event: ShowOtherWays) -> Next:
    if here.session.presented is None or here.session.admitted:
        return here.stay()
    return here.go(ChoosingOtherWay())


# --- other ways -----------------------------------------------------------------------------------


@on(ChoosingOtherWay, event=ChooseOtherWay)
def choose_other_way(here: Here[ChoosingOtherWay], event: ChooseOtherWay) -> Next:
    session = here.session
    match event.way:
        case OtherWay.STAFF:
            return here.go(StaffCheck())
        case OtherWay.PHONE_CODE:
            if session.presented is None or not session.presented.phone_registered:
                return _trouble(here, session, Problem.PHONE_CODE_NONE)
            return here.go(PhoneCode(), ForgetTyped(PHONE_CODE), SendPhoneCode(session.serial))


@on(ChoosingOtherWay, event=GoBack)
def leave_other_ways(here: Here[ChoosingOtherWay], event: GoBack) -> Next:
    if here.session.consent is ConsentGiven.REFUSED or not face_allowed(here.state, here.session):
        return here.end(EndReason.LEFT)  # consent is not asked for a second time
    return here.go(Consent())


@on(PhoneCode, event=PhoneCodeSent)
def phone_code_sent(here: Here[PhoneCode], event: PhoneCodeSent) -> Next:
    return here.go(PhoneCode(EntryPhase.TYPING))


@on(PhoneCode, event=ValueTyped)
def phone_code_typed(here: Here[PhoneCode], event: ValueTyped) -> Next:
    if event.key != PHONE_CODE or here.stage.phase is not EntryPhase.TYPING:
        return here.stay()
    return here.show(replace(here.stage, filled=event.length))


@on(PhoneCode, event=Continue)
def check_phone_code(here: Here[PhoneCode], event: Continue) -> Next:
    ready = here.stage.phase is EntryPhase.TYPING and here.stage.filled == here.state.setup.phone_code_length
    if not ready:
        return here.stay()
    return here.go(replace(here.stage, phase=EntryPhase.CHECKING), CheckPhoneCode(here.session.serial))


@on(PhoneCode, event=PhoneCodeWrong)
def phone_code_wrong(here: Here[PhoneCode], event: PhoneCodeWrong) -> Next:
    forget = ForgetTyped(PHONE_CODE)
    if event.tries_left <= 0:
        return _trouble(here, here.session, Problem.PHONE_CODE_LOCKED, forget)
    return here.go(PhoneCode(EntryPhase.TYPING, tries_left=event.tries_left), forget)


@on(PhoneCode, event=PhoneCodeAccepted)
def phone_code_accepted(here: Here[PhoneCode], event: PhoneCodeAccepted) -> Next:
    if here.stage.phase is not EntryPhase.CHECKING:
        return here.stay()  # nothing was asked
    return _admit(here, ProvedBy.PHONE, Act.ADMITTED_BY_PHONE)


@on(PhoneCode, event=SendCodeAgain)
def send_phone_code_again(here: Here[PhoneCode], event: SendCodeAgain) -> Next:
    if here.stage.phase is not EntryPhase.TYPING:
        return here.stay()
    return here.go(PhoneCode(), ForgetTyped(PHONE_CODE), SendPhoneCode(here.session.serial))


@on(StaffCheck, event=ValueTyped)
def staff_typed(here: Here[StaffCheck], event: ValueTyped) -> Next:
    match here.stage.phase, event.key:
        case (StaffPhase.CODE, "staff_code") | (StaffPhase.PIN, "staff_pin"):
            return here.show(replace(here.stage, filled=event.length))
        case _:
            return here.stay()


@on(StaffCheck, event=Continue)
def staff_goes_on(here: Here[StaffCheck], event: Continue) -> Next:
    setup = here.state.setup
    match here.stage.phase:
        case StaffPhase.CODE if here.stage.filled == setup.staff_code_length:
            return here.go(StaffCheck(StaffPhase.PIN))
        case StaffPhase.PIN if here.stage.filled == setup.staff_pin_length:
            return here.go(StaffCheck(StaffPhase.COMPARE))
        case StaffPhase.COMPARE:
            return here.go(StaffCheck(StaffPhase.CHECKING), AskStaffAttestation(here.session.serial))
        case _:
            return here.stay()


@on(StaffCheck, event=StaffAttested)
def staff_attested(here: Here[StaffCheck], event: StaffAttested) -> Next:
    if here.stage.phase is not StaffPhase.CHECKING:
        return here.stay()  # nothing was asked
    state, effects = _admit(here, ProvedBy.STAFF, Act.ADMITTED_BY_STAFF)
    return state, (ForgetTyped(STAFF_CODE), ForgetTyped(STAFF_PIN), *effects)


@on(PhoneCode, StaffCheck, event=OtherWayFailed)
def other_way_failed(here: Here[Stage], event: OtherWayFailed) -> Next:
    return _trouble(here, here.session, event.problem, *forget_typed())


@on(PhoneCode, StaffCheck, event=GoBack)
def leave_entry(here: Here[Stage], event: GoBack) -> Next:
    return here.go(ChoosingOtherWay(), *forget_typed())


def number_pad_field(state: State) -> tuple[str, int] | None:
    """The field that the number pad writes into now, and its length; None where there is no pad."""
    match state.stage:
        case PhoneCode(phase=EntryPhase.TYPING):
            return PHONE_CODE, state.setup.phone_code_length
        case StaffCheck(phase=StaffPhase.CODE):
            return STAFF_CODE, state.setup.staff_code_length
        case StaffCheck(phase=StaffPhase.PIN):
            return STAFF_PIN, state.setup.staff_pin_length
        case _:
            return None


def forget_typed() -> tuple[Effect, ...]:
    return (ForgetTyped(PHONE_CODE), ForgetTyped(STAFF_CODE), ForgetTyped(STAFF_PIN))
