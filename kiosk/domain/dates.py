"""Dates of three precisions, and limits that move with today."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

__all__ = ["Limit", "Precision", "add_months", "parse_limit", "parse_partial_date"]


class Precision(Enum):
    YEAR = re.compile(r"[0-9]{4}")
    MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
    DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def format(self, day: date) -> str:
        # Not strftime: %Y is not padded to four digits everywhere.
        text = day.isoformat()
        match self:
            case Precision.YEAR:
                return text[:4]
            case Precision.MONTH:
                return text[:7]
            case Precision.DAY:
                return text


def parse_partial_date(text: str, precision: Precision) -> date | None:
    """The first day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when there is no such day."""
    if not precision.value.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month; within the years 1 to 9999."""
    index = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Limit:
    """A fixed day, or today with an offset (``day`` None)."""

    day: date | None
    months: int = 0
    days: int = 0

    def resolve(self, today: date) -> date:
        if self.day is not None:
            return self.day
        moved = add_months(today, self.months)
        try:
            return moved + timedelta(self.days)
        except OverflowError:
            return moved


_RELATIVE: Final = re.compile(r"today(?:(?P<sign>[+-])(?P<number>[0-9]{1,4})(?P<unit>[dmy]))?")


def parse_limit(text: str) -> Limit | None:
    """``today``, ``today-5y``, ``today+14d``, or a date of any precision; None when it is neither."""
    relative = _RELATIVE.fullmatch(text)
    if relative is None:
        for precision in Precision:
            day = parse_partial_date(text, precision)
            if day is not None:
                return Limit(day)
        return None
    if relative["sign"] is None:
        return Limit(None)
    number = int(relative["sign"] + relative["number"])
    match relative["unit"]:
        case "d":
            return Limit(None, days=number)
        case "m":
            return Limit(None, months=number)
        case _:
            return Limit(None, months=12 * number)
