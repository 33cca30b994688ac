"""Ways other than the face: a one-time code to the registered phone, and a staff member who vouches."""

from __future__ import annotations

import hmac
import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import (
    Assurance,
    AssuranceMethod,
    Assured,
    AttestationRequest,
    PhoneCodeCheck,
    PhoneCodeSent,
    SubjectRequest,
)
from kiosk.domain.masks import mask_phone
from kiosk.hub.acts import Act
from kiosk.hub.hashing import draw_digits, draw_token, hash_pin, keyed_hash, pin_matches
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import AdmissionRow, AssuranceRow, PhoneCodeRow, ResidentRow, StaffRightRow, StaffRow

log = logging.getLogger("kiosk.hub.assurance")

CODE_LASTS = timedelta(minutes=5)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
"""Between two codes to one phone."""
CODES_PER_HOUR = 5
ASSURED_FOR = timedelta(minutes=15)
FREE_PIN_TRIES = 5
FIRST_LOCK = timedelta(seconds=15)
LOCKED_FOR_GOOD_AFTER = 15
"""Wrong PINs: 15 s from the fifth on, doubling; from the fifteenth on an administrator has to unlock."""
FOR_GOOD = timedelta(days=365 * 100)


def send_phone_code(act: Act, request: SubjectRequest) -> PhoneCodeSent | Refusal:
    """Send a code to the phone that the register has; never to one that somebody types."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    resident = act.session.get(ResidentRow, admission.resident) if admission.resident else None
    phone = resident.phone if resident else None
    if phone is None or not act.hub.can_send_messages:
        return Refusal(RefusalType.PHONE_CODE_UNAVAILABLE)
    wait = _wait(act, admission)
    if wait > timedelta():
        return Refusal(RefusalType.PHONE_CODE_TOO_OFTEN, {"seconds": str(round(wait.total_seconds()))})
    code, code_id = draw_digits(6), draw_token()
    act.session.add(
        PhoneCodeRow(
            id=code_id,
            subject=admission.subject,
            code_hash=_code_hash(act, code_id, code),
            sent_at=act.now,
            expires_at=act.now + CODE_LASTS,
            tries_left=CODE_TRIES,
            used_at=None,
        )
    )
    act.belongs_to = admission.subject
    text = f"【政务服务自助区】验证码 {code}，5分钟内有效。请勿告诉他人。"
    act.afterwards(lambda: act.hub.messages.send(phone, text, act.now))
    return PhoneCodeSent(
        id=code_id, phone_masked=mask_phone(phone), expires_at=act.now + CODE_LASTS, tries=CODE_TRIES
    )


def _wait(act: Act, admission: AdmissionRow) -> timedelta:
    """How long until this person may be sent another code."""
    hour_ago = act.now - timedelta(hours=1)
    count, newest, oldest = act.session.execute(
        select(func.count(), func.max(PhoneCodeRow.sent_at), func.min(PhoneCodeRow.sent_at))
        .join(AdmissionRow, AdmissionRow.subject == PhoneCodeRow.subject)
        .where(AdmissionRow.resident == admission.resident)
        .where(PhoneCodeRow.sent_at > hour_ago)
    ).one()
    if count >= CODES_PER_HOUR:
        return oldest - hour_ago
    return newest + CODE_PAUSE - act.now if count else timedelta()


def _code_hash(act: Act, code_id: str, code: str) -> str:
    return keyed_hash(act.hub.secrets.pepper, "phone-code", f"{code_id}:{code}".encode())


def check_phone_code(act: Act, code_id: str, request: PhoneCodeCheck) -> Assured | Refusal:
    """Compare a code; every wrong one is counted, whatever comes of the request."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    row = act.session.get(PhoneCodeRow, code_id, with_for_update=True)
    if row is None or row.subject != admission.subject or row.used_at is not None:
        return Refusal(RefusalType.PHONE_CODE_UNKNOWN)
    if row.expires_at <= act.now:
        return Refusal(RefusalType.PHONE_CODE_EXPIRED)
    if row.tries_left <= 0:
        return Refusal(RefusalType.PHONE_CODE_LOCKED)
    act.belongs_to = admission.subject
    if not hmac.compare_digest(row.code_hash, _code_hash(act, code_id, request.code)):
        row.tries_left -= 1
        if row.tries_left <= 0:
            return Refusal(RefusalType.PHONE_CODE_LOCKED)
        return Refusal(RefusalType.PHONE_CODE_WRONG, {"tries_left": str(row.tries_left)})
    row.used_at = act.now
    return _assured(act, admission, AssuranceMethod.PHONE_CODE, None, None)


