"""The stages of one matter (办事), from its door to its paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Entry(StrEnum):
    """By which door: applying, or printing what was decided."""

    APPLY = "apply"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Errand:
    """What the person is about; kept while one matter lasts."""

    matter: str
    entry: Entry = Entry.APPLY
    acting: bool = False  # for another person, whose document was read too
    about: str = ""  # the matter of the case that is shown (进度查询)
    supplementing: bool = False  # 补正 of a case that was shown
    first_group: int | None = 0  # of the form; None: everything is known already
    groups: tuple[int, ...] = ()  # of the form, as far as they were filled in


@dataclass(frozen=True, slots=True)
class ChoosingEntry:
    matter: str


@dataclass(frozen=True, slots=True)
class ChoosingWhom:
    """For oneself, or for another person."""

    matter: str


@dataclass(frozen=True, slots=True)
class HolderCard:
    """The holder's document is to be put on the reader (agents and guardians)."""

    matter: str
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """The department says what it knows of the person, before anything is typed."""

    matter: str


@dataclass(frozen=True, slots=True)
class Conditions:
    matter: str


@dataclass(frozen=True, slots=True)
class Form:
    """One group of fields. ``passed`` are the groups before it, for the way back."""

    matter: str
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    group: int = 0
    passed: tuple[int, ...] = ()
    from_review: bool = False  # a change: after it comes the review again


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a field of type list. ``row`` may be one more than there are: a new one."""

    matter: str
    form: Form
    list_field: str
    row: int
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Materials:
    """``missing`` is how many of the required ones are not there yet; None until they are counted."""

    matter: str
    missing: int | None = None
    complained: bool = False  # the person wanted to go on without them


class CaptureHint(StrEnum):
    """What the document camera's picture wants; one at a time, most blocking first."""

    OPENING = "opening"
    EMPTY_DESK = "empty_desk"
    SEVERAL_SHEETS = "several_sheets"
    COVERED = "covered"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    MOVING = "moving"
    BLURRED = "blurred"
    GOOD = "good"
    LOST = "lost"  # the camera went away


@dataclass(frozen=True, slots=True)
class Capturing:
    matter: str
    material: str
    hint: CaptureHint = CaptureHint.OPENING
    taking: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a material that are there; ``chosen`` counts from 0."""

    matter: str
    material: str
    pages: int
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class ConfirmDrop:
    """Whether a page is really to be deleted: who presses twice deletes one, not two."""

    pages: Pages


class UploadPhase(StrEnum):
    STARTING = "starting"
    WAITING = "waiting"
    OPENED = "opened"
    SENT = "sent"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PhoneUpload:
    matter: str
    material: str
    phase: UploadPhase = UploadPhase.STARTING
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    matter: str


@dataclass(frozen=True, slots=True)
class Signing:
    matter: str
    signed: bool = False


class Asked(StrEnum):
    """What the department is asked to do."""

    QUESTION = "question"
    CASE = "case"
    WITHDRAWAL = "withdrawal"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Asking:
    matter: str
    what: Asked = Asked.QUESTION
