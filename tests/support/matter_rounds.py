"""Residents go from matter to matter at one kiosk with its screen, by role and name alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

import yaml
from support.hub_hand import HubHand
from support.terminal import end_of_the_visit

from kiosk.catalogue import Matter, load
from kiosk.catalogue.matter import Entry
from kiosk.demo.surroundings import ROOT
from kiosk.demo.visits import At, InvalidForm, Visit, load_visits
from kiosk.hub.clock import SHANGHAI
from kiosk.runtime.snapshot import (
    AttractContent,
    EntryContent,
    EntryKind,
    FinishedContent,
    MenuContent,
    ProblemContent,
    RatingContent,
    ResultContent,
)
from kiosk.walkthrough.hands import AccessHands
from kiosk.walkthrough.player import INVALID
from kiosk.walkthrough.walker import Walker

RESIDENTS = {
    one["key"]: one
    for one in yaml.safe_load((ROOT / "config/demo/residents.yaml").read_text("utf-8"))["residents"]
}
BY_CODE = frozenset({"he", "lin", "zhu"})  # whose card is not taken: expired, not yet valid, reported lost
ADULT = 18  # years, to come in alone
STAFF, PIN = "880001", "246813"
MOST_STEPS = 12  # from an answer back to the menu


def today() -> date:
    return datetime.now(SHANGHAI).date()


def is_child(person: str) -> bool:
    born = date.fromisoformat(str(RESIDENTS[person]["birth"]))
    return (today() - born).days < ADULT * 365


@dataclass(frozen=True)
class Round:
    """What is to be played: a visit, or a form that the department refuses."""

    matter: Matter
    visit: Visit
    invalid: InvalidForm | None = None
    day: date = field(default_factory=today)  # that its dates were reckoned from

    @property
    def name(self) -> str:
        if self.invalid is not None:
            return f"{self.matter.id} {self.invalid.field} {self.invalid.rule}"
        return f"{self.matter.id} {self.visit.name}"

    @property
    def late(self) -> bool:
        """Whether the hub's clock is moved for it."""
        assert self.matter.definition is not None
        return Entry.PRINT in self.matter.definition.entries


def all_rounds(folder: Path = ROOT / "config") -> list[Round]:
    """Every visit, by person, so that who is signed in goes on; those that move the clock last."""
    catalogue, _ = load(folder, "super")
    found = []
    for file in sorted((folder / "demo" / "visits").glob("*.yaml")):
        matter = catalogue.matter(file.stem)
        if matter is None or matter.definition is None:
            continue
        visits = load_visits(file, today(), matter.definition.fields)
        found += [Round(matter, visit) for visit in visits.visits]
        found += [Round(matter, _as_visit(one), one) for one in visits.invalid]
    return sorted(found, key=lambda one: (one.late, one.visit.person or ""))


def of_today(one: Round) -> Round:
    """The same with the dates of today: midnight may have passed since it was read."""
    return one if one.day == today() else next(new for new in all_rounds() if new.name == one.name)


def _as_visit(one: InvalidForm) -> Visit:
    name = f"{one.field} {one.rule}"
    return Visit(
        one.matter,
        name,
        one.person,
        None,
        one.form,
        one.lists,
        one.materials,
        None,
        INVALID,
        At.SUBMISSION,
        None,
        deposit_paid=False,
    )


@dataclass
class Rounds:
    walker: Walker
    hub: HubHand
    journal: Path
    here: str | None = None  # who is signed in
    looking: bool = False  # somebody is there who did not sign in
    keep: Callable[[str], None] = field(default=lambda page: None)

    def __post_init__(self) -> None:
        self.hands = AccessHands(self.walker, self.hub, self.keep)

    # --- coming and going ------------------------------------------------------------------------------

    def come(self, person: str | None, *, afresh: bool) -> None:
        """To the menu, as this person."""
        same = self.here == person if person is not None else self.looking
        if same and not afresh and self.home():
            return
        self.leave()
        if person is None:
            self.walker.press_key("action.look_first")
            self.walker.await_page("Menu")
            self.looking = True
        else:
            self._sign_in(person)
            self.here = person

    def put_credential(self, person: str) -> None:
        around = self.walker.around
        if person in BY_CODE:
            around.tell("code-scanner", "show_code", text=self.hub.code(person))
        else:
            around.tell("id-card-reader", "put_card", person=person)

    def _sign_in(self, person: str) -> None:
        """By a member of staff: the quickest real way."""
        walker = self.walker
        self.put_credential(person)
        walker.await_page("Consent")
        walker.around.tell("code-scanner", "take_code")
        walker.press_key("action.refuse")
        walker.await_page("OtherWays")
        walker.press_key("action.staff")
        for kind, typed in ((EntryKind.STAFF_CODE, STAFF), (EntryKind.STAFF_PIN, PIN)):
            walker.wait(partial(self._asks_for, kind), f"the page that asks for the {kind.value}")
            for digit in typed:
                walker.press(digit)
            walker.press_key("action.continue")
        walker.press_key("action.confirm")
        walker.await_page("Menu")

    def _asks_for(self, kind: EntryKind) -> bool:
        content = self.walker.content
        return isinstance(content, EntryContent) and content.kind is kind

    def home(self) -> bool:
        """From an answer or a refusal back to the menu; False where no way leads there."""
        for _ in range(MOST_STEPS):
            content = self.walker.content
            match content:
                case MenuContent():
                    return True
                case RatingContent(skip=way):
                    pass
                case FinishedContent(actions=actions):
                    way = next(one for one in actions if one.id == "another")
                case ResultContent(actions=actions) | ProblemContent(actions=actions):
                    found = next((one for one in actions if one.id in ("done", "menu")), None)
                    if found is None:
                        return False
                    way = found
                case _:
                    return False
            self.hands.press(way)
            here = type(content)
            self.walker.wait(lambda here=here: type(self.walker.content) is not here, "the next page")
        return False

    def leave(self) -> None:
        """Everything is taken away, and the first page stands."""
        walker = self.walker
        end_of_the_visit(walker.around)
        walker.around.tell("document-camera", "take_paper")
        if walker.page not in ("Attract", "Goodbye"):
            walker.press_key("bar.end")
        self.here, self.looking = None, False
        walker.await_page("Attract")
        walker.wait(lambda: not walker.card_lies and _both_ways_in(walker), "both ways in")


def _both_ways_in(walker: Walker) -> bool:
    content = walker.content
    return isinstance(content, AttractContent) and content.card_ready and content.code_ready
