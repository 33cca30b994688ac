"""医保: what the centre answers about an account, makes a record book for, and takes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hub.departments.medical_desk import (
    START,
    TODAY,
    Desk,
    build,
    code,
    column,
    fact,
    fault,
    known_of,
    people,
    resident,
)

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus
from kiosk.hub.departments.medical_insurance.department import DEPARTMENT
from kiosk.hub.departments.medical_insurance.records import Kind
from kiosk.hub.departments.registry import Reply
from kiosk.hub.problems import Refusal

ACCOUNT_QUERIES = ("Q11", "Q12", "Q14", "Q15")
PHOTO = {"materials": ("photo",)}


@pytest.fixture(scope="module")
def centre() -> Iterator[Desk]:
    built = build()
    yield built
    built.session.close()
    built.session.get_bind().dispose()


@pytest.fixture
def desk(centre: Desk) -> Iterator[Desk]:
    """As on the first morning: what a test changes is taken back."""
    centre.now = START
    changes = centre.session.begin_nested()
    yield centre
    changes.rollback()


def test_the_same_file_gives_the_same_records() -> None:
    for key, person in people().items():
        given = known_of("medical-insurance.yaml").get(key, {})
        first, second = (
            list(DEPARTMENT.records_of(resident(key), person["situation"], given, TODAY)) for _ in range(2)
        )
        assert first == second


def test_every_bill_adds_up_and_nobody_pays_less_than_nothing(desk: Desk) -> None:
    bills = [
        visit for key in people() for year in desk.records(key).all(Kind.YEAR) for visit in year["visits"]
    ]
    assert len(bills) > 500
    for bill in bills:
        assert bill["total"] == bill["fund"] + bill["account"] + bill["cash"]
        assert min(bill[name] for name in ("excluded", "deductible", "fund", "account", "cash")) >= 0
        assert bill["cash"] >= bill["excluded"]
        assert bill["date"] < TODAY.isoformat()


@pytest.mark.parametrize("matter", ACCOUNT_QUERIES)
def test_who_was_never_insured_has_no_record(desk: Desk, matter: str) -> None:
    found = desk.ask(matter, "shanben")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD


@pytest.mark.parametrize("matter", ("Q14", "Q15"))
@pytest.mark.parametrize(
    ("year", "rule"), [("2027", "too_late"), ("26", "not_a_date"), ("二〇二六", "not_a_date")]
)
def test_a_year_that_is_none_or_has_not_come_is_refused(
    desk: Desk, matter: str, year: str, rule: str
) -> None:
    assert fault(desk.ask(matter, "li", year=year)) == ("year", rule)


def test_the_balance_is_what_the_settlements_leave(desk: Desk) -> None:
    data, settled = desk.answer("Q11", "li"), desk.answer("Q14", "li")
    assert data.headline.params["balance"].value == column(settled, "closing")[0]
    this, past, both = (Decimal(fact(data, name)) for name in ("this_year", "past_years", "balance"))
    assert this + past == both
    assert data.proof is not None


def test_each_year_begins_with_what_the_last_one_left_and_its_row_adds_up(desk: Desk) -> None:
    found = desk.answer("Q14", "wang")
    amounts = {
        name: [Decimal(cell) for cell in column(found, name)]
        for name in ("opening", "credited", "interest", "spent", "closing")
    }
    years = column(found, "year")
    assert years == sorted(years, reverse=True)
    assert len(years) > 2
    for at in range(len(years)):
        opening, credited, interest, spent, closing = (amounts[name][at] for name in amounts)
        assert opening + credited + interest - spent == closing
    assert amounts["opening"][:-1] == amounts["closing"][1:]
    one = desk.answer("Q14", "wang", year=years[1])
    assert column(one, "closing") == [column(found, "closing")[1]]


def test_what_the_account_paid_for_visits_is_what_its_settlement_says(desk: Desk) -> None:
    for year in column(desk.answer("Q14", "zhou"), "year"):
        spent = column(desk.answer("Q14", "zhou", year=year), "spent")[0]
        assert column(desk.answer("Q15", "zhou", year=year), "account")[-1] == spent


def test_the_years_costs_add_up_by_row_and_by_column(desk: Desk) -> None:
    found = desk.answer("Q15", "li", year="2025")
    sums = {
        name: [Decimal(cell) for cell in column(found, name)] for name in ("total", "fund", "account", "cash")
    }
    for cells in sums.values():
        assert sum(cells[:-1]) == cells[-1]
    assert [a + b + c for a, b, c in zip(sums["fund"], sums["account"], sums["cash"], strict=True)] == sums[
        "total"
    ]
    assert found.headline.params["own"].value == str(sums["account"][-1] + sums["cash"][-1])


def test_without_a_year_the_latest_with_costs_is_shown_also_in_january(desk: Desk) -> None:
    assert desk.answer("Q15", "li").headline.params["year"].value == "2026"
    desk.now = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
    assert desk.answer("Q15", "li").headline.params["year"].value == "2026"
    found = desk.ask("Q15", "li", year="2027")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD


@pytest.mark.parametrize(("key", "headline"), [("wang", "normal"), ("zhao", "suspended"), ("jin", "closed")])
def test_who_can_use_the_insurance_is_told_by_the_sentence(desk: Desk, key: str, headline: str) -> None:
    found = desk.answer("Q12", key)
    assert found.headline.key == f"matter.Q12.headline.{headline}"
    assert (found.table is not None) == (headline == "normal")


def test_residents_have_no_personal_account(desk: Desk) -> None:
    assert desk.answer("Q11", "xiaohe").headline.key == "matter.Q11.headline.resident"
    found = desk.ask("Q14", "xiaohe")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD


# --- record books -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matter", "key", "expected"),
    [
        ("H01", "li", "already-has-book"),
        ("H01", "zhao", "yearly-limit"),
        ("H01", "jin", "account-closed"),
        ("H01", "ayi", "no-insurance-card-number"),
        ("H02", "liu", "no-book-yet"),
        ("H02", "zhou", "yearly-limit"),
        ("H02", "jin", "account-closed"),
        ("H03", "liu", "no-book-yet"),
        ("H03", "zhou", "yearly-limit"),
        ("H03", "jin", "account-closed"),
    ],
)
def test_who_cannot_have_a_book_is_told_before_and_after(
    desk: Desk, matter: str, key: str, expected: str
) -> None:
    assert code(desk.open(matter, key)) == expected
    assert code(desk.submit(matter, key, **PHOTO)) == expected


def test_a_first_book_is_made_once(desk: Desk) -> None:
    assert desk.opened("H01", "liu").warnings == ()
    found = desk.done("H01", "liu", **PHOTO)
    assert found.status is CaseStatus.DONE
    assert found.book is not None
    assert found.book.number == fact(desk.answer("Q11", "liu"), "book")
    assert resident("liu").name in {line.value.value for line in found.book.lines}
    assert code(desk.open("H01", "liu")) == "already-has-book"


def test_a_second_book_on_one_day_is_confirmed_and_the_fourth_of_a_year_is_refused(desk: Desk) -> None:
    first = desk.done("H02", "wang", **PHOTO)
    (warning,) = desk.opened("H03", "wang").warnings
    unconfirmed = desk.submit("H03", "wang", **PHOTO)
    assert isinstance(unconfirmed, Refusal)
    assert unconfirmed.type is RefusalType.WARNING_UNCONFIRMED
    second = desk.done("H03", "wang", confirmed=(warning.key,), **PHOTO)
    assert first.book is not None
    assert second.book is not None
    assert first.book.number != second.book.number
    assert fact(second, "left") == "1"
    again = desk.opened("H02", "wang").warnings[0].key
    desk.done("H02", "wang", confirmed=(again,), **PHOTO)
    assert code(desk.open("H02", "wang")) == "yearly-limit"
    valid = [book for book in desk.records("wang").all(Kind.BOOK) if book["standing"] == "valid"]
    assert len(valid) == 1


def test_without_the_photo_no_book_is_made(desk: Desk) -> None:
    assert fault(desk.submit("H01", "liu")) == ("photo", "required")
    assert desk.records("liu").all(Kind.BOOK) == []


# --- enrolment ----------------------------------------------------------------------------------------------

ENROLMENT = {
    "mobile": "19900000012",
    "hukou_district": "310117",
    "hukou_street": "310117001",
    "live_district": "310117",
    "live_street": "310117001",
    "year": "2026",
    "category": "adult",
    "center": "310117001-1",
}


def test_an_enrolment_is_accepted_and_approved_after_ten_working_days(desk: Desk) -> None:
    assert [offer.value for offer in desk.opened("H05", "ma").offered["category"]] == ["adult", "other"]
    found = desk.done("H05", "ma", ENROLMENT)
    assert found.status is CaseStatus.ACCEPTED
    assert found.decision is not None
    assert found.decision.at.date().isoformat() == "2026-12-02"
    assert found.due is not None
    assert found.due.params["date"].value == "2026-12-02"
    assert found.decision.reply.status is CaseStatus.ISSUED
    assert resident("ma").name not in found.message
    assert code(desk.submit("H05", "ma", ENROLMENT)) == "already-enrolled"
    assert isinstance(desk.submit("H05", "ma", ENROLMENT | {"year": "2027"}), Reply)


def test_who_is_in_the_other_scheme_or_enrolled_is_refused(desk: Desk) -> None:
    assert code(desk.open("H05", "wang")) == "insured-as-employee"
    assert code(desk.submit("H05", "wang", ENROLMENT)) == "insured-as-employee"
    assert code(desk.submit("H05", "lin", ENROLMENT)) == "already-enrolled"
    # Whose employees' insurance has stopped can join.
    assert isinstance(desk.submit("H05", "zhao", ENROLMENT), Reply)


def test_next_year_opens_in_october_and_other_years_are_refused(desk: Desk) -> None:
    assert fault(desk.submit("H05", "ma", ENROLMENT | {"year": "2025"})) == ("year", "too_early")
    assert fault(desk.submit("H05", "ma", ENROLMENT | {"year": "2028"})) == ("year", "too_late")
    desk.now = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    assert fault(desk.submit("H05", "ma", ENROLMENT | {"year": "2027"})) == ("year", "not_open_yet")
    assert fault(desk.submit("H05", "ma", ENROLMENT | {"category": "minor"})) == ("category", "not_an_option")


# --- the card and the password ------------------------------------------------------------------------------


def test_a_reported_card_is_lost_until_the_report_is_cancelled(desk: Desk) -> None:
    first = desk.done("H04", "wang", {"action": "report"})
    assert fact(first, "serial").startswith("GS20261118")
    assert fact(desk.answer("Q11", "wang"), "card") == "matter.common.medical.card.lost"
    assert code(desk.submit("H04", "wang", {"action": "report"})) == "already-reported"
    desk.done("H04", "wang", {"action": "cancel"})
    assert fact(desk.answer("Q11", "wang"), "card") == "matter.common.medical.card.in_use"
    assert code(desk.submit("H04", "wang", {"action": "cancel"})) == "not-reported"


def test_only_the_persons_own_card_cancels_the_report(desk: Desk) -> None:
    assert fault(desk.submit("H04", "ma", {"action": "cancel", "card": "YB99000001"})) == ("card", "mismatch")
    assert desk.records("ma").all(Kind.CARD)[-1]["standing"] == "lost"
    assert desk.done("H04", "ma", {"action": "cancel", "card": "YB99000012"}).status is CaseStatus.DONE


def test_several_accounts_are_for_the_window(desk: Desk) -> None:
    assert code(desk.open("H04", "xu")) == "multiple-accounts"
    assert code(desk.submit("H04", "xu", {"action": "cancel"})) == "multiple-accounts"


def test_a_password_is_kept_as_a_salted_hash_and_must_be_a_new_one(desk: Desk) -> None:
    form = {"new_password": "qingtian#2vV", "repeated": "qingtian#2vV"}
    found = desk.done("H07", "wang", form)
    kept = desk.records("wang").all(Kind.PASSWORD)
    assert len(kept) == 1
    assert form["new_password"] not in repr(kept) + repr(found)
    assert fault(desk.submit("H07", "wang", form)) == ("new_password", "same_as_before")
    desk.done("H07", "li", form)
    assert desk.records("li").all(Kind.PASSWORD)[0]["hash"] != kept[0]["hash"]


@pytest.mark.parametrize(
    "easy", ["11111111", "23456789", "hgfedcba", "xx19840312xx", "a19900000001", "bb121013"]
)
def test_what_is_easily_guessed_is_no_password(desk: Desk, easy: str) -> None:
    form = {"new_password": easy, "repeated": easy}
    assert fault(desk.submit("H07", "wang", form)) == ("new_password", "too_easy")
    assert desk.records("wang").all(Kind.PASSWORD) == []


def test_two_different_passwords_and_a_closed_account_are_refused(desk: Desk) -> None:
    form = {"new_password": "qingtian#2vV", "repeated": "qingtian#2vv"}
    assert fault(desk.submit("H07", "wang", form)) == ("repeated", "not_the_same")
    assert code(desk.open("H07", "jin")) == "account-closed"
    found = desk.open("H07", "ayi")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD


# --- care elsewhere -----------------------------------------------------------------------------------------

AWAY = {"kind": "temporary", "place": "320100", "from": "2026-12-01", "to": ""}


def test_care_elsewhere_is_registered_at_once_and_once(desk: Desk) -> None:
    found = desk.done("H08", "wang", AWAY)
    assert found.status is CaseStatus.DONE
    assert found.onward == ("H09",)
    assert fact(found, "to") == "2027-06-01"
    assert code(desk.submit("H08", "wang", AWAY | {"from": "2027-06-01"})) == "already-registered"
    # The day after the first ends, and elsewhere, there is room.
    assert isinstance(desk.submit("H08", "wang", AWAY | {"from": "2027-06-02"}), Reply)
    assert isinstance(desk.submit("H08", "wang", AWAY | {"place": "330100"}), Reply)


def test_a_registration_without_end_covers_every_later_day(desk: Desk) -> None:
    stay = {"kind": "work", "place": "440300", "from": "2026-11-18", "to": ""}
    found = desk.done("H08", "wang", stay)
    assert found.headline.key == "matter.H08.headline.now"
    assert fact(found, "to") == "matter.H08.value.open_end"
    assert code(desk.submit("H08", "wang", stay | {"from": "2035-01-01"})) == "already-registered"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"place": "310000"}, ("place", "not_outside")),
        ({"from": "2026-11-17"}, ("from", "too_early")),
        ({"to": "2027-06-02"}, ("to", "too_late")),
    ],
)
def test_a_place_or_day_that_cannot_be_is_refused(
    desk: Desk, change: dict[str, str], expected: tuple[str, str]
) -> None:
    assert fault(desk.submit("H08", "wang", AWAY | change)) == expected


def test_who_cannot_be_registered_is_told_why(desk: Desk) -> None:
    assert code(desk.open("H08", "shanben")) == "no-medical-record"
    assert code(desk.open("H08", "zhao")) == "not-eligible"
    assert code(desk.open("H08", "jin")) == "not-eligible"
    assert code(desk.submit("H08", "wang", AWAY | {"kind": "retired"})) == "not-retired"
    assert (
        code(desk.submit("H08", "liu", AWAY | {"kind": "residence", "place": "330100"}))
        == "already-registered"
    )


# --- visits -------------------------------------------------------------------------------------------------


def test_visits_come_newest_first_and_add_up(desk: Desk) -> None:
    found = desk.answer("Q13", "li")
    days = column(found, "date")
    assert days == sorted(days, reverse=True)
    assert len(days) > 100
    for name in ("total", "fund", "account", "cash"):
        assert sum(Decimal(cell) for cell in column(found, name)) == Decimal(fact(found, name))
    assert found.headline.params["visits"].value == str(len(days))


def test_the_months_asked_for_are_both_included(desk: Desk) -> None:
    every = [day[:7] for day in column(desk.answer("Q13", "li"), "date")]
    middle = every[len(every) // 2]
    found = desk.answer("Q13", "li", from_=middle, to=middle)
    assert len(column(found, "date")) == every.count(middle)
    both = desk.answer("Q13", "li", to=middle), desk.answer("Q13", "li", from_=middle)
    assert sum(len(column(one, "date")) for one in both) == len(every) + every.count(middle)


def test_months_that_have_not_come_or_are_the_wrong_way_round_are_refused(desk: Desk) -> None:
    assert fault(desk.ask("Q13", "li", to="2026-12")) == ("to", "too_late")
    assert fault(desk.ask("Q13", "li", from_="2026-05", to="2026-04")) == ("to", "before_start")
    assert fault(desk.ask("Q13", "li", from_="2026-13")) == ("from", "not_a_date")
    found = desk.ask("Q13", "liang")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD
