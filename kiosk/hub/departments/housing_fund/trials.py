"""公积金 calculations that bind nobody: what can be lent (Q30), repaid (B21), paid in (B22)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.housing_fund.lists import ORGANISATION, amount, bases, current_year, share
from kiosk.hub.departments.registry import Handler, Level, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal

CENT = Decimal("0.01")


def rate_of(years: int) -> Decimal:
    """Percent a year: loans of up to five years cost less."""
    loan = public_data.read("housing")["loan"]
    return Decimal(loan["rate_up_to_5"] if years <= 5 else loan["rate_above_5"])


def instalment(loan: Decimal, months: int, percent: Decimal) -> Decimal:
    """The equal monthly instalment (等额本息) that repays ``loan`` in ``months``."""
    monthly = percent / 1200
    grown = (1 + monthly) ** months
    return (loan * monthly * grown / (grown - 1)).quantize(CENT, ROUND_HALF_UP)


class Trial(Handler):
    department = ORGANISATION
    level = Level.PUBLIC
    residents_only = False


class LoanTrial(Trial):
    """Q30: the least of what price, deposits and the household's limit allow."""

    matter = "Q30"

    def answer(self, question: Question) -> Reply | Refusal:
        rules = public_data.read("housing")["loan"]
        years = int(question.form["years"])
        price, deposit = Decimal(question.form["price"]), Decimal(question.form["deposit"])
        by_price = price * rules["share_of_price"] / 100
        by_deposit = deposit * rules["deposit_times"] * min(years, 30) / 2
        limit = Decimal(rules["household_limit"])
        loan = (min(by_price, by_deposit, limit) // 1000) * 1000
        percent, months = rate_of(years), years * 12
        monthly = instalment(loan, months, percent) if loan else Decimal(0)
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", loan=amount(loan), monthly=amount(monthly)),
            facts=(
                text.fact("by_price", amount(by_price)),
                text.fact("by_deposit", amount(by_deposit)),
                text.fact("by_limit", amount(limit)),
                text.fact("rate", w.plain(str(percent))),
                text.fact("months", w.number(months)),
                text.fact("interest", amount(max(Decimal(0), monthly * months - loan))),
            ),
            proof=ProofText(
                "住房公积金贷款试算",
                "Trial of a provident-fund loan",
                (ProofLine("可贷金额（元）", "Loan (CNY)", f"{loan:.2f}"),),
            ),
        )


class Repayment(Trial):
    """B21: month by month, shown by the year."""

    matter = "B21"

    def answer(self, question: Question) -> Reply | Refusal:
        loan, years = Decimal(question.form["amount"]), int(question.form["years"])
        percent = rate_of(years)
        payments = self._payments(loan, years * 12, percent, question.form["method"])
        rows = []
        left = loan
        for year in range(years):
            paid = interest = Decimal(0)
            for total, cost in payments[year * 12 : year * 12 + 12]:
                paid, interest, left = paid + total, interest + cost, left - (total - cost)
            rows.append((str(year + 1), f"{paid:.2f}", f"{interest:.2f}", f"{max(left, Decimal(0)):.2f}"))
        total = sum((one for one, _ in payments), Decimal(0))
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", first=amount(payments[0][0])),
            facts=(
                text.fact("last", amount(payments[-1][0])),
                text.fact("total", amount(total)),
                text.fact("interest", amount(total - loan)),
                text.fact("rate", w.plain(str(percent))),
            ),
            table=Table(
                columns=(
                    text.column("year", ValueKind.NUMBER),
                    text.column("paid", ValueKind.MONEY),
                    text.column("interest", ValueKind.MONEY),
                    text.column("left", ValueKind.MONEY),
                ),
                rows=tuple(rows),
            ),
        )

    def _payments(
        self, loan: Decimal, months: int, percent: Decimal, method: str
    ) -> list[tuple[Decimal, Decimal]]:
        """What is paid each month, and the interest in it; the last one settles the rest."""
        equal = instalment(loan, months, percent)
        principal = (loan / months).quantize(CENT, ROUND_HALF_UP)
        payments, left = [], loan
        for month in range(months):
            interest = (left * percent / 1200).quantize(CENT, ROUND_HALF_UP)
            repaid = equal - interest if method == "annuity" else principal
            if month == months - 1:
                repaid = left
            payments.append((repaid + interest, interest))
            left -= repaid
        return payments


class DepositTrial(Trial):
    """B22: the base is held within this year's limits."""

    matter = "B22"

    def answer(self, question: Question) -> Reply | Refusal:
        found = bases(current_year(question)) or bases(max(public_data.read("housing")["bases"]))
        assert found is not None
        lowest, highest = (Decimal(one) for one in found)
        base = min(max(Decimal(question.form["base"]), lowest), highest)
        own = share(base, int(question.form["rate"]))
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", monthly=amount(2 * own)),
            facts=(
                text.fact("base", amount(base)),
                text.fact("own", amount(own)),
                text.fact("employer", amount(own)),
                text.fact("yearly", amount(24 * own)),
                text.fact("limits", w.plain(f"{lowest:,.0f} – {highest:,.0f}")),
            ),
        )