def attest(act: Act, request: AttestationRequest) -> Assured | Refusal:
    """A staff member vouches. An unknown code and a wrong PIN are one answer, given after the same work."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    act.belongs_to = admission.subject
    pepper = act.hub.secrets.pepper
    staff = act.session.get(StaffRow, request.staff_code, with_for_update=True)
    if staff is None:
        hash_pin(pepper, request.pin)
        return Refusal(RefusalType.STAFF_REFUSED)
    if staff.locked_until is not None and act.now < staff.locked_until:
        return _locked(staff.locked_until, act.now)
    if not pin_matches(pepper, staff.pin_hash, request.pin):
        return _count_wrong_pin(act, staff)
    staff.wrong_tries, staff.locked_until = 0, None
    if not _has_right(act, staff, request.matter):
        return Refusal(RefusalType.STAFF_WITHOUT_RIGHT)
    log.info("attested", extra={"fields": {"staff": staff.code, "terminal": act.terminal}})
    return _assured(act, admission, AssuranceMethod.STAFF, staff, request.matter)


def _count_wrong_pin(act: Act, staff: StaffRow) -> Refusal:
    staff.wrong_tries += 1
    tries = staff.wrong_tries
    log.info("wrong pin", extra={"fields": {"staff": staff.code, "terminal": act.terminal, "tries": tries}})
    if tries < FREE_PIN_TRIES:
        return Refusal(RefusalType.STAFF_REFUSED)
    lock = FOR_GOOD if tries >= LOCKED_FOR_GOOD_AFTER else FIRST_LOCK * 2 ** (tries - FREE_PIN_TRIES)
    staff.locked_until = act.now + lock
    return _locked(staff.locked_until, act.now)


def _locked(until: datetime, now: datetime) -> Refusal:
    if until - now > timedelta(days=1):
        return Refusal(RefusalType.STAFF_LOCKED)
    seconds = round((until - now).total_seconds())
    return Refusal(RefusalType.STAFF_LOCKED, {"seconds": str(max(seconds, 1))})


def _has_right(act: Act, staff: StaffRow, matter: str | None) -> bool:
    rights = act.session.scalars(
        select(StaffRightRow)
        .where(StaffRightRow.staff == staff.code)
        .where(StaffRightRow.terminal.in_([act.terminal, "*"]))
        .where(StaffRightRow.matter.in_([matter, "*"] if matter else ["*"]))
    )
    return rights.first() is not None


def _assured(
    act: Act, admission: AdmissionRow, method: AssuranceMethod, staff: StaffRow | None, matter: str | None
) -> Assured:
    reference, until = draw_token(), act.now + ASSURED_FOR
    act.session.add(
        AssuranceRow(
            reference=reference,
            subject=admission.subject,
            method=method,
            staff=staff.code if staff else None,
            matter=matter,
            given_at=act.now,
            until=until,
        )
    )
    return Assured(method=method, reference=reference, until=until)


def is_assured(act: Act, admission: AdmissionRow, assurance: Assurance, matter: str) -> bool:
    """Whether it is sure that the live person is the holder.

    A face check happens in the terminal, whose signed word is taken; for the other ways the hub has its own
    record.
    """
    match assurance.method:
        case AssuranceMethod.NONE:
            return False
        case AssuranceMethod.FACE:
            return True
        case AssuranceMethod.PHONE_CODE | AssuranceMethod.STAFF:
            row = act.session.get(AssuranceRow, assurance.reference) if assurance.reference else None
            return (
                row is not None
                and row.subject == admission.subject
                and row.method == assurance.method
                and act.now < row.until
                and row.matter in (None, matter)
            )
