"""What a person's data look like before the person asks to see them.

A mask never lets more through than its rule says, whatever it is given: what it does not recognise comes out
as stars.
"""

from __future__ import annotations

from typing import Final

__all__ = ["mask_card", "mask_id", "mask_name", "mask_phone"]

_STAR: Final = "*"
_SEPARATORS: Final = "·•‧・"
_VARIATION_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def _middle(text: str, head: int, tail: int) -> str:
    return text[:head] + _STAR * (len(text) - head - tail) + text[len(text) - tail :]


def mask_phone(text: str) -> str:
    """``138****1234``; any other number of digits shows none."""
    return _middle(text, 3, 4) if len(text) == 11 else _STAR * len(text)


def mask_id(text: str) -> str:
    """``310101********1234``; also for the 15 characters of a foreigner's card of 2017.

    The 20 of a disability certificate are an identity number, the kind and the grade: those two stay hidden.
    """
    if len(text) == 20:
        return mask_id(text[:18]) + _STAR * 2
    return _middle(text, 6, 4) if len(text) in (15, 18) else _STAR * len(text)


def mask_card(text: str) -> str:
    """``****1234``: the last four, and a fixed number of stars, for the length tells the issuer."""
    return _STAR * 4 + text[-4:] if len(text) >= 10 else _STAR * 4


def _characters(text: str) -> list[str]:
    """``text`` cut into what a reader sees as one character: an ideograph keeps its variation selector."""
    found: list[str] = []
    for c in text:
        if found and any(ord(c) in block for block in _VARIATION_SELECTORS):
            found[-1] += c
        else:
            found.append(c)
    return found


def mask_name(text: str) -> str:
    """``张*明``, ``张*``; ``阿***·**提``; an English name keeps the initial of each word: ``J*** S****``."""
    name = text.strip()
    if not name:
        return ""
    if name.isascii() or " " in name:
        return " ".join(word[0] + _STAR * (len(word) - 1) for word in name.split())
    characters = _characters(name)
    if len(characters) == 1:
        return _STAR
    last = len(characters) - 1
    return "".join(
        c if i == 0 or c in _SEPARATORS or (i == last and last > 1) else _STAR
        for i, c in enumerate(characters)
    )
