"""人社, 社保中心: what a pension account holds (Q03 权益记录单) and takes to another province (Q05 凭证)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Column, Fact, ProofStatus, Table, Value, ValueKind
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.human_resources.ledger import Year, credit_of, ledger
from kiosk.hub.departments.human_resources.pension import CENTRE, NO_RECORD, award_of
from kiosk.hub.departments.registry import Handler, ProofLine, ProofText, Question, Reply, refused
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow, ContributionRow, ProofRow

PRINTED: Final = (ProofStatus.PRINTED, ProofStatus.ISSUED)


def contributions_of(question: Question) -> Sequence[ContributionRow]:
    """All months that were paid for the holder, oldest first."""
    chosen = select(ContributionRow).where(ContributionRow.resident == question.holder.key)
    return question.session.scalars(chosen.order_by(ContributionRow.month)).all()


def account_years(question: Question, rows: Sequence[ContributionRow], last_year: int) -> list[Year]:
    """The account's ledger, with what a pension has used up of it."""
    award = award_of(question)
    payments = award.payments(today_of(question)) if award is not None else []
    payouts = [(one.month, award.account) for one in payments] if award is not None else []
    return ledger(((row.month, credit_of(row.month, row.base)) for row in rows), payouts, last_year)


def balance_facts(text: w.Wording, year: Year) -> tuple[Fact, ...]:
    """The account's year as lines that add up."""
    return (
        text.fact("opening", w.money(year.opening)),
        text.fact("credited", w.money(year.credited)),
        text.fact("interest", w.money(year.interest)),
        *((text.fact("paid_out", w.money(year.paid_out)),) if year.paid_out else ()),
        text.fact("closing", w.money(year.closing)),
    )


def year_asked(question: Question) -> str:
    """The year of a statement: last year unless another is asked for."""
    return question.form.get("year", "") or str(today_of(question).year - 1)


def percent(hundredths: int) -> Value:
    """A rate."""
    return w.plain(f"{hundredths // 100}.{hundredths % 100:02d}%")


class RightsStatement(Handler):
    """Q03: the year's contributions, interest and balance of the personal account."""

    matter = "Q03"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        rows = contributions_of(question)
        if not rows:
            return NO_RECORD
        asked = year_asked(question)
        found = next((y for y in account_years(question, rows, int(asked)) if str(y.year) == asked), None)
        if found is None:
            return Refusal(RefusalType.NO_RECORD, {"scope": "year", "year": asked})
        text = w.Wording(self.matter)
        paid = [row for row in rows if row.month[:4] == asked]
        until = [row for row in rows if row.month[:4] <= asked]
        return Reply(
            headline=text.text("headline", year=w.plain(asked), closing=w.money(found.closing)),
            facts=(
                *balance_facts(text, found),
                text.fact("months", w.number(found.months)),
                text.fact("months_in_all", w.number(len(until))),
            ),
            table=Table(columns=_columns(text), rows=tuple(_row(row) for row in paid)) if paid else None,
            proof=ProofText(
                title_zh="养老保险个人权益记录单（城镇职工）",
                title_en="Pension rights statement (urban employees)",
                lines=(
                    ProofLine("年度", "Year", asked),
                    ProofLine("本年缴费月数", "Months paid in the year", str(found.months)),
                    ProofLine("累计缴费月数", "Months paid in all", str(len(until))),
                    ProofLine("年末个人账户储存额（元）", "Balance at the end (CNY)", w.yuan(found.closing)),
                ),
            ),
        )


def _columns(text: w.Wording) -> tuple[Column, ...]:
    return (
        text.column("month", ValueKind.MONTH),
        text.column("employer", ValueKind.TEXT),
        text.column("base", ValueKind.MONEY),
        text.column("personal", ValueKind.MONEY),
        text.column("credited", ValueKind.MONEY),
    )


