"""The dock's view models: ``DockContent`` as typed properties, renewed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtQml import QmlElement

from kiosk.flow.display import Language
from kiosk.flow.words import Words, text
from screens.dock_content import (
    Deed,
    DockContent,
    Print,
    Resident,
    ResidentChoice,
    Section,
    Sight,
)
from screens.dock_hands import Told
from screens.dock_sections import compose, title_of
from screens.entries import Desk, Entry, child, entries, made, words
from screens.texts import say

QML_IMPORT_NAME = "Kiosk.DockModels"
QML_IMPORT_MAJOR_VERSION = 1


class DockDesk(Protocol):
    """What the dock's entries need."""

    @property
    def speaks(self) -> Language: ...

    def do(self, deed: Deed) -> None: ...

    def choose(self, resident: Resident) -> None: ...


def _dock(entry: Entry[Any]) -> DockDesk:
    return cast(DockDesk, entry.desk)


@QmlElement
class DeedEntry(Entry[Deed]):
    """A button."""

    changed = Signal()
    label = words("label", changed)
    emphasis = made(str, lambda entry: entry.value.emphasis.value, changed)
    enabled = made(bool, lambda entry: entry.value.enabled, changed)

    @Slot()
    def press(self) -> None:
        if self.value.enabled:
            _dock(self).do(self.value)


@QmlElement
class ResidentEntry(Entry[ResidentChoice]):
    changed = Signal()
    name = made(str, lambda entry: entry.value.resident.name, changed)
    chosen = made(bool, lambda entry: entry.value.chosen, changed)

    @Slot()
    def press(self) -> None:
        _dock(self).choose(self.value.resident)


@QmlElement
class SectionEntry(Entry[Section]):
    """A device or the hub."""

    changed = Signal()
    title = made(str, lambda entry: entry.say(title_of(entry.value)), changed)
    icon = made(str, lambda entry: entry.value.icon, changed)
    status = made(str, lambda entry: entry.status_text(), changed)
    tone = made(str, lambda entry: entry.value.tone.value, changed)
    plug = child("plug", DeedEntry, changed)
    deeds = entries("deeds", DeedEntry)
    more = entries("more", DeedEntry)

    def status_text(self) -> str:
        return self.say(text("dock.between")).join(self.say(part) for part in self.value.status)


@QmlElement
class PrintEntry(Entry[Print]):
    """A file that a printer left."""

    changed = Signal()
    title = made(str, lambda entry: entry.title_text(), changed)
    name = made(str, lambda entry: entry.value.name, changed)
    picture = made(str, lambda entry: "image://print" + entry.value.path, changed)

    def title_text(self) -> str:
        return self.say(text(f"dock.printed.{self.value.device.replace('-', '_')}"))

    @Slot()
    def open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.value.path))


@QmlElement
class DockModel(Entry[DockContent]):
    """The dock as a whole. ``on_deed`` is called in the GUI thread and must only pass on."""

    changed = Signal()
    languageChanged = Signal(Language)
    _seen = Signal(object)
    _told = Signal(object)

    residents = entries("residents", ResidentEntry)
    sections = entries("sections", SectionEntry)
    prints = entries("prints", PrintEntry)
    about = words("about", changed)
    code = made(str, lambda entry: entry.value.one_time_code, changed)
    phone = made(str, lambda entry: entry.value.message.phone if entry.value.message else "", changed)
    message = made(str, lambda entry: entry.value.message.text if entry.value.message else "", changed)
    notice = made(str, lambda entry: entry.say(entry.notice_words()), changed)
    troubled = made(bool, lambda entry: entry.is_troubled(), changed)

    def __init__(
        self,
        roster: Mapping[str, Resident],
        on_deed: Callable[[Deed], None],
        language: Language = Language.CHINESE,
        chosen: str = "",
        parent: QObject | None = None,
    ) -> None:
        self._speaks = language
        self._roster = roster
        self._on_deed = on_deed
        self._chosen = chosen
        self.sight = Sight()
        self._last: Told | None = None
        # An entry of the dock asks its desk for no more than a ``DockDesk`` has.
        super().__init__(cast(Desk, self), compose(self.sight, roster, chosen), parent)
        self._seen.connect(self._show_sight, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._show_told, Qt.ConnectionType.QueuedConnection)

    # --- from the hands, in any thread ---------------------------------------------------------------------

    def see(self, sight: Sight) -> None:
        self._seen.emit(sight)

    def tell(self, told: Told) -> None:
        self._told.emit(told)

    # --- in the GUI thread ---------------------------------------------------------------------------------

    @property
    def speaks(self) -> Language:
        return self._speaks

    def do(self, deed: Deed) -> None:
        self._on_deed(deed)

    def choose(self, resident: Resident) -> None:
        self._chosen = resident.key
        self._renew()

    @Slot()
    def speakOtherLanguage(self) -> None:  # noqa: N802
        english = self._speaks is Language.CHINESE
        self._speaks = Language.ENGLISH if english else Language.CHINESE
        self.languageChanged.emit(self._speaks)
        self._renew()

    def notice_words(self) -> Words:
        """What is to be known now: trouble before the fate of the last press before how to use the dock."""
        if self.value.trouble is not None:
            return self.value.trouble
        if self._last is None:
            return text("dock.hint" if self.sight.fresh else "dock.looking")
        if self._last.failure is not None:
            return self._last.failure
        return text("dock.done", deed=say(self._last.deed.label, self._speaks))

    def is_troubled(self) -> bool:
        failed = self._last is not None and self._last.failure is not None
        return failed or self.value.trouble is not None

    def _show_sight(self, sight: Sight) -> None:
        self.sight = sight
        self._renew()

    def _show_told(self, told: Told) -> None:
        self._last = told
        self.changed.emit()

    def _renew(self) -> None:
        self.show(compose(self.sight, self._roster, self._chosen))
