"""The kinds of records that 公安 keeps of a person; days are ``YYYY-MM-DD``, instants RFC 3339, fines fen."""

from __future__ import annotations

from typing import Final

HOUSEHOLD: Final = "police.household"
"""{number, since, role, former: [{what, was, now, on}], deceased and moved: [{name, relation, on}]}"""
RESIDENCE: Final = "police.residence"  # {number, since, until}; the newest counts, until "" while it runs
PERMIT: Final = "police.residence_permit"  # {number, until}: the day up to which it is endorsed
REQUEST: Final = "police.request"  # {matter, about, until}: applied for, and not decided before that instant
PENALTY: Final = "police.penalty"  # {kind, on, what}
SENIOR_CARD: Final = "police.senior_card"  # {on}: applied for
CROSSINGS: Final = "police.crossings"  # {rows: [[day, direction, document, port, place]]}, newest first
VEHICLE: Final = "police.vehicle"  # {plate, type}
LICENCE: Final = "police.licence"  # {file, classes, issued, valid_to}
VIOLATION: Final = "police.violation"
"""{plate, driver: self or unknown, on, place, act, points, fine, handled: day or ""}"""
SETTLEMENT: Final = "police.settlement"  # {number, university, year, steps: [{step, on}]}, oldest step first
