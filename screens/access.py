"""The screen through its accessibility tree: find by role and name, press, type, read.

This is what a screen reader, the tactile keypad and the walkthrough use. Nothing here knows a page or a
control: what has no role and no name cannot be found, and what cannot be pressed by its own press action is
not pressed. All calls belong to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleEditableTextInterface,
    QAccessibleInterface,
    QMouseEvent,
    QWindow,
)

PRESS = "Press"
TEXTS = frozenset({QAccessible.Role.StaticText, QAccessible.Role.Heading})
SILENT = frozenset({QAccessible.Role.Window, QAccessible.Role.Client})


class AccessError(Exception):
    """Nothing, or more than one thing, has this role and name, or it cannot do what was asked."""


class Role(StrEnum):
    """The roles that the kiosk's screens use."""

    BUTTON = "button"
    CHECK_BOX = "check box"
    RADIO_BUTTON = "radio button"
    FIELD = "field"
    TEXT = "text"
    HEADING = "heading"
    LIST = "list"
    LIST_ITEM = "list item"
    TABLE = "table"
    ROW = "row"
    GROUP = "group"
    PANE = "pane"
    DIALOG = "dialog"
    TOOL_BAR = "tool bar"
    PICTURE = "picture"
    WINDOW = "window"
    CLIENT = "client"
    OTHER = "other"


ROLES = {
    QAccessible.Role.Button: Role.BUTTON,
    QAccessible.Role.CheckBox: Role.CHECK_BOX,
    QAccessible.Role.RadioButton: Role.RADIO_BUTTON,
    QAccessible.Role.EditableText: Role.FIELD,
    QAccessible.Role.StaticText: Role.TEXT,
    QAccessible.Role.Heading: Role.HEADING,
    QAccessible.Role.List: Role.LIST,
    QAccessible.Role.ListItem: Role.LIST_ITEM,
    QAccessible.Role.Table: Role.TABLE,
    QAccessible.Role.Row: Role.ROW,
    QAccessible.Role.Grouping: Role.GROUP,
    QAccessible.Role.Pane: Role.PANE,
    QAccessible.Role.Dialog: Role.DIALOG,
    QAccessible.Role.ToolBar: Role.TOOL_BAR,
    QAccessible.Role.Graphic: Role.PICTURE,
    QAccessible.Role.Window: Role.WINDOW,
    QAccessible.Role.Client: Role.CLIENT,
}


@dataclass(frozen=True, slots=True, repr=False)
class Node:
    """One node as an assistive device sees it; ``place`` is in pixels of the screen."""

    role: Role
    name: str
    description: str
    value: str
    place: QRect
    depth: int
    enabled: bool
    focusable: bool
    checked: bool
    interface: QAccessibleInterface

    @property
    def pressable(self) -> bool:
        # Qt gives null for what cannot be done, which the binding's types do not say.
        actions: QAccessibleActionInterface | None = self.interface.actionInterface()
        return actions is not None and PRESS in actions.actionNames()


def tree(window: QWindow) -> list[Node]:
    """Every visible node in reading order, the window itself first."""
    QAccessible.setActive(True)
    root: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(window)
    return [] if root is None else list(_walk(root, 0))


def _walk(interface: QAccessibleInterface, depth: int) -> Iterator[Node]:
    state = interface.state()
    if state.invisible:
        return
    name = interface.text(QAccessible.Text.Name)
    yield Node(
        role=ROLES.get(interface.role(), Role.OTHER),
        name=name,
        description=interface.text(QAccessible.Text.Description),
        value=interface.text(QAccessible.Text.Value),
        place=interface.rect(),
        depth=depth,
        enabled=not state.disabled,
        focusable=bool(state.focusable),
        checked=bool(state.checked),
        interface=interface,
    )
    for index in range(interface.childCount()):
        yield from _walk(interface.child(index), depth + 1)


def dump(window: QWindow) -> str:
    """The tree as text, one node a line."""
    return "\n".join(
        f"{'  ' * node.depth}{node.role.value}: {node.name}"
        + (f" ({node.description})" if node.description else "")
        + ("" if node.enabled else " [cannot be pressed]")
        for node in tree(window)
    )


def said(window: QWindow) -> list[str]:
    """What a voice reads: the name of every node that has one, in order."""
    return [node.name for node in tree(window) if node.name]


def find(window: QWindow, role: Role, name: str) -> Node:
    """The one node of this role and name. Raises AccessError for none or several."""
    found = [node for node in tree(window) if node.role is role and node.name == name]
    if len(found) != 1:
        there = sorted({node.name for node in tree(window) if node.role is role})
        raise AccessError(f"{len(found)} nodes are a {role.value} named {name!r}. There are: {there}.")
    return found[0]


def is_there(window: QWindow, role: Role, name: str) -> bool:
    return any(node.role is role and node.name == name for node in tree(window))


def press(window: QWindow, role: Role, name: str) -> None:
    """Press it as an assistive device does. Raises AccessError, and presses nothing, when that cannot be."""
    node = find(window, role, name)
    if not node.enabled or not node.pressable:
        raise AccessError(f"The {role.value} {name!r} cannot be pressed now. Nothing was pressed.")
    node.interface.actionInterface().doAction(PRESS)
    QCoreApplication.sendPostedEvents()


def draw(window: QWindow, name: str, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Draw with a finger in the picture of this name; points in shares (0 to 1) of its width and height."""
    node = find(window, Role.PICTURE, name)
    left, top = node.place.x() - window.x(), node.place.y() - window.y()

    def touch(kind: QEvent.Type, point: tuple[float, float], held: Qt.MouseButton) -> None:
        place = QPointF(left + point[0] * node.place.width(), top + point[1] * node.place.height())
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        there = window.mapToGlobal(place)
        QCoreApplication.sendEvent(
            window, QMouseEvent(kind, place, there, button, held, Qt.KeyboardModifier.NoModifier)
        )

    for stroke in strokes:
        touch(QEvent.Type.MouseButtonPress, stroke[0], Qt.MouseButton.LeftButton)
        for point in stroke[1:]:
            touch(QEvent.Type.MouseMove, point, Qt.MouseButton.LeftButton)
        touch(QEvent.Type.MouseButtonRelease, stroke[-1], Qt.MouseButton.NoButton)
    QCoreApplication.sendPostedEvents()


def write(window: QWindow, name: str, value: str) -> None:
    """Replace what stands in the field of this name. Raises AccessError when it cannot be edited."""
    node = find(window, Role.FIELD, name)
    editing: QAccessibleEditableTextInterface | None = node.interface.editableTextInterface()
    if editing is None or not node.enabled:
        raise AccessError(f"The field {name!r} cannot be edited now. Nothing was typed.")
    editing.replaceText(0, node.interface.textInterface().characterCount(), value)
    QCoreApplication.sendPostedEvents()
