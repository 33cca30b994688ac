"""What the flow asks of the runtime. Data only: nothing happens here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.errand import Entry
from kiosk.flow.events import CaseAct, Paper


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Mint the session's random number, its vault, and a fresh vision process."""

    serial: int


class EndReason(StrEnum):
    PERSON = "person"
    IDLE = "idle"
    CLOSED = "closed"
    LEFT = "left"  # went back to the first page


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Wipe everything of the person; answered by ``SessionWiped``."""

    serial: int
    why: EndReason


@dataclass(frozen=True, slots=True)
class ReadCard:
    serial: int


@dataclass(frozen=True, slots=True)
class ExchangeCode:
    serial: int


@dataclass(frozen=True, slots=True)
class LearnStanding:
    serial: int


@dataclass(frozen=True, slots=True)
class ForgetCredential:
    """What was read is not used: out of the vault before another is read."""

    serial: int


@dataclass(frozen=True, slots=True)
class StartFaceCheck:
    serial: int
    attempt: int


@dataclass(frozen=True, slots=True)
class StopFaceCheck:
    serial: int


@dataclass(frozen=True, slots=True)
class SendPhoneCode:
    serial: int


@dataclass(frozen=True, slots=True)
class CheckPhoneCode:
    serial: int


@dataclass(frozen=True, slots=True)
class AskStaffAttestation:
    serial: int


@dataclass(frozen=True, slots=True)
class ForgetTyped:
    key: str


@dataclass(frozen=True, slots=True)
class FindPrincipal:
    """Read the holder's document on the reader, and ask whether this person may act for the holder."""

    serial: int
    matter: str


@dataclass(frozen=True, slots=True)
class OpenMatter:
    serial: int
    matter: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class CheckForm:
    """``group``: only this one, and which comes after it; None: everything."""

    serial: int
    matter: str
    group: int | None = None


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Put a row's values where they are typed; a new row is empty."""

    serial: int
    matter: str
    field: str
    row: int


@dataclass(frozen=True, slots=True)
class SaveRow:
    serial: int
    matter: str
    field: str
    row: int


@dataclass(frozen=True, slots=True)
class DropRow:
    serial: int
    matter: str
    field: str
    row: int


@dataclass(frozen=True, slots=True)
class DoFieldButton:
    serial: int
    matter: str
    field: str


@dataclass(frozen=True, slots=True)
class CountMaterials:
    serial: int
    matter: str


@dataclass(frozen=True, slots=True)
class StartCapture:
    serial: int
    matter: str
    material: str
    after: float = 0.0  # seconds: only if the page still stands then


@dataclass(frozen=True, slots=True)
class StopCapture:
    serial: int


@dataclass(frozen=True, slots=True)
class TakePage:
    serial: int
    material: str


class PageChange(StrEnum):
    TURN = "turn"  # by a quarter, clockwise
    DROP = "drop"
    EARLIER = "earlier"  # change places with the page before


@dataclass(frozen=True, slots=True)
class ChangePage:
    serial: int
    material: str
    page: int
    change: PageChange


@dataclass(frozen=True, slots=True)
class StartUpload:
    serial: int
    matter: str
    material: str


@dataclass(frozen=True, slots=True)
class StopUpload:
    serial: int


@dataclass(frozen=True, slots=True)
class AskDepartment:
    """``ask_number`` makes the idempotency key: the same number again is the same question."""

    serial: int
    matter: str
    ask_number: int


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """As ``AskDepartment``, with everything that was filled in, supplied and signed."""

    serial: int
    matter: str
    ask_number: int


@dataclass(frozen=True, slots=True)
class ActOnCase:
    """Withdraw or supplement the case that is shown."""

    serial: int
    matter: str
    act: CaseAct
    ask_number: int


@dataclass(frozen=True, slots=True)
class MakePreview:
    serial: int
    matter: str


@dataclass(frozen=True, slots=True)
class ForgetMatter:
    """Form, answer and proof of the matter that is over."""

    serial: int


@dataclass(frozen=True, slots=True)
class Print:
    """``replaces``: an earlier print of the same paper whose outcome nobody knows; its serial is voided."""

    serial: int
    matter: str
    paper: Paper
    print_number: int
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class StopPrinting:
    """The person goes on without it: cancel, and find out what became of it."""

    serial: int
    paper: Paper
    print_number: int


@dataclass(frozen=True, slots=True)
class RetractReceipt:
    """Nobody took it: it must not lie there for the next person."""


@dataclass(frozen=True, slots=True)
class SendRating:
    serial: int
    matter: str
    level: int
    reasons: tuple[str, ...]
    call_back: bool


@dataclass(frozen=True, slots=True)
class CallHelp:
    serial: int | None
    stage: str
    matter: str


class Act(StrEnum):
    """What the audit trail keeps; who it was is added by the runtime as a keyed hash."""

    SESSION_OPENED = "session_opened"
    SESSION_ENDED = "session_ended"
    CREDENTIAL_REFUSED = "credential_refused"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    FACE_MATCHED = "face_matched"
    FACE_NOT_MATCHED = "face_not_matched"
    ADMITTED_BY_PHONE = "admitted_by_phone"
    ADMITTED_BY_STAFF = "admitted_by_staff"
    MATTER_ASKED = "matter_asked"
    MATTER_ANSWERED = "matter_answered"
    MATTER_REFUSED = "matter_refused"
    ACTED_FOR_ANOTHER = "acted_for_another"
    CASE_SUBMITTED = "case_submitted"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_SUPPLEMENTED = "case_supplemented"
    PAPER_PRINTED = "paper_printed"
    PAPER_FAILED = "paper_failed"


@dataclass(frozen=True, slots=True)
class Audit:
    act: Act
    serial: int
    about: str = ""  # a matter, a problem's code: never a person


Effect = (
    OpenSession
    | CloseSession
    | ReadCard
    | ExchangeCode
    | LearnStanding
    | ForgetCredential
    | StartFaceCheck
    | StopFaceCheck
    | SendPhoneCode
    | CheckPhoneCode
    | AskStaffAttestation
    | ForgetTyped
    | FindPrincipal
    | OpenMatter
    | CheckForm
    | OpenRow
    | SaveRow
    | DropRow
    | DoFieldButton
    | CountMaterials
    | StartCapture
    | StopCapture
    | TakePage
    | ChangePage
    | StartUpload
    | StopUpload
    | AskDepartment
    | SubmitCase
    | ActOnCase
    | MakePreview
    | ForgetMatter
    | Print
    | StopPrinting
    | RetractReceipt
    | SendRating
    | CallHelp
    | Audit
)
