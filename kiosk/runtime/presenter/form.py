"""The form: a group of fields, a row of a list, what is known already."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalogue.matter import Group
from kiosk.domain.fields import Field, FieldType, applies, limits
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.masks import mask_card, mask_id, mask_phone
from kiosk.flow.display import Language
from kiosk.flow.errand import Form, FormRow
from kiosk.flow.intents import Continue, EditRow, PressFieldButton, RemoveRow
from kiosk.flow.words import Said, Words, text
from kiosk.runtime.forms import (
    ROW,
    definition_of,
    fields_of,
    groups_of,
    known_value,
    list_field,
    rows_of,
    values_of,
)
from kiosk.runtime.presenter.course import Step, errand_of, heading, names, steps_of
from kiosk.runtime.presenter.values import plain
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import Action, ActionRole, Fact, FieldKind, FormContent, FormField, ListRow
from kiosk.runtime.vault import CODE_SENT, FORM_ERRORS, HOLDER, PRINCIPAL

KINDS = {
    FieldType.MONTH: FieldKind.MONTH,
    FieldType.YEAR: FieldKind.YEAR,
    FieldType.DATE: FieldKind.DATE,
    FieldType.CN_NAME: FieldKind.NAME,
    FieldType.RESIDENT_ID: FieldKind.ID,
    FieldType.DISABILITY_CERT: FieldKind.ID,
    FieldType.USCC: FieldKind.ID,
    FieldType.MONEY_CNY: FieldKind.MONEY,
    FieldType.PLATE_NO: FieldKind.PLATE,
    FieldType.PASSWORD: FieldKind.PASSWORD,
    FieldType.MULTI_ENUM: FieldKind.CHOICES,
    FieldType.LIST: FieldKind.LIST,
    FieldType.SWIPE: FieldKind.CARD,
    FieldType.MOBILE: FieldKind.DIGITS,
    FieldType.SMS_CODE: FieldKind.DIGITS,
    FieldType.POSTCODE: FieldKind.DIGITS,
    FieldType.BANK_CARD: FieldKind.DIGITS,
    FieldType.BANK_PASSBOOK: FieldKind.DIGITS,
    FieldType.BANK_LAST4: FieldKind.DIGITS,
    FieldType.INVOICE_NO: FieldKind.DIGITS,
    FieldType.FUND_ACCOUNT: FieldKind.DIGITS,
}
WITH_LIMITS = frozenset({FieldType.MONTH, FieldType.YEAR, FieldType.DATE})
LONGEST = {
    FieldType.MOBILE: 11,
    FieldType.SMS_CODE: 6,
    FieldType.POSTCODE: 6,
    FieldType.BANK_LAST4: 4,
    FieldType.RESIDENT_ID: 18,
    FieldType.DISABILITY_CERT: 20,
    FieldType.USCC: 18,
    FieldType.BANK_CARD: 19,
    FieldType.BANK_PASSBOOK: 22,
    FieldType.INVOICE_NO: 20,
    FieldType.FUND_ACCOUNT: 20,
    FieldType.PASSWORD: 20,
    FieldType.CN_NAME: 30,
    FieldType.KEYWORD: 40,
    FieldType.ADDR_TEXT: 100,
    FieldType.TEXT: 100,
    FieldType.REASON_TEXT: 200,
}
_ZH, _EN = Language.CHINESE, Language.ENGLISH
MASKED_FACTS = {
    KnownFact.PHONE.value: mask_phone,
    KnownFact.DISABILITY_CERTIFICATE.value: mask_id,
    KnownFact.DRIVING_LICENCE.value: mask_id,
}


def kind_of(field: Field) -> FieldKind:
    if field.type.chosen and field.type is not FieldType.MULTI_ENUM:
        return FieldKind.CHOICE
    return KINDS.get(field.type, FieldKind.TEXT)


def options_of(view: View, field: Field, values: Mapping[str, str]) -> tuple[tuple[str, Words], ...]:
    if field.options:
        return tuple((option.value, option.label) for option in field.options)
    dictionaries = view.catalogue.dictionaries
    dictionary = dictionaries.of(field)
    if dictionary is None:
        return ()
    entries = dictionaries.entries(field, values)
    if dictionary.nested:  # both levels in one list: the lower one, named with its upper one
        found = []
        for entry in entries:
            below = dictionary.entries_for(entry.value)
            found += [
                (one.value, Said(f"{entry.label.zh} {one.label.zh}", f"{one.label.en}, {entry.label.en}"))
                for one in below
            ] or [(entry.value, entry.label)]
        return tuple(found)
    return tuple((entry.value, entry.label) for entry in entries)


def shown_value(view: View, field: Field, value: str, values: Mapping[str, str]) -> Words:
    """A value as it is read back: options by their names, identifying numbers masked."""
    if not value:
        return Said("", "")
    if field.prefill == KnownFact.CREDENTIAL.value:
        return text(f"paper.kind.{value}")
    if field.prefill in MASKED_FACTS:
        return plain(MASKED_FACTS[field.prefill](value))
    if field.type is FieldType.PASSWORD:
        return plain("●" * len(value))
    if field.type in (FieldType.BANK_CARD, FieldType.BANK_PASSBOOK):
        return plain(mask_card(value))
    if field.type.chosen:
        labels = _labels(view, field, values)
        chosen = [labels.get(one, plain(one)) for one in value.split(",")]
        zh = "、".join(view.texts.say(one, _ZH) for one in chosen)
        return Said(zh, ", ".join(view.texts.say(one, _EN) for one in chosen))
    return plain(value)


def _labels(view: View, field: Field, values: Mapping[str, str]) -> dict[str, Words]:
    dictionary = view.catalogue.dictionaries.of(field)
    if dictionary is not None:
        wanted = values.get(field.key, "").split(",")
        found = {value: dictionary.find(value) for value in wanted}
        return {value: entry.label for value, entry in found.items() if entry is not None}
    return {option.value: option.label for option in field.options}


def form(view: View, stage: Form) -> FormContent:
    matter = view.matter(stage.matter)
    assert view.vault is not None
    definition = definition_of(view.catalogue, stage.matter)
    errand = errand_of(view, stage.matter)
    fields = fields_of(definition, errand, view.vault)
    values = values_of(fields, view.vault)
    group = groups_of(definition, errand)[stage.group]
    members = [one for one in fields if one.key in group.fields and applies(one.when, values)]
    known = [one for one in members if known_value(one, view.vault)]
    steps = steps_of(view, stage.matter)
    return FormContent(
        title=matter.title,
        official=matter.official,
        step=steps.index(Step.FILL) + 1 if Step.FILL in steps else 0,
        steps=names(steps),
        known=(*_person(view, group), *(_known(view, one, values) for one in known)),
        fields=tuple(
            _field(view, one, values, stage.errors.get(one.key)) for one in members if one not in known
        ),
        actions=(primary("continue", Continue(), _submit_label(view, stage)),),
        group=group.title,
    )


def _submit_label(view: View, stage: Form) -> Words:
    rule = view.state.setup.matters[stage.matter]
    only = rule.groups == 1 and not rule.review and not rule.materials and not rule.signature
    return text("form.submit") if only else text("form.next")


def _person(view: View, group: Group) -> tuple[Fact, ...]:
    """Who it is about stands above the first questions of a named person."""
    assert view.vault is not None
    holder = view.vault.get(HOLDER)
    if holder is None or not view.session.admitted:
        return ()
    principal = view.vault.get(PRINCIPAL)
    if principal is not None:
        return (Fact(text("form.known.holder"), plain(principal.name_masked)),)
    return (
        Fact(text("form.known.name"), plain(view.person)),
        Fact(text("form.known.number"), plain(mask_id(holder.number))),
    )


def _known(view: View, field: Field, values: Mapping[str, str]) -> Fact:
    return Fact(field.label, shown_value(view, field, values[field.key], values))


def _field(view: View, field: Field, values: Mapping[str, str], error: str | None) -> FormField:
    assert view.vault is not None
    earliest, latest = limits(field, view.today) if field.type in WITH_LIMITS else ("", "")
    list_columns = field.type is FieldType.LIST
    return FormField(
        key=field.key,
        label=field.label,
        kind=kind_of(field),
        value=view.vault.typed(field.key) or field.default,
        required=field.required,
        error=_error(view, field.key, error),
        hint=field.hint,
        earliest=earliest,
        latest=latest,
        options=options_of(view, field, values),
        longest=field.longest or LONGEST.get(field.type, 0),
        send=_button(view, field),
        other_type=_other_type(field),
        columns=tuple(item.label for item in field.items) if list_columns else (),
        rows=_rows(view, field) if list_columns else (),
        add=_add(view, field) if list_columns else None,
    )


def _error(view: View, key: str, error: str | None) -> Words | None:
    if error is None:
        return None
    found = view.vault.get(FORM_ERRORS) if view.vault is not None else None
    limit = found[key].limit if found is not None and key in found else ""
    return text(error, limit=limit)


def _button(view: View, field: Field) -> Action | None:
    if field.type is FieldType.SMS_CODE:
        sent = view.vault.get(CODE_SENT) if view.vault is not None else None
        label = text("form.send_again" if sent else "form.send_code")
        return secondary("send_code", PressFieldButton(field.key), label)
    if field.type is FieldType.SWIPE:
        return secondary("read_card", PressFieldButton(field.key), text("form.read_card"))
    return None


def _other_type(field: Field) -> Action | None:
    """The way to the type that the field does not have now."""
    match field.alternative:
        case FieldType.BANK_PASSBOOK:
            return secondary("is_passbook", PressFieldButton(field.key), text("form.is_passbook"))
        case FieldType.BANK_CARD:
            return secondary("is_card", PressFieldButton(field.key), text("form.is_card"))
        case _:
            return None


def _rows(view: View, field: Field) -> tuple[ListRow, ...]:
    assert view.vault is not None
    rows = []
    for number, row in enumerate(rows_of(view.vault, field.key)):
        cells = tuple(view.say(shown_value(view, item, row.get(item.key, ""), row)) for item in field.items)
        label = text("form.change_row", number=number + 1)
        rows.append(ListRow(cells, secondary(f"row.{number}", EditRow(field.key, number), label)))
    return tuple(rows)


def _add(view: View, field: Field) -> Action:
    assert view.vault is not None
    number = len(rows_of(view.vault, field.key))
    return secondary("add_row", EditRow(field.key, number), text("form.add_row"))


def form_row(view: View, stage: FormRow) -> FormContent:
    assert view.vault is not None
    vault = view.vault
    parent = list_field(definition_of(view.catalogue, stage.matter), stage.list_field)
    values = {item.key: vault.typed(ROW + item.key) for item in parent.items}
    fields = []
    for item in parent.items:
        made = _field(view, item, values, None)
        fields.append(
            FormField(
                key=ROW + item.key,
                label=made.label,
                kind=made.kind,
                value=vault.typed(ROW + item.key) or item.default,
                required=made.required,
                error=_error(view, ROW + item.key, stage.errors.get(ROW + item.key)),
                hint=made.hint,
                earliest=made.earliest,
                latest=made.latest,
                options=made.options,
                longest=made.longest,
            )
        )
    head = heading(view, stage.matter, Step.FILL)
    remove = Action("remove_row", text("form.remove_row"), RemoveRow(), ActionRole.DANGER)
    there = stage.row < len(rows_of(vault, stage.list_field))
    return FormContent(
        title=head.title,
        official=head.official,
        step=head.step,
        steps=head.steps,
        known=(),
        fields=tuple(fields),
        actions=(*((remove,) if there else ()), primary("continue", Continue(), text("form.save_row"))),
        group=text("form.row", what=view.say(parent.label), number=stage.row + 1),
    )
