"""Typed view models: each wraps one immutable value of the snapshot and is renewed in place.

Renewing in place keeps focus and position where they are while the core goes on; only a new page is a new
object. ``words``, ``plain``, ``child``, ``entries`` declare properties; each class needs its own ``changed``
signal, as PySide6 finds no inherited one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement

from kiosk.flow.display import Language
from kiosk.flow.intents import Intent
from kiosk.flow.words import Words
from kiosk.runtime.snapshot import Action, ActionRole, Fact, MatterCard, Picture, StepState, Tile
from screens.items.camera import FrameFeed
from screens.items.picture import PictureBytes
from screens.texts import say

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

V = TypeVar("V")


class Desk(Protocol):
    """What a view model needs of the bridge."""

    @property
    def speaks(self) -> Language: ...

    def press(self, action: Action) -> None: ...

    def intend(self, intent: Intent) -> None: ...

    def type_value(self, key: str, value: str) -> None: ...

    def monotonic(self) -> float: ...

    @property
    def feed(self) -> FrameFeed: ...

    @property
    def desk_feed(self) -> FrameFeed: ...

    def today(self) -> date: ...

    def reading(self, text: str) -> tuple[str, ...]: ...


class Entry(QObject, Generic[V]):
    """A view model of one value. ``changed`` is declared by each subclass."""

    changed: Signal

    def __init__(self, desk: Desk, value: V, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.value = value
        self._spoken = desk.speaks
        self._children: dict[str, Entry[Any]] = {}
        self._lists: dict[str, EntryList] = {}

    def say(self, words: Words | None) -> str:
        return "" if words is None else say(words, self.desk.speaks)

    def show(self, value: V) -> None:
        """Show another value of the same kind; nothing is redrawn when it says the same."""
        if value == self.value and self._spoken is self.desk.speaks:
            return
        self.value = value
        self._spoken = self.desk.speaks
        for name, kept in self._children.items():
            new = self.part(name)
            if new is not None:
                kept.show(new)
        for name, rows in self._lists.items():
            rows.show(self.part(name))
        self.renewed()
        self.changed.emit()

    def part(self, name: str) -> Any:
        """What a child or a list shows; for subclasses that work it out."""
        return getattr(self.value, name)

    def renewed(self) -> None:
        """For subclasses that keep something of their own."""

    def child_of(self, name: str, kind: type[Entry[Any]]) -> Entry[Any] | None:
        value = self.part(name)
        if value is None:
            return None
        if name not in self._children:
            self._children[name] = kind(self.desk, value, self)
        return self._children[name]

    def list_of(self, name: str, kind: type[Entry[Any]]) -> EntryList:
        if name not in self._lists:
            rows = EntryList(self.desk, kind, self)
            rows.show(self.part(name))
            self._lists[name] = rows
        return self._lists[name]


@QmlElement
class EntryList(QAbstractListModel):
    """A list of view models under the one role ``entry``."""

    countChanged = Signal()
    ROLE = int(Qt.ItemDataRole.UserRole)

    def __init__(self, desk: Desk, kind: type[Entry[Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._entries: list[Entry[Any]] = []

    def _count(self) -> int:
        return len(self._entries)

    count = Property(int, _count, notify=countChanged)

    def show(self, values: Sequence[Any]) -> None:
        """Renew the entries that are there, add or remove at the end."""
        for kept, value in zip(self._entries, values, strict=False):
            kept.show(value)
        there, wanted = len(self._entries), len(values)
        if wanted > there:
            self.beginInsertRows(QModelIndex(), there, wanted - 1)
            self._entries += [self._kind(self._desk, value, self) for value in values[there:]]
            self.endInsertRows()
        elif wanted < there:
            self.beginRemoveRows(QModelIndex(), wanted, there - 1)
            gone, self._entries = self._entries[wanted:], self._entries[:wanted]
            self.endRemoveRows()
            for entry in gone:
                entry.deleteLater()
        if wanted != there:
            self.countChanged.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = ROLE) -> QObject | None:
        return self._entries[index.row()] if index.isValid() and role == self.ROLE else None

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802
        return {self.ROLE: QByteArray(b"entry")}


def words(name: str, changed: Signal) -> Property:
    """A text of the value, said in the screen's language; "" for none."""

    def read(entry: Entry[Any]) -> str:
        return entry.say(getattr(entry.value, name))

    return Property(str, read, notify=changed)


