"""Who may ask: only a terminal whose signature is genuine, fresh and not seen before; and nobody with a huge
body."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.backend.signing import IDEMPOTENCY_HEADER, is_authentic, take_apart
from kiosk.backend.signing import Message as SignedMessage
from kiosk.hub.clock import Clock
from kiosk.hub.problems import problem_response

MAX_BODY = 64 * 1024
"""4,296 characters of anything fit, each escaped to twelve bytes."""

LARGE_BODIES = {
    "/v1/materials": 8_100_000,  # a page of 6 MB in base 64
    "/v1/matters/": 1024 * 1024,  # a form with lists and the strokes of a signature
    "/upload/": 3 * 1024 * 1024,
}
"""What may be longer, by the beginning of the path."""
MOST_LARGE_BODIES = 8
"""At once, so that the memory that callers can fill is bounded."""

WINDOW_SECONDS = 60
"""How far a terminal's clock may be off, and how long a request lives."""

MAX_NONCES = 100_000
TERMINAL = "kiosk.terminal"


class Verdict(StrEnum):
    """Why a signature is not accepted. The caller learns no more than this."""

    GENUINE = "genuine"
    INVALID = "signature-invalid"
    STALE = "signature-stale"
    REPLAYED = "signature-replayed"


@dataclass(slots=True)
class Guard:
    """Checks signatures. Nonces are remembered for as long as their request could still be fresh.

    They are in memory: a request that was signed before the hub started is stale, so a restart forgets
    nothing that could come back. One process serves one hub.
    """

    keys: dict[str, bytes] = field(repr=False)
    clock: Clock
    _started: int = field(init=False)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _order: deque[tuple[int, tuple[str, str]]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._started = _seconds(self.clock())

    def judge(self, message: SignedMessage, headers: dict[str, str]) -> tuple[Verdict, str]:
        """The verdict and the terminal's id (empty unless genuine)."""
        signed = take_apart(headers)
        if signed is None:
            return Verdict.INVALID, ""
        stamp = signed.stamp
        # An unknown terminal costs the same work as a known one.
        key = self.keys.get(stamp.terminal, b"\0" * 32)
        if not is_authentic(key, message, headers, signed) or stamp.terminal not in self.keys:
            return Verdict.INVALID, ""
        now = _seconds(self.clock())
        if abs(now - stamp.created) > WINDOW_SECONDS or stamp.created < self._started:
            return Verdict.STALE, ""
        self._forget(now)
        once = (stamp.terminal, stamp.nonce)
        if once in self._seen or len(self._seen) >= MAX_NONCES:
            return Verdict.REPLAYED, ""
        self._seen.add(once)
        self._order.append((now, once))
        return Verdict.GENUINE, stamp.terminal

    def _forget(self, now: int) -> None:
        # A stamp may be a window ahead of the clock and then lives for two.
        while self._order and self._order[0][0] < now - 2 * WINDOW_SECONDS:
            self._seen.discard(self._order.popleft()[1])


def _seconds(now: datetime) -> int:
    return int(now.timestamp())


class GateMiddleware:
    """Reads the body (bounded), checks the signature, and only then lets the application see the request."""

    def __init__(self, app: ASGIApp, guard: Guard, unsigned: tuple[str, ...]) -> None:
        self._app = app
        self._guard = guard
        self._unsigned = unsigned
        self._large = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        most = next((size for start, size in LARGE_BODIES.items() if path.startswith(start)), MAX_BODY)
        if most == MAX_BODY:
            await self._judge(scope, receive, send, most)
        elif self._large >= MOST_LARGE_BODIES:
            busy = problem_response("busy", 503)
            busy.headers["retry-after"] = "2"
            await busy(scope, receive, send)
        else:
            self._large += 1
            try:
                await self._judge(scope, receive, send, most)
            finally:
                self._large -= 1

    async def _judge(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        body = await _read(receive, most)
        if body is None:
            await problem_response("body-too-large", 413)(scope, receive, send)
            return
        if not scope["path"].startswith(self._unsigned):
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            message = SignedMessage(
                scope["method"],
                scope.get("raw_path", scope["path"].encode()).decode("latin-1"),
                scope["query_string"].decode("latin-1"),
                body,
                headers.get(IDEMPOTENCY_HEADER, ""),
            )
            verdict, terminal = self._guard.judge(message, headers)
            if verdict is not Verdict.GENUINE:
                await problem_response(verdict.value, 401)(scope, receive, send)
                return
            scope.setdefault("state", {})[TERMINAL] = terminal
        await self._app(scope, _replayed(body, receive), send)


async def _read(receive: Receive, most: int) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
