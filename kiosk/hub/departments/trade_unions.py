"""总工会: the hospital plan of retired workers (B38)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kiosk.backend.models import CaseStatus, Deposit
from kiosk.domain.masks import mask_card
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import find_account, today_of
from kiosk.hub.departments.registry import (
    AgentRule,
    Decision,
    Department,
    Handler,
    Opened,
    Question,
    Reply,
    refused,
)
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.hashing import draw_letters
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

PLAN: Final = "hospital_plan"
CLAIM: Final = "hospital_claim"
DAILY: Final = 8_000  # fen for each day in hospital
MOST_DAYS: Final = 180


class HospitalPlan(Handler):
    matter = "B38"
    department = "上海市总工会"
    agents = AgentRule.FAMILY

    def open(self, question: Question) -> Opened | Refusal:
        return Opened() if question.records.one(PLAN) is not None else refused("not-insured")

    def submit(self, question: Question) -> Reply | Refusal:
        form = question.form
        if question.records.one(PLAN) is None:
            return refused("not-insured")
        account = find_account(question.records, form["account"])
        if account is None or account.bank != form["bank"]:
            return refused("not-own-account")
        left = date.fromisoformat(form["left"])
        claims = question.records.all(CLAIM)
        if any(abs((today_of(question) - left).days - int(one["days_ago"])) < 1 for one in claims):
            return refused("already-claimed")
        days = min((left - date.fromisoformat(form["admitted"])).days + 1, MOST_DAYS)
        paid = days * DAILY
        question.records.add(CLAIM, {"days_ago": (today_of(question) - left).days})
        text = w.Wording(self.matter)
        facts = (
            text.fact("days", w.number(days)),
            text.fact("daily", w.money(DAILY)),
            text.fact("paid_to", w.plain(mask_card(account.number))),
        )
        at = working_days_after(question.now, 15)
        issued = Reply(
            headline=text.text("headline.issued", amount=w.money(paid)),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您申请的住院保障已给付，请查收。",
        )
        return Reply(
            headline=text.text("headline", amount=w.money(paid)),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            deposit=Deposit(number=f"B38-{draw_letters(8)}", until=today_of(question) + timedelta(days=7)),
            message="您申请的住院保障已受理，请把发票原件放进自助证照柜。",
        )


DEPARTMENT: Department = WithGivenRecords("trade-unions", HospitalPlan())
