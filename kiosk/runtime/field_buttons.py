"""What a field's own button does: sends its code, reads the card that it wants, or says
that the answer is of its other type.
"""

from __future__ import annotations

from drivers.contract import Code
from kiosk.backend.answers import Ok, RefusalType, Refused, Unavailable
from kiosk.backend.case_models import FieldCodeRequest
from kiosk.domain.fields import Field, FieldType, check_field
from kiosk.flow.effects import DoFieldButton
from kiosk.flow.events import FieldButtonDone
from kiosk.runtime.credentials import subject_of
from kiosk.runtime.desk import Desk
from kiosk.runtime.forms import definition_of, fields_of, values_of
from kiosk.runtime.matters import errand_of
from kiosk.runtime.vault import CODE_SENT, OTHER_TYPES, Vault

CARD_S = 15.0
UID_S = 3.0


async def do_field_button(desk: Desk, effect: DoFieldButton) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    matter = vault.matters
    definition = definition_of(desk.catalogue, effect.matter)
    fields = {one.key: one for one in fields_of(definition, errand_of(desk, effect.matter), vault)}
    field = fields.get(effect.field)
    if field is None:
        return
    if field.alternative is not None:
        error = _change_type(vault, field)
    elif field.type is FieldType.SMS_CODE:
        telephone = fields[field.sent_to]
        error = await _send_code(desk, vault, effect, field, telephone)
    else:
        error = await _read_card(desk, vault, field)
    if vault.is_in(matter):
        desk.post(FieldButtonDone(effect.serial, effect.field, error))


def _change_type(vault: Vault, field: Field) -> str:
    """A passbook instead of a card, or a card after all: what was typed was a number of the other."""
    others = vault.get(OTHER_TYPES) or frozenset()
    vault.put(OTHER_TYPES, others ^ {field.key})
    vault.forget_typed(field.key)
    return ""


async def _send_code(desk: Desk, vault: Vault, effect: DoFieldButton, field: Field, telephone: Field) -> str:
    """The error's key, or empty."""
    number = values_of((telephone,), vault)[telephone.key]
    if check_field(telephone, number, desk.today()) is not None:
        return "field.error.code_needs_telephone"
    subject = await subject_of(desk, vault)
    if subject is None:
        return "field.error.code_not_sent"
    request = FieldCodeRequest(subject=subject, matter=effect.matter, mobile=number)
    matter = vault.matters
    answer = await desk.back_end.send_field_code(request, key=f"{vault.number}-code-{desk.clock.now():.3f}")
    if not vault.is_in(matter):
        return ""
    match answer:
        case Ok(sent):
            vault.put(CODE_SENT, sent.phone_masked)
            return ""
        case Refused(type=RefusalType.PHONE_CODE_TOO_OFTEN):
            return "field.error.code_too_often"
        case Refused() | Unavailable():
            return "field.error.code_not_sent"


async def _read_card(desk: Desk, vault: Vault, field: Field) -> str:
    reader = desk.equipment.smart_card_reader
    if reader is None:
        return "field.error.card_reader_missing"
    matter = vault.matters
    read = await reader.read(CARD_S)
    if not vault.is_in(matter):
        return ""
    if read.succeeded and read.result is not None and read.result.card_number:
        vault.type_in(field.key, read.result.card_number)
        return ""
    if read.code is Code.UNSUPPORTED:  # of another kind, such as a transport card: its number
        seen = await reader.read_uid(UID_S)
        if not vault.is_in(matter):
            return ""
        if seen.succeeded and seen.result is not None:
            vault.type_in(field.key, seen.result.uid)
            return ""
    return "field.error.card_missing" if read.code is Code.NO_MEDIA else "field.error.card_not_read"
