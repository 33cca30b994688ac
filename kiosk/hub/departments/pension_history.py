"""Invented histories of pension insurance: what somebody in a given situation would plausibly have paid.

Rates and limits have the size of Shanghai's over the years, so that tables look right; no figure is
anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.hub.departments.social_insurance import FIRST_MONTH

EMPLOYERS = (
    "想象市云雾精密仪器有限公司",
    "想象市望星机械厂",
    "听雨街食品（虚构）有限公司",
    "流霞区拾光书店",
    "半月湾物流（虚构）有限公司",
    "想象市第零纺织厂",
    "彩云里信息技术（虚构）有限公司",
    "晨钟建筑工程（虚构）有限公司",
    "棋盘里餐饮管理（虚构）有限公司",
    "海风路外贸（虚构）有限公司",
    "来日新能源（虚构）股份有限公司",
    "旧时巷文化传播（虚构）有限公司",
)
SELF = "灵活就业人员"
LONGEST_GAP = 10
"""Months between two jobs, at most."""

_BASE_LIMITS = {
    1993: (220, 1100), 1996: (460, 2300), 1999: (640, 3200), 2002: (890, 4440), 2005: (1230, 6130),
    2008: (1730, 8670), 2011: (2340, 11690), 2013: (2820, 14080), 2015: (3270, 16350), 2017: (3900, 19510),
    2018: (4280, 21400), 2019: (4930, 24630), 2020: (4930, 28020), 2021: (5980, 31010), 2022: (6520, 34190),
    2023: (7310, 36550), 2024: (7380, 36920), 2025: (7460, 37300),
}  # fmt: skip
"""Lowest and highest monthly base in yuan, from July of the year on."""


@dataclass(frozen=True, slots=True)
class _Job:
    first: int
    last: int
    employer: str
    level: float
    """Where between the lowest and the highest base the wage lies, 0 to 1."""
    kind: str


def _month_number(year: int, month: int) -> int:
    return year * 12 + month - 1


def _month_text(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _limits(number: int) -> tuple[int, int]:
    year = (number - 6) // 12  # bases change in July
    known = max((start for start in _BASE_LIMITS if start <= year), default=min(_BASE_LIMITS))
    return _BASE_LIMITS[known]


def _rates(number: int) -> tuple[int, int]:
    """Employer's and personal share in tenths of a percent."""
    personal = 30 if number < _month_number(1996, 1) else 60 if number < _month_number(2000, 1) else 80
    if number < _month_number(2016, 1):
        return 220, personal
    return (200, personal) if number < _month_number(2019, 5) else (160, personal)


def _span(birth: date, sex: str, situation: str, today: date, draw: random.Random) -> tuple[int, int] | None:
    """First and last month of working life, or None for who has not begun."""
    beginning = int(FIRST_MONTH[:4]) * 12 + int(FIRST_MONTH[5:]) - 1
    first = max(_month_number(birth.year + 22, 7), beginning)
    this_month = _month_number(today.year, today.month)
    match situation:
        case "student" | "child":
            return None
        case "retired":
            last = _month_number(birth.year + (60 if sex == "1" else 55), birth.month)
        case "unemployed":
            last = this_month - draw.randint(5, 14)
        case "disabled":  # out of work for longer
            last = this_month - draw.randint(8, 14)
        case _:
            last = this_month - 1  # this month's is booked at its end
    last = min(last, this_month - 1)
    return (first, last) if first <= last else None


def _jobs(first: int, last: int, situation: str, draw: random.Random) -> Iterator[_Job]:
    """Jobs one after the other, with a gap now and then."""
    level = draw.uniform(0.02, 0.12)
    employers = draw.sample(EMPLOYERS, k=len(EMPLOYERS))
    start = first
    while start <= last:
        end = start + draw.randint(26, 110)
        if end > last - LONGEST_GAP:
            end = last  # who works now is not between two jobs
        turned = situation == "self_employed" and start > first + (last - first) // 2
        employer = SELF if turned else employers.pop() if employers else EMPLOYERS[0]
        yield _Job(start, end, employer, 0.0 if turned else level, "self_paid" if turned else "normal")
        gap = draw.choice((0, 0, 1, 2, 4) if situation != "disabled" else (1, 3, 6, 10))
        start, level = end + 1 + gap, min(level * draw.uniform(1.0, 1.5), 0.85)


def contributions(
    key: str, birth: date, sex: str, situation: str, today: date
) -> Iterator[dict[str, object]]:
    """The rows of one resident's months, oldest first; none for students and children."""
    draw = random.Random(f"pension:{key}")  # noqa: S311  # repeatable on purpose: invented records, not secrets
    span = _span(birth, sex, situation, today, draw)
    if span is None:
        return
    for job in _jobs(*span, situation, draw):
        back_paid = draw.randint(job.first, job.last) if draw.random() < 0.4 else -1
        for number in range(job.first, job.last + 1):
            lowest, highest = _limits(number)
            base = round(lowest + (highest - lowest) * job.level)
            employer, personal = (0, 240) if job.kind == "self_paid" else _rates(number)
            yield {
                "resident": key,
                "month": _month_text(number),
                "employer": job.employer,
                "base": base * 100,
                "employer_share": base * employer // 10,
                "personal_share": base * personal // 10,
                "kind": "back_payment" if number == back_paid else job.kind,
            }
