"""Wording of this department: its shared texts, and cells and values that are texts."""

from __future__ import annotations

from kiosk.backend.models import Column, TextRef, Value, ValueKind
from kiosk.hub.departments.forms import today_of as today
from kiosk.hub.departments.wording import Wording, day, money, month, number, yuan
from kiosk.hub.departments.wording import plain as text

__all__ = [
    "Saying",
    "day",
    "fen",
    "money",
    "month",
    "number",
    "percent",
    "same",
    "shared",
    "text",
    "today",
    "yuan",
]


def fen(amount: str) -> int:
    """A checked amount in yuan, at most two decimals, as fen."""
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


def percent(share: int) -> Value:
    return text(str(share) + "%")


def shared(name: str) -> str:
    """The key of a text that the matters of this department share."""
    return f"matter.common.medical.{name}"


def same(name: str) -> Value:
    """A value that is a text the matters of this department share."""
    return Value(kind=ValueKind.KEY, value=shared(name))


class Saying(Wording):
    """The texts of one matter; what can stand in a cell or as a fact's value is named ``value.<name>``."""

    def says(self, name: str, **params: Value) -> TextRef:
        """A sentence."""
        return self.text(name, **params)

    def cell(self, name: str) -> str:
        """A cell of a column of kind KEY."""
        return self.key(f"value.{name}")

    def value(self, name: str) -> Value:
        return self.word(f"value.{name}")

    def column(self, name: str, kind: ValueKind = ValueKind.TEXT) -> Column:
        return super().column(name, kind)
