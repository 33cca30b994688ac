"""Through the accessibility tree alone, as a screen reader goes: three languages of showing, four errands."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.hub_hand import HubHand
from support.terminal import Terminal, end_of_the_visit

from kiosk.app.appearance import Appearance
from kiosk.app.screen import Configuration, Kiosk
from kiosk.catalogue import load as load_catalogue
from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.flow.display import Language
from kiosk.texts import Texts
from kiosk.walkthrough.walker import Walker
from screens import access
from screens.access import Role
from screens.messages import log_qt_messages

WALK_S = 300  # on two busy cores; 50 on idle ones
PAGES = [
    "attract",
    "consent",
    "face",
    "menu",
    "form",
    "result",
    "result-page-2",
    "printing",
    "rating",
    "finished",
    "goodbye",
    "attract-again",
]


MANNERS = {"chinese": [], "english-elder": ["--language", "en", "--elder"]}


@pytest.fixture(scope="module")
def walkthroughs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Walkthrough]]:
    """All of them at once: each has surroundings of its own, and waits for printers most of its time."""
    out = tmp_path_factory.mktemp("walkthroughs")
    walks = {
        name: Walkthrough.begin(out / name.replace(" ", "-"), manner) for name, manner in MANNERS.items()
    }
    yield walks
    for walk in walks.values():
        walk.process.kill()
        walk.process.communicate()


@dataclass
class Walkthrough:
    out: Path
    process: subprocess.Popen[str]

    @classmethod
    def begin(cls, out: Path, manner: list[str]) -> Walkthrough:
        command = [sys.executable, "-m", "kiosk", "demo", "--walkthrough", "--out", str(out), *manner]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        return cls(out, process)


@pytest.mark.timeout(WALK_S + 60)
@pytest.mark.parametrize("manner", MANNERS)
def test_the_walkthrough_goes_from_card_to_paper(walkthroughs: dict[str, Walkthrough], manner: str) -> None:
    out, process = walkthroughs[manner].out, walkthroughs[manner].process
    said, complaints = process.communicate(timeout=WALK_S)
    assert process.returncode == 0, said + complaints
    assert not [line for line in complaints.splitlines() if "WARNING" in line or "ERROR" in line]
    assert "qml" not in complaints.lower()
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["outcome"] == "printed"
    pages = [page[3:].removesuffix(".png") for page in summary["pages"]]
    # Large type shows the answer first, and its table on a page of its own.
    assert [page for page in pages if page != "result-table"] == PAGES
    assert summary["printed"] == ["proof.pdf", "receipt.png"]
    assert set(summary["seconds"]) == set(pages)
    for name in (*summary["pages"], *summary["printed"]):
        assert (out / name).stat().st_size > 1000, name


# --- errands of residents -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walker(around: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    settings = Terminal.in_demo(around, idle=10.0, idle_elder=10.0).settings
    kiosk = Kiosk(
        Appearance.of(settings),
        lambda: Configuration(settings, ROOT / "config"),
        platform="offscreen",
        still=True,
    )
    log_qt_messages()
    walking = Walker(kiosk, around, tmp_path_factory.mktemp("pages"), Texts())
    kiosk.start()
    yield walking
    kiosk.stop()


@pytest.fixture(autouse=True)
def at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each errand begins and ends on the first page, with everything taken away."""
    if "walker" not in request.fixturenames:
        yield
        return
    walking: Walker = request.getfixturevalue("walker")
    walking.wait(lambda: walking.page == "Attract" and _both_ways_in(walking), "the first page")
    yield
    end_of_the_visit(walking.around)
    if walking.page not in ("Attract", "Goodbye"):
        walking.press_key("bar.end")
    walking.await_page("Attract")
    if walking.language() is Language.ENGLISH:
        walking.press_key("bar.chinese")


def _both_ways_in(walker: Walker) -> bool:
    tree = walker.tree()
    return walker.say("way.card.closed") not in tree and walker.say("way.code.closed") not in tree


def title_of(matter: str, language: Language) -> str:
    catalogue, _ = load_catalogue(ROOT / "config", "personal")
    found = catalogue.matter(matter)
    assert found is not None
    return found.title.zh if language is Language.CHINESE else found.title.en


@pytest.fixture(params=["chinese", "english", "elder"])
def shown_in(request: pytest.FixtureRequest, walker: Walker) -> str:
    """The display, chosen on the first page as a person does."""
    if request.param == "elder":
        walker.press_key("bar.elder")
        walker.wait(lambda: walker.is_there("bar.standard"), "长辈版")
    if request.param == "english":
        walker.press_key("bar.english")
        walker.wait(lambda: walker.language() is Language.ENGLISH, "English")
    return str(request.param)


def type_digits(walker: Walker, digits: str) -> None:
    for digit in digits:
        walker.press(digit)


def test_looking_first_leads_over_the_guide_and_the_card_into_the_matter(
    walker: Walker, shown_in: str
) -> None:
    walker.press_key("action.look_first")
    walker.await_page("Menu")
    title = title_of("Q01", walker.language())
    walker.turn_to(Role.BUTTON, title)
    walker.press(title)
    walker.await_page("Guide")
    walker.press_key("action.start")
    walker.await_page("Credential")
    walker.around.tell("camera", "stand_before", person="wang")
    walker.around.tell("id-card-reader", "put_card", person="wang")
    walker.await_page("Consent")
    walker.press_key("action.agree")
    walker.await_page("Form")
    walker.press_key("form.submit")
    walker.await_page("Result")


def test_who_refuses_the_face_check_types_the_code_of_a_text_message_on_the_screen(
    walker: Walker, hub: HubHand, shown_in: str
) -> None:
    person = {"chinese": "ma", "english": "jin", "elder": "liang"}[shown_in]  # one message a minute each
    walker.around.tell("id-card-reader", "put_card", person=person)
    walker.await_page("Consent")
    walker.press_key("action.refuse")
    walker.await_page("OtherWays")
    walker.press_key("action.phone_code")
    walker.await_page("Entry")
    type_digits(walker, hub.newest_code())
    walker.press_key("action.continue")
    walker.await_page("Menu")


def test_an_expired_card_gets_a_page_that_says_what_to_do(walker: Walker, shown_in: str) -> None:
    walker.around.tell("id-card-reader", "put_card", person="he")
    walker.await_page("Problem")
    spoken = access.said(walker.window)
    for sentence in ("title", "happened", "effect", "next"):
        assert walker.say(f"problem.card_expired.{sentence}", phone="12345") in spoken
    walker.press_key("way.menu")
    walker.await_page("Menu")


def test_the_idle_warning_is_spoken_and_one_press_stays(walker: Walker) -> None:
    walker.press_key("action.look_first")
    walker.await_page("Menu")
    walker.wait(lambda: walker.shows("idle.title"), "the idle warning")
    walker.press_key("idle.stay")
    walker.wait(lambda: not walker.shows("idle.title"), "the end of the warning")
    assert walker.page == "Menu"
    assert access.is_there(walker.window, Role.BUTTON, walker.say("bar.end"))
