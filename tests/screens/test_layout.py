"""For every page: targets large enough and apart, no text cut off or over another, names for the voice."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support import matter_samples
from support import screen_samples as samples
from support.layout import faults, is_button, said_by
from support.stage import LANDSCAPE, PORTRAIT, Stage

from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from kiosk.flow.events import Hint
from kiosk.flow.problems import Problem
from kiosk.flow.words import Said, text
from kiosk.runtime.snapshot import FaceContent, ProblemContent
from screens import access
from screens.window import DisplayProfile

DISPLAYS = [Display(language, size) for language in Language for size in TypeSize] + [
    Display(reach=Reach.WHEELCHAIR),
    Display(Language.ENGLISH, reach=Reach.WHEELCHAIR),
    Display(palette=Palette.HIGH_CONTRAST),
]
ON_DISPLAYS = [(display, PORTRAIT) for display in DISPLAYS] + [
    (Display(language, size), LANDSCAPE) for language in Language for size in TypeSize
]


def name_of(display: Display, profile: DisplayProfile = PORTRAIT) -> str:
    way = "landscape" if profile is LANDSCAPE else "portrait"
    return f"{display.language}-{display.size}-{display.palette}-{display.reach}-{way}"


# High contrast has the sizes of the light palette, and the pages of a matter share their parts.
PAGES_ON_DISPLAYS = [
    pytest.param(page, display, profile, id=f"{name_of(display, profile)}-{page}")
    for display, profile in ON_DISPLAYS
    for page in samples.PAGES
    if page not in matter_samples.PAGES or (display not in DISPLAYS[-2:])
]


@pytest.mark.parametrize(("page", "display", "profile"), PAGES_ON_DISPLAYS)
def test_everything_fits_and_can_be_hit(
    page: str, display: Display, profile: DisplayProfile, opened: Callable[..., Stage]
) -> None:
    assert faults(opened(page, display, profile), display) == []


@pytest.mark.parametrize(
    ("display", "profile"), ON_DISPLAYS, ids=[name_of(display, profile) for display, profile in ON_DISPLAYS]
)
def test_every_problem_fits(display: Display, profile: DisplayProfile, opened: Callable[..., Stage]) -> None:
    stage = opened("problem", display, profile)
    shown = samples.snapshot("problem_face", display)
    assert isinstance(shown.content, ProblemContent)
    found = {}
    for number, code in enumerate(Problem, 1):
        content = samples.problem(code.value, *shown.content.actions)
        stage.deliver(replace(shown, revision=number, content=content))
        if complaints := faults(stage, display):
            found[code.value] = complaints
    assert found == {}


@pytest.mark.parametrize(
    ("display", "profile"), ON_DISPLAYS, ids=[name_of(display, profile) for display, profile in ON_DISPLAYS]
)
def test_every_hint_of_the_camera_fits(
    display: Display, profile: DisplayProfile, opened: Callable[..., Stage]
) -> None:
    stage = opened("face", display, profile)
    shown = samples.snapshot("face", display)
    assert isinstance(shown.content, FaceContent)
    found = {}
    for number, hint in enumerate(Hint, 1):
        content = replace(shown.content, hint=text(f"face.hint.{hint.value}"))
        stage.deliver(replace(shown, revision=number, content=content))
        if complaints := faults(stage, display):
            found[hint.value] = complaints
    assert found == {}


def test_the_check_itself_finds_a_text_that_is_too_long(opened: Callable[..., Stage]) -> None:
    stage = opened("menu", Display())
    assert faults(stage, Display()) == []
    shown = samples.snapshot("menu", Display(), revision=1)
    assert shown.bar.help is not None
    long = replace(shown.bar.help, label=Said("很长很长的按钮名称" * 4))
    stage.deliver(replace(shown, bar=replace(shown.bar, help=long)))
    assert any("leaves its control" in fault for fault in faults(stage, Display()))


@pytest.mark.parametrize("page", samples.PAGES)
@pytest.mark.parametrize("language", Language)
def test_every_node_can_be_spoken(page: str, language: Language, opened: Callable[..., Stage]) -> None:
    nodes = access.tree(opened(page, Display(language)).view)
    assert [(node.role, node.name) for node in nodes if not node.name.strip()] == []
    assert [node.name for node in nodes if node.role is access.Role.OTHER] == []
    assert [node.name for node in nodes if "[" in node.name] == [], "a key stands for a missing text"
    headings = [node for node in nodes if node.role is access.Role.HEADING]
    assert headings, "a page begins with its title"
    buttons = [node for node in nodes if node.role is access.Role.BUTTON]
    assert all(node.pressable for node in buttons)
    names = [node.name for node in buttons]
    assert page == "menu_list" or sorted(names) == sorted(set(names)), "two buttons have one name"


@pytest.mark.parametrize(
    "page",
    [
        "menu",
        "form",
        "form_six",
        "form_streets",
        "materials",
        "review",
        "result",
        "rating_reasons",
        "problem",
        "consent",
    ],
)
def test_tab_visits_every_control_once_and_the_bar_last(page: str, opened: Callable[..., Stage]) -> None:
    stage = opened(page, Display())
    controls = [
        item
        for item in stage.items()
        if is_button(item) and item.isEnabled() and item.property("activeFocusOnTab")
    ]
    order = [controls[0]]
    while (following := order[-1].nextItemInFocusChain(True)) is not order[0]:
        assert len(order) <= len(controls) + 5, "the focus goes round without coming back"
        if is_button(following):
            order.append(following)
    assert sorted(map(said_by, order)) == sorted(map(said_by, controls))
    assert [said_by(item) for item in order][-5:] == ["返回", "求助", "长辈版", "English", "结束"]
