"""Errors as `application/problem+json` (RFC 9457): one shape, a stable `type`, and never a value that was
sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from kiosk.backend.answers import RefusalType as R
from kiosk.backend.models import Problem

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:kiosk:problem:"

_STATUS: dict[R, int] = {
    R.CODE_UNKNOWN: 404,
    R.CODE_FOREIGN: 422,
    R.CODE_EXPIRED: 410,
    R.CODE_USED: 409,
    R.SUBJECT_UNKNOWN: 404,
    R.ASSURANCE_TOO_LOW: 403,
    R.PHONE_CODE_UNAVAILABLE: 409,
    R.PHONE_CODE_UNKNOWN: 404,
    R.PHONE_CODE_WRONG: 403,
    R.PHONE_CODE_EXPIRED: 410,
    R.PHONE_CODE_LOCKED: 423,
    R.PHONE_CODE_TOO_OFTEN: 409,
    R.STAFF_REFUSED: 403,
    R.STAFF_LOCKED: 423,
    R.STAFF_WITHOUT_RIGHT: 403,
    R.MATTER_UNKNOWN: 404,
    R.MATTER_UNAVAILABLE: 409,
    R.FORM_INVALID: 422,
    R.NO_RECORD: 404,
    R.MATTER_REFUSED: 409,
    R.MATERIAL_UNKNOWN: 404,
    R.UPLOAD_UNKNOWN: 404,
    R.WRONG_STATE: 409,
    R.WARNING_UNCONFIRMED: 409,
    R.CASE_UNKNOWN: 404,
    R.CASE_WITHOUT_PROOF: 409,
    R.PROOF_UNKNOWN: 404,
    R.PROOF_VOID: 409,
    R.ALREADY_RATED: 409,
    R.REQUEST_INVALID: 422,
    R.KEY_REUSED: 409,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A named no. It is an outcome, not an exception: what was counted or opened on the way is kept."""

    type: R
    params: dict[str, str] = field(default_factory=dict)
    case: str | None = None

    @property
    def status(self) -> int:
        return _STATUS[self.type]


def problem(word: str, status: int, params: dict[str, str] | None = None, case: str | None = None) -> bytes:
    """A problem's body."""
    title = f"{HTTPStatus(status).phrase}: {word.replace('-', ' ')}"
    kind = PREFIX + word
    if word == R.MATTER_REFUSED and params and "code" in params:
        kind = f"{PREFIX}matter:{params['code']}"
        params = {name: value for name, value in params.items() if name != "code"}
    model = Problem(type=kind, title=title, status=status, params=params or {}, case=case)
    return model.model_dump_json(exclude_none=True).encode()


def problem_response(word: str, status: int, params: dict[str, str] | None = None) -> Response:
    """A problem as a response."""
    return Response(problem(word, status, params), status, media_type=MEDIA_TYPE)


def documented(*types: R) -> dict[int | str, dict[str, Any]]:
    """The refusals of an operation for the OpenAPI description, with those that every signed operation
    shares."""
    words: dict[int, list[str]] = {401: ["signature-invalid", "signature-stale"], 413: ["body-too-large"]}
    for kind in (*types, R.REQUEST_INVALID):
        words.setdefault(_STATUS[kind], []).append(kind.value)
    return {status: described("; ".join(kinds)) for status, kinds in sorted(words.items())}


def documented_unsigned() -> dict[int | str, dict[str, Any]]:
    """What an operation without a signature may refuse."""
    return {413: described("body-too-large"), 422: described(R.REQUEST_INVALID)}


def described(description: str) -> dict[str, Any]:
    """One kind of problem for the OpenAPI description."""
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
