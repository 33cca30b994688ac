"""Materials of cases: pages from the document camera and the phone, and what is still lacking (预审)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import MaterialGiven, MaterialSource, PageRequest, StoredPage
from kiosk.backend.models import CaseStatus, Missing, TextRef
from kiosk.catalogue.matter import Material
from kiosk.domain.fields import applies
from kiosk.hub.acts import ADMISSION_LASTS, Act
from kiosk.hub.asking import Asked, open_for
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.departments.registry import Question, Reply
from kiosk.hub.hashing import draw_token
from kiosk.hub.hours import working_days_after
from kiosk.hub.jpeg import is_jpeg
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow, MaterialPageRow, UploadRow

MOST_PAGES = 60
"""Pages that one session may have lying here at once."""
SUPPLEMENT_WITHIN = 10
"""Working days that a person has to supply what was missing."""
_HEADLINE = "matter.common.headline.supplement"
_ABSENT, _EMPTY, _NO_CERTIFICATE = (
    f"matter.common.missing.{word}" for word in ("absent", "empty", "no_certificate")
)
_WITH_PAGES = (MaterialSource.CAMERA, MaterialSource.PHONE)


def store_page(act: Act, request: PageRequest) -> StoredPage | Refusal:
    """Keep a page until the admission ends."""
    admission = act.admission(request.subject)
    if admission is None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    if act.hub.registry.find(request.matter) is None:
        return Refusal(RefusalType.MATTER_UNKNOWN)
    jpeg = _decoded(request.jpeg_base64)
    if jpeg is None or not is_jpeg(jpeg):
        return Refusal(RefusalType.REQUEST_INVALID, {"where": "body.jpeg_base64", "rule": "not_a_jpeg"})
    if pages_of(act.session, admission.subject) >= MOST_PAGES:
        return Refusal(RefusalType.REQUEST_INVALID, {"where": "body", "rule": "too_many_pages"})
    act.belongs_to = admission.subject
    return StoredPage(page=keep(act.session, act, request, jpeg))


def keep(session: Session, act: Act, request: PageRequest, jpeg: bytes) -> str:
    """The reference of a page that is kept from now on."""
    page = draw_token()
    session.add(
        MaterialPageRow(
            page=page,
            subject=request.subject,
            matter=request.matter,
            material=request.material,
            stored_at=act.now,
            jpeg=jpeg,
        )
    )
    return page


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def pages_of(session: Session, subject: str) -> int:
    """How many pages lie here for a session and belong to no case."""
    chosen = select(func.count()).select_from(MaterialPageRow)
    return (
        session.scalar(chosen.where(MaterialPageRow.subject == subject, MaterialPageRow.case.is_(None))) or 0
    )


def unknown_pages(asked: Asked, materials: Iterable[MaterialGiven]) -> bool:
    """Whether a page is named that was not stored in this session for this matter, or belongs to a case."""
    named = [page for material in materials for page in material.pages]
    if not named:
        return False
    if asked.admission is None or len(set(named)) != len(named):
        return True
    found = asked.act.session.scalars(
        select(MaterialPageRow.page)
        .where(MaterialPageRow.page.in_(named))
        .where(MaterialPageRow.subject == asked.admission.subject)
        .where(MaterialPageRow.matter == asked.handler.matter)
        .where(MaterialPageRow.case.is_(None))
    )
    return set(found) != set(named)


def attach(act: Act, case: CaseRow, materials: Iterable[MaterialGiven]) -> None:
    """The pages belong to the case from now on."""
    named = [page for material in materials for page in material.pages]
    if named:
        chosen = update(MaterialPageRow).where(MaterialPageRow.page.in_(named))
        act.session.execute(chosen.values(case=case.id, upload=None))


def forget_case_pages(act: Act, case: CaseRow) -> None:
    """A case that was withdrawn needs no pages."""
    act.session.execute(delete(MaterialPageRow).where(MaterialPageRow.case == case.id))


def forget_subject(session: Session, subject: str) -> None:
    """The admission has ended: pages that no case uses, and the phone's page, go with it."""
    session.execute(
        delete(MaterialPageRow)
        .where(MaterialPageRow.subject == subject)
        .where(MaterialPageRow.case.is_(None))
    )
    session.execute(delete(UploadRow).where(UploadRow.subject == subject))


def forget_stale(hub: Hub, now: datetime) -> None:
    """Pages of sessions that nobody ended: none lasts as long as that."""
    with transaction(hub.engine) as session:
        session.execute(
            delete(MaterialPageRow)
            .where(MaterialPageRow.stored_at <= now - ADMISSION_LASTS)
            .where(MaterialPageRow.case.is_(None))
        )


def lacking(asked: Asked, question: Question) -> Reply | None:
    """预审: the answer when a required material is not there or has no page; None when all are."""
    if asked.definition is None:
        return None
    until = working_days_after(asked.act.now, SUPPLEMENT_WITHIN).date()
    given = {material.material: material for material in question.materials}
    held: frozenset[str] | None = None
    missing: list[Missing] = []
    for material in asked.definition.materials:
        if not applies(material.when, question.form):
            continue
        one = given.get(material.key)
        if one is not None and one.source is MaterialSource.CERTIFICATE and held is None:
            held = _held(asked)
        reason = _why(material, one, held or frozenset())
        if reason:
            missing.append(Missing(material=material.key, reason=reason, until=until))
    return _supplement(missing, until) if missing else None


def _held(asked: Asked) -> frozenset[str]:
    opening = open_for(asked)
    return frozenset() if isinstance(opening, Refusal) else frozenset(x.kind for x in opening.certificates)


def _why(material: Material, given: MaterialGiven | None, held: frozenset[str]) -> str:
    """What is wrong with a material; empty when nothing is."""
    if given is None:
        return _ABSENT if material.required else ""
    if given.source not in {source.value for source in material.sources}:
        return _ABSENT
    if given.source is MaterialSource.CERTIFICATE:
        return "" if material.certificate in held else _NO_CERTIFICATE
    return _EMPTY if given.source in _WITH_PAGES and not given.pages else ""


def _supplement(missing: list[Missing], until: date) -> Reply:
    return Reply(headline=TextRef(key=_HEADLINE), status=CaseStatus.SUPPLEMENT, missing=tuple(missing))
