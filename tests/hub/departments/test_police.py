"""公安: cards, where people live, certificates of the stations, journeys, violations, settlements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hub.departments.medical_desk import (
    START,
    TODAY,
    Desk,
    code,
    column,
    fact,
    fault,
    known_of,
    people,
    resident,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.hub.departments.human_resources import DEPARTMENT as HUMAN_RESOURCES
from kiosk.hub.departments.police import DEPARTMENT, kinds
from kiosk.hub.departments.police import demo as given_demo
from kiosk.hub.departments.police.traffic import cycle_of
from kiosk.hub.departments.registry import Department, Reply
from kiosk.hub.problems import Refusal
from kiosk.hub.register import register_records, relations
from kiosk.hub.tables import Base, RecordRow

STATION = {"district": "310101", "station": "310101-01"}
HOME = {
    "hukou_street": "310104003",
    "live_street": "310101018",
    "live_addr": "云里街99弄7号301室",
    "type": "rented",
    "delivery": "locker",
}
PERIOD = {**STATION, "from": "2016-01-01", "to": "2026-11-18"}
SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def bureau() -> Iterator[Desk]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    departments: tuple[Department, ...] = (DEPARTMENT, HUMAN_RESOURCES)
    for key in people():
        session.add(resident(key))
    session.flush()
    register = known_of("register.yaml")
    for key, person in people().items():
        rows = [*register_records(person, register.get(key, {}))]
        for department in departments:
            known = known_of(f"{department.name}.yaml").get(key, {})
            rows += department.records_of(resident(key), person["situation"], known, TODAY)
        session.add_all(RecordRow(resident=key, kind=kind, data=dict(data)) for kind, data in rows)
    session.add_all(
        RecordRow(resident=key, kind=kind, data=dict(data)) for key, kind, data in relations(register)
    )
    session.commit()
    handlers = [handler for department in departments for handler in department.handlers]
    yield Desk(session, START, {handler.matter: handler for handler in handlers})
    session.close()
    engine.dispose()


@pytest.fixture
def desk(bureau: Desk) -> Iterator[Desk]:
    bureau.now = START
    yield bureau
    bureau.session.rollback()


def issued(reply: Reply) -> Reply:
    assert reply.decision is not None
    return reply.decision.reply


def nothing(answer: object) -> bool:
    return isinstance(answer, Refusal) and answer.type is RefusalType.NO_RECORD


# --- H09 --------------------------------------------------------------------------------------------------


def test_a_card_that_was_activated_is_shown_as_active_and_not_activated_twice(desk: Desk) -> None:
    assert desk.answer("Q10", "zhou").onward == ("H09",)
    done = desk.done("H09", "zhou", {"last4": "0057"})
    assert done.status is CaseStatus.DONE
    assert fact(done, "account").endswith("****0057")
    after = desk.answer("Q10", "zhou")
    assert after.onward == ()
    assert fact(after, "state") == "matter.Q10.state.active"
    assert code(desk.submit("H09", "zhou", {"last4": "0057"})) == "already-active"


def test_wrong_digits_activate_nothing(desk: Desk) -> None:
    assert code(desk.submit("H09", "zhou", {"last4": "0018"})) == "last4-mismatch"
    assert desk.answer("Q10", "zhou").onward == ("H09",)


def test_a_passbook_is_no_card(desk: Desk) -> None:
    # zhou's passbook ends with 0005
    assert code(desk.submit("H09", "zhou", {"last4": "0005"})) == "last4-mismatch"


# --- H10, H11 ---------------------------------------------------------------------------------------------


def test_who_is_registered_ends_it_before_registering_elsewhere(desk: Desk) -> None:
    registered = desk.done("H10", "zhao", HOME)
    assert issued(registered).status is CaseStatus.ISSUED
    assert code(desk.open("H10", "zhao")) == "already-registered"
    ended = desk.done("H11", "zhao", {"reason": "left"})
    assert code(desk.open("H11", "zhao")) == "already-applied"
    assert code(desk.open("H10", "zhao")) == "already-registered", "until the end is decided"
    assert ended.decision is not None
    desk.now = ended.decision.at + timedelta(days=1)
    assert code(desk.open("H11", "zhao")) == "not-registered"
    desk.opened("H10", "zhao")


@pytest.mark.parametrize("address", ["不存在路77号", "上海市徐汇区不存在路 77号"])
def test_the_address_of_the_household_is_no_other_home(desk: Desk, address: str) -> None:
    form = {**HOME, "live_street": "310104003", "live_addr": address}
    assert fault(desk.submit("H10", "zhao", form)) == ("live_addr", "same_as_other")
    assert desk.records("zhao").one(kinds.RESIDENCE) is None


# --- H12 --------------------------------------------------------------------------------------------------


def _permit(desk: Desk, until: date) -> None:
    known = desk.records("ayi").one(kinds.PERMIT)
    assert known is not None
    desk.records("ayi").put(kinds.PERMIT, {**known, "until": until.isoformat()})


def test_a_permit_is_endorsed_from_one_month_before_it_runs_out(desk: Desk) -> None:
    _permit(desk, date(2026, 12, 18))
    assert desk.opened("H12", "ayi").warnings == ()
    _permit(desk, date(2026, 12, 19))
    assert code(desk.open("H12", "ayi")) == "too-early"


def test_a_year_is_added_and_then_it_is_too_early_for_another(desk: Desk) -> None:
    _permit(desk, date(2026, 12, 1))
    assert fact(desk.done("H12", "ayi", {"addr_same": "yes"}), "prolonged") == "2027-12-01"
    assert code(desk.submit("H12", "ayi", {"addr_same": "yes"})) == "too-early"


def test_who_comes_late_is_warned_and_begins_anew_with_the_decision(desk: Desk) -> None:
    _permit(desk, TODAY - timedelta(days=1))
    (warning,) = desk.opened("H12", "ayi").warnings
    assert warning.key == "matter.H12.warning.late"
    reply = desk.done("H12", "ayi", {"addr_same": "yes"})
    assert reply.decision is not None
    assert fact(reply, "prolonged") == add_months(reply.decision.at.date(), 12).isoformat()


def test_a_changed_address_changes_nothing_here(desk: Desk) -> None:
    before = desk.records("ayi").one(kinds.PERMIT)
    assert code(desk.submit("H12", "ayi", {"addr_same": "no"})) == "address-changed"
    assert desk.records("ayi").one(kinds.PERMIT) == before


# --- H13, H14 ---------------------------------------------------------------------------------------------


def test_relatives_are_named_from_the_register(desk: Desk) -> None:
    paper = issued(desk.done("H13", "xu", {**STATION, "scope": "relatives", "why": "继承"}))
    assert column(paper, "name") == [people()["xiaohe"]["name"]]
    assert column(paper, "relation") == ["matter.H13.relation.child"]
    assert paper.proof is not None
    assert not any(people()["xiaohe"]["name"] in line.value for line in paper.proof.lines)


def test_another_scope_can_be_asked_for_while_one_is_examined(desk: Desk) -> None:
    form = {**STATION, "why": "核对旧档案"}
    accepted = desk.done("H13", "liu", {**form, "scope": "changes"})
    assert code(desk.submit("H13", "liu", {**form, "scope": "changes"})) == "already-applied"
    desk.done("H13", "liu", {**form, "scope": "self"})
    assert accepted.decision is not None
    desk.now = accepted.decision.at
    desk.done("H13", "liu", {**form, "scope": "changes"})


@pytest.mark.parametrize("matter", ["H13", "H14"])
def test_outside_office_hours_it_is_said_before_anything_is_typed(desk: Desk, matter: str) -> None:
    assert desk.opened(matter, "wang").warnings == ()
    desk.now = SUNDAY
    (warning,) = desk.opened(matter, "wang").warnings
    assert warning.params["opens"].value == "2026-11-23T09:00+08:00"


@pytest.mark.parametrize(("person", "day"), [("wang", 19), ("liu", 20), ("ayi", 20)])
def test_what_must_be_checked_elsewhere_takes_a_working_day_more(desk: Desk, person: str, day: int) -> None:
    reply = desk.done("H14", person, {**PERIOD, "types": "criminal"})
    assert reply.decision is not None
    assert reply.decision.at.day == day


@pytest.mark.parametrize(
    ("begins", "types", "found"),
    [
        ("2016-01-01", "warning", 1),
        ("2016-01-01", "criminal,warning", 1),
        ("2016-01-01", "criminal,detention", 0),
        ("2024-01-01", "warning", 0),
    ],
)
def test_only_records_of_the_period_and_kinds_asked_for_are_certified(
    desk: Desk, begins: str, types: str, found: int
) -> None:
    paper = issued(desk.done("H14", "liu", {**PERIOD, "from": begins, "types": types}))
    assert paper.headline.key == f"matter.H14.headline.{'some' if found else 'none'}"
    assert len(column(paper, "on")) == found if found else paper.table is None
    asked = {one.label.rpartition(".")[2]: one.value.value for one in paper.facts}
    assert set(asked) == {"from", "to", *types.split(",")}
    if "warning" in asked:
        assert asked["warning"].endswith("some" if found else "none")


def test_the_period_begins_no_earlier_than_the_person(desk: Desk) -> None:
    form = {**PERIOD, "from": "1984-03-11", "types": "criminal"}
    assert fault(desk.submit("H14", "wang", form)) == ("from", "too_early")
    desk.done("H14", "wang", {**form, "from": "1984-03-12"})


def test_messages_name_neither_the_person_nor_the_kind_of_certificate(desk: Desk) -> None:
    for matter, form in (
        ("H13", {**STATION, "scope": "self", "why": "入学"}),
        ("H14", {**PERIOD, "types": "criminal"}),
    ):
        reply = desk.done(matter, "wang", form)
        for said in (reply.message, issued(reply).message):
            assert not any(word in said for word in ("犯罪", "违法", "户籍", people()["wang"]["name"]))


# --- H15 --------------------------------------------------------------------------------------------------


def test_the_senior_card_is_applied_for_from_a_month_before_the_birthday(desk: Desk) -> None:
    # zhou: 1964-10-11
    desk.now = datetime(2029, 9, 10, 2, 0, tzinfo=UTC)
    assert code(desk.open("H15", "zhou")) == "too-young"
    desk.now = datetime(2029, 9, 11, 2, 0, tzinfo=UTC)
    reply = desk.done("H15", "zhou", {"bank": "bosc"})
    assert fact(reply, "begins") == "2029-10", "not before the birthday"
    assert code(desk.open("H15", "zhou")) == "already-has-card"


# --- Q20, Q21, B16, B18 -----------------------------------------------------------------------------------


def test_journeys_fill_several_pages_and_every_exit_has_its_entry(desk: Desk) -> None:
    reply = desk.answer("Q20", "wang")
    days, directions = column(reply, "on"), column(reply, "direction")
    assert len(days) > 40
    assert days == sorted(days, reverse=True)
    assert directions == ["matter.Q20.value.entry", "matter.Q20.value.exit"] * (len(days) // 2)
    assert fact(reply, "exits") == fact(reply, "entries") == str(len(days) // 2)


def test_months_bound_what_is_shown(desk: Desk) -> None:
    every = column(desk.answer("Q20", "wang"), "on")
    begins, ends = every[-3][:7], every[5][:7]
    shown = column(desk.answer("Q20", "wang", from_=begins, to=ends), "on")
    assert shown == [day for day in every if begins <= day[:7] <= ends]
    assert 0 < len(shown) < len(every)
    assert nothing(desk.ask("Q20", "wang", from_="2001-01", to="2001-12"))


@given(st.text("abcdefgh", min_size=1, max_size=8), st.integers(0, 20), st.dates(date(2020, 1, 1)))
def test_journeys_never_overlap_nor_lie_in_the_future(key: str, years: int, today: date) -> None:
    rows = given_demo.crossings(key, years, today)[::-1]
    days = [row[0] for row in rows]
    assert days == sorted(days)
    assert all(day <= today.isoformat() for day in days)
    assert [row[1] for row in rows] == ["exit", "entry"] * (len(rows) // 2)


@pytest.mark.parametrize("plate", ["沪AZ9901", "沪A·Z9901", "沪a z9901"])
def test_a_plate_is_known_however_it_is_written(desk: Desk, plate: str) -> None:
    reply = desk.answer("Q21", "wang", plate=plate, plate_type="car")
    assert reply.headline.key == "matter.Q21.headline.waiting"
    assert (fact(reply, "waiting"), fact(reply, "fines")) == ("1", "200.00")


def test_nothing_is_told_of_a_vehicle_of_somebody_else(desk: Desk) -> None:
    known = desk.ask("Q21", "wang", plate="沪AZ9910", plate_type="car")
    unknown = desk.ask("Q21", "wang", plate="沪AZ0000", plate_type="car")
    assert code(known) == code(unknown) == "not-own-vehicle"
    assert known == unknown


def test_only_points_of_this_cycle_count(desk: Desk) -> None:
    reply = desk.answer("B16", "wang")
    assert (fact(reply, "points"), fact(reply, "left")) == ("1", "11")
    assert fact(reply, "ends") == "2027-05-10"
    assert column(reply, "act")[-1] == "matter.B16.act.phone", "older ones are listed"
    assert desk.answer("B16", "xu").table is None


def test_the_number_of_a_licence_is_masked(desk: Desk) -> None:
    prefill = desk.opened("B16", "wang").prefill
    assert prefill["driving.licence"] == "999999********1013"
    assert prefill["driving.file"] == "310000990001"


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.integers(0, 20_000))
def test_a_cycle_of_points_contains_the_day(issued_on: date, days: int) -> None:
    today = issued_on + timedelta(days=days)
    begins = cycle_of(issued_on, today)
    assert issued_on <= begins <= today < add_months(issued_on, 12 * (begins.year - issued_on.year + 1))


@pytest.mark.parametrize(("person", "step"), [("ayi", "approved"), ("xu", "settled"), ("zhao", "refused")])
def test_a_settlement_says_how_far_it_has_come(desk: Desk, person: str, step: str) -> None:
    reply = desk.answer("B18", person)
    assert reply.headline.key == f"matter.B18.headline.{step}"
    assert column(reply, "step")[0] == f"matter.B18.step.{step}"
    assert nothing(desk.ask("B18", "wang"))
