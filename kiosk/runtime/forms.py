"""The form of an errand: which fields, which options, which values; what is known is not asked.

Values lie in the vault. A field that the department knows already shows what it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kiosk.backend.case_models import Offer
from kiosk.catalogue import Catalogue, Definition
from kiosk.catalogue.matter import Group
from kiosk.domain.fields import (
    Field,
    FieldError,
    FieldType,
    Option,
    applies,
    canonical,
    check_field,
    check_form,
)
from kiosk.domain.known_facts import KnownFact
from kiosk.flow.effects import CheckForm, DropRow, OpenRow, SaveRow
from kiosk.flow.errand import Entry, Errand
from kiosk.flow.events import FormChecked, RowChecked
from kiosk.flow.words import Said
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import FORM_ERRORS, HOLDER, OPENING, OTHER_TYPES, ROWS, Vault

CASE_FIELD: Final = Field(
    "case", Said("选择要打印的办件", "Which case to print"), FieldType.ENUM, offered=True
)
"""What the door 打印 asks: which of the person's finished cases."""
CASE_GROUP: Final = Group(Said("选择办件", "Choose a case"), (CASE_FIELD.key,))
ROW: Final = "row."  # before the key of a field that belongs to a list's row


def definition_of(catalogue: Catalogue, matter: str) -> Definition:
    found = catalogue.matter(matter)
    assert found is not None and found.definition is not None, f"{matter} is not handled here"
    return found.definition


def groups_of(definition: Definition, errand: Errand) -> tuple[Group, ...]:
    return (CASE_GROUP,) if errand.entry is Entry.PRINT else definition.groups


def fields_of(definition: Definition, errand: Errand, vault: Vault) -> tuple[Field, ...]:
    """The fields of this errand, with the options that the department offered this person, and of the type
    that the person chose where there are two.
    """
    fields = (CASE_FIELD,) if errand.entry is Entry.PRINT else definition.fields
    opening = vault.get(OPENING)
    offered = opening.offered if opening is not None else {}
    fields = tuple(
        replace(one, options=_options(offered.get(one.key, ()))) if one.offered else one for one in fields
    )
    others = vault.get(OTHER_TYPES) or frozenset()
    return tuple(
        replace(one, type=one.alternative, alternative=one.type)
        if one.alternative is not None and one.key in others
        else one
        for one in fields
    )


def _options(offers: Iterable[Offer]) -> tuple[Option, ...]:
    return tuple(Option(offer.value, Said(offer.zh, offer.en)) for offer in offers)


def known_value(field: Field, vault: Vault) -> str:
    """What is known of the person for this field, in canonical form; empty when it must be asked."""
    if not field.prefill:
        return ""
    if field.prefill == KnownFact.CREDENTIAL.value:
        holder = vault.get(HOLDER)
        return holder.kind.value if holder is not None else ""
    opening = vault.get(OPENING)
    return opening.prefill.get(field.prefill, "") if opening is not None else ""


def values_of(fields: Iterable[Field], vault: Vault) -> dict[str, str]:
    """What is known or was typed, in canonical form, under the field's key."""
    values: dict[str, str] = {}
    for field in fields:
        if field.type is FieldType.LIST:
            rows = rows_of(vault, field.key)
            values[field.key] = str(len(rows)) if rows else ""
            continue
        typed = vault.typed(field.key) or field.default
        values[field.key] = canonical(field, known_value(field, vault) or typed)
    return values


def filled(fields: Iterable[Field], values: Mapping[str, str]) -> dict[str, str]:
    """What is sent: fields that apply and are not empty, without lists."""
    return {
        field.key: values[field.key]
        for field in fields
        if field.type is not FieldType.LIST and values[field.key] and applies(field.when, values)
    }


def shown_groups(
    groups: tuple[Group, ...], fields: tuple[Field, ...], values: Mapping[str, str], vault: Vault
) -> tuple[int, ...]:
    """The groups that have something to ask: a group of known fields alone is read back in the review."""
    by_key = {field.key: field for field in fields}
    asked = []
    for number, group in enumerate(groups):
        members = [by_key[key] for key in group.fields]
        if any(applies(one.when, values) and not known_value(one, vault) for one in members):
            asked.append(number)
    return tuple(asked)


