"""The one immutable state of the kiosk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from kiosk.domain.credentials import CredentialFacts
from kiosk.flow.display import Display
from kiosk.flow.effects import EndReason
from kiosk.flow.errand import (
    Asking,
    Capturing,
    ChoosingEntry,
    ChoosingWhom,
    Conditions,
    ConfirmDrop,
    Errand,
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
from kiosk.flow.events import CaseAct, Closure, Health, Hint, Paper, Part, Standing, Unit
from kiosk.flow.problems import Problem, Way
from kiosk.flow.setup import Setup

# --- stages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Starting:
    ready: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class OutOfService:
    why: Closure


@dataclass(frozen=True, slots=True)
class Attract:
    pass


class MenuPlace(StrEnum):
    HOME = "home"
    LIFE_EVENT = "life_event"
    DEPARTMENTS = "departments"
    DEPARTMENT = "department"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Menu:
    place: MenuPlace = MenuPlace.HOME
    key: str = ""  # the life event, the department
    words: str = ""  # the search


@dataclass(frozen=True, slots=True)
class Guide:
    matter: str
    menu: Menu


@dataclass(frozen=True, slots=True)
class AskCredential:
    """Where the card or the code goes."""


class Source(StrEnum):
    CARD = "card"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Reading:
    source: Source


@dataclass(frozen=True, slots=True)
class Consent:
    pass


@dataclass(frozen=True, slots=True)
class ChoosingOtherWay:
    pass


class EntryPhase(StrEnum):
    SENDING = "sending"
    TYPING = "typing"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class PhoneCode:
    phase: EntryPhase = EntryPhase.SENDING
    filled: int = 0
    tries_left: int | None = None  # after a wrong one


class StaffPhase(StrEnum):
    CODE = "code"
    PIN = "pin"
    COMPARE = "compare"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class StaffCheck:
    phase: StaffPhase = StaffPhase.CODE
    filled: int = 0


@dataclass(frozen=True, slots=True)
class FaceCheck:
    attempt: int
    hint: Hint = Hint.OPENING


@dataclass(frozen=True, slots=True)
class Admitting:
    """The person is proved; the back end's word on the credential is still under way."""


@dataclass(frozen=True, slots=True)
class Result:
    """``papers`` are what can be printed of it, in this order; ``acts`` what can be done with the case."""

    matter: str
    pages: int
    papers: tuple[Paper, ...] = ()
    page: int = 0
    acts: frozenset[CaseAct] = frozenset()
    revealed: bool = False

    @property
    def printable(self) -> bool:
        return bool(self.papers)


@dataclass(frozen=True, slots=True)
class Previewing:
    """The paper is being set for the screen."""

    matter: str
    result: Result


@dataclass(frozen=True, slots=True)
class Preview:
    matter: str
    result: Result
    pages: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class ConfirmWithdrawal:
    matter: str
    result: Result


@dataclass(frozen=True, slots=True)
class Printing:
    """``after`` are the papers that follow."""

    matter: str
    paper: Paper
    after: tuple[Paper, ...] = ()


Interrupted = Opening | Asking | HolderCard
"""Where the department, or the register, was asked."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something stands in the way. ``matter`` is "" before one is chosen; ``paper`` while one is wanted."""

    problem: Problem
    ways: tuple[Way, ...]
    matter: str = ""
    paper: Paper | None = None
    after: tuple[Paper, ...] = ()  # the papers that follow it
    code: str = ""  # a refusal of the matter's own
    retry: Interrupted | None = None  # what "ask again" does


@dataclass(frozen=True, slots=True)
class Rating:
    matter: str


@dataclass(frozen=True, slots=True)
class RatingReasons:
    matter: str
    level: int
    chosen: frozenset[str] = frozenset()
    call_back: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    matter: str


@dataclass(frozen=True, slots=True)
class Goodbye:
    why: EndReason
    wiped: bool = False


