"""The API contract (v1): what the kiosk and the hub say to each other. Shared by both sides.

Months are `YYYY-MM`, dates `YYYY-MM-DD`, instants RFC 3339 with an offset, money a decimal string in
yuan ("1234.50").
Every text for people is a key with typed parameters; the kiosk puts it in the reader's language.
Requests refuse unknown members; answers ignore them, so that the hub may add some without breaking older
kiosks.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kiosk.domain.credentials import AgeBand, CredentialKind

MAX_CODE_CHARACTERS = 4296
"""A QR code of version 40-L holds this many alphanumeric characters (ISO/IEC 18004)."""

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
MatterId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[0-9]{2,3}$")]
CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{8,40}$")]
Serial = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{8,40}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Model(BaseModel):
    """Part of the contract: unchangeable, and silent about its values."""

    # Validation errors must not carry the values: they end in logs.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """Show no values: most models hold personal data, and a `repr` ends in logs."""
        return []


class Request(Model):
    """What the kiosk asks: members that the contract doesn't know are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(Model):
    """An error, as `application/problem+json` (RFC 9457). `type` is `urn:kiosk:problem:` and a stable
    word."""

    type: str
    title: str
    status: int
    params: dict[str, str] = {}
    case: CaseId | None = None


# --- texts and values ---------------------------------------------------------------------------------------


class ValueKind(StrEnum):
    """How a value is to be written for a reader."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    MONTH = "month"
    DATE = "date"
    TIME = "time"
    KEY = "key"
    """The value is itself the key of a text."""


class Value(Model):
    """One value in its canonical form; the kiosk writes it in the reader's language by its kind."""

    kind: ValueKind
    value: str


class TextRef(Model):
    """A text by key, with its parameters."""

    key: Key
    params: dict[str, Value] = {}


class Fact(Model):
    """One line of a result: a label and its value."""

    label: Key
    value: Value


class Column(Model):
    """A column of a result table: its label and how its cells are written."""

    label: Key
    kind: ValueKind


class Table(Model):
    """Rows of canonical values; every row has one cell per column, `None` where there is nothing to say."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]


# --- state of the back end ----------------------------------------------------------------------------------


class Health(Model):
    """The hub is up; `now` is its clock, so that a kiosk notices when its own is wrong."""

    status: str
    version: str
    now: AwareDatetime


class MatterState(StrEnum):
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"


class MatterAvailability(Model):
    """Whether one matter can be handled now; if not, why (a text key) and until when, if that is known."""

    matter: MatterId
    state: MatterState
    reason: Key | None = None
    until: AwareDatetime | None = None


class Availability(Model):
    """What the hub can handle at this moment. A matter that is not listed is not offered by this hub."""

    as_of: AwareDatetime
    matters: tuple[MatterAvailability, ...]


# --- admission ----------------------------------------------------------------------------------------------


class Standing(StrEnum):
    """What the register says about the document."""

    OK = "ok"
    NOT_REGISTERED = "not-registered"
    """Nobody in this register has it (a visitor from another province): valid, but without records or
    phone."""
    REPORTED_LOST = "reported-lost"
    CANCELLED = "cancelled"
    DETAILS_DIFFER = "details-differ"
    """The number is known, the name on the document is another one: staff must look at it."""


class OtherWay(StrEnum):
    """When to offer a way other than the face."""

    AFTER_FAILURES = "after-failures"
    AT_ONCE = "at-once"
    """From 60 years on, or with a disability certificate; which of the two is nobody's business here."""


