"""What happens to the kiosk: things of the world, and results of effects.

Results carry the ``serial`` of the session they belong to; ``step`` drops those of a session that is over.
No event carries personal data: values lie in the vault, events say what was found about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.credentials import CredentialFacts
from kiosk.flow.intents import Intent
from kiosk.flow.problems import Problem


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The runtime's clock reached a moment that the state asked for."""


# --- the terminal itself --------------------------------------------------------------------------


class Part(StrEnum):
    """What is made ready at start."""

    JOURNAL = "journal"
    DEVICES = "devices"
    VISION = "vision"
    BACK_END = "back_end"


@dataclass(frozen=True, slots=True)
class PartReady:
    part: Part


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything that was left over is wiped and reconciled: people may come."""


class Closure(StrEnum):
    JOURNAL_LOST = "journal_lost"
    STAFF = "staff"
    CLEANING = "cleaning"
    WIPE_FAILED = "wipe_failed"  # nobody may come before a technician looked


@dataclass(frozen=True, slots=True)
class Closed:
    """The terminal must not serve now."""

    why: Closure


class Unit(StrEnum):
    """A device as the flow knows it."""

    ID_CARD_READER = "id-card-reader"
    SMART_CARD_READER = "smart-card-reader"
    CODE_SCANNER = "code-scanner"
    CAMERA = "camera"
    DOCUMENT_CAMERA = "document-camera"
    RECEIPT_PRINTER = "receipt-printer"
    PAGE_PRINTER = "page-printer"
    BOOK_PRINTER = "book-printer"
    CARD_DISPENSER = "card-dispenser"
    LOCKER = "locker"
    DOOR = "door"
    SIGNALS = "signals"
    KEYPAD = "keypad"


class Health(StrEnum):
    READY = "ready"
    LOW = "low"  # works, a supply runs down
    EMPTY = "empty"  # a supply is out
    BLOCKED = "blocked"  # somebody must clear a jam, close a cover
    GONE = "gone"
    UNKNOWN = "unknown"  # not heard of yet


@dataclass(frozen=True, slots=True)
class UnitChanged:
    unit: Unit
    health: Health


@dataclass(frozen=True, slots=True)
class BackEndChanged:
    reachable: bool


@dataclass(frozen=True, slots=True)
class AvailabilityLearnt:
    """Matters that the back end closes now, each with its reason's key and until when ('' = not known)."""

    closed: Mapping[str, tuple[str, str]]


# --- credentials ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardPresented:
    pass


@dataclass(frozen=True, slots=True)
class CardRemoved:
    pass


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The code's text lies with the runtime."""


@dataclass(frozen=True, slots=True)
class CodeRejected:
    """A code came that is no login code at all: too long, or no text."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class CredentialRead:
    serial: int
    facts: CredentialFacts
    earlier_failures: int = 0  # face checks failed with this credential lately, in other sessions


@dataclass(frozen=True, slots=True)
class CredentialRefused:
    serial: int
    problem: Problem


class Standing(StrEnum):
    """What the back end says of a credential."""

    CHECKING = "checking"
    GOOD = "good"
    NOT_CHECKED = "not_checked"  # the back end cannot be reached


@dataclass(frozen=True, slots=True)
class StandingLearnt:
    serial: int
    standing: Standing
    phone_registered: bool
    other_way_at_once: bool = False  # by age or a disability certificate; which of the two is not told


# --- live check -----------------------------------------------------------------------------------


class Hint(StrEnum):
    """One message at a time, most blocking first."""

    OPENING = "opening"
    NOBODY = "nobody"
    SEVERAL = "several"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    TURNED = "turned"
    BLURRED = "blurred"
    HOLD_STILL = "hold_still"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True)
class FaceSeen:
    serial: int
    attempt: int
    hint: Hint


@dataclass(frozen=True, slots=True)
class FaceMatched:
    serial: int
    attempt: int


@dataclass(frozen=True, slots=True)
class FaceNotMatched:
    """No match, or no decision: the problem says why."""

    serial: int
    attempt: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class PhoneCodeSent:
    serial: int


@dataclass(frozen=True, slots=True)
class PhoneCodeAccepted:
    serial: int


@dataclass(frozen=True, slots=True)
class PhoneCodeWrong:
    serial: int
    tries_left: int


@dataclass(frozen=True, slots=True)
class StaffAttested:
    serial: int


@dataclass(frozen=True, slots=True)
class OtherWayFailed:
    serial: int
    problem: Problem


# --- typed values ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ValueTyped:
    """A value was put into the vault under ``key``; the flow learns its length alone."""

    key: str
    length: int


# --- matter ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrincipalFound:
    """The holder's document was read, and the back end knows that this person may act for the holder."""

    serial: int


