"""A pension that was awarded, and the payments that follow from it month by month.

An award is kept as it was decided; each year's raise is decided in June and paid back to January. Payments of
a month go out on its 15th. All amounts are in fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kiosk.domain.dates import add_months

PAID_ON: Final = 15
RAISED_IN: Final = 6


@dataclass(frozen=True, slots=True)
class Payment:
    """One month: the pension as it stood, what was paid back for earlier months, and the day."""

    month: str
    regular: int
    back_pay: int
    paid_on: date

    @property
    def total(self) -> int:
        return self.regular + self.back_pay


@dataclass(frozen=True, slots=True)
class Award:
    """``since`` is the first month, ``raises`` what each year added to every month."""

    since: str
    basic: int
    transitional: int
    account: int
    raises: Mapping[int, int]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Award:
        """From a record."""
        raises = {int(year): int(fen) for year, fen in data["raises"].items()}
        return cls(data["since"], data["basic"], data["transitional"], data["account"], raises)

    def data(self) -> dict[str, Any]:
        """As a record."""
        return {
            "since": self.since,
            "basic": self.basic,
            "transitional": self.transitional,
            "account": self.account,
            "raises": {str(year): fen for year, fen in self.raises.items()},
        }

    def raised_by(self, month: str) -> int:
        """What all raises that were in force add up to."""
        year, number = int(month[:4]), int(month[5:])
        return sum(
            fen for of, fen in self.raises.items() if of < year or (of == year and number >= RAISED_IN)
        )

    def payments(self, today: date) -> list[Payment]:
        """Every month paid until today, oldest first."""
        found: list[Payment] = []
        first = date(int(self.since[:4]), int(self.since[5:]), PAID_ON)
        day = first
        while day <= today:
            month = day.isoformat()[:7]
            regular = self.basic + self.transitional + self.account + self.raised_by(month)
            raised = self.raises.get(day.year, 0) if day.month == RAISED_IN else 0
            months_back = RAISED_IN - max(1, first.month if first.year == day.year else 1)
            found.append(Payment(month, regular, raised * months_back, day))
            day = add_months(day, 1)
        return found