class AdmissionRequest(Request):
    """A document was read. `name` is the one on the document, compared with the register.

    Codes are not documents: they come in by `/v1/codes/exchange`.
    """

    credential: Literal[
        CredentialKind.RESIDENT_CARD,
        CredentialKind.HMT_RESIDENCE_PERMIT,
        CredentialKind.FOREIGNER_CARD_2017,
        CredentialKind.FOREIGNER_CARD_2023,
        CredentialKind.SOCIAL_SECURITY_CARD,
    ]
    number: Annotated[str, StringConstraints(min_length=5, max_length=30, pattern=r"^[0-9A-Z]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None


class Admission(Model):
    """One person's session with the back end. `subject` is a random reference that ends with the session."""

    standing: Standing
    subject: Token | None
    """None unless the standing lets the person go on (`ok`, `not-registered`)."""
    phone_masked: str | None
    """The registered phone, if a one-time code can be sent to it."""
    age_band: AgeBand | None
    other_way: OtherWay


class CodeRequest(Request):
    """What the scanner read, whatever it is; the hub judges it."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=MAX_CODE_CHARACTERS)]
    place: Line
    purpose: Line


class CodeHolder(Model):
    """The person whose code it is, and the photo that the live face is compared with."""

    kind: CredentialKind
    name: str
    number: str
    sex: str
    birth: date
    photo_jpeg_base64: str | None
    """None: the register has no photo, so another way than the face is needed."""
    admission: Admission


# --- other ways of proving who it is ------------------------------------------------------------------------


class SubjectRequest(Request):
    subject: Token


class PhoneCodeSent(Model):
    """A six-digit code is on its way to the registered phone."""

    id: Token
    phone_masked: str
    expires_at: AwareDatetime
    tries: int


class PhoneCodeCheck(Request):
    subject: Token
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class AttestationRequest(Request):
    """A staff member has compared the person with the document and vouches for them with their own code and
    PIN."""

    subject: Token
    staff_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{3,16}$")]
    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$")]
    matter: MatterId | None = None
    """None: for the whole session."""


class AssuranceMethod(StrEnum):
    """How it was made sure that the live person is the holder."""

    NONE = "none"
    FACE = "face"
    PHONE_CODE = "phone-code"
    STAFF = "staff"


class Assured(Model):
    """A phone code or staff attestation succeeded; `reference` goes into the assurance of what is asked
    next."""

    method: AssuranceMethod
    reference: Token
    until: AwareDatetime


class Assurance(Request):
    """The kiosk's word for a face check; for the other ways, the reference that the hub gave."""

    method: AssuranceMethod
    reference: Token | None = None


# --- matters ------------------------------------------------------------------------------------------------


class QueryRequest(Request):
    """`subject` is None for a matter that needs no login."""

    subject: Token | None
    assurance: Assurance
    form: Annotated[
        dict[
            Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")],
            Annotated[str, StringConstraints(max_length=2000)],
        ],
        Field(max_length=60),
    ] = {}
    acting_for: Token | None = None
    """The principal's reference when somebody acts for another person."""


class CaseStatus(StrEnum):
    """What became of a case so far."""

    ANSWERED = "answered"
    """A question was answered."""
    DONE = "done"
    """Handled on the spot (当场办结)."""
    ACCEPTED = "accepted"
    """已受理: decided later."""
    SUPPLEMENT = "supplement"
    """待补正: something is missing."""
    NOT_ACCEPTED = "not-accepted"
    """不予受理 or refused after it was examined."""
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"
    """Decided in the person's favour; what was applied for is ready."""


class CaseAct(StrEnum):
    """What the person can do with a case now."""

    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"


class Missing(Model):
    """A material that must be supplied (补正): which, why, until when."""

    material: Key
    reason: Key
    until: date


class Deposit(Model):
    """Originals that must be handed in through the locker: what the slip's barcode says, and until when."""

    number: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{6,30}$")]
    until: date


class Book(Model):
    """A medical record book (就医记录册) that is to be made now: its number and what stands in it."""

    number: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{6,20}$")]
    lines: tuple[Fact, ...]


class QueryResult(Model):
    """The answer, sentence first. `received_by` (收) took the request in, `accepted_by` (受) answers for
    it."""

    case: CaseId
    matter: MatterId
    answered_at: AwareDatetime
    received_by: str
    accepted_by: str
    headline: TextRef
    facts: tuple[Fact, ...]
    table: Table | None
    proof_offered: bool
    status: CaseStatus = CaseStatus.ANSWERED
    due: TextRef | None = None
    """When the decision is to be expected, and who calls back."""
    missing: tuple[Missing, ...] = ()
    acts: tuple[CaseAct, ...] = ()
    deposit: Deposit | None = None
    book: Book | None = None
    about: MatterId | None = None
    """The matter that the case belongs to, when another one (progress, printing) shows it."""
    onward: tuple[MatterId, ...] = ()
    """Matters that the person can go straight on to: claim the benefit after registering for it."""


class ProofRequest(Request):
    """Ask for an A4 proof of a case. `replaces` voids an earlier one whose printing is unknown, in the same
    step. `subject` is None for an answer that needed no login."""

    subject: Token | None
    case: CaseId
    replaces: Serial | None = None


class Proof(Model):
    """What goes onto the paper so that anybody can check it."""

    serial: Serial
    verification_code: str
    verify_url: str
    issued_at: AwareDatetime


class ProofStatus(StrEnum):
    ISSUED = "issued"
    PRINTED = "printed"
    VOID = "void"


class VoidReason(StrEnum):
    PRINT_OUTCOME_UNKNOWN = "print-outcome-unknown"
    PRINT_FAILED = "print-failed"
    STAFF_DECISION = "staff-decision"


class VoidRequest(Request):
    reason: VoidReason


class ProofState(Model):
    serial: Serial
    status: ProofStatus


# --- 好差评 -------------------------------------------------------------------------------------------------


class Satisfaction(IntEnum):
    """The five levels of GB/T 39735, best is 5."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    FAIRLY_SATISFIED = 3
    SATISFIED = 4
    VERY_SATISFIED = 5


class RatingReason(StrEnum):
    TOO_SLOW = "too-slow"
    HARD_TO_UNDERSTAND = "hard-to-understand"
    NOT_SOLVED = "not-solved"
    TOO_MANY_STEPS = "too-many-steps"
    DEVICE_FAULT = "device-fault"
    WRONG_RECORD = "wrong-record"
    NO_HELP = "no-help"
    OTHER = "other"


class CallBack(StrEnum):
    WELCOME = "welcome"
    NOT_WANTED = "not-wanted"


class StaffCallKind(StrEnum):
    """Why somebody must come and look."""

    HELP = "help"
    """Somebody at the terminal asks for help."""
    PRINT_UNKNOWN = "print_unknown"
    """Nobody knows whether a sheet came out; its serial is void."""
    PAPER_LEFT = "paper_left"
    """A sheet came out after its person's session had ended: take it away."""


class StaffCallRequest(Request):
    """`about` names a page, an effect or a device, never a person."""

    kind: StaffCallKind
    about: Annotated[str, StringConstraints(max_length=200)] = ""


class StaffCalled(Model):
    """The call stands on the staff's list under this name."""

    ticket: str


class RatingRequest(Request):
    case: CaseId
    level: Satisfaction
    reasons: Annotated[tuple[RatingReason, ...], Field(max_length=8)] = ()
    free_text: Annotated[str, StringConstraints(max_length=500)] = ""
    call_back: CallBack = CallBack.NOT_WANTED


class Rated(Model):
    """The rating counts. A bad one has opened a ticket, first answered by the day named."""

    case: CaseId
    ticket: str | None = None
    first_answer_by: date | None = None
