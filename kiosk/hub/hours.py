"""When departments work: by weekday and holiday, and when something that takes working time will be ready.

Times are Shanghai's. A day is worked or not by the calendar of ``config/holidays.toml``: Monday to Friday,
less the days off, and the weekend days that are worked in turn for them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from kiosk.hub.clock import SHANGHAI

HOLIDAYS: Final = Path(__file__).resolve().parents[2] / "config" / "holidays.toml"
LONGEST_PAUSE: Final = timedelta(days=60)
"""No office is closed longer: who asks when one opens that never does, learns that it is a mistake."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off, and weekend days that are worked in turn."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.worked:
            return True
        return day.isoweekday() <= 5 and day not in self.off


def read_holidays(years: Mapping[str, Mapping[str, Any]]) -> Holidays:
    """The calendar of a file's tables by year. Raises ValueError for what is no day or span of days."""
    tables = tuple(years.values())
    return Holidays(
        frozenset(day for table in tables for text in table.get("off", ()) for day in _days(text)),
        frozenset(day for table in tables for text in table.get("worked", ()) for day in _days(text)),
    )


def _days(text: str) -> Iterator[date]:
    first, _, last = text.partition("/")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if end < day:
        raise ValueError(f"{text}: the last day is before the first")
    while day <= end:
        yield day
        day += timedelta(days=1)


@cache
def holidays() -> Holidays:
    """The zone's calendar."""
    return read_holidays(tomllib.loads(HOLIDAYS.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Span:
    """From opening to closing, within one day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When somebody is there: on days that offices work, and on weekends and holidays."""

    working: tuple[Span, ...]
    rest: tuple[Span, ...] = ()
    calendar: Holidays | None = None  # None: the zone's

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there at this instant; the moment of closing is past."""
        day = now.astimezone(SHANGHAI).date()
        return any(opens <= now < closes for opens, closes in self._spans(day))

    def next_opening(self, now: datetime) -> datetime:
        """``now`` while open, else when it opens next."""
        for opens, _ in self._from(now):
            return max(opens, now).astimezone(SHANGHAI)
        raise ValueError("these hours never open")

    def working_time_after(self, now: datetime, needed: timedelta) -> datetime:
        """When so much time of work will have been done, beginning at ``now`` or the next opening."""
        left = needed
        while True:
            for opens, closes in self._from(now):
                begins = max(opens, now)
                if begins + left <= closes:
                    return (begins + left).astimezone(SHANGHAI)
                left -= closes - begins
                now = closes
                break
            else:
                raise ValueError("these hours never open")

    def _from(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times of work that are not over at ``now``, in order."""
        day = now.astimezone(SHANGHAI).date()
        until = day + LONGEST_PAUSE
        while day < until:
            yield from ((opens, closes) for opens, closes in self._spans(day) if now < closes)
            day += timedelta(days=1)

    def _spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        worked = (self.calendar or holidays()).is_worked(day)
        return tuple(
            (
                datetime.combine(day, span.opens, SHANGHAI),
                datetime.combine(day, span.closes, SHANGHAI),
            )
            for span in (self.working if worked else self.rest)
        )


ARCHIVES: Final = ServiceHours(
    working=(Span(time(8, 30), time(16, 30)),), rest=(Span(time(8, 30), time(11, 30)),)
)
"""The archives look papers up every day, on weekends and holidays in the morning."""

OFFICES: Final = ServiceHours(working=(Span(time(9), time(17)),))
"""Windows and back offices."""


def working_days_after(now: datetime, days: int, hours: ServiceHours = OFFICES) -> datetime:
    """The closing of the ``days``-th working day after the day of ``now``: decided by then at the latest.

    Raises ValueError for less than one day.
    """
    if days < 1:
        raise ValueError("a decision within the day is working_time_after")
    calendar = hours.calendar or holidays()
    day = now.astimezone(SHANGHAI).date()
    for _ in range(days):
        day += timedelta(days=1)
        while not calendar.is_worked(day):
            day += timedelta(days=1)
    return datetime.combine(day, hours.working[-1].closes, SHANGHAI)
