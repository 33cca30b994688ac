"""What the operations share: who calls, and the act that is done once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyHeader

from kiosk.hub.acts import Call
from kiosk.hub.context import Hub
from kiosk.hub.gate import TERMINAL

_signature = APIKeyHeader(
    name="Signature",
    scheme_name="TerminalSignature",
    auto_error=False,
    description="RFC 9421 with Signature-Input and Content-Digest: docs/decisions/0008-signed-requests.md",
)


def hub_of(request: Request) -> Hub:
    """The hub that serves this request."""
    hub: Hub = request.app.state.hub
    return hub


def terminal_of(request: Request, _signature: Annotated[str | None, Security(_signature)]) -> str:
    """The terminal that signed; the gate has checked it before the application saw the request."""
    terminal: str = getattr(request.state, TERMINAL)
    return terminal


async def call_of(
    request: Request,
    hub: Annotated[Hub, Depends(hub_of)],
    terminal: Annotated[str, Depends(terminal_of)],
    idempotency_key: Annotated[
        str,
        Header(
            pattern=r"^[A-Za-z0-9._-]{8,80}$", description="Names the act; the same key never does it twice"
        ),
    ],
) -> Call:
    """A signed request with its idempotency key."""
    operation = f"{request.method} {request.url.path}"
    return Call(hub, terminal, operation, idempotency_key, await request.body())


TheHub = Annotated[Hub, Depends(hub_of)]
Terminal = Annotated[str, Depends(terminal_of)]
TheCall = Annotated[Call, Depends(call_of)]
