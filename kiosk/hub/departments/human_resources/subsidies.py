"""人社: subsidies for older unemployed people (H23) and for the insurance of flexible workers (B04)."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from kiosk.backend.models import CaseStatus, Fact, Missing
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import own_account, today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.pension import account_text
from kiosk.hub.departments.human_resources.standing import (
    SERVICE,
    flexible_work,
    has_age,
    registration,
)
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

_SUPPLEMENT_DAYS: Final = 10
_EXAMINED_DAYS: Final = 20
"""The street examines first, the district decides."""


class _Subsidy(Handler):
    department = SERVICE
    record: ClassVar[str]
    monthly: ClassVar[int]
    granted: ClassVar[str]

    def hindrance(self, question: Question) -> Refusal | None:
        """Why this person cannot have it, if so."""
        raise NotImplementedError

    def open(self, question: Question) -> Opened | Refusal:
        return self.hindrance(question) or Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self.hindrance(question) or own_account(question, "account", "bank")
        return refusal if refusal is not None else self.accepted(question)

    def accepted(self, question: Question) -> Reply:
        """Everything is there: the case goes its way."""
        question.records.add(self.record, {"on": today_of(question).isoformat()})
        text = w.Wording(self.matter)
        at = working_days_after(question.now, _EXAMINED_DAYS)
        facts: tuple[Fact, ...] = (
            text.fact("monthly", w.money(self.monthly)),
            text.fact("paid_to", w.plain(account_text(question.form["bank"], question.form["account"]))),
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(
                at,
                Reply(
                    headline=text.text("headline.issued", monthly=w.money(self.monthly)),
                    facts=facts,
                    status=CaseStatus.ISSUED,
                    message=f"您申请的{self.granted}已审核通过，将按月发放到您登记的银行账户。",
                ),
            ),
            message=f"您申请的{self.granted}已受理，审核后短信通知您结果。",
        )


class JobSubsidy(_Subsidy):
    """H23: for unemployed men from 45 and women from 40 on; with an employer, the contract is needed."""

    matter = "H23"
    record = kinds.JOB_SUBSIDY
    monthly = 134_500
    granted = "岗位补贴"

    def hindrance(self, question: Question) -> Refusal | None:
        if registration(question) is None:
            return refused("not-registered")
        if not has_age(question, 45 if question.holder.sex == "1" else 40):
            return refused("too-young")
        return refused("already-applied") if question.records.one(self.record) else None

    def accepted(self, question: Question) -> Reply:
        if not question.form.get("employer") or question.given("contract"):
            return super().accepted(question)
        text = w.Wording(self.matter)
        until = today_of(question) + timedelta(_SUPPLEMENT_DAYS)
        return Reply(
            headline=text.text("headline.supplement", until=w.day(until)),
            status=CaseStatus.SUPPLEMENT,
            missing=(Missing(material="contract", reason=text.key("missing.contract"), until=until),),
            message="您申请的岗位补贴还缺少材料，请按短信或回执上的期限补交。",
        )


class InsuranceSubsidy(_Subsidy):
    """B04: for flexible workers who are recognised as having difficulty in finding work (就业困难人员)."""

    matter = "B04"
    record = kinds.INSURANCE_SUBSIDY
    monthly = 88_300
    granted = "社会保险费补贴"

    def hindrance(self, question: Question) -> Refusal | None:
        if flexible_work(question) is None:
            return refused("not-running")
        recognised = question.records.one(kinds.DIFFICULTY)
        if recognised is None or recognised["until"] < today_of(question).isoformat():
            return refused("not-recognised")
        return refused("already-applied") if question.records.one(self.record) else None
