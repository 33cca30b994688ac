"""What a question to the back end can come back as. Expected failures are values, never exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class RefusalType(StrEnum):
    """Why the back end said no. Each value is stable: a page and a text in every language belong to it."""

    CODE_UNKNOWN = "code-unknown"
    CODE_FOREIGN = "code-foreign"
    CODE_EXPIRED = "code-expired"
    CODE_USED = "code-used"
    SUBJECT_UNKNOWN = "subject-unknown"
    ASSURANCE_TOO_LOW = "assurance-too-low"
    PHONE_CODE_UNAVAILABLE = "phone-code-unavailable"
    PHONE_CODE_UNKNOWN = "phone-code-unknown"
    PHONE_CODE_WRONG = "phone-code-wrong"
    PHONE_CODE_EXPIRED = "phone-code-expired"
    PHONE_CODE_LOCKED = "phone-code-locked"
    PHONE_CODE_TOO_OFTEN = "phone-code-too-often"
    STAFF_REFUSED = "staff-refused"
    STAFF_LOCKED = "staff-locked"
    STAFF_WITHOUT_RIGHT = "staff-without-right"
    MATTER_UNKNOWN = "matter-unknown"
    MATTER_UNAVAILABLE = "matter-unavailable"
    FORM_INVALID = "form-invalid"
    NO_RECORD = "no-record"
    MATTER_REFUSED = "matter-refused"
    """By the matter's own rules; `params["code"]` is one of the refusals of its definition. On the wire the
    code is part of the problem's type."""
    MATERIAL_UNKNOWN = "material-unknown"
    UPLOAD_UNKNOWN = "upload-unknown"
    WRONG_STATE = "wrong-state"
    """The case cannot be withdrawn or supplemented any more."""
    WARNING_UNCONFIRMED = "warning-unconfirmed"
    CASE_UNKNOWN = "case-unknown"
    CASE_WITHOUT_PROOF = "case-without-proof"
    PROOF_UNKNOWN = "proof-unknown"
    PROOF_VOID = "proof-void"
    ALREADY_RATED = "already-rated"
    REQUEST_INVALID = "request-invalid"
    KEY_REUSED = "idempotency-key-reused"


class Reason(StrEnum):
    """Why there is no answer, in the words that decide what happens next."""

    NOT_SENT = "not_sent"
    """The request never left this machine; nothing was done."""
    DOWN = "down"
    """The back end could not be reached, or broke off a question that changes nothing; nothing was done."""
    SLOW = "slow"
    """A question that changes nothing got no answer within its deadline."""
    NONSENSE = "nonsense"
    """What came back is not an answer of this contract; nothing was done."""
    NOT_AUTHORISED = "not_authorised"
    """The back end does not accept this terminal: its key, its clock or its name; nothing was done."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """A request that changes something was sent and its answer is missing: ask again with the same key."""


@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    """The back end did it; `value` may hold personal data, so it stays out of `repr`."""

    value: T = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """The back end understood and said no.

    `params` fill the refusal's text (never personal data); `case` is the case that was
    opened for the attempt, if any, so that a failure can be rated and asked about too.
    """

    type: RefusalType
    params: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer. `reason` says whether anything can have been done."""

    reason: Reason

    @property
    def nothing_done(self) -> bool:
        """True when it is certain that the back end changed nothing."""
        return self.reason is not Reason.OUTCOME_UNKNOWN


Answer = Ok[T] | Refused | Unavailable
