"""The kiosk's words: the tables of ``assets/translations``, for the screen and for the paper alike."""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import assert_never

from kiosk.flow.display import Language
from kiosk.flow.words import Said, Text, Words

FOLDER = Path(__file__).parent.parent / "assets" / "translations"
_PARAMETER = re.compile(r"\{(\w+)\}")
_log = logging.getLogger(__name__)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


def read_table(file: Path) -> Mapping[str, str]:
    """Every text of one language by its dotted key. Errors: ``OSError``, ``tomllib.TOMLDecodeError``."""
    with file.open("rb") as opened:
        return dict(_flat(tomllib.load(opened)))


class Texts:
    """Both languages. A missing text shows its key in brackets and is told once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._tables: Mapping[Language, Mapping[str, str]] = {
            language: read_table(folder / f"{language.value}.toml") for language in Language
        }
        self._told: set[tuple[Language, str]] = set()

    def learn(self, texts: Iterable[tuple[str, Said]]) -> None:
        """Take in texts that data brings along, such as those of the matters. Known keys are not changed."""
        tables = {language: dict(table) for language, table in self._tables.items()}
        for key, said in texts:
            for language in tables:
                tables[language].setdefault(key, self.say(said, language))
        self._tables = tables

    def has(self, key: str) -> bool:
        return all(key in table for table in self._tables.values())

    def table(self, language: Language) -> Mapping[str, str]:
        return self._tables[language]

    def sentence(self, key: str, language: Language) -> str:
        """The text with its ``{parameters}`` unfilled."""
        found = self._tables[language].get(key)
        if found is not None:
            return found
        if (language, key) not in self._told:
            self._told.add((language, key))
            _log.error("The text %s is missing in %s.toml; its key is shown instead.", key, language.value)
        return f"[{key}]"

    def say(self, words: Words, language: Language) -> str:
        match words:
            case Said(zh, en):
                return en if language is Language.ENGLISH and en else zh
            case Text(key, params):
                values = dict(params)
                found = self.sentence(key, language)
                return _PARAMETER.sub(lambda name: values.get(name[1], f"[{name[1]}]"), found)
            case _:
                assert_never(words)
