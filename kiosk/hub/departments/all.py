"""Every department of this hub. A new one is added here."""

from __future__ import annotations

from kiosk.hub.departments.archives import DEPARTMENT as ARCHIVES
from kiosk.hub.departments.human_resources import DEPARTMENT as HUMAN_RESOURCES
from kiosk.hub.departments.medical_insurance.department import DEPARTMENT as MEDICAL_INSURANCE
from kiosk.hub.departments.registry import Department, Registry
from kiosk.hub.departments.zone.department import DEPARTMENT as ZONE

DEPARTMENTS: tuple[Department, ...] = (
    HUMAN_RESOURCES,
    MEDICAL_INSURANCE,
    ARCHIVES,
    ZONE,
)


def registry() -> Registry:
    """The matters of all departments."""
    handlers = [(department.name, handler) for department in DEPARTMENTS for handler in department.handlers]
    return Registry([handler for _, handler in handlers], {h.matter: name for name, h in handlers})
