"""Fields filled in as a person does: by the keys that a field brings, found by role and name alone."""

from __future__ import annotations

from functools import partial

from kiosk.catalogue.pinyin import read
from kiosk.flow.display import Language
from kiosk.flow.words import Words
from kiosk.runtime.snapshot import FieldKind, FormContent, FormField
from kiosk.walkthrough.walker import Lost, Walker
from screens import access
from screens.access import Role

MOST_TURNS = 40  # pages of options, of years
TYPED = frozenset(
    {
        FieldKind.TEXT,
        FieldKind.NAME,
        FieldKind.DIGITS,
        FieldKind.ID,
        FieldKind.MONEY,
        FieldKind.PLATE,
        FieldKind.PASSWORD,
    }
)


class FieldKeys:
    """Opens a field among those of a form, and works its keys."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker

    # --- which field -----------------------------------------------------------------------------------

    def close(self) -> None:
        """Back to all fields of the form, where one of them is open."""
        if self._walker.is_there("form.all_fields"):
            self._walker.press_key("form.all_fields")

    def open(self, asked: FormField) -> None:
        """Bring the keys of this field; one that is asked alone has them already."""
        self.close()
        label = self._walker.read(asked.label)
        if access.is_there(self._walker.window, Role.BUTTON, label):
            self._walker.press(label)

    def fill(self, asked: FormField, value: str) -> None:
        """Errors: ``Lost``, ``AccessError``."""
        self.open(asked)
        match asked.kind:
            case kind if kind in TYPED:
                access.write(self._walker.window, self._walker.read(asked.label), value)
            case FieldKind.CHOICE:
                self._choose(asked, value, Role.RADIO_BUTTON)
            case FieldKind.CHOICES:
                self._choose_several(asked, frozenset(value.split(",")))
            case FieldKind.MONTH | FieldKind.YEAR:
                self._choose_month(value)
            case FieldKind.DATE:
                self._choose_day(value)
            case _:
                raise Lost(f"nobody knows how to fill in the field {asked.key} ({asked.kind.value})")

    # --- options ---------------------------------------------------------------------------------------

    def _choose(self, asked: FormField, value: str, role: Role) -> None:
        """By its first letters where there are many, and by turning the pages."""
        label = next((label for key, label in asked.options if key == value), None)
        if label is None:
            raise Lost(f"the field {asked.key} does not offer {value}")
        name = self._walker.read(label)
        if self._walker.is_there("form.all_options"):
            self._walker.press_key("form.all_options")
        for letter in self._letters(label):
            if access.is_there(self._walker.window, role, name):
                break
            if not access.is_there(self._walker.window, Role.BUTTON, letter):
                break
            self._walker.press(letter)
        self._walker.turn_to(role, name)
        access.press(self._walker.window, role, name)

    def _choose_several(self, asked: FormField, wanted: frozenset[str]) -> None:
        """Press those that are to change; what is chosen may bring other questions and close the keys."""
        for key, _ in asked.options:
            standing = self._standing(asked.key)
            if (key in wanted) == (key in standing):
                continue
            self.open(asked)
            self._choose(asked, key, Role.CHECK_BOX)
            self._walker.wait(partial(self._changed, asked.key, standing), "the choice")

    def _changed(self, key: str, before: frozenset[str]) -> bool:
        return self._standing(key) != before

    def _standing(self, key: str) -> frozenset[str]:
        content = self._walker.content
        fields = content.fields if isinstance(content, FormContent) else ()
        return frozenset(next((one.value for one in fields if one.key == key), "").split(","))

    def _letters(self, label: Words) -> list[str]:
        """The keys that lead to an option: 虹口区 H K Q, Hongkou H O N G K O U."""
        said = self._walker.read(label)
        if self._walker.language() is Language.CHINESE:
            return [syllable[0].upper() for syllable in read(said)]
        return [letter.upper() for letter in said if letter.isascii() and letter.isalnum()]

    # --- months and days -------------------------------------------------------------------------------

    def _choose_month(self, value: str) -> None:
        year, _, month = value.partition("-")
        if self._walker.is_there("form.years"):
            self._walker.press_key("form.years")
        for way in ("form.later_years", "form.earlier_years"):
            for _ in range(MOST_TURNS):
                if access.is_there(self._walker.window, Role.BUTTON, year):
                    break
                if not self._walker.can_press(way):
                    break
                self._walker.press_key(way)
        self._walker.press(year)
        if month:
            self._walker.press_key(f"clock.short.{int(month)}")

    def _choose_day(self, value: str) -> None:
        """Each part that is asked: years that lie close are not asked by their decade."""
        year, month, day = (int(part) for part in value.split("-"))
        while self._walker.can_press("form.earlier_part"):
            self._walker.press_key("form.earlier_part")
        decade = self._walker.say("form.decade", year=year // 10 * 10)
        for name in (decade, str(year)):
            if access.is_there(self._walker.window, Role.BUTTON, name):
                self._walker.press(name)
        self._walker.press_key(f"clock.short.{month}")
        self._walker.press_key("form.day", day=day)
