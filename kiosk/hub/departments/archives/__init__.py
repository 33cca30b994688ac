"""档案: people at the archives search a person's own records; what they find is printed later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kiosk.hub.departments.archives.search import MATTERS, RECORD, REQUEST, never
from kiosk.hub.departments.registry import Department, Handler
from kiosk.hub.tables import ResidentRow

__all__ = ["DEPARTMENT"]


class Archives:
    """``Department`` of the catalogue's id ``archives``."""

    name = "archives"
    handlers: tuple[Handler, ...] = tuple(kind() for kind in MATTERS)

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """See ``Department``: what is kept, and which of it is being searched."""
        for kept in given.get("archives", ()):
            data = {key: value for key, value in kept.items() if key != "searching"}
            yield RECORD, data
            if kept.get("searching"):
                yield REQUEST, {"matter": data["matter"], "number": data["number"], "until": never(today)}


DEPARTMENT: Department = Archives()
