"""The logs of hub and client carry nothing of a person: planted values are sought in all that is written."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from hub.world import CHILD, FACE, JPEG, LOST, SECRETS, TERMINAL, WANG, World, refusal, value

from kiosk.backend.answers import RefusalType, Unavailable
from kiosk.backend.case_models import (
    CaseRequest,
    FieldCodeRequest,
    OpeningRequest,
    PrincipalRequest,
    UploadRequest,
)
from kiosk.backend.models import (
    AdmissionRequest,
    AttestationRequest,
    CodeRequest,
    PhoneCodeCheck,
    ProofRequest,
    QueryRequest,
    RatingRequest,
    Satisfaction,
)
from kiosk.backend.signing import Message, Stamp, sign
from kiosk.domain.credentials import CredentialKind
from kiosk.hub import admissions
from kiosk.hub.access_log import JsonLines

pytestmark = pytest.mark.anyio

NAME, PHONE, PIN, EMPLOYER = "王明远", "19900000001", "246813", "半月湾物流"
CARD = CredentialKind.RESIDENT_CARD
FREE_TEXT = "canary-free-text"
SAMPLE, CHILD_NAME = "H06-SAMPLE-01", "徐小禾"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that any logger of this process writes, as the hub would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


async def test_a_whole_visit_leaves_no_trace_of_the_person_in_the_log(
    world: World, written: io.StringIO
) -> None:
    await world.admit(LOST)
    code = await world.code("wang")
    request = CodeRequest(code=code, place="虚构自助区", purpose="办事")
    holder = value(await world.back_end.exchange_code(request, key="scan"))
    subject = holder.admission.subject
    assert subject
    sent = value(await world.back_end.send_phone_code(subject, key="send"))
    digits = re.findall(r"\d{6}", (await world.messages())[-1]["text"])[0]
    await world.back_end.check_phone_code(sent.id, PhoneCodeCheck(subject=subject, code=digits), key="check")
    for pin in (PIN, "000000"):
        attest = AttestationRequest(subject=subject, staff_code="880001", pin=pin)
        await world.back_end.attest(attest, key=pin)
    case = await world.case(subject)
    proof = value(await world.back_end.issue_proof(ProofRequest(subject=subject, case=case), key="prove"))
    rating = RatingRequest(case=case, level=Satisfaction.VERY_DISSATISFIED, free_text=FREE_TEXT)
    await world.back_end.rate(rating, key="rate")
    await world.raw("GET", f"/verify/{proof.verification_code}?name={NAME}")
    await world.raw("GET", f"/nowhere/{WANG}")
    await world.raw("POST", "/v1/ratings", content=NAME.encode())
    typed, path = "19912345678", await _hand_in(world, subject)
    field_code = FieldCodeRequest(subject=subject, matter="Q01", mobile=typed)
    await world.back_end.send_field_code(field_code, key="field")
    await world.back_end.end_admission(subject)

    log = written.getvalue()
    lines = [json.loads(line) for line in log.splitlines()]
    routes = {line["route"] for line in lines if line["logger"] == "kiosk.hub.access"}
    assert {"/v1/ratings", "/verify/{code}", "/v1/admissions/{subject}"} <= routes
    token = code.partition("token=")[2]
    planted = [NAME, WANG, LOST, PHONE, PIN, FREE_TEXT, digits, token, code, subject, proof.verification_code]
    assert {"/v1/matters/{matter}/openings", "/v1/cases/{case}/view", "/upload/{token}/pages"} <= routes
    planted += [typed, path.rpartition("/")[2], SAMPLE, CHILD, CHILD_NAME]
    for canary in [*planted, EMPLOYER, JPEG.decode("latin-1"), case, sent.id, "nowhere"]:
        assert canary not in log


async def _hand_in(world: World, subject: str) -> str:
    """The operations around a case; returns the path of the phone's page."""
    back_end = world.back_end
    await back_end.open_matter("F01", OpeningRequest(subject=subject, assurance=FACE), key="open")
    await back_end.view_case(SAMPLE, CaseRequest(subject=subject, assurance=FACE), key="view")
    principal = PrincipalRequest(
        subject=subject, assurance=FACE, matter="F01", credential=CARD, number=CHILD, name=CHILD_NAME
    )
    await back_end.find_principal(principal, key="principal")
    upload = value(
        await back_end.start_upload(
            UploadRequest(subject=subject, matter="Q01", material="paper"), key="upload"
        )
    )
    path = upload.url.removeprefix("https://zone.invalid")
    await world.raw("POST", f"{path}/pages", content=JPEG, headers={"x-kiosk-upload": "1"})
    await back_end.uploaded(upload.id, subject)
    return path


async def test_an_unexpected_error_is_logged_by_its_place_and_answered_without_its_message(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch, expected_logs: object
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"DETAIL: Key (number)=({WANG}) of {NAME} already exists")

    expected_logs.expect("request failed")  # type: ignore[attr-defined]
    monkeypatch.setattr(admissions, "_standing", fail)
    request = AdmissionRequest(credential=CARD, number=WANG)
    assert isinstance(await world.back_end.admit(request, key="card"), Unavailable)
    log = written.getvalue()
    (entry,) = [json.loads(line) for line in log.splitlines() if '"kiosk.hub.errors"' in line]
    assert entry["error"] == "RuntimeError"
    assert entry["where"][-1].startswith("test_silence.py:")
    assert entry["route"] == "/v1/admissions"
    assert WANG not in log
    assert NAME not in log


async def test_what_is_refused_is_not_repeated_in_the_answer(world: World) -> None:
    request = QueryRequest(subject=await world.subject(), assurance=FACE, form={"from": NAME, "canary": WANG})
    answer = await world.back_end.query("Q01", request, key="ask")
    assert refusal(answer) is RefusalType.FORM_INVALID
    assert NAME not in repr(answer)


def test_no_model_shows_its_values() -> None:
    request = AdmissionRequest(credential=CARD, number=WANG, name=NAME)
    for text in (repr(request), str(request), f"{request}"):
        assert WANG not in text
        assert NAME not in text
    with pytest.raises(ValueError, match="number") as caught:
        AdmissionRequest(credential=CARD, number=NAME)
    assert NAME not in str(caught.value)


async def test_a_member_that_was_made_up_is_not_repeated_either(world: World) -> None:
    body = json.dumps({NAME: WANG, "case": "Q01-20260715-00000000", "level": 5}).encode()
    stamp = Stamp(int(world.clock().timestamp()), "a-nonce-that-is-long-enough", TERMINAL)
    message = Message("POST", "/v1/ratings", "", body, "an-act-of-rating")
    headers = sign(SECRETS.terminals[TERMINAL], message, stamp)
    headers |= {"idempotency-key": "an-act-of-rating", "content-type": "application/json"}
    response = await world.raw("POST", "/v1/ratings", content=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["params"] == {"where": "body", "rule": "extra_forbidden"}
