"""The operations that handle a matter: opening, handing in, what became of a case, materials, acting for
another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from kiosk.backend.answers import RefusalType as R
from kiosk.backend.case_models import (
    CaseRequest,
    FieldCodeRequest,
    Opening,
    OpeningRequest,
    PageRequest,
    Principal,
    PrincipalRequest,
    StoredPage,
    SubmissionRequest,
    SupplementRequest,
    Upload,
    Uploaded,
    UploadedRequest,
    UploadRequest,
)
from kiosk.backend.models import CaseId, MatterId, PhoneCodeSent, QueryRequest, QueryResult, Token
from kiosk.hub import case_acts, cases, field_codes, materials, principals, uploads
from kiosk.hub.problems import Refusal, documented, problem_response
from kiosk.hub.routes.common import Terminal, TheCall, TheHub

router = APIRouter(prefix="/v1")

_ASKED = (R.MATTER_UNKNOWN, R.MATTER_UNAVAILABLE, R.SUBJECT_UNKNOWN, R.ASSURANCE_TOO_LOW, R.MATTER_REFUSED)
_CASE = (R.SUBJECT_UNKNOWN, R.ASSURANCE_TOO_LOW, R.CASE_UNKNOWN)


@router.post(
    "/matters/{matter}/openings",
    operation_id="open_matter",
    tags=["matters"],
    response_model=Opening,
    responses=documented(*_ASKED, R.NO_RECORD, R.KEY_REUSED),
)
def open_matter(matter: Annotated[MatterId, Path()], request: OpeningRequest, call: TheCall) -> Response:
    """What is known of the person in this matter, before anything is typed."""
    return call.once(lambda act: cases.open_matter(act, matter, request))


@router.post(
    "/matters/{matter}/queries",
    operation_id="query",
    tags=["matters"],
    response_model=QueryResult,
    responses=documented(
        *_ASKED, R.FORM_INVALID, R.NO_RECORD, R.CASE_UNKNOWN, R.WARNING_UNCONFIRMED, R.KEY_REUSED
    ),
)
def query(matter: Annotated[MatterId, Path()], request: QueryRequest, call: TheCall) -> Response:
    """Ask a department for somebody's records, or for what it decided (print entry)."""
    return call.once(lambda act: cases.query(act, matter, request))


@router.post(
    "/matters/{matter}/submissions",
    operation_id="submit",
    tags=["matters"],
    response_model=QueryResult,
    responses=documented(
        *_ASKED, R.FORM_INVALID, R.NO_RECORD, R.MATERIAL_UNKNOWN, R.WARNING_UNCONFIRMED, R.KEY_REUSED
    ),
)
def submit(matter: Annotated[MatterId, Path()], request: SubmissionRequest, call: TheCall) -> Response:
    """Hand a case in."""
    return call.once(lambda act: cases.submit(act, matter, request))


@router.post(
    "/cases/{case}/view",
    operation_id="view_case",
    tags=["cases"],
    response_model=QueryResult,
    responses=documented(*_CASE, R.KEY_REUSED),
)
def view(case: Annotated[CaseId, Path()], request: CaseRequest, call: TheCall) -> Response:
    """How a case of this person stands now."""
    return call.once(lambda act: case_acts.view(act, case, request))


@router.post(
    "/cases/{case}/withdrawal",
    operation_id="withdraw_case",
    tags=["cases"],
    response_model=QueryResult,
    responses=documented(*_CASE, R.WRONG_STATE, R.KEY_REUSED),
)
def withdraw(case: Annotated[CaseId, Path()], request: CaseRequest, call: TheCall) -> Response:
    """Take a case back that was not decided yet."""
    return call.once(lambda act: case_acts.withdraw(act, case, request))


@router.post(
    "/cases/{case}/supplements",
    operation_id="supplement_case",
    tags=["cases"],
    response_model=QueryResult,
    responses=documented(
        *_CASE,
        R.WRONG_STATE,
        R.MATERIAL_UNKNOWN,
        R.MATTER_REFUSED,
        R.FORM_INVALID,
        R.NO_RECORD,
        R.KEY_REUSED,
    ),
)
def supplement(case: Annotated[CaseId, Path()], request: SupplementRequest, call: TheCall) -> Response:
    """Hand in what was missing (补正)."""
    return call.once(lambda act: case_acts.supplement(act, case, request))


@router.post(
    "/materials",
    operation_id="store_page",
    tags=["materials"],
    response_model=StoredPage,
    responses=documented(R.SUBJECT_UNKNOWN, R.MATTER_UNKNOWN, R.KEY_REUSED),
)
def store_page(request: PageRequest, call: TheCall) -> Response:
    """Keep a page until the admission ends, or with the case that uses it."""
    return call.once(lambda act: materials.store_page(act, request))


@router.post(
    "/uploads",
    operation_id="start_upload",
    tags=["materials"],
    response_model=Upload,
    responses=documented(R.SUBJECT_UNKNOWN, R.MATTER_UNKNOWN, R.KEY_REUSED),
)
def start_upload(request: UploadRequest, call: TheCall) -> Response:
    """A page for the person's phone."""
    return call.once(lambda act: uploads.start(act, request))


@router.post(
    "/uploads/{upload}/pages",
    operation_id="uploaded",
    tags=["materials"],
    response_model=Uploaded,
    responses=documented(R.UPLOAD_UNKNOWN),
)
def uploaded(
    upload: Annotated[Token, Path()], request: UploadedRequest, hub: TheHub, terminal: Terminal
) -> Response | Uploaded:
    """What came from the phone so far. Changes nothing, so it needs no key."""
    outcome = uploads.come(hub, terminal, upload, request, hub.clock())
    if isinstance(outcome, Refusal):
        return problem_response(outcome.type, outcome.status, outcome.params)
    return outcome


@router.post(
    "/field-codes",
    operation_id="send_field_code",
    tags=["matters"],
    response_model=PhoneCodeSent,
    responses=documented(
        R.SUBJECT_UNKNOWN, R.MATTER_UNKNOWN, R.PHONE_CODE_UNAVAILABLE, R.PHONE_CODE_TOO_OFTEN, R.KEY_REUSED
    ),
)
def send_field_code(request: FieldCodeRequest, call: TheCall) -> Response:
    """Send a code to a telephone that was typed; it is compared when the form comes in."""
    return call.once(lambda act: field_codes.send(act, request))


@router.post(
    "/principals",
    operation_id="find_principal",
    tags=["matters"],
    response_model=Principal,
    responses=documented(*_ASKED, R.NO_RECORD, R.KEY_REUSED),
)
def find_principal(request: PrincipalRequest, call: TheCall) -> Response:
    """For whom the person acts in one matter, by that person's document."""
    return call.once(lambda act: principals.find(act, request))
