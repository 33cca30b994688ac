"""Only a terminal with a genuine, fresh, unused signature gets anywhere."""

from __future__ import annotations

import asyncio

import pytest
from hub.world import OTHER_TERMINAL, SECRETS, TERMINAL, MovedClock, World, browser, value
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from kiosk.backend.answers import Ok, Reason, Unavailable
from kiosk.backend.signing import Message, Stamp, sign
from kiosk.hub.gate import LARGE_BODIES, MAX_BODY, MOST_LARGE_BODIES, GateMiddleware, Guard

pytestmark = pytest.mark.anyio

REFUSED = Unavailable(Reason.NOT_AUTHORISED)
PATH = "/v1/availability"


def headers(world: World, nonce: str = "a-nonce-that-is-long-enough", ahead: int = 0) -> dict[str, str]:
    stamp = Stamp(int(world.clock().timestamp()) + ahead, nonce, TERMINAL)
    return sign(SECRETS.terminals[TERMINAL], Message("GET", PATH, "", b""), stamp)


async def test_a_known_terminal_is_served(world: World) -> None:
    assert value(await world.back_end.availability()).matters
    assert isinstance(await world.client(OTHER_TERMINAL).availability(), Ok)


@pytest.mark.parametrize(
    ("terminal", "key"), [(TERMINAL, b"x" * 32), (OTHER_TERMINAL, b"k" * 32), ("T-9", b"k" * 32)]
)
async def test_a_wrong_key_and_an_unknown_terminal_are_not(world: World, terminal: str, key: bytes) -> None:
    assert await world.client(terminal, key).availability() == REFUSED


async def test_no_operation_answers_without_a_signature(world: World) -> None:
    paths = world.application.api.openapi()["paths"]
    tried = 0
    for path, operations in paths.items():
        for method in operations:
            if path in ("/v1/health", "/verify/{code}") or path.startswith("/upload/"):
                continue
            response = await world.raw(method.upper(), path.replace("{", "").replace("}", ""), json={})
            assert response.status_code == 401, (method, path)
            assert response.headers["content-type"] == "application/problem+json"
            tried += 1
    assert tried >= 15


async def test_a_request_that_is_sent_again_is_refused(world: World) -> None:
    async with browser(world.application) as http:
        signed = headers(world)
        assert (await http.get(PATH, headers=signed)).status_code == 200
        again = await http.get(PATH, headers=signed)
    assert again.status_code == 401
    assert again.json()["type"] == "urn:kiosk:problem:signature-replayed"


@pytest.mark.parametrize("ahead", [-60, 60])
async def test_a_replay_is_refused_until_it_is_stale_anyway(world: World, ahead: int) -> None:
    world.clock.move(hours=1)
    async with browser(world.application) as http:
        signed = headers(world, ahead=ahead)
        assert (await http.get(PATH, headers=signed)).status_code == 200
        for _ in range(130):
            world.clock.move(seconds=1)
            # Another request, so that old nonces are forgotten as time goes on.
            other = headers(world, nonce=f"another-nonce-{world.clock().timestamp():.0f}")
            assert (await http.get(PATH, headers=other)).status_code == 200
            assert (await http.get(PATH, headers=signed)).status_code == 401


@pytest.mark.parametrize(("ahead", "status"), [(-61, 401), (-60, 200), (60, 200), (61, 401)])
async def test_a_clock_may_be_a_minute_off(world: World, ahead: int, status: int) -> None:
    world.clock.move(hours=1)
    async with browser(world.application) as http:
        assert (await http.get(PATH, headers=headers(world, ahead=ahead))).status_code == status


async def test_what_was_signed_before_the_hub_started_is_stale(world: World) -> None:
    async with browser(world.application) as http:
        response = await http.get(PATH, headers=headers(world, ahead=-1))
    assert response.json()["type"] == "urn:kiosk:problem:signature-stale"


async def test_a_changed_address_is_not_authentic(world: World) -> None:
    async with browser(world.application) as http:
        assert (await http.get(PATH + "?more=1", headers=headers(world))).status_code == 401


@pytest.mark.parametrize("extra", [0, 1])
async def test_a_body_is_read_up_to_its_limit_only(world: World, extra: int) -> None:
    response = await world.raw("POST", "/v1/ratings", content=b" " * (MAX_BODY + extra))
    assert response.status_code == (413 if extra else 401)


@pytest.mark.parametrize(
    ("path", "most"),
    [(start + "x", size) for start, size in LARGE_BODIES.items()] + [("/v1/cases/x", MAX_BODY)],
)
async def test_only_forms_and_pages_may_be_long(world: World, path: str, most: int) -> None:
    fits = await world.raw("POST", path, content=b" " * most)
    assert fits.status_code != 413
    assert (await world.raw("POST", path, content=b" " * (most + 1))).status_code == 413


async def test_no_more_long_bodies_are_read_at_once_than_fit_the_memory() -> None:
    waiting = asyncio.Event()

    async def never_ends() -> AsgiMessage:
        await waiting.wait()
        return {"type": "http.disconnect"}

    statuses: list[int] = []

    async def heard(message: AsgiMessage) -> None:
        statuses.append(message.get("status", 0))

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        """The application behind the gate."""

    gate = GateMiddleware(served, Guard({}, MovedClock()), ("/upload/",))
    scope = {"type": "http", "path": "/upload/x", "method": "POST", "headers": []}
    reading = [asyncio.ensure_future(gate(scope, never_ends, heard)) for _ in range(MOST_LARGE_BODIES)]
    await asyncio.sleep(0)
    await gate(scope, never_ends, heard)
    assert statuses[0] == 503
    waiting.set()
    await asyncio.gather(*reading)
    await gate(scope, never_ends, heard)
    assert statuses.count(503) == 1
