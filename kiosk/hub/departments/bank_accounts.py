"""Whose bank account it is: what a department asks the banks before it pays anything there.

The demo's answer stands in the records of a resident under ``bank_account``, one for each account.
"""

from __future__ import annotations

from typing import Final

from kiosk.hub.departments.registry import Question

KIND: Final = "bank_account"
RULE: Final = "not_own_account"
"""The rule by which a field is refused; its sentence is ``field.error.not_own_account``."""


def owns(question: Question, bank: str, account: str) -> bool:
    """Whether the holder has this account (card or passbook) at this bank."""
    return any(known["bank"] == bank and known["account"] == account for known in question.records.all(KIND))
