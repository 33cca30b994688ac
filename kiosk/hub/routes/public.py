"""What anybody may look at: the page that confirms a proof."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse

from kiosk.hub.problems import documented_unsigned
from kiosk.hub.proofs import look_up
from kiosk.hub.routes.common import TheHub
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
