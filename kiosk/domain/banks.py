"""The bank that issued a card, by the first digits of its number (ISO/IEC 7812-1, issuer identification)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.identifiers import normalise

__all__ = ["LONGEST_PREFIX", "SHORTEST_PREFIX", "issuer_of"]

# Cards of before the standard begin with three digits of their own; the standard's edition of 2017 has eight,
# and a few banks share one number and are told apart by the digits after it.
SHORTEST_PREFIX: Final = 3
LONGEST_PREFIX: Final = 10


def issuer_of(card_number: str, bins: Mapping[str, str]) -> str | None:
    """The value in ``bins`` (prefix → bank) of the longest prefix that the number begins with, or None.

    Spaces and hyphens between the digits do not count. The number need not be complete: the bank can be shown
    while it is typed. None says nothing against the card: the list of prefixes is never whole.
    """
    digits = normalise(card_number)
    for length in range(min(LONGEST_PREFIX, len(digits)), SHORTEST_PREFIX - 1, -1):
        bank = bins.get(digits[:length])
        if bank is not None:
            return bank
    return None
