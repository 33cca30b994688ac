"""Finding a matter by what people type: words, pinyin, initials, one character wrong.

A few hundred short texts are compared one by one; that is quicker than any index needs to be. Better kinds of
match come first, then better places (name before alias before department), then what is used more.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kiosk.catalogue.pinyin import Readings, is_chinese

LONGEST_QUERY: Final = 40
_LONGEST_GUESS: Final = 16  # characters that are compared with mistakes: the effort grows with them

# What people say around the thing they want.
_FILLERS: Final = re.compile(
    "请问|怎么办|怎么|如何|在哪里|哪里|在哪|我要|我想|想要|上海市|上海|办理|查询|申请|一下"
)

# How good a kind of match is; the place adds less than the step between two kinds.
_EXACT: Final = 100.0
_PREFIX: Final = 80.0
_INSIDE: Final = 60.0
_SPELLED: Final = 50.0
_FROM_THE_START: Final = 0.5  # and spelled from its first syllable: shyh is 上海银行 before 中国工商银行
_SCATTERED: Final = 35.0
_NEARLY: Final = 20.0
_PARTS: Final = 0.5


class _Effort(Enum):
    """In the order in which they are made."""

    AS_TYPED = 1
    IN_PARTS = 2
    WITH_A_MISTAKE = 3


@dataclass(frozen=True, slots=True)
class FinderEntry:
    id: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    surroundings: tuple[str, ...]  # departments and life events
    popularity: int


@dataclass(frozen=True, slots=True)
class _Text:
    folded: str
    syllables: tuple[str, ...]  # empty for texts that are not Chinese
    place: float
    spelled: str  # what Latin letters are compared with

    @classmethod
    def of(cls, text: str, place: float, readings: Readings) -> _Text:
        folded = fold(text)
        syllables = readings.of(text) if is_chinese(text) else ()
        return cls(folded, syllables, place, "".join(syllables) or folded)


@dataclass(frozen=True, slots=True)
class _Indexed:
    id: str
    texts: tuple[_Text, ...]
    popularity: int


_SMALL_WORDS: Final = frozenset(
    ("a", "an", "and", "at", "for", "from", "in", "is", "my", "of", "on", "or", "the", "to", "your")
)


def _without_fillers(word: str) -> str:
    rest = _FILLERS.sub("", word)
    return rest if len(rest) >= 2 else word


def fold(text: str) -> str:
    """Half width, lower case, one space between words, no punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


class Finder:
    def __init__(self, entries: Sequence[FinderEntry], readings: Readings) -> None:
        self._entries = tuple(
            _Indexed(
                entry.id,
                tuple(
                    _Text.of(text, place, readings)
                    for place, texts in (
                        (9.0, (*entry.names, entry.id)),
                        (8.0, entry.aliases),
                        (1.0, entry.surroundings),
                    )
                    for text in texts
                ),
                entry.popularity,
            )
            for entry in entries
        )

    def search(self, text: str, limit: int) -> list[str]:
        typed = fold(text)[:LONGEST_QUERY].split()
        words = [word for word in typed if word not in _SMALL_WORDS] or typed
        if not words or limit <= 0:
            return []
        # What else may be meant is looked for only when nothing matches: it would bury what does.
        for effort in _Effort:
            if effort is _Effort.IN_PARTS:
                words = [_without_fillers(word)[:_LONGEST_GUESS] for word in words]
            if found := self._ranked(words, effort):
                return [entry_id for _, _, entry_id in heapq.nsmallest(limit, found)]
        return []

    def _ranked(self, words: list[str], effort: _Effort) -> list[tuple[float, int, str]]:
        found = []
        for i, entry in enumerate(self._entries):
            score = 0.0
            for word in words:
                best = _best(word, entry.texts, effort)
                if not best:
                    break
                score += best
            else:
                found.append((-(score / len(words) + entry.popularity / 10), i, entry.id))
        return found


def _best(word: str, texts: Sequence[_Text], effort: _Effort) -> float:
    best = 0.0
    chinese = is_chinese(word)
    for text in texts:
        score = _kind(word, chinese, text, effort)
        if score:
            best = max(best, score + text.place)
    if not best and chinese and effort is _Effort.IN_PARTS and len(word) >= 4:
        # 医保报销: Chinese has no spaces; the department may say one half and an alias the other.
        for at in range(2, len(word) - 1):
            first = _best(word[:at], texts, _Effort.AS_TYPED)
            second = _best(word[at:], texts, _Effort.AS_TYPED) if first else 0.0
            best = max(best, min(first, second) * _PARTS)
    return best


def _kind(word: str, chinese: bool, text: _Text, effort: _Effort) -> float:
    folded = text.folded
    nearly = effort is _Effort.WITH_A_MISTAKE
    at = folded.find(word)
    if at == 0:
        return _EXACT if len(word) == len(folded) else _PREFIX
    if at > 0 and (chinese or len(word) > 2 or folded[at - 1] == " "):
        return _INSIDE
    if chinese:
        if len(word) >= 2 and _scattered(word, folded):
            return _SCATTERED
        return _NEARLY if nearly and len(word) >= 3 and _contains_nearly(word, folded) else 0.0
    if text.syllables and _spells(word, text.syllables):
        return _SPELLED + (_FROM_THE_START if _spells_from(word, 0, text.syllables, 0) else 0.0)
    if nearly and len(word) >= 4:
        return _NEARLY if _contains_nearly(word, text.spelled) else 0.0
    return 0.0


def _scattered(word: str, text: str) -> bool:
    """Whether the characters of the word stand in the text in this order."""
    rest = iter(text)
    return all(c in rest for c in word)


def _spells(word: str, syllables: tuple[str, ...]) -> bool:
    """Whether the word spells a run of syllables, each in full or by its initial; the last may be begun."""
    return any(
        syllable[0] == word[0] and _spells_from(word, 0, syllables, i) for i, syllable in enumerate(syllables)
    )


def _spells_from(word: str, at: int, syllables: tuple[str, ...], i: int) -> bool:
    if at == len(word):
        return True
    if i == len(syllables):
        return False
    syllable = syllables[i]
    rest = word[at:]
    if syllable.startswith(rest):
        return True
    if rest.startswith(syllable) and _spells_from(word, at + len(syllable), syllables, i + 1):
        return True
    if rest[0] != syllable[0]:
        return False
    # The initials zh, ch, sh are typed by one letter or by two.
    if syllable[1:2] == "h" and rest[1:2] == "h" and _spells_from(word, at + 2, syllables, i + 1):
        return True
    return _spells_from(word, at + 1, syllables, i + 1)


def _contains_nearly(word: str, text: str) -> bool:
    """Whether some part of the text is the word with one character changed, left out, added or exchanged."""
    if len(word) > len(text) + 1 or sum(c not in text for c in word) > 1:
        return False  # most texts end here, without the work below
    before: list[int] = []
    previous = [0] * (len(text) + 1)  # a part may begin anywhere
    for i, c in enumerate(word):
        current = [i + 1]
        for j, d in enumerate(text):
            cost = min(previous[j] + (c != d), previous[j + 1] + 1, current[j] + 1)
            if i and j and c == text[j - 1] and d == word[i - 1]:
                cost = min(cost, before[j - 1] + 1)
            current.append(cost)
        if min(current) > 1:
            return False
        before, previous = previous, current
    return min(previous) <= 1
