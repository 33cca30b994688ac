"""What may wrongly be typed into a field, by its type, and what must be said of it."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.domain.field_checks import LENGTHS, FieldFault
from kiosk.domain.fields import Field, FieldType, limits
from kiosk.domain.identifiers import IdentifierError

Wrong = tuple[str, FieldFault | IdentifierError]

BY_TYPE: dict[FieldType, Wrong] = {
    FieldType.RESIDENT_ID: ("999999199001010029", IdentifierError.WRONG_CHECK_CHARACTER),
    FieldType.MOBILE: ("1990000000", IdentifierError.WRONG_LENGTH),
    FieldType.SMS_CODE: ("12345", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.BANK_CARD: ("6222020000000000001", IdentifierError.WRONG_CHECK_CHARACTER),
    FieldType.BANK_PASSBOOK: ("123456789", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.BANK_LAST4: ("123", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.POSTCODE: ("20004", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.INVOICE_NO: ("1234567", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.FUND_ACCOUNT: ("12345678", FieldFault.WRONG_NUMBER_OF_DIGITS),
    FieldType.PASSWORD: ("1234567", FieldFault.TOO_SHORT),
    FieldType.DISABILITY_CERT: ("9999991990010100", IdentifierError.WRONG_LENGTH),
    FieldType.PLATE_NO: ("沪A1234", IdentifierError.WRONG_LENGTH),
    FieldType.USCC: ("91310000MA1FL0000", IdentifierError.WRONG_LENGTH),
    FieldType.CN_NAME: ("王A", FieldFault.NOT_A_NAME),
    FieldType.MONEY_CNY: ("1.234", FieldFault.NOT_AN_AMOUNT),
    FieldType.ADDR_TEXT: ("一路", FieldFault.TOO_SHORT),
    FieldType.REASON_TEXT: ("无", FieldFault.TOO_SHORT),
}
DAYS = {FieldType.DATE: 10, FieldType.MONTH: 7, FieldType.YEAR: 4}
SHORT = "字"


def wrong_values(field: Field, today: date) -> list[Wrong]:
    """At least one for each field that is typed or dated, but for free text that may be left empty."""
    if field.type in DAYS:
        return _outside(field, today)
    found = [BY_TYPE[field.type]] if field.type in BY_TYPE else []
    if not found and field.type.typed and (field.shortest or LENGTHS[field.type.value][0]) > 1:
        found.append((SHORT, FieldFault.TOO_SHORT))
    if field.required and field.type.typed:
        found.append(("", FieldFault.REQUIRED))
    return found


def _outside(field: Field, today: date) -> list[Wrong]:
    """The day, month or year before the first and after the last that is taken."""
    first, last = limits(field, today)
    length = DAYS[field.type]
    begin = date.fromisoformat((first + "-01-01")[:10])
    end = date.fromisoformat((last + "-12-28")[:10] if length == 4 else (last + "-28")[:10])
    before = (begin - timedelta(days=1)).isoformat()[:length]
    after = (end + timedelta(days=1 if length == 10 else 31)).isoformat()[:length]
    return [(before, FieldFault.TOO_EARLY), (after, FieldFault.TOO_LATE)]
