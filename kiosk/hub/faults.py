"""Faults on demand, for tests and the demo: the hub is down, slow, talks nonsense, or breaks off after the
commit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import assert_never

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.backend.demo_models import Fault, FaultState

DROP = "kiosk.drop"
"""The ASGI extension under which a request finds the function that breaks off its connection."""


@dataclass(slots=True)
class FaultSwitch:
    """The fault in force, if any. Set and read in the event loop only."""

    fault: Fault | None = None
    remaining: int | None = None
    _cleared: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, fault: Fault, times: int | None) -> None:
        """Put a fault in force, until cleared or for a number of requests."""
        self.clear()
        self.fault, self.remaining = fault, times

    def clear(self) -> None:
        """Be well again; answers that are held back are sent."""
        self.fault, self.remaining = None, None
        self._cleared.set()
        self._cleared = asyncio.Event()

    def take(self, method: str) -> tuple[Fault | None, asyncio.Event]:
        """The fault for the next request, counted, and the event that ends it.

        A question commits nothing, so nothing can break off after its commit.
        """
        fault, cleared = self.fault, self._cleared
        if fault is Fault.DROP_AFTER_COMMIT and method == "GET":
            return None, cleared
        if self.remaining is not None:
            self.remaining -= 1
            if self.remaining <= 0:
                self.fault, self.remaining = None, None
        return fault, cleared

    def state(self) -> FaultState:
        return FaultState(fault=self.fault, remaining=self.remaining)


class DroppableHttp(H11Protocol):
    """uvicorn's HTTP with one thing more: a request can break off its own connection, as a dying host
    does."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        inner = self.app

        async def with_drop(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP] = transport.abort
            await inner(scope, receive, send)

        self.app = with_drop


class FaultMiddleware:
    """Acts the fault out around the application. The demo's own controls always get through."""

    def __init__(self, app: ASGIApp, switch: FaultSwitch, exempt: str) -> None:
        self._app = app
        self._switch = switch
        self._exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._exempt):
            await self._app(scope, receive, send)
            return
        fault, cleared = self._switch.take(scope["method"])
        match fault:
            case None:
                await self._app(scope, receive, send)
            case Fault.DOWN:
                await _drop(scope, receive)
            case Fault.SLOW:
                kept: list[Message] = []

                async def keep(message: Message) -> None:
                    kept.append(message)

                await self._app(scope, receive, keep)
                await _hold(cleared, receive)
                for message in kept:
                    await send(message)
            case Fault.NONSENSE:
                await send(
                    {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]}
                )
                await send({"type": "http.response.body", "body": b"\x00<<garbage"[:9]})
            case Fault.DROP_AFTER_COMMIT:
                await self._app(scope, receive, _swallow)
                await _drop(scope, receive)
            case _:
                assert_never(fault)


async def _swallow(_message: Message) -> None:
    """The answer that nobody hears."""


async def _hold(cleared: asyncio.Event, receive: Receive) -> None:
    """Keep an answer back until the fault is cleared or the caller has gone. The request has been read by
    now."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    waits = {asyncio.ensure_future(cleared.wait()), asyncio.ensure_future(gone())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _drop(scope: Scope, receive: Receive) -> None:
    """Break the connection off and see it gone."""
    drop = scope.get("extensions", {}).get(DROP)
    if drop is None:
        raise ConnectionAbortedError("this server cannot break off a connection")
    drop()
    while (await receive())["type"] != "http.disconnect":
        pass
