"""人社: pensions and their accounts, unemployment, flexible work, subsidies, progress, points, card, data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hub.departments.human_resources_desk import TODAY, build, given_of, records_of, without_pension
from hub.departments.medical_desk import START, Desk, code, column, fact, fault, people, resident
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus, ProofStatus
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.awards import Award
from kiosk.hub.departments.human_resources.ledger import ledger, rate_of
from kiosk.hub.departments.human_resources.unemployment import benefit_months
from kiosk.hub.departments.registry import Opened
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow, ProofRow

CARD = {
    "li": {"bank": "icbc", "account": "6222020000000000026"},
    "liu": {"bank": "ccb", "account": "6217000000000000046"},
    "xu": {"bank": "boc", "account": "6216610000000000081"},
    "ma": {"bank": "bosc", "account": "6228920000000000123"},
    "zhao": {"bank": "abc", "account": "6228480000000000034"},
}
WANGS_CARD = {"bank": "icbc", "account": "6222020000000000018"}
REGISTERING = {"cause": "22", "health": "10", "intent": "employer", "ui": "yes"}
FLEXIBLE = {"form": "platform", "start": "2026-11-15"}


CANNOT = [
    ("H17", "ayi", "not-shanghai-hukou"),
    ("H17", "xiaohe", "too-young"),
    ("H17", "li", "receiving-pension"),
    ("H17", "zhou", "receiving-pension"),
    ("H17", "wang", "still-insured"),
    ("H17", "liu", "flexible-running"),
    ("H17", "xu", "already-registered"),
    ("H18", "zhao", "shanghai-hukou"),
    ("H18", "xiaohe", "too-young"),
    ("H18", "li", "receiving-pension"),
    ("H18", "jin", "still-insured"),
    ("H18", "liang", "flexible-running"),
    ("H18", "he", "already-registered"),
    ("H19", "zhao", "not-registered"),
    ("H19", "lin", "insurance-too-short"),
    ("H19", "he", "own-will"),
    ("H19", "ma", "already-applied"),
    ("H20", "ayi", "not-shanghai-hukou"),
    ("H20", "xiaohe", "too-young"),
    ("H20", "zhou", "receiving-pension"),
    ("H20", "wang", "still-insured"),
    ("H20", "liu", "already-running"),
    ("H21", "liang", "not-shanghai-hukou"),
    ("H21", "zhao", "not-running"),
    ("H22", "zhao", "shanghai-hukou"),
    ("H22", "xiaohe", "too-young"),
    ("H22", "zhou", "receiving-pension"),
    ("H22", "jin", "still-insured"),
    ("H22", "liang", "already-running"),
    ("H23", "liu", "not-registered"),
    ("H23", "xu", "too-young"),
    ("H23", "he", "already-applied"),
    ("B03", "liu", "shanghai-hukou"),
    ("B03", "ayi", "not-running"),
    ("B04", "zhao", "not-running"),
    ("B04", "shanben", "not-recognised"),
    ("B04", "liang", "already-applied"),
    ("B05", "he", "not-shanghai-hukou"),
    ("B05", "zhao", "not-registered"),
    ("B05", "xu", "too-early"),
]
"""Who cannot, and why."""
CAN = {
    "H16": ("li", "liu", "zhou"),
    "H17": ("zhao",),
    "H18": ("ayi",),
    "H19": ("xu",),
    "H20": ("zhao", "xu"),
    "H21": ("liu",),
    "H22": ("ayi",),
    "H23": ("ma",),
    "B03": ("liang",),
    "B04": ("liu",),
    "B05": ("ma",),
}


@pytest.fixture(scope="module")
def offices() -> Iterator[Desk]:
    built = build()
    yield built
    built.session.close()
    built.session.get_bind().dispose()


@pytest.fixture
def desk(offices: Desk) -> Iterator[Desk]:
    offices.now = START
    yield offices
    offices.session.rollback()


def amount(text: str) -> Decimal:
    return Decimal(text or "0")


def nothing(answer: object) -> bool:
    return isinstance(answer, Refusal) and answer.type is RefusalType.NO_RECORD


# --- the demo's records -----------------------------------------------------------------------------------


def test_the_same_file_gives_the_same_records() -> None:
    for key in people():
        assert records_of(resident(key)) == records_of(resident(key))


def test_both_files_agree_on_who_was_never_in_the_urban_insurance() -> None:
    assert {key for key in people() if given_of(key).get("without_pension")} == without_pension()


def test_nobody_is_employed_and_registered_as_unemployed(desk: Desk) -> None:
    for key in ("xu", "ma", "he"):
        opened = desk.open("H18" if key == "he" else "H17", key)
        assert code(opened) == "already-registered"


@pytest.mark.parametrize("today", ["2026-12-31", "2027-01-01", "2027-03-01", "2028-02-29", "2026-11-30"])
def test_the_demo_is_the_same_whenever_it_is_begun(today: str) -> None:
    desk = build(date.fromisoformat(today))
    for matter, keys in CAN.items():
        for key in keys:
            assert isinstance(desk.open(matter, key), Opened), (matter, key)
    for matter, key, reason in CANNOT:
        assert code(desk.open(matter, key)) == reason, (matter, key)
    for key, reached in (("ayi", "reached"), ("he", "short")):
        assert desk.answer("Q09", key).headline.key.endswith(reached)
    desk.session.close()
    desk.session.get_bind().dispose()


# --- pensions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("matter", "key"), [("Q02", "li"), ("Q02", "zhu"), ("Q07", "zhou")])
def test_payments_add_up_newest_first(desk: Desk, matter: str, key: str) -> None:
    for form in ({}, {"year": "2025"}):
        reply = desk.answer(matter, key, **form)
        assert reply.status is CaseStatus.ANSWERED
        months = column(reply, "month")
        assert months == sorted(set(months), reverse=True)
        assert len(months) == 12
        total = sum(amount(cell) for cell in column(reply, "total"))
        assert amount(reply.headline.params["sum"].value) == total
        parts = zip(column(reply, "regular"), column(reply, "back_pay"), strict=True)
        assert sum(amount(a) + amount(b) for a, b in parts) == total
        assert reply.proof is not None


def test_what_is_paid_now_is_what_was_awarded_and_raised(desk: Desk) -> None:
    reply = desk.answer("Q02", "li")
    parts = sum(amount(fact(reply, name)) for name in ("basic", "account", "transitional", "raises"))
    assert amount(fact(reply, "newest")) == parts == amount(column(reply, "regular")[0])


def test_the_fifteenth_is_pay_day(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 14, 15, 59, tzinfo=UTC)
    assert column(desk.answer("Q02", "li"), "month")[0] == "2026-10"
    desk.now += timedelta(minutes=1)
    assert column(desk.answer("Q02", "li"), "month")[0] == "2026-11"


@pytest.mark.parametrize(("matter", "key"), [("Q02", "wang"), ("Q02", "zhou"), ("Q07", "li")])
def test_who_has_no_such_pension_is_told_so(desk: Desk, matter: str, key: str) -> None:
    assert nothing(desk.ask(matter, key))


@pytest.mark.parametrize(
    ("matter", "key", "year"), [("Q02", "li", "2001"), ("Q03", "wang", "1994"), ("Q06", "zhou", "2009")]
)
def test_a_year_with_nothing_is_named(desk: Desk, matter: str, key: str, year: str) -> None:
    answer = desk.ask(matter, key, year=year)
    assert isinstance(answer, Refusal)
    assert answer.params == {"scope": "year", "year": year}


@pytest.mark.parametrize(("matter", "key"), [("Q03", "wang"), ("Q03", "li"), ("B01", "zhou"), ("B01", "liu")])
def test_a_statement_balances_and_follows_on_the_year_before(desk: Desk, matter: str, key: str) -> None:
    before = None
    for year in range(2012, 2026):
        reply = desk.answer(matter, key, year=str(year))
        paid_out = sum(amount(f.value.value) for f in reply.facts if f.label.endswith(".paid_out"))
        opening, credited, interest, closing = (
            amount(fact(reply, name)) for name in ("opening", "credited", "interest", "closing")
        )
        assert opening + credited + interest - paid_out == closing >= 0
        assert before in (None, opening)
        before = closing


def test_a_statement_is_of_last_year_unless_asked(desk: Desk) -> None:
    reply = desk.answer("Q03", "wang")
    assert reply.headline.params["year"].value == "2025"
    assert sum(amount(cell) for cell in column(reply, "credited")) == amount(fact(reply, "credited"))
    assert len(column(reply, "month")) == int(fact(reply, "months"))


def test_a_voucher_holds_all_years_and_counts_the_copies(desk: Desk) -> None:
    first = desk.answer("Q05", "zhao")
    assert sum(int(cell) for cell in column(first, "months")) == int(fact(first, "months"))
    assert column(first, "closing")[0] == fact(first, "balance")
    assert fact(first, "standing") == "matter.Q05.value.stopped"
    assert fact(first, "copies") == "0"
    for number, status in enumerate((ProofStatus.PRINTED, ProofStatus.VOID, ProofStatus.PRINTED)):
        _issue(desk, "zhao", number, status)
    _issue(desk, "wang", 7, ProofStatus.PRINTED)
    again = desk.answer("Q05", "zhao")
    assert fact(again, "copies") == "2"
    assert fact(again, "copy").startswith("Q05-000002")
    assert again.proof is not None
    assert again.proof.lines[-1].value == "3"


def _issue(desk: Desk, key: str, number: int, status: ProofStatus) -> None:
    row = CaseRow(
        id=f"Q05-CASE-{key}{number}",
        matter="Q05",
        kind="query",
        terminal="T",
        resident=key,
        assurance="face",
        opened_at=START,
        outcome="answered",
        received_by="",
        accepted_by="",
    )
    desk.session.add(row)
    desk.session.flush()
    desk.session.add(
        ProofRow(
            serial=f"Q05-00000{number}",
            verification_code=f"{key}{number}",
            case=row.id,
            terminal="T",
            status=status,
            issued_at=START + timedelta(hours=number),
        )
    )
    desk.session.flush()


def test_who_receives_a_pension_moves_none(desk: Desk) -> None:
    assert code(desk.ask("Q05", "li")) == "receiving-pension"
    assert fact(desk.answer("Q05", "wang"), "standing") == "matter.Q05.value.insured"
    assert nothing(desk.ask("Q05", "xiaohe"))


def test_residents_contributions_add_up(desk: Desk) -> None:
    reply = desk.answer("Q06", "zhou")
    assert sum(amount(cell) for cell in column(reply, "own")) == amount(reply.headline.params["sum"].value)
    assert amount(fact(reply, "own")) + amount(fact(reply, "added")) == amount(fact(reply, "sum"))
    assert column(reply, "year")[0] == reply.headline.params["to"].value == "2023"
    assert len(column(desk.answer("Q06", "zhou", year="2015"), "year")) == 1


def test_a_flexible_workers_statement_adds_up(desk: Desk) -> None:
    reply = desk.answer("Q04", "liu", year="2025")
    months, pension, medical, total = (column(reply, x) for x in ("month", "pension", "medical", "sum"))
    assert all(month.startswith("2025") for month in months)
    assert sum(map(amount, total)) == sum(map(amount, pension)) + sum(map(amount, medical))
    assert amount(fact(reply, "sum")) == sum(map(amount, total))
    assert column(desk.answer("Q04", "liu"), "month")[0] == "2026-10"
    assert nothing(desk.ask("Q04", "wang"))


# --- the pension's account --------------------------------------------------------------------------------


def test_a_new_account_is_kept_and_paid_to_from_the_next_month(desk: Desk) -> None:
    opened = desk.opened("H16", "li")
    assert opened.prefill == {"pension.account": "中国工商银行 ****0002"}
    reply = desk.done("H16", "li", CARD["li"])
    assert reply.status is CaseStatus.DONE
    assert fact(reply, "since") == "2026-12"
    assert "李" not in reply.message
    assert desk.opened("H16", "li").prefill == {"pension.account": "中国工商银行 ****0026"}
    assert set(column(desk.answer("Q02", "li"), "paid_to")) == {"中国工商银行 ****0002"}
    desk.now += timedelta(days=30)
    assert column(desk.answer("Q02", "li"), "paid_to")[:2] == [
        "中国工商银行 ****0026",
        "中国工商银行 ****0002",
    ]
    assert code(desk.submit("H16", "li", CARD["li"])) == "already-paid-there"


def test_before_the_tenth_it_counts_from_this_month(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 9, 2, tzinfo=UTC)
    assert fact(desk.done("H16", "li", CARD["li"]), "since") == "2026-11"


def test_an_account_must_be_ones_own(desk: Desk) -> None:
    assert code(desk.submit("H16", "li", WANGS_CARD)) == "not-own-account"
    assert fault(desk.submit("H16", "li", {**CARD["li"], "bank": "bosc"})) == ("account", "not_of_this_bank")
    assert len(desk.records("li").all(kinds.PENSION_ACCOUNT)) == 1


@pytest.mark.parametrize(("key", "refused"), [("wang", True), ("ma", True), ("liu", False), ("zhou", False)])
def test_the_age_for_an_account(desk: Desk, key: str, refused: bool) -> None:
    assert isinstance(desk.open("H16", key), Refusal if refused else Opened)
    if refused:
        assert code(desk.submit("H16", key, WANGS_CARD)) == "too-young"


def test_who_has_no_pension_yet_is_told_when_it_counts(desk: Desk) -> None:
    assert desk.done("H16", "liu", CARD["liu"]).headline.key == "matter.H16.headline.not_yet"


# --- unemployment -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("matter", "key", "reason"), CANNOT)
def test_who_cannot_is_told_before_the_form_and_again_after_it(
    desk: Desk, matter: str, key: str, reason: str
) -> None:
    assert code(desk.open(matter, key)) == reason
    before = {kind: desk.records(key).all(kind) for kind in vars(kinds).values() if isinstance(kind, str)}
    form = {**REGISTERING, **FLEXIBLE, **WANGS_CARD, "end": "2026-11-18", "why": "other"}
    assert code(desk.submit(matter, key, form)) == reason
    assert before == {kind: desk.records(key).all(kind) for kind in before}


@pytest.mark.parametrize(("matter", "key"), [("H17", "zhao"), ("H18", "ayi")])
def test_registered_for_half_a_year_and_led_on_to_the_benefit(desk: Desk, matter: str, key: str) -> None:
    reply = desk.done(matter, key, REGISTERING)
    assert reply.status is CaseStatus.DONE
    assert (fact(reply, "since"), fact(reply, "until")) == ("2026-11-18", "2027-05-18")
    assert reply.onward == ("H19",)
    assert code(desk.open(matter, key)) == "already-registered"
    assert isinstance(desk.open("H19", key), Opened)
    desk.now += timedelta(days=200)
    assert isinstance(desk.open(matter, key), Opened)


@pytest.mark.parametrize("more", [{"cause": "27"}, {"ui": "no"}])
def test_who_resigned_or_was_not_insured_is_not_led_on(desk: Desk, more: dict[str, str]) -> None:
    assert desk.done("H17", "zhao", {**REGISTERING, **more}).onward == ()


def test_a_registration_is_renewed_in_its_last_two_weeks_only(desk: Desk) -> None:
    assert isinstance(desk.open("B05", "ma"), Opened)
    reply = desk.done("B05", "ma", {"intent": "training"})
    assert fact(reply, "until") == "2027-05-27"
    assert code(desk.open("B05", "ma")) == "too-early"
    desk.now = datetime(2027, 5, 12, 15, 59, tzinfo=UTC)  # 12 May in Shanghai
    assert code(desk.open("B05", "ma")) == "too-early"
    desk.now += timedelta(minutes=1)  # 13 May: 14 days before
    assert isinstance(desk.open("B05", "ma"), Opened)
    desk.now += timedelta(days=14)
    assert isinstance(desk.open("B05", "ma"), Opened)
    desk.now += timedelta(days=1)
    assert code(desk.open("B05", "ma")) == "not-registered"


def test_the_benefit_is_claimed_once_and_decided_within_ten_working_days(desk: Desk) -> None:
    reply = desk.done("H19", "xu", CARD["xu"])
    assert reply.status is CaseStatus.ACCEPTED
    assert reply.decision is not None
    assert reply.decision.reply.status is CaseStatus.ISSUED
    assert reply.decision.at.isoformat() == "2026-12-02T17:00:00+08:00"
    assert reply.due is not None
    assert reply.due.params["date"].value == "2026-12-02"
    assert fact(reply, "months") == "24"
    assert code(desk.open("H19", "xu")) == "already-applied"


@pytest.mark.parametrize(("matter", "key"), [("H19", "xu"), ("H23", "ma"), ("B04", "liu")])
def test_money_goes_to_ones_own_card_alone(desk: Desk, matter: str, key: str) -> None:
    assert fault(desk.submit(matter, key, WANGS_CARD)) == ("account", "not_own_account")
    assert fault(desk.submit(matter, key, {**CARD[key], "bank": "hxb"})) == ("account", "not_of_this_bank")
    assert isinstance(desk.open(matter, key), Opened)


@pytest.mark.parametrize(
    ("months", "paid"), [(12, 3), (47, 9), (48, 12), (59, 12), (60, 18), (119, 18), (120, 24), (400, 24)]
)
def test_how_long_the_benefit_is_paid(months: int, paid: int) -> None:
    assert benefit_months(months) == paid


# --- flexible work and subsidies --------------------------------------------------------------------------


@pytest.mark.parametrize(("begin", "end", "key"), [("H20", "H21", "zhao"), ("H22", "B03", "ayi")])
def test_flexible_work_begins_and_ends(desk: Desk, begin: str, end: str, key: str) -> None:
    assert desk.opened(begin, key).warnings == ()
    reply = desk.done(begin, key, FLEXIBLE)
    assert (reply.status, fact(reply, "start")) == (CaseStatus.DONE, "2026-11-15")
    assert code(desk.open(begin, key)) == "already-running"
    early = {"end": "2026-11-14", "why": "other"}
    assert fault(desk.submit(end, key, early)) == ("end", "before_start")
    reply = desk.done(end, key, {"end": "2026-11-18", "why": "unemployed"})
    assert reply.onward == ("H17" if end == "H21" else "H18",)
    assert code(desk.open(end, key)) == "not-running"
    assert fault(desk.submit(begin, key, FLEXIBLE)) == ("start", "before_start")
    assert desk.done(begin, key, {**FLEXIBLE, "start": "2026-11-19"}).status is CaseStatus.DONE


def test_flexible_work_ends_unemployment_after_a_warning(desk: Desk) -> None:
    assert [one.key for one in desk.opened("H20", "xu").warnings] == ["matter.H20.warning.ends_registration"]
    reply = desk.done("H20", "xu", FLEXIBLE)
    assert fact(reply, "ended") == given_of("xu")["unemployed"]["number"]
    assert code(desk.open("H19", "xu")) == "not-registered"
    assert code(desk.open("H17", "xu")) == "flexible-running"


@pytest.mark.parametrize(("matter", "key"), [("H23", "ma"), ("B04", "liu")])
def test_a_subsidy_is_asked_for_once(desk: Desk, matter: str, key: str) -> None:
    reply = desk.done(matter, key, CARD[key])
    assert reply.status is CaseStatus.ACCEPTED
    assert reply.decision is not None
    assert reply.decision.at.isoformat() == "2026-12-16T17:00:00+08:00"
    assert code(desk.open(matter, key)) == "already-applied"
    assert code(desk.submit(matter, key, CARD[key])) == "already-applied"


def test_with_an_employer_the_contract_is_needed_and_can_follow(desk: Desk) -> None:
    form = {**CARD["ma"], "employer": "流霞区拾光书店"}
    reply = desk.done("H23", "ma", form)
    assert reply.status is CaseStatus.SUPPLEMENT
    assert [(one.material, one.until.isoformat()) for one in reply.missing] == [("contract", "2026-11-28")]
    assert isinstance(desk.open("H23", "ma"), Opened)
    given_now = desk.question("ma", materials=("contract",), form=form)
    supplemented = desk.handlers["H23"].supplement(given_now)
    assert not isinstance(supplemented, Refusal)
    assert supplemented.status is CaseStatus.ACCEPTED


def test_recognition_of_difficulty_ends(desk: Desk) -> None:
    desk.now += timedelta(days=3 * 366)
    assert code(desk.open("B04", "liu")) == "not-recognised"


# --- progress, points, card, data -------------------------------------------------------------------------


def test_applications_are_ones_own(desk: Desk) -> None:
    reply = desk.answer("Q08", "wang")
    assert column(reply, "number") == ["SB-2026-990102", "SB-2025-990101"]
    assert reply.headline.params["running"].value == "1"
    assert column(desk.answer("Q08", "wang", number=" sb-2025-990101 "), "number") == ["SB-2025-990101"]
    others = desk.ask("Q08", "wang", number="SB-2026-990401")
    assert isinstance(others, Refusal)
    assert others.params == {"scope": "number"}
    assert nothing(desk.ask("Q08", "zhao"))


def test_a_case_of_a_terminal_is_among_them(desk: Desk) -> None:
    for number, (matter, key, status) in enumerate(
        [
            ("H17", "zhao", "done"),
            ("Q02", "zhao", "answered"),
            ("H05", "zhao", "accepted"),
            ("H19", "xu", "accepted"),
        ]
    ):
        row = CaseRow(
            id=f"{matter}-20261118-{number}",
            matter=matter,
            kind="case",
            terminal="T",
            resident=key,
            assurance="face",
            opened_at=START,
            outcome=status,
            status=status,
            received_by="",
            accepted_by="",
        )
        desk.session.add(row)
    desk.session.flush()
    reply = desk.answer("Q08", "zhao")
    assert reply.table is not None
    assert reply.table.rows == (
        ("H17-20261118-0", "matter.Q08.business.h17", "2026-11-18", "matter.Q08.state.done"),
    )


@pytest.mark.parametrize(("key", "reached"), [("ayi", True), ("he", False)])
def test_points_add_up_and_are_held_against_the_standard(desk: Desk, key: str, reached: bool) -> None:
    reply = desk.answer("Q09", key)
    total = sum(int(cell) for cell in column(reply, "points"))
    assert fact(reply, "total") == str(total)
    assert (total >= 120) is reached
    assert reply.headline.key == f"matter.Q09.headline.{'reached' if reached else 'short'}"
    if not reached:
        assert int(reply.headline.params["missing"].value) + total == 120


@pytest.mark.parametrize(
    ("key", "state"), [("wang", "active"), ("zhou", "ready"), ("lin", "making"), ("zhu", "lost")]
)
def test_a_card_that_waits_leads_on_to_its_activation(desk: Desk, key: str, state: str) -> None:
    reply = desk.answer("Q10", key)
    assert reply.headline.key == f"matter.Q10.headline.{state}"
    assert reply.onward == (("H09",) if state == "ready" else ())
    assert nothing(desk.ask("Q10", "shanben"))
    assert nothing(desk.ask("Q09", "wang"))


def test_own_data_are_changed_and_stay_so(desk: Desk) -> None:
    assert desk.opened("B02", "wang").prefill == {"education": "bachelor"}
    reply = desk.done("B02", "wang", {"mobile": "19900000099", "education": "master"})
    assert reply.headline.params["changed"].value == "2"
    assert desk.opened("B02", "wang").prefill == {"phone": "19900000099", "education": "master"}
    again = desk.done("B02", "wang", {"education": "master"})
    assert again.headline.key == "matter.B02.headline.unchanged"
    assert nothing(desk.open("B02", "shanben"))


# --- whatever the numbers ---------------------------------------------------------------------------------

months = st.tuples(st.integers(1993, 2030), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}")
entries = st.lists(st.tuples(months, st.integers(0, 5_000_000)), max_size=40)


@given(entries, entries, st.integers(1993, 2031))
def test_every_ledger_balances(
    credits: list[tuple[str, int]], payouts: list[tuple[str, int]], last: int
) -> None:
    years = ledger(credits, payouts, last)
    assert [year.year for year in years] == list(range(years[0].year, last + 1)) if years else True
    before = 0
    for year in years:
        assert year.opening == before
        assert year.closing == year.opening + year.credited + year.interest - year.paid_out
        assert year.closing >= 0
        assert 0 <= year.interest <= (year.opening + year.credited) * rate_of(year.year) // 10_000
        before = year.closing
    if years:
        assert sum(year.credited for year in years) == sum(fen for m, fen in credits if int(m[:4]) <= last)


raises = st.dictionaries(st.integers(1994, 2031), st.integers(0, 30_000), max_size=12)


@given(months, st.integers(0, 800_000), raises, st.dates(TODAY.replace(year=2000), TODAY.replace(year=2032)))
def test_raises_are_paid_back_to_january(
    since: str, basic: int, added: dict[int, int], today: object
) -> None:
    added = {year: fen for year, fen in added.items() if year > int(since[:4])}
    payments = Award(since, basic, 0, 0, added).payments(today)  # type: ignore[arg-type]
    by_year: dict[str, list[int]] = {}
    for one in payments:
        by_year.setdefault(one.month[:4], []).append(one.total)
        assert one.paid_on <= today  # type: ignore[operator]
    for year, totals in by_year.items():
        if len(totals) == 12:  # a whole year comes to the same as if the raise had stood since January
            full = basic + sum(fen for of, fen in added.items() if of <= int(year))
            assert sum(totals) == 12 * full
