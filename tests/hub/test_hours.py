"""Service hours: open and closed by weekday and holiday, and what so much working time comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub.clock import SHANGHAI
from kiosk.hub.hours import (
    ARCHIVES,
    OFFICES,
    Holidays,
    ServiceHours,
    holidays,
    read_holidays,
    working_days_after,
)

HOURS = st.sampled_from([ARCHIVES, OFFICES])
INSTANTS = st.datetimes(
    datetime.fromisoformat("2025-12-01"),
    datetime.fromisoformat("2026-12-31"),
    timezones=st.sampled_from([UTC, SHANGHAI]),
)


def at(text: str) -> datetime:
    """A local instant."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("instant", "archives", "offices"),
    [
        ("2026-11-20 08:29", False, False),  # a Friday
        ("2026-11-20 08:30", True, False),
        ("2026-11-20 16:29", True, True),
        ("2026-11-20 16:30", False, True),
        ("2026-11-21 11:29", True, False),  # a Saturday
        ("2026-11-21 11:30", False, False),
        ("2026-10-01 09:00", True, False),  # a Thursday off
        ("2026-10-01 12:00", False, False),
        ("2026-10-10 12:00", True, True),  # a Saturday worked in turn
    ],
)
def test_who_is_there_when(instant: str, archives: bool, offices: bool) -> None:
    assert ARCHIVES.is_open(at(instant)) is archives
    assert OFFICES.is_open(at(instant)) is offices


def test_what_is_handed_in_on_friday_evening_waits_for_saturday_morning() -> None:
    friday = at("2026-11-20 20:00")
    assert ARCHIVES.next_opening(friday) == at("2026-11-21 08:30")
    assert ARCHIVES.working_time_after(friday, timedelta(minutes=30)) == at("2026-11-21 09:00")


def test_work_that_does_not_fit_before_closing_goes_on_the_next_day() -> None:
    assert OFFICES.working_time_after(at("2026-11-20 16:45"), timedelta(minutes=30)) == at("2026-11-23 09:15")
    assert OFFICES.working_time_after(at("2026-11-20 09:00"), timedelta(hours=20)) == at("2026-11-24 13:00")


def test_working_days_leave_out_weekends_and_holidays() -> None:
    assert working_days_after(at("2026-11-20 22:00"), 1) == at("2026-11-23 17:00")
    assert working_days_after(at("2026-09-30 10:00"), 1) == at("2026-10-08 17:00")
    assert working_days_after(at("2026-10-09 10:00"), 1) == at("2026-10-10 17:00")  # worked in turn
    with pytest.raises(ValueError, match="working_time_after"):
        working_days_after(at("2026-11-20 22:00"), 0)


@given(HOURS, INSTANTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: ServiceHours, now: datetime) -> None:
    opening = hours.next_opening(now)
    assert opening >= now
    assert hours.is_open(opening)
    if opening > now:
        assert not hours.is_open(opening - timedelta(minutes=1))
        assert not hours.is_open(now + (opening - now) / 2)


@given(HOURS, INSTANTS, st.integers(1, 3000), st.integers(1, 3000))
def test_work_in_two_parts_ends_when_the_whole_would(
    hours: ServiceHours, now: datetime, first: int, second: int
) -> None:
    whole = hours.working_time_after(now, timedelta(minutes=first + second))
    part = hours.working_time_after(now, timedelta(minutes=first))
    assert hours.working_time_after(part, timedelta(minutes=second)) == whole
    assert part < whole


@given(INSTANTS, st.integers(1, 40))
def test_so_many_working_days_lie_between(now: datetime, days: int) -> None:
    due = working_days_after(now, days)
    calendar, day, counted = holidays(), now.astimezone(SHANGHAI).date(), 0
    while day < due.date():
        day += timedelta(days=1)
        counted += calendar.is_worked(day)
    assert counted == days
    assert calendar.is_worked(due.date())


def test_the_calendar_tells_spans_from_days_and_refuses_nonsense() -> None:
    read = read_holidays({"2026": {"off": ["2026-01-01/2026-01-03"], "worked": ["2026-01-04"]}})
    assert read.off == {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
    assert read.worked == {date(2026, 1, 4)}
    for wrong in ("2026-13-01", "2026-01-03/2026-01-01", "soon"):
        with pytest.raises(ValueError):
            read_holidays({"2026": {"off": [wrong]}})


def test_days_worked_in_turn_are_weekends_and_days_off_are_not_worked_too() -> None:
    calendar = holidays()
    assert all(day.isoweekday() > 5 for day in calendar.worked)
    assert not calendar.worked & calendar.off


def test_hours_that_never_open_are_a_mistake_not_a_loop() -> None:
    never = ServiceHours((), calendar=Holidays())
    with pytest.raises(ValueError, match="never open"):
        never.next_opening(at("2026-11-20 10:00"))
    with pytest.raises(ValueError, match="never open"):
        never.working_time_after(at("2026-11-20 10:00"), timedelta(minutes=1))
