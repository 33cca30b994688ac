"""A table as a page shows it: columns by the width of their texts, each line spoken as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtQml import QmlElement

from screens.entries import Entry, entries, made, plain

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

WIDEST_COLUMN = 12.0  # in Chinese characters; wider texts of a table stand on a line of their own


@QmlElement
class CellEntry(Entry[tuple[str, bool, float]]):
    """A cell: its text, whether it is a figure, its column's share of the width (0 … 1)."""

    changed = Signal()
    text = made(str, lambda entry: entry.value[0], changed)
    numeric = made(bool, lambda entry: entry.value[1], changed)
    share = made(float, lambda entry: entry.value[2], changed)


@QmlElement
class RowEntry(Entry["Row"]):
    """A line of a table. ``below`` are cells too wide for a column; they stand under the others."""

    changed = Signal()
    cells = entries("cells", CellEntry)
    below = plain(str, "below", changed)
    spoken = plain(str, "spoken", changed)


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A line of a table, with what a voice says for it."""

    cells: tuple[tuple[str, bool, float], ...]
    below: str
    spoken: str


def wide(cell: str) -> float:
    """A cell's width in Chinese characters."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.6 for character in cell)


def lines_of(
    names: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numeric: tuple[bool, ...]
) -> tuple[Row, list[Row]]:
    """The row of the columns' names, and the rows."""
    widths = [
        max(wide(name), *(wide(row[index]) for row in rows), 3.0) + 1 for index, name in enumerate(names)
    ]
    beside = [index for index, width in enumerate(widths) if width <= WIDEST_COLUMN] or [0]
    under = [index for index in range(len(names)) if index not in beside]
    whole = sum(widths[index] for index in beside)

    def line(texts: Sequence[str], spoken: str) -> Row:
        cells = tuple((texts[i], numeric[i], widths[i] / whole) for i in beside)
        return Row(cells, " · ".join(texts[i] for i in under), spoken)

    return line(names, ", ".join(names)), [
        line(row, ", ".join(f"{name} {cell}" for name, cell in zip(names, row, strict=True))) for row in rows
    ]
