"""人社, 社保中心: the pension insurance of urban workers (Q01 城保缴费情况)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Column, Fact, Table, TextRef, Value, ValueKind
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments.registry import Handler, Level, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import ContributionRow

FIRST_MONTH = "1993-01"
"""Shanghai opened personal pension accounts in 1993; there are no months before."""

_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Span:
    """Months from and to, both included, `YYYY-MM`."""

    first: str
    last: str


def read_span(form: Mapping[str, str], now: datetime) -> Span | Refusal:
    """The months asked for; all of them by default. Refuses by field and rule."""

    def invalid(field: str, rule: str) -> Refusal:
        return Refusal(RefusalType.FORM_INVALID, {"field": field, "rule": rule})

    for name in form:
        if name not in ("from", "to"):
            return Refusal(RefusalType.FORM_INVALID, {"field": "", "rule": "unknown-field"})
    this_month = now.astimezone(SHANGHAI).strftime("%Y-%m")
    bounds = {"from": FIRST_MONTH, "to": this_month}
    for name in bounds:
        value = form.get(name, "")
        if not value:
            continue
        if not _MONTH.fullmatch(value):
            return invalid(name, "month")
        if value > this_month:
            return invalid(name, "future")
        if value < FIRST_MONTH:
            return invalid(name, "too-early")
        bounds[name] = value
    span = Span(bounds["from"], bounds["to"])
    return invalid("to", "order") if span.last < span.first else span


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def _value(kind: ValueKind, value: object) -> Value:
    return Value(kind=kind, value=str(value))


COLUMNS = (
    Column(label="matter.Q01.column.month", kind=ValueKind.MONTH),
    Column(label="matter.Q01.column.employer", kind=ValueKind.TEXT),
    Column(label="matter.Q01.column.base", kind=ValueKind.MONEY),
    Column(label="matter.Q01.column.employer_share", kind=ValueKind.MONEY),
    Column(label="matter.Q01.column.personal_share", kind=ValueKind.MONEY),
    Column(label="matter.Q01.column.kind", kind=ValueKind.KEY),
)


class PensionContributions(Handler):
    """Q01: month by month, newest first, with the sums."""

    matter = "Q01"
    department = "上海市社会保险事业管理中心"
    level = Level.LIVE_PERSON

    def answer(self, question: Question) -> Reply | Refusal:
        span = read_span(question.form, question.now)
        if isinstance(span, Refusal):
            return span
        if question.resident is None:
            return Refusal(RefusalType.NO_RECORD, {"scope": "all"})
        records = question.session.scalars(
            select(ContributionRow)
            .where(ContributionRow.resident == question.resident.key)
            .order_by(ContributionRow.month.desc())
        ).all()
        if not records:
            return Refusal(RefusalType.NO_RECORD, {"scope": "all"})
        asked = [row for row in records if span.first <= row.month <= span.last]
        if not asked:
            return Refusal(RefusalType.NO_RECORD, {"scope": "months", "from": span.first, "to": span.last})
        return _reply(asked, len(records))


def _reply(asked: Sequence[ContributionRow], months_in_all: int) -> Reply:
    newest, oldest = asked[0].month, asked[-1].month
    personal = sum(row.personal_share for row in asked)
    rows = tuple(
        (
            row.month,
            row.employer,
            yuan(row.base),
            yuan(row.employer_share),
            yuan(row.personal_share),
            f"matter.Q01.kind.{row.kind}",
        )
        for row in asked
    )
    return Reply(
        headline=TextRef(
            key="matter.Q01.headline",
            params={
                "months": _value(ValueKind.NUMBER, len(asked)),
                "from": _value(ValueKind.MONTH, oldest),
                "to": _value(ValueKind.MONTH, newest),
            },
        ),
        facts=(
            Fact(label="matter.Q01.fact.months", value=_value(ValueKind.NUMBER, len(asked))),
            Fact(label="matter.Q01.fact.months_in_all", value=_value(ValueKind.NUMBER, months_in_all)),
            Fact(label="matter.Q01.fact.newest", value=_value(ValueKind.MONTH, newest)),
            Fact(label="matter.Q01.fact.newest_base", value=_value(ValueKind.MONEY, yuan(asked[0].base))),
            Fact(label="matter.Q01.fact.personal_sum", value=_value(ValueKind.MONEY, yuan(personal))),
        ),
        table=Table(columns=COLUMNS, rows=rows),
        proof=ProofText(
            title_zh="参加个人城镇基本养老保险缴费情况",
            title_en="Urban pension insurance: contribution record",
            lines=(
                ProofLine("起止年月", "Months", f"{oldest} – {newest}"),
                ProofLine("缴费月数", "Months paid", str(len(asked))),
                ProofLine("个人缴费合计（元）", "Personal contributions (CNY)", yuan(personal)),
            ),
        ),
    )
