"""What holds for any sequence of events whatever."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from support.visits import CASE, FREE, MONEY, PAPERS, QUERY, SETUP, UNHANDLED, Visit

from kiosk.domain.credentials import AgeBand, CredentialFacts, CredentialKind, Validity
from kiosk.flow import effects as fx
from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow import state as at
from kiosk.flow.clockwork import next_wake_up
from kiosk.flow.display import Language, Palette, Reach, TypeSize
from kiosk.flow.errand import (
    Asking,
    CaptureHint,
    Capturing,
    Conditions,
    ConfirmDrop,
    Entry,
    Form,
    FormRow,
    HolderCard,
    Materials,
    Opening,
    Pages,
    PhoneUpload,
    Review,
    Signing,
    UploadPhase,
)
from kiosk.flow.problems import Problem
from kiosk.flow.state import ClockKind

serials = st.integers(0, 3)
numbers = st.integers(0, 4)
problems = st.sampled_from(Problem)
matters = st.sampled_from([QUERY, FREE, UNHANDLED, CASE, MONEY, "X99"])
papers = st.sampled_from(ev.Paper)
some_facts = st.builds(
    CredentialFacts,
    st.sampled_from(CredentialKind),
    st.sampled_from([Validity.VALID, Validity.VALID, Validity.VALID, *Validity]),
    st.sampled_from([None, *AgeBand]),
)

SPECIAL: dict[type, st.SearchStrategy[Any]] = {
    it.Rate: st.builds(it.Rate, st.integers(-1, 7)),
    it.TurnPage: st.builds(it.TurnPage, st.integers(-2, 5)),
    ev.UnitChanged: st.builds(ev.UnitChanged, st.sampled_from(ev.Unit), st.sampled_from(ev.Health)),
    ev.AvailabilityLearnt: st.builds(ev.AvailabilityLearnt, st.just({QUERY: ("x", "")}) | st.just({})),
    ev.CredentialRead: st.builds(ev.CredentialRead, serials, some_facts, st.integers(0, 3)),
    ev.FormChecked: st.builds(
        ev.FormChecked, serials, st.just({}) | st.just({"to": "e"}), st.sampled_from([None, 0, 1])
    ),
    ev.RowChecked: st.builds(ev.RowChecked, serials, st.just({}) | st.just({"amount": "e"})),
    ev.CaptureSeen: st.builds(
        ev.CaptureSeen, serials, st.just("lease"), st.sampled_from([hint.value for hint in CaptureHint])
    ),
    it.ChangeAnswers: st.builds(it.ChangeAnswers, st.integers(-1, 3)),
    it.ChoosePage: st.builds(it.ChoosePage, st.integers(-1, 3)),
}
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "serial": serials,
    "attempt": numbers,
    "print_number": numbers,
    "matter": matters,
    "problem": problems,
    "paper": papers,
    "part": st.sampled_from(ev.Part),
    "why": st.sampled_from(ev.Closure),
    "reachable": st.booleans(),
    "standing": st.sampled_from(ev.Standing),
    "phone_registered": st.booleans(),
    "other_way_at_once": st.booleans(),
    "hint": st.sampled_from(ev.Hint),
    "tries_left": numbers,
    "key": st.sampled_from(["phone_code", "staff_code", "staff_pin", "from", "to"]),
    "length": st.integers(0, 8),
    "life_event": st.just("retirement"),
    "department": st.just("hrss"),
    "words": st.text(max_size=60),
    "language": st.sampled_from(Language),
    "size": st.sampled_from(TypeSize),
    "palette": st.sampled_from(Palette),
    "reach": st.sampled_from(Reach),
    "way": st.sampled_from(it.OtherWay),
    "reason": st.sampled_from(["too-slow", "other"]),
    "entry": st.sampled_from(Entry),
    "field": st.sampled_from(["mobile", "invoices"]),
    "row": st.integers(0, 2),
    "material": st.sampled_from(["lease", "photo"]),
    "group": st.sampled_from([None, 0, 1]),
    "first_group": st.sampled_from([None, 0, 1]),
    "shown": st.booleans(),
    "error": st.sampled_from(["", "field.error.required"]),
    "missing": st.integers(0, 2),
    "chosen": st.integers(0, 2),
    "pages": st.integers(0, 3),
    "page": st.integers(0, 3),
    "phase": st.sampled_from([phase.value for phase in UploadPhase]),
    "papers": st.sampled_from([(), PAPERS, (ev.Paper.BOOK,)]),
    "acts": st.sampled_from([frozenset(), frozenset(ev.CaseAct)]),
    "about": st.just(""),
    "code": st.sampled_from(["", "too-young"]),
    "wanted": st.booleans(),
}


MATTER_STAGES = (
    Form, FormRow, Opening, Conditions, Materials, Capturing, Pages, ConfirmDrop, PhoneUpload, Review,
    Signing, Asking, at.Result, at.Preview, at.ConfirmWithdrawal, at.Printing,
)  # fmt: skip


def any_event() -> st.SearchStrategy[Any]:
    made = []
    for kind in get_args(ev.Event):
        made.append(
            SPECIAL[kind]
            if kind in SPECIAL
            else st.builds(kind, **{field.name: BY_NAME[field.name] for field in fields(kind)})
        )
    return st.one_of(made)


# What a busy evening looks like: things that get far are more likely than noise.
likely = st.sampled_from(
    [
        ev.CardPresented(),
        ev.CardRemoved(),
        ev.CodeScanned(),
        it.GiveConsent(),
        it.LookFirst(),
        it.ChooseMatter(QUERY),
        it.StartMatter(QUERY),
        it.Continue(),
        it.PrintProof(),
        it.PrintAgain(),
        it.GoOnWithoutPaper(),
        it.EndSession(),
        it.RefuseConsent(),
        it.TryFaceAgain(),
        it.DoAnotherMatter(),
        it.GoBack(),
        it.SkipRating(),
        it.ChooseMatter(CASE),
        it.ChooseEntry(Entry.APPLY),
        it.ChooseEntry(Entry.PRINT),
        it.ActForOneself(),
        it.ActForAnother(),
        it.TakePictures("lease"),
        it.SendByPhone("lease"),
        it.TakePicture(),
        it.ShowPreview(),
        it.WithdrawCase(),
        it.SupplementCase(),
    ]
)


def answer(visit: Visit, draw: st.DataObject) -> ev.Event | None:
    """A plausible result for what the machine waits for now."""
    session = visit.state.session
    if session is None:
        return None
    serial = session.serial
    match visit.stage:
        case at.Reading():
            return ev.CredentialRead(serial, draw.draw(some_facts))
        case at.FaceCheck(attempt=attempt):
            matched = draw.draw(st.booleans())
            return (
                ev.FaceMatched(serial, attempt)
                if matched
                else ev.FaceNotMatched(serial, attempt, Problem.FACE_NO_MATCH)
            )
        case at.Consent() | at.Admitting():
            return ev.StandingLearnt(serial, ev.Standing.GOOD, phone_registered=True)
        case at.PhoneCode():
            return draw.draw(st.sampled_from([ev.PhoneCodeSent(serial), ev.PhoneCodeAccepted(serial)]))
        case Form(group=group):
            more = group == 0 and visit.state.setup.matters[visit.stage.matter].groups > 1
            return ev.FormChecked(serial, {}, 1 if more else None)
        case FormRow():
            return ev.RowChecked(serial, {})
        case Review():
            return ev.FormChecked(serial, {})
        case HolderCard(reading=True):
            return ev.PrincipalFound(serial)
        case Opening():
            refused = ev.AnswerRefused(serial, Problem.MATTER_REFUSED, "too-young")
            return draw.draw(st.sampled_from([ev.MatterOpened(serial), refused]))
        case Materials():
            return ev.MaterialsChanged(serial, draw.draw(st.integers(0, 1)))
        case Capturing(material=material):
            seen = ev.CaptureSeen(serial, material, CaptureHint.GOOD.value)
            return draw.draw(st.sampled_from([seen, ev.PagesChanged(serial, material, 1, 0)]))
        case PhoneUpload(material=material):
            phase = draw.draw(st.sampled_from(UploadPhase))
            return ev.UploadChanged(serial, material, phase.value, 1)
        case Signing():
            return ev.ValueTyped("signature", 3)
        case at.Previewing():
            return ev.PreviewMade(serial, 2)
        case Asking():
            acts = frozenset(ev.CaseAct)
            return ev.AnswerCame(serial, 2, papers=PAPERS, acts=acts)
        case at.Printing(paper=paper):
            problem = draw.draw(st.sampled_from([None, Problem.PRINT_UNKNOWN, Problem.PRINTER_JAM]))
            number = session.print_number
            if problem is None:
                return ev.PaperPrinted(serial, paper, number)
            return ev.PaperFailed(serial, paper, number, problem)
        case at.Goodbye():
            return ev.SessionWiped(serial)
        case _:
            return None


def check_state(visit: Visit) -> None:
    state = visit.state
    without_session = isinstance(state.stage, at.Starting | at.OutOfService | at.Attract)
    assert (state.session is None) == without_session
    if not without_session:
        assert state.clock.kind is not ClockKind.STILL, "every page inside a session ends by itself"
        assert next_wake_up(state) is not None
    if isinstance(state.stage, MATTER_STAGES):
        rule = SETUP.matters[state.stage.matter]
        assert state.session is not None
        assert state.session.admitted or not rule.needs_person
    if state.session is not None and state.session.proof is not None:
        assert state.session.presented is not None, "a proof belongs to a credential"


def check_effects(visit: Visit) -> None:
    opened = [e.serial for e in visit.saw if isinstance(e, fx.OpenSession)]
    closed = [e.serial for e in visit.saw if isinstance(e, fx.CloseSession)]
    assert opened == sorted(set(opened))
    assert closed == opened[: len(closed)], "every session is wiped once, in order"
    if visit.state.session is None:
        assert closed == opened
    prints = [(e.serial, e.print_number) for e in visit.saw if isinstance(e, fx.Print)]
    assert len(prints) == len(set(prints)), "no print is asked for twice"
    checks = [(e.serial, e.attempt) for e in visit.saw if isinstance(e, fx.StartFaceCheck)]
    consents = {e.serial for e in visit.saw if isinstance(e, fx.Audit) and e.act is fx.Act.CONSENT_GIVEN}
    assert {serial for serial, _ in checks} <= consents, "no face is looked at without consent"


@settings(max_examples=300)
@given(st.data())
def test_any_evening_keeps_the_rules(data: st.DataObject) -> None:
    visit = Visit.ready()
    events = st.one_of(likely, any_event())
    for _ in range(data.draw(st.integers(1, 60))):
        choice = data.draw(st.integers(0, 9))
        if choice < 4 and (result := answer(visit, data)) is not None:
            visit.send(result)
        elif choice == 4:
            visit.wait(data.draw(st.floats(0, 200)))
        else:
            visit.send(data.draw(events))
        check_state(visit)
    check_effects(visit)


@settings(max_examples=100)
@given(st.data())
def test_walking_away_anywhere_ends_at_the_first_page(data: st.DataObject) -> None:
    visit = Visit.ready()
    for _ in range(data.draw(st.integers(1, 40))):
        result = answer(visit, data) if data.draw(st.booleans()) else None
        visit.send(result if result is not None else data.draw(likely))
    # The longest that anything takes: the machine's time, idle, the warning, and goodbye.
    for _ in range(120):
        visit.wait(5)
        if isinstance(visit.stage, at.Goodbye):
            visit.wipe()
    assert visit.stage == at.Attract()
    assert visit.state.session is None
    assert visit.state.display == SETUP.display


@given(st.data())
def test_nobody_is_admitted_without_a_live_check_of_this_session(data: st.DataObject) -> None:
    visit = Visit.ready()
    proofs = 0
    for _ in range(40):
        event = data.draw(st.one_of(likely, any_event()))
        before = visit.state.session
        visit.send(event)
        session = visit.state.session
        if session is not None and session.admitted and not (before and before.admitted):
            proofs += 1
            assert isinstance(event, ev.FaceMatched | ev.PhoneCodeAccepted | ev.StaffAttested)
            assert event.serial == session.serial
