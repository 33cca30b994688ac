"""What a case changed is undone, and nothing that came after it."""

from __future__ import annotations

from typing import Any

from hub.world import World
from sqlalchemy.orm import Session

from kiosk.hub.database import transaction
from kiosk.hub.record_changes import changes, snapshot, undo
from kiosk.hub.records import Records
from kiosk.hub.tables import CaseRow

PERSON, KIND = "wang", "canary_account"


def replaced_by(session: Session, number: str) -> CaseRow:
    """A case that keeps this account instead of any other."""
    before = snapshot(session, PERSON)
    Records(session, PERSON).put(KIND, {"number": number})
    noted: dict[str, Any] = changes(before, snapshot(session, PERSON))
    return CaseRow(resident=PERSON, given={"changes": noted})


def kept(session: Session) -> list[str]:
    return [row["number"] for row in Records(session, PERSON).all(KIND)]


def test_what_was_before_comes_back(world: World) -> None:
    with transaction(world.application.hub.engine) as session:
        Records(session, PERSON).add(KIND, {"number": "first"})
        case = replaced_by(session, "second")
        undo(session, case)
        assert kept(session) == ["first"]
        undo(session, case)
        assert kept(session) == ["first"], "once"


def test_what_a_later_case_keeps_stands_when_an_earlier_one_is_withdrawn(world: World) -> None:
    with transaction(world.application.hub.engine) as session:
        Records(session, PERSON).add(KIND, {"number": "first"})
        earlier = replaced_by(session, "second")
        replaced_by(session, "third")
        undo(session, earlier)
        assert kept(session) == ["third"]
