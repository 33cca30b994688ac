"""人社: 灵活就业, work on one's own account: beginning (H20, H22), ending (H21, B03), statement (Q04)."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus, Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.pension import CENTRE, NO_RECORD
from kiosk.hub.departments.human_resources.rights import contributions_of
from kiosk.hub.departments.human_resources.standing import (
    SELF_PAID,
    SERVICE,
    flexible_work,
    hindrance,
    is_local,
    new_number,
    registration,
)
from kiosk.hub.departments.registry import (
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    invalid,
    refused,
)
from kiosk.hub.problems import Refusal

PENSION_PERCENT, MEDICAL_PERCENT = 24, 10
"""What flexible workers pay themselves, of the base."""


class Registration(Handler):
    """H20: from a day on the person works on their own account. Ends a registration as unemployed."""

    matter = "H20"
    department = SERVICE
    local: ClassVar[bool] = True

    def open(self, question: Question) -> Opened | Refusal:
        if (refusal := self._hindrance(question)) is not None:
            return refusal
        if registration(question) is None:
            return Opened()
        return Opened(warnings=(w.Wording(self.matter).text("warning.ends_registration"),))

    def submit(self, question: Question) -> Reply | Refusal:
        if (refusal := self._hindrance(question)) is not None:
            return refusal
        start = question.form["start"]
        before = question.records.one(kinds.FLEXIBLE)
        if before is not None and start <= before["until"]:
            return invalid("start", "before_start")
        number = new_number("LH", today_of(question))
        question.records.add(
            kinds.FLEXIBLE, {"number": number, "form": question.form["form"], "since": start, "until": ""}
        )
        unemployed = registration(question)
        if unemployed is not None:
            ended = {**unemployed, "until": (today_of(question) - timedelta(1)).isoformat()}
            question.records.add(kinds.UNEMPLOYED, ended)
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", start=w.day(start)),
            facts=(
                text.fact("number", w.plain(number)),
                text.fact("form", text.word(f"value.{question.form['form']}")),
                text.fact("start", w.day(start)),
                *((text.fact("ended", w.plain(unemployed["number"])),) if unemployed else ()),
            ),
            status=CaseStatus.DONE,
            onward=("Q04",),
        )

    def _hindrance(self, question: Question) -> Refusal | None:
        refusal = hindrance(question, local=self.local)
        if refusal is None and flexible_work(question) is not None:
            return refused("already-running")
        return refusal


class IncomingRegistration(Registration):
    """H22: the same for people whose household is registered elsewhere."""

    matter = "H22"
    local = False


class Withdrawal(Handler):
    """H21: the end of a registration that is running."""

    matter = "H21"
    department = SERVICE
    local: ClassVar[bool] = True
    next_matter: ClassVar[str] = "H17"

    def open(self, question: Question) -> Opened | Refusal:
        running = self._running(question)
        return running if isinstance(running, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        running = self._running(question)
        if isinstance(running, Refusal):
            return running
        end, why = question.form["end"], question.form["why"]
        if end < running["since"]:
            return invalid("end", "before_start")
        question.records.add(kinds.FLEXIBLE, {**running, "until": end})
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", end=w.day(end)),
            facts=(
                text.fact("number", w.plain(running["number"])),
                text.fact("start", w.day(running["since"])),
                text.fact("end", w.day(end)),
                text.fact("why", text.word(f"value.{why}")),
            ),
            status=CaseStatus.DONE,
            onward=(self.next_matter,) if why == "unemployed" else (),
        )

    def _running(self, question: Question) -> dict[str, str] | Refusal:
        if is_local(question) is not self.local:
            return refused("not-shanghai-hukou" if self.local else "shanghai-hukou")
        return flexible_work(question) or refused("not-running")


class IncomingWithdrawal(Withdrawal):
    """B03: the same for people whose household is registered elsewhere."""

    matter = "B03"
    local = False
    next_matter = "H18"


class FlexibleStatement(Handler):
    """Q04: what a flexible worker paid in a year, month by month, newest first."""

    matter = "Q04"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        paid = [row for row in reversed(contributions_of(question)) if row.kind == SELF_PAID]
        if not paid:
            return NO_RECORD
        asked = question.form.get("year", "") or paid[0].month[:4]
        rows = [
            (row.month, row.base, row.base * PENSION_PERCENT // 100, row.base * MEDICAL_PERCENT // 100)
            for row in paid
            if row.month[:4] == asked
        ]
        if not rows:
            return Refusal(RefusalType.NO_RECORD, {"scope": "year", "year": asked})
        text = w.Wording(self.matter)
        pension, medical = sum(row[2] for row in rows), sum(row[3] for row in rows)
        return Reply(
            headline=text.text(
                "headline", year=w.plain(asked), sum=w.money(pension + medical), months=w.number(len(rows))
            ),
            facts=(
                text.fact("months", w.number(len(rows))),
                text.fact("pension", w.money(pension)),
                text.fact("medical", w.money(medical)),
                text.fact("sum", w.money(pension + medical)),
            ),
            table=Table(
                columns=(
                    text.column("month", ValueKind.MONTH),
                    text.column("base", ValueKind.MONEY),
                    text.column("pension", ValueKind.MONEY),
                    text.column("medical", ValueKind.MONEY),
                    text.column("sum", ValueKind.MONEY),
                ),
                rows=tuple(
                    (month, w.yuan(base), w.yuan(own), w.yuan(health), w.yuan(own + health))
                    for month, base, own, health in rows
                ),
            ),
            proof=ProofText(
                title_zh="灵活就业人员电子对账单",
                title_en="Flexible worker's statement",
                lines=(
                    ProofLine("年度", "Year", asked),
                    ProofLine("缴费月数", "Months paid", str(len(rows))),
                    ProofLine("合计（元）", "Sum (CNY)", w.yuan(pension + medical)),
                ),
            ),
        )
