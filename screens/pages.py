"""View models of the pages, one for each content of the snapshot."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.flow.intents import SearchFor
from kiosk.flow.words import text
from kiosk.runtime import snapshot as s
from screens.entries import (
    ActionEntry,
    ChoiceEntry,
    Entry,
    FactEntry,
    MatterEntry,
    StepEntry,
    TileEntry,
    WordsEntry,
    child,
    entries,
    made,
    plain,
    words,
)
from screens.items.camera import FrameFeed
from screens.matter_pages import MATTER_MODELS

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

DIGIT = "digit"  # key of ``type_value``: one digit was pressed
ERASE = "erase"  # the last digit goes; the value is empty
TELL_AFTER = 2.0  # seconds of waiting until the screen says what the machine is doing
ADVISE_AFTER = 10.0  # seconds of waiting until the screen says what the person can do


@QmlElement
class StartingModel(Entry[s.StartingContent]):
    changed = Signal()
    steps = entries("steps", StepEntry)

    def part(self, name: str) -> Any:
        states = {False: s.StepState.RUNNING, True: s.StepState.DONE}
        return [(what, states[ready]) for what, ready in self.value.steps]


@QmlElement
class OutOfServiceModel(Entry[s.OutOfServiceContent]):
    changed = Signal()
    reason = words("reason", changed)
    until = words("until", changed)
    phone = plain(str, "phone", changed)


@QmlElement
class AttractModel(Entry[s.AttractContent]):
    changed = Signal()
    cardReady = plain(bool, "card_ready", changed)
    codeReady = plain(bool, "code_ready", changed)
    notices = entries("notices", WordsEntry)
    noticeText = made(
        str, lambda entry: "\n".join(entry.say(notice) for notice in entry.value.notices), changed
    )
    lookFirst = child("look_first", ActionEntry, changed)


@QmlElement
class MenuModel(Entry[s.MenuContent]):
    """``typed`` is what stands in the search field; each change searches."""

    changed = Signal()
    typedChanged = Signal()
    view = made(str, lambda entry: entry.value.view.value, changed)
    person = plain(str, "person", changed)
    greeting = made(str, lambda entry: entry.greet(), changed)
    heading = words("heading", changed)
    waiting = entries("waiting", WordsEntry)
    lifeEvents = entries("life_events", TileEntry)
    departments = entries("departments", TileEntry)
    matters = entries("matters", MatterEntry)
    allMatters = child("all_matters", ActionEntry, changed)
    search = child("search", ActionEntry, changed)
    signIn = child("sign_in", ActionEntry, changed)

    def __init__(self, desk: Any, value: s.MenuContent, parent: Any = None) -> None:
        super().__init__(desk, value, parent)
        self._typed = value.search_words
        self._view = value.view

    def greet(self) -> str:
        return self.say(text("menu.greeting", name=self.value.person)) if self.value.person else ""

    def renewed(self) -> None:
        if self.value.view is not self._view:  # what was typed stays until the person leaves the search
            self._view = self.value.view
            self._typed = self.value.search_words
            self.typedChanged.emit()

    def _read_typed(self) -> str:
        return self._typed

    def _write_typed(self, value: str) -> None:
        if value != self._typed:
            self._typed = value
            self.typedChanged.emit()
            self.desk.intend(SearchFor(value))

    typed = Property(str, _read_typed, _write_typed, notify=typedChanged)


@QmlElement
class GuideModel(Entry[s.GuideContent]):
    changed = Signal()
    title = words("title", changed)
    official = words("official", changed)
    facts = entries("facts", FactEntry)
    available = plain(bool, "available", changed)
    reason = words("reason", changed)
    actions = entries("actions", ActionEntry)


@QmlElement
class CredentialModel(Entry[s.CredentialContent]):
    changed = Signal()
    matter = words("matter", changed)
    cardReady = plain(bool, "card_ready", changed)
    codeReady = plain(bool, "code_ready", changed)


class Waiting(Entry[Any]):
    """A page on which the machine works: after a while it says what, after longer what the person can do."""

    waited: Signal
    stage_now = 0

    def tick(self) -> None:
        waited = self.desk.monotonic() - self.value.since
        stage = (waited >= TELL_AFTER) + (waited >= ADVISE_AFTER)
        if stage != self.stage_now:
            self.stage_now = stage
            self.waited.emit()

    def renewed(self) -> None:
        self.tick()


@QmlElement
class WorkingModel(Waiting):
    changed = Signal()
    waited = Signal()
    title = words("title", changed)
    what = words("what", changed)
    keepCard = plain(bool, "keep_card", changed)
    stage = made(int, lambda entry: entry.stage_now, waited)


@QmlElement
class PrintingModel(Waiting):
    changed = Signal()
    waited = Signal()
    steps = entries("steps", StepEntry)
    stage = made(int, lambda entry: entry.stage_now, waited)


@QmlElement
class ProblemModel(Entry[s.ProblemContent]):
    changed = Signal()
    code = plain(str, "code", changed)
    title = words("title", changed)
    happened = words("happened", changed)
    effect = words("effect", changed)
    next = words("next", changed)
    actions = entries("actions", ActionEntry)


@QmlElement
class ConsentModel(Entry[s.ConsentContent]):
    changed = Signal()
    person = plain(str, "person", changed)
    greeting = made(str, lambda entry: entry.say(text("consent.greeting", name=entry.value.person)), changed)
    agree = child("agree", ActionEntry, changed)
    refuse = child("refuse", ActionEntry, changed)


@QmlElement
class OtherWaysModel(Entry[s.OtherWaysContent]):
    changed = Signal()
    ways = entries("ways", ActionEntry)
    phoneText = made(
        str, lambda entry: entry.say(text("other_ways.phone_code", phone=entry.value.phone)), changed
    )


@QmlElement
class EntryModel(Entry[s.EntryContent]):
    changed = Signal()
    kind = made(str, lambda entry: entry.value.kind.value, changed)
    title = words("title", changed)
    hint = words("hint", changed)
    length = plain(int, "length", changed)
    filled = plain(int, "filled", changed)
    shown = plain(str, "shown", changed)
    error = words("error", changed)
    submit = child("submit", ActionEntry, changed)
    again = child("again", ActionEntry, changed)
    progress = made(
        str,
        lambda entry: entry.say(text("entry.progress", filled=entry.value.filled, length=entry.value.length)),
        changed,
    )

    @Slot(str)
    def press(self, digit: str) -> None:
        self.desk.type_value(DIGIT, digit)

    @Slot()
    def erase(self) -> None:
        self.desk.type_value(ERASE, "")


@QmlElement
class FaceModel(Entry[s.FaceContent]):
    changed = Signal()
    phase = made(str, lambda entry: entry.value.phase.value, changed)
    hint = words("hint", changed)
    attempt = plain(int, "attempt", changed)
    attempts = plain(int, "attempts", changed)
    attemptText = made(
        str,
        lambda entry: entry.say(
            text("face.attempt", attempt=entry.value.attempt, attempts=entry.value.attempts)
        ),
        changed,
    )
    otherWay = child("other_way", ActionEntry, changed)
    feed = made(FrameFeed, lambda entry: entry.desk.feed, changed)


@QmlElement
class FinishedModel(Entry[s.FinishedContent]):
    changed = Signal()
    title = words("title", changed)
    take = entries("take", StepEntry)
    actions = entries("actions", ActionEntry)


@QmlElement
class LevelEntry(Entry[tuple[int, s.Action]]):
    """A level of satisfaction, 5 to 1 (GB/T 39735)."""

    changed = Signal()
    level = made(int, lambda entry: entry.value[0], changed)
    label = made(str, lambda entry: entry.say(entry.value[1].label), changed)

    @Slot()
    def press(self) -> None:
        self.desk.press(self.value[1])


@QmlElement
class RatingModel(Entry[s.RatingContent]):
    changed = Signal()
    levels = entries("levels", LevelEntry)
    skip = child("skip", ActionEntry, changed)


@QmlElement
class RatingReasonsModel(Entry[s.RatingReasonsContent]):
    changed = Signal()
    level = plain(int, "level", changed)
    reasons = entries("reasons", ChoiceEntry)
    callBack = child("call_back", ChoiceEntry, changed)
    actions = entries("actions", ActionEntry)


@QmlElement
class GoodbyeModel(Entry[s.GoodbyeContent]):
    changed = Signal()
    take = entries("take", StepEntry)
    wiped = plain(bool, "wiped", changed)


@QmlElement
class HelpModel(Entry[s.HelpContent]):
    changed = Signal()
    phone = plain(str, "phone", changed)
    place = words("place", changed)
    back = child("back", ActionEntry, changed)


MODELS: dict[type[Any], type[Entry[Any]]] = {
    s.StartingContent: StartingModel,
    s.OutOfServiceContent: OutOfServiceModel,
    s.AttractContent: AttractModel,
    s.MenuContent: MenuModel,
    s.GuideContent: GuideModel,
    s.CredentialContent: CredentialModel,
    s.WorkingContent: WorkingModel,
    s.ProblemContent: ProblemModel,
    s.ConsentContent: ConsentModel,
    s.OtherWaysContent: OtherWaysModel,
    s.EntryContent: EntryModel,
    s.FaceContent: FaceModel,
    s.PrintingContent: PrintingModel,
    s.FinishedContent: FinishedModel,
    s.RatingContent: RatingModel,
    s.RatingReasonsContent: RatingReasonsModel,
    s.GoodbyeContent: GoodbyeModel,
    s.HelpContent: HelpModel,
    **MATTER_MODELS,
}


def page_name(content: s.Content) -> str:
    """The page that draws this content: ``MenuContent`` is drawn by ``MenuPage.qml``."""
    return page_name_of(type(content))


def page_name_of(content: type[Any]) -> str:
    return content.__name__.removesuffix("Content")
