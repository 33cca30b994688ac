"""Who bears how much of a medical bill: the deductible, the pooled fund's share, the fund beyond the ceiling.

Pure. Amounts in fen. Rates come from ``config/demo/public/medical_rules.yaml``; they have the size of
Shanghai's and are this demonstration's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Setting(StrEnum):
    """Where the costs arose; emergency counts as outpatient."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


class Level(StrEnum):
    """Of the hospital, 一级 二级 三级."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Group(StrEnum):
    """Whose rates apply: the scheme, and the age within it."""

    WORKING = "working"
    RETIRED_TO_69 = "retired_to_69"
    RETIRED_FROM_70 = "retired_from_70"
    MINOR = "minor"
    ADULT = "adult"
    SENIOR = "senior"

    @property
    def employee(self) -> bool:
        """职工医保; else 居民医保."""
        return self in (Group.WORKING, Group.RETIRED_TO_69, Group.RETIRED_FROM_70)


@dataclass(frozen=True, slots=True)
class Rule:
    """``deductible`` in fen a year (inpatient: each stay counts towards it); ``rate`` and ``beyond`` in
    percent; ``ceiling`` is the most that the pooled fund pays in a year, in fen."""

    deductible: int
    rate: int
    ceiling: int
    beyond: int

    def __post_init__(self) -> None:
        if not (self.deductible >= 0 and 0 <= self.rate <= 100 and self.ceiling >= 0 <= self.beyond <= 100):
            raise ValueError(f"no rule of sharing: {self}")


@dataclass(frozen=True, slots=True)
class Shares:
    """How a bill is divided; the parts add up to ``within``, the costs that the scheme covers."""

    within: int
    deductible: int
    fund: int
    beyond_ceiling: int
    """Paid by the additional fund for costs above the ceiling."""
    own_share: int
    """What the person bears above the deductible."""

    @property
    def own(self) -> int:
        return self.deductible + self.own_share


def rule_of(rules: Mapping[str, Any], group: Group, setting: Setting, level: Level) -> Rule:
    """The rule of the file ``medical_rules``; a deductible may differ by level."""
    found = rules["groups"][group.value][setting.value]
    deductible = found["deductible"]
    scheme = rules["schemes"]["employee" if group.employee else "resident"]
    return Rule(
        deductible=100 * int(deductible[level.value] if isinstance(deductible, Mapping) else deductible),
        rate=int(found["rates"][level.value]),
        ceiling=100 * int(scheme["ceiling"]),
        beyond=int(scheme["beyond"]),
    )


def share(rule: Rule, within: int, counted: int = 0, paid: int = 0) -> Shares:
    """Divide ``within`` fen of covered costs.

    ``counted`` fen of the year's deductible have been borne already, ``paid`` fen of the ceiling been paid.
    What the fund pays is rounded down to a fen.
    """
    deductible = min(within, max(0, rule.deductible - counted))
    above = within - deductible
    room = max(0, rule.ceiling - paid)
    fund = above * rule.rate // 100
    beyond = 0
    if fund > room:
        # The costs whose share fills the ceiling, rounded up; what lies above them goes to the other fund.
        filling = -(-room * 100 // rule.rate)
        fund = room
        beyond = (above - filling) * rule.beyond // 100
    return Shares(within, deductible, fund, beyond, above - fund - beyond)


def group_of(scheme: str, age: int, *, retired: bool, student: bool = False) -> Group:
    """Whose rates apply to a person of this age, in full years."""
    if scheme == "employee":
        if not retired:
            return Group.WORKING
        return Group.RETIRED_FROM_70 if age >= 70 else Group.RETIRED_TO_69
    if student or age < 18:
        return Group.MINOR
    return Group.SENIOR if age >= 60 else Group.ADULT
