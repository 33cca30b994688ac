"""What the hub writes about its work: one JSON object a line, and never a value that somebody sent.

A request is named by its route (`/v1/proofs/{serial}/printed`), not by its address; an unexpected error by
its type and the lines of code it went through, not by its message, as a database puts values there.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.hub.gate import TERMINAL
from kiosk.hub.problems import problem_response

access = logging.getLogger("kiosk.hub.access")
errors = logging.getLogger("kiosk.hub.errors")


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, logger, message, and the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            entry |= describe(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False, default=str)


def describe(error: BaseException) -> dict[str, object]:
    """An error without its message: the type, and where it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-8:]]
    return {"error": type(error).__name__, "where": where}


def log_to_stderr() -> None:
    """Have everything of this process logged as JSON lines; for `serve` only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


class AccessLogMiddleware:
    """Logs every request, and turns what nobody expected into a problem without details."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001  # the last resort: logged without its message, answered
            errors.error("request failed", extra={"fields": {"route": _route(scope), **describe(error)}})
            if status == 0:
                await problem_response("internal-error", 500)(scope, receive, watch)
        finally:
            fields = {
                "method": scope["method"] if scope["method"] in _METHODS else "other",
                "route": _route(scope),
                "status": status,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                "terminal": scope.get("state", {}).get(TERMINAL, ""),
            }
            access.info("request", extra={"fields": fields})


_METHODS = frozenset({"GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"})


def _route(scope: Scope) -> str:
    """The pattern of the route, or nothing for an address that is none of ours."""
    return str(getattr(scope.get("route"), "path", ""))
