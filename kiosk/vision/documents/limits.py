"""The limits of document capture, from a calibration file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

BUILT_IN = Path(__file__).with_name("limits.toml")


class LimitsError(Exception):
    """The limits cannot be used; the sentence says why. No page is judged by them."""


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What is taken for a sheet; see `limits.toml` for the units."""

    contrast: float
    spread_times: float
    smallest_share: float
    agreement: float
    side_seen: float


@dataclass(frozen=True, slots=True)
class PageLimits:
    """What is taken for a page that can be read."""

    dots_per_inch: float
    shorter_side: float
    white_at_least: float
    burnt_out: float
    edge_width: float
    edge_pixels: float


@dataclass(frozen=True, slots=True)
class StillLimits:
    way: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    version: str
    sheet: SheetLimits
    page: PageLimits
    still: StillLimits


T = TypeVar("T", SheetLimits, PageLimits, StillLimits)


def load_limits(path: Path = BUILT_IN) -> Limits:
    """Read a limits file (TOML). Raises LimitsError with a sentence."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return Limits(
            str(table["version"]),
            _part(SheetLimits, table["sheet"]),
            _part(PageLimits, table["page"]),
            _part(StillLimits, table["still"]),
        )
    except OSError as error:
        raise LimitsError(f"the limits of document capture cannot be read ({type(error).__name__})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise LimitsError(f"the limits of document capture are not usable: {error}") from None


def _part(kind: type[T], table: dict[str, Any]) -> T:
    names = {field.name for field in fields(kind)}
    if set(table) != names:
        raise ValueError(f"{kind.__name__} has {', '.join(sorted(names))}, not {', '.join(sorted(table))}")
    values = {name: float(value) for name, value in table.items()}
    if any(value <= 0 for value in values.values()):
        raise ValueError(f"{kind.__name__} has a limit that is not above 0")
    return kind(**values)
