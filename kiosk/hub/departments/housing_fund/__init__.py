"""住建/公积金: accounts, transfers, and what anybody may ask."""

from __future__ import annotations

from kiosk.hub.departments.housing_fund.accounts import FundAccount, Transfer, VoluntaryDeposit
from kiosk.hub.departments.housing_fund.lists import Banks, DepositTable, LoanBanks, Offices
from kiosk.hub.departments.housing_fund.trials import DepositTrial, LoanTrial, Repayment
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithGivenRecords

__all__ = ["DEPARTMENT"]

DEPARTMENT: Department = WithGivenRecords(
    "housing-fund",
    FundAccount(),
    Transfer(),
    VoluntaryDeposit(),
    Offices(),
    Banks(),
    LoanBanks(),
    DepositTable(),
    LoanTrial(),
    Repayment(),
    DepositTrial(),
)
