"""人社, 社保中心: the pension insurance of urban workers (Q01 城保缴费情况)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.registry import Handler, Level, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import ContributionRow

FIRST_MONTH = "1993-01"
"""Shanghai opened personal pension accounts in 1993; there are no months before."""

TEXT = w.Wording("Q01")

COLUMNS = (
    TEXT.column("month", ValueKind.MONTH),
    TEXT.column("employer", ValueKind.TEXT),
    TEXT.column("base", ValueKind.MONEY),
    TEXT.column("employer_share", ValueKind.MONEY),
    TEXT.column("personal_share", ValueKind.MONEY),
    TEXT.column("kind", ValueKind.KEY),
)


class PensionContributions(Handler):
    """Q01: month by month, newest first, with the sums."""

    matter = "Q01"
    department = "上海市社会保险事业管理中心"
    level = Level.LIVE_PERSON

    def answer(self, question: Question) -> Reply | Refusal:
        first = question.form.get("from", "") or FIRST_MONTH
        last = question.form.get("to", "") or today_of(question).isoformat()[:7]
        if question.resident is None:
            return Refusal(RefusalType.NO_RECORD, {"scope": "all"})
        records = question.session.scalars(
            select(ContributionRow)
            .where(ContributionRow.resident == question.resident.key)
            .order_by(ContributionRow.month.desc())
        ).all()
        if not records:
            return Refusal(RefusalType.NO_RECORD, {"scope": "all"})
        asked = [row for row in records if first <= row.month <= last]
        if not asked:
            return Refusal(RefusalType.NO_RECORD, {"scope": "months", "from": first, "to": last})
        return _reply(asked, len(records))


def _reply(asked: Sequence[ContributionRow], months_in_all: int) -> Reply:
    newest, oldest = asked[0].month, asked[-1].month
    personal = sum(row.personal_share for row in asked)
    rows = tuple(
        (
            row.month,
            row.employer,
            w.yuan(row.base),
            w.yuan(row.employer_share),
            w.yuan(row.personal_share),
            TEXT.key(f"kind.{row.kind}"),
        )
        for row in asked
    )
    return Reply(
        headline=TEXT.text(
            "headline", months=w.number(len(asked)), from_=w.month(oldest), to=w.month(newest)
        ),
        facts=(
            TEXT.fact("months", w.number(len(asked))),
            TEXT.fact("months_in_all", w.number(months_in_all)),
            TEXT.fact("newest", w.month(newest)),
            TEXT.fact("newest_base", w.money(asked[0].base)),
            TEXT.fact("personal_sum", w.money(personal)),
        ),
        table=Table(columns=COLUMNS, rows=rows),
        proof=ProofText(
            title_zh="参加个人城镇基本养老保险缴费情况",
            title_en="Urban pension insurance: contribution record",
            lines=(
                ProofLine("起止年月", "Months", f"{oldest} – {newest}"),
                ProofLine("缴费月数", "Months paid", str(len(asked))),
                ProofLine("个人缴费合计（元）", "Personal contributions (CNY)", w.yuan(personal)),
            ),
        ),
    )
