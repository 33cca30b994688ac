"""The vault: everything of one person, for one session, dropped in one act.

A ``Personal`` value cannot be formatted, compared, hashed, copied into a pickle or shown by accident; it is
``reveal``-ed where it is used. After ``drop`` the vault takes nothing more, so that a result that comes late
finds no place to stay.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, NoReturn, TypeVar

from kiosk.backend.case_models import Opening, Principal, Upload
from kiosk.backend.models import Assurance, Proof, QueryResult
from kiosk.domain.credentials import CredentialKind
from kiosk.domain.fields import FieldError
from kiosk.vision.port import ReferenceKind

T = TypeVar("T")


class Personal(Generic[T]):
    """One personal value."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        return self._value

    def __repr__(self) -> str:
        return "Personal(…)"

    def __str__(self) -> NoReturn:
        raise TypeError("a personal value has no text: reveal it where it is used")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a personal value has no text: reveal it where it is used")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("personal values are not compared by accident: reveal them")

    __hash__ = None  # type: ignore[assignment]  # a hash would let it into sets and keys

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a personal value does not leave its process")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Holder:
    """Whose credential it is. ``birth`` is None when the credential does not tell."""

    kind: CredentialKind
    name: str
    number: str
    sex_code: str
    birth: date | None


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Photo:
    """The credential's photo, as the vision process takes it."""

    data: bytes
    kind: ReferenceKind


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class KeptPage:
    """A page of a material. ``id`` names it in the capture process; ``small`` is its picture for the screen,
    JPEG; ``stored`` is the back end's reference once it lies there.
    """

    id: int | None
    small: bytes
    stored: str = ""


class Slot(Generic[T]):
    """A place in the vault, for one kind of value."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


HOLDER = Slot[Holder]("holder")
PHOTO = Slot[Photo]("photo")
SUBJECT = Slot[str]("subject")  # the back end's reference for this session
PHONE = Slot[str]("phone")  # masked by the back end
PHONE_CODE_ID = Slot[str]("phone_code_id")
ASSURANCE = Slot[Assurance]("assurance")
ANSWER = Slot[QueryResult]("answer")
FAILED_CASE = Slot[str]("failed_case")  # the case of a refusal, so that it can be rated
PROOF = Slot[Proof]("proof")
OPENING = Slot[Opening]("opening")
PRINCIPAL = Slot[Principal]("principal")  # whom the person acts for
ROWS = Slot[Mapping[str, tuple[Mapping[str, str], ...]]]("rows")  # of the form's lists, by field
PAGES = Slot[Mapping[str, tuple["KeptPage", ...]]]("pages")  # of the materials, by material
UPLOAD = Slot[Upload]("upload")
UPLOADED = Slot[tuple["KeptPage", ...]]("uploaded")
PREVIEW = Slot[tuple[bytes, ...]]("preview")  # the paper's pages as PNG
DOUBTFUL_BOOK = Slot[str]("doubtful_book")  # the job of a book of which nobody knows whether it came out
CODE_SENT = Slot[str]("code_sent")  # masked telephone that a field's code went to
OTHER_TYPES = Slot[frozenset[str]]("other_types")  # fields answered by their alternative: a passbook
FORM_ERRORS = Slot[Mapping[str, FieldError]]("form_errors")

OF_CREDENTIAL = (HOLDER, PHOTO, SUBJECT, PHONE, PHONE_CODE_ID, ASSURANCE)
OF_MATTER = (
    ANSWER,
    FAILED_CASE,
    PROOF,
    FORM_ERRORS,
    OPENING,
    PRINCIPAL,
    ROWS,
    PAGES,
    UPLOAD,
    UPLOADED,
    PREVIEW,
    DOUBTFUL_BOOK,
    CODE_SENT,
    OTHER_TYPES,
)


class Vault:
    """``number`` is the session's random number: its name outside, which says nothing of anybody."""

    def __init__(self, serial: int) -> None:
        self.serial = serial
        self.number = secrets.token_urlsafe(18)
        self._values: dict[str, Personal[object]] = {}
        self._typed: dict[str, Personal[str]] = {}
        self._dropped = False
        self.photo_settled = asyncio.Event()  # the photo is there, or it is known that there is none
        self.standing_settled = asyncio.Event()  # the back end said what it knows of it, or cannot
        self.credentials = 0  # how many were read and forgotten in this session
        self.asked = 0  # the number of the question whose answer is waited for; 0 when none is
        self.matters = (
            0  # how many matters were begun or left: a later number makes what was asked for one stale
        )
        self.holders_read = 0  # how many documents of others were read or begun to be
        self.uploads = 0  # how many pages for the phone were begun or ended
        self.changing_pages = asyncio.Lock()
        self.face_checks = 0  # how many face checks were begun or stopped: a later number makes one stale

    @property
    def dropped(self) -> bool:
        return self._dropped

    def speaks_of(self, credential: int) -> bool:
        """Whether the credential that an effect began with still lies here.

        Every result that belongs to a credential asks this before it is put in or told: what comes late must
        not stand beside the next person's credential.
        """
        return not self._dropped and self.credentials == credential

    def is_in(self, matter: int) -> bool:
        """Whether the matter that an effect began in still lasts: see ``matters``."""
        return not self._dropped and self.matters == matter

    def awaits_upload(self, upload: int) -> bool:
        """Whether the page for the phone of this number is still waited for: see ``uploads``."""
        return not self._dropped and self.uploads == upload

    def put(self, slot: Slot[T], value: T) -> None:
        if not self._dropped:
            self._values[slot.name] = Personal[object](value)

    def get(self, slot: Slot[T]) -> T | None:
        value = self._values.get(slot.name)
        return None if value is None else value.reveal()  # type: ignore[return-value]  # put() keeps the kinds

    def forget(self, *slots: Slot[T]) -> None:
        for slot in slots:
            self._values.pop(slot.name, None)

    def type_in(self, key: str, text: str) -> None:
        """What a person typed into the field ``key``."""
        if not self._dropped:
            self._typed[key] = Personal(text)

    def typed(self, key: str) -> str:
        value = self._typed.get(key)
        return "" if value is None else value.reveal()

    def forget_typed(self, *keys: str) -> None:
        """Without keys: everything that was typed."""
        for key in keys or tuple(self._typed):
            self._typed.pop(key, None)

    def drop(self) -> None:
        self._dropped = True
        self._values.clear()
        self._typed.clear()

    def __repr__(self) -> str:
        return f"Vault({self.serial})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a vault does not leave its process")
