"""The OpenAPI description and the hub agree: Schemathesis asks all that it allows, and what it does not."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import schemathesis
from hub.player import PAGE_JPEG
from hub.world import SECRETS, TERMINAL, World, build
from schemathesis.checks import ignored_auth
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.backend.answers import RefusalType
from kiosk.backend.signing import Message as SignedMessage
from kiosk.backend.signing import Stamp, sign
from kiosk.hub.problems import Refusal

EXAMPLES = 25


@dataclass
class Signing:
    """Signs whatever Schemathesis sends, so that it gets past the gate (which has tests of its own)."""

    app: ASGIApp
    world: World
    _nonces: itertools.count[int]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        given = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        stamp = Stamp(int(self.world.clock().timestamp()), f"{next(self._nonces):022d}", TERMINAL)
        message_to_sign = SignedMessage(
            scope["method"],
            scope["raw_path"].decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            body,
            given.get("idempotency-key", ""),
        )
        try:
            headers = sign(SECRETS.terminals[TERMINAL], message_to_sign, stamp)
        except UnicodeEncodeError:  # what no client of ours could sign either
            headers = {}
        # Where Schemathesis leaves the credential out, it has to stay out.
        headers = headers if "signature" in given else {}
        if "kiosk-demo-key" in given:
            headers["kiosk-demo-key"] = SECRETS.demo_key
        kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in headers]
        signed = [(name.encode(), value.encode()) for name, value in headers.items()]

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app({**scope, "headers": kept + signed}, again, send)


def _living() -> World:
    with TemporaryDirectory() as folder:
        return build(Path(folder))


def _described(world: World) -> schemathesis.BaseSchema:
    # Refusals by state (expired, locked) and by rules across fields answer requests that are well formed.
    accepted = PositiveDataAcceptanceConfig(
        expected_statuses=["2xx", "401", "403", "404", "409", "410", "422", "423", "429"]
    )
    config = SchemathesisConfig(
        projects=ProjectsConfig(
            default=ProjectConfig(
                generation=GenerationConfig(max_examples=EXAMPLES, deterministic=True),
                checks=ChecksConfig(positive_data_acceptance=accepted),
            )
        )
    )
    app = Signing(world.application.asgi, world, itertools.count())
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config)


# Schemathesis makes the tests when this file is collected, so the hub is there by then.
living = _living()
schema = _described(living)
succeeded: set[str] = set()


def _test_of(label: str) -> Callable[[schemathesis.Case], None]:
    """A test with a name of its own. Schemathesis names those of all operations alike, and by their names
    tests are divided among processes.
    """

    @schema.include(name=label).parametrize()
    def test(case: schemathesis.Case) -> None:
        _make_reachable(case, living)
        # A fault that was put in force would be what answers next. The rate limit is by the minute.
        living.application.hub.faults.clear()
        living.clock.move(minutes=1)
        response = case.call_and_validate(excluded_checks=[ignored_auth])
        if response.status_code < 300:
            succeeded.add(case.operation.label)

    return test


for _label in [operation.ok().label for operation in schema.get_all_operations()]:
    _words = re.sub(r"[^a-z0-9]+", "_", _label.lower())
    globals()[f"test_{_words}_answers_as_it_is_described"] = _test_of(_label)


def test_the_operations_were_not_only_refused() -> None:
    """Runs after the tests above. What needs a code or serial that is nobody's guess is tried elsewhere."""
    by_luck = {
        "POST /v1/codes/exchange",
        "POST /v1/phone-codes/{code_id}/check",
        "POST /v1/staff-attestations",
        "POST /v1/proofs/{serial}/printed",
        "POST /v1/proofs/{serial}/void",
        "POST /v1/proofs",
        "GET /verify/{code}",
        "POST /v1/cases/{case}/supplements",
        "POST /v1/matters/{matter}/submissions",
        "POST /v1/principals",
        "POST /v1/uploads/{upload}/pages",
        "GET /upload/{token}",
        "POST /upload/{token}/pages",
        "POST /upload/{token}/done",
    }
    operations = living.application.api.openapi()["paths"]
    everything = {f"{method.upper()} {path}" for path, methods in operations.items() for method in methods}
    assert everything - succeeded <= by_luck


def _make_reachable(case: schemathesis.Case, world: World) -> None:
    """Let every other well-formed subject and case be one that exists, so that successes are tried too."""
    body, path = case.body, case.path_parameters

    def formed(value: object, form: str) -> bool:
        return isinstance(value, str) and len(value) % 2 == 0 and re.fullmatch(form, value) is not None

    if isinstance(body, dict):
        if formed(body.get("subject"), "[A-Za-z0-9_-]{16,64}"):
            body["subject"] = anyio.run(world.subject)
        if formed(body.get("case"), "[A-Z0-9-]{8,40}"):
            body["case"] = anyio.run(_case, world)
        if formed(body.get("resident"), "[a-z0-9_-]{1,40}"):
            body["resident"] = "wang"
        if re.fullmatch("[A-Z]{1,3}[0-9]{2,3}", str(body.get("matter"))):
            body["matter"] = "Q01"
        if re.fullmatch("[A-Za-z0-9+/]{100,}={0,2}", str(body.get("jpeg_base64"))):
            body["jpeg_base64"] = base64.b64encode(PAGE_JPEG).decode()
    if path and re.fullmatch("[A-Z]{1,3}[0-9]{2,3}", str(path.get("matter"))):
        path["matter"] = "Q01"
    if path and formed(path.get("case"), "[A-Z0-9-]{8,40}"):
        path["case"] = "H06-SAMPLE-01"  # which the seed gives to the resident who is admitted here


async def _case(world: World) -> str:
    return await world.case(await world.subject())


def test_every_refusal_has_a_status_and_is_described_for_some_operation() -> None:
    described = set()
    for operations in living.application.api.openapi()["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                described.update(response["description"].split("; "))
    for kind in RefusalType:
        assert 400 <= Refusal(kind).status < 500
        assert kind.value in described


def test_the_description_is_openapi_3_1_with_one_shape_of_errors() -> None:
    description = living.application.api.openapi()
    assert description["openapi"].startswith("3.1")
    for path, operations in description["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400 and not path.startswith(("/verify", "/upload")):
                    assert list(response["content"]) == ["application/problem+json"], (path, status)
