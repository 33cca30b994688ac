"""What the Unihan database (UAX #38) says of characters: the general list, readings, variants, counts."""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILES: Final = tuple(
    f"Unihan_{name}.txt.bz2" for name in ("Readings", "OtherMappings", "Variants", "IRGSources")
)


@dataclass
class Unihan:
    """``rank`` is the place in 《通用规范汉字表》 (1 to 8,105), most common level first (kTGH)."""

    rank: dict[str, int] = field(default_factory=dict)
    usual: dict[str, tuple[str, ...]] = field(default_factory=dict)  # readings in 《通用规范汉字字典》
    mandarin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    traditional: dict[str, str] = field(default_factory=dict)
    simplified: dict[str, str] = field(default_factory=dict)
    strokes: dict[str, int] = field(default_factory=dict)


def read(folder: Path) -> Unihan:
    found = Unihan()
    for character, name, value in _rows(folder):
        match name:
            case "kTGH":
                found.rank[character] = int(value.split(":")[1])
            case "kTGHZ2013":
                found.usual[character] = tuple(re.findall(r":([^ ,]+)", value.replace(",", ":")))
            case "kMandarin":
                found.mandarin[character] = tuple(value.split())
            case "kTraditionalVariant":
                found.traditional[character] = _other(value, character)
            case "kSimplifiedVariant":
                found.simplified[character] = _other(value, character)
            case "kTotalStrokes":
                found.strokes[character] = int(value.split()[0])
            case _:
                pass
    return found


def _other(value: str, character: str) -> str:
    """The first variant that is not the character itself."""
    named = [chr(int(code[2:], 16)) for code in value.split()]
    return next((each for each in named if each != character), character)


def _rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    for file in FILES:
        with bz2.open(folder / file, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("U+"):
                    code, name, value = line.rstrip("\n").split("\t", 2)
                    yield chr(int(code[2:], 16)), name, value
