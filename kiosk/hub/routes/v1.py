"""Version 1 of the contract."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from kiosk.backend.answers import RefusalType as R
from kiosk.backend.models import (
    Admission,
    AdmissionRequest,
    Assured,
    AttestationRequest,
    Availability,
    CodeHolder,
    CodeRequest,
    Health,
    PhoneCodeCheck,
    PhoneCodeSent,
    Proof,
    ProofRequest,
    ProofState,
    Rated,
    RatingRequest,
    Serial,
    StaffCalled,
    StaffCallRequest,
    SubjectRequest,
    Token,
    VoidRequest,
)
from kiosk.hub import admissions, assurances, case_store, materials, proofs, ratings, staff_calls
from kiosk.hub import availability as present
from kiosk.hub.problems import documented
from kiosk.hub.routes.common import Terminal, TheCall, TheHub

VERSION = "1.0.0"

router = APIRouter(prefix="/v1")


@router.get("/health", operation_id="health", tags=["state"])
def health(hub: TheHub) -> Health:
    """Whether the hub is up, and its clock."""
    return Health(status="ok", version=VERSION, now=hub.clock())


@router.get("/availability", operation_id="availability", tags=["state"], responses=documented())
def availability(hub: TheHub, _terminal: Terminal) -> Availability:
    """What can be handled at this moment. Asked every few seconds, so what is due is decided on the way."""
    case_store.settle_hub(hub)
    materials.forget_stale(hub, hub.clock())
    return present.availability(hub, hub.clock())


@router.post(
    "/admissions",
    operation_id="admit",
    tags=["admission"],
    response_model=Admission,
    responses=documented(R.KEY_REUSED),
)
def admit(request: AdmissionRequest, call: TheCall) -> Response:
    """A document was read: how it stands, and a subject for this session."""
    return call.once(lambda act: admissions.admit(act, request))


@router.delete(
    "/admissions/{subject}",
    operation_id="end_admission",
    tags=["admission"],
    status_code=204,
    responses=documented(),
)
def end_admission(subject: Annotated[Token, Path()], hub: TheHub, terminal: Terminal) -> Response:
    """The session has ended. Idempotent by nature: also for a subject that is unknown."""
    admissions.end(hub, terminal, subject, hub.clock())
    return Response(status_code=204)


@router.post(
    "/codes/exchange",
    operation_id="exchange_code",
    tags=["admission"],
    response_model=CodeHolder,
    responses=documented(R.CODE_UNKNOWN, R.CODE_FOREIGN, R.CODE_EXPIRED, R.CODE_USED, R.KEY_REUSED),
)
def exchange_code(request: CodeRequest, call: TheCall) -> Response:
    """Whose 随申码 or 亮证码 it is. A code is taken once."""
    return call.once(lambda act: admissions.exchange(act, request))


@router.post(
    "/phone-codes",
    operation_id="send_phone_code",
    tags=["other ways"],
    response_model=PhoneCodeSent,
    responses=documented(R.SUBJECT_UNKNOWN, R.PHONE_CODE_UNAVAILABLE, R.PHONE_CODE_TOO_OFTEN, R.KEY_REUSED),
)
def send_phone_code(request: SubjectRequest, call: TheCall) -> Response:
    """Send a one-time code to the registered phone."""
    return call.once(lambda act: assurances.send_phone_code(act, request))


@router.post(
    "/phone-codes/{code_id}/check",
    operation_id="check_phone_code",
    tags=["other ways"],
    response_model=Assured,
    responses=documented(
        R.SUBJECT_UNKNOWN,
        R.PHONE_CODE_UNKNOWN,
        R.PHONE_CODE_WRONG,
        R.PHONE_CODE_EXPIRED,
        R.PHONE_CODE_LOCKED,
        R.KEY_REUSED,
    ),
)
def check_phone_code(code_id: Annotated[Token, Path()], request: PhoneCodeCheck, call: TheCall) -> Response:
    """Compare a code; five tries, five minutes."""
    return call.once(lambda act: assurances.check_phone_code(act, code_id, request))


@router.post(
    "/staff-attestations",
    operation_id="attest",
    tags=["other ways"],
    response_model=Assured,
    responses=documented(
        R.SUBJECT_UNKNOWN, R.STAFF_REFUSED, R.STAFF_LOCKED, R.STAFF_WITHOUT_RIGHT, R.KEY_REUSED
    ),
)
def attest(request: AttestationRequest, call: TheCall) -> Response:
    """A staff member vouches for the person."""
    return call.once(lambda act: assurances.attest(act, request))


@router.post(
    "/proofs",
    operation_id="issue_proof",
    tags=["proofs"],
    response_model=Proof,
    responses=documented(
        R.SUBJECT_UNKNOWN, R.CASE_UNKNOWN, R.CASE_WITHOUT_PROOF, R.PROOF_UNKNOWN, R.KEY_REUSED
    ),
)
def issue_proof(request: ProofRequest, call: TheCall) -> Response:
    """A serial and a verification code for the paper."""
    return call.once(lambda act: proofs.issue(act, request))


@router.post(
    "/proofs/{serial}/printed",
    operation_id="report_printed",
    tags=["proofs"],
    response_model=ProofState,
    responses=documented(R.PROOF_UNKNOWN, R.PROOF_VOID, R.KEY_REUSED),
)
def report_printed(serial: Annotated[Serial, Path()], call: TheCall) -> Response:
    """The printer has proved that the paper came out."""
    return call.once(lambda act: proofs.mark_printed(act, serial))


@router.post(
    "/proofs/{serial}/void",
    operation_id="void_proof",
    tags=["proofs"],
    response_model=ProofState,
    responses=documented(R.PROOF_UNKNOWN, R.KEY_REUSED),
)
def void_proof(serial: Annotated[Serial, Path()], request: VoidRequest, call: TheCall) -> Response:
    """The paper must no longer be trusted."""
    return call.once(lambda act: proofs.void(act, serial, request))


@router.post(
    "/ratings",
    operation_id="rate",
    tags=["ratings"],
    response_model=Rated,
    responses=documented(R.CASE_UNKNOWN, R.ALREADY_RATED, R.KEY_REUSED),
)
def rate(request: RatingRequest, call: TheCall) -> Response:
    """好差评: once per case."""
    return call.once(lambda act: ratings.rate(act, request))


@router.post(
    "/staff-calls",
    operation_id="call_staff",
    tags=["staff"],
    response_model=StaffCalled,
    responses=documented(R.KEY_REUSED),
)
def call_staff(request: StaffCallRequest, call: TheCall) -> Response:
    """Somebody must come and look at the terminal."""
    return call.once(lambda act: staff_calls.call(act, request))
