"""A one-time code to the registered phone, and a staff member who vouches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hub.world import OTHER_TERMINAL, START, WITHOUT_PENSION, World, build, refusal, value

from kiosk.backend.answers import Ok, RefusalType, Refused
from kiosk.backend.models import (
    Assurance,
    AssuranceMethod,
    Assured,
    AttestationRequest,
    PhoneCodeCheck,
    PhoneCodeSent,
)
from kiosk.hub.settings import DemoControls

pytestmark = pytest.mark.anyio

ANY_STAFF, Q01_STAFF, ELSEWHERE_STAFF = ("880001", "246813"), ("880002", "135792"), ("880003", "112358")


async def sent(world: World, subject: str) -> PhoneCodeSent:
    return value(await world.back_end.send_phone_code(subject, key=world.key()))


async def the_code(world: World) -> str:
    message = (await world.messages())[-1]
    found = re.search(r"\d{6}", message["text"])
    assert found
    return found.group()


async def check(world: World, code_id: str, subject: str, code: str) -> Ok[Assured] | Refused:
    request = PhoneCodeCheck(subject=subject, code=code)
    answer = await world.back_end.check_phone_code(code_id, request, key=world.key())
    assert isinstance(answer, Ok | Refused)
    return answer


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def attest(
    world: World, subject: str, who: tuple[str, str], matter: str | None = None
) -> Ok[Assured] | Refused:
    request = AttestationRequest(subject=subject, staff_code=who[0], pin=who[1], matter=matter)
    answer = await world.back_end.attest(request, key=world.key())
    assert isinstance(answer, Ok | Refused)
    return answer


async def test_the_code_that_was_sent_assures_who_it_is(world: World) -> None:
    subject = await world.subject()
    code = await sent(world, subject)
    assert (code.phone_masked, code.tries) == ("199****0001", 5)
    assured = value(await check(world, code.id, subject, await the_code(world)))
    answer = await world.ask(
        subject, Assurance(method=AssuranceMethod.PHONE_CODE, reference=assured.reference)
    )
    assert isinstance(answer, Ok)


async def test_the_demos_telephone_shows_masked_numbers_to_who_has_the_key_only(world: World) -> None:
    await sent(world, await world.subject())
    assert [message["phone_masked"] for message in await world.messages()] == ["199****0001"]
    assert (await world.raw("GET", "/v1/demo/messages")).status_code == 401
    assert (
        await world.raw("GET", "/v1/demo/messages", headers={"kiosk-demo-key": b"\xe9"})
    ).status_code == 401


async def test_asking_again_with_the_same_key_sends_one_message(world: World) -> None:
    subject = await world.subject()
    first = await world.back_end.send_phone_code(subject, key="send")
    assert await world.back_end.send_phone_code(subject, key="send") == first
    assert len(await world.messages()) == 1


async def test_five_wrong_tries_lock_a_code_even_for_the_right_one(world: World) -> None:
    subject = await world.subject()
    code_id, right = (await sent(world, subject)).id, await the_code(world)
    for left in (4, 3, 2, 1):
        answer = await check(world, code_id, subject, other(right))
        assert answer == Refused(RefusalType.PHONE_CODE_WRONG, {"tries_left": str(left)})
    assert refusal(await check(world, code_id, subject, other(right))) is RefusalType.PHONE_CODE_LOCKED
    assert refusal(await check(world, code_id, subject, right)) is RefusalType.PHONE_CODE_LOCKED


async def test_a_try_that_is_asked_again_counts_once(world: World) -> None:
    subject = await world.subject()
    code_id, right = (await sent(world, subject)).id, await the_code(world)
    request = PhoneCodeCheck(subject=subject, code=other(right))
    first = await world.back_end.check_phone_code(code_id, request, key="try")
    for _ in range(9):
        assert await world.back_end.check_phone_code(code_id, request, key="try") == first
    assert isinstance(await check(world, code_id, subject, right), Ok)


@pytest.mark.parametrize(("seconds", "passes"), [(299, True), (300, False)])
async def test_a_code_lasts_five_minutes(world: World, seconds: int, passes: bool) -> None:
    subject = await world.subject()
    code_id, right = (await sent(world, subject)).id, await the_code(world)
    world.clock.move(seconds=seconds)
    answer = await check(world, code_id, subject, right)
    assert isinstance(answer, Ok) if passes else refusal(answer) is RefusalType.PHONE_CODE_EXPIRED


async def test_a_code_is_used_once_and_by_its_own_subject_only(world: World) -> None:
    subject, stranger = await world.subject(), await world.subject(WITHOUT_PENSION)
    code_id, right = (await sent(world, subject)).id, await the_code(world)
    assert refusal(await check(world, code_id, stranger, right)) is RefusalType.PHONE_CODE_UNKNOWN
    assert isinstance(await check(world, code_id, subject, right), Ok)
    assert refusal(await check(world, code_id, subject, right)) is RefusalType.PHONE_CODE_UNKNOWN


async def test_codes_are_sent_a_minute_apart_and_five_an_hour_also_over_several_sessions(
    world: World,
) -> None:
    for _ in range(5):
        await sent(world, subject := await world.subject())
        again = await world.back_end.send_phone_code(subject, key=world.key())
        assert refusal(again) is RefusalType.PHONE_CODE_TOO_OFTEN
        world.clock.move(seconds=60)
    answer = await world.back_end.send_phone_code(await world.subject(), key=world.key())
    assert answer == Refused(RefusalType.PHONE_CODE_TOO_OFTEN, {"seconds": "3300"})
    world.clock.move(minutes=55)
    await sent(world, await world.subject())


async def test_without_a_way_to_send_messages_no_phone_is_offered(tmp_path: Path) -> None:
    world = build(tmp_path, demo_controls=DemoControls.OFF)
    admission = await world.admit()
    assert admission.phone_masked is None
    assert admission.subject
    answer = await world.back_end.send_phone_code(admission.subject, key="send")
    assert refusal(answer) is RefusalType.PHONE_CODE_UNAVAILABLE
    assert (await world.raw("GET", "/v1/demo/messages")).status_code == 404
    world.application.hub.engine.dispose()


async def test_a_staff_member_vouches_for_the_whole_session(world: World) -> None:
    subject = await world.subject()
    assured = value(await attest(world, subject, ANY_STAFF))
    staff = Assurance(method=AssuranceMethod.STAFF, reference=assured.reference)
    assert isinstance(await world.ask(subject, staff), Ok)
    world.clock.move(minutes=15)
    assert refusal(await world.ask(subject, staff)) is RefusalType.ASSURANCE_TOO_LOW


async def test_the_record_of_an_attestation_names_both_sides(world: World) -> None:
    from sqlalchemy.orm import Session

    from kiosk.hub.tables import AssuranceRow

    subject = await world.subject()
    assured = value(await attest(world, subject, ANY_STAFF))
    with Session(world.application.hub.engine) as session:
        row = session.get_one(AssuranceRow, assured.reference)
    assert (row.staff, row.subject, row.given_at) == ("880001", subject, START)


@pytest.mark.parametrize(
    ("who", "matter", "passes"),
    [
        (ANY_STAFF, "Q01", True),
        (Q01_STAFF, "Q01", True),
        (Q01_STAFF, None, False),
        (Q01_STAFF, "Q02", False),
        (ELSEWHERE_STAFF, "Q01", False),
    ],
)
async def test_the_right_to_vouch_is_by_staff_terminal_and_matter(
    world: World, who: tuple[str, str], matter: str | None, passes: bool
) -> None:
    answer = await attest(world, await world.subject(), who, matter)
    assert isinstance(answer, Ok) if passes else refusal(answer) is RefusalType.STAFF_WITHOUT_RIGHT


@pytest.mark.parametrize("who", [("999999", "246813"), ("880001", "246814")])
async def test_an_unknown_code_and_a_wrong_pin_are_one_answer(world: World, who: tuple[str, str]) -> None:
    assert await attest(world, await world.subject(), who) == Refused(RefusalType.STAFF_REFUSED)


async def test_wrong_pins_lock_longer_and_longer_and_at_last_for_good(world: World) -> None:
    subject, wrong = await world.subject(), ("880001", "000000")
    for _ in range(4):
        assert refusal(await attest(world, subject, wrong)) is RefusalType.STAFF_REFUSED
    for doubled in range(10):
        lock = 15 * 2**doubled
        assert await attest(world, subject, wrong) == Refused(
            RefusalType.STAFF_LOCKED, {"seconds": str(lock)}
        )
        assert refusal(await attest(world, subject, ANY_STAFF)) is RefusalType.STAFF_LOCKED
        world.clock.move(seconds=lock)
        subject = await world.subject()
    assert await attest(world, subject, wrong) == Refused(RefusalType.STAFF_LOCKED)
    world.clock.move(days=30)
    assert refusal(await attest(world, await world.subject(), ANY_STAFF)) is RefusalType.STAFF_LOCKED


async def test_a_right_pin_forgets_the_wrong_ones(world: World) -> None:
    subject = await world.subject()
    for _ in range(3):
        for _ in range(4):
            await attest(world, subject, ("880001", "000000"))
        assert isinstance(await attest(world, subject, ANY_STAFF), Ok)


@pytest.mark.parametrize("method", [AssuranceMethod.NONE, AssuranceMethod.PHONE_CODE, AssuranceMethod.STAFF])
async def test_without_the_live_person_no_record_is_shown(world: World, method: AssuranceMethod) -> None:
    answer = await world.ask(await world.subject(), Assurance(method=method, reference="made-up-reference-0"))
    assert answer == Refused(RefusalType.ASSURANCE_TOO_LOW, {"level": "L2"})


async def test_one_subjects_assurance_is_nobody_elses(world: World) -> None:
    assured = value(await attest(world, await world.subject(), ANY_STAFF))
    staff = Assurance(method=AssuranceMethod.STAFF, reference=assured.reference)
    assert (
        refusal(await world.ask(await world.subject(WITHOUT_PENSION), staff)) is RefusalType.ASSURANCE_TOO_LOW
    )


async def test_an_attestation_needs_an_admission_at_this_terminal(world: World) -> None:
    subject = await world.subject()
    world.back_end = world.client(OTHER_TERMINAL)
    assert refusal(await attest(world, subject, ANY_STAFF)) is RefusalType.SUBJECT_UNKNOWN
