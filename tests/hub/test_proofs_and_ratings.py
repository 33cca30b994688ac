"""A4 proofs with their public page, and 好差评 once per case."""

from __future__ import annotations

from datetime import date

import pytest
from hub.world import LI, OTHER_TERMINAL, WANG, WITHOUT_PENSION, World, refusal, value

from kiosk.backend.answers import Ok, RefusalType, Refused
from kiosk.backend.models import (
    CallBack,
    Proof,
    ProofRequest,
    ProofStatus,
    RatingReason,
    RatingRequest,
    Satisfaction,
    VoidReason,
)
from kiosk.hub.proofs import PublicProof
from kiosk.hub.ratings import next_working_day
from kiosk.hub.verify_page import RateLimit, page

pytestmark = pytest.mark.anyio

UNKNOWN_PRINT = VoidReason.PRINT_OUTCOME_UNKNOWN


async def proof_of(world: World, subject: str, case: str, replaces: str | None = None) -> Proof:
    request = ProofRequest(subject=subject, case=case, replaces=replaces)
    return value(await world.back_end.issue_proof(request, key=world.key()))


async def a_proof(world: World) -> Proof:
    subject = await world.subject(WANG)
    return await proof_of(world, subject, await world.case(subject))


async def looked_up(world: World, code: str) -> tuple[int, str]:
    response = await world.raw("GET", f"/verify/{code}")
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, response.text


async def test_a_proof_is_confirmed_to_whoever_holds_the_paper(world: World) -> None:
    proof = await a_proof(world)
    assert proof.verify_url == f"https://zone.invalid/verify/{proof.verification_code}"
    status, text = await looked_up(world, proof.verification_code)
    assert status == 200
    for expected in (
        proof.serial,
        "王*远",
        "参加个人城镇基本养老保险缴费情况",
        "2026-07-15 10:00",
        "– 2026-06",
    ):
        assert expected in text
    assert "王明远" not in text
    assert WANG not in text


async def test_the_code_may_be_typed_as_people_type(world: World) -> None:
    code = (await a_proof(world)).verification_code
    typed = "-".join(code[i : i + 4] for i in range(0, 16, 4)).lower()
    assert (await looked_up(world, typed))[0] == 200


async def test_an_unknown_code_is_not_found(world: World) -> None:
    status, text = await looked_up(world, "0" * 16)
    assert status == 404
    assert "没有查到" in text


async def test_what_a_proof_says_is_escaped() -> None:
    from datetime import UTC, datetime

    evil = "<script>alert(1)</script>&\"'"
    proof = PublicProof(
        ProofStatus.ISSUED, evil, evil, datetime(2026, 1, 1, tzinfo=UTC), evil, evil, ((evil, evil, evil),)
    )
    assert "<script" not in page(proof)
    assert page(proof).count("&lt;script&gt;") == 8


async def test_who_looks_too_often_waits_a_minute(world: World) -> None:
    code = (await a_proof(world)).verification_code
    answers = [(await looked_up(world, code))[0] for _ in range(31)]
    assert answers == [200] * 30 + [429]
    world.clock.move(minutes=1)
    assert (await looked_up(world, code))[0] == 200


def test_very_many_addresses_do_not_fill_the_memory(world: World) -> None:
    limit = RateLimit(world.clock)
    assert all(limit.allows(str(i)) for i in range(10_000))
    assert not limit.allows("one more")
    assert limit.allows("0")


async def test_printed_and_void_are_kept_and_repeatable(world: World) -> None:
    serial = (await a_proof(world)).serial
    for _ in range(2):
        state = value(await world.back_end.report_printed(serial, key=world.key()))
        assert state.status is ProofStatus.PRINTED
    for _ in range(2):
        state = value(await world.back_end.void_proof(serial, UNKNOWN_PRINT, key=world.key()))
        assert state.status is ProofStatus.VOID
    assert refusal(await world.back_end.report_printed(serial, key=world.key())) is RefusalType.PROOF_VOID


