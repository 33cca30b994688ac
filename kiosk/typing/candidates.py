"""What letters may mean, the likeliest first: the whole as words, words for a part, single characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from kiosk.typing.lexicon import Lexicon, Word
from kiosk.typing.names import COMPOUND, GIVEN, READ_ALIKE, SURNAMES
from kiosk.typing.syllables import Lattice, Sound

LONGEST: Final = 40  # letters; more are not taken
MOST_WORDS: Final = 40  # of one reading of the letters
MOST_CHARACTERS: Final = 4_000  # of one whole syllable: all there are
MOST_BEGUN: Final = 200  # characters of a syllable that is only begun
MOST_BY_STROKES: Final = 300
MOST_NAMES: Final = 5  # whole names that are put together
_NAME: Final = 3  # syllables of a name that is put together
_EACH: Final = 3  # characters tried for each of them
_USUAL: Final = 1_650  # cost above which a reading is none that a name has
_SPAN: Final = 7  # syllables of the longest word
_BEGUN: Final = 300  # what an unfinished syllable costs: one that is finished is likelier meant
_JOINED: Final = 50  # what each further word of a sentence costs, besides its own rarity


@dataclass(frozen=True, slots=True)
class Candidate:
    """``letters`` is how many of those typed it stands for; ``syllables`` is empty for strokes."""

    text: str
    letters: int
    syllables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    sounds: tuple[Sound, ...]
    end: int

    @property
    def begun(self) -> int:
        return sum(not sound.whole for sound in self.sounds)


def of_pinyin(lexicon: Lexicon, typed: str) -> tuple[Candidate, ...]:
    """Candidates for ``typed`` (a to z, ``'`` between syllables). Empty where it is no pinyin."""
    typed = typed[:LONGEST]
    found = Lattice(typed)
    if not found.readable:
        return ()
    spans = _spans(found, 0, _SPAN)
    whole = [*_words(lexicon, [span for span in spans if span.end == len(typed)])]
    sentence = _sentence(lexicon, found, len(typed))
    ordered: list[Candidate] = []
    if sentence is not None and all(each.text != sentence.text for each in whole[:1]):
        ordered.append(sentence)
    ordered += whole
    for end in sorted({span.end for span in spans if span.end < len(typed)}, reverse=True):
        ordered += _words(lexicon, [span for span in spans if span.end == end])
    return tuple(dict.fromkeys(ordered))


def of_name(lexicon: Lexicon, typed: str) -> tuple[Candidate, ...]:
    """As ``of_pinyin`` for a person's name: whole names and surnames come first."""
    found = Lattice(typed[:LONGEST])
    usual = of_pinyin(lexicon, typed)
    if not found.readable:
        return usual
    whole = [span for span in _spans(found, 0, _NAME) if span.end == len(found.edges)]
    names: list[tuple[int, Candidate]] = []
    for span in whole:
        parts = [
            _of_a_name(lexicon, sound, SURNAMES if place == 0 else GIVEN)
            for place, sound in enumerate(span.sounds)
        ]
        if len(span.sounds) > 1 and all(parts):
            for chosen in product(*parts):
                rank = _BEGUN * span.begun + sum(cost for cost, _ in chosen)
                text = "".join(word.text for _, word in chosen)
                syllables = tuple(word.syllables[0] for _, word in chosen)
                names.append((rank, Candidate(text, span.end, syllables)))
    names.sort(key=lambda each: each[0])
    likely = [candidate for _, candidate in names[:MOST_NAMES]]
    compound = [candidate for candidate in usual if candidate.text in COMPOUND]
    surnames = [
        (-span.end, rank, Candidate(word.text, span.end, word.syllables))
        for span in _spans(found, 0, 1)
        for rank, word in _of_a_name(lexicon, span.sounds[0], SURNAMES)
    ]
    surnames.sort(key=lambda each: each[:2])
    first = [candidate for _, _, candidate in surnames]
    return tuple(dict.fromkeys([*compound, *likely, *first, *usual]))


def _of_a_name(lexicon: Lexicon, sound: Sound, common: Mapping[str, int]) -> list[tuple[int, Word]]:
    """The likeliest characters of this sound in this place of a name, with their places among all."""
    found = [
        (common[word.text], word)
        for word in lexicon.words([sound], MOST_BEGUN)
        if word.text in common and word.cost <= _USUAL
        if common is not SURNAMES or READ_ALIKE.get(word.text, word.syllables[0]) == word.syllables[0]
    ]
    return sorted(found, key=lambda each: each[0])[:_EACH]


def of_strokes(lexicon: Lexicon, typed: str) -> tuple[Candidate, ...]:
    """Characters that begin with these strokes; ``typed`` is of the digits 1 to 5 and ``*``."""
    return tuple(Candidate(text, len(typed)) for text in lexicon.by_strokes(typed, MOST_BY_STROKES))


def _spans(found: Lattice, at: int, syllables: int) -> list[_Span]:
    """Every way to read up to so many syllables from a place on."""
    reached: list[_Span] = []
    open_ends = [_Span((), at)]
    for _ in range(syllables):
        open_ends = [
            _Span((*span.sounds, edge.sound), edge.end)
            for span in open_ends
            if span.end < len(found.edges)
            for edge in found.edges[span.end]
        ]
        reached += open_ends
    return reached


def _words(lexicon: Lexicon, spans: Sequence[_Span]) -> Iterator[Candidate]:
    """All words of these spans together, the most common first."""
    costed: list[tuple[int, Word, int]] = []
    for span in spans:
        extra = _BEGUN * span.begun
        for word in lexicon.words(span.sounds, _most(span)):
            costed.append((word.cost + extra, word, span.end))
    costed.sort(key=lambda each: each[0])
    # The best of each number of syllables comes first: 先, 西安, and then the other words for ``xian``.
    best: dict[int, tuple[int, Word, int]] = {}
    for each in costed:
        best.setdefault(len(each[1].syllables), each)
    costed = [*best.values(), *costed]  # what is said twice is dropped later
    return (Candidate(word.text, end, word.syllables) for _, word, end in costed)


def _most(span: _Span) -> int:
    if len(span.sounds) > 1:
        return MOST_WORDS
    return MOST_BEGUN if span.begun else MOST_CHARACTERS


def _sentence(lexicon: Lexicon, found: Lattice, count: int) -> Candidate | None:
    """The likeliest row of words for all letters, each word by itself; None where one word is missing."""
    best: list[tuple[int, tuple[Word, ...]] | None] = [None] * (count + 1)
    best[0] = (0, ())
    for at in range(count):
        so_far = best[at]
        if so_far is None:
            continue
        for span in _spans(found, at, _SPAN):
            word = next(iter(lexicon.words(span.sounds, 1)), None)
            if word is None:
                continue
            cost = so_far[0] + word.cost + _JOINED + _BEGUN * span.begun
            known = best[span.end]
            if known is None or cost < known[0]:
                best[span.end] = (cost, (*so_far[1], word))
    last = best[count]
    if last is None:
        return None
    words = last[1]
    return Candidate(
        "".join(word.text for word in words), count, tuple(part for word in words for part in word.syllables)
    )
