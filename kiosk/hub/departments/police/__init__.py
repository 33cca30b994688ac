"""公安: households, residence, records, vehicles, borders; and what anybody may ask."""

from __future__ import annotations

from kiosk.hub.departments.police.public import SameBirthday, SameNames, StationOfAddress
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithGivenRecords

__all__ = ["DEPARTMENT"]

DEPARTMENT: Department = WithGivenRecords("police", SameNames(), StationOfAddress(), SameBirthday())
