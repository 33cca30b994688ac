"""Asking and handing in: what a terminal wants of a department becomes a case, answered or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import EntryKind, Offer, Opening, OpeningRequest, SubmissionRequest
from kiosk.backend.models import CaseStatus, QueryRequest, QueryResult
from kiosk.catalogue.matter import Entry
from kiosk.hub.acts import Act
from kiosk.hub.asking import Asked, ask, open_for
from kiosk.hub.case_store import (
    CaseKind,
    cases_of,
    open_case,
    reply_of,
    result,
    settle_for,
)
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments.registry import Question, Reply
from kiosk.hub.examination import Lists, filled, keepable, rows_of
from kiosk.hub.field_codes import check_codes, use_codes
from kiosk.hub.materials import attach, lacking, unknown_pages
from kiosk.hub.problems import Refusal
from kiosk.hub.record_changes import changes, snapshot
from kiosk.hub.tables import CaseRow

CASE_FIELD = "case"
"""The field of the entry 打印: the case whose decision is printed."""


def open_matter(act: Act, matter: str, request: OpeningRequest) -> Opening | Refusal:
    """What is known of the person before anything is typed. No case: nothing was asked for yet."""
    asked = ask(act, matter, request.subject, request.assurance, request.acting_for)
    if isinstance(asked, Refusal):
        return asked
    settle_for(act)
    if request.entry is EntryKind.APPLY:
        return open_for(asked)
    offers = tuple(_offer(case) for case in _finished(asked))
    return Opening(offered={CASE_FIELD: offers}) if offers else Refusal(RefusalType.NO_RECORD)


def _finished(asked: Asked) -> list[CaseRow]:
    """The person's cases of this matter that were decided in favour and can be printed."""
    if asked.resident is None:
        return []
    matter = asked.handler.matter
    mine = cases_of(asked.act.session, asked.resident.key)
    return [case for case in mine if case.matter == matter and case.status == CaseStatus.ISSUED]


def _offer(case: CaseRow) -> Offer:
    day = case.opened_at.astimezone(SHANGHAI).date().isoformat()
    return Offer(value=case.id, zh=f"{day} 申请，已办好", en=f"Applied for on {day}, ready")


def query(act: Act, matter: str, request: QueryRequest) -> QueryResult | Refusal:
    """Ask a department. What it refuses is a case too; what never reached it (who, whether, how sure) is
    none."""
    asked = ask(act, matter, request.subject, request.assurance, request.acting_for)
    if isinstance(asked, Refusal):
        return asked
    settle_for(act)
    prints = asked.definition is not None and Entry.PRINT in asked.definition.entries
    if prints and CASE_FIELD in request.form:
        return _printed(asked, request.form[CASE_FIELD])
    question = _examined(asked, request.form)
    if isinstance(question, Refusal):
        return _refused(asked, CaseKind.QUERY, question)
    outcome = asked.handler.answer(question)
    if isinstance(outcome, Refusal):
        return _refused(asked, CaseKind.QUERY, outcome)
    use_codes(asked, question.form)
    if outcome.case:
        return _of_earlier(act, outcome)
    return result(open_case(act, asked, CaseKind.QUERY, outcome), outcome, act.now)


def _printed(asked: Asked, wanted: str) -> QueryResult | Refusal:
    """The decision of a finished case, as a case of its own: it is printed here and now, and rated."""
    case = next((case for case in _finished(asked) if case.id == wanted), None)
    if case is None:
        return Refusal(RefusalType.CASE_UNKNOWN)
    reply = replace(reply_of(case), message="")
    return result(open_case(asked.act, asked, CaseKind.QUERY, reply), reply, asked.act.now)


def _of_earlier(act: Act, reply: Reply) -> QueryResult:
    """An answer about an earlier case, under that case's number, so that it can be acted upon."""
    case = act.session.get_one(CaseRow, reply.case)
    return result(case, reply, act.now, about=case.matter)


def _examined(
    asked: Asked,
    given: Mapping[str, str],
    lists: Lists | None = None,
    confirmed: frozenset[str] | None = None,
) -> Question | Refusal:
    """The question with a form that was examined by the matter's definition; or what is wrong.

    ``confirmed`` is None for a question, which changes nothing: its warnings are read, not confirmed.
    """
    opening = open_for(asked)
    if isinstance(opening, Refusal):
        return opening
    question = replace(
        asked.question(), form=dict(given), lists=lists or {}, confirmed=confirmed or frozenset()
    )
    definition = asked.definition
    if definition is None:
        return question
    dictionaries = asked.act.hub.definitions.dictionaries
    form = filled(definition, given, opening, dictionaries, asked.today)
    if isinstance(form, Refusal):
        return form
    wrong = rows_of(definition, form, lists or {}, dictionaries, asked.today)
    if wrong is not None:
        return wrong
    if confirmed is not None and any(warning.key not in confirmed for warning in opening.warnings):
        return Refusal(RefusalType.WARNING_UNCONFIRMED)
    wrong = check_codes(asked, definition, form)
    return wrong if wrong is not None else replace(question, form=form)


def _refused(asked: Asked, kind: CaseKind, refusal: Refusal) -> Refusal:
    """A refusal with its case. A field to be mended is none: the person is still at it."""
    if refusal.type in (RefusalType.FORM_INVALID, RefusalType.WARNING_UNCONFIRMED):
        return refusal
    return replace(refusal, case=open_case(asked.act, asked, kind, refusal).id)


def submit(act: Act, matter: str, request: SubmissionRequest) -> QueryResult | Refusal:
    """Hand a case in: 预审 by the hub, then the department."""
    asked = ask(act, matter, request.subject, request.assurance, request.acting_for)
    if isinstance(asked, Refusal):
        return asked
    settle_for(act)
    if asked.definition is not None and not asked.definition.submits:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    question = _examined(asked, request.form, request.lists, frozenset(request.confirmed))
    if isinstance(question, Refusal):
        return _refused(asked, CaseKind.SUBMISSION, question)
    if unknown_pages(asked, request.materials):
        return Refusal(RefusalType.MATERIAL_UNKNOWN)
    question = replace(question, materials=request.materials)
    outcome, noted = examine(asked, question, asked.handler.submit)
    if isinstance(outcome, Refusal):
        return _refused(asked, CaseKind.SUBMISSION, outcome)
    use_codes(asked, question.form)
    given = {
        "form": keepable(asked.definition, question.form),
        "lists": {key: [dict(row) for row in rows] for key, rows in question.lists.items()},
        "materials": [material.model_dump(mode="json") for material in request.materials],
        "confirmed": sorted(request.confirmed),
        "changes": noted,
    }
    case = open_case(act, asked, CaseKind.SUBMISSION, outcome, given)
    attach(act, case, request.materials)
    return result(case, outcome, act.now)


def examine(
    asked: Asked, question: Question, handle: Callable[[Question], Reply | Refusal]
) -> tuple[Reply | Refusal, dict[str, Any]]:
    """预审 and the department's answer, with what it changed in the person's records."""
    missing = lacking(asked, question)
    if missing is not None:
        return missing, {}
    resident = asked.resident.key if asked.resident else None
    before = snapshot(asked.act.session, resident)
    outcome = handle(question)
    return outcome, changes(before, snapshot(asked.act.session, resident))
