"""A code sent to a telephone that was typed into a form: who reads it there holds the telephone."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import FieldCodeRequest
from kiosk.backend.models import PhoneCodeSent
from kiosk.catalogue.matter import Definition
from kiosk.domain.fields import Field, FieldType, applies
from kiosk.domain.masks import mask_phone
from kiosk.hub.acts import Act
from kiosk.hub.asking import Asked
from kiosk.hub.assurances import CODE_LASTS, CODE_PAUSE, CODE_TRIES, CODES_PER_HOUR
from kiosk.hub.departments.registry import invalid
from kiosk.hub.hashing import draw_digits, draw_token, keyed_hash
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import FieldCodeRow


def send(act: Act, request: FieldCodeRequest) -> PhoneCodeSent | Refusal:
    """Send a code; not more often to one number, nor from one session, than to a registered phone."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    if act.hub.registry.find(request.matter) is None:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    if not act.hub.can_send_messages:
        return Refusal(RefusalType.PHONE_CODE_UNAVAILABLE)
    mobile_hash = _hash(act, "field-mobile", request.mobile)
    wait = _wait(act, admission.subject, mobile_hash)
    if wait > timedelta():
        return Refusal(RefusalType.PHONE_CODE_TOO_OFTEN, {"seconds": str(round(wait.total_seconds()))})
    code, code_id = draw_digits(6), draw_token()
    act.session.add(
        FieldCodeRow(
            id=code_id,
            subject=admission.subject,
            matter=request.matter,
            mobile_hash=mobile_hash,
            code_hash=_hash(act, "field-code", f"{code_id}:{code}"),
            sent_at=act.now,
            expires_at=act.now + CODE_LASTS,
            tries_left=CODE_TRIES,
        )
    )
    act.belongs_to = admission.subject
    text = f"【政务服务自助区】验证码 {code}，5分钟内有效。请勿告诉他人。"
    act.afterwards(lambda: act.hub.messages.send(request.mobile, text, act.now))
    return PhoneCodeSent(
        id=code_id,
        phone_masked=mask_phone(request.mobile),
        expires_at=act.now + CODE_LASTS,
        tries=CODE_TRIES,
    )


def _hash(act: Act, purpose: str, text: str) -> str:
    return keyed_hash(act.hub.secrets.pepper, purpose, text.encode())


def _wait(act: Act, subject: str, mobile_hash: str) -> timedelta:
    """How long until another code may be sent to this number, or out of this session."""
    hour_ago = act.now - timedelta(hours=1)
    count, newest, oldest = act.session.execute(
        select(func.count(), func.max(FieldCodeRow.sent_at), func.min(FieldCodeRow.sent_at))
        .where((FieldCodeRow.mobile_hash == mobile_hash) | (FieldCodeRow.subject == subject))
        .where(FieldCodeRow.sent_at > hour_ago)
    ).one()
    if count >= CODES_PER_HOUR:
        return oldest - hour_ago
    return newest + CODE_PAUSE - act.now if count else timedelta()


def check_codes(asked: Asked, definition: Definition, form: Mapping[str, str]) -> Refusal | None:
    """Every code of the form is the one that went to the telephone beside it. A wrong one is counted."""
    for field in _fields(definition, form):
        refusal = _check(asked, field.key, form.get(field.sent_to, ""), form[field.key])
        if refusal is not None:
            return refusal
    return None


def use_codes(asked: Asked, form: Mapping[str, str]) -> None:
    """The form was taken: its codes are spent. Until then they stand, as another field may be mended."""
    for field in _fields(asked.definition, form) if asked.definition else ():
        row = _newest(asked, form.get(field.sent_to, ""))
        if row is not None:
            row.used_at = asked.act.now


def _fields(definition: Definition, form: Mapping[str, str]) -> list[Field]:
    codes = (field for field in definition.fields if field.type is FieldType.SMS_CODE)
    return [field for field in codes if applies(field.when, form) and form.get(field.key)]


def _check(asked: Asked, field: str, mobile: str, code: str) -> Refusal | None:
    act, row = asked.act, _newest(asked, mobile)
    if row is None or row.used_at is not None:
        return invalid(field, "code_unknown")
    if row.expires_at <= act.now:
        return invalid(field, "code_expired")
    if row.tries_left <= 0:
        return invalid(field, "code_locked")
    if not hmac.compare_digest(row.code_hash, _hash(act, "field-code", f"{row.id}:{code}")):
        row.tries_left -= 1
        return invalid(field, "code_wrong" if row.tries_left else "code_locked")
    return None


def _newest(asked: Asked, mobile: str) -> FieldCodeRow | None:
    """The code that was sent last to this telephone in this session and matter."""
    if asked.admission is None:
        return None
    return asked.act.session.scalars(
        select(FieldCodeRow)
        .where(FieldCodeRow.subject == asked.admission.subject)
        .where(FieldCodeRow.matter == asked.handler.matter)
        .where(FieldCodeRow.mobile_hash == _hash(asked.act, "field-mobile", mobile))
        .order_by(FieldCodeRow.sent_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
