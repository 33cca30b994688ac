"""What the screen shows: one immutable value, made by the core, drawn by ``screens``.

A snapshot may hold personal data already masked for the screen; it is never logged and has no readable form
beyond the page's name. ``actions`` are what the person can press: each carries the intent to send back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.flow.display import Display
from kiosk.flow.intents import Intent
from kiosk.flow.words import Words


class ActionRole(StrEnum):
    PRIMARY = "primary"  # at most one on a page, bottom right
    SECONDARY = "secondary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, repr=False)
class Action:
    id: str  # stable name, unique on the page: "print", "continue", "matter.Q01"
    label: Words
    intent: Intent
    role: ActionRole = ActionRole.SECONDARY
    enabled: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    label: Words
    value: Words


# --- Contents, one class per page -----------------------------------------------------------------


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


class FieldKind(StrEnum):
    MONTH = "month"
    YEAR = "year"
    TEXT = "text"
    DIGITS = "digits"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    key: str
    label: Words
    kind: FieldKind
    value: str  # as stored: a month is YYYY-MM
    required: bool
    error: Words | None
    hint: Words | None
    earliest: str = ""  # of a month or a year
    latest: str = ""
    options: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class FormContent:
    title: Words
    official: Words
    step: int  # 1-based
    steps: tuple[Words, ...]
    known: tuple[Fact, ...]  # 来自您的证件
    fields: tuple[FormField, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ResultContent:
    title: Words
    official: Words
    answer: Words  # the answer first, in a sentence
    figure: str  # and a number
    unit: Words | None
    facts: tuple[Fact, ...]
    columns: tuple[Words, ...]
    rows: tuple[tuple[str, ...], ...]  # of the page shown
    numeric: tuple[bool, ...]  # which columns are figures (right-aligned)
    page: int  # 0-based
    pages: int
    actions: tuple[Action, ...]  # "previous", "next", "print", "done", as far as they apply


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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


Content = (
    StartingContent
    | OutOfServiceContent
    | AttractContent
    | MenuContent
    | GuideContent
    | CredentialContent
    | WorkingContent
    | ProblemContent
    | ConsentContent
    | OtherWaysContent
    | EntryContent
    | FaceContent
    | FormContent
    | ResultContent
    | PrintingContent
    | FinishedContent
    | RatingContent
    | RatingReasonsContent
    | GoodbyeContent
    | HelpContent
)


@dataclass(frozen=True, slots=True, repr=False)
class IdleWarning:
    """Shown over the page; ``ends_at`` is in seconds of the core's monotonic clock (time.monotonic)."""

    ends_at: float


@dataclass(frozen=True, slots=True, repr=False)
class Bar:
    """The band that always stands at the bottom, always in this order: 返回 求助 长辈版 EN 结束."""

    back: Action | None
    help: Action | None
    size: Action | None
    language: Action | None
    end: Action | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    revision: int
    content: Content = field(repr=False)
    display: Display
    bar: Bar = field(repr=False)
    zone: Words = field(repr=False)
    terminal: str
    idle: IdleWarning | None = field(default=None, repr=False)
