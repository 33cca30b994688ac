"""The contract's part on handling matters: opening, submitting, what became of a case, and materials.

As in ``kiosk.backend.models``: months ``YYYY-MM``, dates ``YYYY-MM-DD``, instants RFC 3339, money a decimal
string in yuan. The texts of a matter are keys ``matter.<id>.<name>`` whose sentences stand in the matter's
definition.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kiosk.backend.models import (
    Assurance,
    Key,
    Line,
    MatterId,
    Model,
    QueryRequest,
    Request,
    TextRef,
    Token,
)
from kiosk.domain.credentials import CredentialKind

FieldKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FieldValue = Annotated[str, StringConstraints(max_length=2000)]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
PageJpeg = Annotated[Base64, StringConstraints(min_length=100, max_length=8_000_000)]
"""A page of a material as JPEG, at most 6 MB."""


class EntryKind(StrEnum):
    """By which door the person comes in."""

    APPLY = "apply"
    PRINT = "print"


# --- opening ------------------------------------------------------------------------------------------------


class OpeningRequest(Request):
    """What is known of this person in this matter? Asked before anything is typed."""

    subject: Token
    assurance: Assurance
    entry: EntryKind = EntryKind.APPLY
    acting_for: Token | None = None


class Offer(Model):
    """One option that this person has: a case that can be printed, a certificate."""

    value: Annotated[str, StringConstraints(pattern=r"^[^,\s]{1,60}$")]
    zh: Line
    en: Line


class CertificateHeld(Model):
    """An e-certificate that the department can fetch itself (免于提交)."""

    kind: Key
    number_masked: str
    valid_to: date | None = None


class Opening(Model):
    """``prefill`` is by ``KnownFact``; ``offered`` by field; ``warnings`` are confirmed before going on."""

    prefill: dict[str, str] = Field(default_factory=dict)
    offered: dict[str, tuple[Offer, ...]] = Field(default_factory=dict)
    certificates: tuple[CertificateHeld, ...] = ()
    warnings: tuple[TextRef, ...] = ()


# --- submitting ---------------------------------------------------------------------------------------------


class MaterialSource(StrEnum):
    """Where a material comes from; the words of the definition language."""

    CERTIFICATE = "certificate"
    CAMERA = "camera"
    PHONE = "phone"
    DEPOSIT = "deposit"
    GENERATED = "generated"


class MaterialGiven(Request):
    """One material of a case. ``pages`` are references of ``StoredPage``; none for other sources."""

    material: Key
    source: MaterialSource
    pages: Annotated[tuple[Token, ...], Field(max_length=20)] = ()


class SubmissionRequest(QueryRequest):
    """A case. ``lists`` holds the rows of fields of type list; ``signature`` is a PNG of the strokes."""

    lists: Annotated[
        dict[FieldKey, Annotated[tuple[dict[FieldKey, FieldValue], ...], Field(max_length=50)]],
        Field(max_length=5),
    ] = Field(default_factory=dict)
    materials: Annotated[tuple[MaterialGiven, ...], Field(max_length=20)] = ()
    signature: Annotated[Base64, StringConstraints(max_length=400_000)] | None = None
    confirmed: Annotated[tuple[Key, ...], Field(max_length=10)] = ()
    """Warnings of the opening that the person has confirmed."""


class CaseRequest(Request):
    """An act upon a case of this person: view, withdraw."""

    subject: Token
    assurance: Assurance


class SupplementRequest(CaseRequest):
    """补正: what was missing."""

    materials: Annotated[tuple[MaterialGiven, ...], Field(min_length=1, max_length=20)]


# --- materials ----------------------------------------------------------------------------------------------


class PageRequest(Request):
    """A page that the document camera took."""

    subject: Token
    matter: MatterId
    material: Key
    jpeg_base64: PageJpeg


class StoredPage(Model):
    """The page lies at the back end under this reference until the admission ends or a case uses it."""

    page: Token


class UploadRequest(Request):
    """The person wants to send a material from the phone."""

    subject: Token
    matter: MatterId
    material: Key


class Upload(Model):
    """A page for the phone, bound to this session. ``url`` goes into a QR code and names nobody."""

    id: Token
    url: str
    expires_at: AwareDatetime


class UploadedRequest(Request):
    """What came from the phone, beside the pages that the kiosk has ``seen``?"""

    subject: Token
    seen: Annotated[tuple[Token, ...], Field(max_length=40)] = ()


class UploadState(StrEnum):
    WAITING = "waiting"
    OPENED = "opened"  # somebody opened the page on a phone
    SENT = "sent"  # the person pressed "done" there
    EXPIRED = "expired"


class UploadedPage(Model):
    page: Token
    jpeg_base64: str


class Uploaded(Model):
    """What came so far."""

    state: UploadState
    pages: tuple[UploadedPage, ...] = ()


# --- others -------------------------------------------------------------------------------------------------


class FieldCodeRequest(Request):
    """Send a code to a telephone that was typed into a form, so that the person proves to hold it."""

    subject: Token
    matter: MatterId
    mobile: Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]


class PrincipalRequest(Request):
    """The agent acts for the holder of this document, which was read at the terminal."""

    subject: Token
    assurance: Assurance
    matter: MatterId
    credential: Literal[
        CredentialKind.RESIDENT_CARD,
        CredentialKind.HMT_RESIDENCE_PERMIT,
        CredentialKind.FOREIGNER_CARD_2017,
        CredentialKind.FOREIGNER_CARD_2023,
        CredentialKind.SOCIAL_SECURITY_CARD,
    ]
    number: Annotated[str, StringConstraints(min_length=5, max_length=30, pattern=r"^[0-9A-Z]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None


class Principal(Model):
    """The holder's reference in this session; ``name_masked`` stands on every page from now on."""

    acting_for: Token
    name_masked: str
