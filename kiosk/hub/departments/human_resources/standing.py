"""What 人社 knows of somebody's work: insured by an employer, on their own account, registered, retired."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from kiosk.domain.dates import add_months
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.rights import contributions_of
from kiosk.hub.departments.registry import Question, refused
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal

SERVICE: Final = "上海市就业促进中心"
WORKING_AGE: Final = 16
SELF_PAID: Final = "self_paid"


def is_local(question: Question) -> bool:
    """Whether the household is registered in Shanghai (本市户籍)."""
    return question.records.one(kinds.ELSEWHERE) is None


def has_age(question: Question, years: int) -> bool:
    """Whether the holder has turned so many years."""
    return add_months(question.holder.birth, years * 12) <= today_of(question)


def is_retired(question: Question) -> bool:
    """Whether a pension is paid, from either insurance."""
    return any(question.records.one(kind) for kind in (kinds.PENSION_AWARD, kinds.RESIDENTS_AWARD))


def is_employed(question: Question) -> bool:
    """An employer paid for last month, and has not reported the end of the employment (退工) since."""
    rows = [row for row in contributions_of(question) if row.kind != SELF_PAID]
    today = today_of(question)
    last_month = add_months(today, -1).isoformat()[:7]
    if not rows or rows[-1].month < last_month:
        return False
    ended = question.records.one(kinds.TERMINATION)
    return ended is None or ended["on"][:7] < rows[-1].month


def flexible_work(question: Question) -> dict[str, Any] | None:
    """The registration as flexible worker that is running, or None."""
    newest = question.records.one(kinds.FLEXIBLE)
    return newest if newest is not None and not newest["until"] else None


def registration(question: Question) -> dict[str, Any] | None:
    """The registration as unemployed that is in force, or None."""
    newest = question.records.one(kinds.UNEMPLOYED)
    in_force = newest is not None and newest["until"] >= today_of(question).isoformat()
    return newest if in_force else None


def hindrance(question: Question, *, local: bool) -> Refusal | None:
    """Why somebody can register neither as unemployed nor for flexible work, if so."""
    if not has_age(question, WORKING_AGE):
        return refused("too-young")
    if is_retired(question):
        return refused("receiving-pension")
    if is_local(question) is not local:
        return refused("not-shanghai-hukou" if local else "shanghai-hukou")
    return refused("still-insured") if is_employed(question) else None


def new_number(prefix: str, today: date) -> str:
    """A number for a new registration; says nothing about the person."""
    return f"{prefix}{today:%Y%m%d}{draw_letters(6)}"
