"""Which department answers for which matter, and what an answer is made of."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import CertificateHeld, EntryKind, MaterialGiven, Offer
from kiosk.backend.models import Book, CaseStatus, Deposit, Fact, Missing, Table, TextRef
from kiosk.hub.hours import ServiceHours
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records
from kiosk.hub.tables import ResidentRow


class AgentRule(StrEnum):
    """Who may act for the holder with ``proxy: agent``."""

    ANYBODY = "anybody"  # who has both documents in hand
    FAMILY = "family"  # only whom the register knows as a relative


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


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What a department is asked: about whom, the form, the moment.

    ``resident`` is the holder, None for a stranger and where no login is needed; ``agent`` acts for the
    holder. ``records`` are the holder's.
    """

    session: Session
    resident: ResidentRow | None
    form: Mapping[str, str]
    now: datetime
    records: Records
    agent: ResidentRow | None = None
    entry: EntryKind = EntryKind.APPLY
    lists: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=lambda: MappingProxyType({}))
    materials: tuple[MaterialGiven, ...] = ()
    confirmed: frozenset[str] = frozenset()

    @property
    def holder(self) -> ResidentRow:
        """The resident, where the matter is for residents alone (``Handler.residents_only``)."""
        assert self.resident is not None
        return self.resident

    def given(self, material: str) -> bool:
        """Whether this material is there, from whatever source."""
        return any(one.material == material for one in self.materials)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a department knows of a person before anything is typed; see ``backend.case_models.Opening``.

    What every register holds (phone, addresses, ethnicity) is added by the hub; a department adds its own.
    """

    prefill: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    offered: Mapping[str, tuple[Offer, ...]] = field(default_factory=lambda: MappingProxyType({}))
    certificates: tuple[CertificateHeld, ...] = ()
    warnings: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """How an accepted case will go on by itself: at this instant it becomes ``reply``."""

    at: datetime
    reply: Reply


@dataclass(frozen=True, slots=True)
class Reply:
    """A department's answer, sentence first. ``message`` goes to the registered phone, in Chinese, and names
    neither the person nor a sensitive kind of document. ``onward`` are matters to go straight on to;
    ``case`` is an earlier case of the person that this answer is about, so that it can be acted upon.
    """

    headline: TextRef
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    proof: ProofText | None = None
    status: CaseStatus = CaseStatus.ANSWERED
    due: TextRef | None = None
    missing: tuple[Missing, ...] = ()
    deposit: Deposit | None = None
    book: Book | None = None
    decision: Decision | None = None
    message: str = ""
    case: str = ""
    onward: tuple[str, ...] = ()


def refused(code: str) -> Refusal:
    """A refusal of the matter's own: ``code`` is one of its definition's ``refusals``."""
    return Refusal(RefusalType.MATTER_REFUSED, {"code": code})


def invalid(field_key: str, rule: str) -> Refusal:
    """A field that the department does not accept; its sentence is the text ``field.error.<rule>``."""
    return Refusal(RefusalType.FORM_INVALID, {"field": field_key, "rule": rule})


class Handler(ABC):
    """One matter's handling at one department. Pure but for ``question.records`` and ``question.session``."""

    matter: ClassVar[str]
    department: ClassVar[str]
    """The accepting organisation (受), as receipts name it."""
    level: ClassVar[Level] = Level.LIVE_PERSON
    residents_only: ClassVar[bool] = True
    """A stranger to the register is told ``no-record`` before the handler is asked."""
    hours: ClassVar[ServiceHours | None] = None
    """When the matter can be begun; None: at any hour. (How long a decision takes is the reply's affair.)"""
    ward_below: ClassVar[int] = 18
    """A guardian acts for a child below this age, in full years."""
    agents: ClassVar[AgentRule] = AgentRule.ANYBODY
    """Who may act for another adult, where the definition lets agents act."""

    def open(self, question: Question) -> Opened | Refusal:
        """What is known before anything is typed; or why the person cannot do this at all."""
        return Opened()

    def answer(self, question: Question) -> Reply | Refusal:
        """A question (查询), or with ``entry`` print the finished case of ``form["case"]``."""
        raise NotImplementedError(f"{self.matter} answers no questions")

    def submit(self, question: Question) -> Reply | Refusal:
        """A case (办理)."""
        raise NotImplementedError(f"{self.matter} takes no cases")

    def supplement(self, question: Question) -> Reply | Refusal:
        """补正: ``materials`` are those that were missing, ``form`` is the case's. The default examines the
        whole case again."""
        return self.submit(question)


class Department(Protocol):
    """One of the organisations behind the counter; a module of ``kiosk.hub.departments`` has one."""

    @property
    def name(self) -> str:
        """As in the catalogue, and the name of its file in the demo's records."""
        ...

    @property
    def handlers(self) -> tuple[Handler, ...]: ...

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """The records that a resident of the demo has, as (kind, data); ``given`` is what
        ``config/demo/records/<name>.yaml`` says of this resident. The same input gives the same records."""
        ...


class Registry:
    """The matters that this hub handles, and which department (as in the catalogue) handles which."""

    def __init__(
        self, handlers: Iterable[Handler], departments: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._handlers: dict[str, Handler] = {}
        self._departments = departments
        for handler in handlers:
            if handler.matter in self._handlers:
                raise ValueError(f"two handlers for matter {handler.matter}")
            self._handlers[handler.matter] = handler

    def find(self, matter: str) -> Handler | None:
        """The handler of a matter, or None."""
        return self._handlers.get(matter)

    def department_of(self, matter: str) -> str:
        """The department that handles a matter; empty for one that is not known."""
        return self._departments.get(matter, "")

    def departments(self) -> frozenset[str]:
        """All departments."""
        return frozenset(self._departments.values())

    def __iter__(self) -> Iterator[Handler]:
        """By the matters' ids."""
        return (self._handlers[matter] for matter in self.matters())

    def matters(self) -> tuple[str, ...]:
        """All matters, in order."""
        return tuple(sorted(self._handlers))
