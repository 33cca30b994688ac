"""How a department words its answers: keys of the matter's own texts, and values in canonical form."""

from __future__ import annotations

from datetime import date, datetime

from kiosk.backend.models import Column, Fact, TextRef, Value, ValueKind
from kiosk.hub.clock import SHANGHAI


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def number(value: int) -> Value:
    return Value(kind=ValueKind.NUMBER, value=str(value))


def money(fen: int) -> Value:
    """An amount in fen."""
    return Value(kind=ValueKind.MONEY, value=yuan(fen))


def month(value: str) -> Value:
    """``YYYY-MM``."""
    return Value(kind=ValueKind.MONTH, value=value)


def day(value: date | str) -> Value:
    """A date, or its ISO text."""
    return Value(kind=ValueKind.DATE, value=str(value))


def moment(value: datetime) -> Value:
    """An instant, in Shanghai's time."""
    return Value(kind=ValueKind.TIME, value=value.astimezone(SHANGHAI).isoformat(timespec="minutes"))


def plain(value: str) -> Value:
    """What is written as it is."""
    return Value(kind=ValueKind.TEXT, value=value)


class Wording:
    """The texts of one matter, by the names that its definition gives them under ``texts``."""

    def __init__(self, matter: str) -> None:
        self._prefix = f"matter.{matter}."

    def key(self, name: str) -> str:
        return self._prefix + name

    def text(self, name: str, **params: Value) -> TextRef:
        """A sentence. ``from_`` stands for a parameter ``from``, which is a word of Python."""
        given = {key.removesuffix("_"): value for key, value in params.items()}
        return TextRef(key=self.key(name), params=given)

    def word(self, name: str) -> Value:
        """A value that is itself a text of the matter."""
        return Value(kind=ValueKind.KEY, value=self.key(name))

    def fact(self, name: str, value: Value) -> Fact:
        """A line of the result; its label is the text ``fact.<name>``."""
        return Fact(label=self.key(f"fact.{name}"), value=value)

    def column(self, name: str, kind: ValueKind) -> Column:
        """A column of the table; its label is the text ``column.<name>``."""
        return Column(label=self.key(f"column.{name}"), kind=kind)
