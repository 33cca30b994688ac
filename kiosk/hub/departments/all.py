"""Every department of this hub. A new one is added here."""

from __future__ import annotations

from kiosk.hub.departments.medical_insurance.department import DEPARTMENT as MEDICAL_INSURANCE
from kiosk.hub.departments.registry import Department, Handler, Registry
from kiosk.hub.departments.social_insurance import PensionContributions

DEPARTMENTS: tuple[Department, ...] = (MEDICAL_INSURANCE,)

OTHERS: tuple[tuple[str, Handler], ...] = (("human-resources", PensionContributions()),)


def registry() -> Registry:
    """The matters of all departments."""
    handlers = [(department.name, handler) for department in DEPARTMENTS for handler in department.handlers]
    everything = [*OTHERS, *handlers]
    return Registry([handler for _, handler in everything], {h.matter: name for name, h in everything})
