"""The offices of work and pensions without a hub around them: residents, contributions and records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import yaml
from hub.departments.medical_desk import CONFIG, START, TODAY, Desk, known_of, people, resident
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from kiosk.hub.departments.human_resources import DEPARTMENT
from kiosk.hub.departments.pension_history import contributions
from kiosk.hub.register import register_records
from kiosk.hub.tables import Base, ContributionRow, RecordRow, ResidentRow

__all__ = ["START", "TODAY", "build", "given_of", "records_of"]


@cache
def without_pension() -> frozenset[str]:
    return frozenset(yaml.safe_load((CONFIG / "demo" / "hub.yaml").read_text("utf-8"))["without_pension"])


def given_of(key: str) -> Mapping[str, Any]:
    """What the department's file says of this resident."""
    found: Mapping[str, Any] = known_of("human-resources.yaml").get(key, {})
    return found


def records_of(row: ResidentRow, today: date = TODAY) -> list[tuple[str, Mapping[str, Any]]]:
    situation = people()[row.key]["situation"]
    return list(DEPARTMENT.records_of(row, situation, given_of(row.key), today))


def build(today: date = TODAY) -> Desk:
    """Everybody of the demo, as the hub fills its register on that day; committed, so that a rollback undoes
    a test."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    for key, person in people().items():
        row = resident(key)
        session.add(row)
        session.flush()
        if key not in without_pension():
            paid = list(contributions(key, row.birth, row.sex, person["situation"], today))
            if paid:
                session.execute(insert(ContributionRow), paid)
        for kind, data in [
            *register_records(person, known_of("register.yaml").get(key, {})),
            *records_of(row, today),
        ]:
            session.add(RecordRow(resident=key, kind=kind, data=dict(data)))
    session.commit()
    now = datetime.combine(today, time(2), UTC)  # 10 in the morning in Shanghai
    return Desk(session, now, {handler.matter: handler for handler in DEPARTMENT.handlers})
