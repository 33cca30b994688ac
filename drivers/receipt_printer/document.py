"""A receipt as data: what is to be read on the paper, without a word of any printer's language.

A document holds a case's facts (masked) and lives as long as they do: its elements have no readable form.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TypeAlias


class Align(Enum):
    LEFT = 0
    CENTER = 1
    RIGHT = 2


class Size(StrEnum):
    """How large a line is, as multiples of the printer's ordinary character."""

    NORMAL = "normal"
    TALL = "tall"
    DOUBLE = "double"

    @property
    def width(self) -> int:
        return 2 if self is Size.DOUBLE else 1

    @property
    def height(self) -> int:
        return 1 if self is Size.NORMAL else 2


class Weight(Enum):
    NORMAL = auto()
    BOLD = auto()


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A paragraph; the encoder breaks it into lines."""

    text: str
    size: Size = Size.NORMAL
    weight: Weight = Weight.NORMAL
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A label at the left edge and its value at the right one; on lines of their own when both do not fit."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True, repr=False)
class Qr:
    """A QR code (ISO/IEC 18004), centred. ``data`` is printable ASCII, at most 512 characters."""

    data: str


@dataclass(frozen=True, slots=True, repr=False)
class Barcode:
    """A Code 128 barcode (ISO/IEC 15417), centred; a QR code where the printer has none or the paper no room.

    ``data`` is printable ASCII, at most 40 characters.
    """

    data: str


@dataclass(frozen=True, slots=True, repr=False)
class Image:
    """A black and white picture, centred.

    ``width`` and ``height`` in dots; ``rows`` holds ``height`` rows of ``(width + 7) // 8`` bytes, the
    leftmost dot in the highest bit, 1 = black.
    """

    width: int
    height: int
    rows: bytes

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or len(self.rows) != self.row_bytes * self.height:
            raise ValueError(
                f"a picture of {self.width} x {self.height} dots cannot have {len(self.rows)} bytes"
            )

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a ticket: feed it past the knife and cut."""


Element: TypeAlias = Text | Pair | Rule | Qr | Barcode | Image | Feed | Cut


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptDocument:
    """The elements from top to bottom. Without a ``Cut`` of its own a document is cut at its end."""

    elements: tuple[Element, ...]

    def __repr__(self) -> str:
        return f"ReceiptDocument({len(self.elements)} elements)"
