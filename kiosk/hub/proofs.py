"""A4 proofs: serial and verification code, printed or void, and what the public page may tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import (
    Proof,
    ProofRequest,
    ProofState,
    ProofStatus,
    VoidReason,
    VoidRequest,
)
from kiosk.domain.masks import mask_name
from kiosk.hub.acts import Act
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import AdmissionRow, CaseRow, ProofRow, ResidentRow

CODE_LETTERS = 16
"""80 bits: nobody finds a proof by trying."""


def issue(act: Act, request: ProofRequest) -> Proof | Refusal:
    """Give a case a proof. With `replaces` the earlier one is void from the same moment on."""
    admission = act.admission(request.subject) if request.subject is not None else None
    if admission is None and request.subject is not None:
        return Refusal(RefusalType.SUBJECT_UNKNOWN)
    case = act.session.get(CaseRow, request.case)
    if case is None or not _may_have(act, case, admission):
        return Refusal(RefusalType.CASE_UNKNOWN)
    if case.record is None:
        return Refusal(RefusalType.CASE_WITHOUT_PROOF)
    day = act.now.astimezone(SHANGHAI).strftime("%y%m%d")
    serial = f"{case.matter}-{day}-{draw_letters(6)}"
    if request.replaces is not None:
        earlier = act.session.get(ProofRow, request.replaces)
        if earlier is None or earlier.case != case.id:
            return Refusal(RefusalType.PROOF_UNKNOWN)
        earlier.replaced_by = serial
        _void(earlier, VoidReason.PRINT_OUTCOME_UNKNOWN, act.now)
    code = draw_letters(CODE_LETTERS)
    act.session.add(
        ProofRow(
            serial=serial,
            verification_code=code,
            case=case.id,
            terminal=act.terminal,
            status=ProofStatus.ISSUED,
            issued_at=act.now,
        )
    )
    return Proof(
        serial=serial,
        verification_code=code,
        verify_url=f"{act.hub.settings.verify_base}/verify/{code}",
        issued_at=act.now,
    )


def _may_have(act: Act, case: CaseRow, admission: AdmissionRow | None) -> bool:
    """The holder, or who acted for them; who is in no register only in the session that asked; an answer that
    needed no login at the terminal that asked."""
    if admission is None:
        return case.subject is None and case.resident is None and case.terminal == act.terminal
    if case.resident is None:
        return case.subject == admission.subject
    return admission.resident in (case.resident, case.agent)


def _void(row: ProofRow, reason: VoidReason, now: datetime) -> None:
    if row.status != ProofStatus.VOID:
        row.status, row.voided_at, row.void_reason = ProofStatus.VOID, now, reason


def _find(act: Act, serial: str) -> ProofRow | None:
    row = act.session.get(ProofRow, serial, with_for_update=True)
    return row if row is not None and row.terminal == act.terminal else None


def mark_printed(act: Act, serial: str) -> ProofState | Refusal:
    """The printer has proved that the paper came out."""
    row = _find(act, serial)
    if row is None:
        return Refusal(RefusalType.PROOF_UNKNOWN)
    if row.status == ProofStatus.VOID:
        return Refusal(RefusalType.PROOF_VOID)
    row.status = ProofStatus.PRINTED
    row.printed_at = row.printed_at or act.now
    return ProofState(serial=serial, status=ProofStatus.PRINTED)


def void(act: Act, serial: str, request: VoidRequest) -> ProofState | Refusal:
    """The paper must no longer be trusted. Voiding twice is voiding once."""
    row = _find(act, serial)
    if row is None:
        return Refusal(RefusalType.PROOF_UNKNOWN)
    _void(row, request.reason, act.now)
    return ProofState(serial=serial, status=ProofStatus.VOID)


@dataclass(frozen=True, slots=True)
class PublicProof:
    """What anybody with the paper may read about it."""

    status: ProofStatus
    serial: str
    name_masked: str
    issued_at: datetime
    title_zh: str
    title_en: str
    lines: tuple[tuple[str, str, str], ...]
    """Chinese label, English label, value."""


def look_up(hub: Hub, code: str) -> PublicProof | None:
    """A proof by the code on the paper, as people type it: small letters, spaces and hyphens are fine."""
    plain = code.upper().replace("-", "").replace(" ", "")
    with transaction(hub.engine) as session:
        row = session.query(ProofRow).filter(ProofRow.verification_code == plain).one_or_none()
        if row is None:
            return None
        case = session.get_one(CaseRow, row.case)
        record = case.record or {}
        resident = session.get(ResidentRow, case.resident) if case.resident else None
        return PublicProof(
            status=ProofStatus(row.status),
            serial=row.serial,
            name_masked=mask_name(resident.name) if resident else "",
            issued_at=row.issued_at,
            title_zh=str(record.get("title_zh", "")),
            title_en=str(record.get("title_en", "")),
            lines=tuple((line["zh"], line["en"], line["value"]) for line in record.get("lines", [])),
        )
