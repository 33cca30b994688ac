"""Candidates in rows of equal slots, page by page: a long word takes several slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PER_SLOT: Final = 2  # characters that one slot holds


@dataclass(frozen=True, slots=True)
class Cell:
    index: int  # among all candidates
    text: str
    slots: int


@dataclass(frozen=True, slots=True)
class Page:
    cells: tuple[Cell, ...]
    following: int  # index of the next page's first candidate


def slots_of(text: str, slots: int, per_slot: int = PER_SLOT) -> int:
    return min(slots, max(1, -(-len(text) // per_slot)))


def page_from(texts: Sequence[str], first: int, slots: int, rows: int, per_slot: int = PER_SLOT) -> Page:
    """The candidates that fit into ``rows`` of ``slots`` each, from index ``first`` on."""
    cells: list[Cell] = []
    row, used, index = 0, 0, first
    while index < len(texts):
        wide = slots_of(texts[index], slots, per_slot)
        if used + wide > slots:
            row, used = row + 1, 0
        if row == rows:
            break
        cells.append(Cell(index, texts[index], wide))
        used += wide
        index += 1
    return Page(tuple(cells), index)
