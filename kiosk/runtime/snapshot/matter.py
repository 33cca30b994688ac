"""The pages of a matter, from its first question to its answer. One class per page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.words import Words
from kiosk.runtime.snapshot.parts import Action, Fact


@dataclass(frozen=True, slots=True, repr=False)
class Heading:
    """What stands above every page of a matter: its names, and where one is on the way.

    ``step`` counts from 1; 0 with empty ``steps`` where there is no way to show.
    """

    title: Words
    official: Words
    step: int = 0
    steps: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ChoiceCard:
    """A large card that is pressed: what it is, and what it means."""

    title: Words
    detail: Words
    open: Action
    icon: str = ""  # file name in assets/icons without suffix


@dataclass(frozen=True, slots=True, repr=False)
class ChoicesContent:
    """One of a few ways: 办理 or 打印, for oneself or for another person."""

    heading: Heading
    question: Words
    cards: tuple[ChoiceCard, ...]


@dataclass(frozen=True, slots=True, repr=False)
class HolderCardContent:
    """The document of the person whom the agent acts for is to be put on the reader."""

    heading: Heading
    lead: Words
    reading: bool
    card_ready: bool
    error: Words | None


class ConditionState(StrEnum):
    MET = "met"  # the terminal knows it
    OPEN = "open"  # the department decides
    CONFIRM = "confirm"  # a warning: the person goes on knowing it


@dataclass(frozen=True, slots=True, repr=False)
class ConditionsContent:
    """What the matter asks of a person, before anything is typed."""

    heading: Heading
    conditions: tuple[tuple[ConditionState, Words], ...]
    facts: tuple[Fact, ...]  # time, cost, legal basis
    actions: tuple[Action, ...]


class FieldKind(StrEnum):
    """Which keys a field brings."""

    MONTH = "month"
    YEAR = "year"
    DATE = "date"
    TEXT = "text"  # Chinese text
    NAME = "name"  # Chinese name, with rare characters and the dot
    DIGITS = "digits"
    ID = "id"  # digits and X
    MONEY = "money"
    PLATE = "plate"
    PASSWORD = "password"  # noqa: S105 (a kind of field)
    CHOICE = "choice"
    CHOICES = "choices"  # several of the options; the value joins them with ","
    LIST = "list"
    CARD = "card"  # a card that is presented


@dataclass(frozen=True, slots=True, repr=False)
class ListRow:
    """A row of a field of type list, as cells in the order of ``FormField.columns``."""

    cells: tuple[str, ...]
    open: Action


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    """``value`` as stored (a month is YYYY-MM); ``shown`` what stands on the page for a value that is chosen,
    masked or known. A read-only field is known already and brings no keys.
    """

    key: str
    label: Words
    kind: FieldKind
    value: str
    required: bool
    error: Words | None
    hint: Words | None
    earliest: str = ""  # of a month, a year, a date
    latest: str = ""
    options: tuple[tuple[str, Words], ...] = ()
    shown: str = ""
    read_only: bool = False
    longest: int = 0  # characters; 0: not limited here
    other_type: Action | None = None  # "it is a passbook"
    send: Action | None = None  # "send the code"
    columns: tuple[Words, ...] = ()
    rows: tuple[ListRow, ...] = ()
    add: Action | None = None


@dataclass(frozen=True, slots=True, repr=False)
class FormContent:
    """One group of questions."""

    title: Words
    official: Words
    step: int  # 1-based
    steps: tuple[Words, ...]
    known: tuple[Fact, ...]  # 来自您的证件
    fields: tuple[FormField, ...]
    actions: tuple[Action, ...]
    group: Words | None = None  # the group's heading


class MaterialState(StrEnum):
    SPARED = "spared"  # 免于提交
    MISSING = "missing"
    GIVEN = "given"
    OPTIONAL = "optional"  # not given, not asked for
    DEPOSIT = "deposit"  # the original goes into the locker later
    GENERATED = "generated"  # the terminal makes it from the form


@dataclass(frozen=True, slots=True, repr=False)
class MaterialItem:
    key: str
    name: Words
    state: MaterialState
    detail: Words | None  # "免于提交: …", "2 页", why it is missing (补正)
    actions: tuple[Action, ...]  # take pictures, send by phone, look at it


@dataclass(frozen=True, slots=True, repr=False)
class MaterialsContent:
    heading: Heading
    items: tuple[MaterialItem, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture of this session, JPEG or PNG, for the screen alone; ``name`` is what a voice says."""

    data: bytes
    name: Words


@dataclass(frozen=True, slots=True, repr=False)
class CaptureContent:
    """The document camera's live picture (the same feed as the face page), and whether it is good."""

    material: Words
    hint: Words
    good: bool
    page: int  # 1-based: which page is to be laid there
    most_pages: int
    actions: tuple[Action, ...]  # "take" is the primary one


@dataclass(frozen=True, slots=True, repr=False)
class PagesContent:
    """The pages of a material that are there: look, turn, take again, bring into order."""

    material: Words
    pictures: tuple[Picture, ...]
    chosen: int  # 0-based
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class UploadContent:
    """Send a material from the phone: the code to scan, and what came."""

    material: Words
    url: str  # goes into the QR code; "" while it is fetched
    state: Words
    pictures: tuple[Picture, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ReviewSection:
    title: Words
    facts: tuple[Fact, ...]
    change: Action | None


@dataclass(frozen=True, slots=True, repr=False)
class ReviewContent:
    """Everything that will be sent, read back."""

    heading: Heading
    sections: tuple[ReviewSection, ...]
    warning: Words | None  # money moves, nothing has been sent yet
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class SignatureContent:
    """A field to sign in. The strokes go out as the typed value ``signature``; they stay on the page until
    cleared."""

    heading: Heading
    statement: Words
    signed: bool
    actions: tuple[Action, ...]


class ResultStatus(StrEnum):
    """What became of it, so that the page can say it at one glance."""

    ANSWERED = "answered"
    DONE = "done"
    ACCEPTED = "accepted"
    SUPPLEMENT = "supplement"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


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
    status: ResultStatus = ResultStatus.ANSWERED
    notes: tuple[Words, ...] = ()  # when it is decided, who calls back, that it binds nobody
    reveal: Action | None = None  # masked: shown while this is pressed (release sends ``Reveal(False)``)
    revealed: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PreviewContent:
    """The paper before it is printed, a page at a time."""

    heading: Heading
    picture: Picture
    page: int  # 0-based
    pages: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ConfirmContent:
    """An act that cannot be taken back, before it is done."""

    heading: Heading
    question: Words
    what: Words
    actions: tuple[Action, ...]
