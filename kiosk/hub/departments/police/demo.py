"""The records of the demo's invented residents, from what the file of this department says of each."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.simple import WithoutRecords
from kiosk.hub.register import CERTIFICATE
from kiosk.hub.tables import ResidentRow

Kept = tuple[str, Mapping[str, Any]]

ABROAD: Final = ("japan", "korea", "thailand", "singapore", "france", "germany", "australia")
"""Where a passport leads; a permit leads to Hong Kong and Macao."""
NEVER: Final = "9999-12-31T00:00:00+08:00"
"""The end of an examination that no demo lives to see."""


class Police(WithoutRecords):
    """``Department`` of the catalogue's id ``police``."""

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[Kept]:
        """See ``Department``. Days are given as days before today, or as days left."""
        return _records(resident.key, given, today)


def _records(key: str, given: Mapping[str, Any], today: date) -> Iterator[Kept]:
    if "household" in given:
        one = given["household"]
        listed = {name: _dated(one.get(name, ()), today) for name in ("former", "deceased", "moved")}
        yield kinds.HOUSEHOLD, {**one, "since": str(one["since"]), **listed}
    if "residence" in given:
        one = given["residence"]
        until = _later(today, one["days_left"]) if "days_left" in one else ""
        yield (
            kinds.RESIDENCE,
            {"number": one["number"], "since": _ago(today, one["since"]), "until": until},
        )
    if "permit" in given:
        yield from _permit(given["permit"], today)
    for one in given.get("requests", ()):
        yield kinds.REQUEST, {**one, "until": NEVER}
    for one in _dated(given.get("penalties", ()), today):
        yield kinds.PENALTY, one
    if "travels" in given:
        yield kinds.CROSSINGS, {"rows": crossings(key, given["travels"]["years"], today)}
    yield from _traffic(given, today)
    if "settlement" in given:
        one = given["settlement"]
        steps = _dated(one["steps"], today)
        yield kinds.SETTLEMENT, {**one, "year": int(steps[0]["on"][:4]), "steps": steps}


def _permit(one: Mapping[str, Any], today: date) -> Iterator[Kept]:
    """The permit is an e-certificate too, valid as far as it is endorsed."""
    until = _later(today, one["days_left"])
    yield kinds.PERMIT, {"number": one["number"], "until": until}
    yield (
        CERTIFICATE,
        {
            "kind": "residence-permit",
            "number": one["number"],
            "issued": str(one["issued"]),
            "valid_to": until,
        },
    )


def _traffic(given: Mapping[str, Any], today: date) -> Iterator[Kept]:
    for one in given.get("vehicles", ()):
        yield kinds.VEHICLE, one
    if "licence" in given:
        yield kinds.LICENCE, {name: str(value) for name, value in given["licence"].items()}
    for one in _dated(given.get("violations", ()), today):
        handled = _ago(today, one["handled"]) if "handled" in one else ""
        yield kinds.VIOLATION, {**one, "handled": handled}


def crossings(key: str, years: int, today: date) -> list[list[str]]:
    """Journeys of so many years, newest first: each comes back by the port that it left by."""
    draw = random.Random(f"crossings:{key}")  # noqa: S311  # repeatable on purpose
    rows: list[list[str]] = []
    leaves = today - timedelta(days=365 * years)
    while (leaves := leaves + timedelta(days=draw.randint(45, 140))) < today - timedelta(days=20):
        back = leaves + timedelta(days=draw.randint(2, 14))
        if draw.random() < 0.7:  # most journeys are made with a passport
            journey = ["passport", draw.choice(("pudong", "hongqiao")), draw.choice(ABROAD)]
        else:
            place = draw.choice(("hong_kong", "macao"))
            journey = ["permit", "lok_ma_chau" if place == "hong_kong" else "gongbei", place]
        rows.append([leaves.isoformat(), "exit", *journey])
        rows.append([back.isoformat(), "entry", *journey])
    return rows[::-1]


def _dated(rows: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """With the day instead of how many days ago."""
    return [{**row, "on": _ago(today, row["on"])} for row in rows]


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _later(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
