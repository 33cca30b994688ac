"""A matter that is added by files alone: listed, found, answered, printed, without code of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hub.player import Played, Player
from hub.world import World, build
from support.logs import ExpectedLogs
from support.matter_papers import proof_for
from support.paper_samples import text_of

from kiosk.backend.answers import Ok
from kiosk.backend.models import MatterState
from kiosk.catalogue import Catalogue, describe, load
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.hub.settings import CONFIG
from kiosk.paper.a4 import render
from kiosk.paper.maker import DocumentMaker, PaperPlace
from kiosk.paper.sheet import Standing
from kiosk.runtime.presenter.values import sentence
from kiosk.texts import Texts

pytestmark = pytest.mark.anyio

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ID = "Q35"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The project's configuration and, beside it, the example of docs/matters.md."""
    folder = tmp_path / "config"
    for name in ("matters", "profiles", "dictionaries"):
        shutil.copytree(CONFIG / name, folder / name)
    (folder / "answers").mkdir()
    shutil.copy(EXAMPLES / f"{ID}.yaml", folder / "matters")
    shutil.copy(EXAMPLES / f"{ID}.tsv", folder / "answers")
    with (folder / "matters" / "catalogue.yaml").open("a", encoding="utf-8") as catalogue:
        catalogue.write("\n" + (EXAMPLES / "catalogue.yaml").read_text("utf-8"))
    return folder


@pytest.fixture
def world(tmp_path: Path, config: Path) -> Iterator[World]:
    built = build(tmp_path, now=NOW, config=config)
    yield built
    built.application.hub.engine.dispose()


@pytest.fixture
def catalogue(config: Path) -> Catalogue:
    found, problems = load(config, "personal")
    assert problems == ()
    return found


async def play(world: World, catalogue: Catalogue, **form: str) -> Played:
    matter = catalogue.matter(ID)
    assert matter is not None and matter.definition is not None
    return await Player(world, {}, ID, matter.definition).play(None, None, form, {}, {}, None)


def test_it_is_listed_found_and_described(catalogue: Catalogue) -> None:
    assert len(catalogue.matters) == 67
    matter = catalogue.matter(ID)
    assert matter is not None and matter.handled
    for typed in ("游泳", "youyongguan", "cfjyc", "pool"):
        assert matter in catalogue.search(typed, 3), typed
    assert next(one for one in describe(catalogue) if one["id"] == ID)["handled"]


async def test_the_back_end_offers_and_answers_it(world: World, catalogue: Catalogue) -> None:
    offered = await world.back_end.availability()
    assert isinstance(offered, Ok)
    states = {one.matter: one.state for one in offered.value.matters}
    assert states[ID] is MatterState.AVAILABLE
    everything = (await play(world, catalogue)).result
    assert everything is not None and everything.table is not None
    assert len(everything.table.rows) == 3
    assert everything.accepted_by == "上海市体育局"


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ({"district": "310106"}, ["听雨中学泳池"]),
        ({"kw": "望星"}, ["望星公园泳池"]),
        ({"kw": "xxl"}, ["想象路游泳馆"]),
        ({"district": "310106", "kw": "望星"}, []),
    ],
)
async def test_its_fields_narrow_what_is_found(
    world: World, catalogue: Catalogue, form: dict[str, str], names: list[str]
) -> None:
    played = await play(world, catalogue, **form)
    table = played.result.table if played.result is not None else None
    assert [row[0] for row in table.rows] == names if table is not None else not names


async def test_its_words_and_its_paper_are_complete(world: World, catalogue: Catalogue) -> None:
    answer = (await play(world, catalogue)).result
    assert answer is not None and answer.proof_offered
    texts = Texts()
    texts.learn(catalogue.texts())
    for language, said in (
        (Language.CHINESE, "找到 3 个公共泳池"),
        (Language.ENGLISH, "3 public pools were found"),
    ):
        assert texts.say(sentence(answer.headline, language, texts), language) == said
    place = PaperPlace("ZWZZ-0001", Said("某某街道", "Example"), "12345", Standing.SAMPLE)
    sheet = DocumentMaker(place, texts, catalogue.matter, lambda: NOW).sheet(ID, None, answer, proof_for(ID))
    shown = text_of(render(sheet.template, sheet.data()))
    assert "想象路游泳馆" in shown and "30.00" in shown and "2026年7月1日" in shown
    assert "[matter" not in shown


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("fee:money", "fee:mony", "'mony' is no kind of column"),
        ("\t20.00", "", ":3: 3 cells for 4 columns"),
        ("since:date", "begun:date", "'column.begun' is missing"),
    ],
)
def test_a_faulty_list_is_told_with_its_line_and_hinders_no_other(
    tmp_path: Path, config: Path, expected_logs: ExpectedLogs, old: str, new: str, told: str
) -> None:
    file = config / "answers" / f"{ID}.tsv"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    expected_logs.expect(re.escape(told))
    built = build(tmp_path, now=NOW, config=config)
    matters = built.application.hub.registry.matters()
    assert ID not in matters and "Q33" in matters
    built.application.hub.engine.dispose()
