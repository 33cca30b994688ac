"""What anybody may know: payment standards, institutions, and the rates that calculations go by.

Read when first asked for, from ``config/demo/public`` and the shared dictionaries of districts and
hospitals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from kiosk.catalogue.dictionaries import FOLDER, Dictionaries, DictionaryEntry
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.catalogue.finding import Finder, FinderEntry
from kiosk.catalogue.pinyin import Readings

CONFIG: Final = Path(__file__).resolve().parents[3] / "config"
PUBLIC: Final = CONFIG / "demo" / "public"
MOST_FOUND: Final = 200


@cache
def read(name: str) -> Mapping[str, Any]:
    """The file ``<name>.yaml`` of the public data."""
    data: Mapping[str, Any] = yaml.safe_load((PUBLIC / f"{name}.yaml").read_text("utf-8"))
    return data


@cache
def dictionaries() -> Dictionaries:
    """The lists that matters share."""
    return load_dictionaries(CONFIG / FOLDER)[0]


def entry(dictionary: str, value: str) -> DictionaryEntry | None:
    """One entry of a shared list, or None."""
    found = dictionaries().get(dictionary)
    return None if found is None else found.find(value)


def label(dictionary: str, value: str) -> str:
    """The Chinese name of an entry; the value itself when it is not known."""
    found = entry(dictionary, value)
    return value if found is None else found.label.zh


def entries(dictionary: str) -> Sequence[DictionaryEntry]:
    """A whole list, in the order of its file."""
    found = dictionaries().get(dictionary)
    return () if found is None else found.entries


@cache
def _readings() -> Readings:
    return Readings.load(CONFIG)


class Search:
    """Finds the rows whose names a keyword means: by characters, pinyin, initials, or the English name."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
        """``names`` are the members of a row that are searched."""
        self._rows = rows
        self._finder = Finder(
            [
                FinderEntry(str(at), tuple(str(row[name]) for name in names if row.get(name)), (), (), 0)
                for at, row in enumerate(rows)
            ],
            _readings(),
        )

    def __call__(self, keyword: str) -> list[Mapping[str, Any]]:
        """The rows that a keyword finds, best first; all of them, as they stand, for an empty one."""
        if not keyword.strip():
            return list(self._rows)
        return [self._rows[int(found)] for found in self._finder.search(keyword, MOST_FOUND)]
