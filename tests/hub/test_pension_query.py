"""Q01 城保缴费情况: what the department answers, and the invented histories behind it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hub.world import CHILD, LI, WANG, WITHOUT_PENSION, World, refusal, value
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.answers import RefusalType, Refused
from kiosk.backend.models import Availability, MatterAvailability, MatterState, QueryResult, ValueKind
from kiosk.hub.availability import switch_matter
from kiosk.hub.departments.pension_history import contributions

pytestmark = pytest.mark.anyio


def pension(availability: Availability) -> MatterAvailability:
    return next(matter for matter in availability.matters if matter.matter == "Q01")


def rows(result: QueryResult) -> tuple[tuple[str | None, ...], ...]:
    assert result.table is not None
    return result.table.rows


async def test_everything_is_answered_by_default_newest_first(world: World) -> None:
    result = value(await world.ask(await world.subject(WANG)))
    months = [row[0] for row in rows(result)]
    assert len(months) > 100
    assert months == sorted(months, reverse=True)  # type: ignore[type-var]
    assert months[0] == "2026-06"
    assert result.headline.key == "matter.Q01.headline"
    assert {name: text.value for name, text in result.headline.params.items()} == {
        "months": str(len(months)),
        "from": months[-1],
        "to": months[0],
    }
    assert result.proof_offered
    assert result.received_by != result.accepted_by


async def test_the_sum_is_that_of_the_rows(world: World) -> None:
    result = value(await world.ask(await world.subject(WANG), from_="2019-01", to="2020-12"))
    assert result.table is not None
    column = [c.label for c in result.table.columns].index("matter.Q01.column.personal_share")
    facts = {fact.label: fact.value for fact in result.facts}
    total = facts["matter.Q01.fact.personal_sum"]
    assert total.kind is ValueKind.MONEY
    assert Decimal(total.value) == sum(Decimal(row[column] or "0") for row in rows(result))
    assert facts["matter.Q01.fact.months"].value == str(len(rows(result)))


@pytest.mark.parametrize(
    ("form", "first", "last"),
    [
        ({"from_": "2020-03"}, "2020-03", "2026-06"),
        ({"to": "2020-03"}, None, "2020-03"),
        ({"from_": "2021-05", "to": "2021-05"}, "2021-05", "2021-05"),
        ({"from_": "2020-01", "to": "2026-07"}, "2020-01", "2026-06"),
        ({"from_": "", "to": ""}, None, "2026-06"),
    ],
)
async def test_both_months_are_included_and_either_may_be_left_out(
    world: World, form: dict[str, str], first: str | None, last: str
) -> None:
    months = [row[0] or "" for row in rows(value(await world.ask(await world.subject(WANG), **form)))]
    assert months[0] <= last
    assert first is None or months[-1] >= first


@pytest.mark.parametrize(
    ("form", "field", "rule"),
    [
        ({"from_": "2026-08"}, "from", "too_late"),
        ({"to": "2026-13"}, "to", "not_a_date"),
        ({"to": "2026-1"}, "to", "not_a_date"),
        ({"to": "２０２０-01"}, "to", "not_a_date"),
        ({"from_": "1992-12"}, "from", "too_early"),
        ({"from_": "2020-02", "to": "2020-01"}, "to", "before_start"),
        ({"colour": "red"}, "", "unknown-field"),
    ],
)
async def test_a_form_that_cannot_be_is_refused_by_field_and_rule(
    world: World, form: dict[str, str], field: str, rule: str
) -> None:
    answer = await world.ask(await world.subject(WANG), **form)
    assert isinstance(answer, Refused)
    assert answer.type is RefusalType.FORM_INVALID
    assert (answer.params["field"], answer.params["rule"]) == (field, rule)
    assert answer.case is None  # the person is still at it


async def test_the_month_is_shanghais(world: World) -> None:
    world.clock.now = world.clock.now.replace(month=7, day=31, hour=16)  # 1 August, 00:00 in Shanghai
    answer = await world.ask(await world.subject(WANG), to="2026-08")
    assert not isinstance(answer, Refused)


@pytest.mark.parametrize("number", [WITHOUT_PENSION, CHILD])
async def test_who_never_paid_is_told_so_with_a_case(world: World, number: str) -> None:
    answer = await world.ask(await world.subject(number))
    assert isinstance(answer, Refused)
    assert (answer.type, answer.params) == (RefusalType.NO_RECORD, {"scope": "all"})
    assert answer.case
    assert answer.case.startswith("Q01-20260715-")


async def test_who_did_not_pay_in_these_months_is_told_which(world: World) -> None:
    answer = await world.ask(await world.subject(LI), from_="2024-01", to="2024-12")
    assert isinstance(answer, Refused)
    assert answer.params == {"scope": "months", "from": "2024-01", "to": "2024-12"}


async def test_another_matter_is_unknown(world: World) -> None:
    from hub.world import FACE

    from kiosk.backend.models import QueryRequest

    request = QueryRequest(subject=await world.subject(), assurance=FACE)
    assert refusal(await world.back_end.query("Q99", request, key="ask")) is RefusalType.MATTER_UNKNOWN


async def test_a_matter_that_is_switched_off_is_greyed_and_refused_until_its_time(world: World) -> None:
    hub = world.application.hub
    until = world.clock.now.replace(hour=3)
    switch_matter(hub, "Q01", MatterState.UNAVAILABLE, "unavailable.maintenance", until)
    matter = pension(value(await world.back_end.availability()))
    assert (matter.state, matter.reason, matter.until) == (
        MatterState.UNAVAILABLE,
        "unavailable.maintenance",
        until,
    )
    assert refusal(await world.ask(await world.subject())) is RefusalType.MATTER_UNAVAILABLE
    world.clock.now = until
    matter = pension(value(await world.back_end.availability()))
    assert matter.state is MatterState.AVAILABLE
    assert (await world.ask(await world.subject())) is not RefusalType.MATTER_UNAVAILABLE


SITUATIONS = ("employed", "self_employed", "unemployed", "retired", "disabled", "student", "child")
people = st.tuples(
    st.text("abcdefghij", min_size=1, max_size=6),
    st.dates(date(1925, 1, 1), date(2020, 12, 31)),
    st.sampled_from("12"),
    st.sampled_from(SITUATIONS),
    st.dates(date(2024, 1, 1), date(2035, 12, 31)),
)


@given(people)
def test_every_history_is_possible(person: tuple[str, date, str, str, date]) -> None:
    key, birth, sex, situation, today = person
    history = list(contributions(key, birth, sex, situation, today))
    assert history == list(contributions(key, birth, sex, situation, today))
    months = [str(row["month"]) for row in history]
    assert months == sorted(set(months))
    if history:
        assert months[0] >= max("1993-01", f"{birth.year + 22}-07")
        assert months[-1] < f"{today.year}-{today.month:02d}"
        assert situation not in ("student", "child")
        if situation in ("employed", "self_employed"):
            assert months[-1] == (today.replace(day=1) - timedelta(1)).isoformat()[:7]
    for row in history:
        assert isinstance(row["base"], int)
        assert row["base"] > 0
        assert 0 < row["personal_share"] <= row["base"]  # type: ignore[operator]
        assert 0 <= row["employer_share"] <= row["base"]  # type: ignore[operator]
        assert row["kind"] in ("normal", "back_payment", "self_paid")
