"""Between the core's thread and the screen: snapshots come in, intents go out, nothing else crosses.

The ``Bridge`` lives in the GUI thread. ``deliver`` may be called from any thread: one queued signal carries
the snapshot over. A press is sent only when the very action pressed stands in the newest snapshot shown, so a
finger that comes late presses nothing on the next page.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtQml import QmlElement

from kiosk.flow.display import Display, Language, Palette, Reach, TypeSize
from kiosk.flow.intents import Intent, StayHere
from kiosk.flow.words import text
from kiosk.runtime.snapshot import Action, Snapshot
from screens.entries import ActionEntry, Entry, child, made
from screens.items.camera import FrameFeed, FrameSource, NoFrames
from screens.pages import MODELS, Waiting, page_name
from screens.texts import say

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

TICK_MILLISECONDS = 250
_log = logging.getLogger(__name__)


def local_now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def actions_of(value: object) -> Iterator[Action]:
    """Every action that stands anywhere in a snapshot."""
    if isinstance(value, Action):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from actions_of(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from actions_of(getattr(value, part.name))


@QmlElement
class Bridge(Entry[Snapshot]):
    """The newest snapshot as typed properties, and the way back to the core.

    ``on_intent`` is called with what was pressed, ``on_typed`` with a field's key and its value; both in the
    GUI thread, so they must only pass it on. ``monotonic`` (seconds) is the clock of ``since``.
    """

    changed = Signal()
    ticked = Signal()
    pageReplaced = Signal(str)  # the name of the page that is to be shown now
    languageChanged = Signal(Language)
    _arrived = Signal(object)

    zone = made(str, lambda bridge: say(bridge.value.zone, bridge.speaks), changed)
    terminal = made(str, lambda bridge: bridge.value.terminal, changed)
    elder = made(bool, lambda bridge: bridge.value.display.size is TypeSize.ELDER, changed)
    wheelchair = made(bool, lambda bridge: bridge.value.display.reach is Reach.WHEELCHAIR, changed)
    dark = made(bool, lambda bridge: bridge.value.display.palette is Palette.DARK, changed)
    highContrast = made(bool, lambda bridge: bridge.value.display.palette is Palette.HIGH_CONTRAST, changed)
    english = made(bool, lambda bridge: bridge.speaks is Language.ENGLISH, changed)
    back = child("back", ActionEntry, changed)
    help = child("help", ActionEntry, changed)
    size = child("size", ActionEntry, changed)
    language = child("language", ActionEntry, changed)
    end = child("end", ActionEntry, changed)
    actingFor = made(str, lambda bridge: bridge.acting_for(), changed)
    clockText = made(str, lambda bridge: bridge.clock_text(), ticked)
    idle = made(bool, lambda bridge: bridge.value.idle is not None, changed)
    idleSeconds = made(int, lambda bridge: bridge.idle_seconds(), ticked)
    idleText = made(
        str, lambda bridge: say(text("idle.countdown", seconds=bridge.idle_seconds()), bridge.speaks), ticked
    )
    stay = made(ActionEntry, lambda bridge: bridge.stay_action, changed)

    def __init__(
        self,
        first: Snapshot,
        on_intent: Callable[[Intent], None],
        on_typed: Callable[[str, str], None],
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = local_now,
        frames: FrameSource | None = None,
        parent: QObject | None = None,
    ) -> None:
        self._speaks = first.display.language
        self._on_intent = on_intent
        self._on_typed = on_typed
        self._monotonic = monotonic
        self._now = now
        self._reading: Callable[[str], tuple[str, ...]] | None = None
        self._feed = FrameFeed(frames or NoFrames())
        self._desk_feed = FrameFeed(NoFrames())
        super().__init__(self, first, parent)
        self.page: Entry[Any] = MODELS[type(first.content)](self, first.content, self)
        self._tick_page()
        self.stay_action = ActionEntry(self, Action("stay", text("idle.stay"), StayHere()), self)
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    # --- towards the screen --------------------------------------------------------------------------------

    def deliver(self, snapshot: Snapshot) -> None:
        """Show this; from any thread. An older revision than the one shown is dropped."""
        self._arrived.emit(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        if snapshot.revision <= self.value.revision:
            return
        before = self.value
        self._speaks = snapshot.display.language
        if snapshot.display.language is not before.display.language:
            self.languageChanged.emit(self._speaks)
        same_page = type(snapshot.content) is type(before.content)
        if not same_page:
            self.page = MODELS[type(snapshot.content)](self, snapshot.content, self)
        self.show(snapshot)
        if same_page:
            self.page.show(snapshot.content)
        else:
            self.pageReplaced.emit(page_name(snapshot.content))
        self.stay_action.show(self.stay_action.value)
        self.tick()

    def part(self, name: str) -> Any:
        return getattr(self.value.bar, name)

    def tick(self) -> None:
        self._tick_page()
        self.ticked.emit()

    def _tick_page(self) -> None:
        if isinstance(self.page, Waiting):
            self.page.tick()

    @property
    def speaks(self) -> Language:
        return self._speaks

    @property
    def display(self) -> Display:
        return self.value.display

    @property
    def name(self) -> str:
        """The page shown."""
        return page_name(self.value.content)

    def look_through(self, frames: FrameSource) -> None:
        """Where the camera's pictures come from; from any thread."""
        self._feed.source = frames

    def look_at_desk(self, frames: FrameSource) -> None:
        """Where the document camera's pictures come from; from any thread."""
        self._desk_feed.source = frames

    @property
    def feed(self) -> FrameFeed:
        return self._feed

    @property
    def desk_feed(self) -> FrameFeed:
        return self._desk_feed

    def today(self) -> date:
        return self._now().date()

    def reading(self, text: str) -> tuple[str, ...]:
        """The syllables of a Chinese text, for finding it among many by its initials."""
        if self._reading is None:
            from kiosk.catalogue.pinyin import read  # with the whole catalogue: the first frame does not wait

            self._reading = read
        return self._reading(text)

    def read_by(self, reading: Callable[[str], tuple[str, ...]]) -> None:
        """How Chinese texts are read; from any thread. Without it a dictionary is asked, slowly."""
        self._reading = reading

    def monotonic(self) -> float:
        return self._monotonic()

    def acting_for(self) -> str:
        """Whom the person acts for, as a sentence; empty when for oneself."""
        who = self.value.acting_for
        return "" if who is None else say(who, self.speaks)

    def clock_text(self) -> str:
        now = self._now()
        day = say(text(f"clock.weekday.{now.isoweekday()}"), self.speaks)
        month = say(text(f"clock.month.{now.month}"), self.speaks)
        return say(text("clock.now", month=month, day=now.day, weekday=day, time=f"{now:%H:%M}"), self.speaks)

    def idle_seconds(self) -> int:
        """Whole seconds until the session ends by itself; 0 when no warning stands."""
        idle = self.value.idle
        return 0 if idle is None else max(0, round(idle.ends_at - self._monotonic()))

    # --- towards the core ----------------------------------------------------------------------------------

    def press(self, action: Action) -> None:
        """Send what was pressed, unless it no longer stands on the screen or cannot be pressed."""
        standing = action in (self.stay_action.value, *actions_of(self.value))
        if standing and action.enabled:
            self._on_intent(action.intent)
        else:
            _log.info("A press on %s came too late for page %s and was dropped.", action.id, self.name)

    def intend(self, intent: Intent) -> None:
        self._on_intent(intent)

    def type_value(self, key: str, value: str) -> None:
        """Hand over what was typed; it is kept nowhere here."""
        self._on_typed(key, value)