def plain(kind: type | str, name: str, changed: Signal) -> Property:
    """A number, a flag or a ready string of the value; an enumeration gives its value."""

    def read(entry: Entry[Any]) -> Any:
        return getattr(entry.value, name)

    return Property(kind, read, notify=changed)  # type: ignore[arg-type]


def made(kind: type | str, read: Callable[[Any], Any], changed: Signal) -> Property:
    """What is worked out from the value."""
    return Property(kind, lambda entry: read(entry), notify=changed)  # type: ignore[arg-type]


def child(name: str, kind: type[Entry[Any]], changed: Signal) -> Property:
    """A view model of a part of the value; null for none."""

    def read(entry: Entry[Any]) -> Entry[Any] | None:
        return entry.child_of(name, kind)

    return Property(kind, read, notify=changed)


def entries(name: str, kind: type[Entry[Any]]) -> Property:
    """A list of view models."""

    def read(entry: Entry[Any]) -> EntryList:
        return entry.list_of(name, kind)

    return Property(EntryList, read, constant=True)


# --- Entries that several pages share ----------------------------------------------------------------------


@QmlElement
class ActionEntry(Entry[Action]):
    """Something to press."""

    changed = Signal()
    name = plain(str, "id", changed)
    label = words("label", changed)
    enabled = plain(bool, "enabled", changed)
    primary = made(bool, lambda entry: entry.value.role is ActionRole.PRIMARY, changed)
    danger = made(bool, lambda entry: entry.value.role is ActionRole.DANGER, changed)

    @Slot()
    def press(self) -> None:
        self.desk.press(self.value)


@QmlElement
class WordsEntry(Entry[Words]):
    changed = Signal()
    text = made(str, lambda entry: entry.say(entry.value), changed)


@QmlElement
class FactEntry(Entry[Fact]):
    changed = Signal()
    label = words("label", changed)
    text = words("value", changed)


@QmlElement
class StepEntry(Entry[tuple[Words, StepState]]):
    """One thing that is being done, or that is to be taken along."""

    changed = Signal()
    text = made(str, lambda entry: entry.say(entry.value[0]), changed)
    state = made(str, lambda entry: entry.value[1].value, changed)


@QmlElement
class TileEntry(Entry[Tile]):
    changed = Signal()
    title = words("title", changed)
    icon = plain(str, "icon", changed)
    chosen = plain(bool, "chosen", changed)
    open = child("open", ActionEntry, changed)


@QmlElement
class MatterEntry(Entry[MatterCard]):
    changed = Signal()
    title = words("title", changed)
    official = words("official", changed)
    department = words("department", changed)
    available = plain(bool, "available", changed)
    reason = words("reason", changed)
    open = child("open", ActionEntry, changed)


@QmlElement
class ChoiceEntry(Entry[tuple[bool, Action]]):
    """Something to tick: pressing it changes whether it is chosen."""

    changed = Signal()
    chosen = made(bool, lambda entry: entry.value[0], changed)
    label = made(str, lambda entry: entry.say(entry.value[1].label), changed)

    @Slot()
    def press(self) -> None:
        self.desk.press(self.value[1])


@QmlElement
class PictureEntry(Entry[Picture]):
    """A picture of the session; its bytes go to the item that paints it, and nowhere else."""

    changed = Signal()
    name = words("name", changed)
    bytes = made(PictureBytes, lambda entry: entry.kept, changed)

    def __init__(self, desk: Desk, value: Picture, parent: QObject | None = None) -> None:
        super().__init__(desk, value, parent)
        self.kept = PictureBytes(value.data, self)

    def renewed(self) -> None:
        self.kept.show(self.value.data)