@dataclass(frozen=True, slots=True)
class MatterOpened:
    """What the department knows of the person lies in the vault.

    ``first_group`` of the form has something to ask; None: everything is known already.
    """

    serial: int
    first_group: int | None = 0


@dataclass(frozen=True, slots=True)
class FormChecked:
    """``errors``: field key to the error's key; empty when everything is right.

    ``group`` is where the errors are, or the next group to fill in; None when the form is complete. ``of`` is
    the group that was checked; None when it was everything.
    """

    serial: int
    errors: Mapping[str, str]
    group: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class RowChecked:
    serial: int
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldButtonDone:
    """What a field's button was pressed for is done, or why it is not: the error's key at ``field``."""

    serial: int
    field: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class MaterialsChanged:
    """``missing`` of the required materials are not there."""

    serial: int
    missing: int


@dataclass(frozen=True, slots=True)
class CaptureSeen:
    serial: int
    material: str
    hint: str  # a CaptureHint's value


@dataclass(frozen=True, slots=True)
class PagesChanged:
    """The pages of a material after one was taken, turned, moved or dropped."""

    serial: int
    material: str
    pages: int
    chosen: int


@dataclass(frozen=True, slots=True)
class UploadChanged:
    serial: int
    material: str
    phase: str  # an UploadPhase's value
    pages: int


class CaseAct(StrEnum):
    """What a person can do with a case now."""

    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class AnswerCame:
    """The department's answer lies in the vault; ``pages`` of its table on this screen, at least 1.

    ``about`` is the matter of the case that is shown when it is another one.
    """

    serial: int
    pages: int
    papers: tuple[Paper, ...] = ()
    acts: frozenset[CaseAct] = frozenset()
    about: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """``code`` is a refusal of the matter's own."""

    serial: int
    problem: Problem
    code: str = ""


@dataclass(frozen=True, slots=True)
class PreviewMade:
    serial: int
    pages: int


@dataclass(frozen=True, slots=True)
class PreviewFailed:
    serial: int
    problem: Problem


# --- paper ----------------------------------------------------------------------------------------


class Paper(StrEnum):
    BOOK = "book"  # 就医记录册
    PROOF = "proof"  # A4
    SLIP = "slip"  # what goes into the locker with the originals
    RECEIPT = "receipt"
    GUIDE = "guide"  # 办事指南


TICKETS = frozenset({Paper.SLIP, Paper.RECEIPT, Paper.GUIDE})
"""What comes out of the receipt printer's one mouth: taken or pulled in together."""


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """The printer itself proved it."""

    serial: int
    paper: Paper
    print_number: int


@dataclass(frozen=True, slots=True)
class PaperStalled:
    """The printer stands still and may go on by itself (paper, cover, jam)."""

    serial: int
    paper: Paper
    print_number: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class PaperFailed:
    """Nothing usable was printed, or nobody knows (``PRINT_UNKNOWN``: a staff ticket is made)."""

    serial: int
    paper: Paper
    print_number: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class PaperTaken:
    """Of ``TICKETS`` all that lay there."""

    paper: Paper


@dataclass(frozen=True, slots=True)
class SessionWiped:
    """Nothing of that session is left in this terminal."""

    serial: int


Event = (
    Intent
    | TimePassed
    | PartReady
    | Opened
    | Closed
    | UnitChanged
    | BackEndChanged
    | AvailabilityLearnt
    | CardPresented
    | CardRemoved
    | CodeScanned
    | CodeRejected
    | CredentialRead
    | CredentialRefused
    | StandingLearnt
    | FaceSeen
    | FaceMatched
    | FaceNotMatched
    | PhoneCodeSent
    | PhoneCodeAccepted
    | PhoneCodeWrong
    | StaffAttested
    | OtherWayFailed
    | ValueTyped
    | PrincipalFound
    | MatterOpened
    | FormChecked
    | RowChecked
    | FieldButtonDone
    | MaterialsChanged
    | CaptureSeen
    | PagesChanged
    | UploadChanged
    | AnswerCame
    | AnswerRefused
    | PreviewMade
    | PreviewFailed
    | PaperPrinted
    | PaperStalled
    | PaperFailed
    | PaperTaken
    | SessionWiped
)
