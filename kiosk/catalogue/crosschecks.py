"""Faults of a definition that lie between its parts: what one place says of another that is not so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kiosk.catalogue.dictionaries import Dictionaries
from kiosk.catalogue.dictionary_checks import dictionary_faults
from kiosk.catalogue.matter import Assurance, Entry, MaterialSource, OutputKind, StepKind
from kiosk.catalogue.models import Conditions, DefinitionModel, FieldModel, MatterModel
from kiosk.catalogue.source import Loc, Source
from kiosk.domain.dates import Limit, parse_limit
from kiosk.domain.fields import FieldType
from kiosk.problems import Problem

_DATES: Final = (FieldType.DATE, FieldType.MONTH, FieldType.YEAR)
_DICTIONARIES: Final = {
    FieldType.BANK,
    FieldType.SH_DISTRICT,
    FieldType.SH_STREET,
    FieldType.SH_COMMITTEE,
    FieldType.PROVINCE_CITY,
}
_ORDER: Final = {step: i for i, step in enumerate(StepKind)}
# What cannot follow from less than a named person.
_PERSONAL: Final = {OutputKind.A4_CERTIFICATE, OutputKind.RECORD_BOOK, OutputKind.CARD_ACTIVATION}

MOST_ON_A_PAGE: Final = 6

_Fault = tuple[Loc, str, str]


def cross_problems(
    model: DefinitionModel, entry: MatterModel, source: Source, dictionaries: Dictionaries
) -> list[Problem]:
    """All such faults of one definition; ``entry`` is its line of the catalogue."""
    faults = (*_faults(model, entry), *dictionary_faults(model.fields, dictionaries))
    return [source.problem(*fault) for fault in faults]


def _faults(model: DefinitionModel, entry: MatterModel) -> Iterator[_Fault]:
    yield from _steps(model)
    yield from _fields(model.fields, ("fields",))
    fields = {field.key: field for field in model.fields}
    for i, material in enumerate(model.materials):
        yield from _conditions(material.when, fields, ("materials", i, "when"))
    yield from _twice([x.key for x in model.materials], ("materials",), "material", "key")
    yield from _twice([x.code for x in model.refusals], ("refusals",), "refusal", "code")
    yield from _twice([x.kind.value for x in model.outputs], ("outputs",), "output", "kind")
    yield from _groups(model)
    yield from _promises(model)
    for i, check in enumerate(model.checks):
        for name, key in (("first", check.first), ("second", check.second)):
            if key not in fields:
                yield ("checks", i, name), f"There is no field '{key}'.", _one_of(fields)
        if check.first in fields and check.second in fields:
            first, second = fields[check.first], fields[check.second]
            if first is second:
                yield ("checks", i), "A field is compared with itself.", "Name two fields."
            elif check.rule.value == "in_order" and (
                first.type is not second.type or first.type not in _DATES
            ):
                yield (
                    ("checks", i),
                    f"'{first.key}' and '{second.key}' have no order.",
                    "Compare two fields of the same type date, month or year.",
                )
    for i, condition in enumerate(model.eligibility):
        low, high = condition.min_age, condition.max_age
        if low is not None and high is not None and low > high:
            yield ("eligibility", i), f"Nobody is at least {low} and at most {high}.", "Exchange the ages."
    for i, hours in enumerate(model.needs.hours):
        if hours.opens >= hours.closes:
            yield ("needs", "hours", i), "It closes before it opens.", "Give each day's hours as one span."
    if entry.assurance is Assurance.L0:
        for i, output in enumerate(model.outputs):
            if output.kind in _PERSONAL:
                yield (
                    ("outputs", i, "kind"),
                    f"'{output.kind.value}' is about a person, and the catalogue asks for none.",
                    "Choose another output, or set the assurance of the matter to L2.",
                )


def _steps(model: DefinitionModel) -> Iterator[_Fault]:
    for i in range(1, len(model.steps)):
        if _ORDER[model.steps[i]] <= _ORDER[model.steps[i - 1]]:
            yield (
                ("steps", i),
                f"The step '{model.steps[i]}' cannot follow '{model.steps[i - 1]}'.",
                "The order is " + ", ".join(StepKind) + ".",
            )
    for step, parts, name in (
        (StepKind.FORM, model.fields, "fields"),
        (StepKind.MATERIALS, model.materials, "materials"),
        (StepKind.CONDITIONS, model.eligibility, "eligibility"),
    ):
        if step in model.steps and not parts:
            yield (
                ("steps", model.steps.index(step)),
                f"There is a step '{step}' and nothing under '{name}'.",
                f"Remove the step, or add '{name}'.",
            )
        if parts and step not in model.steps:
            yield (name,), f"'{name}' would never be asked.", f"Add '{step}' to the steps."
    if StepKind.SUBMIT not in model.steps or StepKind.RESULT not in model.steps:
        yield ("steps",), "Nothing is submitted or no result is shown.", "Add 'submit' and 'result'."


def _groups(model: DefinitionModel) -> Iterator[_Fault]:
    """Every field stands on one page, and no page is too full for its keys."""
    keys = [field.key for field in model.fields]
    if not model.groups:
        if len(keys) > MOST_ON_A_PAGE:
            yield (
                ("fields",),
                f"{len(keys)} fields are too many for one page.",
                f"Divide them into 'groups' of at most {MOST_ON_A_PAGE}.",
            )
        return
    placed: list[str] = []
    for i, group in enumerate(model.groups):
        for j, key in enumerate(group.fields):
            if key not in keys:
                yield ("groups", i, "fields", j), f"There is no field '{key}'.", _one_of(keys)
            elif key in placed:
                yield ("groups", i, "fields", j), f"'{key}' stands on two pages.", "Remove one."
            placed.append(key)
    for i, key in enumerate(keys):
        if key not in placed:
            yield ("fields", i, "key"), f"'{key}' stands on no page.", "Add it to one of the 'groups'."
    order = [key for key in placed if key in keys]
    if sorted(order) == sorted(keys) and order != keys:
        yield ("groups",), "The pages ask in another order than 'fields'.", "Bring both into the same order."


def _promises(model: DefinitionModel) -> Iterator[_Fault]:
    """What one part leaves to another that must be there."""
    fields = {field.key: field for field in model.fields}
    for i, field in enumerate(model.fields):
        if field.type is FieldType.SMS_CODE:
            target = fields.get(field.sent_to or "")
            if target is None or target.type is not FieldType.MOBILE:
                yield (
                    ("fields", i, "sent_to"),
                    f"The code of '{field.key}' is sent to no telephone.",
                    "Name a field of type 'mobile'.",
                )
        elif field.sent_to is not None:
            yield ("fields", i, "sent_to"), "Only a field of type 'sms_code' is sent.", "Remove it."
        if field.offered and (field.options or field.dictionary or field.type is not FieldType.ENUM):
            yield (
                ("fields", i, "offered"),
                f"The department offers the options of '{field.key}', and others are given here.",
                "Give it the type 'enum' without 'options' and 'dictionary', or remove 'offered'.",
            )
    for i, material in enumerate(model.materials):
        if (MaterialSource.CERTIFICATE in material.sources) != bool(material.certificate):
            yield (
                ("materials", i, "certificate"),
                f"Which e-certificate spares '{material.key}' is not said, or it is not among its sources.",
                "Name it in 'certificate' and list the source 'certificate', or neither.",
            )
    codes = {refusal.code for refusal in model.refusals}
    for i, condition in enumerate(model.eligibility):
        if condition.refusal is not None and condition.refusal not in codes:
            yield ("eligibility", i, "refusal"), f"There is no refusal '{condition.refusal}'.", _one_of(codes)
        ages = (condition.min_age, condition.max_age, condition.min_age_men, condition.min_age_women)
        if condition.refusal is None and any(age is not None for age in ages):
            yield (
                ("eligibility", i),
                "An age is asked for, and nothing is said to who has not reached it.",
                "Name one of the 'refusals' in 'refusal'.",
            )
    if Entry.PRINT in model.entries and not any(
        output.kind in (OutputKind.A4_CERTIFICATE, OutputKind.A4_STATEMENT) for output in model.outputs
    ):
        yield ("entries",), "There is nothing to print later.", "Add an A4 to the outputs, or remove 'print'."


def _fields(fields: Sequence[FieldModel], at: Loc) -> Iterator[_Fault]:
    known: dict[str, FieldModel] = {}
    for i, field in enumerate(fields):
        here = (*at, i)
        if field.key in known:
            yield (*here, "key"), f"There are two fields '{field.key}'.", "Give one another key."
        yield from _conditions(field.when, known, (*here, "when"))
        if field.depends_on is not None and field.depends_on not in known:
            yield (
                (*here, "depends_on"),
                f"'{field.depends_on}' is no field before this one.",
                _one_of(known),
            )
        yield from _options(field, here)
        yield from _bounds(field, here)
        if (field.type is FieldType.LIST) != bool(field.items):
            yield (
                (*here, "type"),
                "A field of type 'list' has 'items', and only such a field.",
                "Add the items, or choose another type.",
            )
        yield from _fields(field.items, (*here, "items"))
        known[field.key] = field


def _options(field: FieldModel, here: Loc) -> Iterator[_Fault]:
    enum = field.type in (FieldType.ENUM, FieldType.MULTI_ENUM)
    if enum and not field.offered and bool(field.options) == bool(field.dictionary):
        yield (
            (*here, "type"),
            f"A field of type '{field.type}' has either its own options or a dictionary of the back end.",
            "Give 'options' or 'dictionary', and not both.",
        )
    if field.options and not enum:
        yield (*here, "options"), f"A field of type '{field.type}' has no options.", "Set the type to 'enum'."
    if field.dictionary and not enum and field.type not in _DICTIONARIES:
        yield (
            (*here, "dictionary"),
            f"A field of type '{field.type}' has no dictionary.",
            "Set the type to 'enum'.",
        )
    yield from _twice([o.value for o in field.options], (*here, "options"), "option", "value")
    values = {o.value for o in field.options}
    if field.default and field.options and not values.issuperset(field.default.split(",")):
        yield (*here, "default"), f"'{field.default}' is not one of the options.", _one_of(values)


def _bounds(field: FieldModel, here: Loc) -> Iterator[_Fault]:
    if (field.not_before or field.not_after) and field.type not in _DATES:
        yield (
            here,
            "Limits of time belong to dates, months and years.",
            "Remove 'not_before' and 'not_after'.",
        )
    first = parse_limit(field.not_before) if field.not_before else None
    last = parse_limit(field.not_after) if field.not_after else None
    if first and last and _passed(first, last):
        yield here, "No value lies between 'not_before' and 'not_after'.", "Exchange them."
    if field.shortest and field.longest and field.shortest > field.longest:
        yield here, "No text has a length between 'shortest' and 'longest'.", "Exchange them."


def _passed(first: Limit, last: Limit) -> bool:
    if first.day and last.day:
        return first.day > last.day
    both_move = first.day is None and last.day is None
    return both_move and (first.months, first.days) > (last.months, last.days)


def _conditions(when: Conditions, known: dict[str, FieldModel], here: Loc) -> Iterator[_Fault]:
    for key, values in when.items():
        if key not in known:
            yield (*here, key), f"The condition names '{key}', which is no field before it.", _one_of(known)
            continue
        options = {o.value for o in known[key].options}
        for value in values:
            if options and value not in options:
                yield (
                    (*here, key),
                    f"The condition can never hold: '{value}' is not an option of '{key}'.",
                    _one_of(options),
                )


def _twice(names: Sequence[str], at: Loc, what: str, key: str) -> Iterator[_Fault]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield (*at, i, key), f"The {what} '{name}' stands twice.", "Remove one."


def _one_of(names: Iterable[str]) -> str:
    known = sorted(names)
    return "Write one of: " + ", ".join(known) + "." if known else "There is none to name here; remove it."
