"""人社: registering as unemployed (H17, H18), renewing it (B05), and the benefit (H19)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Final

from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import own_account, today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.pension import account_text
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
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

VALID_MONTHS: Final = 6
RENEWABLE_DAYS: Final = 14
CHOSEN_BY_THE_PERSON: Final = ("27", "70")
"""Causes (of the dictionary) by which work ended by one's own will: no benefit (失业保险条例 第十四条)."""

_MONTHLY: Final = (217_500, 174_000)
"""Of the size of Shanghai's benefit: the first twelve months, the second twelve. Fen."""
_LEAST_MONTHS: Final = 12
_EXAMINED_DAYS: Final = 10


class Registration(Handler):
    """H17: registered from today on, for half a year."""

    matter = "H17"
    department = SERVICE
    local: ClassVar[bool] = True

    def open(self, question: Question) -> Opened | Refusal:
        return self._hindrance(question) or Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        if (refusal := self._hindrance(question)) is not None:
            return refusal
        today = today_of(question)
        until = add_months(today, VALID_MONTHS)
        number, cause = new_number("SY", today), question.form["cause"]
        question.records.add(
            kinds.UNEMPLOYED,
            {"number": number, "cause": cause, "since": today.isoformat(), "until": until.isoformat()},
        )
        text = w.Wording(self.matter)
        claims = question.form["ui"] == "yes" and benefit_hindrance(question) is None
        return Reply(
            headline=text.text("headline", until=w.day(until)),
            facts=(
                text.fact("number", w.plain(number)),
                text.fact("since", w.day(today)),
                text.fact("until", w.day(until)),
                text.fact("renewal", w.day(until - timedelta(RENEWABLE_DAYS))),
                text.fact("intent", text.word(f"value.{question.form['intent']}")),
            ),
            status=CaseStatus.DONE,
            onward=("H19",) if claims else (),
        )

    def _hindrance(self, question: Question) -> Refusal | None:
        if (refusal := hindrance(question, local=self.local)) is not None:
            return refusal
        if flexible_work(question) is not None:
            return refused("flexible-running")
        return refused("already-registered") if registration(question) is not None else None


class IncomingRegistration(Registration):
    """H18: the same for people whose household is registered elsewhere."""

    matter = "H18"
    local = False


class Renewal(Handler):
    """B05: half a year more, in the last two weeks before a registration ends."""

    matter = "B05"
    department = SERVICE

    def open(self, question: Question) -> Opened | Refusal:
        refusal = self._until(question)
        return refusal if isinstance(refusal, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        ends = self._until(question)
        if isinstance(ends, Refusal):
            return ends
        until = add_months(ends, VALID_MONTHS)
        running = question.records.one(kinds.UNEMPLOYED) or {}
        question.records.add(kinds.UNEMPLOYED, {**running, "until": until.isoformat()})
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", until=w.day(until)),
            facts=(
                text.fact("number", w.plain(running["number"])),
                text.fact("since", w.day(running["since"])),
                text.fact("until", w.day(until)),
                text.fact("intent", text.word(f"value.{question.form['intent']}")),
            ),
            status=CaseStatus.DONE,
        )

    def _until(self, question: Question) -> date | Refusal:
        """When the registration ends that can be renewed now."""
        if not is_local(question):
            return refused("not-shanghai-hukou")
        running = registration(question)
        if running is None:
            return refused("not-registered")
        ends = date.fromisoformat(running["until"])
        if today_of(question) < ends - timedelta(RENEWABLE_DAYS):
            return refused("too-early")
        return ends


def insured_months(question: Question) -> int:
    """Months that employers paid for; those one pays alone carry no unemployment insurance."""
    return sum(row.kind != SELF_PAID for row in contributions_of(question))


def benefit_months(insured: int) -> int:
    """How long the benefit is paid: at most 12, 18 or 24 months (失业保险条例 第十七条)."""
    years = insured // 12
    if years < 5:
        return min(12, 3 * years)
    return 18 if years < 10 else 24


def benefit_hindrance(question: Question) -> Refusal | None:
    """Why no benefit can be claimed, if so."""
    running = registration(question)
    if running is None:
        return refused("not-registered")
    if question.records.one(kinds.BENEFIT) is not None:
        return refused("already-applied")
    if running["cause"] in CHOSEN_BY_THE_PERSON:
        return refused("own-will")
    return refused("insurance-too-short") if insured_months(question) < _LEAST_MONTHS else None


class Benefit(Handler):
    """H19: claimed on the spot, examined within ten working days."""

    matter = "H19"
    department = SERVICE

    def open(self, question: Question) -> Opened | Refusal:
        return benefit_hindrance(question) or Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = benefit_hindrance(question) or own_account(question, "account", "bank")
        if refusal is not None:
            return refusal
        today, text = today_of(question), w.Wording(self.matter)
        months = benefit_months(insured_months(question))
        question.records.add(
            kinds.BENEFIT, {"on": today.isoformat(), "months": months, "monthly": list(_MONTHLY)}
        )
        at = working_days_after(question.now, _EXAMINED_DAYS)
        facts = (
            text.fact("months", w.number(months)),
            text.fact("monthly", w.money(_MONTHLY[0])),
            *((text.fact("later", w.money(_MONTHLY[1])),) if months > 12 else ()),
            text.fact("paid_to", w.plain(account_text(question.form["bank"], question.form["account"]))),
        )
        decided = Reply(
            headline=text.text("headline.issued", months=w.number(months), monthly=w.money(_MONTHLY[0])),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您的失业保险金申领已审核通过，将按月发放到您登记的银行账户。",
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, decided),
            message="您的失业保险金申领已受理，审核后短信通知您结果。",
        )
