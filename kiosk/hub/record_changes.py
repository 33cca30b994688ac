"""What a case changed in a person's records, so that it can be undone: withdrawn, it was never handed in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.hub.tables import CaseRow, RecordRow

Snapshot = dict[int, tuple[str, dict[str, Any]]]
"""Records by their row: kind and data."""


def snapshot(session: Session, resident: str | None) -> Snapshot:
    """All records of a person as they are now."""
    if resident is None:
        return {}
    rows = session.scalars(select(RecordRow).where(RecordRow.resident == resident))
    return {row.id: (row.kind, dict(row.data)) for row in rows}


def changes(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """What is new, by row and kind, and what is gone."""
    added = sorted(set(after) - set(before))
    return {
        "added": added,
        "kinds": [after[row][0] for row in added],
        "removed": [list(before[row]) for row in sorted(set(before) - set(after))],
    }


def undo(session: Session, case: CaseRow) -> None:
    """Take back what the case changed. What others have changed since stays."""
    noted = (case.given or {}).get("changes")
    if not noted or case.resident is None:
        return
    there = set(session.scalars(select(RecordRow.id).where(RecordRow.id.in_(noted["added"]))))
    pairs = zip(noted["added"], noted["kinds"], strict=True)
    # A later case put something else in its place: what was before both does not come back beside it.
    replaced = {kind for row, kind in pairs if row not in there}
    session.execute(delete(RecordRow).where(RecordRow.id.in_(there)))
    for kind, data in noted["removed"]:
        if kind not in replaced:
            session.add(RecordRow(resident=case.resident, kind=kind, data=data))
    case.given = {name: value for name, value in (case.given or {}).items() if name != "changes"}
    session.flush()
