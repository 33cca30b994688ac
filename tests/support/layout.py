"""What is wrong with a page as it is drawn: targets too small or too near, texts cut off or over another."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem
from support.stage import Stage, place

from kiosk.flow.display import Display, Reach, TypeSize

SLACK = 1.5  # pixels that rounding may take


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
