"""A visit in the pure flow: a state, a simulated clock, and the effects that came out so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.domain.credentials import AgeBand, CredentialFacts, CredentialKind, Validity
from kiosk.flow import effects as fx
from kiosk.flow import errand as er
from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow.clockwork import next_wake_up
from kiosk.flow.events import Event, Health, Paper, Unit
from kiosk.flow.problems import Way
from kiosk.flow.setup import ActingFor, MatterRule, Setup
from kiosk.flow.state import Attract, Stage, State
from kiosk.flow.step import step

PAPERS = (Paper.PROOF, Paper.RECEIPT)
QUERY = "Q01"
FREE = "Q33"
UNHANDLED = "H01"
CASE = "H10"  # with everything that a matter can have
MONEY = "H16"

SETUP = Setup(
    matters=MappingProxyType(
        {
            QUERY: MatterRule(QUERY, needs_person=True),
            FREE: MatterRule(FREE, needs_person=False, groups=0),
            UNHANDLED: MatterRule(UNHANDLED, needs_person=True, handled=False),
            CASE: MatterRule(
                CASE,
                needs_person=True,
                groups=2,
                prints_later=True,
                acting_for=ActingFor.AGENT,
                opens=True,
                conditions=True,
                materials=True,
                review=True,
                signature=True,
                refusals=MappingProxyType({"too-young": (Way.INSTEAD, Way.CHANGE_INPUT)}),
            ),
            MONEY: MatterRule(MONEY, needs_person=True, money_moving=True, opens=True, review=True),
        }
    )
)


def facts(
    validity: Validity = Validity.VALID,
    age: AgeBand | None = AgeBand.ADULT,
    kind: CredentialKind = CredentialKind.RESIDENT_CARD,
) -> CredentialFacts:
    return CredentialFacts(kind, validity, age)


@dataclass
class Visit:
    """Drives ``step``; ``saw`` keeps every effect in order."""

    state: State = field(default_factory=lambda: State(SETUP))
    now: float = 1000.0
    saw: list[fx.Effect] = field(default_factory=list)

    @classmethod
    def ready(cls, setup: Setup = SETUP) -> Visit:
        """In service, every device ready, nobody there."""
        visit = cls(State(setup, display=setup.display))
        for unit in Unit:
            visit.send(ev.UnitChanged(unit, Health.READY))
        visit.send(ev.BackEndChanged(reachable=True), ev.Opened())
        assert isinstance(visit.state.stage, Attract)
        return visit

    def send(self, *events: Event) -> tuple[fx.Effect, ...]:
        """The effects of the last event."""
        effects: tuple[fx.Effect, ...] = ()
        for event in events:
            self.state, effects = step(self.state, event, self.now)
            self.saw.extend(effects)
        return effects

    @property
    def stage(self) -> Stage:
        return self.state.stage

    @property
    def serial(self) -> int:
        assert self.state.session is not None
        return self.state.session.serial

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the flow whenever it asks for it."""
        end = self.now + seconds
        while (at := next_wake_up(self.state)) is not None and at <= end:
            self.now = max(self.now, at)
            self.send(ev.TimePassed())
        self.now = end

    def put_card(self, card: CredentialFacts | None = None, earlier_failures: int = 0) -> None:
        self.send(ev.CardPresented())
        self.send(ev.CredentialRead(self.serial, card or facts(), earlier_failures))

    def learn_standing(self) -> None:
        self.send(ev.StandingLearnt(self.serial, ev.Standing.GOOD, phone_registered=True))

    def match_face(self, attempt: int = 1) -> None:
        self.send(ev.FaceMatched(self.serial, attempt))

    def sign_in(self) -> None:
        """Card, consent, face: the menu."""
        self.put_card()
        self.learn_standing()
        self.send(it.GiveConsent())
        self.match_face()

    def see_result(self) -> None:
        """From the menu to the answer of the query."""
        self.send(it.ChooseMatter(QUERY), it.Continue(), ev.FormChecked(self.serial, {}))
        self.send(ev.AnswerCame(self.serial, pages=3, papers=PAPERS))

    def print_number(self) -> int:
        assert self.state.session is not None
        return self.state.session.print_number

    def printed(self, paper: Paper) -> None:
        self.send(ev.PaperPrinted(self.serial, paper, self.print_number()))

    def effects(self, kind: type) -> list[fx.Effect]:
        return [effect for effect in self.saw if isinstance(effect, kind)]

    def wipe(self) -> None:
        self.send(ev.SessionWiped(self.serial))


def at_door() -> Visit:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(CASE))
    return visit


def at_conditions() -> Visit:
    visit = at_door()
    visit.send(it.ChooseEntry(er.Entry.APPLY), it.ActForOneself(), ev.MatterOpened(visit.serial))
    return visit


def at_materials() -> Visit:
    visit = at_conditions()
    serial = visit.serial
    visit.send(it.Continue(), it.Continue(), ev.FormChecked(serial, {}, 1))
    visit.send(it.Continue(), ev.FormChecked(serial, {}), ev.MaterialsChanged(serial, 0))
    return visit


def at_review() -> Visit:
    visit = at_materials()
    visit.send(it.Continue())
    return visit


def at_signature() -> Visit:
    visit = at_review()
    visit.send(it.Continue(), ev.FormChecked(visit.serial, {}))
    return visit
