"""View models of the pages of a matter, from its first question to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.flow.intents import Reveal
from kiosk.flow.words import Said, Words, text
from kiosk.runtime import snapshot as s
from screens.entries import (
    ActionEntry,
    Entry,
    FactEntry,
    PictureEntry,
    WordsEntry,
    child,
    entries,
    made,
    plain,
    words,
)
from screens.field_entries import FieldEntry
from screens.items.camera import FrameFeed
from screens.tables import RowEntry, lines_of, wide

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

SIGNATURE = "signature"  # key of ``type_value``: everything that is drawn in the field to sign in
TURNS = ("previous", "next")  # the actions that turn a page
MATERIAL_ORDER = (
    s.MaterialState.MISSING, s.MaterialState.OPTIONAL, s.MaterialState.DEPOSIT,
    s.MaterialState.GIVEN, s.MaterialState.SPARED, s.MaterialState.GENERATED,
)  # fmt: skip
TOGETHER = frozenset({s.FieldKind.MONTH, s.FieldKind.YEAR, s.FieldKind.DIGITS, s.FieldKind.ID})
THUMBNAIL = "page."  # how the actions begin that choose a picture


@QmlElement
class HeadingEntry(Entry[s.Heading]):
    changed = Signal()
    title = words("title", changed)
    official = words("official", changed)
    step = plain(int, "step", changed)
    steps = entries("steps", WordsEntry)


class Turning(Entry[Any]):
    """A page of which there are several: the actions that turn it stand apart from the others."""

    def part(self, name: str) -> Any:
        match name:
            case "previous" | "next":
                return next((action for action in self.value.actions if action.id == name), None)
            case "actions":
                return [action for action in self.value.actions if action.id not in TURNS]
            case _:
                return super().part(name)

    def page_text(self) -> str:
        return self.say(text("result.page", page=self.value.page + 1, pages=self.value.pages))


@QmlElement
class CardEntry(Entry[s.ChoiceCard]):
    """A large card to press."""

    changed = Signal()
    title = words("title", changed)
    detail = words("detail", changed)
    icon = plain(str, "icon", changed)
    open = child("open", ActionEntry, changed)


@QmlElement
class ChoicesModel(Entry[s.ChoicesContent]):
    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    question = words("question", changed)
    cards = entries("cards", CardEntry)


@QmlElement
class HolderCardModel(Entry[s.HolderCardContent]):
    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    lead = words("lead", changed)
    reading = plain(bool, "reading", changed)
    cardReady = plain(bool, "card_ready", changed)
    error = words("error", changed)


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A line of a long list: what it is, its name, its text, what can be pressed beside it."""

    kind: str
    label: Words
    text: Words | None = None
    action: s.Action | None = None


@QmlElement
class LineEntry(Entry[Line]):
    changed = Signal()
    kind = plain(str, "kind", changed)
    label = words("label", changed)
    text = words("text", changed)
    action = child("action", ActionEntry, changed)


@QmlElement
class ConditionsModel(Entry[s.ConditionsContent]):
    """``lines``: the conditions by their state, then what else is to be known (kind ``fact``)."""

    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    lines = entries("lines", LineEntry)
    actions = entries("actions", ActionEntry)

    def part(self, name: str) -> Any:
        if name != "lines":
            return super().part(name)
        asked = [Line(state.value, what) for state, what in self.value.conditions]
        return [*asked, *(Line("fact", fact.label, fact.value) for fact in self.value.facts)]


