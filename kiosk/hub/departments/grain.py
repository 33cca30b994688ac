"""粮食: the card that the food-price subsidy is paid to (H30)."""

from __future__ import annotations

from typing import Final

from kiosk.backend.models import CaseStatus
from kiosk.domain.masks import mask_card
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import find_account
from kiosk.hub.departments.registry import (
    Decision,
    Department,
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

SUBSIDY: Final = "food_subsidy"


class SubsidyCard(Handler):
    matter = "H30"
    department = "上海市粮食和物资储备局"

    def open(self, question: Question) -> Opened | Refusal:
        return Opened() if question.records.one(SUBSIDY) is not None else refused("no-subsidy")

    def submit(self, question: Question) -> Reply | Refusal:
        subsidy = question.records.one(SUBSIDY)
        if subsidy is None:
            return refused("no-subsidy")
        account = find_account(question.records, question.form["account"])
        if account is None or not account.is_card:
            return refused("bad-bank-card")
        if account.number == subsidy["account"]:
            return refused("same-card")
        text = w.Wording(self.matter)
        bank = w.plain(public_data.label("bank", account.bank))
        facts = (
            text.fact("bank", bank),
            text.fact("card", w.plain(mask_card(account.number))),
            text.fact("monthly", w.money(int(subsidy["monthly"]))),
        )
        question.records.put(SUBSIDY, {**subsidy, "account": account.number})
        at = working_days_after(question.now, 10)
        issued = Reply(
            headline=text.text("headline.issued", bank=bank),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您的副食品价格补贴已改发到新的银行卡。",
        )
        return Reply(
            headline=text.text("headline", bank=bank),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            proof=ProofText(
                "副食品价格补贴发放银行卡维护",
                "Food-price subsidy: bank card",
                (ProofLine("发卡银行", "Bank", bank.value),),
            ),
            message="您申请更换的补贴银行卡已受理，审核后短信通知您。",
        )


DEPARTMENT: Department = WithGivenRecords("grain", SubsidyCard())
