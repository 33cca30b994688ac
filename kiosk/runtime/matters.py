"""Checking a form, and putting its question to the department."""

from __future__ import annotations

from kiosk.backend.answers import Ok, RefusalType, Refused, Unavailable
from kiosk.backend.models import QueryRequest
from kiosk.catalogue import Definition
from kiosk.domain.fields import applies, canonical, check_form
from kiosk.flow.effects import AskDepartment, CheckForm
from kiosk.flow.events import AnswerCame, AnswerRefused, FormChecked
from kiosk.flow.problems import Problem
from kiosk.runtime.credentials import face_assurance, subject_of, unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import ANSWER, FAILED_CASE, FORM_ERRORS, Vault

ROWS_PER_PAGE = 6  # what a page of the screen holds below the answer
"""What fits above the line of reach in every size of type, so that pages mean the same in all of them."""


def definition_of(desk: Desk, matter: str) -> Definition:
    found = desk.catalogue.matter(matter)
    assert found is not None and found.definition is not None, f"{matter} is not handled here"
    return found.definition


def values_of(definition: Definition, vault: Vault) -> dict[str, str]:
    """What was typed into the form, in canonical form, under the field's key."""
    return {field.key: canonical(field, vault.typed(field.key)) for field in definition.fields}


def check(desk: Desk, effect: CheckForm) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    definition = definition_of(desk, effect.matter)
    found = check_form(definition.fields, definition.checks, values_of(definition, vault), desk.today())
    vault.put(FORM_ERRORS, found)
    desk.post(FormChecked(effect.serial, {key: error.text_key for key, error in found.items()}))


async def ask(desk: Desk, effect: AskDepartment) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    vault.asked = effect.ask_number
    subject = await subject_of(desk, vault)
    if not _waited_for(vault, effect):
        return
    if subject is None:
        desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
        return
    definition = definition_of(desk, effect.matter)
    values = values_of(definition, vault)
    form = {
        field.key: values[field.key]
        for field in definition.fields
        if values[field.key] and applies(field.when, values)
    }
    request = QueryRequest(subject=subject, assurance=face_assurance(vault), form=form)
    answer = await desk.back_end.query(
        effect.matter, request, key=f"{vault.number}-ask-{effect.ask_number}"
    )
    if not _waited_for(vault, effect):
        return  # another question was put meanwhile: its page must not show this answer
    match answer:
        case Ok(result):
            vault.put(ANSWER, result)
            rows = len(result.table.rows) if result.table is not None else 0
            pages = -(-rows // ROWS_PER_PAGE)
            desk.post(AnswerCame(effect.serial, max(1, pages), result.proof_offered))
        case Refused(type=RefusalType.NO_RECORD, case=case):
            if case is not None:
                vault.put(FAILED_CASE, case)
            desk.post(AnswerRefused(effect.serial, Problem.NO_RECORD))
        case Refused(case=case):
            if case is not None:
                vault.put(FAILED_CASE, case)
            desk.post(AnswerRefused(effect.serial, Problem.MATTER_REFUSED))
        case Unavailable(reason):
            desk.post(AnswerRefused(effect.serial, unavailable_problem(reason)))


def _waited_for(vault: Vault, effect: AskDepartment) -> bool:
    return not vault.dropped and vault.asked == effect.ask_number
