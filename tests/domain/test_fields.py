"""What a form accepts, type by type."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.dates import Limit, Precision, add_months, parse_limit, parse_partial_date
from kiosk.domain.fields import (
    Condition,
    CrossCheck,
    CrossRule,
    Field,
    FieldError,
    FieldFault,
    FieldType,
    Option,
    canonical,
    check_field,
    check_form,
    limits,
)
from kiosk.domain.identifiers import IdentifierError, luhn_check, resident_id_check
from kiosk.flow.words import Said

TODAY = date(2026, 11, 21)
LABEL = Said("字段", "field")
CARD = "621234567890123"
PERSON = "99999919850214001"


def field(kind: FieldType, *, key: str = "f", required: bool = True, **more: object) -> Field:
    return Field(key, LABEL, kind, required, **more)  # type: ignore[arg-type]


def fault(kind: FieldType, text: str, **more: object) -> object:
    error = check_field(field(kind, **more), text, TODAY)  # type: ignore[arg-type]
    return None if error is None else error.code


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldType.CN_NAME, "张三"),
        (FieldType.CN_NAME, "𬭎㛃䶮𠅤"),
        (FieldType.CN_NAME, "阿卜杜拉·买买提"),
        (FieldType.CN_NAME, "阿卜杜拉•买买提"),
        (FieldType.CN_NAME, "\ue863某"),
        (FieldType.RESIDENT_ID, PERSON + resident_id_check(PERSON)),
        (FieldType.MOBILE, "138 0000 1234"),
        (FieldType.SMS_CODE, "０１２３４５"),
        (FieldType.BANK_CARD, CARD + luhn_check(CARD)),
        (FieldType.BANK_PASSBOOK, "1234567890"),
        (FieldType.BANK_LAST4, "0000"),
        (FieldType.DATE, "2026-02-28"),
        (FieldType.MONTH, "2026-11"),
        (FieldType.YEAR, "1999"),
        (FieldType.ADDR_TEXT, "某某路1号"),
        (FieldType.POSTCODE, "200000"),
        (FieldType.TEXT, "一"),
        (FieldType.REASON_TEXT, "入学"),
        (FieldType.MONEY_CNY, "9999999.99"),
        (FieldType.MONEY_CNY, "1,234.5"),
        (FieldType.MONEY_CNY, "0.01"),
        (FieldType.INVOICE_NO, "12345678"),
        (FieldType.PASSWORD, "correct-horse"),
        (FieldType.FUND_ACCOUNT, "123456789"),
        (FieldType.DISABILITY_CERT, PERSON + resident_id_check(PERSON) + "11"),
        (FieldType.SIGNATURE, "M1 1L2 2"),
        (FieldType.PLATE_NO, "沪a12345"),
        (FieldType.USCC, "91350100M000100Y43"),
        (FieldType.KEYWORD, "ylbx"),
        (FieldType.SWIPE, "read"),
        (FieldType.BANK, "icbc"),
        (FieldType.SH_DISTRICT, "310101"),
    ],
)
def test_a_right_value_passes(kind: FieldType, text: str) -> None:
    assert fault(kind, text) is None


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldType.CN_NAME, "张", FieldFault.TOO_SHORT),
        (FieldType.CN_NAME, "张" * 31, FieldFault.TOO_LONG),
        (FieldType.CN_NAME, "Zhang San", FieldFault.NOT_A_NAME),
        (FieldType.CN_NAME, "张·", FieldFault.NOT_A_NAME),
        (FieldType.CN_NAME, "张··三", FieldFault.NOT_A_NAME),
        (FieldType.CN_NAME, "张3", FieldFault.NOT_A_NAME),
        (FieldType.RESIDENT_ID, PERSON + "Q", IdentifierError.WRONG_CHARACTER),
        (FieldType.MOBILE, "12800001234", IdentifierError.WRONG_PREFIX),
        (FieldType.SMS_CODE, "12345", FieldFault.WRONG_NUMBER_OF_DIGITS),
        (FieldType.SMS_CODE, "12345a", FieldFault.NOT_DIGITS),
        (
            FieldType.BANK_CARD,
            CARD + str((int(luhn_check(CARD)) + 1) % 10),
            IdentifierError.WRONG_CHECK_CHARACTER,
        ),
        (FieldType.BANK_PASSBOOK, "123456789", FieldFault.WRONG_NUMBER_OF_DIGITS),
        (FieldType.DATE, "2026-02-29", FieldFault.NOT_A_DATE),
        (FieldType.DATE, "2026-2-9", FieldFault.NOT_A_DATE),
        (FieldType.MONTH, "2026-13", FieldFault.NOT_A_DATE),
        (FieldType.MONTH, "1899-12", FieldFault.TOO_EARLY),
        (FieldType.YEAR, "2077", FieldFault.TOO_LATE),
        (FieldType.YEAR, "０９９９", FieldFault.NOT_A_DATE),
        (FieldType.ADDR_TEXT, "某路1号", FieldFault.TOO_SHORT),
        (FieldType.TEXT, "字" * 101, FieldFault.TOO_LONG),
        (FieldType.TEXT, "a\x00b", FieldFault.UNPRINTABLE),
        (FieldType.REASON_TEXT, "入", FieldFault.TOO_SHORT),
        (FieldType.MONEY_CNY, "0.00", FieldFault.AMOUNT_NOT_POSITIVE),
        (FieldType.MONEY_CNY, "10000000", FieldFault.AMOUNT_TOO_LARGE),
        (FieldType.MONEY_CNY, "1.234", FieldFault.NOT_AN_AMOUNT),
        (FieldType.MONEY_CNY, "1e5", FieldFault.NOT_AN_AMOUNT),
        (FieldType.MONEY_CNY, "-5", FieldFault.NOT_AN_AMOUNT),
        (FieldType.PASSWORD, "short", FieldFault.TOO_SHORT),
        (FieldType.PASSWORD, "with space 1", FieldFault.UNPRINTABLE),
        (FieldType.KEYWORD, "长" * 41, FieldFault.TOO_LONG),
        (FieldType.PLATE_NO, "沪A1234", IdentifierError.WRONG_LENGTH),
    ],
)
def test_a_wrong_value_says_why(kind: FieldType, text: str, code: object) -> None:
    assert fault(kind, text) is code


@pytest.mark.parametrize("kind", list(FieldType))
def test_an_empty_field_is_wrong_only_where_it_is_required(kind: FieldType) -> None:
    assert fault(kind, " " if kind is not FieldType.PASSWORD else "") in (FieldFault.REQUIRED, None)
    assert fault(kind, "") is FieldFault.REQUIRED
    assert check_field(field(kind, required=False), "", TODAY) is None


@given(st.sampled_from(list(FieldType)), st.text(max_size=210))
def test_any_text_in_any_field_gets_an_answer_that_does_not_repeat_it(kind: FieldType, text: str) -> None:
    error = check_field(field(kind), text, TODAY)
    assert error is None or isinstance(error, FieldError)
    if error is not None and len(text) > 4:
        assert text not in repr(error)


def test_options_are_closed_and_several_only_where_several_may_be() -> None:
    options = (Option("a", LABEL), Option("b", LABEL))
    assert fault(FieldType.ENUM, "a", options=options) is None
    assert fault(FieldType.ENUM, "a,b", options=options) is FieldFault.NOT_AN_OPTION
    assert fault(FieldType.MULTI_ENUM, "a,b", options=options) is None
    assert fault(FieldType.MULTI_ENUM, "a,a", options=options) is FieldFault.NOT_AN_OPTION
    assert fault(FieldType.MULTI_ENUM, "a,c", options=options) is FieldFault.NOT_AN_OPTION


def test_a_dictionary_that_is_loaded_decides() -> None:
    banks = field(FieldType.BANK, dictionary="banks")
    assert check_field(banks, "icbc", TODAY, choices=frozenset({"icbc"})) is None
    error = check_field(banks, "other", TODAY, choices=frozenset({"icbc"}))
    assert error is not None and error.code is FieldFault.NOT_AN_OPTION


def test_a_passbook_has_no_check_digit_and_a_card_has_also_where_a_passbook_may_be_given() -> None:
    account = field(FieldType.BANK_CARD, alternative=FieldType.BANK_PASSBOOK)
    wrong = CARD + str((int(luhn_check(CARD)) + 1) % 10)
    assert check_field(account, wrong, TODAY) is not None
    assert check_field(account, wrong, TODAY, as_type=FieldType.BANK_PASSBOOK) is None
    assert check_field(field(FieldType.BANK_CARD), wrong, TODAY, as_type=FieldType.BANK_PASSBOOK) is not None


def test_limits_move_with_today() -> None:
    month = field(FieldType.MONTH, earliest=Limit(date(1993, 1, 1)), latest=parse_limit("today"))
    assert limits(month, TODAY) == ("1993-01", "2026-11")
    assert check_field(month, "2026-11", TODAY) is None
    assert check_field(month, "2026-12", TODAY) == FieldError(FieldFault.TOO_LATE, "2026-11")
    assert check_field(month, "1992-12", TODAY) == FieldError(FieldFault.TOO_EARLY, "1993-01")
    assert check_field(month, "2026-12", date(2026, 12, 1)) is None


FROM = field(FieldType.MONTH, key="from", required=False)
TO = field(FieldType.MONTH, key="to", required=False)
IN_ORDER = (CrossCheck(CrossRule.IN_ORDER, "from", "to"),)


def test_the_end_of_a_range_does_not_come_before_its_start() -> None:
    backwards = check_form((FROM, TO), IN_ORDER, {"from": "2026-05", "to": "2026-04"}, TODAY)
    assert backwards == {"to": FieldError(FieldFault.BEFORE_START, "2026-05")}
    assert check_form((FROM, TO), IN_ORDER, {"from": "2026-05", "to": "2026-05"}, TODAY) == {}
    assert check_form((FROM, TO), IN_ORDER, {"from": "2026-05"}, TODAY) == {}
    assert check_form((FROM, TO), IN_ORDER, {}, TODAY) == {}


def test_a_field_whose_condition_does_not_hold_is_not_asked() -> None:
    delivery = field(FieldType.ENUM, key="delivery", options=(Option("ems", LABEL), Option("locker", LABEL)))
    address = field(FieldType.ADDR_TEXT, key="addr", when=(Condition("delivery", frozenset({"ems"})),))
    assert check_form((delivery, address), (), {"delivery": "locker"}, TODAY) == {}
    assert list(check_form((delivery, address), (), {"delivery": "ems"}, TODAY)) == ["addr"]


def test_a_resident_number_of_tomorrow_is_refused() -> None:
    body = "99999920261122001"
    assert fault(FieldType.RESIDENT_ID, body + resident_id_check(body)) is IdentifierError.IMPOSSIBLE_DATE


def test_every_fault_has_its_own_text() -> None:
    keys = [FieldError(code).text_key for code in (*FieldFault, *IdentifierError)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 21)),
        ("today-1m", date(2026, 10, 21)),
        ("today+9d", date(2026, 11, 30)),
        ("today-5y", date(2021, 11, 21)),
        ("1993", date(1993, 1, 1)),
        ("1993-07", date(1993, 7, 1)),
        ("1993-07-09", date(1993, 7, 9)),
    ],
)
def test_limits_are_read(text: str, day: date) -> None:
    limit = parse_limit(text)
    assert limit is not None and limit.resolve(TODAY) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "today+", "today+1w", "2026-13", "today+99999d"])
def test_what_is_no_limit_is_none(text: str) -> None:
    assert parse_limit(text) is None


@given(st.dates(), st.integers(-200_000, 200_000))
def test_adding_months_stays_in_the_month_it_reaches(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.day <= day.day
    index = day.year * 12 + day.month - 1 + months
    if 12 <= index < 120_000:
        assert moved.year * 12 + moved.month - 1 == index


@given(st.dates(), st.sampled_from(list(Precision)))
def test_what_is_formatted_is_parsed_again(day: date, precision: Precision) -> None:
    again = parse_partial_date(precision.format(day), precision)
    assert again is not None and precision.format(again) == precision.format(day)


def test_canonical_values_are_stable() -> None:
    name = field(FieldType.CN_NAME)
    once = canonical(name, " 阿依・古丽　")
    assert once == canonical(name, once) == "阿依·古丽"
