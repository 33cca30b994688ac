"""What is put to a department: opening a matter, a question, a case, an act upon a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from kiosk.backend.answers import Answer, Ok, Reason, RefusalType, Refused, Unavailable
from kiosk.backend.case_models import (
    CaseRequest,
    EntryKind,
    OpeningRequest,
    SubmissionRequest,
    SupplementRequest,
)
from kiosk.backend.models import Assurance, AssuranceMethod, CaseStatus, QueryRequest, QueryResult
from kiosk.catalogue.matter import OutputKind
from kiosk.domain.field_checks import FieldFault
from kiosk.domain.fields import FieldError, FieldType, applies
from kiosk.flow.effects import ActOnCase, AskDepartment, OpenMatter, SubmitCase
from kiosk.flow.errand import Entry, Errand
from kiosk.flow.events import AnswerCame, AnswerRefused, CaseAct, FormChecked, MatterOpened, Paper
from kiosk.flow.matter import SIGNATURE
from kiosk.flow.problems import Problem
from kiosk.runtime.credentials import face_assurance, subject_of, unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.forms import (
    CASE_FIELD,
    definition_of,
    fields_of,
    filled,
    first_group,
    groups_of,
    rows_of,
    values_of,
)
from kiosk.runtime.materials import given_materials
from kiosk.runtime.signature import picture_of
from kiosk.runtime.vault import ANSWER, FAILED_CASE, FORM_ERRORS, OPENING, PRINCIPAL, Vault

ROWS_PER_PAGE = 6  # what a page of the screen holds below the answer
"""What fits above the line of reach in every size of type, so that pages mean the same in all of them."""

A4 = frozenset({OutputKind.A4_CERTIFICATE, OutputKind.A4_STATEMENT})

WITH_LIMIT = frozenset({"too_early", "too_late", "too_short", "too_long"})
"""Rules whose sentence names the limit that was passed."""

REFUSALS_OF_MATTERS: Mapping[RefusalType, Problem] = MappingProxyType(
    {
        RefusalType.NO_RECORD: Problem.NO_RECORD,
        RefusalType.WRONG_STATE: Problem.CASE_STATE,
        RefusalType.CASE_UNKNOWN: Problem.CASE_STATE,
        RefusalType.ASSURANCE_TOO_LOW: Problem.ASSURANCE_EXPIRED,
        RefusalType.SUBJECT_UNKNOWN: Problem.ADMISSION_LOST,
        RefusalType.MATTER_UNAVAILABLE: Problem.MATTER_CLOSED,
        RefusalType.WARNING_UNCONFIRMED: Problem.WARNING_NEW,
    }
)


def errand_of(desk: Desk, matter: str) -> Errand:
    session = desk.state().session
    found = session.errand if session is not None else None
    return found if found is not None and found.matter == matter else Errand(matter)


def needs_person(desk: Desk, matter: str) -> bool:
    found = desk.catalogue.matter(matter)
    return found is None or found.assurance.needs_person


def acting_for(desk: Desk, vault: Vault, matter: str) -> str | None:
    """Only when the person is told so on every page."""
    principal = vault.get(PRINCIPAL)
    acting = errand_of(desk, matter).acting
    return principal.acting_for if acting and principal is not None else None


# --- opening --------------------------------------------------------------------------------------


async def open_matter(desk: Desk, effect: OpenMatter) -> None:
    """What the department knows of the person; nothing is handed in."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    matter = vault.matters
    subject = await subject_of(desk, vault)
    if not vault.is_in(matter):
        return
    if subject is None:
        desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
        return
    request = OpeningRequest(
        subject=subject,
        assurance=face_assurance(vault),
        entry=EntryKind(effect.entry.value),
        acting_for=acting_for(desk, vault, effect.matter),
    )
    key = f"{vault.number}-open-{desk.clock.now():.3f}"
    answer = await desk.back_end.open_matter(effect.matter, request, key=key)
    if not vault.is_in(matter):
        return  # another matter is open by now: what this one knows is not for its form
    match answer:
        case Ok(opening):
            errand = errand_of(desk, effect.matter)
            if effect.entry is Entry.PRINT and not opening.offered.get(CASE_FIELD.key):
                desk.post(AnswerRefused(effect.serial, Problem.NOTHING_TO_PRINT))
                return
            vault.put(OPENING, opening)
            desk.post(MatterOpened(effect.serial, first_group(desk, errand, vault)))
        case Refused() as refused:
            _tell_refusal(desk, vault, effect.serial, refused)
        case Unavailable(reason):
            # Nothing is done by opening: a lost answer is one that did not come.
            lost = reason is Reason.OUTCOME_UNKNOWN
            problem = Problem.BACKEND_SLOW if lost else unavailable_problem(reason)
            desk.post(AnswerRefused(effect.serial, problem))


