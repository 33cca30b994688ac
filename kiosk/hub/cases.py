"""Cases: every attempt at a matter is one, answered or refused, so that it can be proved, rated and asked
about."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import (
    Availability,
    MatterAvailability,
    MatterState,
    QueryRequest,
    QueryResult,
)
from kiosk.hub.acts import Act
from kiosk.hub.assurances import is_assured
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.departments.registry import Handler, Level, Question, Reply
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records
from kiosk.hub.tables import AdmissionRow, CaseRow, MatterSwitchRow, ResidentRow

ANSWERED = "answered"


def query(act: Act, matter: str, request: QueryRequest) -> QueryResult | Refusal:
    """Ask a department. What it refuses is a case too; what never reached it (who, whether, how sure) is
    none."""
    handler = act.hub.registry.find(matter)
    if handler is None:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    admission = act.admission(request.subject) if request.subject is not None else None
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    if (switched := _switched_off(act, matter)) is not None:
        return switched
    if handler.level is Level.LIVE_PERSON and not is_assured(act, admission, request.assurance, matter):
        return Refusal(RefusalType.ASSURANCE_TOO_LOW, {"level": handler.level.value})
    act.belongs_to = admission.subject
    resident = act.session.get(ResidentRow, admission.resident) if admission.resident else None
    reply = handler.answer(
        Question(act.session, resident, request.form, act.now, Records(act.session, admission.resident))
    )
    case = _open_case(act, handler, admission, request, reply)
    if isinstance(reply, Refusal):
        return replace(reply, case=case.id)
    return QueryResult(
        case=case.id,
        matter=matter,
        answered_at=act.now,
        received_by=case.received_by,
        accepted_by=case.accepted_by,
        headline=reply.headline,
        facts=reply.facts,
        table=reply.table,
        proof_offered=reply.proof is not None,
        onward=reply.onward,
    )


def _open_case(
    act: Act, handler: Handler, admission: AdmissionRow, request: QueryRequest, reply: Reply | Refusal
) -> CaseRow:
    if isinstance(reply, Refusal):
        outcome, record = reply.type.value, None
    else:
        outcome, record = ANSWERED, asdict(reply.proof) if reply.proof else None
    case = CaseRow(
        id=f"{handler.matter}-{_day(act.now)}-{draw_letters(8)}",
        matter=handler.matter,
        terminal=act.terminal,
        resident=admission.resident,
        assurance=request.assurance.method,
        opened_at=act.now,
        outcome=outcome,
        received_by=act.hub.settings.organisation,
        accepted_by=handler.department,
        record=record,
    )
    act.session.add(case)
    return case


def _day(now: datetime) -> str:
    return now.astimezone(SHANGHAI).strftime("%Y%m%d")


def _switched_off(act: Act, matter: str) -> Refusal | None:
    row = act.session.get(MatterSwitchRow, matter)
    if row is None or (row.until is not None and row.until <= act.now):
        return None
    params = {"reason": row.reason}
    if row.until is not None:
        params["until"] = row.until.isoformat()
    return Refusal(RefusalType.MATTER_UNAVAILABLE, params)


def availability(hub: Hub, now: datetime) -> Availability:
    """What can be handled at this moment, so that a menu is greyed before anybody logs in."""
    with transaction(hub.engine) as session:
        off = {
            row.matter: row
            for row in session.query(MatterSwitchRow).all()
            if row.until is None or now < row.until
        }
    return Availability(
        as_of=now,
        matters=tuple(
            MatterAvailability(
                matter=matter,
                state=MatterState.UNAVAILABLE,
                reason=off[matter].reason,
                until=off[matter].until,
            )
            if matter in off
            else MatterAvailability(matter=matter, state=MatterState.AVAILABLE)
            for matter in hub.registry.matters()
        ),
    )


def switch_matter(hub: Hub, matter: str, state: MatterState, reason: str, until: datetime | None) -> None:
    """Switch a matter off, with the reason and the end, or on again."""
    with transaction(hub.engine) as session:
        row = session.get(MatterSwitchRow, matter)
        if row is not None:
            session.delete(row)
            session.flush()
        if state is MatterState.UNAVAILABLE:
            session.add(MatterSwitchRow(matter=matter, reason=reason, until=until))
