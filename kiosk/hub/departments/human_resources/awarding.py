"""What the offices would have awarded to the invented residents of the demo."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from kiosk.domain.dates import add_months
from kiosk.hub.departments.human_resources.awards import Award
from kiosk.hub.departments.human_resources.ledger import credit_of, ledger

_DIVISOR = {50: 195, 55: 170, 60: 139}
"""Months over which the account is paid out, by age at retirement (国发〔2005〕38号)."""


def _raises(first: int, last: int, lowest: int, highest: int, draw: random.Random) -> dict[int, int]:
    return {year: draw.randint(lowest, highest) * 100 for year in range(first, last + 1)}


def _month_after(month: str) -> str:
    return add_months(date.fromisoformat(f"{month}-01"), 1).isoformat()[:7]


def urban(
    key: str, age: int, early_years: int, contributions: Sequence[tuple[str, int]], today: date
) -> Award:
    """The award after the last of these (month, base in fen), oldest first.

    ``early_years`` were worked before there were accounts (视同缴费年限).
    """
    draw = random.Random(f"award:{key}")  # noqa: S311  # repeatable on purpose: invented records, not secrets
    last_month, last_base = contributions[-1]
    since = _month_after(last_month)
    years = ledger(((m, credit_of(m, base)) for m, base in contributions), (), int(last_month[:4]))
    basic = last_base * len(contributions) // 1200  # a hundredth of the wage for each year
    transitional = last_base * early_years // 100
    account = years[-1].closing // _DIVISOR[age] if years else 0
    raises = _raises(int(since[:4]) + 1, today.year, 90, 190, draw)
    return Award(since, _tens(basic), _tens(transitional), _tens(account), raises)


def residents(key: str, since: str, balance: int, today: date) -> Award:
    """The award of the residents' pension insurance: the same basic pension for all, and the account."""
    draw = random.Random(f"residents-award:{key}")  # noqa: S311 - repeatable, no secret
    basic = 130_000 if since < "2024" else 149_000
    raises = _raises(int(since[:4]) + 1, today.year, 60, 90, draw)
    return Award(since, basic, 0, _tens(balance // _DIVISOR[60]), raises)


def residents_contributions(key: str, first_year: int, last_year: int) -> list[dict[str, int | str]]:
    """A year's payment each, with what the government adds; oldest first, in fen."""
    draw = random.Random(f"residents:{key}")  # noqa: S311 - repeatable, no secret
    paid: list[dict[str, int | str]] = []
    level = 0
    for year in range(first_year, last_year + 1):
        level = min(len(_LEVELS) - 1, level + draw.choice((0, 0, 1)))
        grade, subsidy = _LEVELS[level]
        day = date(year, draw.randint(3, 11), draw.randint(1, 28))
        paid.append({"year": str(year), "level": grade, "subsidy": subsidy, "paid_on": day.isoformat()})
    return paid


_LEVELS = ((50_000, 20_000), (90_000, 27_500), (130_000, 37_500), (230_000, 52_500), (330_000, 57_500))
"""What is paid in a year and what the government adds to it, of the size of Shanghai's grades."""


def _tens(fen: int) -> int:
    """Pensions are rounded up to ten fen."""
    return -(-fen // 10) * 10