# --- asking and submitting ------------------------------------------------------------------------


async def ask(desk: Desk, effect: AskDepartment) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    vault.asked = effect.ask_number
    subject: str | None = None
    if needs_person(desk, effect.matter):
        subject = await subject_of(desk, vault)
        if not _waited_for(vault, effect.ask_number):
            return
        if subject is None:
            desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
            return
    fields = fields_of(definition_of(desk.catalogue, effect.matter), errand_of(desk, effect.matter), vault)
    request = QueryRequest(
        subject=subject,
        assurance=face_assurance(vault) if subject is not None else Assurance(method=AssuranceMethod.NONE),
        form=filled(fields, values_of(fields, vault)),
        acting_for=acting_for(desk, vault, effect.matter),
    )
    answer = await desk.back_end.query(effect.matter, request, key=_key(vault, "ask", effect.ask_number))
    _take(desk, vault, effect.serial, effect.matter, effect.ask_number, answer)


async def submit(desk: Desk, effect: SubmitCase) -> None:
    """Everything that was filled in, supplied and signed. The same number again is the same case."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    vault.asked = effect.ask_number
    subject = await subject_of(desk, vault)
    if not _waited_for(vault, effect.ask_number):
        return
    if subject is None:
        desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
        return
    definition = definition_of(desk.catalogue, effect.matter)
    fields = fields_of(definition, errand_of(desk, effect.matter), vault)
    values = values_of(fields, vault)
    lists = {
        field.key: tuple(dict(row) for row in rows_of(vault, field.key))
        for field in fields
        if field.type is FieldType.LIST and applies(field.when, values) and rows_of(vault, field.key)
    }
    given = await given_materials(desk, vault, effect.matter, definition.materials, values)
    if not _waited_for(vault, effect.ask_number):
        return
    if isinstance(given, Problem):
        desk.post(AnswerRefused(effect.serial, given))
        return
    opening = vault.get(OPENING)
    strokes = vault.typed(SIGNATURE)
    request = SubmissionRequest(
        subject=subject,
        assurance=face_assurance(vault),
        form=filled(fields, values),
        acting_for=acting_for(desk, vault, effect.matter),
        lists=lists,
        materials=given,
        signature=picture_of(json.loads(strokes)) if strokes else None,
        confirmed=tuple(warning.key for warning in opening.warnings) if opening is not None else (),
    )
    answer = await desk.back_end.submit(effect.matter, request, key=_key(vault, "case", effect.ask_number))
    _take(desk, vault, effect.serial, effect.matter, effect.ask_number, answer)


async def act(desk: Desk, effect: ActOnCase) -> None:
    """Withdraw the case that is shown, or hand in what was missing."""
    vault = desk.vault_of(effect.serial)
    shown = vault.get(ANSWER) if vault is not None else None
    if vault is None or shown is None:
        return
    vault.asked = effect.ask_number
    subject = await subject_of(desk, vault)
    if not _waited_for(vault, effect.ask_number):
        return
    if subject is None:
        desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
        return
    assurance = face_assurance(vault)
    key = _key(vault, effect.act.value, effect.ask_number)
    if effect.act is CaseAct.WITHDRAW:
        request = CaseRequest(subject=subject, assurance=assurance)
        answer = await desk.back_end.withdraw(shown.case, request, key=key)
    else:
        missing = {one.material for one in shown.missing}
        definition = definition_of(desk.catalogue, shown.about or effect.matter)
        wanted = tuple(one for one in definition.materials if one.key in missing)
        given = await given_materials(desk, vault, shown.about or effect.matter, wanted, {})
        if not _waited_for(vault, effect.ask_number):
            return
        if isinstance(given, Problem):
            desk.post(AnswerRefused(effect.serial, given))
            return
        supplement = SupplementRequest(subject=subject, assurance=assurance, materials=given)
        answer = await desk.back_end.supplement(shown.case, supplement, key=key)
    _take(desk, vault, effect.serial, effect.matter, effect.ask_number, answer)


def _key(vault: Vault, what: str, number: int) -> str:
    return f"{vault.number}-{what}-{number}"


def _waited_for(vault: Vault, number: int) -> bool:
    return not vault.dropped and vault.asked == number


def _take(
    desk: Desk, vault: Vault, serial: int, matter: str, number: int, answer: Answer[QueryResult]
) -> None:
    if not _waited_for(vault, number):
        return  # another question was put meanwhile: its page must not show this answer
    match answer:
        case Ok(result):
            vault.put(ANSWER, result)
            rows = len(result.table.rows) if result.table is not None else 0
            pages = max(1, -(-rows // ROWS_PER_PAGE))
            acts = frozenset(CaseAct(act.value) for act in result.acts)
            papers = papers_of(desk, matter, result)
            desk.post(AnswerCame(serial, pages, papers, acts, result.about or ""))
        case Refused(type=RefusalType.FORM_INVALID, params=params) if params.get("field"):
            _tell_field(desk, vault, serial, matter, params)
        case Refused() as refused:
            _tell_refusal(desk, vault, serial, refused)
        case Unavailable(reason):
            desk.post(AnswerRefused(serial, unavailable_problem(reason)))


def _tell_refusal(desk: Desk, vault: Vault, serial: int, refused: Refused) -> None:
    if refused.case is not None:
        vault.put(FAILED_CASE, refused.case)
    problem = REFUSALS_OF_MATTERS.get(refused.type, Problem.MATTER_REFUSED)
    desk.post(AnswerRefused(serial, problem, refused.params.get("code", "")))


def _tell_field(desk: Desk, vault: Vault, serial: int, matter: str, params: Mapping[str, str]) -> None:
    """The department does not accept a field: back to its page, with a sentence at it."""
    key, rule, limit = params["field"], params.get("rule", ""), params.get("limit", "")
    text_key = f"field.error.{rule}"
    if not desk.texts.has(text_key) or (rule in WITH_LIMIT and not limit):
        text_key = "field.error.refused"
    groups = groups_of(definition_of(desk.catalogue, matter), errand_of(desk, matter))
    place = next((number for number, group in enumerate(groups) if key in group.fields), None)
    if place is None:
        desk.post(AnswerRefused(serial, Problem.MATTER_REFUSED))
        return
    vault.put(FORM_ERRORS, MappingProxyType({key: FieldError(FieldFault.REQUIRED, limit)}))
    desk.post(FormChecked(serial, {key: text_key}, place))


def papers_of(desk: Desk, matter: str, result: QueryResult) -> tuple[Paper, ...]:
    """What can be printed of this answer, in the order in which it is."""
    outputs = {output.kind for output in definition_of(desk.catalogue, matter).outputs}
    about = desk.catalogue.matter(result.about) if result.about else None
    if about is not None and about.definition is not None:
        outputs |= {output.kind for output in about.definition.outputs}
    papers: list[Paper] = []
    if result.book is not None and OutputKind.RECORD_BOOK in outputs:
        papers.append(Paper.BOOK)
    if result.proof_offered and outputs & A4:
        papers.append(Paper.PROOF)
    if result.deposit is not None:
        papers.append(Paper.SLIP)
    if OutputKind.RECEIPT in outputs and result.status is not CaseStatus.WITHDRAWN:
        papers.append(Paper.RECEIPT)
    return tuple(papers)
