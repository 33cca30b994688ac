"""The zone as a department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kiosk.hub.definitions import Definitions
from kiosk.hub.departments.registry import Handler
from kiosk.hub.departments.zone.certificates import PrintCertificate
from kiosk.hub.departments.zone.progress import CaseProgress
from kiosk.hub.settings import CONFIG
from kiosk.hub.tables import ResidentRow


class Zone:
    """Keeps no records of its own."""

    name = "zone"

    def __init__(self) -> None:
        self.handlers: tuple[Handler, ...] = (PrintCertificate(), CaseProgress(Definitions(CONFIG).title))

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """None."""
        return ()


DEPARTMENT = Zone()
