"""Readings of Chinese texts, for finding by pinyin and initials.

``config/matters/pinyin.tsv`` holds the reading of each text of the catalogue, so that a start needs no
dictionary (importing one takes 0.14 s and 45 MB). A text that the file lacks, of a matter that was just
added, is read with the dictionary then. ``python -m kiosk.catalogue.write_readings config`` writes the
file, and that of the dictionaries beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path("matters") / "pinyin.tsv"
_CJK: Final = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U000323af]")
# Where the dictionary takes the other reading of a character.
_CORRECTIONS: Final = {
    "长护险": "chang hu xian",
    "重名": "chong ming",
    "还款": "huan kuan",
    "参保": "can bao",
    "代办": "dai ban",
    "莘庄": "xin zhuang",
    "长宁": "chang ning",
    "长桥": "chang qiao",
    "长风": "chang feng",
    "长白": "chang bai",
    "长海": "chang hai",
    "长歌": "chang ge",
    "长治": "chang zhi",
    "重固": "chong gu",
    "朝阳": "chao yang",
    "漯河": "luo he",
    "殷行": "yin hang",
    "杨行": "yang hang",
    "徐行": "xu hang",
    "庙行": "miao hang",
    "庄行": "zhuang hang",
    "高行": "gao hang",
}


def is_chinese(text: str) -> bool:
    return _CJK.search(text) is not None


class Readings:
    """Text → its syllables; runs of Latin letters and digits count as one syllable."""

    def __init__(self, known: Mapping[str, tuple[str, ...]]) -> None:
        self._known = dict(known)

    @classmethod
    def load(cls, config_dir: Path, file: Path = FILE) -> Readings:
        """A missing or torn file is no fault: what it lacks is read with the dictionary."""
        try:
            text = (config_dir / file).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return cls({})
        rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
        return cls({row[0]: tuple(row[1].split()) for row in rows if len(row) == 2})

    def knows(self, text: str) -> bool:
        return text in self._known

    def of(self, text: str) -> tuple[str, ...]:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = read(text)
        return found


def read(text: str) -> tuple[str, ...]:
    """The syllables of ``text`` by the dictionary, lower case, without tones, ü as v."""
    from pypinyin import Style, lazy_pinyin  # heavy, and seldom needed

    _correct()
    found: list[str] = []
    for part in lazy_pinyin(text, style=Style.NORMAL, errors="default"):
        found += re.findall(r"[a-z0-9]+", part.lower())
    return tuple(found)


@cache
def _correct() -> None:
    """Once: each time takes 40 ms."""
    from pypinyin import load_phrases_dict

    load_phrases_dict({phrase: [[s] for s in reading.split()] for phrase, reading in _CORRECTIONS.items()})


def write(config_dir: Path, texts: Iterable[str], file: Path = FILE) -> int:
    """Write the file for these texts; returns how many it holds."""
    rows = sorted({text for text in texts if is_chinese(text)})
    lines = ["# Written by `python -m kiosk.catalogue.write_readings config`."]
    lines += [f"{text}\t{' '.join(read(text))}" for text in rows]
    (config_dir / file).write_text("\n".join(lines) + "\n", "utf-8")
    return len(rows)
