"""View models of a form's fields: what stands in each, and its options, found by their initials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.flow.display import Language
from kiosk.flow.words import Words, text
from kiosk.runtime.snapshot import FieldKind, FormField, ListRow
from screens.entries import ActionEntry, Desk, Entry, WordsEntry, child, entries, made, plain, words
from screens.tables import wide

QML_IMPORT_NAME = "Kiosk.Models"
QML_IMPORT_MAJOR_VERSION = 1

MANY = 8  # options that are seen at one glance; more are found by their initials
NEAR = 3  # years between the limits of a date up to which dates close by are offered
SEPARATOR = ","  # between several options, as the value is stored
TYPED = frozenset({
    FieldKind.TEXT, FieldKind.NAME, FieldKind.DIGITS, FieldKind.ID, FieldKind.MONEY, FieldKind.PLATE,
    FieldKind.PASSWORD,
})  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    key: str
    label: Words
    chosen: bool


@QmlElement
class OptionEntry(Entry[Option]):
    changed = Signal()
    key = plain(str, "key", changed)
    text = words("label", changed)
    chosen = plain(bool, "chosen", changed)


@QmlElement
class ListRowEntry(Entry[ListRow]):
    """A row of a list: its first cell is its name, the others stand below."""

    changed = Signal()
    title = made(str, lambda entry: next((cell for cell in entry.value.cells if cell), ""), changed)
    below = made(str, lambda entry: " · ".join([c for c in entry.value.cells if c][1:]), changed)
    open = child("open", ActionEntry, changed)


def number_in(value: str, first: int, last: int) -> int:
    """A part of YYYY-MM-DD as a number; 0 where it is missing."""
    part = value[first:last]
    return int(part) if part.isdecimal() else 0


class Options:
    """The options of a field as they are looked for: by initials, a page at a time."""

    def __init__(self) -> None:
        self.initials = ""
        self.page = 0
        self.per_page = MANY
        self.laid = False  # how many fit is known
        self._keys: dict[tuple[str, Language], str] = {}

    def key_of(self, desk: Desk, label: Words, said: str) -> str:
        """What is compared with the letters: 虹口区 hkq, Hongkou hongkou."""
        known = self._keys.get((said, desk.speaks))
        if known is None:
            if desk.speaks is Language.CHINESE:
                known = "".join(syllable[0] for syllable in desk.reading(said))
            else:
                known = "".join(letter for letter in said.lower() if letter.isascii() and letter.isalnum())
            self._keys[(said, desk.speaks)] = known
        return known


def _part(start: int, end: int, of: str) -> Any:
    return lambda entry: number_in(entry.standing() if of == "" else getattr(entry.value, of), start, end)


@QmlElement
class FieldEntry(Entry[FormField]):
    """A field of a form. ``type`` hands what was entered to the core, which alone keeps it.

    What was typed last stands until the core has answered it, so that a slow answer to an earlier key does
    not overwrite a later one.
    """

    changed = Signal()
    key = plain(str, "key", changed)
    label = words("label", changed)
    kind = made(str, lambda entry: entry.value.kind.value, changed)
    text = made(str, lambda entry: entry.standing(), changed)
    shown = made(str, lambda entry: entry.readable(), changed)
    required = plain(bool, "required", changed)
    error = words("error", changed)
    hint = words("hint", changed)
    year = made(int, _part(0, 4, ""), changed)
    month = made(int, _part(5, 7, ""), changed)
    day = made(int, _part(8, 10, ""), changed)
    earliest = plain(str, "earliest", changed)
    latest = plain(str, "latest", changed)
    earliestYear = made(int, _part(0, 4, "earliest"), changed)
    earliestMonth = made(int, _part(5, 7, "earliest"), changed)
    latestYear = made(int, _part(0, 4, "latest"), changed)
    latestMonth = made(int, _part(5, 7, "latest"), changed)
    isTyped = made(bool, lambda entry: entry.value.kind in TYPED, changed)
    isChosen = made(bool, lambda entry: entry.value.kind in (FieldKind.CHOICE, FieldKind.CHOICES), changed)
    many = made(bool, lambda entry: entry.value.kind is FieldKind.CHOICES, changed)
    longest = plain(int, "longest", changed)
    send = child("send", ActionEntry, changed)
    otherType = child("other_type", ActionEntry, changed)
    add = child("add", ActionEntry, changed)
    columns = entries("columns", WordsEntry)
    rows = entries("rows", ListRowEntry)
    options = entries("options", OptionEntry)  # those of the page shown
    searched = made(bool, lambda entry: len(entry.value.options) > MANY, changed)  # by their initials
    widest = made(float, lambda entry: entry.widest_label(), changed)  # in Chinese characters
    optionCount = made(int, lambda entry: len(entry.found()), changed)
    letters = made("QStringList", lambda entry: entry.next_letters(), changed)
    letterCount = made(int, lambda entry: entry.first_letters(), changed)
    initials = made(str, lambda entry: entry.looked_for.initials.upper(), changed)
    page = made(int, lambda entry: entry.looked_for.page, changed)
    pages = made(int, lambda entry: entry.page_count(), changed)
    near = made("QStringList", lambda entry: entry.near_dates(), changed)  # dates close by that are allowed
    nearNames = made("QStringList", lambda entry: entry.near_names(), changed)

    def __init__(self, desk: Desk, value: FormField, parent: QObject | None = None) -> None:
        self.looked_for = Options()
        self._typed: str | None = None
        self._key = value.key
        super().__init__(desk, value, parent)

    def standing(self) -> str:
        return self.value.value if self._typed is None else self._typed

    def chosen(self) -> list[str]:
        """The options chosen, in the order in which they are offered."""
        standing = (
            self.standing().split(SEPARATOR) if self.value.kind is FieldKind.CHOICES else [self.standing()]
        )
        return [key for key, _ in self.value.options if key in standing]

    def readable(self) -> str:
        """The value as people write it: a date in words, an option by its name, a password as dots."""
        value = self.standing()
        if self.value.shown and value == self.value.value:
            return self.value.shown
        match self.value.kind:
            case FieldKind.MONTH if len(value) == 7:
                return self.month_text(value)
            case FieldKind.DATE if len(value) == 10:
                return self.date_text(value)
            case FieldKind.YEAR if value:
                return self.say(text("form.year", year=value))
            case FieldKind.CHOICES if len(self.chosen()) > 1:
                return self.say(text("form.chosen", count=len(self.chosen())))
            case FieldKind.CHOICE | FieldKind.CHOICES if value:
                return "".join(self.say(name) for key, name in self.value.options if key in self.chosen())
            case FieldKind.PASSWORD:
                return "●" * len(value)
            case FieldKind.MONEY if value:
                return self.say(text("form.money", amount=value))
            case FieldKind.LIST if self.value.rows:
                return self.say(text("form.rows", rows=len(self.value.rows)))
            case _:
                return "" if self.value.kind is FieldKind.LIST else value

    def month_text(self, value: str) -> str:
        month = self.say(text(f"clock.month.{int(value[5:7])}"))
        return self.say(text("form.month", year=value[:4], month=month))

    def date_text(self, value: str) -> str:
        month = self.say(text(f"clock.month.{int(value[5:7])}"))
        return self.say(text("form.date", year=value[:4], month=month, day=int(value[8:])))

    def renewed(self) -> None:
        if self._key != self.value.key:  # another question stands in this place
            self._key = self.value.key
            self._typed = None
            self.looked_for = Options()
        elif self.value.value == self._typed:
            self._typed = None

    # --- options -----------------------------------------------------------------------------------------

    def part(self, name: str) -> Any:
        if name != "options":
            return super().part(name)
        chosen, found = self.chosen(), self.found()
        first = self.looked_for.page * self.looked_for.per_page
        here = found[first : first + self.looked_for.per_page]
        return [Option(key, label, key in chosen) for key, label in here]

    def found(self) -> Sequence[tuple[str, Words]]:
        """The options whose initials begin with the letters pressed."""
        initials = self.looked_for.initials
        if not initials:
            return self.value.options
        return [option for option in self.value.options if self._initials_of(option).startswith(initials)]

    def next_letters(self) -> list[str]:
        """The letters that lead on from those pressed, in the order of the alphabet."""
        at = len(self.looked_for.initials)
        if at and len(self.found()) <= self.looked_for.per_page:
            return []  # all of them are seen
        return sorted({key[at].upper() for key in map(self._initials_of, self.found()) if len(key) > at})

    def first_letters(self) -> int:
        """How many letters the options begin with."""
        return len({key[0] for key in map(self._initials_of, self.value.options) if key})

    def _initials_of(self, option: tuple[str, Words]) -> str:
        return self.looked_for.key_of(self.desk, option[1], self.say(option[1]))

    def widest_label(self) -> float:
        return max((wide(self.say(label)) for _, label in self.value.options), default=0.0)

    def page_count(self) -> int:
        return max(1, -(-len(self.found()) // self.looked_for.per_page))

    def _look(self) -> None:
        self.looked_for.page = min(self.looked_for.page, self.page_count() - 1)
        self.list_of("options", OptionEntry).show(self.part("options"))
        self.changed.emit()

    @Slot(str)
    def press(self, letter: str) -> None:
        """Another initial."""
        self.looked_for.initials += letter.lower()
        self.looked_for.page = 0
        self._look()

    @Slot()
    def all(self) -> None:
        """Look through all of them again."""
        self.looked_for.initials = ""
        self.looked_for.page = 0
        self._look()

    @Slot(int)
    def turn(self, page: int) -> None:
        self.looked_for.page = page
        self._look()

    @Slot(int)
    def lay(self, per_page: int) -> None:
        """So many options fit on a page now."""
        if per_page > 0 and (per_page != self.looked_for.per_page or not self.looked_for.laid):
            first = self.looked_for.page * self.looked_for.per_page
            if not self.looked_for.laid:  # it opens where the chosen one stands
                keys = [key for key, _ in self.value.options]
                first = min(map(keys.index, self.chosen()), default=0)
            self.looked_for.laid = True
            self.looked_for.per_page = per_page
            self.looked_for.page = first // per_page
            self._look()

    @Slot(str)
    def choose(self, key: str) -> None:
        """Choose this option; of several, change whether it is chosen."""
        if self.value.kind is FieldKind.CHOICES:
            chosen = set(self.chosen()) ^ {key}
            self.type(SEPARATOR.join(key for key, _ in self.value.options if key in chosen))
        else:
            self.type(key)

    # --- what is entered ---------------------------------------------------------------------------------

    @Slot(str)
    def type(self, value: str) -> None:
        if value != self.standing():
            self._typed = value
            self.list_of("options", OptionEntry).show(self.part("options"))
            self.changed.emit()
            self.desk.type_value(self.value.key, value)

    @Slot(int, int)
    def chooseMonth(self, year: int, month: int) -> None:  # noqa: N802
        self.type(f"{year:04}-{month:02}")

    @Slot(int)
    def chooseYear(self, year: int) -> None:  # noqa: N802
        self.type(f"{year:04}")

    @Slot(int, int, int)
    def chooseDay(self, year: int, month: int, day: int) -> None:  # noqa: N802
        self.type(f"{year:04}-{month:02}-{day:02}")

    def near_dates(self) -> list[str]:
        """Yesterday, today and tomorrow, as far as they are allowed; none where years are asked back."""
        if (
            not self.value.earliest
            or int(self.value.latest[:4] or 9999) - int(self.value.earliest[:4]) > NEAR
        ):
            return []
        today = self.desk.today()
        around = (today - timedelta(days=1), today, today + timedelta(days=1))
        return [
            day.isoformat()
            for day in around
            if self.value.earliest <= day.isoformat() <= (self.value.latest or "9999")
        ]

    def near_names(self) -> list[str]:
        """What people call the dates close by."""
        names = {-1: "form.yesterday", 0: "form.today", 1: "form.tomorrow"}
        today = self.desk.today()
        return [self.say(text(names[(date.fromisoformat(day) - today).days])) for day in self.near_dates()]

    @Slot(int, int, result=int)
    def daysOf(self, year: int, month: int) -> int:  # noqa: N802
        following = date(year + month // 12, month % 12 + 1, 1)
        return (following - timedelta(days=1)).day

    @Slot(int, int, result=int)
    def weekdayOf(self, year: int, month: int) -> int:  # noqa: N802
        """Of the month's first day; 0 is a Monday."""
        return date(year, month, 1).weekday()
