"""Lines for a printer that counts places: an ASCII character takes one, any other two."""

from __future__ import annotations

import unicodedata

# Chinese typography: these may not begin a line.
_NOT_FIRST = frozenset("，。、；：？！）》」』】”’％,.;:?!)%")


def places(character: str) -> int:
    """How many ASCII places a character takes; combining marks none."""
    if unicodedata.combining(character):
        return 0
    return 1 if 0x20 <= ord(character) <= 0x7E else 2


def width(text: str) -> int:
    """The places of a whole text."""
    return sum(places(character) for character in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` places; a newline begins a new one.

    A Latin word or number goes to the next line as a whole when it fits there; closing punctuation takes the
    character before it along. An empty text is one empty line.
    """
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, columns)]


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    rest = text
    while width(rest) > columns:
        cut = _longest(rest, columns)
        better = _break_before(rest, cut)
        lines.append(rest[:better].rstrip(" "))
        rest = rest[better:].lstrip(" ")
    return [*lines, rest]


def _longest(text: str, columns: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += places(character)
        if used > columns:
            return max(index, 1)
    return len(text)


def _break_before(text: str, cut: int) -> int:
    for place in range(cut, max(cut // 2, 1), -1):
        before, after = text[place - 1], text[place]
        if after in _NOT_FIRST or (_joined(before) and _joined(after)):
            continue
        return place
    return cut


def _joined(character: str) -> bool:
    return character.isascii() and not character.isspace()


def pair_lines(label: str, value: str, columns: int) -> list[str]:
    """Label left and value right on one line, or the value on lines of its own, flush right."""
    gap = columns - width(label) - width(value)
    if gap >= 1 and "\n" not in label + value:
        return [label + " " * gap + value]
    lines = wrap(label, columns)
    values = wrap(value, columns - 2)
    return lines + [" " * (columns - width(line)) + line for line in values]
