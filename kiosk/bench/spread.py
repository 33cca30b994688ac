"""Figures of repeated measurements, and how they are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Spread:
    """What a series of measurements says; all values in the unit of the series, NaN for an empty one."""

    count: int
    median: float
    p95: float
    worst: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        if not values:
            return cls(0, math.nan, math.nan, math.nan)
        ordered = sorted(values)
        return cls(len(ordered), _share(ordered, 0.5), _share(ordered, 0.95), ordered[-1])

    def row(self, digits: int = 1) -> dict[str, float | int | None]:
        """As JSON writes it; None where nothing was measured."""
        if self.count == 0:
            return {"count": 0, "median": None, "p95": None, "worst": None}
        return {
            "count": self.count,
            "median": round(self.median, digits),
            "p95": round(self.p95, digits),
            "worst": round(self.worst, digits),
        }


def _share(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread_line(what: str, spread: Spread, unit: str, target: str = "", digits: int = 1) -> str:
    if spread.count == 0:
        return f"{what:<52} nothing was measured"
    values = f"{spread.median:>9.{digits}f} {spread.p95:>9.{digits}f} {spread.worst:>9.{digits}f}"
    return f"{what:<52} {values} {unit:<4} {spread.count:>4}  {target}".rstrip()


def heading() -> str:
    return f"{'':<52} {'median':>9} {'p95':>9} {'worst':>9} {'':<4} {'n':>4}  target"


def value_line(what: str, value: float, unit: str, target: str = "", digits: int = 1) -> str:
    return f"{what:<52} {value:>9.{digits}f} {'':>9} {'':>9} {unit:<4} {'':>4}  {target}".rstrip()
