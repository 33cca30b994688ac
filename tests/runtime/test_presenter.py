"""Every stage has a page, and every word on it is a text in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import get_args

import pytest
from support.visits import Visit, facts

from kiosk.app.flow_setup import rule_of
from kiosk.backend.case_models import Principal
from kiosk.backend.models import QueryResult
from kiosk.catalogue import Catalogue, load
from kiosk.domain.credentials import CredentialKind
from kiosk.flow import errand as er
from kiosk.flow import events as ev
from kiosk.flow import state as at
from kiosk.flow.display import Language, TypeSize
from kiosk.flow.effects import EndReason
from kiosk.flow.intents import Intent
from kiosk.flow.openness import Hindered, Hindrance
from kiosk.flow.problems import Problem
from kiosk.flow.setup import Setup
from kiosk.flow.state import Stage, State
from kiosk.flow.ways import ways_from
from kiosk.flow.words import Said, Text
from kiosk.runtime.desk import Place
from kiosk.runtime.presenter import Presenter
from kiosk.runtime.presenter.menu import reason_words
from kiosk.runtime.presenter.view import View
from kiosk.runtime.snapshot import Action, Content, Snapshot
from kiosk.runtime.vault import ANSWER, HOLDER, PAGES, PHONE, PRINCIPAL, ROWS, Holder, KeptPage, Vault
from kiosk.texts import Texts

PAPER = "history"  # a material of H06
TODAY = date(2026, 11, 21)
PLACE = Place("T001", "演示自助区", "Demo zone", "12345")
NAME = "王明远"

ANSWERED = QueryResult.model_validate(
    {
        "case": "Q01-20261121-ABCDEFGH",
        "matter": "Q01",
        "answered_at": "2026-11-21T20:00:00+08:00",
        "received_by": "演示自助区",
        "accepted_by": "演示机构",
        "headline": {
            "key": "matter.Q01.headline",
            "params": {
                "months": {"kind": "number", "value": "1234"},
                "from": {"kind": "month", "value": "2006-07"},
                "to": {"kind": "month", "value": "2026-10"},
            },
        },
        "facts": [
            {"label": "matter.Q01.fact.personal_sum", "value": {"kind": "money", "value": "126682.96"}}
        ],
        "table": {
            "columns": [
                {"label": "matter.Q01.column.month", "kind": "month"},
                {"label": "matter.Q01.column.base", "kind": "money"},
            ],
            "rows": [[f"2024-{month:02d}", "12946.00"] for month in range(1, 13)],
        },
        "proof_offered": True,
    }
)


@pytest.fixture(scope="module")
def texts(root) -> Texts:  # type: ignore[no-untyped-def]
    known = Texts()
    known.learn(load(root / "config", "personal")[0].texts())
    return known


@pytest.fixture(scope="module")
def catalogue(root) -> Catalogue:  # type: ignore[no-untyped-def]
    return load(root / "config", "personal")[0]


@pytest.fixture(scope="module")
def setup(catalogue: Catalogue) -> Setup:
    return Setup(matters={matter.id: rule_of(matter) for matter in catalogue.matters})


def vault() -> Vault:
    kept = Vault(1)
    number = "999999198403121013"
    kept.put(HOLDER, Holder(CredentialKind.RESIDENT_CARD, NAME, number, "1", date(1984, 3, 12)))
    kept.put(PHONE, "199****0001")
    kept.put(ANSWER, ANSWERED)
    kept.put(PAGES, {PAPER: (KeptPage(1, b"picture"), KeptPage(2, b"picture"))})
    kept.put(ROWS, {"invoices": ({"number": "12345678"},)})
    kept.put(PRINCIPAL, Principal(acting_for="a" * 20, name_masked="徐*禾"))
    return kept


def stages() -> Iterator[Stage]:
    yield from (at.Starting(), at.Attract(), at.AskCredential(), at.Consent(), at.ChoosingOtherWay())
    yield from (at.OutOfService(why) for why in ev.Closure)
    yield from (at.Menu(place, "retirement") for place in at.MenuPlace)
    yield at.Menu(at.MenuPlace.SEARCH, words="yanglao")
    yield from (at.Guide(matter, at.Menu()) for matter in ("Q01", "H01"))
    yield from (at.Reading(source) for source in at.Source)
    yield from (at.PhoneCode(phase, 3, tries) for phase in at.EntryPhase for tries in (None, 2))
    yield from (at.StaffCheck(phase, 2) for phase in at.StaffPhase)
    yield from (at.FaceCheck(1, hint) for hint in ev.Hint)
    yield at.Admitting()
    yield from (er.Form("Q01"), er.Form("Q01", {"to": "field.error.before_start"}))
    yield from (er.Asking("Q01", what) for what in er.Asked)
    papers = ev.Paper.PROOF, ev.Paper.RECEIPT
    acts = frozenset(ev.CaseAct)
    yield from (
        at.Result("Q01", 2, some, page, acted)
        for some in ((), papers)
        for page in (0, 1)
        for acted in (frozenset[ev.CaseAct](), acts)
    )
    yield from (er.ChoosingEntry("Q01"), er.ChoosingWhom("H05"), er.HolderCard("H05"), er.Opening("H05"))
    yield from (er.Conditions("H05"), er.Review("H06"), er.Signing("H05"))
    form = er.Form("H06", group=2)
    yield from (er.FormRow("H06", form, "invoices", row) for row in (0, 1))
    yield from (er.Materials("H06", complained=complained) for complained in (False, True))
    yield from (er.Capturing("H06", PAPER, hint) for hint in er.CaptureHint)
    yield from (er.Pages("H06", PAPER, 2, chosen) for chosen in (0, 1))
    yield er.ConfirmDrop(er.Pages("H06", PAPER, 2, 1))
    yield from (er.PhoneUpload("H06", PAPER, phase) for phase in er.UploadPhase)
    result = at.Result("Q01", 1, papers)
    yield from (
        at.Previewing("Q01", result),
        at.Preview("Q01", result, 2),
        at.ConfirmWithdrawal("Q01", result),
    )
    yield from (at.Printing("Q01", paper) for paper in ev.Paper)
    yield from (at.Rating("Q01"), at.RatingReasons("Q01", 1, frozenset({"too-slow"})), at.Finished("Q01"))
    yield from (at.Goodbye(EndReason.PERSON, wiped) for wiped in (False, True))


def troubles(state: State) -> Iterator[Stage]:
    assert state.session is not None
    for problem in Problem:
        yield at.Trouble(problem, ways_from(state, state.session, problem), "Q01")


def signed_in(setup: Setup) -> State:
    visit = Visit.ready(setup)
    visit.put_card(facts())
    visit.learn_standing()
    return visit.state


def all_stages(setup: Setup) -> list[Stage]:
    return [*stages(), *troubles(signed_in(setup))]


def present(setup: Setup, catalogue: Catalogue, texts: Texts, stage: Stage, language: Language) -> Snapshot:
    state = replace(signed_in(setup), stage=stage)
    state = replace(state, display=replace(state.display, language=language))
    return Presenter(catalogue, texts, PLACE).present(state, vault(), TODAY, 0.0)


def words_in(value: object) -> Iterator[Text | Said]:
    if isinstance(value, Text | Said):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from words_in(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from words_in(getattr(value, part.name))


def actions_in(value: object) -> Iterator[Action]:
    if isinstance(value, Action):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from actions_in(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from actions_in(getattr(value, part.name))


def test_the_stages_tried_here_are_all_that_there_are(setup: Setup) -> None:
    assert {type(stage) for stage in all_stages(setup)} == set(get_args(Stage))


@pytest.mark.parametrize("language", Language)
def test_every_page_says_nothing_but_texts(
    setup: Setup, catalogue: Catalogue, texts: Texts, language: Language
) -> None:
    for stage in all_stages(setup):
        snapshot = present(setup, catalogue, texts, stage, language)
        for words in words_in((snapshot.content, snapshot.bar)):
            said = texts.say(words, language)
            assert "[" not in said, f"{stage}: {said}"


def test_every_content_is_made_by_some_stage(setup: Setup, catalogue: Catalogue, texts: Texts) -> None:
    made = {
        type(present(setup, catalogue, texts, stage, Language.CHINESE).content) for stage in all_stages(setup)
    }
    helped = replace(signed_in(setup), help_shown=True)
    made.add(type(Presenter(catalogue, texts, PLACE).present(helped, vault(), TODAY, 0.0).content))
    assert made == set(get_args(Content))


def test_no_page_has_two_actions_of_one_name_or_two_primary_ones(
    setup: Setup, catalogue: Catalogue, texts: Texts
) -> None:
    for stage in all_stages(setup):
        content = present(setup, catalogue, texts, stage, Language.CHINESE).content
        actions = list(actions_in(content))
        names = [action.id for action in actions]
        assert len(names) == len(set(names)), stage
        assert sum(action.role.value == "primary" for action in actions) <= 1, stage


@pytest.mark.parametrize("language", Language)
def test_no_two_buttons_of_a_page_read_alike(
    setup: Setup, catalogue: Catalogue, texts: Texts, language: Language
) -> None:
    for stage in all_stages(setup):
        snapshot = present(setup, catalogue, texts, stage, language)
        labels = [texts.say(a.label, language) for a in actions_in((snapshot.content, snapshot.bar))]
        twice = {label for label in labels if labels.count(label) > 1}
        assert not twice, f"{type(stage).__name__}: {twice}"


def test_every_action_sends_an_intent(setup: Setup, catalogue: Catalogue, texts: Texts) -> None:
    intents = get_args(Intent)
    for stage in all_stages(setup):
        snapshot = present(setup, catalogue, texts, stage, Language.CHINESE)
        for action in actions_in((snapshot.content, snapshot.bar)):
            assert isinstance(action.intent, intents)


def test_the_full_name_stands_on_no_page(setup: Setup, catalogue: Catalogue, texts: Texts) -> None:
    for stage in all_stages(setup):
        snapshot = present(setup, catalogue, texts, stage, Language.CHINESE)
        for words in words_in((snapshot.content, snapshot.bar)):
            assert NAME not in texts.say(words, Language.CHINESE), stage


def test_a_snapshot_shows_nothing_of_its_content_when_it_is_printed(
    setup: Setup, catalogue: Catalogue, texts: Texts
) -> None:
    snapshot = present(setup, catalogue, texts, at.Consent(), Language.CHINESE)
    assert "王" not in repr(snapshot)
    assert "王" not in repr(snapshot.content)


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("part", ["title", "happened", "effect", "next"])
def test_every_problem_says_what_happened_what_it_did_and_what_to_do(
    texts: Texts, problem: Problem, part: str
) -> None:
    assert texts.has(f"problem.{problem.value}.{part}")


def test_every_problem_has_a_way_on(setup: Setup) -> None:
    state = signed_in(setup)
    assert state.session is not None
    for problem in Problem:
        assert ways_from(state, state.session, problem)


@pytest.mark.parametrize("why", Hindrance)
def test_every_hindrance_has_its_reason(
    setup: Setup, catalogue: Catalogue, texts: Texts, why: Hindrance
) -> None:
    state = signed_in(setup)
    view = View(state, None, catalogue, texts, PLACE, TODAY, 0.0, 0.0)
    for unit in ev.Unit:
        words = reason_words(view, Hindered(why, unit, "", "11-30 08:30"))
        assert "[" not in texts.say(words, Language.CHINESE) + texts.say(words, Language.ENGLISH)


def test_the_bar_offers_the_other_language_and_the_other_size(
    setup: Setup, catalogue: Catalogue, texts: Texts
) -> None:
    state = signed_in(setup)
    elder = replace(state, display=replace(state.display, size=TypeSize.ELDER, language=Language.ENGLISH))
    bar = Presenter(catalogue, texts, PLACE).present(elder, vault(), TODAY, 0.0).bar
    assert bar.language is not None
    assert bar.size is not None
    assert texts.say(bar.language.label, Language.ENGLISH) == "中文"
    assert bar.size.intent.size is TypeSize.STANDARD  # type: ignore[union-attr]
