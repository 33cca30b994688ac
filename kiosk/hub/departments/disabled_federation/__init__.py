"""残联: allowances, plans, and places without barriers."""

from __future__ import annotations

from kiosk.hub.departments.disabled_federation.allowances import DataPlan, TransportAllowance
from kiosk.hub.departments.disabled_federation.places import Cinemas, ReadingRooms
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithGivenRecords

__all__ = ["DEPARTMENT"]

DEPARTMENT: Department = WithGivenRecords(
    "disabled-federation", TransportAllowance(), DataPlan(), Cinemas(), ReadingRooms()
)