@QmlElement
class FormModel(Entry[s.FormContent]):
    """``asked`` are the fields that bring keys; ``known`` is what is known already, the fields among it."""

    changed = Signal()
    title = words("title", changed)
    official = words("official", changed)
    step = plain(int, "step", changed)
    steps = entries("steps", WordsEntry)
    group = words("group", changed)
    known = entries("known", FactEntry)
    asked = entries("asked", FieldEntry)
    together = made(bool, lambda entry: entry.is_together(), changed)  # fields and keys on one page
    about = made(str, lambda entry: " ".join(field.key for field in entry.value.fields), changed)
    actions = entries("actions", ActionEntry)

    def is_together(self) -> bool:
        """Two fields with few keys stand beside each other; more are asked one by one."""
        fields = [field for field in self.value.fields if not field.read_only]
        return len(fields) <= 2 and all(
            field.kind in TOGETHER or (field.kind is s.FieldKind.CHOICE and len(field.options) <= 4)
            for field in fields
        )

    def part(self, name: str) -> Any:
        match name:
            case "known":
                fields = [field for field in self.value.fields if field.read_only]
                facts = [s.Fact(field.label, Said(field.shown or field.value)) for field in fields]
                return [*self.value.known, *facts]
            case "asked":
                return [field for field in self.value.fields if not field.read_only]
            case _:
                return super().part(name)


@QmlElement
class MaterialEntry(Entry[s.MaterialItem]):
    changed = Signal()
    name = words("name", changed)
    state = made(str, lambda entry: entry.value.state.value, changed)
    detail = words("detail", changed)
    actions = entries("actions", ActionEntry)


@QmlElement
class MaterialsModel(Entry[s.MaterialsContent]):
    """What the person still has to give stands first."""

    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    items = entries("items", MaterialEntry)
    actions = entries("actions", ActionEntry)

    def part(self, name: str) -> Any:
        if name != "items":
            return super().part(name)
        return sorted(self.value.items, key=lambda item: MATERIAL_ORDER.index(item.state))


@QmlElement
class CaptureModel(Entry[s.CaptureContent]):
    changed = Signal()
    material = words("material", changed)
    hint = words("hint", changed)
    good = plain(bool, "good", changed)
    pageText = made(
        str,
        lambda entry: entry.say(text("capture.page", page=entry.value.page, pages=entry.value.most_pages)),
        changed,
    )
    actions = entries("actions", ActionEntry)
    feed = made(FrameFeed, lambda entry: entry.desk.desk_feed, changed)


@dataclass(frozen=True, slots=True, repr=False)
class Thumbnail:
    picture: s.Picture
    open: s.Action | None
    chosen: bool


@QmlElement
class ThumbnailEntry(Entry[Thumbnail]):
    changed = Signal()
    picture = child("picture", PictureEntry, changed)
    open = child("open", ActionEntry, changed)
    chosen = plain(bool, "chosen", changed)


@QmlElement
class PagesModel(Entry[s.PagesContent]):
    changed = Signal()
    material = words("material", changed)
    picture = child("picture", PictureEntry, changed)
    thumbnails = entries("thumbnails", ThumbnailEntry)
    chosen = plain(int, "chosen", changed)
    actions = entries("actions", ActionEntry)

    def part(self, name: str) -> Any:
        match name:
            case "picture":
                there = self.value.pictures
                return there[self.value.chosen] if self.value.chosen < len(there) else None
            case "thumbnails":
                ways = {action.id: action for action in self.value.actions}
                return [
                    Thumbnail(picture, ways.get(f"{THUMBNAIL}{number}"), number == self.value.chosen)
                    for number, picture in enumerate(self.value.pictures)
                ]
            case "actions":
                return [action for action in self.value.actions if not action.id.startswith(THUMBNAIL)]
            case _:
                return super().part(name)


@QmlElement
class UploadModel(Entry[s.UploadContent]):
    changed = Signal()
    material = words("material", changed)
    url = plain(str, "url", changed)
    state = words("state", changed)
    pictures = entries("pictures", PictureEntry)
    actions = entries("actions", ActionEntry)


@QmlElement
class ReviewModel(Entry[s.ReviewContent]):
    """``lines``: each section's heading (kind ``section``) and below it its facts (kind ``fact``)."""

    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    lines = entries("lines", LineEntry)
    warning = words("warning", changed)
    actions = entries("actions", ActionEntry)

    def part(self, name: str) -> Any:
        if name != "lines":
            return super().part(name)
        return [
            line
            for section in self.value.sections
            for line in (
                Line("section", section.title, None, section.change),
                *(Line("fact", fact.label, fact.value) for fact in section.facts),
            )
        ]


