"""Invented histories: visits, what each cost and who paid, and the yearly settlement of the account.

The same resident and day give the same history; every sum agrees with the rules of ``sharing``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.records import Kind
from kiosk.hub.departments.medical_insurance.sharing import Group, Level, Setting, rule_of, share

YEARS_KEPT = 3
"""Visits of this year and so many before it are kept online."""

_LEVELS = {"三级": Level.TERTIARY, "二级": Level.SECONDARY, "一级": Level.PRIMARY}
# Kind of visit, how often of a hundred, and the usual costs in yuan.
_USUAL = (
    ("outpatient", 68, (45, 620)),
    ("emergency", 8, (180, 1400)),
    ("pharmacy", 24, (18, 260)),
)
_CLINICS = {
    "综合医院": ("internal", "surgery", "eyes", "ear_nose_throat", "skin"),
    "中医医院": ("traditional",),
    "社区卫生服务中心": ("general",),
}


def level_of(hospital: str) -> Level:
    """The level of a hospital of the shared list, by its grade."""
    entry = public_data.entry("hospital", hospital)
    said = None if entry is None else entry.fact("level")
    grade = "" if said is None else said.zh[:2]
    return _LEVELS.get(grade, Level.SECONDARY)


@dataclass(slots=True)
class _Ledger:
    """What has been counted in a year so far, in fen."""

    group: Group
    balance: int
    deductible: dict[Setting, int] = field(default_factory=lambda: dict.fromkeys(Setting, 0))
    fund: int = 0
    from_account: int = 0

    def enter(self, total: int, excluded: int, setting: Setting, level: Level) -> dict[str, int]:
        """Divide one bill and count it. The parts (excluded, fund, account, cash) add up to the total."""
        rule = rule_of(public_data.read("medical_rules"), self.group, setting, level)
        shares = share(rule, total - excluded, self.deductible[setting], self.fund)
        self.deductible[setting] += shares.deductible
        self.fund += shares.fund
        paid = shares.fund + shares.beyond_ceiling
        account = min(shares.own, max(0, self.balance))
        self.balance -= account
        self.from_account += account
        return {
            "total": total,
            "excluded": excluded,
            "deductible": shares.deductible,
            "fund": paid,
            "account": account,
            "cash": total - paid - account,
            "own": shares.own,
        }


def _hospitals(district: str, draw: random.Random) -> list[str]:
    """The few hospitals that a person goes to: the district's first."""
    listed = [entry for entry in public_data.entries("hospital") if not entry.value.endswith("-03")]
    code = next((one.value for one in public_data.entries("sh_district") if one.label.zh == district), "")
    near = [entry.value for entry in listed if entry.parent == code]
    far = [entry.value for entry in listed if entry.value not in near]
    return near[:4] + draw.sample(far, 2)


def _days(year: int, today: date, count: int, draw: random.Random) -> list[date]:
    first = date(year, 1, 1)
    last = min(date(year, 12, 31), today - timedelta(days=1))
    span = (last - first).days
    return sorted(first + timedelta(days=draw.randint(0, span)) for _ in range(count)) if span >= 0 else []


def _clinic(hospital: str, draw: random.Random) -> str:
    entry = public_data.entry("hospital", hospital)
    kind = None if entry is None else entry.fact("kind")
    return draw.choice(_CLINICS.get("" if kind is None else kind.zh, ("internal", "general")))


def _year(
    key: str, year: int, given: Mapping[str, Any], ledger: _Ledger, hospitals: list[str], today: date
) -> list[dict[str, Any]]:
    draw = random.Random(f"medical:{key}:{year}")  # noqa: S311  # repeatable on purpose: invented records
    often = int(given.get("visits", 0))
    count = max(1, round(often * draw.uniform(0.8, 1.2))) if often else 0
    days = _days(year, today, count, draw)
    stays = set(draw.sample(range(len(days)), min(int(given.get("stays", 0)), len(days))))
    visits: list[dict[str, Any]] = []
    for at, day in enumerate(days):
        if at in stays:
            kind, costs = "inpatient", (38_000, 96_000)
        else:
            (kind, _, costs) = draw.choices(_USUAL, [usual[1] for usual in _USUAL])[0]
        hospital = draw.choice(hospitals)
        total = draw.randint(costs[0] * 100, costs[1] * 100)
        excluded = total * draw.choice((0, 0, 0, 3, 8, 15)) // 100
        setting = Setting.INPATIENT if kind == "inpatient" else Setting.OUTPATIENT
        visits.append(
            {
                "date": day.isoformat(),
                "kind": kind,
                "hospital": hospital,
                "clinic": "pharmacy" if kind == "pharmacy" else _clinic(hospital, draw),
                **ledger.enter(total, excluded, setting, level_of(hospital)),
            }
        )
    return visits


def history(
    key: str, district: str, group: Group, given: Mapping[str, Any], since: date, today: date
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of years and settlements, oldest first."""
    rules = public_data.read("medical_rules")
    draw = random.Random(f"medical:{key}")  # noqa: S311  # repeatable on purpose: invented records
    hospitals = _hospitals(district, draw)
    credit = 100 * int(rules["credits"].get(group.value, 0)) if given.get("credited", True) else 0
    balance = draw.randint(20_000, 180_000) if credit else 0
    for year in range(max(since.year, today.year - YEARS_KEPT), today.year + 1):
        opening = balance
        ledger = _Ledger(group, opening + credit)
        visits = _year(key, year, given, ledger, hospitals, today)
        yield Kind.YEAR, {"year": year, "visits": visits}
        interest = ledger.balance * int(rules["interest"]) // 10_000 if year < today.year else 0
        balance = ledger.balance + interest
        if credit:
            yield (
                Kind.SETTLEMENT,
                {
                    "year": year,
                    "opening": opening,
                    "credited": credit,
                    "spent": ledger.from_account,
                    "interest": interest,
                    "closing": balance,
                    "settled": year < today.year,
                },
            )
