"""Every department of this hub. A new one is added here."""

from __future__ import annotations

from kiosk.hub.departments.registry import Department, Handler, Registry
from kiosk.hub.departments.social_insurance import PensionContributions

DEPARTMENTS: tuple[Department, ...] = ()

OTHERS: tuple[Handler, ...] = (PensionContributions(),)


def registry() -> Registry:
    """The matters of all departments."""
    return Registry([*OTHERS, *(handler for department in DEPARTMENTS for handler in department.handlers)])
