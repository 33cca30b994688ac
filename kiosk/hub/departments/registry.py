"""Which department answers for which matter, and what an answer is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from kiosk.backend.models import Fact, Table, TextRef
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import ResidentRow


class Level(StrEnum):
    """How sure it must be that the live person is the holder."""

    PUBLIC = "L0"
    DOCUMENT = "L1"
    LIVE_PERSON = "L2"


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line that the public page shows about a proof: no more than the paper says, nothing that names a
    person."""

    zh: str
    en: str
    value: str


@dataclass(frozen=True, slots=True)
class ProofText:
    """What a proof of this answer confirms."""

    title_zh: str
    title_en: str
    lines: tuple[ProofLine, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a department is asked: whose records, the form, the moment. `resident` is None for a stranger."""

    session: Session
    resident: ResidentRow | None
    form: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """A department's answer, sentence first."""

    headline: TextRef
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    proof: ProofText | None = None


class Handler(Protocol):
    """One matter's handling at one department."""

    @property
    def matter(self) -> str: ...

    @property
    def department(self) -> str:
        """The accepting organisation (受), as receipts name it."""
        ...

    @property
    def level(self) -> Level: ...

    def answer(self, question: Question) -> Reply | Refusal: ...


class Registry:
    """The matters that this hub handles."""

    def __init__(self, handlers: Iterable[Handler]) -> None:
        self._handlers: dict[str, Handler] = {}
        for handler in handlers:
            if handler.matter in self._handlers:
                raise ValueError(f"two handlers for matter {handler.matter}")
            self._handlers[handler.matter] = handler

    def find(self, matter: str) -> Handler | None:
        """The handler of a matter, or None."""
        return self._handlers.get(matter)

    def matters(self) -> tuple[str, ...]:
        """All matters, in order."""
        return tuple(sorted(self._handlers))
