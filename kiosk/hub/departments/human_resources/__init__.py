"""人社: pensions, work and unemployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kiosk.hub.departments.human_resources import (
    demo,
    flexible,
    pension,
    people,
    residents_pension,
    rights,
    subsidies,
    unemployment,
)
from kiosk.hub.departments.registry import Department, Handler
from kiosk.hub.departments.social_insurance import PensionContributions
from kiosk.hub.tables import ResidentRow

__all__ = ["DEPARTMENT"]


class HumanResources:
    """``Department`` of the catalogue's id ``human-resources``."""

    name = "human-resources"
    handlers: tuple[Handler, ...] = (
        PensionContributions(),
        pension.PensionPayments(),
        pension.PensionAccount(),
        rights.RightsStatement(),
        rights.TransferVoucher(),
        residents_pension.ResidentsContributions(),
        residents_pension.ResidentsPayments(),
        residents_pension.ResidentsStatement(),
        flexible.FlexibleStatement(),
        flexible.Registration(),
        flexible.IncomingRegistration(),
        flexible.Withdrawal(),
        flexible.IncomingWithdrawal(),
        unemployment.Registration(),
        unemployment.IncomingRegistration(),
        unemployment.Renewal(),
        unemployment.Benefit(),
        subsidies.JobSubsidy(),
        subsidies.InsuranceSubsidy(),
        people.Progress(),
        people.ResidencePoints(),
        people.SocialCard(),
        people.WorkersData(),
    )

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """See ``Department``."""
        return demo.records_of(resident, situation, given, today)


DEPARTMENT: Department = HumanResources()
