"""Contrast of every pair of roles that meet on a page, computed (WCAG 2.2: 1.4.3, 1.4.6, 1.4.11)."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine, QQmlExpression
from support.stage import Stage

from kiosk.flow.display import Display, Palette, TypeSize

# Text on its ground.
TEXTS = (
    ("text", "page"), ("text", "surface"), ("text", "sunken"), ("text", "pressed"), ("text", "primarySoft"),
    ("quietText", "page"), ("quietText", "surface"), ("quietText", "sunken"),
    ("primary", "surface"), ("onPrimary", "primary"), ("onPrimary", "primaryPressed"),
    ("onPrimarySoft", "primarySoft"), ("good", "surface"), ("good", "page"), ("onGoodSoft", "goodSoft"),
    ("danger", "surface"), ("onDanger", "danger"), ("onDangerSoft", "dangerSoft"),
    ("onWarningSoft", "warningSoft"), ("disabledText", "disabledSurface"),
)  # fmt: skip
# Shapes that carry a meaning, on what is beside them.
SHAPES = (
    ("border", "surface"), ("border", "page"), ("primary", "page"), ("primary", "sunken"),
    ("primary", "primarySoft"), ("warning", "page"), ("focus", "focusEdge"),
)  # fmt: skip
DISPLAYS = {
    "light": (Display(), 4.5),
    "elder": (Display(size=TypeSize.ELDER), 7.0),
    "dark": (Display(palette=Palette.DARK), 4.5),
    "high contrast": (Display(palette=Palette.HIGH_CONTRAST), 7.0),
}


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def roles(stage: Stage) -> Callable[[str], QColor]:
    root = stage.view.rootObject()

    def role(name: str) -> QColor:
        found, _ = QQmlExpression(QQmlEngine.contextForObject(root), root, f"Theme.roles.{name}").evaluate()
        assert isinstance(found, QColor), name
        return found

    return role


@pytest.mark.parametrize("name", DISPLAYS)
def test_roles_reach_the_contrast_that_people_need(name: str, opened: Callable[..., Stage]) -> None:
    display, least = DISPLAYS[name]
    role = roles(opened("attract", display))
    measured = {pair: contrast(role(pair[0]), role(pair[1])) for pair in TEXTS}
    assert {pair: value for pair, value in measured.items() if value < least} == {}
    shapes = {pair: contrast(role(pair[0]), role(pair[1])) for pair in SHAPES}
    if name in ("dark", "high contrast"):
        del shapes["focus", "focusEdge"]  # the ring is told from the page there, not from its own edge
        shapes["focus", "page"] = contrast(role("focus"), role("page"))
    assert {pair: value for pair, value in shapes.items() if value < 3} == {}


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast(QColor("#ffffff"), QColor("#000000")) == pytest.approx(21)
    assert contrast(QColor("#0b5cad"), QColor("#ffffff")) == pytest.approx(6.7, abs=0.05)


@pytest.mark.parametrize(("size", "capital"), [(TypeSize.STANDARD, 4.8), (TypeSize.ELDER, 7.3)])
def test_the_smallest_text_has_capitals_that_are_high_enough(
    size: TypeSize, capital: float, opened: Callable[..., Stage]
) -> None:
    stage = opened("menu", Display(size=size))
    least = min(item.property("font").pixelSize() for item in stage.items() if item.inherits("QQuickText"))
    assert least * 0.733 / stage.profile.pixels_per_millimetre >= capital
