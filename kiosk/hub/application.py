"""The hub as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Problem
from kiosk.hub.access_log import AccessLogMiddleware
from kiosk.hub.clock import Clock, MovedClock, system_clock
from kiosk.hub.context import DemoMessages, Hub
from kiosk.hub.database import open_engine, prepare
from kiosk.hub.definitions import Definitions
from kiosk.hub.departments import all as departments
from kiosk.hub.departments.listed import listed_matters
from kiosk.hub.faults import DepartmentFaultMiddleware, DepartmentFaults, FaultMiddleware, FaultSwitch
from kiosk.hub.gate import GateMiddleware, Guard
from kiosk.hub.problems import problem_response
from kiosk.hub.routes import cases, demo, public, v1
from kiosk.hub.seed import seed
from kiosk.hub.settings import DemoControls, HubSecrets, HubSettings
from kiosk.hub.verify_page import RateLimit

WORKERS = 4
"""Threads for the database work; more would only wait for its lock and each costs memory."""

UNSIGNED = ("/v1/health", "/v1/openapi.json", "/verify/", "/upload/", demo.PREFIX)


@dataclass(frozen=True, slots=True)
class Application:
    """What `serve` and the tests need of a hub that was built."""

    asgi: ASGIApp
    api: FastAPI
    hub: Hub


def build_application(settings: HubSettings, secrets: HubSecrets, clock: Clock = system_clock) -> Application:
    """Open the database, seed an empty register, and put the application together.

    Raises SettingsError for a database or register that cannot be used.
    """
    engine = open_engine(settings.database_url)
    try:
        prepare(engine)
        seed(engine, settings, secrets, clock())
    except BaseException:
        engine.dispose()
        raise
    definitions = Definitions(settings.config)
    known = frozenset(departments.registry().matters())
    registry = departments.registry(listed_matters(settings.config, definitions, known))
    department_faults = DepartmentFaults(registry.department_of)
    hub = Hub(
        settings,
        secrets,
        engine,
        MovedClock(clock),
        registry,
        definitions,
        DemoMessages(),
        FaultSwitch(),
        department_faults,
    )
    api = _api(hub)
    asgi: ASGIApp = GateMiddleware(api, Guard(secrets.terminals, clock), UNSIGNED)
    if settings.demo_controls is DemoControls.ON:
        asgi = DepartmentFaultMiddleware(asgi, department_faults)
        asgi = FaultMiddleware(asgi, hub.faults, demo.PREFIX)
    return Application(AccessLogMiddleware(asgi), api, hub)


def _api(hub: Hub) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = WORKERS
        yield

    api = FastAPI(
        title="Hub of the 24-hour government-service zones",
        version=v1.VERSION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    api.state.hub = hub
    api.state.verify_limit = RateLimit(hub.clock)
    api.state.upload_limit = RateLimit(hub.clock, allowed=120)
    api.include_router(v1.router)
    api.include_router(cases.router)
    api.include_router(public.router)
    if hub.settings.demo_controls is DemoControls.ON:
        api.include_router(demo.router)
    api.add_exception_handler(RequestValidationError, _request_invalid)
    api.add_exception_handler(HTTPException, _http_error)
    api.openapi = lambda: _describe(api)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return api


async def _request_invalid(_request: Request, error: Exception) -> Response:
    """Where the request is wrong and by which rule; never what was in it."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    # A member's name may have been made up by the caller, so only names of the contract are repeated.
    where = ".".join(str(part) for part in first["loc"] if str(part) in _names())
    return problem_response(RefusalType.REQUEST_INVALID, 422, {"where": where, "rule": str(first["type"])})


_KNOWN: set[str] = set()


def _names() -> set[str]:
    if not _KNOWN:
        from kiosk.backend import case_models, models

        _KNOWN.update({"body", "path", "header", "query", "Idempotency-Key", "idempotency-key"})
        for model in (*vars(models).values(), *vars(case_models).values()):
            _KNOWN.update(getattr(model, "model_fields", {}))
    return _KNOWN


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # FastAPI's answer to a body that is no text at all
        return problem_response(RefusalType.REQUEST_INVALID, 422, {"where": "body", "rule": "unreadable"})
    words = {401: "not-authorised", 404: "not-found", 405: "method-not-allowed"}
    response = problem_response(words.get(error.status_code, "http-error"), error.status_code)
    response.headers.update(error.headers or {})
    if error.status_code == 405:
        response.headers["allow"] = ", ".join(sorted(_methods(request)))
    return response


def _methods(request: Request) -> set[str]:
    """All methods of this address; the framework names those of the first route only."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found


def _describe(api: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1, with the one shape of errors in place of FastAPI's own."""
    if api.openapi_schema is None:
        schema = get_openapi(title=api.title, version=api.version, routes=api.routes)
        components = schema["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            components.pop(name, None)
        components["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        api.openapi_schema = schema
    return api.openapi_schema
