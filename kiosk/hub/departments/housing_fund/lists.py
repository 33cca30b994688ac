"""公积金: where to go (B23, B24, B26), and the table of deposits (B25)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Final

from kiosk.backend.models import Table, Value, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.public_list import NOTHING, PLACE_WITH_HOURS, PublicList, Row
from kiosk.hub.departments.registry import Handler, Level, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal

ORGANISATION: Final = "上海市公积金管理中心"
RATES: Final = (5, 6, 7)
"""Percent of the base that each side pays."""


class _Places(PublicList):
    department = ORGANISATION
    columns = PLACE_WITH_HOURS
    kept_under: ClassVar[str]

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("housing")[self.kept_under])


class Offices(_Places):
    matter = "B23"
    kept_under = "offices"


class Banks(_Places):
    matter = "B24"
    kept_under = "banks"


class LoanBanks(_Places):
    matter = "B26"
    kept_under = "loan_banks"


def bases(year: int) -> tuple[int, int] | None:
    """Lowest and highest monthly base in yuan, in the year that begins in July."""
    found = public_data.read("housing")["bases"].get(year)
    return None if found is None else (int(found[0]), int(found[1]))


def current_year(question: Question) -> int:
    """The fund's year that runs now: it begins in July."""
    today = today_of(question)
    return today.year if today.month >= 7 else today.year - 1


def share(base: Decimal, percent: int) -> Decimal:
    """What one side pays a month, in whole yuan (rounded half up, as the fund does)."""
    return (base * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)


def amount(value: Decimal) -> Value:
    """Yuan with two decimals."""
    return Value(kind=ValueKind.MONEY, value=f"{value:.2f}")


class DepositTable(Handler):
    """B25: the least and the most that is paid a month at each rate."""

    matter = "B25"
    department = ORGANISATION
    level = Level.PUBLIC
    residents_only = False

    def answer(self, question: Question) -> Reply | Refusal:
        year = int(question.form.get("year") or current_year(question))
        found = bases(year)
        if found is None:
            return NOTHING
        lowest, highest = (Decimal(one) for one in found)
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text(
                "headline", year=w.plain(str(year)), lowest=amount(lowest), highest=amount(highest)
            ),
            table=Table(
                columns=(
                    text.column("rate", ValueKind.TEXT),
                    text.column("lowest", ValueKind.MONEY),
                    text.column("highest", ValueKind.MONEY),
                ),
                rows=tuple(
                    (
                        f"{rate}% + {rate}%",
                        f"{2 * share(lowest, rate):.2f}",
                        f"{2 * share(highest, rate):.2f}",
                    )
                    for rate in RATES
                ),
            ),
            proof=ProofText(
                "住房公积金缴存表", "Table of deposits", (ProofLine("年度", "Year from July", str(year)),)
            ),
        )
