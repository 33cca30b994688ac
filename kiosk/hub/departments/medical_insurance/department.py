"""The department as the hub knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from kiosk.hub.departments.medical_insurance.account import (
    Benefits,
    PersonalData,
    Settlements,
    YearlyExpenses,
)
from kiosk.hub.departments.medical_insurance.books import FirstIssue, Reissue, Replacement
from kiosk.hub.departments.medical_insurance.calculations import ReliefTrial, SharingCalculator
from kiosk.hub.departments.medical_insurance.cards import MedicalCardLoss, WebPassword
from kiosk.hub.departments.medical_insurance.details import VisitDetails
from kiosk.hub.departments.medical_insurance.elsewhere import CareElsewhere
from kiosk.hub.departments.medical_insurance.enrolment import ResidentEnrolment
from kiosk.hub.departments.medical_insurance.hardship import AidEnrolmentProgress, AidProgress
from kiosk.hub.departments.medical_insurance.lists import (
    CareInstitutions,
    Hospitals,
    HospitalsForTreatment,
    HospitalsForVisitors,
    InsurerPoints,
    PaymentStandards,
    ServicePoints,
)
from kiosk.hub.departments.medical_insurance.reimbursement import Reimbursement, ReimbursementProgress
from kiosk.hub.departments.medical_insurance.seeding import records
from kiosk.hub.departments.registry import Handler
from kiosk.hub.tables import ResidentRow


class MedicalInsurance:
    """As ``registry.Department``."""

    @property
    def name(self) -> str:
        return "medical-insurance"

    @property
    def handlers(self) -> tuple[Handler, ...]:
        return (
            FirstIssue(),
            Replacement(),
            Reissue(),
            MedicalCardLoss(),
            ResidentEnrolment(),
            Reimbursement(),
            WebPassword(),
            CareElsewhere(),
            PersonalData(),
            Benefits(),
            VisitDetails(),
            Settlements(),
            YearlyExpenses(),
            ReliefTrial(),
            ReimbursementProgress(),
            PaymentStandards(),
            Hospitals(),
            SharingCalculator(),
            ServicePoints(),
            HospitalsForVisitors(),
            HospitalsForTreatment(),
            InsurerPoints(),
            CareInstitutions(),
            AidProgress(),
            AidEnrolmentProgress(),
        )

    def records_of(
        self, resident: ResidentRow, situation: str, given: Mapping[str, Any], today: date
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """See ``seeding.records``."""
        return records(resident, situation, given, today)


DEPARTMENT: Final = MedicalInsurance()
