"""Departments that keep nothing of anybody, and the frame of those that keep a little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kiosk.hub.departments.registry import Handler
from kiosk.hub.tables import ResidentRow


class WithoutRecords:
    """``Department`` for matters that anybody may ask."""

    def __init__(self, name: str, *handlers: Handler) -> None:
        self.name = name
        self.handlers = handlers

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """None."""
        return ()


class WithGivenRecords(WithoutRecords):
    """Each list of ``config/demo/records/<name>.yaml`` is a kind of record, kept as it stands there."""

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """See ``Department``."""
        for kind, records in given.items():
            for record in records:
                yield kind, record
