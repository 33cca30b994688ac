"""The department's records of the demonstration's invented residents."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from kiosk.hub.departments.medical_insurance.history import history
from kiosk.hub.departments.medical_insurance.records import Kind, Scheme, Standing
from kiosk.hub.departments.medical_insurance.sharing import group_of
from kiosk.hub.tables import ResidentRow


def full_years(birth: date, on: date) -> int:
    """The age on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def records(
    resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """As ``Department.records_of``: nothing for who is not in the file. Days in it count back from today."""
    if not given:
        return
    draw = random.Random(f"medical:{resident.key}:account")  # noqa: S311  # repeatable: invented records
    scheme = Scheme(given.get("scheme", Scheme.EMPLOYEE))
    age = full_years(resident.birth, today)
    group = group_of(scheme, age, retired=situation == "retired", student=situation == "student")
    since = _ago(today, given.get("since_days", draw.randint(1500, 6000)))
    number = str(given.get("number", f"YB99{draw.randint(0, 999_999):06d}"))
    yield (
        Kind.ACCOUNT,
        {
            "number": number,
            "scheme": scheme.value,
            "group": group.value,
            "standing": Standing(given.get("standing", Standing.NORMAL)).value,
            "since": since.isoformat(),
            "accounts": int(given.get("accounts", 1)),
            "employer": str(given.get("employer", "")),
            "income": 100 * int(given.get("income", 0)),
        },
    )
    if number:
        lost = given.get("card_lost_days")
        changed = since if lost is None else _ago(today, lost)
        standing = "in_use" if lost is None else "lost"
        yield Kind.CARD, {"number": number, "standing": standing, "since": changed.isoformat()}
    yield from _books(given, number, today)
    yield from history(resident.key, resident.district, group, given, since, today)
    for place in given.get("elsewhere", ()):
        yield Kind.ELSEWHERE, {**_dated(place, today), "number": f"YD{draw.randint(0, 10**9):010d}"}
    for year in given.get("enrolled", ()):
        yield Kind.ENROLMENT, {"year": today.year + int(year), "applied": since.isoformat()}
    for kind, name in (
        (Kind.REIMBURSEMENT, "reimbursements"),
        (Kind.AID, "aid"),
        (Kind.AID_ENROLMENT, "aid_enrolments"),
    ):
        for row in given.get(name, ()):
            dated = _dated(row, today)
            yield kind, {**dated, "year": today.year + int(row["year"])} if "year" in row else dated


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=int(days))


def _books(given: Mapping[str, Any], number: str, today: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Books made some days ago, and those made this year, however long ago that began."""
    serial = number[2:] or "000000"
    made = [_ago(today, days) for days in given.get("books_days", ())]
    made += [date(today.year, 1, 1)] * int(given.get("books_this_year", 0))
    for at, day in enumerate(sorted(made)):
        standing = "void" if given.get("books_void") else "valid"
        yield Kind.BOOK, {"number": f"JY{serial}{at + 1:02d}", "made": day.isoformat(), "standing": standing}


def _dated(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The row with every ``<name>_days`` turned into the date ``<name>``, so many days before today."""
    return {
        (name[:-5] if name.endswith("_days") else name): (
            _ago(today, value).isoformat() if name.endswith("_days") else value
        )
        for name, value in row.items()
    }