async def test_a_reprint_after_an_unknown_outcome_voids_the_earlier_serial(world: World) -> None:
    subject = await world.subject()
    case = await world.case(subject)
    first = await proof_of(world, subject, case)
    second = await proof_of(world, subject, case, replaces=first.serial)
    assert second.serial != first.serial
    assert "已作废" in (await looked_up(world, first.verification_code))[1]
    assert "已作废" not in (await looked_up(world, second.verification_code))[1]


async def test_paper_can_be_reported_after_the_session_has_ended(world: World) -> None:
    subject = await world.subject()
    proof = await proof_of(world, subject, await world.case(subject))
    await world.back_end.end_admission(subject)
    assert isinstance(await world.back_end.report_printed(proof.serial, key="printed"), Ok)


async def test_a_proof_is_only_for_ones_own_answered_case(world: World) -> None:
    subject, stranger = await world.subject(WANG), await world.subject(LI)
    case = await world.case(subject)

    async def asked(who: str, what: str, replaces: str | None = None) -> RefusalType:
        request = ProofRequest(subject=who, case=what, replaces=replaces)
        return refusal(await world.back_end.issue_proof(request, key=world.key()))

    assert await asked(stranger, case) is RefusalType.CASE_UNKNOWN
    assert await asked(subject, "Q01-20260715-00000000") is RefusalType.CASE_UNKNOWN
    assert await asked(subject, case, replaces="Q01-260715-000000") is RefusalType.PROOF_UNKNOWN
    student = await world.subject(WITHOUT_PENSION)
    refused = await world.ask(student)
    assert isinstance(refused, Refused)
    assert refused.case
    assert await asked(student, refused.case) is RefusalType.CASE_WITHOUT_PROOF


async def test_another_terminal_cannot_touch_a_proof_or_rate_a_case(world: World) -> None:
    subject = await world.subject()
    case = await world.case(subject)
    proof = await proof_of(world, subject, case)
    other = world.client(OTHER_TERMINAL)
    assert refusal(await other.report_printed(proof.serial, key="1")) is RefusalType.PROOF_UNKNOWN
    assert refusal(await other.void_proof(proof.serial, UNKNOWN_PRINT, key="2")) is RefusalType.PROOF_UNKNOWN
    rating = RatingRequest(case=case, level=Satisfaction.SATISFIED)
    assert refusal(await other.rate(rating, key="3")) is RefusalType.CASE_UNKNOWN


async def test_a_case_is_rated_once(world: World) -> None:
    case = await world.case(await world.subject())
    good = RatingRequest(case=case, level=Satisfaction.VERY_SATISFIED)
    assert value(await world.back_end.rate(good, key="rate")).ticket is None
    assert isinstance(await world.back_end.rate(good, key="rate"), Ok)  # the same act
    assert refusal(await world.back_end.rate(good, key="rate again")) is RefusalType.ALREADY_RATED


async def test_a_bad_rating_opens_a_ticket_answered_by_the_next_working_day(world: World) -> None:
    case = await world.case(await world.subject())
    bad = RatingRequest(
        case=case,
        level=Satisfaction.DISSATISFIED,
        reasons=(RatingReason.TOO_SLOW, RatingReason.TOO_SLOW, RatingReason.OTHER),
        free_text="等了很久𬭎",
        call_back=CallBack.WELCOME,
    )
    rated = value(await world.back_end.rate(bad, key="rate"))
    assert rated.ticket
    assert rated.first_answer_by == date(2026, 7, 16)


async def test_a_failure_can_be_rated_too(world: World) -> None:
    refused = await world.ask(await world.subject(WITHOUT_PENSION))
    assert isinstance(refused, Refused)
    assert refused.case
    rating = RatingRequest(case=refused.case, level=Satisfaction.FAIRLY_SATISFIED)
    assert isinstance(await world.back_end.rate(rating, key="rate"), Ok)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 7, 15), date(2026, 7, 16)),
        (date(2026, 7, 17), date(2026, 7, 20)),  # Friday
        (date(2026, 7, 18), date(2026, 7, 20)),
        (date(2026, 7, 19), date(2026, 7, 20)),
    ],
)
def test_the_next_working_day_is_no_weekend(day: date, following: date) -> None:
    assert next_working_day(day) == following
