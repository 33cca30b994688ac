"""Cases as they are kept: opened, decided when their time has come, shown as they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kiosk.backend.models import CaseAct, CaseStatus, QueryResult
from kiosk.hub.acts import Act
from kiosk.hub.asking import Asked
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.departments.registry import Decision, Reply
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal
from kiosk.hub.record_changes import undo
from kiosk.hub.tables import CaseEventRow, CaseRow, ResidentRow

_REPLY = TypeAdapter(Reply)
_DECISION = TypeAdapter(Decision)

Send = Callable[[str, str, datetime], None]
"""Phone, text, moment."""


class CaseKind(StrEnum):
    """What somebody wanted of a department."""

    QUERY = "query"  # 查询, and printing what was decided
    SUBMISSION = "submission"  # 办理


def open_case(
    act: Act, asked: Asked, kind: CaseKind, outcome: Reply | Refusal, given: dict[str, Any] | None = None
) -> CaseRow:
    """Every attempt that reached a department is a case, answered or refused."""
    case = CaseRow(
        id=f"{asked.handler.matter}-{_day(act.now)}-{draw_letters(8)}",
        matter=asked.handler.matter,
        kind=kind,
        terminal=act.terminal,
        resident=asked.resident.key if asked.resident else None,
        agent=asked.agent.key if asked.agent else None,
        subject=asked.admission.subject if asked.admission else None,
        assurance=asked.assurance.method,
        opened_at=act.now,
        outcome=_word(outcome),
        received_by=act.hub.settings.organisation,
        accepted_by=asked.handler.department,
        given=given,
    )
    act.session.add(case)
    act.session.flush()
    if isinstance(outcome, Reply):
        answered(act.session, case, outcome, act.now)
        _tell(act.session, case, outcome, act.now, _afterwards(act))
    return case


def _word(outcome: Reply | Refusal) -> str:
    if isinstance(outcome, Reply):
        return outcome.status.value
    return outcome.params.get("code", outcome.type.value)[:60]


def answered(session: Session, case: CaseRow, reply: Reply, at: datetime) -> None:
    """The case stands now as this reply says."""
    case.status = reply.status
    case.reply = _REPLY.dump_python(replace(reply, decision=None), mode="json")
    case.record = asdict(reply.proof) if reply.proof else None
    case.decision = _DECISION.dump_python(reply.decision, mode="json") if reply.decision else None
    case.decide_at = reply.decision.at if reply.decision else None
    session.add(CaseEventRow(case=case.id, at=at, status=reply.status))
    if reply.status in (CaseStatus.SUPPLEMENT, CaseStatus.NOT_ACCEPTED):
        # What the department noted when the case came in (applied for, reported) does not stand.
        undo(session, case)


def settle(session: Session, now: datetime, send: Send) -> int:
    """Decide every case whose time has come; who was waiting is told by SMS. Returns how many."""
    count = 0
    while due := session.scalars(due_cases(now)).all():
        for case in due:
            decision = _DECISION.validate_python(case.decision)
            answered(session, case, decision.reply, decision.at)
            _tell(session, case, decision.reply, decision.at, send)
            count += 1
        session.flush()
    return count


def due_cases(now: datetime) -> Select[CaseRow]:
    """Held while they are decided: nobody withdraws at the same moment what is being issued."""
    return (
        select(CaseRow)
        .where(CaseRow.decide_at <= now)
        .order_by(CaseRow.decide_at)
        .limit(50)
        .with_for_update()
    )


def settle_for(act: Act) -> None:
    """Decide within an act, telling after its commit."""
    settle(act.session, act.now, _afterwards(act))


def _afterwards(act: Act) -> Send:
    def send(phone: str, text: str, at: datetime) -> None:
        act.afterwards(lambda: act.hub.messages.send(phone, text, at))

    return send


def _tell(session: Session, case: CaseRow, reply: Reply, at: datetime, send: Send) -> None:
    if not reply.message or case.resident is None:
        return
    phone = session.get_one(ResidentRow, case.resident).phone
    if phone:
        send(phone, f"【政务服务自助区】{reply.message}", at)


def reply_of(case: CaseRow) -> Reply:
    """The answer as it stands."""
    return _REPLY.validate_python(case.reply)


def result(case: CaseRow, reply: Reply, answered_at: datetime, **more: Any) -> QueryResult:
    """What the terminal is told of a case."""
    return QueryResult(
        case=case.id,
        matter=case.matter,
        answered_at=answered_at,
        received_by=case.received_by,
        accepted_by=case.accepted_by,
        headline=reply.headline,
        facts=reply.facts,
        table=reply.table,
        proof_offered=case.record is not None,
        status=CaseStatus(case.status) if case.status else reply.status,
        due=reply.due,
        missing=reply.missing,
        acts=acts_of(case),
        deposit=reply.deposit,
        book=reply.book,
        onward=reply.onward,
    ).model_copy(update=more)


def acts_of(case: CaseRow) -> tuple[CaseAct, ...]:
    """What the person can do with the case now."""
    if case.kind != CaseKind.SUBMISSION:
        return ()
    match CaseStatus(case.status) if case.status else None:
        case CaseStatus.SUPPLEMENT:
            return (CaseAct.SUPPLEMENT, CaseAct.WITHDRAW)
        case CaseStatus.ACCEPTED:
            return (CaseAct.WITHDRAW,)
        case _:
            return ()


def cases_of(session: Session, resident: str) -> list[CaseRow]:
    """What this person handed in and was not refused, newest first."""
    return list(
        session.scalars(
            select(CaseRow)
            .where(CaseRow.resident == resident)
            .where(CaseRow.kind == CaseKind.SUBMISSION)
            .where(CaseRow.status.is_not(None))
            .order_by(CaseRow.opened_at.desc(), CaseRow.id)
        )
    )


def events_of(session: Session, case: str) -> list[CaseEventRow]:
    """What happened to a case, in order."""
    return list(
        session.scalars(
            select(CaseEventRow).where(CaseEventRow.case == case).order_by(CaseEventRow.at, CaseEventRow.id)
        )
    )


def _day(now: datetime) -> str:
    return now.astimezone(SHANGHAI).strftime("%Y%m%d")


def settle_hub(hub: Hub) -> int:
    """Decide what is due at the hub's present moment, outside of any act; told after the commit."""
    told: list[tuple[str, str, datetime]] = []
    with transaction(hub.engine) as session:
        count = settle(session, hub.clock(), lambda *message: told.append(message))
    for message in told:
        hub.messages.send(*message)
    return count
