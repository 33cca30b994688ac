"""The pages around a matter: from the first page to goodbye. One class per page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.words import Words
from kiosk.runtime.snapshot.parts import Action, Fact, StepState


@dataclass(frozen=True, slots=True, repr=False)
class StartingContent:
    steps: tuple[tuple[Words, bool], ...]  # what is being made ready, and whether it is


@dataclass(frozen=True, slots=True, repr=False)
class OutOfServiceContent:
    reason: Words
    until: Words | None
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class AttractContent:
    card_ready: bool
    code_ready: bool
    notices: tuple[Words, ...]  # what is out of order, and until when
    look_first: Action


@dataclass(frozen=True, slots=True, repr=False)
class MatterCard:
    id: str
    title: Words  # plain
    official: Words
    department: Words
    available: bool
    reason: Words | None  # why not, until when, where else
    open: Action


@dataclass(frozen=True, slots=True, repr=False)
class Tile:
    id: str
    title: Words
    icon: str  # file name in assets/icons without suffix
    open: Action
    chosen: bool = False


class MenuView(StrEnum):
    HOME = "home"  # life events, most used
    LIST = "list"  # one life event or department
    DEPARTMENTS = "departments"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, repr=False)
class MenuContent:
    view: MenuView
    person: str  # masked name, "" for somebody who only looks
    heading: Words
    waiting: tuple[Words, ...]  # 您有 1 件物品待取
    life_events: tuple[Tile, ...]
    departments: tuple[Tile, ...]
    matters: tuple[MatterCard, ...]
    search_words: str
    all_matters: Action
    search: Action
    sign_in: Action | None  # for somebody who only looks


@dataclass(frozen=True, slots=True, repr=False)
class GuideContent:
    """办事指南 of one matter."""

    title: Words
    official: Words
    facts: tuple[Fact, ...]  # who, what to bring, how long, cost, what one leaves with
    available: bool
    reason: Words | None
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CredentialContent:
    """Put the card here, or hold the code there."""

    matter: Words | None
    card_ready: bool
    code_ready: bool


@dataclass(frozen=True, slots=True, repr=False)
class WorkingContent:
    """The machine works; ``since`` is in seconds of the core's monotonic clock."""

    title: Words
    what: Words
    since: float
    keep_card: bool = False  # "please leave the card where it is"


@dataclass(frozen=True, slots=True, repr=False)
class ProblemContent:
    """Something cannot be done: what happened, whether anything was sent or printed, what to do next."""

    code: str  # the refusal's stable name, for help and tests
    title: Words
    happened: Words
    effect: Words
    next: Words
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ConsentContent:
    person: str
    agree: Action
    refuse: Action


@dataclass(frozen=True, slots=True, repr=False)
class OtherWaysContent:
    ways: tuple[Action, ...]
    phone: str  # masked registered phone, "" when none


class EntryKind(StrEnum):
    PHONE_CODE = "phone_code"  # 6 digits
    STAFF_CODE = "staff_code"
    STAFF_PIN = "staff_pin"


@dataclass(frozen=True, slots=True, repr=False)
class EntryContent:
    """Digits typed on the number pad. ``filled`` is how many stand there; they are never shown for a PIN."""

    kind: EntryKind
    title: Words
    hint: Words
    length: int
    filled: int
    shown: str  # "" when hidden
    error: Words | None
    submit: Action
    again: Action | None


class FacePhase(StrEnum):
    OPENING = "opening"
    LOOKING = "looking"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True, repr=False)
class FaceContent:
    phase: FacePhase
    hint: Words
    attempt: int  # 1-based
    attempts: int
    other_way: Action | None


@dataclass(frozen=True, slots=True, repr=False)
class PrintingContent:
    steps: tuple[tuple[Words, StepState], ...]
    since: float


@dataclass(frozen=True, slots=True, repr=False)
class FinishedContent:
    """The matter is done: what the person has, and what next."""

    title: Words
    take: tuple[tuple[Words, StepState], ...]  # what to take along
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class RatingContent:
    levels: tuple[tuple[int, Action], ...]  # 5 … 1
    skip: Action


@dataclass(frozen=True, slots=True, repr=False)
class RatingReasonsContent:
    level: int
    reasons: tuple[tuple[bool, Action], ...]  # whether chosen; pressing changes it
    call_back: tuple[bool, Action]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class GoodbyeContent:
    take: tuple[tuple[Words, StepState], ...]  # DONE when a sensor saw it taken
    wiped: bool


@dataclass(frozen=True, slots=True, repr=False)
class HelpContent:
    """求助: who answers, by which phone, and what they are told."""

    phone: str
    place: Words
    back: Action
