"""An act is done once per key, however often, in whatever order and however concurrently it is asked for."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from hub.world import OTHER_TERMINAL, TERMINAL, WANG, World, build, refusal, value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from kiosk.backend.answers import Ok, RefusalType, Unavailable
from kiosk.backend.models import AdmissionRequest, ProofRequest, RatingRequest, Satisfaction
from kiosk.domain.credentials import CredentialKind
from kiosk.hub import admissions, ratings
from kiosk.hub.acts import Call
from kiosk.hub.database import open_engine, prepare, transaction
from kiosk.hub.tables import (
    SCHEMA_VERSION,
    AdmissionRow,
    Base,
    CaseRow,
    IdempotencyRow,
    ProofRow,
    RatingRow,
    SchemaRow,
)

pytestmark = pytest.mark.anyio


def count(world: World, table: type[Base]) -> int:
    with Session(world.application.hub.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


acts = st.lists(
    st.tuples(st.sampled_from(["ask", "prove", "rate"]), st.integers(0, 3)), min_size=1, max_size=25
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
async def test_any_sequence_of_acts_leaves_one_effect_and_one_answer_per_key(
    world: World, sequence: list[tuple[str, int]]
) -> None:
    subject = await world.subject()
    case = await world.case(subject)
    cases, proofs, rated = count(world, CaseRow), count(world, ProofRow), count(world, RatingRow)
    run = world.key()
    answers = defaultdict(set)
    for act, number in sequence:
        key = f"{run}/{act}/{number}"
        match act:
            case "ask":
                answer = await world.ask(subject, key=key)
            case "prove":
                answer = await world.back_end.issue_proof(ProofRequest(subject=subject, case=case), key=key)
            case _:
                rating = RatingRequest(case=case, level=Satisfaction.SATISFIED)
                answer = await world.back_end.rate(rating, key=key)
        told = answer.value.model_dump_json() if isinstance(answer, Ok) else repr(answer)
        answers[act, number].add(told)
        world.clock.move(minutes=1)
    assert all(len(told) == 1 for told in answers.values())
    done = set(sequence)
    assert count(world, CaseRow) - cases == sum(act == "ask" for act, _ in done)
    assert count(world, ProofRow) - proofs == sum(act == "prove" for act, _ in done)
    assert count(world, RatingRow) - rated == any(act == "rate" for act, _ in done)


async def test_a_key_that_is_used_for_something_else_is_refused(world: World) -> None:
    subject = await world.subject()
    await world.ask(subject, key="ask")
    answer = await world.ask(subject, key="ask", to="2020-01")
    assert refusal(answer) is RefusalType.KEY_REUSED


async def test_a_key_is_remembered_for_a_day(world: World) -> None:
    request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)
    first = value(await world.back_end.admit(request, key="card"))
    world.clock.move(hours=24, seconds=-1)
    assert value(await world.back_end.admit(request, key="card")) == first
    world.clock.move(seconds=1)
    assert value(await world.back_end.admit(request, key="card")) != first


async def test_two_terminals_do_not_share_their_keys(world: World) -> None:
    request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)
    here = value(await world.back_end.admit(request, key="card"))
    there = value(await world.client(OTHER_TERMINAL).admit(request, key="card"))
    assert here.subject != there.subject


async def test_what_was_remembered_for_a_subject_goes_with_the_admission(world: World) -> None:
    before = count(world, IdempotencyRow)
    subject = await world.subject()
    await world.ask(subject)
    assert count(world, IdempotencyRow) == before + 2
    await world.back_end.end_admission(subject)
    assert count(world, IdempotencyRow) == before


async def test_an_act_that_fails_leaves_nothing_and_can_be_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch, expected_logs: object
) -> None:
    case = await world.case(await world.subject())
    rating = RatingRequest(case=case, level=Satisfaction.DISSATISFIED)

    def fail(_count: int) -> str:
        raise RuntimeError("the disk is full")

    expected_logs.expect("request failed")  # type: ignore[attr-defined]
    with monkeypatch.context() as patched:
        patched.setattr(ratings, "draw_letters", fail)  # after the rating has been written, before the ticket
        answer = await world.back_end.rate(rating, key="rate")
        assert isinstance(answer, Unavailable)
        assert not answer.nothing_done
    assert count(world, RatingRow) == 0
    assert isinstance(await world.back_end.rate(rating, key="rate"), Ok)
    assert count(world, RatingRow) == 1


@pytest.mark.parametrize("database", ["memory", "file"])
def test_many_at_once_with_one_key_are_one_act(tmp_path: Path, database: str) -> None:
    url = "sqlite://" if database == "memory" else f"sqlite:///{tmp_path}/hub.db"
    world = build(tmp_path, database_url=url)
    hub = world.application.hub
    request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)
    call = Call(hub, TERMINAL, "POST /v1/admissions", "one-card", request.model_dump_json().encode())

    def ask(_: int) -> Response:
        return call.once(lambda act: admissions.admit(act, request))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(32)))
    assert len({(answer.status_code, bytes(answer.body)) for answer in answers}) == 1
    assert count(world, AdmissionRow) == 1
    hub.engine.dispose()


def test_many_at_once_rate_a_case_once(tmp_path: Path) -> None:
    world = build(tmp_path, database_url=f"sqlite:///{tmp_path}/hub.db")
    hub = world.application.hub

    async def a_case() -> str:
        return await world.case(await world.subject())

    request = RatingRequest(case=anyio.run(a_case), level=Satisfaction.DISSATISFIED)

    def rate(number: int) -> int:
        call = Call(hub, TERMINAL, "POST /v1/ratings", f"act-{number}", b"{}")
        return call.once(lambda act: ratings.rate(act, request)).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(rate, range(16)))
    assert statuses == [200] + [409] * 15
    hub.engine.dispose()


def test_a_register_in_a_file_is_seeded_once_and_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hub.db"
    first = build(tmp_path, database_url=url)
    request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)
    asked = anyio.run(lambda: first.back_end.admit(request, key="card"))
    first.application.hub.engine.dispose()
    second = build(tmp_path, database_url=url)
    again = anyio.run(lambda: second.back_end.admit(request, key="card"))
    assert value(again) == value(asked)  # also over a restart
    second.application.hub.engine.dispose()


def test_who_reads_and_then_writes_is_not_overtaken(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/hub.db")
    prepare(engine)

    def add(_: int) -> None:
        with transaction(engine) as session:
            row = session.get_one(SchemaRow, 1)
            row.version += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))
    with transaction(engine) as session:
        assert session.get_one(SchemaRow, 1).version == SCHEMA_VERSION + 80
    engine.dispose()
