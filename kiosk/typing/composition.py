"""What stands between the keys and the field: letters typed, part of them already chosen. Immutable.

A candidate that stands for the first letters only leaves the others to be typed on with: 云雾 for ``yunwu``
of ``yunwuqu`` leaves ``qu``. What is chosen goes to the field when nothing is left to choose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, assert_never

from kiosk.typing.candidates import LONGEST, Candidate, of_name, of_pinyin, of_strokes
from kiosk.typing.lexicon import Lexicon
from kiosk.typing.syllables import DIVIDER

STROKE_NAMES: Final = {"1": "一", "2": "丨", "3": "丿", "4": "丶", "5": "乛", "*": "＊"}


class Method(StrEnum):
    """How letters become Chinese."""

    PINYIN = "pinyin"
    NAME = "name"  # pinyin, of a person's name
    STROKES = "strokes"

    @property
    def letters(self) -> str:
        """What can be typed."""
        match self:
            case Method.PINYIN | Method.NAME:
                return "abcdefghijklmnopqrstuvwxyz" + DIVIDER
            case Method.STROKES:
                return "".join(STROKE_NAMES)
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Chosen:
    text: str
    letters: str


@dataclass(frozen=True, slots=True, repr=False)
class Composition:
    """``chosen`` is not in the field yet; ``typed`` is what is still to be chosen for."""

    method: Method = Method.PINYIN
    chosen: tuple[Chosen, ...] = ()
    typed: str = ""

    @property
    def empty(self) -> bool:
        return not self.chosen and not self.typed

    @property
    def done(self) -> bool:
        """Nothing is left to choose for: ``text`` belongs in the field."""
        return bool(self.chosen) and not self.typed

    @property
    def text(self) -> str:
        """What of it is chosen."""
        return "".join(part.text for part in self.chosen)

    @property
    def letters(self) -> str:
        """All letters that were typed for it."""
        return "".join(part.letters for part in self.chosen) + self.typed

    @property
    def shown(self) -> str:
        """As it stands before the person: what is chosen, then the letters or strokes."""
        match self.method:
            case Method.PINYIN | Method.NAME:
                return self.text + self.typed
            case Method.STROKES:
                return self.text + "".join(STROKE_NAMES[stroke] for stroke in self.typed)
            case _:
                assert_never(self.method)

    def candidates(self, lexicon: Lexicon) -> tuple[Candidate, ...]:
        if not self.typed:
            return ()
        match self.method:
            case Method.PINYIN:
                return of_pinyin(lexicon, self.typed)
            case Method.NAME:
                return of_pinyin(lexicon, self.typed) if self.chosen else of_name(lexicon, self.typed)
            case Method.STROKES:
                return of_strokes(lexicon, self.typed)
            case _:
                assert_never(self.method)

    def type(self, letter: str) -> Composition:
        """One more letter; unchanged where it is none of this method, or there are enough."""
        if len(letter) != 1 or letter not in self.method.letters or len(self.typed) >= LONGEST:
            return self
        if letter == DIVIDER and (not self.typed or self.typed.endswith(DIVIDER)):
            return self
        return replace(self, typed=self.typed + letter)

    def erase(self) -> Composition:
        """The last letter goes; where none is left, what was chosen last becomes letters again."""
        if self.typed:
            return replace(self, typed=self.typed[:-1])
        if self.chosen:
            return replace(self, chosen=self.chosen[:-1], typed=self.chosen[-1].letters)
        return self

    def choose(self, candidate: Candidate) -> Composition:
        """Take a candidate of ``candidates``."""
        taken = Chosen(candidate.text, self.typed[: candidate.letters])
        return replace(self, chosen=(*self.chosen, taken), typed=self.typed[candidate.letters :])

    def by(self, method: Method) -> Composition:
        """An empty one of another method, or this."""
        return self if method is self.method else Composition(method)
