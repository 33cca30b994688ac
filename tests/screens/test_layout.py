"""For every page: targets large enough and apart, no text cut off or over another, names for the voice."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem
from support import screen_samples as samples
from support.stage import LANDSCAPE, PORTRAIT, Stage, place

from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from kiosk.flow.events import Hint
from kiosk.flow.problems import Problem
from kiosk.flow.words import Said, text
from kiosk.runtime.snapshot import FaceContent, ProblemContent
from screens import access

SLACK = 1.5  # pixels that rounding may take
DISPLAYS = [Display(language, size) for language in Language for size in TypeSize] + [
    Display(reach=Reach.WHEELCHAIR),
    Display(Language.ENGLISH, reach=Reach.WHEELCHAIR),
    Display(palette=Palette.HIGH_CONTRAST),
]
ON_DISPLAYS = [(display, PORTRAIT) for display in DISPLAYS] + [
    (Display(language), LANDSCAPE) for language in Language
]


def name_of(display: Display) -> str:
    return f"{display.language}-{display.size}-{display.palette}-{display.reach}"


def is_button(item: QQuickItem) -> bool:
    return bool(item.inherits("QQuickAbstractButton"))


def is_text(item: QQuickItem) -> bool:
    return bool(item.inherits("QQuickText")) and bool(item.property("text"))


def said_by(item: QQuickItem) -> str:
    return str(item.property("text"))


def aligned(item: QQuickItem, property_name: str) -> int:
    """Qt::Alignment as its number. PySide6 has no converter for the property's own type."""
    found, _ = QQmlExpression(QQmlEngine.contextForObject(item), item, f"+{property_name}").evaluate()
    return int(found)


def ink(item: QQuickItem) -> QRectF:
    """Where a text's letters stand in the window, without the empty parts of a line above and below."""
    width, height = float(item.property("contentWidth")), float(item.property("contentHeight"))
    spare = float(item.property("font").pixelSize()) * 0.2
    left = {
        Qt.AlignmentFlag.AlignHCenter.value: (item.width() - width) / 2,
        Qt.AlignmentFlag.AlignRight.value: item.width() - width - float(item.property("rightPadding")),
    }.get(aligned(item, "effectiveHorizontalAlignment"), float(item.property("leftPadding")))
    middle = aligned(item, "verticalAlignment") == Qt.AlignmentFlag.AlignVCenter.value
    top = (item.height() - height) / 2 if middle else 0.0
    return item.mapRectToScene(QRectF(left, top + spare, width, max(1.0, height - 2 * spare)))


def inside(outer: QRectF, inner: QRectF) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def has_ink(picture: QImage, area: QRectF) -> bool:
    """Whether anything but its ground stands there."""
    part = picture.copy(area.toRect())
    first = part.pixel(0, 0)
    return any(part.pixel(x, y) != first for x in range(part.width()) for y in range(0, part.height(), 3))


def faults(stage: Stage, display: Display) -> list[str]:
    picture = stage.picture()  # what has changed is laid out when it is drawn
    found: list[str] = []
    mm = stage.profile.pixels_per_millimetre
    least = (26 if display.size is TypeSize.ELDER else 20) * mm
    items = list(stage.items())
    window = QRectF(0, 0, stage.profile.width, stage.profile.height)
    buttons = [item for item in items if is_button(item)]
    for button in buttons:
        area = place(button)
        if area.width() < least or area.height() < least:
            found.append(
                f"{said_by(button)} is {area.width():.0f} x {area.height():.0f} px, {least:.0f} are needed"
            )
        if not inside(window, area):
            found.append(f"{said_by(button)} leaves the screen: {area}")
        if display.reach is Reach.WHEELCHAIR and area.top() < stage.profile.reach_line - SLACK:
            found.append(f"{said_by(button)} is above the line of reach: {area.top():.0f}")
    for one, other in combinations(buttons, 2):
        gap = 3 * mm / 2 - SLACK
        if place(one).adjusted(-gap, -gap, gap, gap).intersects(place(other).adjusted(-gap, -gap, gap, gap)):
            found.append(f"{said_by(one)} and {said_by(other)} are less than 3 mm apart")
    texts = [item for item in items if is_text(item)]
    for item in texts:
        area = ink(item)
        if item.property("truncated") or float(item.property("contentWidth")) > item.width() + SLACK:
            found.append(f"{said_by(item)} is cut off")
        if not inside(window, area):
            found.append(f"{said_by(item)} leaves the screen: {area}")
        if inside(window, area) and not has_ink(picture, area):
            found.append(f"{said_by(item)} is not drawn")
        holder: QQuickItem | None = item
        while holder is not None and not is_button(holder):
            holder = holder.parentItem()
        if holder is not None and not inside(place(holder), area):
            found.append(f"{said_by(item)} leaves its control: {area} of {place(holder)}")
    for first, second in combinations(texts, 2):
        if ink(first).intersects(ink(second)):
            found.append(f"{said_by(first)} and {said_by(second)} stand over each other")
    for item in texts:
        for button in buttons:
            if not button.isAncestorOf(item) and place(button).intersects(ink(item)):
                found.append(f"{said_by(item)} stands under {said_by(button)}")
    return found


@pytest.mark.parametrize("page", samples.PAGES)
@pytest.mark.parametrize(
    ("display", "profile"), ON_DISPLAYS, ids=[f"{name_of(d)}-{p.width}" for d, p in ON_DISPLAYS]
)
def test_everything_fits_and_can_be_hit(
    page: str, display: Display, profile: object, opened: Callable[..., Stage]
) -> None:
    assert faults(opened(page, display, profile), display) == []


@pytest.mark.parametrize("display", DISPLAYS, ids=name_of)
def test_every_problem_fits(display: Display, opened: Callable[..., Stage]) -> None:
    stage = opened("problem", display)
    shown = samples.snapshot("problem_face", display)
    assert isinstance(shown.content, ProblemContent)
    found = {}
    for number, code in enumerate(Problem, 1):
        content = samples.problem(code.value, *shown.content.actions)
        stage.deliver(replace(shown, revision=number, content=content))
        if complaints := faults(stage, display):
            found[code.value] = complaints
    assert found == {}


@pytest.mark.parametrize("display", DISPLAYS, ids=name_of)
def test_every_hint_of_the_camera_fits(display: Display, opened: Callable[..., Stage]) -> None:
    stage = opened("face", display)
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


@pytest.mark.parametrize("page", ["menu", "form", "result", "rating_reasons", "problem", "consent"])
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
