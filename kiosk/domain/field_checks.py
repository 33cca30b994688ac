"""Checks of texts that are no identifiers: names, money, lengths, plain digits."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

__all__ = [
    "DIGITS",
    "LENGTHS",
    "FieldFault",
    "canonical_name",
    "check_digits",
    "check_money",
    "check_name",
    "check_password",
    "check_text",
]


class FieldFault(StrEnum):
    """What can be wrong with a value, beside ``IdentifierError``. No member of both has the same text."""

    REQUIRED = "required"
    NOT_AN_OPTION = "not_an_option"
    NOT_A_DATE = "not_a_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    BEFORE_START = "before_start"
    SAME_AS_OTHER = "same_as_other"
    NOT_THE_SAME = "not_the_same"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_DIGITS = "not_digits"
    WRONG_NUMBER_OF_DIGITS = "wrong_number_of_digits"
    NOT_A_NAME = "not_a_name"
    NOT_AN_AMOUNT = "not_an_amount"
    AMOUNT_TOO_LARGE = "amount_too_large"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    UNPRINTABLE = "unprintable"


# Both are keyed by the value of a FieldType, which is text.
DIGITS: Final[dict[str, tuple[int, int]]] = {
    "sms_code": (6, 6),
    "bank_passbook": (10, 22),
    "bank_last4": (4, 4),
    "postcode": (6, 6),
    "invoice_no": (8, 20),
    "fund_account": (9, 20),
}
LENGTHS: Final[dict[str, tuple[int, int]]] = {
    "addr_text": (5, 100),
    "text": (1, 100),
    "reason_text": (2, 200),
    "keyword": (1, 40),
    "cn_name": (2, 30),
    "password": (8, 20),
}

# The dots that keyboards and older records give for the separator of long names, U+00B7.
_SEPARATORS: Final = {ord(c): "·" for c in "•‧・．"}
# Ideographs with all extensions, the compatibility blocks, 〇, and the private use area, where records from
# before GB 18030-2022 keep rare characters. Variation selectors belong to the character before.
_IDEOGRAPHS: Final = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xE000, 0xF8FF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
    (0x2EBF0, 0x2EE5F),
)
_SELECTORS: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_MONEY: Final = re.compile(r"([0-9]+)(?:\.[0-9]{1,2})?")
_LARGEST_AMOUNT_DIGITS: Final = 7  # 9,999,999.99


def _within(c: str, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(c) <= last for first, last in blocks)


def canonical_name(text: str) -> str:
    """The name without spaces around and with ``·`` (U+00B7) for every dot that means it."""
    return text.strip(" \t\r\n\u3000").translate(_SEPARATORS)


def check_name(name: str) -> FieldFault | None:
    """A Chinese name: 2 to 30 ideographs of any block, no rare one refused, parts joined by single ``·``."""
    letters = [c for c in name if not _within(c, _SELECTORS)]
    if len(letters) < 2:
        return FieldFault.TOO_SHORT
    if len(letters) > 30:
        return FieldFault.TOO_LONG
    if any(c != "·" and not _within(c, _IDEOGRAPHS) for c in letters):
        return FieldFault.NOT_A_NAME
    if not all("".join(letters).split("·")) or _within(name[0], _SELECTORS):
        return FieldFault.NOT_A_NAME
    return None


def check_digits(text: str, shortest: int, longest: int) -> FieldFault | None:
    if any(c not in "0123456789" for c in text):
        return FieldFault.NOT_DIGITS
    return None if shortest <= len(text) <= longest else FieldFault.WRONG_NUMBER_OF_DIGITS


def check_money(text: str) -> FieldFault | None:
    """Yuan: more than 0, at most 9,999,999.99, at most two decimals."""
    match = _MONEY.fullmatch(text)
    if match is None:
        return FieldFault.NOT_AN_AMOUNT
    if len(match[1].lstrip("0")) > _LARGEST_AMOUNT_DIGITS:
        return FieldFault.AMOUNT_TOO_LARGE
    return None if text.strip("0.") else FieldFault.AMOUNT_NOT_POSITIVE


def check_password(text: str) -> FieldFault | None:
    shortest, longest = LENGTHS["password"]
    if any(not "!" <= c <= "~" for c in text):
        return FieldFault.UNPRINTABLE
    return check_text(text, shortest, longest)


def check_text(text: str, shortest: int, longest: int) -> FieldFault | None:
    """Free text by its length in characters; control characters and lone surrogates are no text."""
    if any(c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" for c in text):
        return FieldFault.UNPRINTABLE
    if len(text) < shortest:
        return FieldFault.TOO_SHORT
    return FieldFault.TOO_LONG if len(text) > longest else None