@QmlElement
class SignatureModel(Entry[s.SignatureContent]):
    """``cleared`` tells that the core has no strokes any more."""

    changed = Signal()
    cleared = Signal()
    heading = child("heading", HeadingEntry, changed)
    statement = words("statement", changed)
    signed = plain(bool, "signed", changed)
    actions = entries("actions", ActionEntry)

    def __init__(self, desk: Any, value: s.SignatureContent, parent: Any = None) -> None:
        super().__init__(desk, value, parent)
        self._signed = value.signed

    def renewed(self) -> None:
        if self._signed and not self.value.signed:
            self.cleared.emit()
        self._signed = self.value.signed

    @Slot(str)
    def sign(self, strokes: str) -> None:
        self.desk.type_value(SIGNATURE, strokes)


@QmlElement
class ResultModel(Turning):
    changed = Signal()
    title = words("title", changed)
    official = words("official", changed)
    answer = words("answer", changed)
    figure = plain(str, "figure", changed)
    unit = words("unit", changed)
    status = made(str, lambda entry: entry.value.status.value, changed)
    notes = entries("notes", WordsEntry)
    noteText = made(str, lambda entry: "\n".join(entry.say(note) for note in entry.value.notes), changed)
    widestFact = made(
        float,
        lambda entry: max((wide(entry.say(fact.value)) for fact in entry.value.facts), default=0.0),
        changed,
    )
    reveal = child("reveal", ActionEntry, changed)
    revealed = plain(bool, "revealed", changed)
    facts = entries("facts", FactEntry)
    page = plain(int, "page", changed)
    pages = plain(int, "pages", changed)
    pageText = made(str, lambda entry: entry.page_text(), changed)
    earlier = child("previous", ActionEntry, changed)
    later = child("next", ActionEntry, changed)
    actions = entries("actions", ActionEntry)  # but for the two that turn the page
    head = entries("head", RowEntry)  # one row of the columns' names, none without columns
    rows = entries("rows", RowEntry)

    def part(self, name: str) -> Any:
        if name not in ("head", "rows"):
            return super().part(name)
        if not self.value.columns:
            return []
        names = tuple(self.say(column) for column in self.value.columns)
        head, rows = lines_of(names, self.value.rows, self.value.numeric)
        return [head] if name == "head" else rows

    @Slot()
    def conceal(self) -> None:
        """The finger has left: what was masked is masked again."""
        self.desk.intend(Reveal(shown=False))


@QmlElement
class PreviewModel(Turning):
    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    picture = child("picture", PictureEntry, changed)
    page = plain(int, "page", changed)
    pages = plain(int, "pages", changed)
    pageText = made(str, lambda entry: entry.page_text(), changed)
    earlier = child("previous", ActionEntry, changed)
    later = child("next", ActionEntry, changed)
    actions = entries("actions", ActionEntry)


@QmlElement
class ConfirmModel(Entry[s.ConfirmContent]):
    changed = Signal()
    heading = child("heading", HeadingEntry, changed)
    question = words("question", changed)
    what = words("what", changed)
    actions = entries("actions", ActionEntry)


MATTER_MODELS: dict[type[Any], type[Entry[Any]]] = {
    s.ChoicesContent: ChoicesModel,
    s.HolderCardContent: HolderCardModel,
    s.ConditionsContent: ConditionsModel,
    s.FormContent: FormModel,
    s.MaterialsContent: MaterialsModel,
    s.CaptureContent: CaptureModel,
    s.PagesContent: PagesModel,
    s.UploadContent: UploadModel,
    s.ReviewContent: ReviewModel,
    s.SignatureContent: SignatureModel,
    s.ResultContent: ResultModel,
    s.PreviewContent: PreviewModel,
    s.ConfirmContent: ConfirmModel,
}
