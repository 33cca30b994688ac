"""Matters as the kiosk uses them: frozen, checked, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.domain.fields import Condition, CrossCheck, Field
from kiosk.domain.outcomes import NextStep
from kiosk.flow.words import Said


class MatterKind(StrEnum):
    HANDLING = "handling"  # 办理
    QUERY = "query"  # 查询
    FUNCTION = "function"  # 专区功能 (证照打印, 进度查询): beside the matters, not counted among them


class Assurance(StrEnum):
    """How sure the kiosk must be of who stands there."""

    L0 = "L0"  # public information, no login
    L1 = "L1"  # identity document or code
    L2 = "L2"  # that, and the live person (or the lawful alternative)

    @property
    def needs_person(self) -> bool:
        return self is not Assurance.L0


class Completion(StrEnum):
    ON_SPOT = "on_spot"
    ASYNC = "async"


class Entry(StrEnum):
    """The doors of a matter: applying now, and printing later what was decided."""

    APPLY = "apply"  # 办理
    PRINT = "print"  # 打印


class StepKind(StrEnum):
    """The steps of a matter, in the only order in which they may stand."""

    CONDITIONS = "conditions"
    FORM = "form"
    MATERIALS = "materials"
    REVIEW = "review"
    SIGNATURE = "signature"
    SUBMIT = "submit"
    RESULT = "result"
    OUTPUTS = "outputs"
    RATING = "rating"


class OutputKind(StrEnum):
    SCREEN_TABLE = "screen_table"
    SCREEN_CALCULATION = "screen_calculation"
    SCREEN_LIST_MAP = "screen_list_map"
    A4_CERTIFICATE = "a4_certificate"
    A4_STATEMENT = "a4_statement"
    RECEIPT = "receipt"
    RECORD_BOOK = "record_book"
    CARD_ACTIVATION = "card_activation"
    LOCKER_PICKUP = "locker_pickup"
    MAIL_OR_CENTER = "mail_or_center"
    SMS = "sms"

    @property
    def device(self) -> str:
        """The device kind that makes it, as in ``drivers.contract.DeviceKind``; empty: none."""
        return _DEVICES.get(self, "")


_DEVICES: Final = {
    OutputKind.A4_CERTIFICATE: "page-printer",
    OutputKind.A4_STATEMENT: "page-printer",
    OutputKind.RECEIPT: "receipt-printer",
    OutputKind.RECORD_BOOK: "book-printer",
    OutputKind.LOCKER_PICKUP: "locker",
}


class ProxyRule(StrEnum):
    """Who may act for the holder."""

    NOBODY = "nobody"
    GUARDIAN = "guardian"
    AGENT = "agent"


class MaterialSource(StrEnum):
    CERTIFICATE = "certificate"  # 免于提交: the department's own or an e-certificate
    CAMERA = "camera"
    PHONE = "phone"
    DEPOSIT = "deposit"  # the original, through the locker
    GENERATED = "generated"  # made by the terminal


@dataclass(frozen=True, slots=True)
class Department:
    id: str
    name: Said
    official: Said


@dataclass(frozen=True, slots=True)
class LifeEvent:
    id: str
    name: Said
    icon: str


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南, readable without login."""

    who: Said
    bring: Said
    time: Said
    cost: Said
    legal_basis: Said
    notice: Said | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """``certificate`` names the e-certificate that spares it (免于提交); ``pages`` is the most it has."""

    key: str
    name: Said
    sources: tuple[MaterialSource, ...]  # in the order in which they are tried
    required: bool = True
    when: tuple[Condition, ...] = ()
    certificate: str = ""
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Output:
    """``essential``: without its device the matter is not offered; else it is offered without this output."""

    kind: OutputKind
    essential: bool = False
    template: str = ""  # of assets/paper; empty: the one of its kind


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are asked on one page, under a heading."""

    title: Said
    fields: tuple[str, ...]


USUAL_HEADING: Final = Said("请填写", "Please fill in")


@dataclass(frozen=True, slots=True)
class Hours:
    """Service hours of whoever answers, local time; ``days`` are ISO weekdays 1-7."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Needs:
    """``devices`` are kinds that the matter cannot do without, beside those of its essential outputs."""

    devices: frozenset[str] = frozenset()
    operations: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()  # empty: always


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A condition shown before the form. Ages are full years; what is left open the department decides.

    ``refusal`` is the code with which the matter is refused to who is known not to meet it.
    """

    text: Said
    min_age: int | None = None
    max_age: int | None = None
    min_age_men: int | None = None
    min_age_women: int | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class MatterRefusal:
    code: str
    reason: Said
    next_steps: tuple[NextStep, ...]
    instead: tuple[str, ...] = ()  # matters that serve the person better


@dataclass(frozen=True, slots=True)
class Definition:
    """How a matter is handled; one file in ``config/matters/``."""

    steps: tuple[StepKind, ...]
    fields: tuple[Field, ...]
    checks: tuple[CrossCheck, ...]
    materials: tuple[Material, ...]
    outputs: tuple[Output, ...]
    needs: Needs
    guide: Guide
    proxy: ProxyRule
    eligibility: tuple[Eligibility, ...]
    refusals: tuple[MatterRefusal, ...]
    accepting: Said  # 受: the organisation that decides
    entries: tuple[Entry, ...] = (Entry.APPLY,)
    groups: tuple[Group, ...] = ()  # every field stands in exactly one
    texts: Mapping[str, Said] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )  # what the department's answers are worded with
    disclaimer: Said | None = None  # stands on the screen and on the paper of every answer

    @property
    def opens(self) -> bool:
        """Whether the department is asked what it knows of the person before anything is typed."""
        known = any(one.prefill or one.offered for one in self.fields)
        return (
            known or bool(self.materials) or StepKind.CONDITIONS in self.steps or Entry.PRINT in self.entries
        )

    @property
    def submits(self) -> bool:
        """Whether a case is submitted; else a question is asked."""
        return StepKind.REVIEW in self.steps

    @property
    def devices(self) -> frozenset[str]:
        """Every device kind without which the matter is not offered."""
        essential = (output.kind.device for output in self.outputs if output.essential)
        return self.needs.devices.union(device for device in essential if device)


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the catalogue. Without a ``definition`` it is listed and greyed."""

    id: str
    official: Said
    title: Said
    departments: tuple[str, ...]
    kind: MatterKind
    assurance: Assurance
    completion: Completion
    aliases: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    popularity: int = 0
    moves_money: bool = False
    sensitive: bool = False  # masked until pressed, hidden when left
    definition: Definition | None = None

    @property
    def handled(self) -> bool:
        return self.definition is not None
