"""The ledger of a personal pension account: what was paid in, the interest, what was paid out, year by year.

All amounts are in fen. Interest is credited at the end of each year (社会保险法 第十四条): a full year's for
the opening balance, and for each month's credit from the month after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_RATES = {
    2016: 831, 2017: 712, 2018: 829, 2019: 761, 2020: 604, 2021: 669, 2022: 612, 2023: 397, 2024: 262,
}  # fmt: skip
"""Hundredths of a percent, as published for all of China since 2016 (人社部、财政部 记账利率). Later years
are not known here and take the last; earlier ones a savings rate."""
_EARLIER = 300

_SHARE_OF_BASE = ((2006, 8), (1993, 11))
"""Percent of the base that goes into the account: 11 until 2005, 8 since (国发〔2005〕38号)."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an account: ``opening + credited + interest - paid_out == closing``."""

    year: int
    months: int
    opening: int
    credited: int
    interest: int
    paid_out: int
    closing: int


def rate_of(year: int) -> int:
    """The rate at which a year's interest is credited, in hundredths of a percent."""
    return _EARLIER if year < min(_RATES) else _RATES.get(year, _RATES[max(_RATES)])


def credit_of(month: str, base: int) -> int:
    """What a month's contribution adds to the account of an insured worker."""
    year = int(month[:4])
    return base * next(percent for since, percent in _SHARE_OF_BASE if year >= since) // 100


def ledger(
    credits: Iterable[tuple[str, int]], payouts: Iterable[tuple[str, int]], last_year: int
) -> list[Year]:
    """Every year from the first credit to ``last_year``. Both inputs are (month, fen).

    What is paid out beyond the balance comes from the common fund and is no part of the account.
    """
    into: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    out: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for where, entries in ((into, credits), (out, payouts)):
        for month, fen in entries:
            where[int(month[:4])].append((int(month[5:]), fen))
    years: list[Year] = []
    closing = 0
    for year in range(min(into, default=last_year + 1), last_year + 1):
        opening = closing
        credited = sum(fen for _, fen in into[year])
        paid_out = min(sum(fen for _, fen in out[year]), opening + credited)
        bearing = opening * 12 + sum(fen * (12 - month) for month, fen in into[year])
        bearing -= sum(fen * (12 - month) for month, fen in out[year])
        interest = max(bearing, 0) * rate_of(year) // 120_000
        closing = opening + credited + interest - paid_out
        years.append(Year(year, len(into[year]), opening, credited, interest, paid_out, closing))
    return years
