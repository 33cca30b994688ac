"""What a person does with a case of theirs: look, withdraw, supply what was missing."""

from __future__ import annotations

from dataclasses import replace

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import CaseRequest, MaterialGiven, SupplementRequest
from kiosk.backend.models import CaseAct, CaseStatus, QueryResult, TextRef
from kiosk.hub.acts import Act
from kiosk.hub.asking import Asked
from kiosk.hub.assurances import is_assured
from kiosk.hub.case_store import acts_of, answered, reply_of, result, settle_for
from kiosk.hub.cases import examine
from kiosk.hub.departments.registry import Level, Reply
from kiosk.hub.materials import attach, forget_case_pages, unknown_pages
from kiosk.hub.problems import Refusal
from kiosk.hub.record_changes import undo
from kiosk.hub.tables import CaseRow, ResidentRow

WITHDRAWN = "matter.common.headline.withdrawn"


def view(act: Act, case_id: str, request: CaseRequest) -> QueryResult | Refusal:
    """The case as it stands now."""
    asked, case = _own(act, case_id, request)
    if isinstance(asked, Refusal):
        return asked
    assert case is not None
    return result(case, reply_of(case), act.now)


def withdraw(act: Act, case_id: str, request: CaseRequest) -> QueryResult | Refusal:
    """Take the case back; what it changed in the records is undone."""
    asked, case = _own(act, case_id, request)
    if isinstance(asked, Refusal):
        return asked
    assert case is not None
    if CaseAct.WITHDRAW not in acts_of(case):
        return Refusal(RefusalType.WRONG_STATE)
    undo(act.session, case)
    reply = Reply(headline=TextRef(key=WITHDRAWN), status=CaseStatus.WITHDRAWN)
    answered(act.session, case, reply, act.now)
    forget_case_pages(act, case)
    return result(case, reply, act.now)


def supplement(act: Act, case_id: str, request: SupplementRequest) -> QueryResult | Refusal:
    """Put what was missing to the rest, and examine the case again."""
    asked, case = _own(act, case_id, request)
    if isinstance(asked, Refusal):
        return asked
    assert case is not None
    if CaseAct.SUPPLEMENT not in acts_of(case):
        return Refusal(RefusalType.WRONG_STATE)
    if unknown_pages(asked, request.materials):
        return Refusal(RefusalType.MATERIAL_UNKNOWN)
    given = dict(case.given or {})
    earlier = [MaterialGiven.model_validate(one) for one in given["materials"]]
    new = {one.material for one in request.materials}
    materials = (*(one for one in earlier if one.material not in new), *request.materials)
    question = replace(
        asked.question(),
        form=given["form"],
        lists={key: tuple(rows) for key, rows in given["lists"].items()},
        materials=materials,
        confirmed=frozenset(given["confirmed"]),
    )
    outcome, noted = examine(asked, question, asked.handler.supplement)
    if isinstance(outcome, Refusal):
        return replace(outcome, case=case.id)
    case.given = given | {
        "materials": [material.model_dump(mode="json") for material in materials],
        "changes": noted,
    }
    answered(act.session, case, outcome, act.now)
    attach(act, case, request.materials)
    return result(case, outcome, act.now)


def _own(act: Act, case_id: str, request: CaseRequest) -> tuple[Asked, CaseRow] | tuple[Refusal, None]:
    """The case, if it is this person's, decided as far as it is due; its holder's matter with it."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN), None
    settle_for(act)
    case = act.session.get(CaseRow, case_id, with_for_update=True)
    handler = act.hub.registry.find(case.matter) if case else None
    if case is None or handler is None or case.reply is None or not is_of(case, admission.resident):
        return Refusal(RefusalType.CASE_UNKNOWN), None
    sure = is_assured(act, admission, request.assurance, case.matter)
    if handler.level is Level.LIVE_PERSON and not sure:
        return Refusal(RefusalType.ASSURANCE_TOO_LOW, {"level": handler.level.value}), None
    act.belongs_to = admission.subject
    asked = Asked(
        act,
        handler,
        act.hub.definitions.find(case.matter),
        admission,
        act.session.get_one(ResidentRow, case.resident),
        act.session.get(ResidentRow, case.agent) if case.agent else None,
        request.assurance,
    )
    return asked, case


def is_of(case: CaseRow, resident: str | None) -> bool:
    """Whether this person is the case's holder, or the one who handed it in."""
    return resident is not None and resident in (case.resident, case.agent)
