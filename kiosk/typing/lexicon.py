"""The tables of words and stroke orders, read where they lie: nothing is parsed before it is asked for.

``words.txt`` is parted by the first letters of the syllables: a line ``#yw``, below it every word of two
syllables that begin with y and w, the most common first, as ``yun'wu<TAB>云雾<TAB>935``; the number is the
cost, 100 × the negative logarithm of the word's share. Characters are words of one syllable. ``strokes.txt``
has the most common character first, as ``1234<TAB>字``.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kiosk.typing.syllables import Sound

TABLES: Final = Path(__file__).resolve().parents[2] / "assets" / "typing"
WORDS: Final = "words.txt"
STROKES: Final = "strokes.txt"


class TableError(Exception):
    """A table is missing or empty: the installation is damaged, and Chinese cannot be typed."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    syllables: tuple[str, ...]
    cost: int


class Lexicon:
    """Opens both tables. Raises TableError. To be used by one thread."""

    def __init__(self, folder: Path = TABLES) -> None:
        self.folder = folder
        self._words = _map(folder / WORDS)
        self._strokes = _map(folder / STROKES)
        self._group = lru_cache(maxsize=4096)(self._find_group)
        self._few = lru_cache(maxsize=1024)(self._matching)

    def forget(self) -> None:
        """Drop what was looked up: it tells what somebody typed."""
        self._group.cache_clear()
        self._few.cache_clear()

    def words(self, sounds: Sequence[Sound], most: int) -> tuple[Word, ...]:
        """The words of exactly these syllables, the most common first."""
        return self._few(tuple(sounds), most)

    def by_strokes(self, code: str, most: int) -> tuple[str, ...]:
        """Characters of these strokes alone, then those that go on, each the most common first.

        ``code`` is of the digits 1 to 5, and ``*`` for a stroke that is not known.
        """
        if not code:
            return ()
        begin = b"\n" + code.replace("*", "[1-5]").encode()
        whole = self._written(begin + b"\t", most)
        longer = self._written(begin + b"[1-5]", most - len(whole))
        return tuple(dict.fromkeys(whole + longer))

    def _written(self, pattern: bytes, most: int) -> list[str]:
        found: list[str] = []
        for match in re.finditer(pattern, self._strokes):
            if len(found) >= most:
                break
            line = self._strokes[match.start() + 1 : self._strokes.find(b"\n", match.end())]
            found.append(line.split(b"\t")[1].decode())
        return found

    def _matching(self, sounds: tuple[Sound, ...], most: int) -> tuple[Word, ...]:
        begin, end = self._group("".join(sound.letters[0] for sound in sounds))
        found: list[Word] = []
        for at in self._lines(sounds, begin, end):
            reading, text, cost = self._words[at : self._words.find(b"\n", at)].decode().split("\t")
            found.append(Word(text, tuple(reading.split("'")), int(cost)))
            if len(found) == most:
                break
        return tuple(found)

    def _lines(self, sounds: tuple[Sound, ...], begin: int, end: int) -> Iterator[int]:
        """Where the lines of these sounds begin, from ``begin``, the end of the line above."""
        if all(sound.whole for sound in sounds):
            wanted = ("\n" + "'".join(sound.letters for sound in sounds) + "\t").encode()
            while (begin := self._words.find(wanted, begin, end)) >= 0:
                begin += 1
                yield begin
        else:
            ends = ("" if sound.whole else "[a-z]*" for sound in sounds)
            parts = "'".join(sound.letters + end for sound, end in zip(sounds, ends, strict=True))
            for match in re.compile(f"\n{parts}\t".encode()).finditer(self._words, begin, end):
                yield match.start() + 1

    def _find_group(self, key: str) -> tuple[int, int]:
        """From the end of the group's first line to the end of its last; (0, 0) where there is none."""
        low, high, wanted = 0, len(self._words), key.encode()
        while low < high:
            middle = (low + high) // 2
            head = self._words.rfind(b"\n#", low, middle + 2)
            head = self._words.find(b"\n#", middle, high) if head < 0 else head
            if head < 0:
                break
            first_line = self._words.find(b"\n", head + 1)
            found = self._words[head + 2 : first_line]
            if found == wanted:
                after = self._words.find(b"\n#", first_line)
                return first_line, after + 1 if after >= 0 else len(self._words)
            if found < wanted:
                low = first_line
            else:
                high = head
        return 0, 0


def _map(file: Path) -> mmap.mmap:
    try:
        with file.open("rb") as table:
            return mmap.mmap(table.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as fault:
        raise TableError(
            f"{file.name} cannot be read ({type(fault).__name__}): Chinese cannot be typed. "
            "Nothing else is touched; install the kiosk again."
        ) from fault


@lru_cache(maxsize=1)
def shared() -> Lexicon:
    """The tables of this installation, opened once. Raises TableError."""
    return Lexicon()
