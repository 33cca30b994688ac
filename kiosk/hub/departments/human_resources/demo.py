"""The records of the demo's invented residents, from what the file of this department says of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from kiosk.domain.dates import add_months
from kiosk.hub.departments.human_resources import awarding, kinds
from kiosk.hub.departments.human_resources.ledger import ledger
from kiosk.hub.departments.human_resources.unemployment import VALID_MONTHS
from kiosk.hub.departments.pension_history import contributions
from kiosk.hub.tables import ResidentRow

Kept = tuple[str, Mapping[str, Any]]


def records_of(
    resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
) -> Iterator[Kept]:
    """As ``Department.records_of``. Days are given as days before today."""
    history = [] if given.get("without_pension") else _history(resident, situation, today)
    yield from _pensions(resident, situation, given, history, today)
    yield from _work(given, history, today)
    if given.get("elsewhere"):
        yield kinds.ELSEWHERE, {}
    if "education" in given:
        yield kinds.WORKER, {"mobile": "", "address": "", "education": given["education"]}
    if "card" in given:
        card = given["card"]
        issued = _ago(today, card["issued"]) if "issued" in card else ""
        yield kinds.SOCIAL_CARD, {**card, "issued_on": issued}
    for one in given.get("applications", ()):
        yield kinds.APPLICATION, {**one, "on": _ago(today, one["on"])}
    if "points" in given:
        yield kinds.POINTS, _points(given["points"], history, today)


def _history(resident: ResidentRow, situation: str, today: date) -> list[tuple[str, int, str]]:
    """Month, base and kind of every contribution, as the register is filled with them."""
    rows = contributions(resident.key, resident.birth, resident.sex, situation, today)
    return [(str(row["month"]), int(str(row["base"])), str(row["kind"])) for row in rows]


def _pensions(
    resident: ResidentRow,
    situation: str,
    given: Mapping[str, Any],
    history: list[tuple[str, int, str]],
    today: date,
) -> Iterator[Kept]:
    since = ""
    if situation == "retired" and history:
        early = max(0, 1993 - 22 - resident.birth.year)
        age = 60 if resident.sex == "1" else 55
        award = awarding.urban(resident.key, age, early, [(m, base) for m, base, _ in history], today)
        since = award.since
        yield kinds.PENSION_AWARD, award.data()
    if "residents_pension" in given:
        first, last = given["residents_pension"]
        paid = awarding.residents_contributions(resident.key, first, last)
        for one in paid:
            yield kinds.RESIDENTS_CONTRIBUTION, one
        pensionable = add_months(resident.birth, 60 * 12 + 1)
        if situation == "retired" and pensionable <= today:
            since = pensionable.isoformat()[:7]
            credits = ((str(one["paid_on"])[:7], int(one["level"]) + int(one["subsidy"])) for one in paid)
            balance = ledger(credits, (), pensionable.year - 1)[-1].closing
            yield kinds.RESIDENTS_AWARD, awarding.residents(resident.key, since, balance, today).data()
    if "pension_account" in given:
        yield kinds.PENSION_ACCOUNT, {**given["pension_account"], "since": since or today.isoformat()[:7]}


def _work(given: Mapping[str, Any], history: list[tuple[str, int, str]], today: date) -> Iterator[Kept]:
    if "ended" in given:
        yield kinds.TERMINATION, {"on": _ago(today, given["ended"])}
    if "unemployed" in given:
        one = given["unemployed"]
        until = today + timedelta(one["days_left"])
        since = min(today, add_months(until, -VALID_MONTHS))
        yield (
            kinds.UNEMPLOYED,
            {
                "number": one["number"],
                "cause": one["cause"],
                "since": since.isoformat(),
                "until": until.isoformat(),
            },
        )
    if "flexible" in given:
        one = given["flexible"]
        own = [month for month, _, kind in history if kind == "self_paid"]
        since = date.fromisoformat(f"{own[0]}-01") if own else today.replace(day=1)
        yield (
            kinds.FLEXIBLE,
            {"number": one["number"], "form": one["form"], "since": since.isoformat(), "until": ""},
        )
    if "recognised" in given:
        since = today - timedelta(given["recognised"])
        until = add_months(since, 36)
        yield kinds.DIFFICULTY, {"since": since.isoformat(), "until": until.isoformat()}
    for key, kind in (
        ("benefit", kinds.BENEFIT),
        ("job_subsidy", kinds.JOB_SUBSIDY),
        ("insurance_subsidy", kinds.INSURANCE_SUBSIDY),
    ):
        if key in given:
            yield kind, {"on": _ago(today, given[key])}


def _points(given: Mapping[str, Any], history: list[tuple[str, int, str]], today: date) -> dict[str, Any]:
    """Three points for each whole year of insurance are added to the items that the file names."""
    items = [{"item": item, "points": points} for item, points in given["items"].items()]
    items.append({"item": "insured", "points": 3 * (len(history) // 12)})
    approved = today - timedelta(given["approved"])
    return {
        "items": items,
        "approved_on": approved.isoformat(),
        "until": add_months(approved, 12).isoformat(),
    }


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days)).isoformat()
