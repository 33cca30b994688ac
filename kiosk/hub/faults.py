"""Faults on demand, for tests and the demo: the hub is down, slow, talks nonsense, or breaks off after the
commit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.backend.answers import RefusalType
from kiosk.backend.demo_models import Fault, FaultState
from kiosk.hub.problems import Refusal, problem_response

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


DEPARTMENT_DEADLINE_S = 5.0
"""So long the hub waits for a department; a terminal waits longer for the hub, and so learns the reason."""


class DepartmentFaults:
    """Departments behind the hub that fail, each for itself. Nothing is done by one that fails."""

    def __init__(self, department_of: Callable[[str], str]) -> None:
        self._department_of = department_of
        self._faults: dict[str, Fault] = {}
        self._cleared = asyncio.Event()

    def put(self, department: str, fault: Fault) -> None:
        """Put a fault in force, until cleared."""
        self._faults[department] = fault

    def clear(self) -> None:
        """All departments are well again."""
        self._faults.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    def known_reason(self, department: str) -> str | None:
        """Why a department's matters are closed before anybody asks: its line is dead. What is slow or talks
        nonsense shows only when it is asked."""
        return DEPARTMENT_DOWN if self._faults.get(department) is Fault.DOWN else None

    def of_path(self, path: str) -> Fault | None:
        """What is wrong with the department that an address of the API is for."""
        found = _MATTER_PATH.fullmatch(path)
        return self._faults.get(self._department_of(found[1])) if found else None

    async def recovers(self) -> bool:
        """Wait for a department as long as the hub does; whether it was well again by then."""
        try:
            async with asyncio.timeout(DEPARTMENT_DEADLINE_S):
                return await self._cleared.wait()
        except TimeoutError:
            return False


DEPARTMENT_DOWN = "hindrance.department_down"
DEPARTMENT_SLOW = "hindrance.department_slow"
DEPARTMENT_NONSENSE = "hindrance.department_nonsense"
_MATTER_PATH = re.compile(r"/v1/matters/([A-Z0-9]+)/(?:openings|queries|submissions)")


class DepartmentFaultMiddleware:
    """Acts out a department that is slow or talks nonsense: nothing was done, and the hub says why."""

    def __init__(self, app: ASGIApp, faults: DepartmentFaults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._faults.of_path(scope["path"]) if scope["type"] == "http" else None
        match fault:
            case Fault.SLOW:
                answers = self._app if await self._faults.recovers() else _unavailable(DEPARTMENT_SLOW)
                await answers(scope, receive, send)
            case Fault.NONSENSE:
                await _unavailable(DEPARTMENT_NONSENSE)(scope, receive, send)
            case _:
                await self._app(scope, receive, send)


def _unavailable(reason: str) -> Response:
    refusal = Refusal(RefusalType.MATTER_UNAVAILABLE, {"reason": reason})
    return problem_response(refusal.type, refusal.status, refusal.params)


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
