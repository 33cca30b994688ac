"""医保: who bears what. Bills, claims and trial calculations, each against a second way of computing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest
from hub.departments.medical_desk import START, Desk, build, code, column, fact, fault
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.calculations import relief
from kiosk.hub.departments.medical_insurance.records import Kind
from kiosk.hub.departments.medical_insurance.saying import fen
from kiosk.hub.departments.medical_insurance.sharing import (
    Group,
    Level,
    Rule,
    Setting,
    group_of,
    rule_of,
    share,
)
from kiosk.hub.departments.registry import Reply
from kiosk.hub.departments.wording import yuan
from kiosk.hub.problems import Refusal

FEN = st.integers(0, 999_999_999)
RULES = st.builds(Rule, deductible=FEN, rate=st.integers(0, 100), ceiling=FEN, beyond=st.integers(0, 100))
CENT = Decimal("0.01")


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


# --- sharing ------------------------------------------------------------------------------------------------


@given(RULES, FEN, FEN, FEN)
def test_the_parts_of_a_bill_add_up_and_none_is_negative(
    rule: Rule, within: int, counted: int, paid: int
) -> None:
    found = share(rule, within, counted, paid)
    parts = (found.deductible, found.fund, found.beyond_ceiling, found.own_share)
    assert sum(parts) == within
    assert min(parts) >= 0
    assert found.fund <= max(0, rule.ceiling - paid)
    assert found.deductible <= max(0, rule.deductible - counted)


@given(RULES, FEN, FEN, FEN)
def test_a_bill_is_divided_as_fractions_say(rule: Rule, within: int, counted: int, paid: int) -> None:
    above = Fraction(within - min(within, max(0, rule.deductible - counted)))
    exact = above * rule.rate / 100
    room = max(0, rule.ceiling - paid)
    found = share(rule, within, counted, paid)
    if exact < room + 1:
        assert found.fund == exact.__floor__()
        assert found.beyond_ceiling == 0
    else:
        assert found.fund == room
        beyond = (above - Fraction(room * 100, rule.rate)) * rule.beyond / 100
        # The filling of the ceiling is rounded to a fen, and so is what the other fund pays.
        assert 0 <= beyond - found.beyond_ceiling < 2


@given(RULES, st.lists(st.integers(0, 9_999_999), min_size=1, max_size=6))
def test_a_year_of_small_bills_costs_what_one_large_bill_does_to_a_fen_each(
    rule: Rule, bills: list[int]
) -> None:
    counted = fund = own = 0
    for bill in bills:
        found = share(rule, bill, counted, fund)
        counted += found.deductible
        fund += found.fund
        own += found.own
    whole = share(rule, sum(bills))
    assert counted == whole.deductible
    if sum(bills) < rule.ceiling:
        assert 0 <= own - whole.own <= len(bills)


def test_who_belongs_to_which_group() -> None:
    assert group_of("employee", 42, retired=False) is Group.WORKING
    assert group_of("employee", 69, retired=True) is Group.RETIRED_TO_69
    assert group_of("employee", 70, retired=True) is Group.RETIRED_FROM_70
    assert group_of("resident", 17, retired=False) is Group.MINOR
    assert group_of("resident", 21, retired=False, student=True) is Group.MINOR
    assert group_of("resident", 18, retired=False) is Group.ADULT
    assert group_of("resident", 60, retired=False) is Group.SENIOR


@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("setting", list(Setting))
def test_a_smaller_hospital_is_never_paid_less(group: Group, setting: Setting) -> None:
    rates = [rule_of(public_data.read("medical_rules"), group, setting, level).rate for level in Level]
    assert rates == sorted(rates, reverse=True)


@given(FEN)
def test_an_amount_is_read_as_it_was_written(amount: int) -> None:
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "expected"), [("7", 700), ("7.5", 750), ("0.05", 5), ("9999999.99", 999_999_999)]
)
def test_an_amount_with_fewer_decimals_is_read(typed: str, expected: int) -> None:
    assert fen(typed) == expected


# --- B08 ----------------------------------------------------------------------------------------------------


@given(
    st.sampled_from(list(Group)),
    st.sampled_from(list(Setting)),
    st.sampled_from(list(Level)),
    st.integers(1, 40_000_000),
    st.integers(0, 500_000),
)
def test_the_calculator_agrees_with_reckoning_in_decimals(
    centre: Desk, group: Group, setting: Setting, level: Level, amount: int, borne: int
) -> None:
    given_form = {"group": group, "setting": setting, "level": level, "amount": yuan(amount)}
    if borne:
        given_form["borne"] = yuan(borne)
    found = centre.answer("B08", None, **given_form)
    rule = rule_of(public_data.read("medical_rules"), group, setting, level)
    total = Decimal(amount) / 100
    left = max(Decimal(0), Decimal(rule.deductible - borne) / 100)
    above = max(Decimal(0), total - left)
    fund = (above * rule.rate / 100).quantize(CENT, ROUND_FLOOR)
    shown = dict(zip(column(found, "step"), map(Decimal, column(found, "amount")), strict=True))
    step = {name.rpartition(".")[2]: value for name, value in shown.items()}
    if fund * 100 <= rule.ceiling:
        assert step["fund"] == fund
        assert step["own"] == total - fund
    assert step["deductible"] + step["fund"] + step.get("beyond", 0) + step["own_share"] == total
    assert found.headline.params["own"].value == str(step["own"])


def test_a_bill_above_the_ceiling_shows_the_other_funds_part(centre: Desk) -> None:
    found = centre.answer(
        "B08", None, group="working", setting="inpatient", level="tertiary", amount="1500000"
    )
    # 1500 of one's own; 776470.59 fill the ceiling of 660000 at 85 %; of the rest 80 % is paid.
    assert column(found, "amount") == [
        "1500000.00", "1500.00", "1498500.00", "660000.00", "577623.52", "260876.48", "262376.48",
    ]  # fmt: skip


# --- relief -------------------------------------------------------------------------------------------------


@given(FEN, FEN, st.integers(0, 100), st.integers(0, 100))
def test_relief_agrees_with_fractions(income: int, borne: int, threshold: int, relieved: int) -> None:
    found = relief(income, borne, threshold, relieved)
    assert found.threshold == (Fraction(income * threshold, 100)).__ceil__()
    assert found.relieved == Fraction(max(0, borne - found.threshold) * relieved, 100).__floor__()
    assert 0 <= found.relieved <= borne


def test_the_trial_takes_what_the_visits_say(desk: Desk) -> None:
    found = desk.answer("Q16", "li", year="2025")
    amounts = {
        name.rpartition(".")[2]: Decimal(value)
        for name, value in zip(column(found, "step"), column(found, "amount"), strict=True)
    }
    visits = next(year["visits"] for year in desk.records("li").all(Kind.YEAR) if year["year"] == 2025)
    assert amounts["borne"] == Decimal(sum(visit["own"] for visit in visits)) / 100
    assert amounts["threshold"] == amounts["income"] / 4
    assert amounts["relieved"] > 0
    assert found.headline.key == "matter.Q16.headline"
    assert found.proof is not None
    assert "仅供参考" in found.proof.title_zh


def test_who_is_below_the_threshold_is_told_what_is_lacking(desk: Desk) -> None:
    found = desk.answer("Q16", "wang")
    assert found.headline.key == "matter.Q16.headline.below"
    assert Decimal(found.headline.params["still"].value) > 0


def test_relief_is_for_employees_of_known_income(desk: Desk) -> None:
    assert code(desk.ask("Q16", "ma")) == "scheme-not-covered"
    assert code(desk.ask("Q16", "jin")) == "income-unknown"
    assert fault(desk.ask("Q16", "li", year="2027")) == ("year", "too_late")


# --- claims -------------------------------------------------------------------------------------------------

LI_CARD, WANG_CARD = "6222020000000000026", "6222020000000000018"
PAY = {"center": "310106006-1", "pay_way": "transfer", "bank": "icbc", "account": LI_CARD}
GIVEN = ("invoice", "originals")
OUTPATIENT = {"kind": "outpatient", "number": "12345678", "amount": "1820.50", "date": "2026-10-20"}
STAY = {"kind": "inpatient", "number": "23456789", "amount": "36,500", "date": "2026-10-28"}


def claim(desk: Desk, *invoices: dict[str, str], key: str = "li", **more: object) -> Reply | Refusal:
    values = {"form": PAY, "materials": GIVEN, **more}
    return desk.submit("H06", key, values.pop("form"), lists={"invoices": invoices}, **values)  # type: ignore[arg-type]


def accepted(found: Reply | Refusal) -> Reply:
    assert isinstance(found, Reply), found
    assert found.status is CaseStatus.ACCEPTED
    return found


def test_a_claim_is_taken_in_with_a_slip_for_the_originals_and_decided_later(desk: Desk) -> None:
    found = accepted(claim(desk, OUTPATIENT))
    assert found.deposit is not None
    assert found.deposit.number == fact(found, "number")
    assert found.deposit.until.isoformat() == "2026-12-03"
    assert found.decision is not None
    assert found.decision.at.date().isoformat() == "2026-12-16"
    assert LI_CARD not in repr([one.value.value for one in found.facts])
    # The deductible is long borne: 80 % of a level-2 hospital's bill.
    assert fact(found.decision.reply, "paid") == "1456.40"


def test_its_progress_follows_the_calendar(desk: Desk) -> None:
    number = fact(accepted(claim(desk, OUTPATIENT)), "number")
    before = desk.answer("Q17", "li", number=number)
    assert column(before, "state") == ["matter.Q17.value.received"]
    assert column(before, "paid") == [""]
    desk.now = datetime(2026, 12, 17, 2, 0, tzinfo=UTC)
    after = desk.answer("Q17", "li", number=number.lower())
    assert column(after, "state") == ["matter.Q17.value.approved"]
    assert column(after, "paid") == ["1456.40"]
    every = desk.answer("Q17", "li")
    assert column(every, "number")[0] == number
    assert len(column(every, "number")) == 4


def test_costs_within_the_deductible_are_not_paid(desk: Desk) -> None:
    card = "6228920000000000123"
    form = PAY | {"center": "310117001-1", "bank": "bosc", "account": card}
    desk.records("ma").put(Kind.YEAR, {"year": 2026, "visits": []})
    found = accepted(claim(desk, OUTPATIENT | {"amount": "300"}, key="ma", form=form))
    assert found.decision is not None
    assert found.decision.reply.status is CaseStatus.NOT_ACCEPTED
    desk.now = datetime(2026, 12, 17, 2, 0, tzinfo=UTC)
    assert "matter.Q17.value.refused" in column(desk.answer("Q17", "ma"), "state")


def test_a_hospital_stay_waits_for_its_summary_and_nothing_is_kept_until_then(desk: Desk) -> None:
    before = desk.records("li").all(Kind.REIMBURSEMENT)
    found = claim(desk, STAY)
    assert isinstance(found, Reply)
    assert found.status is CaseStatus.SUPPLEMENT
    assert [one.material for one in found.missing] == ["history"]
    assert desk.records("li").all(Kind.REIMBURSEMENT) == before
    whole = accepted(claim(desk, STAY, materials=(*GIVEN, "history")))
    assert fact(whole, "total") == "36500.00"


def test_an_invoice_is_claimed_once(desk: Desk) -> None:
    assert fault(claim(desk, OUTPATIENT, OUTPATIENT)) == ("invoices", "same_as_other")
    accepted(claim(desk, OUTPATIENT))
    assert code(claim(desk, OUTPATIENT | {"number": "1234 5678"})) == "invoice-already-claimed"
    accepted(claim(desk, OUTPATIENT | {"number": "87654321"}))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"account": WANG_CARD}, ("account", "not_own_account")),
        ({"bank": "abc"}, ("account", "not_of_this_bank")),
    ],
)
def test_money_goes_to_the_persons_own_card_only(
    desk: Desk, change: dict[str, str], expected: tuple[str, str]
) -> None:
    assert fault(claim(desk, OUTPATIENT, form=PAY | change)) == expected


def test_without_invoices_or_insurance_there_is_no_claim(desk: Desk) -> None:
    assert fault(claim(desk)) == ("invoices", "required")
    assert fault(claim(desk, OUTPATIENT, materials=())) == ("invoice", "required")
    assert code(claim(desk, OUTPATIENT, key="jin")) == "account-closed"
    assert code(desk.open("H06", "jin")) == "account-closed"
    for found in (desk.open("H06", "shanben"), desk.ask("Q17", "xu")):
        assert isinstance(found, Refusal)
        assert found.type is RefusalType.NO_RECORD


def test_another_persons_number_shows_nothing(desk: Desk) -> None:
    found = desk.ask("Q17", "ma", number="LB990000000001")
    assert isinstance(found, Refusal)
    assert found.type is RefusalType.NO_RECORD
