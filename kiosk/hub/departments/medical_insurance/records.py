"""What the department keeps of a person, and reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.backend.answers import RefusalType
from kiosk.hub.departments.medical_insurance.sharing import Group
from kiosk.hub.departments.registry import Question
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records

ORGANISATION = "上海市医疗保险事业管理中心"
"""受: the centre that answers for the matters of this department."""


class Kind(StrEnum):
    """The kinds of records; amounts in them are fen, dates ``YYYY-MM-DD``."""

    ACCOUNT = "medical.account"
    CARD = "medical.card"
    BOOK = "medical.book"
    YEAR = "medical.year"
    """The visits of one year."""
    SETTLEMENT = "medical.settlement"
    ENROLMENT = "medical.enrolment"
    REIMBURSEMENT = "medical.reimbursement"
    ELSEWHERE = "medical.elsewhere"
    PASSWORD = "medical.password"  # noqa: S105  # a kind of record
    AID = "medical.aid"
    AID_ENROLMENT = "medical.aid_enrolment"


class Scheme(StrEnum):
    """职工医保, 居民医保."""

    EMPLOYEE = "employee"
    RESIDENT = "resident"


class Standing(StrEnum):
    """Of an account."""

    NORMAL = "normal"
    SUSPENDED = "suspended"  # contributions have stopped: benefits rest
    CLOSED = "closed"  # 已撤销清算


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """A person's medical insurance account. ``number`` is empty while none has been given."""

    number: str
    scheme: Scheme
    group: Group
    standing: Standing
    since: str
    accounts: int
    employer: str
    income: int
    """Of the last year, in fen; 0: not known."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Account:
        return cls(
            data["number"],
            Scheme(data["scheme"]),
            Group(data["group"]),
            Standing(data["standing"]),
            data["since"],
            data["accounts"],
            data["employer"],
            data["income"],
        )


NO_RECORD = Refusal(RefusalType.NO_RECORD, {"scope": "all"})


def account_of(question: Question) -> Account | None:
    """The account of the holder, or None."""
    data = question.records.one(Kind.ACCOUNT)
    return None if data is None else Account.of(data)


def keep_all(records: Records, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep exactly these of a kind, at least one, in this order."""
    records.put(kind, rows[0])
    for row in rows[1:]:
        records.add(kind, row)


def visits_of(question: Question) -> list[dict[str, Any]]:
    """Every visit, newest first."""
    found = [visit for year in question.records.all(Kind.YEAR) for visit in year["visits"]]
    return sorted(found, key=lambda visit: str(visit["date"]), reverse=True)


def visits_in(question: Question, year: int) -> list[dict[str, Any]]:
    """The visits of one year, newest first."""
    return [visit for visit in visits_of(question) if visit["date"].startswith(f"{year:04d}-")]
