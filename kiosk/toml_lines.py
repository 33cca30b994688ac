"""The line of a key in a TOML file. ``tomllib`` gives values without places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_WORD: Final = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_TABLE: Final = re.compile(r"^\s*\[+\s*([^\[\]]+?)\s*\]+\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"^\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_PART: Final = re.compile(_WORD)


def line_of(file: Path, path: tuple[str, ...]) -> int:
    """The line (from 1) of ``path``, or of the longest part of it that stands in the file; 0: none does.

    Lines inside strings of several lines may be taken for keys; the place is a hint for people.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return 0
    best, best_line = 0, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            found = table = _parts(header[1])
        elif key := _KEY.match(line):
            found = table + _parts(key[1])
        else:
            continue
        if len(found) > best and found == path[: len(found)]:
            best, best_line = len(found), number
    return best_line


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
