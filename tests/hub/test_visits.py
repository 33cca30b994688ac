"""Every visit of ``config/demo/visits`` through the hub: outcome, refusal, faulty fields, words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hub.player import Player
from hub.world import DEMO, World, build, copy

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus, TextRef
from kiosk.catalogue import load
from kiosk.demo.visits import At, InvalidForm, Visit, Visits, load_visits
from kiosk.flow.display import Language
from kiosk.hub.definitions import Definitions
from kiosk.hub.settings import CONFIG
from kiosk.texts import Texts

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10 in the morning of a Friday in Shanghai
DEFINITIONS = Definitions(CONFIG)
EVERYWHERE = frozenset({"no-record", "same-person", "guardian-age", "not-related", "in-person-only"})
"""Codes that belong to no matter alone."""


def _all() -> list[Visits]:
    found = []
    for file in sorted((DEMO / "visits").glob("*.yaml")):
        definition = DEFINITIONS.find(file.stem)
        found.append(load_visits(file, NOW.date(), definition.fields if definition else ()))
    return found


ALL = _all()
VISITS = [visit for visits in ALL for visit in visits.visits]
INVALID = [one for visits in ALL for one in visits.invalid]
NUMBERS = {
    resident["key"]: resident["id_number"]
    for resident in yaml.safe_load((DEMO / "residents.yaml").read_text("utf-8"))["residents"]
}


class Again:
    """One hub for all visits, set back to its first day before each."""

    def __init__(self, folder: Path) -> None:
        self.world = build(folder, now=NOW)
        self._first = sqlite3.connect(":memory:", check_same_thread=False)
        copy(self.world.application, self._first, back=False)

    def close(self) -> None:
        self._first.close()
        self.world.application.hub.engine.dispose()

    def fresh(self) -> World:
        hub = self.world.application.hub
        copy(self.world.application, self._first, back=True)
        hub.clock.ahead = timedelta()
        hub.messages.newest.clear()
        self.world.clock.move(minutes=1)  # the public page counts by the minute
        return self.world


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Again]:
    kept = Again(tmp_path_factory.mktemp("visits"))
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def wording() -> dict[str, tuple[str, str]]:
    """Every text that may be sent, in both languages."""
    catalogue, _ = load(CONFIG, "super")
    texts = Texts()
    texts.learn(catalogue.texts())
    zh, en = (texts.table(language) for language in (Language.CHINESE, Language.ENGLISH))
    return {key: (zh[key], en[key]) for key in zh if key in en}


def player(world: World, matter: str) -> Player:
    definition = DEFINITIONS.find(matter)
    assert definition is not None, f"{matter} has no sound definition"
    return Player(world, NUMBERS, matter, definition)


@pytest.mark.parametrize("visit", VISITS, ids=[f"{visit.matter} {visit.name}" for visit in VISITS])
async def test_a_visit_ends_as_it_is_written(
    again: Again, wording: dict[str, tuple[str, str]], visit: Visit
) -> None:
    played = await player(again.fresh(), visit.matter).play(
        visit.person,
        visit.acting_for,
        visit.form,
        visit.lists,
        visit.materials,
        visit.after.moved if visit.after else None,
    )
    if visit.refusal:
        assert played.refused is not None, f"not refused, but {played.result and played.result.status}"
        assert played.refused.params.get("code", played.refused.type.value) == visit.refusal
        assert played.at is not None
        # A query asks nothing before: what its opening would refuse is refused with the answer.
        early = {At.OPENING, At.PRINCIPAL}
        assert (played.at in early) == (visit.at in early and _opens(visit.matter))
    else:
        assert played.refused is None, dict(played.refused.params) | {"type": played.refused.type}
        assert played.result is not None
        assert played.result.status is visit.outcome
        if visit.outcome is CaseStatus.ACCEPTED:
            assert played.result.due is not None, "who is accepted is told when to expect the decision"
        if visit.outcome is CaseStatus.SUPPLEMENT:
            assert played.result.missing
        if visit.after is not None:
            assert played.later is not None
            assert played.later.status is visit.after.printed
    for text in played.texts:
        _is_worded(text, wording)


def _opens(matter: str) -> bool:
    definition = DEFINITIONS.find(matter)
    return definition is not None and definition.opens


def _is_worded(text: TextRef, wording: dict[str, tuple[str, str]]) -> None:
    assert text.key in wording, f"no text {text.key}"
    for said in wording[text.key]:
        wanted = set(re.findall(r"\{([a-z_0-9]+)\}", said))
        assert wanted <= set(text.params), f"{text.key} is not given {wanted - set(text.params)}"


@pytest.mark.parametrize("one", INVALID, ids=[f"{one.matter} {one.field} {one.rule}" for one in INVALID])
async def test_a_field_that_the_department_refuses_is_named_with_its_rule(
    again: Again, one: InvalidForm
) -> None:
    played = await player(again.fresh(), one.matter).play(
        one.person, None, one.form, one.lists, one.materials, None
    )
    assert played.refused is not None, "accepted"
    assert played.refused.type is RefusalType.FORM_INVALID
    assert (played.refused.params["field"], played.refused.params["rule"]) == (one.field, one.rule)
    assert Texts().has(f"field.error.{one.rule}")


@pytest.mark.parametrize("visits", ALL, ids=[visits.matter for visits in ALL])
def test_every_refusal_of_a_matter_is_met_in_some_visit(visits: Visits) -> None:
    definition = DEFINITIONS.find(visits.matter)
    assert definition is not None
    written = {refusal.code for refusal in definition.refusals}
    met = {visit.refusal for visit in visits.visits if visit.refusal}
    assert written <= met, f"never met: {sorted(written - met)}"
    assert met - EVERYWHERE <= written, f"without a reason in the definition: {sorted(met - written)}"


@pytest.mark.parametrize("visits", ALL, ids=[visits.matter for visits in ALL])
def test_a_matter_of_the_hub_has_a_visit_that_succeeds_first(visits: Visits) -> None:
    assert visits.visits[0].outcome is not None


def test_every_matter_of_the_catalogue_is_handled_by_the_hub_and_played_here(again: Again) -> None:
    catalogue, problems = load(CONFIG, "super")
    assert problems == ()
    offered = {matter.id for matter in catalogue.everything}
    assert set(again.world.application.hub.registry.matters()) == offered
    assert {visits.matter for visits in ALL} == offered
    assert all(matter.handled for matter in catalogue.everything)
