"""Admission by document and by code."""

from __future__ import annotations

import base64

import pytest
from hub.world import (
    CHILD,
    DISABLED,
    JPEG,
    LI,
    LOST,
    OTHER_TERMINAL,
    WANG,
    WITHOUT_PENSION,
    World,
    refusal,
    value,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.backend.answers import Ok, RefusalType
from kiosk.backend.demo_models import DemoCodeKind
from kiosk.backend.models import MAX_CODE_CHARACTERS, CodeRequest, OtherWay, Standing
from kiosk.domain.credentials import AgeBand, CredentialKind

pytestmark = pytest.mark.anyio


def shown(code: str) -> CodeRequest:
    return CodeRequest(code=code, place="虚构自助区", purpose="自助办事")


async def test_a_resident_in_good_standing_gets_a_subject_and_a_masked_phone(world: World) -> None:
    admission = await world.admit(WANG, name="王明远")
    assert admission.standing is Standing.OK
    assert admission.subject
    assert admission.phone_masked == "199****0001"
    assert admission.age_band is AgeBand.ADULT
    assert admission.other_way is OtherWay.AFTER_FAILURES


async def test_two_admissions_of_one_person_have_two_subjects(world: World) -> None:
    assert await world.subject(WANG) != await world.subject(WANG)


@pytest.mark.parametrize(
    ("number", "band", "other_way"),
    [
        (LI, AgeBand.SENIOR, OtherWay.AT_ONCE),
        (DISABLED, AgeBand.ADULT, OtherWay.AT_ONCE),  # disability certificate
        (WITHOUT_PENSION, AgeBand.ADULT, OtherWay.AFTER_FAILURES),
        (CHILD, AgeBand.CHILD, OtherWay.AFTER_FAILURES),
    ],
)
async def test_age_and_need_decide_when_another_way_is_offered(
    world: World, number: str, band: AgeBand, other_way: OtherWay
) -> None:
    admission = await world.admit(number)
    assert (admission.age_band, admission.other_way) == (band, other_way)


async def test_a_document_that_was_reported_lost_opens_nothing(world: World) -> None:
    admission = await world.admit(LOST)
    assert (admission.standing, admission.subject) == (Standing.REPORTED_LOST, None)
    assert admission.phone_masked is None


async def test_a_number_with_another_name_opens_nothing(world: World) -> None:
    admission = await world.admit(WANG, name="王明近")
    assert (admission.standing, admission.subject) == (Standing.DETAILS_DIFFER, None)


async def test_a_visitor_is_admitted_without_phone_and_records(world: World) -> None:
    admission = await world.admit("999999199901011234")
    assert admission.standing is Standing.NOT_REGISTERED
    assert admission.subject
    assert admission.phone_masked is None
    assert refusal(await world.ask(admission.subject)) is RefusalType.NO_RECORD


async def test_after_its_end_a_subject_is_unknown_and_its_answers_are_forgotten(world: World) -> None:
    subject = await world.subject()
    assert isinstance(await world.ask(subject, key="once"), Ok)
    assert isinstance(await world.back_end.end_admission(subject), Ok)
    assert isinstance(await world.back_end.end_admission(subject), Ok)  # idempotent
    assert refusal(await world.ask(subject, key="once")) is RefusalType.SUBJECT_UNKNOWN


async def test_an_admission_that_nobody_ended_ends_by_itself(world: World) -> None:
    subject = await world.subject()
    world.clock.move(hours=2)
    assert refusal(await world.ask(subject)) is RefusalType.SUBJECT_UNKNOWN


async def test_another_terminal_can_neither_use_nor_end_an_admission(world: World) -> None:
    subject = await world.subject()
    other = world.client(OTHER_TERMINAL)
    await other.end_admission(subject)
    here, world.back_end = world.back_end, other
    assert refusal(await world.ask(subject)) is RefusalType.SUBJECT_UNKNOWN
    world.back_end = here
    assert isinstance(await world.ask(subject), Ok)


@pytest.mark.parametrize("kind", [CredentialKind.SUISHEN_CODE, CredentialKind.CERTIFICATE_CODE])
async def test_a_fresh_code_tells_whose_it_is(world: World, kind: CredentialKind) -> None:
    code = await world.code("wang", credential=kind)
    holder = value(await world.back_end.exchange_code(shown(code), key="scan"))
    assert (holder.name, holder.number, holder.kind) == ("王明远", WANG, kind)
    assert base64.b64decode(holder.photo_jpeg_base64 or "") == JPEG
    assert holder.admission.subject
    assert isinstance(await world.ask(holder.admission.subject), Ok)


async def test_a_holder_whose_photo_is_missing_is_still_told(world: World) -> None:
    holder = value(await world.back_end.exchange_code(shown(await world.code("zhao")), key="scan"))
    assert holder.name == "赵启𬭎"
    assert holder.photo_jpeg_base64 is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (DemoCodeKind.EXPIRED, RefusalType.CODE_EXPIRED),
        (DemoCodeKind.USED, RefusalType.CODE_USED),
        (DemoCodeKind.FOREIGN, RefusalType.CODE_FOREIGN),
    ],
)
async def test_a_code_that_is_spent_or_not_ours_is_refused_by_name(
    world: World, kind: DemoCodeKind, expected: RefusalType
) -> None:
    assert (
        refusal(await world.back_end.exchange_code(shown(await world.code(kind=kind)), key="scan"))
        is expected
    )


