"""The contract of `/v1/demo`: what the dock and the tests say to a hub started with its demo controls."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from kiosk.backend.models import Key, MatterState, Model, Request
from kiosk.domain.credentials import CredentialKind


def _written(value: object) -> object:
    """A number would be taken for seconds since 1970; the contract writes instants as text only."""
    if isinstance(value, int | float):
        raise ValueError("an instant is written as text")
    return value


WrittenInstant = Annotated[AwareDatetime, BeforeValidator(_written)]


class DemoCodeKind(StrEnum):
    FRESH = "fresh"
    EXPIRED = "expired"
    USED = "used"
    FOREIGN = "foreign"


class DemoCodeRequest(Request):
    resident: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
    kind: DemoCodeKind = DemoCodeKind.FRESH
    credential: Literal[CredentialKind.SUISHEN_CODE, CredentialKind.CERTIFICATE_CODE] = (
        CredentialKind.SUISHEN_CODE
    )


class DemoCode(Model):
    code: str


class DemoMessage(Model):
    phone_masked: str
    text: str
    sent_at: AwareDatetime


class DemoMessages(Model):
    messages: tuple[DemoMessage, ...]


class Fault(StrEnum):
    DOWN = "down"
    SLOW = "slow"
    NONSENSE = "nonsense"
    DROP_AFTER_COMMIT = "drop_after_commit"


class FaultRequest(Request):
    """Inject a fault. It stays until cleared, or for `times` requests."""

    fault: Fault
    times: Annotated[int, Field(ge=1, le=1000)] | None = None
    department: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,39}$")] | None = None
    """Of the catalogue: only what this department handles fails, and the hub says so. None: the hub."""


class DemoClockRequest(Request):
    """Let time pass at the hub, in seconds."""

    ahead: Annotated[int, Field(ge=0, le=366 * 24 * 3600, strict=True)]


class DemoClock(Model):
    """The hub's present moment, and how far it is ahead of the machine's in all."""

    now: AwareDatetime
    ahead: int


class FaultState(Model):
    fault: Fault | None
    remaining: int | None = None


class DemoMatterRequest(Request):
    """Switch a matter off or on, as a department would."""

    state: MatterState
    reason: Key | None = None
    until: WrittenInstant | None = None
