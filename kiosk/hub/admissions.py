"""Admission: a document or a code becomes a session's subject; the register says how the document stands."""

from __future__ import annotations

import base64
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import delete, select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import (
    Admission,
    AdmissionRequest,
    CodeHolder,
    CodeRequest,
    OtherWay,
    Standing,
)
from kiosk.domain.credentials import CredentialKind, age_band
from kiosk.domain.masks import mask_phone
from kiosk.hub.acts import Act
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.hashing import draw_token, keyed_hash
from kiosk.hub.materials import forget_subject
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import AdmissionRow, CodeRow, IdempotencyRow, ResidentRow

CODE_HOSTS = {
    "suishenma.invalid": CredentialKind.SUISHEN_CODE,
    "liangzheng.invalid": CredentialKind.CERTIFICATE_CODE,
}
"""Who issues the codes that are taken here (reserved names, RFC 2606: the codes lead nowhere)."""


def admit(act: Act, request: AdmissionRequest) -> Admission:
    """Open a session for the holder of a document, unless the register speaks against the document."""
    resident = act.session.scalars(
        select(ResidentRow).where(ResidentRow.number == request.number)
    ).one_or_none()
    standing = _standing(resident, request)
    if standing not in (Standing.OK, Standing.NOT_REGISTERED):
        return Admission(
            standing=standing,
            subject=None,
            phone_masked=None,
            age_band=None,
            other_way=OtherWay.AFTER_FAILURES,
        )
    return _open(act, resident, standing)


def _standing(resident: ResidentRow | None, request: AdmissionRequest) -> Standing:
    if resident is None:
        return Standing.NOT_REGISTERED
    if request.name is not None and request.name.strip() != resident.name:
        return Standing.DETAILS_DIFFER
    return Standing(resident.standing)


def _open(act: Act, resident: ResidentRow | None, standing: Standing) -> Admission:
    subject = draw_token()
    act.session.add(
        AdmissionRow(
            subject=subject,
            terminal=act.terminal,
            resident=resident.key if resident else None,
            began_at=act.now,
            ended_at=None,
        )
    )
    act.belongs_to = subject
    if resident is None:
        return Admission(
            standing=standing,
            subject=subject,
            phone_masked=None,
            age_band=None,
            other_way=OtherWay.AFTER_FAILURES,
        )
    band = age_band(resident.birth, act.now.astimezone(SHANGHAI).date())
    at_once = band.may_skip_face_at_once or resident.disability_certificate
    reachable = resident.phone is not None and act.hub.can_send_messages
    return Admission(
        standing=standing,
        subject=subject,
        phone_masked=mask_phone(resident.phone) if resident.phone and reachable else None,
        age_band=band,
        other_way=OtherWay.AT_ONCE if at_once else OtherWay.AFTER_FAILURES,
    )


def end(hub: Hub, terminal: str, subject: str, now: datetime) -> None:
    """End an admission and forget the answers that were kept for it. Nothing happens for one that is not
    running."""
    with transaction(hub.engine) as session:
        row = session.get(AdmissionRow, subject)
        if row is None or row.terminal != terminal or row.ended_at is not None:
            return
        row.ended_at = now
        session.execute(delete(IdempotencyRow).where(IdempotencyRow.subject == subject))
        forget_subject(session, subject)


def code_hash(pepper: bytes, token: str) -> str:
    """How the token of a code is kept."""
    return keyed_hash(pepper, "code", token.encode("utf-8", "surrogatepass"))


def exchange(act: Act, request: CodeRequest) -> CodeHolder | Refusal:
    """Whose code it is. A code is taken once; what is no code of ours is told from one that is spent."""
    try:
        parts = urlsplit(request.code.strip())
        kind = CODE_HOSTS.get(parts.hostname or "") if parts.scheme == "https" else None
        tokens = parse_qs(parts.query).get("token", []) if kind else []
    except ValueError:  # a text that only looks like an address
        return Refusal(RefusalType.CODE_FOREIGN)
    if kind is None:
        return Refusal(RefusalType.CODE_FOREIGN)
    row = act.session.get(CodeRow, code_hash(act.hub.secrets.pepper, tokens[0])) if len(tokens) == 1 else None
    if row is None or row.kind != kind:
        return Refusal(RefusalType.CODE_UNKNOWN)
    if row.used_at is not None:
        return Refusal(RefusalType.CODE_USED)
    if row.expires_at <= act.now:
        return Refusal(RefusalType.CODE_EXPIRED)
    row.used_at = act.now
    resident = act.session.get_one(ResidentRow, row.resident)
    return CodeHolder(
        kind=kind,
        name=resident.name,
        number=resident.number,
        sex=resident.sex,
        birth=resident.birth,
        photo_jpeg_base64=base64.b64encode(resident.photo).decode("ascii") if resident.photo else None,
        admission=_open(act, resident, Standing.OK),
    )
