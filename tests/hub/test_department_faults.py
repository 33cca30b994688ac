"""Departments that are closed, down, slow or talk nonsense: said before login where it is known, and why."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hub.world import FACE, SECRETS, World, value

from kiosk.app.monitor import NOT_OFFERED, closed_matters
from kiosk.backend.answers import Ok, RefusalType, Refused
from kiosk.backend.models import MatterAvailability, MatterState, QueryRequest
from kiosk.hub import faults
from kiosk.hub.hours import ARCHIVES

pytestmark = pytest.mark.anyio

DEPARTMENT = "human-resources"  # of Q01


async def put(world: World, fault: str, department: str = DEPARTMENT) -> int:
    response = await world.raw(
        "POST",
        "/v1/demo/faults",
        json={"fault": fault, "department": department},
        headers={"kiosk-demo-key": SECRETS.demo_key},
    )
    return response.status_code


async def clear(world: World) -> None:
    await world.raw("DELETE", "/v1/demo/faults", headers={"kiosk-demo-key": SECRETS.demo_key})


async def state(world: World, matter: str = "Q01") -> MatterAvailability:
    available = value(await world.back_end.availability())
    return next(one for one in available.matters if one.matter == matter)


async def test_a_department_that_is_down_closes_its_matters_and_no_others(world: World) -> None:
    subject = await world.subject()
    assert await put(world, "down") == 200
    closed = await state(world)
    assert (closed.state, closed.reason) == (MatterState.UNAVAILABLE, "hindrance.department_down")
    assert (await state(world, "F01")).state is MatterState.AVAILABLE
    answer = await world.ask(subject)
    assert isinstance(answer, Refused)
    assert (answer.type, answer.params) == (
        RefusalType.MATTER_UNAVAILABLE,
        {"reason": "hindrance.department_down"},
    )
    await clear(world)
    assert isinstance(await world.ask(subject), Ok)


async def test_nonsense_of_a_department_is_told_from_an_answer(world: World) -> None:
    subject = await world.subject()
    await put(world, "nonsense")
    assert (await state(world)).state is MatterState.AVAILABLE  # nobody has asked it yet
    answer = await world.ask(subject)
    assert isinstance(answer, Refused)
    assert answer.params == {"reason": "hindrance.department_nonsense"}
    assert answer.case is None


async def test_a_slow_department_is_waited_for_so_long_and_no_longer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = await world.subject()
    await put(world, "slow")
    monkeypatch.setattr(faults, "DEPARTMENT_DEADLINE_S", 0.01)
    answer = await world.ask(subject)
    assert isinstance(answer, Refused)
    assert answer.params == {"reason": "hindrance.department_slow"}


async def test_who_waits_for_a_slow_department_hears_when_it_is_well_again(world: World) -> None:
    subject = await world.subject()
    await put(world, "slow")
    asked = asyncio.create_task(world.ask(subject))
    await asyncio.sleep(0)
    await clear(world)
    assert isinstance(await asked, Ok)


async def test_there_is_no_fault_of_a_department_that_is_none(world: World) -> None:
    assert await put(world, "down", "elsewhere") == 404
    assert await put(world, "drop_after_commit") == 409


async def test_outside_its_hours_a_matter_is_closed_until_they_begin(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = world.application.hub.registry.find("Q01")
    monkeypatch.setattr(type(handler), "hours", ARCHIVES)
    assert (await state(world)).state is MatterState.AVAILABLE
    subject = await world.subject()
    world.clock.now = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)  # 20:00 in Shanghai
    closed = await state(world)
    assert closed.reason == "hindrance.outside_hours"
    assert closed.until == datetime(2026, 7, 16, 0, 30, tzinfo=UTC)
    request = QueryRequest(subject=subject, assurance=FACE)
    answer = await world.back_end.query("Q01", request, key="ask")
    assert isinstance(answer, Refused)  # the session is over too after ten hours
    assert answer.type is RefusalType.SUBJECT_UNKNOWN
    fresh = await world.ask(await world.subject())
    assert isinstance(fresh, Refused)
    assert fresh.params["reason"] == "hindrance.outside_hours"


async def test_what_the_back_end_does_not_list_is_closed_at_the_terminal(world: World) -> None:
    available = value(await world.back_end.availability())
    closed = closed_matters(available, frozenset({"Q01", "Z99"}))
    assert closed == {"Z99": (NOT_OFFERED, "")}
