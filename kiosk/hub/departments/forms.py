"""Checks of a form that only the hub can make, shared by the departments.

What a field's type and its definition say (length, check digit, limits, options, what is required) the hub's
core has checked before a handler is asked. Here is what needs the register, or goes beyond the definition.
Each check gives None, or the refusal that names field and rule; ``first`` joins them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from kiosk.domain.dates import Precision, parse_partial_date
from kiosk.domain.identifiers import IdentifierError, luhn_check, normalise, parse_bank_card, parse_mobile
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments.registry import Question, invalid
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records

BANK_ACCOUNT: Final = "bank_account"
"""The kind of record that says which accounts are the person's: {number, bank, kind}."""


class AccountKind(StrEnum):
    CARD = "card"
    PASSBOOK = "passbook"


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """A bank account of a person; ``bank`` as in the dictionary of banks."""

    number: str
    bank: str
    kind: AccountKind

    @property
    def is_card(self) -> bool:
        return self.kind is AccountKind.CARD


def first(*found: Refusal | None) -> Refusal | None:
    """The first that is a refusal."""
    return next((refusal for refusal in found if refusal is not None), None)


def today_of(question: Question) -> date:
    """The day in Shanghai."""
    return question.now.astimezone(SHANGHAI).date()


def required(form: Mapping[str, str], *fields: str) -> Refusal | None:
    """Each of these must be filled."""
    return first(*(None if form.get(key, "").strip() else invalid(key, "required") for key in fields))


def mobile(form: Mapping[str, str], field: str) -> Refusal | None:
    """A mobile number of mainland China, if the field is filled."""
    text = form.get(field, "")
    found = parse_mobile(normalise(text)) if text else None
    return invalid(field, found.value) if isinstance(found, IdentifierError) else None


def one_of(form: Mapping[str, str], field: str, options: Collection[str]) -> Refusal | None:
    """One of these, if the field is filled; several are joined by ``,``."""
    chosen = [word for word in form.get(field, "").split(",") if word]
    return None if set(chosen) <= set(options) else invalid(field, "not_an_option")


def within(
    form: Mapping[str, str],
    field: str,
    earliest: date | None = None,
    latest: date | None = None,
    precision: Precision = Precision.DAY,
) -> Refusal | None:
    """A date, month or year between these days (both included), if the field is filled."""
    text = form.get(field, "")
    if not text:
        return None
    if parse_partial_date(text, precision) is None:
        return invalid(field, "not_a_date")
    # ISO dates of one precision compare as text.
    if earliest is not None and text < precision.format(earliest):
        return _passed(field, "too_early", precision.format(earliest))
    if latest is not None and text > precision.format(latest):
        return _passed(field, "too_late", precision.format(latest))
    return None


def _passed(field: str, rule: str, limit: str) -> Refusal:
    refusal = invalid(field, rule)
    return replace(refusal, params={**refusal.params, "limit": limit})


def bank_card(form: Mapping[str, str], field: str) -> Refusal | None:
    """The number of a bank card by its length and check digit (ISO/IEC 7812-1), if the field is filled."""
    text = form.get(field, "")
    found = parse_bank_card(normalise(text)) if text else None
    return invalid(field, found.value) if isinstance(found, IdentifierError) else None


def accounts(records: Records) -> tuple[Account, ...]:
    """The bank accounts that the register knows as this person's."""
    return tuple(account_of(data) for data in records.all(BANK_ACCOUNT))


def account_of(data: Mapping[str, Any]) -> Account:
    """A record of the kind ``bank_account``."""
    return Account(str(data["number"]), str(data["bank"]), AccountKind(data["kind"]))


def find_account(records: Records, number: str) -> Account | None:
    """The person's account of this number, or None when it is nobody's or another person's."""
    plain = normalise(number)
    return next((account for account in accounts(records) if account.number == plain), None)


def own_account(question: Question, field: str, bank_field: str | None = None) -> Refusal | None:
    """The account is the holder's own, and of the bank that was chosen, if the fields are filled.

    A matter that has a refusal of its own for this compares with ``find_account`` instead.
    """
    number = question.form.get(field, "")
    if not number:
        return None
    account = find_account(question.records, number)
    if account is None:
        return invalid(field, "not_own_account")
    bank = question.form.get(bank_field, "") if bank_field else ""
    return invalid(field, "not_of_this_bank") if bank and bank != account.bank else None


def own_card_ending(question: Question, field: str) -> Account | None:
    """The holder's card with these last four digits."""
    last4 = normalise(question.form.get(field, ""))
    found = (one for one in accounts(question.records) if one.is_card and one.number[-4:] == last4)
    return next(found, None) if len(last4) == 4 else None


def card_number(prefix: str, serial: int, length: int = 19) -> str:
    """An invented card number with a right check digit, for records of the demo."""
    body = prefix + str(serial).zfill(length - 1 - len(prefix))
    return body + luhn_check(body)
