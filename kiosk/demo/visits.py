"""How visits go: ``config/demo/visits/<matter>.yaml``, for the tests, the journeys and the walkthrough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic import Field as Limits

from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.domain.fields import Field, FieldType

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class VisitsError(ValueError):
    """A file of visits that cannot be used: file, place, what is wrong."""


class At(StrEnum):
    """Where a visit is refused."""

    OPENING = "opening"
    PRINCIPAL = "principal"  # when the document of the person acted for is read
    SUBMISSION = "submission"  # the answer to the question, or to the case


class Source(StrEnum):
    """Where a material comes from; what is spared by a certificate is not written."""

    CAMERA = "camera"
    PHONE = "phone"
    DEPOSIT = "deposit"
    GENERATED = "generated"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class After:
    """How far the hub's clock is moved before the person comes back, and what the case has become then."""

    moved: timedelta
    printed: CaseStatus


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. ``person`` is None without login; exactly one of ``outcome`` and ``refusal`` is set."""

    matter: str
    name: str
    person: str | None
    acting_for: str | None
    form: Mapping[str, str]
    lists: Mapping[str, tuple[Mapping[str, str], ...]]
    materials: Mapping[str, Source]
    outcome: CaseStatus | None
    refusal: str
    at: At
    after: After | None
    deposit_paid: bool


@dataclass(frozen=True, slots=True)
class InvalidForm:
    """A form that the department refuses: the field, and by which rule."""

    matter: str
    person: str | None
    form: Mapping[str, str]
    lists: Mapping[str, tuple[Mapping[str, str], ...]]
    materials: Mapping[str, Source]
    field: str
    rule: str


@dataclass(frozen=True, slots=True)
class Visits:
    """All of one matter; the first visit is the one that the walkthrough plays."""

    matter: str
    visits: tuple[Visit, ...]
    invalid: tuple[InvalidForm, ...] = field(default=())


# --- the file -----------------------------------------------------------------------------------------------

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Person = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Form = dict[Key, Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]]
Rows = dict[Key, list[Form]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _After(_Model):
    minutes: Annotated[int, Limits(ge=0)] = 0
    hours: Annotated[int, Limits(ge=0)] = 0
    days: Annotated[int, Limits(ge=0)] = 0
    printed: CaseStatus = CaseStatus.ISSUED


class _Visit(_Model):
    name: Annotated[str, StringConstraints(min_length=1)]
    person: Person | None = None
    acting_for: Person | None = None
    form: Form = {}
    lists: Rows = {}
    materials: dict[Key, Source] = {}
    outcome: CaseStatus | None = None
    refusal: str = ""
    at: At = At.SUBMISSION
    after: _After | None = None
    deposit_paid: bool = False

    @model_validator(mode="after")
    def _ends_one_way(self) -> _Visit:
        if (self.outcome is None) == (not self.refusal):
            raise ValueError("a visit has either an outcome or a refusal")
        if self.after is not None and self.outcome is not CaseStatus.ACCEPTED:
            raise ValueError("only a case that was accepted is decided after some time")
        return self


class _Invalid(_Model):
    person: Person | None = None
    field: Key
    form: Form = {}
    lists: Rows = {}
    materials: dict[Key, Source] = {}
    rule: Annotated[str, StringConstraints(min_length=1)]


class _File(_Model):
    visits: Annotated[list[_Visit], Limits(min_length=1)]
    invalid: list[_Invalid] = []


def load_visits(file: Path, today: date, fields: tuple[Field, ...] = ()) -> Visits:
    """The visits of one matter, dates relative to ``today`` resolved. Raises VisitsError.

    ``fields`` are those of the matter's definition: a month or a year is cut to what its field takes.
    """
    try:
        data = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506  # the safe loader, in C
    except OSError as error:
        raise VisitsError(f"{file}: cannot be read ({error.strerror}).") from None
    except yaml.YAMLError as error:
        raise VisitsError(f"{file}: is not YAML ({error}).") from None
    try:
        model = _File.model_validate(_texts(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise VisitsError(f"{file}: {place}: {first['msg']}.") from None
    matter, form = file.stem, _Reader(today, {one.key: one for one in fields})
    return Visits(
        matter,
        tuple(_visit(matter, one, form) for one in model.visits),
        tuple(
            InvalidForm(
                matter,
                one.person,
                form.read(one.form),
                form.lists(one.lists),
                MappingProxyType(dict(one.materials)),
                one.field,
                one.rule,
            )
            for one in model.invalid
        ),
    )


def _texts(data: Any) -> Any:
    """Dates and numbers that YAML made of values, as the text that stood there."""
    match data:
        case dict():
            return {str(key): _texts(value) for key, value in data.items()}
        case list():
            return [_texts(value) for value in data]
        case date():
            return data.isoformat()
        case _:
            return data


def _visit(matter: str, one: _Visit, form: _Reader) -> Visit:
    after = one.after
    return Visit(
        matter,
        one.name,
        one.person,
        one.acting_for,
        form.read(one.form),
        form.lists(one.lists),
        MappingProxyType(dict(one.materials)),
        one.outcome,
        one.refusal,
        one.at,
        After(timedelta(days=after.days, hours=after.hours, minutes=after.minutes), after.printed)
        if after
        else None,
        one.deposit_paid,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads forms as a matter's fields want them."""

    today: date
    fields: Mapping[str, Field]

    def read(self, form: Mapping[str, str]) -> Mapping[str, str]:
        return MappingProxyType({key: self._value(key, text) for key, text in form.items()})

    def lists(self, lists: Mapping[str, list[dict[str, str]]]) -> Mapping[str, tuple[Mapping[str, str], ...]]:
        found = {}
        for key, rows in lists.items():
            items = self.fields[key].items if key in self.fields else ()
            inner = _Reader(self.today, {item.key: item for item in items})
            found[key] = tuple(inner.read(row) for row in rows)
        return MappingProxyType(found)

    def _value(self, key: str, text: str) -> str:
        resolved = resolve(text, self.today)
        if resolved == text or key not in self.fields:
            return resolved
        return resolved[: _LENGTHS.get(self.fields[key].type, len(resolved))]


_LENGTHS: Final = {FieldType.MONTH: 7, FieldType.YEAR: 4}
_RELATIVE: Final = re.compile(r"(today|thismonth|thisyear)(?:([+-][0-9]{1,4})([dmy]))?")


def resolve(text: str, today: date) -> str:
    """``today-30d``, ``thismonth-3m``, ``thisyear-1y`` as a date, month or year; any other text as it is."""
    found = _RELATIVE.fullmatch(text)
    if found is None:
        return text
    number = int(found[2] or 0)
    match found[3]:
        case "m":
            day = add_months(today, number)
        case "y":
            day = add_months(today, 12 * number)
        case _:
            day = today + timedelta(days=number)
    return day.isoformat()[: {"today": 10, "thismonth": 7, "thisyear": 4}[found[1]]]
