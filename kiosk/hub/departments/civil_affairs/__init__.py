"""民政: certificates of hardship, marriage appointments, community service centres."""

from __future__ import annotations

from kiosk.hub.departments.civil_affairs.centres import Centres
from kiosk.hub.departments.civil_affairs.certificates import CERTIFICATES
from kiosk.hub.departments.civil_affairs.marriage import MarriageAppointment
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithGivenRecords

__all__ = ["DEPARTMENT"]

DEPARTMENT: Department = WithGivenRecords(
    "civil-affairs", Centres(), MarriageAppointment(), *(kind() for kind in CERTIFICATES)
)