def _row(row: ContributionRow) -> tuple[str, ...]:
    return (
        row.month,
        row.employer,
        w.yuan(row.base),
        w.yuan(row.personal_share),
        w.yuan(credit_of(row.month, row.base)),
    )


class TransferVoucher(Handler):
    """Q05: what another province takes over. Every copy has a number, and all numbers are shown."""

    matter = "Q05"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        if award_of(question) is not None:
            return refused("receiving-pension")
        rows = contributions_of(question)
        if not rows:
            return NO_RECORD
        this_year = today_of(question).year
        # This year's interest is only known at its end; where the person moves it is credited then.
        years = account_years(question, rows, this_year - 1)
        current = sum(credit_of(r.month, r.base) for r in rows if int(r.month[:4]) == this_year)
        balance = (years[-1].closing if years else 0) + current
        text = w.Wording(self.matter)
        copies = self._copies(question)
        in_force = any(row.month >= _last_month(question) for row in rows)
        return Reply(
            headline=text.text("headline", months=w.number(len(rows)), balance=w.money(balance)),
            facts=(
                text.fact("from", w.month(rows[0].month)),
                text.fact("to", w.month(rows[-1].month)),
                text.fact("months", w.number(len(rows))),
                text.fact("balance", w.money(balance)),
                text.fact("standing", text.word("value.insured" if in_force else "value.stopped")),
                text.fact("copies", w.number(len(copies))),
                *(text.fact("copy", w.plain(f"{serial}（{day}）")) for serial, day in copies[:3]),
            ),
            table=Table(
                columns=(
                    text.column("year", ValueKind.TEXT),
                    text.column("months", ValueKind.NUMBER),
                    text.column("base", ValueKind.MONEY),
                    text.column("credited", ValueKind.MONEY),
                    text.column("closing", ValueKind.MONEY),
                ),
                rows=tuple(_year_rows(rows, years, this_year, current, balance)),
            ),
            proof=ProofText(
                title_zh="基本养老保险参保缴费凭证",
                title_en="Voucher of insurance and contributions (basic pension)",
                lines=(
                    ProofLine("参保起止年月", "Insured", f"{rows[0].month} – {rows[-1].month}"),
                    ProofLine("实际缴费月数", "Months paid", str(len(rows))),
                    ProofLine("个人账户储存额（元）", "Balance of the account (CNY)", w.yuan(balance)),
                    ProofLine("本次为第几份", "Copy", str(len(copies) + 1)),
                ),
            ),
        )

    def _copies(self, question: Question) -> list[tuple[str, str]]:
        """Serial and day of every voucher that went out for the holder and was not voided, newest first."""
        chosen = (
            select(ProofRow)
            .join(CaseRow, ProofRow.case == CaseRow.id)
            .where(CaseRow.resident == question.holder.key)
            .where(CaseRow.matter == self.matter)
            .where(ProofRow.status.in_(PRINTED))
            .order_by(ProofRow.issued_at.desc(), ProofRow.serial)
        )
        return [
            (row.serial, row.issued_at.astimezone(SHANGHAI).date().isoformat())
            for row in question.session.scalars(chosen)
        ]


def _last_month(question: Question) -> str:
    today = today_of(question)
    return f"{today.year}-{today.month - 1:02d}" if today.month > 1 else f"{today.year - 1}-12"


def _year_rows(
    rows: Sequence[ContributionRow], years: Sequence[Year], this_year: int, current: int, balance: int
) -> list[tuple[str, ...]]:
    """Newest first; this year stands without interest."""
    found: list[tuple[str, ...]] = []
    known = [(y.year, y.credited, y.closing) for y in years]
    for year, credited, closing in reversed([*known, (this_year, current, balance)]):
        bases = [row.base for row in rows if int(row.month[:4]) == year]
        if bases:
            mean = sum(bases) // len(bases)
            found.append((str(year), str(len(bases)), w.yuan(mean), w.yuan(credited), w.yuan(closing)))
    return found
