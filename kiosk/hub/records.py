"""What departments keep of a person: small records by kind, read and changed through one narrow door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.hub.tables import RecordRow


class Records:
    """The records of one resident; empty, and unchangeable, for somebody whom the register does not know."""

    def __init__(self, session: Session, resident: str | None) -> None:
        self._session = session
        self._resident = resident

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind, oldest first."""
        if self._resident is None:
            return []
        chosen = (
            select(RecordRow)
            .where(RecordRow.resident == self._resident)
            .where(RecordRow.kind == kind)
            .order_by(RecordRow.id)
        )
        return [dict(row.data) for row in self._session.scalars(chosen)]

    def one(self, kind: str) -> dict[str, Any] | None:
        """The newest record of a kind, or None."""
        found = self.all(kind)
        return found[-1] if found else None

    def add(self, kind: str, data: Mapping[str, Any]) -> None:
        """Keep one more of a kind."""
        assert self._resident is not None, "a stranger has no records"
        self._session.add(RecordRow(resident=self._resident, kind=kind, data=dict(data)))
        self._session.flush()

    def put(self, kind: str, data: Mapping[str, Any]) -> None:
        """Keep this one instead of all of its kind."""
        assert self._resident is not None, "a stranger has no records"
        self._session.execute(
            delete(RecordRow).where(RecordRow.resident == self._resident).where(RecordRow.kind == kind)
        )
        self.add(kind, data)
