"""Words and characters with their readings and how common they are, from open lists."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.typing.making.unihan import Unihan
from kiosk.typing.syllables import SYLLABLES

LEAST_COUNT: Final = 10  # rarer words of the list are mostly mistakes of its making
LEAST_NAME: Final = 500  # names of three characters and more are of novels, but for a few places
LONGEST_WORD: Final = 7  # characters
OWN_COUNT: Final = 20_000  # how common a word of our own list counts, which people come here for
# Standing weights of a character by its place in 《通用规范汉字表》: levels 1, 2 and 3; then what is outside.
_LEVELS: Final = ((3_500, 20.0), (6_500, 5.0), (8_105, 2.0))
# The list of words counts some rare characters as common; by level, what one can count at most.
_MOST_ALONE: Final = ((3_500, 10_000_000), (6_500, 1_000), (8_105, 20))
_OUTSIDE: Final = 0.5
_RARE: Final = 0.2
_UNUSUAL: Final = 0.02  # a reading that the dictionary of the general list does not give
_IN_WORDS: Final = 0.1  # of what a character counts inside words
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A word or character with its syllables and its cost, 100 × the negative logarithm of its share."""

    text: str
    syllables: tuple[str, ...]
    cost: int


def toneless(reading: str) -> str:
    """``lǜ`` → ``lv``; letters only, ü as v, ê as e."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v").replace("e\u0302", "e")
    return "".join(part for part in parts if not unicodedata.combining(part))


def common_words(jieba: str, general: Mapping[str, int]) -> dict[str, int]:
    """Word → count, of a list with lines ``word count tag``; words of general characters only."""
    found = {}
    for line in jieba.splitlines():
        word, count, tag = line.split(" ")
        place, name = tag.startswith("ns"), tag.startswith("nr") and len(word) > 2
        enough = int(count) >= (LEAST_NAME if name else 1 if place else LEAST_COUNT)
        if not enough or len(word) > LONGEST_WORD or not _CHINESE.fullmatch(word):
            continue
        if all(character in general for character in word):
            most = next(most for last, most in _MOST_ALONE if general[word[0]] <= last)
            found[word] = min(int(count), most) if len(word) == 1 else int(count)
    return found


def own_words(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lines of one or more words, or ``word = its reading``; # begins a remark."""
    for line in text.splitlines():
        words, equals, reading = line.split("#")[0].partition("=")
        for word in words.split():
            yield word, tuple(reading.split()) if equals else ()


def read_words(
    counts: Mapping[str, int], own: Iterable[tuple[str, tuple[str, ...]]]
) -> list[tuple[Read, int]]:
    """Words of two characters and more with their counts, and single characters that are words."""
    from pypinyin import Style, lazy_pinyin, load_phrases_dict  # heavy; needed only here

    weighed = dict(counts)
    given: dict[str, tuple[str, ...]] = {}
    for word, reading in own:
        weighed[word] = max(weighed.get(word, 0), OWN_COUNT)
        if reading:
            given[word] = reading
    load_phrases_dict({word: [[syllable] for syllable in reading] for word, reading in given.items()})
    total = sum(weighed.values())
    found = []
    for word, count in weighed.items():
        syllables = tuple(lazy_pinyin(word, style=Style.NORMAL, v_to_u=False))
        if all(syllable in SYLLABLES for syllable in syllables) and len(syllables) == len(word):
            found.append((Read(word, syllables, _cost(count, total)), count))
    return found


def read_characters(
    readings: Mapping[str, str], unihan: Unihan, words: Iterable[tuple[Read, int]], drawn: frozenset[int]
) -> list[Read]:
    """Every character that the screen can draw, with each of its readings.

    ``readings`` is character → readings with tones, parted by commas, the most common first.
    """
    alone: dict[tuple[str, str], float] = defaultdict(float)
    total = 0
    for word, count in words:
        total += count
        share = 1.0 if len(word.text) == 1 else _IN_WORDS
        for character, syllable in zip(word.text, word.syllables, strict=True):
            alone[character, syllable] += count * share
    whole: dict[str, float] = defaultdict(float)
    for (character, _), weight in alone.items():
        whole[character] += weight
    found = []
    for character in sorted({*readings, *unihan.mandarin}):
        if ord(character) not in drawn:
            continue
        usual = [toneless(reading) for reading in unihan.usual.get(character, ())]
        given = readings.get(character, "").split(",") if character in readings else []
        first = [toneless(reading) for reading in unihan.mandarin.get(character, ())]
        for syllable in dict.fromkeys([*usual, *first, *map(toneless, given)]):
            if syllable not in SYLLABLES:
                continue
            weight = alone[character, syllable] + _standing(character, unihan)
            if syllable in usual:
                weight += 0.01 * whole[character]  # 单 as the surname Shan
            elif usual:
                weight *= _UNUSUAL
            found.append(Read(character, (syllable,), _cost(weight, total)))
    return found


def _standing(character: str, unihan: Unihan) -> float:
    rank = unihan.rank.get(character)
    if rank is not None:
        return next(weight for last, weight in _LEVELS if rank <= last)
    return _OUTSIDE if "\u4e00" <= character <= "\u9fff" else _RARE


def _cost(weight: float, total: int) -> int:
    return max(0, round(-100 * math.log(weight / total)))
