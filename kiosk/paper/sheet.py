"""The facts of one A4 sheet. Everything is text already, in the reader's language; the template only places
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum


class Side(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Standing(StrEnum):
    """Whether the sheet is an official one. A sample carries a seal and a ground that say so."""

    OFFICIAL = "official"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``width`` in millimetres; None takes what is left."""

    label: str
    align: Side = Side.LEFT
    width: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ProofSheet:
    """One proof. Personal data: it has no readable form.

    ``facts`` are shown two a line; ``caption`` stands small above the table; ``total`` is empty or has one
    cell per column. ``organisation`` issues the proof (受), ``issuer`` runs the terminal. ``verify_url`` goes
    into the QR code, its site is printed beside. ``lead`` is the answer in a sentence; ``subject`` what the
    sheet shows when it is a copy of a certificate. ``size`` is that of the table's letters, in points;
    ``case`` the number of the case.
    """

    template: str
    title: str
    title_en: str
    service: str
    issuer: str
    organisation: str
    case: str
    facts: tuple[Fact, ...]
    caption: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]
    serial: str
    verification_code: str
    verify_url: str
    printed_at: datetime
    terminal: str
    standing: Standing
    lead: str = ""
    subject: str = ""
    size: float = 9.5

    def __repr__(self) -> str:
        return f"ProofSheet({self.template}, {len(self.rows)} rows)"

    def data(self) -> Mapping[str, object]:
        """What the template gets, as JSON values."""
        moment = self.printed_at
        return {
            **{name: value for name, value in asdict(self).items() if name not in ("printed_at", "standing")},
            "printed_at": f"{moment:%Y-%m-%d %H:%M:%S}",
            "issued_on": f"{moment.year}年{moment.month}月{moment.day}日",
            "verify_site": self.verify_url.rsplit("/", 1)[0],
            "sample": self.standing is Standing.SAMPLE,
        }
