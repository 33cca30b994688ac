"""民政 certificates of hardship (H24-H27, B06): made by the centre for whom the register recognises."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kiosk.backend.models import CaseStatus
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.civil_affairs.centres import ORGANISATION
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.registry import AgentRule, Decision, Handler, Opened, Question, Reply, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

RECOGNISED: Final = "recognised"
REQUESTED: Final = "requested"
DAYS: Final = 5


class HardshipCertificate(Handler):
    department = ORGANISATION
    agents = AgentRule.FAMILY

    def open(self, question: Question) -> Opened | Refusal:
        return self._hindrance(question) or Opened()

    def _hindrance(self, question: Question) -> Refusal | None:
        if self._since(question) is None:
            return refused("not-on-list")
        pending = question.records.all(REQUESTED)
        return refused("already-applied") if any(one["matter"] == self.matter for one in pending) else None

    def _since(self, question: Question) -> int | None:
        """For how many days the person has been recognised."""
        found = (one for one in question.records.all(RECOGNISED) if one["matter"] == self.matter)
        return next((int(one["days"]) for one in found), None)

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self._hindrance(question)
        if refusal is not None:
            return refusal
        since = self._since(question)
        assert since is not None
        question.records.add(REQUESTED, {"matter": self.matter, "days": 0})
        text = w.Wording(self.matter)
        delivery = text.word(f"value.{question.form['delivery']}")
        facts = (
            text.fact("since", w.day(today_of(question) - timedelta(days=since))),
            text.fact("recipient", w.plain(question.form["recipient"])),
            text.fact("delivery", delivery),
        )
        at = working_days_after(question.now, DAYS)
        issued = Reply(
            headline=text.text("headline.issued", how=delivery),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您申请的证明已开好，请按您选的方式领取。",
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            message="您申请的证明已受理，开好后短信通知您。",
        )


class MinimumAllowance(HardshipCertificate):
    matter = "H24"


class LowIncome(HardshipCertificate):
    matter = "H25"


class ExtremeDifficulty(HardshipCertificate):
    matter = "H26"


class Illness(HardshipCertificate):
    matter = "H27"


class FixedSubsidy(HardshipCertificate):
    matter = "B06"


CERTIFICATES: Final = (MinimumAllowance, LowIncome, ExtremeDifficulty, Illness, FixedSubsidy)
