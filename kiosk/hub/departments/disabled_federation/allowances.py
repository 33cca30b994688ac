"""残联: the transport allowance (H28), and the data plan for deaf and mute people (H29)."""

from __future__ import annotations

from typing import Final

from kiosk.backend.models import CaseStatus
from kiosk.domain.known_facts import KnownFact
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.disabled_federation.places import ORGANISATION
from kiosk.hub.departments.forms import find_account
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal
from kiosk.hub.register import CERTIFICATE

REQUESTED: Final = "disabled_requested"
MONTHLY: Final = 15_000  # fen
HEARING_OR_SPEECH: Final = frozenset("23")
"""The 19th character of a disability certificate's number: GB/T 26341-2010 kinds of disability."""


def certificate_of(question: Question) -> str | None:
    """The number of the person's disability certificate."""
    found = (one["number"] for one in question.records.all(CERTIFICATE) if one["kind"] == "disability")
    return next((str(number) for number in found), None)


class _ForDisabled(Handler):
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        number = certificate_of(question)
        if number is None:
            return refused("no-certificate")
        hindered = self.hindrance(question, number)
        return hindered or Opened(prefill={KnownFact.DISABILITY_CERTIFICATE.value: number})

    def hindrance(self, question: Question, number: str) -> Refusal | None:
        """Why the holder of this certificate cannot have it, if so."""
        asked = question.records.all(REQUESTED)
        return refused("already-applied") if any(one["matter"] == self.matter for one in asked) else None

    def checked(self, question: Question) -> Refusal | None:
        """What stands in the way when the case comes in."""
        number = certificate_of(question)
        if number is None:
            return refused("no-certificate")
        return self.hindrance(question, number)


class TransportAllowance(_ForDisabled):
    matter = "H28"

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self.checked(question)
        if refusal is not None:
            return refusal
        account = find_account(question.records, question.form["account"])
        if account is None or account.bank != question.form["bank"]:
            return refused("not-own-account")
        question.records.add(REQUESTED, {"matter": self.matter})
        text = w.Wording(self.matter)
        facts = (
            text.fact("monthly", w.money(MONTHLY)),
            text.fact("center", w.plain(public_data.label("service_centre", question.form["center"]))),
        )
        at = working_days_after(question.now, 20)
        issued = Reply(
            headline=text.text("headline.issued", monthly=w.money(MONTHLY)),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您申请的补贴已审核通过，将按月发放到您登记的银行账户。",
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            message="您申请的补贴已受理，审核后短信通知您结果。",
        )


class DataPlan(_ForDisabled):
    matter = "H29"

    def hindrance(self, question: Question, number: str) -> Refusal | None:
        if number[18:19] not in HEARING_OR_SPEECH:
            return refused("other-disability")
        return super().hindrance(question, number)

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self.checked(question)
        if refusal is not None:
            return refusal
        question.records.add(REQUESTED, {"matter": self.matter})
        text = w.Wording(self.matter)
        operator = text.word(f"value.{question.form['operator']}")
        at = working_days_after(question.now, 10)
        issued = Reply(
            headline=text.text("headline.issued", operator=operator),
            facts=(text.fact("operator", operator),),
            status=CaseStatus.ISSUED,
            message="您申请的套餐已开通。",
        )
        return Reply(
            headline=text.text("headline"),
            facts=(text.fact("operator", operator),),
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            message="您申请的套餐已受理，审核后短信通知您结果。",
        )
