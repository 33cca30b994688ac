from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.credentials import AgeBand, Validity, age_band, age_on, check_validity, parse_card_date

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("begin", "end", "validity"),
    [
        ("20160101", "20361231", Validity.VALID),
        ("20160101", "长期", Validity.VALID),
        ("20160101", "长期      ", Validity.VALID),
        ("20261121", "20361121", Validity.VALID),
        ("20161121", "20261121", Validity.VALID),
        ("20161120", "20261120", Validity.EXPIRED),
        ("20261122", "20361122", Validity.NOT_YET_VALID),
        ("20261122", "长期", Validity.NOT_YET_VALID),
        ("", "20361122", Validity.MALFORMED),
        ("20160101", "", Validity.MALFORMED),
        ("20160101", "20150101", Validity.MALFORMED),
        ("20161301", "20361301", Validity.MALFORMED),
        ("长期", "20361301", Validity.MALFORMED),
        ("２０１６０１０１", "20360101", Validity.MALFORMED),
        ("20240229", "20340229", Validity.VALID),
    ],
)
def test_the_printed_dates_decide(begin: str, end: str, validity: Validity) -> None:
    assert check_validity(begin, end, TODAY) is validity


def test_a_card_that_ends_on_a_29_february_that_never_comes_ends_on_the_28() -> None:
    assert check_validity("20160229", "20260229", date(2026, 2, 28)) is Validity.VALID
    assert check_validity("20160229", "20260229", date(2026, 3, 1)) is Validity.EXPIRED


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 20000), st.integers(-400, 20400))
def test_a_card_is_valid_exactly_from_its_first_to_its_last_day(begin: date, days: int, offset: int) -> None:
    end, today = begin + timedelta(days), begin + timedelta(offset)
    expected = Validity.VALID
    if today < begin:
        expected = Validity.NOT_YET_VALID
    elif today > end:
        expected = Validity.EXPIRED
    assert check_validity(f"{begin:%Y%m%d}", f"{end:%Y%m%d}", today) is expected


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_gets_an_answer(begin: str, end: str) -> None:
    assert check_validity(begin, end, TODAY) in Validity


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (date(2010, 11, 22), AgeBand.CHILD),
        (date(2010, 11, 21), AgeBand.ADULT),
        (date(1966, 11, 22), AgeBand.ADULT),
        (date(1966, 11, 21), AgeBand.SENIOR),
        (date(1956, 11, 22), AgeBand.SENIOR),
        (date(1956, 11, 21), AgeBand.AGED),
    ],
)
def test_the_age_band_changes_on_the_birthday(birth: date, band: AgeBand) -> None:
    assert age_band(birth, TODAY) is band


def test_who_is_born_on_29_february_ages_on_1_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_a_chip_date_is_eight_ascii_digits() -> None:
    assert parse_card_date("19491231") == date(1949, 12, 31)
    assert parse_card_date("1949-12-31") is None
    assert parse_card_date("²0201231") is None
