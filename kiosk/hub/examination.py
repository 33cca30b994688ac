"""Examining a form by its matter's definition: the hub trusts no terminal to have done it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import Opening
from kiosk.catalogue.dictionaries import Dictionaries
from kiosk.catalogue.matter import Definition
from kiosk.domain.fields import Field, FieldError, FieldType, applies, canonical, check_field, check_form
from kiosk.hub.problems import Refusal

SECRET = frozenset({FieldType.PASSWORD, FieldType.SMS_CODE, FieldType.SIGNATURE})
"""What is used once and never kept."""

Lists = Mapping[str, tuple[Mapping[str, str], ...]]


def filled(
    definition: Definition,
    given: Mapping[str, str],
    opening: Opening,
    dictionaries: Dictionaries,
    today: date,
) -> dict[str, str] | Refusal:
    """The form as the department sees it: what does not apply left out, what is known in place of what came,
    everything canonical. Or the first field that is wrong, and by which rule."""
    fields = {field.key: field for field in definition.fields}
    if set(given) - set(fields):
        return Refusal(RefusalType.FORM_INVALID, {"field": "", "rule": "unknown-field"})
    form: dict[str, str] = {}
    for key, field in fields.items():
        known = opening.prefill.get(field.prefill, "") if field.prefill else ""
        value = known or canonical(field, given.get(key, ""))
        if value and applies(field.when, form):
            form[key] = value
    asked = tuple(field for field in definition.fields if field.type is not FieldType.LIST)
    choices = dictionaries.choices(asked, form)
    for field in asked:
        if field.offered:
            choices[field.key] = frozenset(offer.value for offer in opening.offered.get(field.key, ()))
    errors = check_form(asked, definition.checks, form, today, choices)
    for key, error in errors.items():
        field = fields[key]
        if field.alternative is None or check_field(
            field, form.get(key, ""), today, as_type=field.alternative
        ):
            return _wrong(key, error)
    return form


def rows_of(
    definition: Definition, form: Mapping[str, str], lists: Lists, dictionaries: Dictionaries, today: date
) -> Refusal | None:
    """What is wrong with the rows of fields of type list."""
    fields = {field.key: field for field in definition.fields if field.type is FieldType.LIST}
    if set(lists) - set(fields):
        return Refusal(RefusalType.FORM_INVALID, {"field": "", "rule": "unknown-field"})
    for key, field in fields.items():
        rows = lists.get(key, ()) if applies(field.when, form) else ()
        if not rows and field.required and applies(field.when, form):
            return Refusal(RefusalType.FORM_INVALID, {"field": key, "rule": "required"})
        for number, row in enumerate(rows):
            wrong = _row(field, row, dictionaries, today)
            if wrong is not None:
                return Refusal(
                    wrong.type, {**wrong.params, "field": key, "row": str(number), **_inner(wrong)}
                )
    return None


def _row(field: Field, row: Mapping[str, str], dictionaries: Dictionaries, today: date) -> Refusal | None:
    if set(row) - {item.key for item in field.items}:
        return Refusal(RefusalType.FORM_INVALID, {"field": "", "rule": "unknown-field"})
    errors = check_form(field.items, (), row, today, dictionaries.choices(field.items, row))
    return next((_wrong(key, error) for key, error in errors.items()), None)


def _inner(refusal: Refusal) -> dict[str, str]:
    return {"item": refusal.params.get("field", "")}


def _wrong(key: str, error: FieldError) -> Refusal:
    params = {"field": key, "rule": error.code.value}
    if error.limit:
        params["limit"] = error.limit
    return Refusal(RefusalType.FORM_INVALID, params)


def keepable(definition: Definition | None, form: Mapping[str, str]) -> dict[str, str]:
    """The form without what is used once and never kept."""
    secret = {field.key for field in definition.fields if field.type in SECRET} if definition else set()
    return {key: value for key, value in form.items() if key not in secret}
