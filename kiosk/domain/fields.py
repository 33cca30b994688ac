"""Fields of a form: their types, their limits, and the check of what was typed.

A value is text: a date is ``YYYY-MM-DD``, a month ``YYYY-MM``, a year ``YYYY``, several options are joined by
``,``. ``canonical`` brings what was typed to the form that is checked and stored. A ``FieldError`` names the
fault and the limit that was passed, never the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kiosk.domain import field_checks as checks
from kiosk.domain.dates import Limit, Precision, parse_partial_date
from kiosk.domain.field_checks import FieldFault
from kiosk.domain.identifiers import (
    IdentifierError,
    normalise,
    parse_bank_card,
    parse_disability_certificate,
    parse_mobile,
    parse_plate,
    parse_resident_id,
    parse_uscc,
)
from kiosk.flow.words import Said

__all__ = [
    "Condition",
    "CrossCheck",
    "CrossRule",
    "Field",
    "FieldError",
    "FieldFault",
    "FieldType",
    "Option",
    "applies",
    "canonical",
    "check_field",
    "check_form",
    "limits",
]


class FieldType(StrEnum):
    CN_NAME = "cn_name"
    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    SMS_CODE = "sms_code"
    BANK_CARD = "bank_card"
    BANK_PASSBOOK = "bank_passbook"
    BANK_LAST4 = "bank_last4"
    BANK = "bank"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    SH_DISTRICT = "sh_district"
    SH_STREET = "sh_street"
    SH_COMMITTEE = "sh_committee"
    PROVINCE_CITY = "province_city"
    ADDR_TEXT = "addr_text"
    POSTCODE = "postcode"
    TEXT = "text"
    REASON_TEXT = "reason_text"
    ENUM = "enum"
    MULTI_ENUM = "multi_enum"
    MONEY_CNY = "money_cny"
    INVOICE_NO = "invoice_no"
    PASSWORD = "password"  # noqa: S105 (the name of a type)
    FUND_ACCOUNT = "fund_account"
    DISABILITY_CERT = "disability_cert"
    SIGNATURE = "signature"
    PLATE_NO = "plate_no"
    USCC = "uscc"
    KEYWORD = "keyword"
    SWIPE = "swipe"
    LIST = "list"

    @property
    def chosen(self) -> bool:
        """Whether the value is one of options (own or of a dictionary), not typed."""
        return self in _CHOSEN

    @property
    def typed(self) -> bool:
        """Whether the person types it: counted as a measure of quality."""
        return not self.chosen and self not in _NOT_TYPED


_CHOSEN: Final = frozenset(
    {
        FieldType.BANK,
        FieldType.SH_DISTRICT,
        FieldType.SH_STREET,
        FieldType.SH_COMMITTEE,
        FieldType.PROVINCE_CITY,
        FieldType.ENUM,
        FieldType.MULTI_ENUM,
    }
)
_NOT_TYPED: Final = frozenset(
    {FieldType.DATE, FieldType.MONTH, FieldType.YEAR, FieldType.SIGNATURE, FieldType.SWIPE, FieldType.LIST}
)
_NUMBERS: Final = frozenset(
    {
        FieldType.RESIDENT_ID,
        FieldType.MOBILE,
        FieldType.SMS_CODE,
        FieldType.BANK_CARD,
        FieldType.BANK_PASSBOOK,
        FieldType.BANK_LAST4,
        FieldType.POSTCODE,
        FieldType.INVOICE_NO,
        FieldType.FUND_ACCOUNT,
        FieldType.DISABILITY_CERT,
        FieldType.PLATE_NO,
        FieldType.USCC,
    }
)
_PRECISIONS: Final = {
    FieldType.DATE: Precision.DAY,
    FieldType.MONTH: Precision.MONTH,
    FieldType.YEAR: Precision.YEAR,
}
_DEFAULT_EARLIEST: Final = Limit(date(1900, 1, 1))
_DEFAULT_LATEST: Final = Limit(None, months=600)


@dataclass(frozen=True, slots=True)
class Option:
    value: str  # stable, sent to the back end
    label: Said


@dataclass(frozen=True, slots=True)
class Condition:
    """The field ``key`` has one of ``values``."""

    key: str
    values: frozenset[str]


class CrossRule(StrEnum):
    IN_ORDER = "in_order"  # first ≤ second, both dates, months or years
    DIFFERENT = "different"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A rule over two fields; the fault is shown at ``second``. Unfilled fields are not compared."""

    rule: CrossRule
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a matter.

    ``dictionary`` names a list of options that the back end holds; ``depends_on`` the field whose value
    selects the part of it. ``longest`` and ``shortest`` narrow the length of free text, in characters.
    """

    key: str
    label: Said
    type: FieldType
    required: bool = True
    options: tuple[Option, ...] = ()
    dictionary: str = ""
    depends_on: str = ""
    earliest: Limit | None = None
    latest: Limit | None = None
    shortest: int | None = None
    longest: int | None = None
    when: tuple[Condition, ...] = ()
    prefill: str = ""  # name of a known fact; a prefilled field is read-only
    offered: bool = False  # its options come with the department's opening, for this person
    sent_to: str = ""  # of an sms_code: the field with the telephone
    default: str = ""
    hint: Said | None = None
    alternative: FieldType | None = None
    items: tuple[Field, ...] = ()  # the columns of a LIST


@dataclass(frozen=True, slots=True)
class FieldError:
    """Its sentence is ``field.error.<code>``; ``limit`` fills ``{limit}`` where the fault has one."""

    code: FieldFault | IdentifierError
    limit: str = ""

    @property
    def text_key(self) -> str:
        return f"field.error.{self.code.value}"


def canonical(field: Field, text: str) -> str:
    """What is checked and stored: numbers in half width without spaces, texts without spaces around."""
    if field.type in _NUMBERS:
        return normalise(text)
    if field.type is FieldType.MONEY_CNY:
        # The hyphen stays: "-5" is not 5.
        return "-".join(normalise(part) for part in text.split("-")).replace(",", "")
    if field.type is FieldType.CN_NAME:
        return checks.canonical_name(text)
    if field.type in (FieldType.PASSWORD, FieldType.SIGNATURE):
        return text
    return text.strip(" \t\r\n\u3000")


def applies(conditions: tuple[Condition, ...], values: Mapping[str, str]) -> bool:
    """Whether all conditions hold; a field that does not apply is neither shown nor sent."""
    return all(
        bool(condition.values.intersection(values.get(condition.key, "").split(",")))
        for condition in conditions
    )


def limits(field: Field, today: date) -> tuple[str, str]:
    """The first and the last value that a date, month or year field takes today, for its picker."""
    precision = _PRECISIONS[field.type]
    earliest = (field.earliest or _DEFAULT_EARLIEST).resolve(today)
    latest = (field.latest or _DEFAULT_LATEST).resolve(today)
    return precision.format(earliest), precision.format(latest)


def check_field(
    field: Field,
    text: str,
    today: date,
    *,
    as_type: FieldType | None = None,
    choices: frozenset[str] | None = None,
) -> FieldError | None:
    """What is wrong with ``text`` as the value of ``field``, or None.

    ``as_type`` is the field's alternative when the person chose it (passbook instead of card). ``choices``
    are the values of the field's dictionary; None when it is not loaded, and then any choice passes here and
    the back end decides.
    """
    value = canonical(field, text)
    if not value:
        return FieldError(FieldFault.REQUIRED) if field.required else None
    kind = as_type if as_type is not None and as_type is field.alternative else field.type
    if kind in _PRECISIONS:
        return _check_date(field, kind, value, today)
    if kind.chosen:
        return _check_choice(field, kind, value, choices)
    fault = _check_typed(field, kind, value, today)
    return None if fault is None else FieldError(fault, _limit_of(field, kind, fault))


def _check_date(field: Field, kind: FieldType, value: str, today: date) -> FieldError | None:
    found = parse_partial_date(value, _PRECISIONS[kind])
    if found is None:
        return FieldError(FieldFault.NOT_A_DATE)
    first, last = limits(field, today)
    # ISO dates of one precision compare as text.
    if value < first:
        return FieldError(FieldFault.TOO_EARLY, first)
    if value > last:
        return FieldError(FieldFault.TOO_LATE, last)
    return None


def _check_choice(
    field: Field, kind: FieldType, value: str, choices: frozenset[str] | None
) -> FieldError | None:
    known = frozenset(option.value for option in field.options) if field.options else choices
    chosen = value.split(",") if kind is FieldType.MULTI_ENUM else [value]
    if known is not None and not known.issuperset(chosen):
        return FieldError(FieldFault.NOT_AN_OPTION)
    return FieldError(FieldFault.NOT_AN_OPTION) if len(set(chosen)) != len(chosen) else None


def _check_typed(
    field: Field, kind: FieldType, value: str, today: date
) -> FieldFault | IdentifierError | None:
    match kind:
        case FieldType.RESIDENT_ID:
            holder = parse_resident_id(value)
            if isinstance(holder, IdentifierError):
                return holder
            return IdentifierError.IMPOSSIBLE_DATE if holder.birth > today else None
        case FieldType.MOBILE:
            return _error(parse_mobile(value))
        case FieldType.BANK_CARD:
            return _error(parse_bank_card(value))
        case FieldType.DISABILITY_CERT:
            return _error(parse_disability_certificate(value))
        case FieldType.PLATE_NO:
            return _error(parse_plate(value))
        case FieldType.USCC:
            return _error(parse_uscc(value))
        case FieldType.CN_NAME:
            return checks.check_name(value)
        case FieldType.MONEY_CNY:
            return checks.check_money(value)
        case FieldType.PASSWORD:
            return checks.check_password(value)
        case FieldType.SIGNATURE | FieldType.SWIPE | FieldType.LIST:
            return None  # not empty: what they hold is checked where it is captured
        case _ if kind in checks.DIGITS:
            return checks.check_digits(value, *checks.DIGITS[kind])
        case _:
            return checks.check_text(value, *_lengths(field, kind))


def _error(result: object) -> IdentifierError | None:
    return result if isinstance(result, IdentifierError) else None


def _lengths(field: Field, kind: FieldType) -> tuple[int, int]:
    shortest, longest = checks.LENGTHS[kind]
    return field.shortest or shortest, field.longest or longest


def _limit_of(field: Field, kind: FieldType, fault: FieldFault | IdentifierError) -> str:
    if kind in checks.LENGTHS:
        shortest, longest = _lengths(field, kind)
        if fault is FieldFault.TOO_SHORT:
            return str(shortest)
        if fault is FieldFault.TOO_LONG:
            return str(longest)
    return ""


def check_form(
    fields: tuple[Field, ...],
    cross_checks: tuple[CrossCheck, ...],
    values: Mapping[str, str],
    today: date,
    choices: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, FieldError]:
    """All that is wrong with a form, by field key, in the order of the fields.

    ``choices`` holds the values of dictionary fields by field key.
    """
    found: dict[str, FieldError] = {}
    known = choices or {}
    shown = [field for field in fields if applies(field.when, values)]
    for field in shown:
        error = check_field(field, values.get(field.key, ""), today, choices=known.get(field.key))
        if error is not None:
            found[field.key] = error
    filled = {field.key: canonical(field, values.get(field.key, "")) for field in shown}
    for check in cross_checks:
        first, second = filled.get(check.first, ""), filled.get(check.second, "")
        if not first or not second or check.first in found or check.second in found:
            continue
        match check.rule:
            case CrossRule.IN_ORDER:
                if first > second:
                    found[check.second] = FieldError(FieldFault.BEFORE_START, first)
            case CrossRule.DIFFERENT:
                if first == second:
                    found[check.second] = FieldError(FieldFault.SAME_AS_OTHER)
            case CrossRule.SAME:
                if first != second:
                    found[check.second] = FieldError(FieldFault.NOT_THE_SAME)
    return {field.key: found[field.key] for field in shown if field.key in found}
