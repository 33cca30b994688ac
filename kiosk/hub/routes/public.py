"""What anybody may look at: the page that confirms a proof, and the page on a phone that sends a material."""

from __future__ import annotations

from typing import Annotated, Any, assert_never

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import HTMLResponse, Response

from kiosk.backend.answers import RefusalType
from kiosk.hub import upload_page, uploads
from kiosk.hub.problems import documented_unsigned, problem_response
from kiosk.hub.proofs import look_up
from kiosk.hub.routes.common import TheHub
from kiosk.hub.uploads import PhoneAnswer
from kiosk.hub.verify_page import HEADERS, RateLimit, page, too_many

router = APIRouter()


@router.get(
    "/verify/{code}",
    operation_id="verify",
    tags=["public"],
    response_class=HTMLResponse,
    responses={
        **documented_unsigned(),
        404: {"description": "no proof has this code", "content": {"text/html": {}}},
        429: {"description": "too many looks from one address", "content": {"text/html": {}}},
    },
)
def verify(code: Annotated[str, Path(max_length=64)], request: Request, hub: TheHub) -> HTMLResponse:
    """Confirm a proof by the code on its paper."""
    limit: RateLimit = request.app.state.verify_limit
    if not limit.allows(request.client.host if request.client else ""):
        return HTMLResponse(too_many(), 429, {**HEADERS, "retry-after": "60"})
    proof = look_up(hub, code)
    return HTMLResponse(page(proof), 404 if proof is None else 200, HEADERS)


async def _body(request: Request) -> bytes:
    return await request.body()


def _phone(request: Request, token: str) -> Response | None:
    """Why a request of a phone is turned away before it is looked at; None when it is not."""
    limit: RateLimit = request.app.state.upload_limit
    if not limit.allows(request.client.host if request.client else ""):
        return Response(status_code=429, headers={"retry-after": "60"})
    if request.method == "POST" and request.headers.get(upload_page.MARK) != "1":
        return Response(status_code=403)
    # Browsers say where a request comes from; a page of another site has no business here.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return Response(status_code=403) if request.method == "POST" else None
    return None


_PHONE_REFUSALS: dict[int | str, dict[str, Any]] = {
    **documented_unsigned(),
    403: {"description": "not sent by the page itself"},
    410: {"description": "expired, sent or never there"},
    429: {"description": "too many requests from one address"},
}
PhoneToken = Annotated[str, Path(max_length=64)]


@router.get(
    "/upload/{token}",
    operation_id="phone_page",
    tags=["public"],
    response_class=HTMLResponse,
    responses={
        **documented_unsigned(),
        410: {"description": "no such page, or not any more", "content": {"text/html": {}}},
        429: {"description": "too many looks from one address"},
    },
)
def phone_page(token: PhoneToken, request: Request, hub: TheHub) -> Response:
    """The page on the person's phone, for one material of one session."""
    refused = _phone(request, token)
    if refused is not None:
        return refused
    nonce = upload_page.new_nonce()
    shown = uploads.opened(hub, token, hub.clock())
    if shown is None:
        return HTMLResponse(upload_page.gone(nonce), 410, upload_page.headers(nonce))
    return HTMLResponse(upload_page.page(shown, nonce), 200, upload_page.headers(nonce))


@router.post(
    "/upload/{token}/pages",
    operation_id="phone_sends",
    tags=["public"],
    status_code=204,
    responses={**_PHONE_REFUSALS, 409: {"description": "more pages than the material has"}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def phone_sends(
    token: PhoneToken, request: Request, hub: TheHub, jpeg: Annotated[bytes, Depends(_body)]
) -> Response:
    """A picture of the phone: JPEG, at most 3 MB."""
    refused = _phone(request, token)
    return refused or _told(uploads.keep(hub, token, jpeg, hub.clock()))


@router.post(
    "/upload/{token}/done",
    operation_id="phone_done",
    tags=["public"],
    status_code=204,
    responses=_PHONE_REFUSALS,
)
def phone_done(token: PhoneToken, request: Request, hub: TheHub) -> Response:
    """All pictures were sent; the page is spent."""
    refused = _phone(request, token)
    return refused or _told(uploads.finish(hub, token, hub.clock()))


def _told(answer: PhoneAnswer) -> Response:
    match answer:
        case PhoneAnswer.KEPT:
            return Response(status_code=204)
        case PhoneAnswer.GONE:
            return Response(status_code=410)
        case PhoneAnswer.NOT_A_PICTURE:
            return problem_response(RefusalType.REQUEST_INVALID, 422, {"where": "body", "rule": "not_a_jpeg"})
        case PhoneAnswer.TOO_MANY:
            return Response(status_code=409)
        case _:
            assert_never(answer)
