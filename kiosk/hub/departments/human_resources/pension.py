"""人社, 社保中心: pensions of urban workers as they are paid (Q02), and the account they go to (H16)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import ClassVar, Final

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus, Table, ValueKind
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.domain.dates import add_months
from kiosk.domain.identifiers import normalise
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.masks import mask_card
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import find_account, today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.awards import PAID_ON, Award, Payment
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

CENTRE: Final = "上海市社会保险事业管理中心"
NO_RECORD: Final = Refusal(RefusalType.NO_RECORD, {"scope": "all"})
MONTHS_BY_DEFAULT: Final = 12

_DICTIONARIES: Final = Path(__file__).resolve().parents[4] / "config" / "dictionaries"
_NO_ACCOUNT: Final = "—"


@cache
def _banks() -> dict[str, str]:
    known = load_dictionaries(_DICTIONARIES)[0].get("bank")
    return {entry.value: entry.label.zh for entry in known.entries} if known else {}


def account_text(bank: str, number: str) -> str:
    """The bank's name and the last four digits."""
    return f"{_banks().get(bank, bank)} {mask_card(number)}"


def award_of(question: Question, kind: str = kinds.PENSION_AWARD) -> Award | None:
    """The pension that was awarded, or None."""
    data = question.records.one(kind)
    return Award.of(data) if data is not None else None


def accounts_by_month(question: Question) -> list[tuple[str, str]]:
    """Since which month the pension goes where (as text), newest first."""
    known = question.records.all(kinds.PENSION_ACCOUNT)
    return [(one["since"], account_text(one["bank"], one["number"])) for one in reversed(known)]


def paid_in(question: Question, payments: list[Payment]) -> tuple[list[Payment], int] | Refusal:
    """The payments of the year asked for (0: of the last twelve months), newest first."""
    asked = question.form.get("year", "")
    if not asked:
        return payments[: -MONTHS_BY_DEFAULT - 1 : -1], 0
    chosen = [payment for payment in reversed(payments) if payment.month[:4] == asked]
    return (
        (chosen, int(asked)) if chosen else Refusal(RefusalType.NO_RECORD, {"scope": "year", "year": asked})
    )


class PensionPayments(Handler):
    """Q02: month by month, newest first, with the sums and where the money goes."""

    matter = "Q02"
    department = CENTRE
    award_kind: ClassVar = kinds.PENSION_AWARD
    parts: ClassVar[tuple[str, ...]] = ("basic", "account", "transitional")
    title: ClassVar = ("享受城镇职工基本养老金情况", "Urban pension: benefits received")

    def answer(self, question: Question) -> Reply | Refusal:
        award = award_of(question, self.award_kind)
        payments = award.payments(today_of(question)) if award is not None else []
        if award is None or not payments:
            return NO_RECORD
        found = paid_in(question, payments)
        if isinstance(found, Refusal):
            return found
        chosen, year = found
        text = w.Wording(self.matter)
        accounts = accounts_by_month(question)
        rows = tuple(
            (
                one.month,
                w.yuan(one.regular),
                w.yuan(one.back_pay) if one.back_pay else None,
                w.yuan(one.total),
                one.paid_on.isoformat(),
                next((account for since, account in accounts if since <= one.month), None),
            )
            for one in chosen
        )
        total = sum(one.total for one in chosen)
        newest = payments[-1]
        return Reply(
            headline=text.text(
                "headline.year" if year else "headline",
                sum=w.money(total),
                months=w.number(len(chosen)),
                **({"year": w.plain(str(year))} if year else {}),
            ),
            facts=(
                text.fact("newest", w.money(newest.regular)),
                *(text.fact(part, w.money(getattr(award, part))) for part in self.parts),
                text.fact("raises", w.money(award.raised_by(newest.month))),
                text.fact("since", w.month(award.since)),
                text.fact("paid_to", w.plain(accounts[0][1] if accounts else _NO_ACCOUNT)),
            ),
            table=Table(
                columns=(
                    text.column("month", ValueKind.MONTH),
                    text.column("regular", ValueKind.MONEY),
                    text.column("back_pay", ValueKind.MONEY),
                    text.column("total", ValueKind.MONEY),
                    text.column("paid_on", ValueKind.DATE),
                    text.column("paid_to", ValueKind.TEXT),
                ),
                rows=rows,
            ),
            proof=ProofText(
                title_zh=self.title[0],
                title_en=self.title[1],
                lines=(
                    ProofLine("发放月份", "Months", f"{chosen[-1].month} – {chosen[0].month}"),
                    ProofLine("发放月数", "Months paid", str(len(chosen))),
                    ProofLine("合计（元）", "Sum (CNY)", w.yuan(total)),
                ),
            ),
        )


class PensionAccount(Handler):
    """H16: from which month on the pension goes to another account of the same person."""

    matter = "H16"
    department = CENTRE

    def open(self, question: Question) -> Opened | Refusal:
        if _too_young(question):
            return refused("too-young")
        accounts = accounts_by_month(question)
        return Opened(prefill={KnownFact.PENSION_ACCOUNT: accounts[0][1] if accounts else _NO_ACCOUNT})

    def submit(self, question: Question) -> Reply | Refusal:
        if _too_young(question):
            return refused("too-young")
        account = find_account(question.records, question.form.get("account", ""))
        if account is None:
            return refused("not-own-account")
        if account.bank != question.form.get("bank"):
            return invalid("account", "not_of_this_bank")
        before = question.records.one(kinds.PENSION_ACCOUNT)
        if before is not None and normalise(before["number"]) == account.number:
            return refused("already-paid-there")
        since = _first_month(today_of(question))
        question.records.add(
            kinds.PENSION_ACCOUNT, {"bank": account.bank, "number": account.number, "since": since}
        )
        text = w.Wording(self.matter)
        award = award_of(question)
        new = account_text(account.bank, account.number)
        return Reply(
            headline=text.text("headline", since=w.month(since)) if award else text.text("headline.not_yet"),
            facts=(
                text.fact("new", w.plain(new)),
                *(
                    (text.fact("old", w.plain(account_text(before["bank"], before["number"]))),)
                    if before
                    else ()
                ),
                *((text.fact("since", w.month(since)),) if award else ()),
            ),
            status=CaseStatus.DONE,
            message=f"您的养老金发放账户已于今日变更为尾号{account.number[-4:]}的账户，如非本人办理请速拨12333。",
        )


def _too_young(question: Question) -> bool:
    """Men may name an account from 53, women from 45 on: some years before they retire."""
    holder = question.holder
    years = 53 if holder.sex == "1" else 45
    return today_of(question) < add_months(holder.birth, years * 12)


def _first_month(today: date) -> str:
    """The payments of a month are ordered on its 10th; who comes later is paid there from the next month."""
    month = today if today.day < PAID_ON - 5 else add_months(today, 1)
    return month.isoformat()[:7]
