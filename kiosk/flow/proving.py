"""Whether the proof that the living person is the holder still stands, and making it again."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.course import again
from kiosk.flow.effects import Effect, StartFaceCheck
from kiosk.flow.errand import HolderCard
from kiosk.flow.intents import ProveAgain
from kiosk.flow.problems import Problem, Way
from kiosk.flow.setup import MatterRule
from kiosk.flow.state import (
    ChoosingOtherWay,
    Consent,
    ConsentGiven,
    FaceCheck,
    Interrupted,
    Proof,
    ProvedBy,
    Session,
    Stage,
    Trouble,
)
from kiosk.flow.table import Here, Next, on


def is_stale(here: Here[Stage], rule: MatterRule, proof: Proof) -> bool:
    """Whether the live check must be made again: it is old, or money moves and another matter was done."""
    old = here.now - proof.at > here.state.setup.timings.proof
    return old or proof.lapsed or (rule.money_moving and proof.spent)


def prove(here: Here[Stage], session: Session, *effects: Effect) -> Next:
    """To the live check, by the way that the person went before."""
    by = session.proof.by if session.proof is not None else ProvedBy.FACE
    session = replace(session, proof=None)
    if session.consent is ConsentGiven.REFUSED or by is not ProvedBy.FACE:
        return here.go(ChoosingOtherWay(), *effects, session=session)
    if session.consent is ConsentGiven.GIVEN:
        attempt = session.face_failures + 1
        return here.go(FaceCheck(attempt), *effects, StartFaceCheck(session.serial, attempt), session=session)
    return here.go(Consent(), *effects, session=session)


def lapse(session: Session, problem: Problem) -> Session:
    """After the back end's word that the proof holds no longer, the next matter wants another as well."""
    if problem is not Problem.ASSURANCE_EXPIRED or session.proof is None:
        return session
    return replace(session, proof=replace(session.proof, lapsed=True))


@on(Trouble, event=ProveAgain)
def prove_again(here: Here[Trouble], event: ProveAgain) -> Next:
    """What was filled in waits meanwhile: only the same person comes back to it."""
    if Way.PROVE_AGAIN not in here.stage.ways or here.stage.retry is None:
        return here.stay()
    return prove(here, replace(here.session, interrupted=here.stage.retry))


def go_on(here: Here[Stage], stage: Interrupted, session: Session, *effects: Effect) -> Next:
    """Ask again, as an act of its own: the one that was refused did nothing."""
    session = replace(session, interrupted=None, ask_number=session.ask_number + 1)
    if isinstance(stage, HolderCard):
        return here.go(HolderCard(stage.matter), *effects, session=session)
    return again(here, stage, session, *effects)
