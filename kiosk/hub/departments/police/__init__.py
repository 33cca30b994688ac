"""公安: households, residence, records, vehicles, borders; and what anybody may ask."""

from __future__ import annotations

from kiosk.hub.departments.police.certificates import Household, Records
from kiosk.hub.departments.police.demo import Police
from kiosk.hub.departments.police.public import SameBirthday, SameNames, StationOfAddress
from kiosk.hub.departments.police.residence import Cancellation, Endorsement, Registration
from kiosk.hub.departments.police.senior_card import SeniorCard
from kiosk.hub.departments.police.settlement import GraduateSettlement
from kiosk.hub.departments.police.social_card import CardActivation
from kiosk.hub.departments.police.traffic import LicenceViolations, VehicleViolations
from kiosk.hub.departments.police.travel import Crossings
from kiosk.hub.departments.registry import Department

__all__ = ["DEPARTMENT"]

DEPARTMENT: Department = Police(
    "police",
    CardActivation(),
    Registration(),
    Cancellation(),
    Endorsement(),
    Household(),
    Records(),
    SeniorCard(),
    Crossings(),
    SameNames(),
    StationOfAddress(),
    SameBirthday(),
    VehicleViolations(),
    LicenceViolations(),
    GraduateSettlement(),
)