def typed(desk: Desk, vault: Vault, key: str) -> None:
    """What hangs on a value that was just typed goes with the value before it."""
    session = desk.state().session
    if session is None or session.errand is None or key.startswith(ROW):
        return
    fields = fields_of(definition_of(desk.catalogue, session.errand.matter), session.errand, vault)
    forget_dependents(fields, vault, key)


def forget_dependents(fields: tuple[Field, ...], vault: Vault, key: str) -> None:
    """A street does not outlive its district."""
    for field in fields:
        if field.depends_on == key:
            vault.forget_typed(field.key)
            forget_dependents(fields, vault, field.key)


def check(desk: Desk, effect: CheckForm) -> None:
    """Check a group and say which comes next; or everything."""
    vault = desk.vault_of(effect.serial)
    session = desk.state().session
    if vault is None or session is None or session.errand is None:
        return
    definition = definition_of(desk.catalogue, effect.matter)
    errand = session.errand
    fields = fields_of(definition, errand, vault)
    values = values_of(fields, vault)
    groups = groups_of(definition, errand)
    choices = desk.catalogue.dictionaries.choices(fields, values)
    checks = definition.checks if errand.entry is Entry.APPLY else ()
    found = check_form(fields, checks, values, desk.today(), choices)
    place = {key: number for number, group in enumerate(groups) for key in group.fields}
    if effect.group is not None:
        found = {key: error for key, error in found.items() if place[key] == effect.group}
    vault.put(FORM_ERRORS, MappingProxyType(found))
    errors = {key: error.text_key for key, error in found.items()}
    if errors:
        first = min(place[key] for key in errors)
        here = {key: error for key, error in errors.items() if place[key] == first}
        desk.post(FormChecked(effect.serial, here, first, effect.group))
        return
    after = [number for number in shown_groups(groups, fields, values, vault) if number > (effect.group or 0)]
    more = after[0] if after and effect.group is not None else None
    desk.post(FormChecked(effect.serial, {}, more, effect.group))


def first_group(desk: Desk, errand: Errand, vault: Vault) -> int | None:
    """Where filling in begins: the first group that has something to ask; None when everything is known."""
    definition = definition_of(desk.catalogue, errand.matter)
    fields = fields_of(definition, errand, vault)
    shown = shown_groups(groups_of(definition, errand), fields, values_of(fields, vault), vault)
    return shown[0] if shown else None


# --- rows of a list -------------------------------------------------------------------------------


def list_field(definition: Definition, key: str) -> Field:
    return next(field for field in definition.fields if field.key == key and field.type is FieldType.LIST)


def rows_of(vault: Vault, key: str) -> tuple[Mapping[str, str], ...]:
    kept = vault.get(ROWS)
    return kept.get(key, ()) if kept is not None else ()


def open_row(desk: Desk, effect: OpenRow) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    rows = rows_of(vault, effect.field)
    row: Mapping[str, str] = rows[effect.row] if effect.row < len(rows) else {}
    for item in list_field(definition_of(desk.catalogue, effect.matter), effect.field).items:
        vault.type_in(ROW + item.key, row.get(item.key, item.default))


def save_row(desk: Desk, effect: SaveRow) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    items = list_field(definition_of(desk.catalogue, effect.matter), effect.field).items
    values = {item.key: canonical(item, vault.typed(ROW + item.key)) for item in items}
    found: dict[str, FieldError] = {}
    for item in items:
        if (error := check_field(item, values[item.key], desk.today())) is not None:
            found[ROW + item.key] = error
    vault.put(FORM_ERRORS, MappingProxyType(found))
    if not found:
        rows = [dict(row) for row in rows_of(vault, effect.field)]
        rows[effect.row : effect.row + 1] = [values]
        _keep(vault, effect.field, rows)
    desk.post(RowChecked(effect.serial, {key: error.text_key for key, error in found.items()}))


def drop_row(desk: Desk, effect: DropRow) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    rows = [dict(row) for row in rows_of(vault, effect.field)]
    del rows[effect.row : effect.row + 1]
    _keep(vault, effect.field, rows)


def _keep(vault: Vault, key: str, rows: list[dict[str, str]]) -> None:
    before = vault.get(ROWS)
    kept = dict(before) if before is not None else {}
    kept[key] = tuple(rows)
    vault.put(ROWS, MappingProxyType(kept))
