"""The demo's and the tests' hand on the hub: issue codes, read the messages, inject faults. Behind a key of
its own."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Security
from fastapi.security import APIKeyHeader
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kiosk.backend.demo_models import (
    DemoClock,
    DemoClockRequest,
    DemoCode,
    DemoCodeKind,
    DemoCodeRequest,
    DemoMatterRequest,
    DemoMessages,
    Fault,
    FaultRequest,
    FaultState,
)
from kiosk.backend.models import MatterId
from kiosk.hub.admissions import CODE_HOSTS, code_hash
from kiosk.hub.availability import switch_matter
from kiosk.hub.case_store import settle_hub
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.hashing import draw_token
from kiosk.hub.problems import described, documented_unsigned
from kiosk.hub.routes.common import TheHub
from kiosk.hub.tables import CodeRow, ResidentRow

PREFIX = "/v1/demo/"
CODE_LASTS = timedelta(minutes=5)

_key = APIKeyHeader(name="Kiosk-Demo-Key", scheme_name="DemoKey", auto_error=False)


def checked(hub: TheHub, given: Annotated[str | None, Security(_key)]) -> Hub:
    """The hub, for a caller who has the demo's key."""
    wanted = hub.secrets.demo_key
    if not wanted or not hmac.compare_digest((given or "").encode(), wanted.encode()):
        raise HTTPException(401)
    return hub


Demo = Annotated[Hub, Depends(checked)]
_REFUSALS = {401: described("the demo's key is missing or wrong"), **documented_unsigned()}

router = APIRouter(prefix="/v1/demo", tags=["demo"], responses=_REFUSALS)


@router.post("/codes", operation_id="demo_issue_code", responses={404: described("no such resident")})
def issue_code(request: DemoCodeRequest, hub: Demo) -> DemoCode:
    """Issue a code for a resident, as the person's phone would show it."""
    host = next(host for host, kind in CODE_HOSTS.items() if kind is request.credential)
    token, now = draw_token(), hub.clock()
    if request.kind is DemoCodeKind.FOREIGN:
        return DemoCode(code=f"https://elsewhere.{host}/c?token={token}")
    with transaction(hub.engine) as session:
        if session.get(ResidentRow, request.resident) is None:
            raise HTTPException(404)
        session.add(
            CodeRow(
                token_hash=code_hash(hub.secrets.pepper, token),
                resident=request.resident,
                kind=request.credential,
                expires_at=now if request.kind is DemoCodeKind.EXPIRED else now + CODE_LASTS,
                used_at=now if request.kind is DemoCodeKind.USED else None,
            )
        )
    return DemoCode(code=f"https://{host}/c?token={token}")


@router.get("/messages", operation_id="demo_messages")
def messages(hub: Demo) -> DemoMessages:
    """The text messages that went out, newest last."""
    settle_hub(hub)
    return DemoMessages(messages=tuple(hub.messages.newest))


@router.post("/clock", operation_id="demo_move_clock")
def move_clock(request: DemoClockRequest, hub: Demo) -> DemoClock:
    """Let time pass at the hub: what is due by then is decided, and who waits for it is told."""
    hub.clock.move(timedelta(seconds=request.ahead))
    settle_hub(hub)
    return DemoClock(now=hub.clock(), ahead=round(hub.clock.ahead.total_seconds()))


@router.get("/faults", operation_id="demo_fault")
async def fault(hub: Demo) -> FaultState:
    """The fault in force."""
    return hub.faults.state()


@router.post(
    "/faults",
    operation_id="demo_put_fault",
    responses={404: described("no such department"), 409: described("no fault of a department")},
)
async def put_fault(request: FaultRequest, hub: Demo) -> FaultState:
    """Put a fault in force; it replaces the one before. With a department it is that department's alone."""
    if request.department is not None:
        if request.department not in hub.registry.departments():
            raise HTTPException(404)
        if request.fault is Fault.DROP_AFTER_COMMIT:
            raise HTTPException(409)  # it is the hub that breaks off, a department never does
        hub.department_faults.put(request.department, request.fault)
        return hub.faults.state()
    hub.faults.put(request.fault, request.times)
    return hub.faults.state()


@router.delete("/faults", operation_id="demo_clear_faults", status_code=204)
async def clear_faults(hub: Demo) -> Response:
    """Be well again."""
    hub.faults.clear()
    hub.department_faults.clear()
    return Response(status_code=204)


@router.put(
    "/matters/{matter}",
    operation_id="demo_switch_matter",
    status_code=204,
    responses={404: described("no such matter")},
)
def switch(matter: Annotated[MatterId, Path()], request: DemoMatterRequest, hub: Demo) -> Response:
    """Switch a matter off or on, as its department would."""
    if hub.registry.find(matter) is None:
        raise HTTPException(404)
    reason = request.reason or "hindrance.closed_by_department"
    switch_matter(hub, matter, request.state, reason, request.until)
    return Response(status_code=204)
