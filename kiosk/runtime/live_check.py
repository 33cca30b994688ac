"""The live check: the face against the credential's photo, or one of the other ways."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from kiosk.backend.answers import Ok, RefusalType, Refused, Unavailable
from kiosk.backend.models import (
    Assurance,
    AssuranceMethod,
    AttestationRequest,
    PhoneCodeCheck,
)
from kiosk.flow.admission import PHONE_CODE, STAFF_CODE, STAFF_PIN
from kiosk.flow.effects import (
    AskStaffAttestation,
    CheckPhoneCode,
    SendPhoneCode,
    StartFaceCheck,
    StopFaceCheck,
)
from kiosk.flow.events import (
    FaceMatched,
    FaceNotMatched,
    FaceSeen,
    Hint,
    OtherWayFailed,
    PhoneCodeAccepted,
    PhoneCodeSent,
    PhoneCodeWrong,
    StaffAttested,
)
from kiosk.flow.problems import Problem
from kiosk.runtime.credentials import subject_of, unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import ASSURANCE, HOLDER, PHONE_CODE_ID, PHOTO, SUBJECT
from kiosk.vision.port import FaceHint, FaceResult, Reason, Verdict

FACE_S = 25.0
PHOTO_S = 3.0

IN_THE_WAY = {
    Reason.NOBODY: Problem.FACE_NOBODY,
    Reason.SEVERAL: Problem.FACE_SEVERAL,
    Reason.TOO_DARK: Problem.FACE_TOO_DARK,
}


def face_problem(result: FaceResult) -> Problem:
    """What a check that did not match means to the person."""
    match result.verdict:
        case Verdict.NO_MATCH:
            return Problem.FACE_NO_MATCH
        case Verdict.NOT_LIVE:
            return Problem.FACE_NOT_LIVE
        case Verdict.NO_USABLE_FACE | Verdict.TIMED_OUT:
            return IN_THE_WAY.get(result.reason, Problem.FACE_NOT_CLEAR)
        case Verdict.CAMERA_LOST:
            return Problem.FACE_CAMERA_LOST
        case Verdict.REFERENCE_UNUSABLE | Verdict.ENGINE_LOST | Verdict.CANCELED | Verdict.MATCH:
            return Problem.FACE_NOT_AVAILABLE


async def check_face(desk: Desk, effect: StartFaceCheck) -> None:
    serial, attempt = effect.serial, effect.attempt
    vault = desk.vault_of(serial)
    if vault is None:
        return
    vault.face_checks += 1
    check = vault.face_checks
    # The card's photo is decoded in a process of its own; it is seldom later than the consent.
    with suppress(TimeoutError):
        await asyncio.wait_for(vault.photo_settled.wait(), PHOTO_S)
    if vault.dropped or vault.face_checks != check:
        return  # stopped while it waited for the photo: the camera stays off
    photo = vault.get(PHOTO)
    if photo is None:
        desk.post(FaceNotMatched(serial, attempt, Problem.FACE_NOT_AVAILABLE))
        return

    def seen(hint: FaceHint) -> None:
        desk.post(FaceSeen(serial, attempt, Hint(hint.value)))

    result = await desk.vision.check_face(serial, photo.data, photo.kind, seen, FACE_S)
    if vault.face_checks != check:
        return  # stopped, or of a credential that is forgotten
    holder = vault.get(HOLDER)
    if result.verdict is Verdict.MATCH:
        vault.put(ASSURANCE, Assurance(method=AssuranceMethod.FACE))
        if holder is not None:
            desk.attempts.succeeded(holder.number)
        desk.post(FaceMatched(serial, attempt))
        return
    if result.verdict is Verdict.CANCELED:
        return
    if result.verdict in (Verdict.NO_MATCH, Verdict.NOT_LIVE) and holder is not None:
        desk.attempts.failed(holder.number, desk.clock.now())
    desk.post(FaceNotMatched(serial, attempt, face_problem(result)))


async def stop_face_check(desk: Desk, effect: StopFaceCheck) -> None:
    # One that still waits for the photo has no camera yet that could be told to stop.
    vault = desk.vault_of(effect.serial)
    if vault is not None:
        vault.face_checks += 1
    await desk.vision.cancel()


async def send_phone_code(desk: Desk, effect: SendPhoneCode) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    credential = vault.credentials
    subject = await subject_of(desk, vault)
    if not vault.speaks_of(credential):
        return
    if subject is None:
        desk.post(OtherWayFailed(effect.serial, Problem.BACKEND_DOWN))
        return
    answer = await desk.back_end.send_phone_code(subject, key=f"{vault.number}-sms-{desk.clock.now():.3f}")
    if not vault.speaks_of(credential):
        return
    match answer:
        case Ok(sent):
            vault.put(PHONE_CODE_ID, sent.id)
            desk.post(PhoneCodeSent(effect.serial))
        case Refused(type=RefusalType.PHONE_CODE_TOO_OFTEN):
            desk.post(OtherWayFailed(effect.serial, Problem.PHONE_CODE_TOO_OFTEN))
        case Refused(type=RefusalType.PHONE_CODE_LOCKED):
            desk.post(OtherWayFailed(effect.serial, Problem.PHONE_CODE_LOCKED))
        case Refused():
            desk.post(OtherWayFailed(effect.serial, Problem.PHONE_CODE_NONE))
        case Unavailable(reason):
            desk.post(OtherWayFailed(effect.serial, unavailable_problem(reason)))


async def check_phone_code(desk: Desk, effect: CheckPhoneCode) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    credential = vault.credentials
    subject, code_id, typed = vault.get(SUBJECT), vault.get(PHONE_CODE_ID), vault.typed(PHONE_CODE)
    vault.forget_typed(PHONE_CODE)
    if subject is None or code_id is None:
        desk.post(OtherWayFailed(effect.serial, Problem.BACKEND_DOWN))
        return
    request = PhoneCodeCheck(subject=subject, code=typed)
    key = f"{vault.number}-smscheck-{desk.clock.now():.3f}"
    answer = await desk.back_end.check_phone_code(code_id, request, key=key)
    if not vault.speaks_of(credential):
        return  # it proved another person than the one whose credential lies here now
    match answer:
        case Ok(assured):
            vault.put(ASSURANCE, Assurance(method=assured.method, reference=assured.reference))
            desk.post(PhoneCodeAccepted(effect.serial))
        case Refused(type=RefusalType.PHONE_CODE_WRONG, params=params):
            left = params.get("tries_left", "1")
            desk.post(PhoneCodeWrong(effect.serial, int(left) if left.isdecimal() else 1))
        case Refused(type=RefusalType.PHONE_CODE_EXPIRED):
            desk.post(OtherWayFailed(effect.serial, Problem.PHONE_CODE_EXPIRED))
        case Refused():
            desk.post(OtherWayFailed(effect.serial, Problem.PHONE_CODE_LOCKED))
        case Unavailable(reason):
            desk.post(OtherWayFailed(effect.serial, unavailable_problem(reason)))


async def ask_staff_attestation(desk: Desk, effect: AskStaffAttestation) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    credential = vault.credentials
    code, pin = vault.typed(STAFF_CODE), vault.typed(STAFF_PIN)
    vault.forget_typed(STAFF_CODE, STAFF_PIN)
    subject = await subject_of(desk, vault)
    if not vault.speaks_of(credential):
        return
    if subject is None:
        desk.post(OtherWayFailed(effect.serial, Problem.BACKEND_DOWN))
        return
    request = AttestationRequest(subject=subject, staff_code=code, pin=pin)
    key = f"{vault.number}-staff-{desk.clock.now():.3f}"
    answer = await desk.back_end.attest(request, key=key)
    if not vault.speaks_of(credential):
        return  # another person was compared
    match answer:
        case Ok(assured):
            vault.put(ASSURANCE, Assurance(method=assured.method, reference=assured.reference))
            desk.post(StaffAttested(effect.serial))
        case Refused(type=RefusalType.STAFF_LOCKED):
            desk.post(OtherWayFailed(effect.serial, Problem.STAFF_LOCKED))
        case Refused():
            desk.post(OtherWayFailed(effect.serial, Problem.STAFF_REFUSED))
        case Unavailable(reason):
            desk.post(OtherWayFailed(effect.serial, unavailable_problem(reason)))