Stage = (
    Starting
    | OutOfService
    | Attract
    | Menu
    | Guide
    | AskCredential
    | Reading
    | Consent
    | ChoosingOtherWay
    | PhoneCode
    | StaffCheck
    | FaceCheck
    | Admitting
    | ChoosingEntry
    | ChoosingWhom
    | HolderCard
    | Opening
    | Conditions
    | Form
    | FormRow
    | Materials
    | Capturing
    | Pages
    | ConfirmDrop
    | PhoneUpload
    | Review
    | Signing
    | Asking
    | Result
    | Previewing
    | Preview
    | ConfirmWithdrawal
    | Printing
    | Trouble
    | Rating
    | RatingReasons
    | Finished
    | Goodbye
)

# --- session --------------------------------------------------------------------------------------


class ConsentGiven(StrEnum):
    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"  # not asked again in this session


class ProvedBy(StrEnum):
    FACE = "face"
    PHONE = "phone"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential that was read in this session. Its holder is in the vault."""

    source: Source
    facts: CredentialFacts
    standing: Standing = Standing.CHECKING
    phone_registered: bool = False
    other_way_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """That the living person is the credential's holder. It holds for ``Timings.proof_s``."""

    by: ProvedBy
    at: float
    spent: bool = False  # a matter was begun with it: one that moves money wants another
    lapsed: bool = False  # the back end does not accept it any more


class PaperState(StrEnum):
    WANTED = "wanted"
    STALLED = "stalled"
    PRINTED = "printed"
    TAKEN = "taken"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sheet:
    print_number: int
    state: PaperState


@dataclass(frozen=True, slots=True)
class Session:
    serial: int
    presented: Presented | None = None
    proof: Proof | None = None
    consent: ConsentGiven = ConsentGiven.NOT_ASKED
    face_failures: int = 0
    wanted_matter: str = ""  # chosen before the person was known
    errand: Errand | None = None
    interrupted: Interrupted | None = None  # gone on with when the person is proved again
    ask_number: int = 0
    print_number: int = 0
    sheets: Mapping[Paper, Sheet] = field(default_factory=lambda: MappingProxyType({}))
    lying: frozenset[Paper] = frozenset()  # printed for an earlier answer, and not known to be taken
    rated: frozenset[int] = frozenset()  # ask numbers of cases rated

    @property
    def admitted(self) -> bool:
        return self.presented is not None and self.proof is not None

    @property
    def to_be_taken(self) -> frozenset[Paper]:
        """What came out in this session and lies there, as far as sensors can tell."""
        printed = (paper for paper, sheet in self.sheets.items() if sheet.state is PaperState.PRINTED)
        return self.lying | frozenset(printed)

    def without_sheets(self) -> Session:
        """For another answer: of what was printed only what still lies there is remembered."""
        return replace(self, sheets=MappingProxyType({}), lying=self.to_be_taken)


# --- time -----------------------------------------------------------------------------------------


class ClockKind(StrEnum):
    STILL = "still"  # nothing is waited for
    PERSON = "person"  # idle: a warning, then the end
    MACHINE = "machine"  # the machine works: the idle clock stands still
    FIXED = "fixed"  # the page goes away by itself


@dataclass(frozen=True, slots=True)
class Clock:
    """``until``: when the stage's time is over; ``warned_until``: the end of the warning that is shown."""

    kind: ClockKind = ClockKind.STILL
    until: float = 0.0
    warned_until: float | None = None
    extensions: int = 0


# --- all of it ------------------------------------------------------------------------------------


def _nobody_heard_of() -> Mapping[Unit, Health]:
    return MappingProxyType(dict.fromkeys(Unit, Health.UNKNOWN))


@dataclass(frozen=True, slots=True)
class State:
    setup: Setup
    stage: Stage = field(default_factory=Starting)
    session: Session | None = None
    last_serial: int = 0
    clock: Clock = field(default_factory=Clock)
    display: Display = field(default_factory=Display)
    help_shown: bool = False
    card_lies: bool = False
    closing: Closure | None = None  # out of service as soon as nobody is there
    units: Mapping[Unit, Health] = field(default_factory=_nobody_heard_of)
    back_end_reachable: bool | None = None  # None: not asked yet
    closed_matters: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def works(self, unit: Unit) -> bool:
        return self.units[unit] in (Health.READY, Health.LOW)

    def with_session(self, session: Session) -> State:
        return replace(self, session=session)
