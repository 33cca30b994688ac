"""Every department of this hub. A new one is added here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.hub.departments.archives import DEPARTMENT as ARCHIVES
from kiosk.hub.departments.civil_affairs import DEPARTMENT as CIVIL_AFFAIRS
from kiosk.hub.departments.development_reform import DEPARTMENT as DEVELOPMENT_REFORM
from kiosk.hub.departments.disabled_federation import DEPARTMENT as DISABLED_FEDERATION
from kiosk.hub.departments.education import DEPARTMENT as EDUCATION
from kiosk.hub.departments.grain import DEPARTMENT as GRAIN
from kiosk.hub.departments.health import DEPARTMENT as HEALTH
from kiosk.hub.departments.housing_fund import DEPARTMENT as HOUSING_FUND
from kiosk.hub.departments.human_resources import DEPARTMENT as HUMAN_RESOURCES
from kiosk.hub.departments.informatization import DEPARTMENT as INFORMATIZATION
from kiosk.hub.departments.market_regulation import DEPARTMENT as MARKET_REGULATION
from kiosk.hub.departments.medical_insurance.department import DEPARTMENT as MEDICAL_INSURANCE
from kiosk.hub.departments.planning_resources import DEPARTMENT as PLANNING_RESOURCES
from kiosk.hub.departments.police import DEPARTMENT as POLICE
from kiosk.hub.departments.registry import Department, Handler, Registry
from kiosk.hub.departments.taxation import DEPARTMENT as TAXATION
from kiosk.hub.departments.trade_unions import DEPARTMENT as TRADE_UNIONS
from kiosk.hub.departments.transport import DEPARTMENT as TRANSPORT
from kiosk.hub.departments.zone.department import DEPARTMENT as ZONE

DEPARTMENTS: tuple[Department, ...] = (
    HUMAN_RESOURCES,
    MEDICAL_INSURANCE,
    ARCHIVES,
    CIVIL_AFFAIRS,
    DISABLED_FEDERATION,
    EDUCATION,
    HEALTH,
    HOUSING_FUND,
    MARKET_REGULATION,
    POLICE,
    DEVELOPMENT_REFORM,
    GRAIN,
    INFORMATIZATION,
    PLANNING_RESOURCES,
    TAXATION,
    TRADE_UNIONS,
    TRANSPORT,
    ZONE,
)

LISTED: Final = "listed"


def registry(listed: Iterable[Handler] = ()) -> Registry:
    """The matters of all departments, and those that are answered from a file (``departments.listed``)."""
    handlers = [(department.name, handler) for department in DEPARTMENTS for handler in department.handlers]
    handlers += [(LISTED, handler) for handler in listed]
    return Registry([handler for _, handler in handlers], {h.matter: name for name, h in handlers})
