"""发改委: the public-credit report (B32)."""

from __future__ import annotations

from datetime import timedelta

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.public_list import NOTHING
from kiosk.hub.departments.registry import Department, Handler, ProofLine, ProofText, Question, Reply
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.problems import Refusal

RECORD = "credit_record"


class CreditReport(Handler):
    matter = "B32"
    department = "上海市公共信用信息服务中心"

    def answer(self, question: Question) -> Reply | Refusal:
        records = sorted(question.records.all(RECORD), key=lambda one: int(one["days_ago"]))
        if not records:
            return NOTHING
        today = today_of(question)
        text = w.Wording(self.matter)
        bad = sum(one["kind"] == "bad" for one in records)
        return Reply(
            headline=text.text("headline", count=w.number(len(records)), bad=w.number(bad)),
            facts=(text.fact("purpose", text.word(f"value.{question.form['purpose']}")),),
            table=Table(
                columns=(
                    text.column("day", ValueKind.DATE),
                    text.column("kind", ValueKind.KEY),
                    text.column("what", ValueKind.TEXT),
                    text.column("source", ValueKind.TEXT),
                ),
                rows=tuple(
                    (
                        (today - timedelta(days=int(one["days_ago"]))).isoformat(),
                        text.key(f"value.{one['kind']}"),
                        str(one["what"]),
                        str(one["source"]),
                    )
                    for one in records
                ),
            ),
            proof=ProofText(
                "个人公共信用信息报告",
                "Personal public-credit report",
                (ProofLine("记录数", "Records", str(len(records))),),
            ),
        )


DEPARTMENT: Department = WithGivenRecords("development-reform", CreditReport())
