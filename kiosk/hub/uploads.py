"""Materials from the person's phone: a page for one material of one session, for a quarter of an hour."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import (
    Upload,
    Uploaded,
    UploadedPage,
    UploadedRequest,
    UploadRequest,
    UploadState,
)
from kiosk.flow.words import Said
from kiosk.hub.acts import ADMISSION_LASTS, Act
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.hashing import draw_token, keyed_hash
from kiosk.hub.jpeg import is_jpeg
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import AdmissionRow, MaterialPageRow, UploadRow

LASTS = timedelta(minutes=15)
MOST_PAGES = 20
MOST_BYTES = 3 * 1024 * 1024
"""Of one page; the phone's page makes pictures smaller than that."""
ANSWER_BYTES = 4 * 1024 * 1024
"""So much of pictures goes into one answer to the terminal, and never less than one page."""


def start(act: Act, request: UploadRequest) -> Upload | Refusal:
    """A page for the phone. Earlier ones for the same material end."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    if act.hub.registry.find(request.matter) is None:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    earlier = select(UploadRow).where(
        UploadRow.subject == request.subject,
        UploadRow.matter == request.matter,
        UploadRow.material == request.material,
    )
    for row in act.session.scalars(earlier):
        row.expires_at = min(row.expires_at, act.now)
    upload_id, token = draw_token(), draw_token()
    expires_at = min(act.now + LASTS, admission.began_at + ADMISSION_LASTS)
    act.session.add(
        UploadRow(
            id=upload_id,
            token_hash=_hash(act.hub, token),
            subject=request.subject,
            matter=request.matter,
            material=request.material,
            state=UploadState.WAITING,
            expires_at=expires_at,
        )
    )
    act.belongs_to = request.subject
    url = f"{act.hub.settings.verify_base}/upload/{token}"
    return Upload(id=upload_id, url=url, expires_at=expires_at)


def _hash(hub: Hub, token: str) -> str:
    return keyed_hash(hub.secrets.pepper, "upload", token.encode("utf-8", "surrogatepass"))


def come(
    hub: Hub, terminal: str, upload_id: str, request: UploadedRequest, now: datetime
) -> Uploaded | Refusal:
    """What came from the phone, beside what the terminal has seen."""
    with transaction(hub.engine) as session:
        upload = session.get(UploadRow, upload_id)
        admission = session.get(AdmissionRow, request.subject)
        if (
            upload is None
            or upload.subject != request.subject
            or admission is None
            or admission.terminal != terminal
        ):
            return Refusal(RefusalType.UPLOAD_UNKNOWN)
        chosen = (
            select(MaterialPageRow)
            .where(MaterialPageRow.upload == upload.id)
            .where(MaterialPageRow.page.not_in(request.seen))
            .order_by(MaterialPageRow.stored_at, MaterialPageRow.page)
        )
        pages: list[UploadedPage] = []
        size = 0
        for row in session.scalars(chosen):
            size += len(row.jpeg)
            if pages and size > ANSWER_BYTES:
                break
            pages.append(UploadedPage(page=row.page, jpeg_base64=base64.b64encode(row.jpeg).decode("ascii")))
        return Uploaded(state=_state(upload, now), pages=tuple(pages))


def _state(upload: UploadRow, now: datetime) -> UploadState:
    state = UploadState(upload.state)
    return UploadState.EXPIRED if state is not UploadState.SENT and upload.expires_at <= now else state


# --- the phone's side ---------------------------------------------------------------------------------------


class PhoneAnswer(StrEnum):
    """What the phone is told of a picture."""

    KEPT = "kept"
    GONE = "gone"  # expired, sent, or never there
    NOT_A_PICTURE = "not-a-picture"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class PhonePage:
    """What the page in the phone shows: which material, how many pages it may have."""

    material: Said
    most_pages: int


def opened(hub: Hub, token: str, now: datetime) -> PhonePage | None:
    """Somebody opened the page on a phone; None when there is none under this token."""
    with transaction(hub.engine) as session:
        upload = _open(hub, session, token, now)
        if upload is None:
            return None
        upload.state = UploadState.OPENED
        return _page(hub, upload)


def _page(hub: Hub, upload: UploadRow) -> PhonePage:
    definition = hub.definitions.find(upload.matter)
    for material in definition.materials if definition else ():
        if material.key == upload.material:
            return PhonePage(material.name, min(material.pages, MOST_PAGES))
    return PhonePage(Said("材料", "Document"), MOST_PAGES)


def keep(hub: Hub, token: str, jpeg: bytes, now: datetime) -> PhoneAnswer:
    """A picture came from the phone."""
    with transaction(hub.engine) as session:
        upload = _open(hub, session, token, now)
        if upload is None:
            return PhoneAnswer.GONE
        if not is_jpeg(jpeg):
            return PhoneAnswer.NOT_A_PICTURE
        counted = select(func.count()).select_from(MaterialPageRow).where(MaterialPageRow.upload == upload.id)
        if (session.scalar(counted) or 0) >= _page(hub, upload).most_pages:
            return PhoneAnswer.TOO_MANY
        session.add(
            MaterialPageRow(
                page=draw_token(),
                subject=upload.subject,
                matter=upload.matter,
                material=upload.material,
                upload=upload.id,
                stored_at=now,
                jpeg=jpeg,
            )
        )
        return PhoneAnswer.KEPT


def finish(hub: Hub, token: str, now: datetime) -> PhoneAnswer:
    """The person pressed "send" and all pictures are here."""
    with transaction(hub.engine) as session:
        upload = _open(hub, session, token, now)
        if upload is None:
            return PhoneAnswer.GONE
        upload.state = UploadState.SENT
        return PhoneAnswer.KEPT


def _open(hub: Hub, session: Session, token: str, now: datetime) -> UploadRow | None:
    """The upload of a token while it takes pictures: in time, not sent, its admission running."""
    upload = session.scalars(select(UploadRow).where(UploadRow.token_hash == _hash(hub, token))).one_or_none()
    if upload is None or upload.expires_at <= now or upload.state == UploadState.SENT:
        return None
    admission = session.get_one(AdmissionRow, upload.subject)
    return upload if admission.ended_at is None else None
