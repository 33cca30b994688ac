"""公积金: one's account (Q29), bringing one from elsewhere (H31), paying in voluntarily (B27)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from kiosk.backend.models import CaseStatus, Table, ValueKind
from kiosk.domain.identifiers import normalise
from kiosk.domain.masks import mask_card
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import find_account, today_of
from kiosk.hub.departments.housing_fund.lists import ORGANISATION
from kiosk.hub.departments.public_list import NOTHING
from kiosk.hub.departments.registry import (
    Decision,
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

ACCOUNT: Final = "fund_account"
TRANSFER: Final = "fund_transfer"
VOLUNTARY: Final = "fund_voluntary"
LEAST, MOST = 38_400, 524_600
"""What may be paid in voluntarily each month, in fen."""


def entries(account: dict[str, Any], first: date, today: date) -> Iterator[tuple[date, str, int, int]]:
    """Day, what, amount and balance in fen, oldest first: deposits of each month, interest each June 30."""
    draw = random.Random(f"fund:{account['number']}")  # noqa: S311  # repeatable on purpose
    year, month = int(account["since"]), 7
    balance = 0
    while (year, month) <= (today.year, today.month):
        day = date(year, month, min(5 + draw.randint(0, 6), 28))
        if day <= today and account["state"] == "paying":
            balance += int(account["monthly"])
            yield day, "deposit", int(account["monthly"]), balance
        if month == 6 and date(year, 6, 30) <= today:
            interest = balance * 15 // 1000
            balance += interest
            yield date(year, 6, 30), "interest", interest, balance
        if month == 10 and account.get("rent") and date(year, 10, 20) <= today:
            taken = min(balance // 3, 3_000_000)
            balance -= taken
            yield date(year, 10, 20), "withdrawal", -taken, balance
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


class FundAccount(Handler):
    matter = "Q29"
    department = ORGANISATION

    def answer(self, question: Question) -> Reply | Refusal:
        account = question.records.one(ACCOUNT)
        if account is None:
            return refused("no-account")
        today = today_of(question)
        year = int(question.form.get("year") or today.year)
        every = list(entries(account, date(int(account["since"]), 1, 1), today))
        asked = [one for one in every if one[0].year == year]
        if not asked:
            return NOTHING
        text = w.Wording(self.matter)
        balance = w.money(asked[-1][3])
        return Reply(
            headline=text.text("headline", balance=balance),
            facts=(
                text.fact("account", w.plain(mask_card(str(account["number"])))),
                text.fact("employer", w.plain(str(account["employer"]))),
                text.fact("base", w.money(int(account["base"]))),
                text.fact("monthly", w.money(int(account["monthly"]))),
                text.fact("state", text.word(f"value.{account['state']}")),
            ),
            table=Table(
                columns=(
                    text.column("day", ValueKind.DATE),
                    text.column("what", ValueKind.KEY),
                    text.column("amount", ValueKind.MONEY),
                    text.column("balance", ValueKind.MONEY),
                ),
                rows=tuple(
                    (day.isoformat(), text.key(f"value.{what}"), w.yuan(amount), w.yuan(left))
                    for day, what, amount, left in reversed(asked)
                ),
            ),
            proof=ProofText(
                "住房公积金账户明细", "Provident-fund statement", (ProofLine("年份", "Year", str(year)),)
            ),
        )


class Transfer(Handler):
    matter = "H31"
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        return Opened() if question.records.one(ACCOUNT) is not None else refused("no-local-account")

    def submit(self, question: Question) -> Reply | Refusal:
        if question.records.one(ACCOUNT) is None:
            return refused("no-local-account")
        number = normalise(question.form["old_account"])
        if any(one["number"] == number for one in question.records.all(TRANSFER)):
            return refused("already-applied")
        question.records.add(TRANSFER, {"number": number})
        text = w.Wording(self.matter)
        facts = (
            text.fact("from_centre", w.plain(public_data.label("fund_centre", question.form["center"]))),
            text.fact("account", w.plain(mask_card(number))),
        )
        brought = random.Random(f"transfer:{number}").randint(800_000, 9_000_000)  # noqa: S311  # repeatable
        at = working_days_after(question.now, 15)
        issued = Reply(
            headline=text.text("headline.issued", amount=w.money(brought)),
            facts=facts,
            status=CaseStatus.ISSUED,
            message="您的公积金已从外省市转入，请查收。",
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            message="您的公积金转移已受理，两地中心联办。",
        )


class VoluntaryDeposit(Handler):
    matter = "B27"
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        return Opened() if question.records.one(VOLUNTARY) is not None else refused("not-voluntary")

    def submit(self, question: Question) -> Reply | Refusal:
        form = question.form
        if question.records.one(VOLUNTARY) is None:
            return refused("not-voluntary")
        whole, _, cents = form["amount"].partition(".")
        amount = int(whole) * 100 + int((cents + "00")[:2])
        if not LEAST <= amount <= MOST:
            return refused("amount-out-of-range")
        account = find_account(question.records, form["account"])
        if account is None or account.bank != form["bank"]:
            return refused("not-own-account")
        question.records.put(VOLUNTARY, {"amount": amount, "account": account.number})
        text = w.Wording(self.matter)
        facts = (
            text.fact("range", w.plain(f"{w.yuan(LEAST)} – {w.yuan(MOST)}")),
            text.fact("card", w.plain(mask_card(account.number))),
        )
        at = working_days_after(question.now, 3)
        issued = Reply(
            headline=text.text("headline.issued", amount=w.money(amount)),
            facts=facts,
            status=CaseStatus.ISSUED,
        )
        return Reply(
            headline=text.text("headline", amount=w.money(amount)),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(at, issued),
            message="您的自愿缴存变更已受理。",
        )
