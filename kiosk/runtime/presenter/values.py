"""Canonical values of the back end, as a reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import assert_never

from kiosk.backend.models import TextRef, Value, ValueKind
from kiosk.flow.display import Language
from kiosk.flow.words import Said, Text, Words
from kiosk.texts import Texts

NOTHING = "—"


def written(value: Value, language: Language, texts: Texts) -> str:
    """A value in the reader's language. What is not of its kind's form is shown as it came."""
    match value.kind:
        case ValueKind.TEXT:
            return value.value
        case ValueKind.NUMBER:
            return _number(value.value)
        case ValueKind.MONEY:
            return _money(value.value)
        case ValueKind.MONTH:
            return _month(value.value, language, texts)
        case ValueKind.DATE:
            return _date(value.value, language, texts)
        case ValueKind.TIME:
            return _time(value.value)
        case ValueKind.KEY:
            return texts.say(Text(value.value), language)
        case _:
            assert_never(value.kind)


def cell(kind: ValueKind, value: str | None, language: Language, texts: Texts) -> str:
    return NOTHING if value is None else written(Value(kind=kind, value=value), language, texts)


def sentence(reference: TextRef, language: Language, texts: Texts) -> Words:
    """The back end's sentence with its parameters written for this reader."""
    params = tuple(
        (name, written(value, language, texts)) for name, value in sorted(reference.params.items())
    )
    return Text(reference.key, params)


def plain(shown: str) -> Words:
    """A value that reads the same in both languages."""
    return Said(shown, shown)


def _number(value: str) -> str:
    try:
        return f"{Decimal(value):,f}"
    except InvalidOperation:
        return value


def _money(value: str) -> str:
    try:
        return f"{Decimal(value):,.2f}"
    except InvalidOperation:
        return value


def _month(value: str, language: Language, texts: Texts) -> str:
    try:
        found = date.fromisoformat(f"{value}-01")
    except ValueError:
        return value
    if language is Language.CHINESE:
        return f"{found.year}年{found.month}月"
    return f"{texts.sentence(f'clock.month.{found.month}', language)} {found.year}"


def _date(value: str, language: Language, texts: Texts) -> str:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return value
    if language is Language.CHINESE:
        return f"{found.year}年{found.month}月{found.day}日"
    return f"{found.day} {texts.sentence(f'clock.month.{found.month}', language)} {found.year}"


def _time(value: str) -> str:
    try:
        return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return value