async def test_a_code_is_taken_once_but_asking_again_is_not_a_second_time(world: World) -> None:
    request = shown(await world.code())
    first = value(await world.back_end.exchange_code(request, key="scan"))
    assert value(await world.back_end.exchange_code(request, key="scan")) == first
    assert refusal(await world.back_end.exchange_code(request, key="another scan")) is RefusalType.CODE_USED


async def test_a_code_expires_after_five_minutes(world: World) -> None:
    early, late = await world.code(), await world.code()
    world.clock.move(minutes=5, seconds=-1)
    assert isinstance(await world.back_end.exchange_code(shown(early), key="1"), Ok)
    world.clock.move(seconds=1)
    assert refusal(await world.back_end.exchange_code(shown(late), key="2")) is RefusalType.CODE_EXPIRED


@pytest.mark.parametrize(
    "code",
    [
        "https://suishenma.invalid/c?token=made-up",
        "https://suishenma.invalid/c",
        "https://suishenma.invalid/c?token=a&token=b",
    ],
)
async def test_a_made_up_token_is_unknown(world: World, code: str) -> None:
    assert refusal(await world.back_end.exchange_code(shown(code), key="scan")) is RefusalType.CODE_UNKNOWN


async def test_a_certificate_code_is_no_suishenma(world: World) -> None:
    code = (await world.code()).replace("suishenma", "liangzheng")
    assert refusal(await world.back_end.exchange_code(shown(code), key="scan")) is RefusalType.CODE_UNKNOWN


@pytest.mark.parametrize("character", ["A", "𬭎", "\\", "\x01", "é"])
async def test_as_many_characters_as_a_qr_code_holds_are_refused_by_name(
    world: World, character: str
) -> None:
    request = shown(character * MAX_CODE_CHARACTERS)
    assert refusal(await world.back_end.exchange_code(request, key="scan")) is RefusalType.CODE_FOREIGN


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(min_size=1, max_size=300),
        st.builds("https://suishenma.invalid/{}".format, st.text(max_size=60)),
        st.builds("https://[{}".format, st.text(max_size=20)),
    ).filter(lambda text: text.isprintable() or text.isascii())
)
async def test_anything_scanned_is_refused_by_name(world: World, code: str) -> None:
    answer = await world.back_end.exchange_code(shown(code), key=world.key())
    assert refusal(answer) in (RefusalType.CODE_FOREIGN, RefusalType.CODE_UNKNOWN)
