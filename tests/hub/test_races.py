"""What two do at the same moment to one row is done one after the other, on a server too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hub.world import FACE, World
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import ORMExecuteState, Session

from kiosk.backend.case_models import CaseRequest
from kiosk.backend.models import PhoneCodeCheck
from kiosk.hub.case_store import due_cases

pytestmark = pytest.mark.anyio


def test_a_case_is_held_while_it_is_decided() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statement = due_cases(datetime(2026, 11, 21, tzinfo=UTC)).compile(dialect=dialect)
    assert "FOR UPDATE" in str(statement)


@pytest.mark.parametrize("table", ["cases", "phone_codes"])
async def test_what_is_counted_or_decided_is_read_to_be_changed(world: World, table: str) -> None:
    held: set[str] = set()

    def looked(state: ORMExecuteState) -> None:
        statement = state.statement
        if state.is_select and getattr(statement, "_for_update_arg", None) is not None:
            held.update(source.name for source in statement.get_final_froms())  # type: ignore[attr-defined]

    event.listen(Session, "do_orm_execute", looked)
    try:
        subject = await world.subject()
        await world.back_end.view_case("Q01-NOBODY", CaseRequest(subject=subject, assurance=FACE), key="view")
        check = PhoneCodeCheck(subject=subject, code="000000")
        await world.back_end.check_phone_code("0123456789abcdef", check, key="check")
    finally:
        event.remove(Session, "do_orm_execute", looked)
    assert table in held
