"""How wide the columns of a sheet's table are: each what it holds, the whole the width of the page.

A sheet stays upright: a page that lies on its side comes out of some printers scaled down or cut. What is too
wide is first set in two lines, then in a smaller size.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PAGE: Final = 170.0  # millimetres between the margins of official.typ
SIZES: Final = (9.5, 8.5, 7.5, 6.5)  # points, as they are tried
_POINT: Final = 0.3528  # millimetres
_INSET: Final = 4.0  # millimetres left and right of a cell together, with a hair for rounding
_HEAD: Final = 0.9  # the head is set a little smaller than the cells
_NARROWEST: Final = 12.0
_SHORT: Final = 5.0  # characters


@dataclass(frozen=True, slots=True)
class Measured:
    """The widths in millimetres, and the size of the letters in points."""

    widths: tuple[float, ...]
    size: float


def measure(labels: Sequence[str], wraps: Sequence[bool], rows: Sequence[Sequence[str]]) -> Measured:
    """``wraps`` says of each column whether its cells may be broken into lines: text may, numbers may not."""
    columns = range(len(labels))
    least: list[float] = []
    for size in SIZES:
        whole = [max((_ems(row[i]) for row in rows), default=0.0) for i in columns]
        head = [math.ceil(_ems(labels[i])) * _HEAD for i in columns]
        wide = [_column(max(whole[i], head[i]), size) for i in columns]
        if sum(wide) <= PAGE:
            return Measured(_stretched(wide), size)
        # Heads in two lines, then text in two lines.
        less = [_column(max(whole[i], _half(head[i])), size) for i in columns]
        if sum(less) <= PAGE:
            return Measured(_between(less, wide), size)
        least = [
            _column(max(_half(whole[i]) if wraps[i] else whole[i], _half(head[i])), size) for i in columns
        ]
        if sum(least) <= PAGE:
            return Measured(_between(least, less), size)
    scale = PAGE / sum(least)
    return Measured(tuple(width * scale for width in least), SIZES[-1])


def _column(ems: float, size: float) -> float:
    return max(ems * size * _POINT + _INSET, _NARROWEST)


def _half(ems: float) -> float:
    """Half of it, and the rest of a character that may not be parted; a short word stays whole."""
    return ems if ems <= _SHORT else max(_SHORT, math.ceil(ems / 2) + 1)


def _stretched(widths: Sequence[float]) -> tuple[float, ...]:
    return tuple(width * PAGE / sum(widths) for width in widths)


def _between(least: Sequence[float], wanted: Sequence[float]) -> tuple[float, ...]:
    """What is left goes where more is wanted."""
    spare, lack = PAGE - sum(least), sum(wanted) - sum(least)
    share = min(1.0, spare / lack) if lack > 0 else 0.0
    return _stretched([low + (high - low) * share for low, high in zip(least, wanted, strict=True)])


def _ems(text: str) -> float:
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.74 if character.isupper() else 0.57
