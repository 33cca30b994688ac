"""The lists of options that several matters share: districts, streets, banks, ethnic groups.

One file ``config/dictionaries/<name>.tsv`` per list, columns parted by one tab; its format is told in
``docs/matters.md``. Not YAML: 2400 lines of it take 130 ms to read, and the first picture waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kiosk.catalogue.finding import Finder, FinderEntry
from kiosk.catalogue.pinyin import Readings
from kiosk.domain.fields import Field, FieldType, applies
from kiosk.flow.words import Said

__all__ = ["FOLDER", "READINGS", "Dictionaries", "Dictionary", "DictionaryEntry", "dictionary_name"]

FOLDER: Final = "dictionaries"
READINGS: Final = Path("pinyin.tsv")

# What a field of this type is chosen from when it names no dictionary.
_OF_TYPE: Final = frozenset(
    {
        FieldType.BANK,
        FieldType.SH_DISTRICT,
        FieldType.SH_STREET,
        FieldType.SH_COMMITTEE,
        FieldType.PROVINCE_CITY,
    }
)


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    value: str  # stable, sent to the back end
    label: Said
    parent: str = ""  # the value that it belongs to, in the same dictionary or in the one it depends on
    facts: tuple[tuple[str, Said], ...] = ()  # address, telephone, hours, as the file's columns name them

    def fact(self, name: str) -> Said | None:
        """None when the file has no such column, or nothing in it for this entry."""
        return next((said for known, said in self.facts if known == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """One list. ``depends_on`` names the dictionary of the parents, itself for a list in two levels."""

    name: str
    depends_on: str | None
    entries: tuple[DictionaryEntry, ...]
    # Parent of parent …: a centre of a street can also be asked for by its district.
    above: Mapping[str, str] = field(default_factory=dict, repr=False)
    _by_value: dict[str, DictionaryEntry] = field(init=False, repr=False)
    _by_parent: dict[str, list[DictionaryEntry]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_parent: dict[str, list[DictionaryEntry]] = {}
        for entry in self.entries:
            parent = entry.parent
            by_parent.setdefault(parent, []).append(entry)
            while parent := self.above.get(parent, ""):
                by_parent.setdefault(parent, []).append(entry)
        object.__setattr__(self, "_by_value", {entry.value: entry for entry in self.entries})
        object.__setattr__(self, "_by_parent", by_parent)

    @property
    def nested(self) -> bool:
        return self.depends_on == self.name

    def entries_for(self, parent: str) -> tuple[DictionaryEntry, ...]:
        """What belongs to ``parent``, in the order of the file; nothing for a value that is no parent.

        For ``""`` the whole list, or the upper level of a list in two levels.
        """
        if not parent and not self.nested:
            return self.entries
        return tuple(self._by_parent.get(parent, ()))

    def find(self, value: str) -> DictionaryEntry | None:
        return self._by_value.get(value)

    def values(self, parent: str = "") -> frozenset[str]:
        """What may be chosen for ``parent``; of a list in two levels never what has a level below."""
        if not self.nested:
            return frozenset(entry.value for entry in self.entries_for(parent))
        return frozenset(
            leaf.value
            for entry in self.entries_for(parent)
            for leaf in self._by_parent.get(entry.value, (entry,))
        )


def dictionary_name(field_type: FieldType, named: str) -> str:
    """The dictionary that a field is chosen from; empty when it has none."""
    return named or (field_type.value if field_type in _OF_TYPE else "")


class Dictionaries:
    """All of them, and what a form asks of them. Finding by pinyin reads its readings when first used."""

    def __init__(
        self,
        dictionaries: Iterable[Dictionary] = (),
        bins: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._known = {dictionary.name: dictionary for dictionary in dictionaries}
        self.bins: Mapping[str, str] = MappingProxyType(dict(bins or {}))  # prefix of a card → bank
        self._folder = folder
        self._readings: Readings | None = None
        self._finders: dict[tuple[str, str], Finder] = {}

    def __iter__(self) -> Iterator[Dictionary]:
        return iter(self._known.values())

    def get(self, name: str) -> Dictionary | None:
        return self._known.get(name)

    def above(self, name: str) -> tuple[str, ...]:
        """The dictionaries that narrow this one, the nearest first; none for a list in two levels."""
        found: list[str] = []
        dictionary = self.get(name)
        while dictionary is not None and dictionary.depends_on and not dictionary.nested:
            found.append(dictionary.depends_on)
            dictionary = self.get(dictionary.depends_on)
        return tuple(found)

    def of(self, asked: Field) -> Dictionary | None:
        """The dictionary of a field; None for one with its own options, and for one that is not known."""
        return None if asked.options else self.get(dictionary_name(asked.type, asked.dictionary))

    def entries(self, asked: Field, values: Mapping[str, str]) -> tuple[DictionaryEntry, ...]:
        """What can be chosen while ``values`` stand in the form; nothing before the field it depends on."""
        dictionary = self.of(asked)
        if dictionary is None:
            return ()
        if not asked.depends_on:
            return dictionary.entries_for("")
        parent = values.get(asked.depends_on, "")
        return dictionary.entries_for(parent) if parent else ()

    def choices(self, fields: Sequence[Field], values: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """For ``check_form``: by key of each shown field with a dictionary, the values that it takes now."""
        found: dict[str, frozenset[str]] = {}
        for asked in fields:
            dictionary = self.of(asked)
            if dictionary is None or not applies(asked.when, values):
                continue
            parent = values.get(asked.depends_on, "") if asked.depends_on else ""
            nothing = bool(asked.depends_on) and not parent
            found[asked.key] = frozenset() if nothing else dictionary.values(parent)
        return found

    def search(self, name: str, parent: str, text: str, limit: int = 50) -> tuple[DictionaryEntry, ...]:
        """The entries for ``parent`` that ``text`` finds by characters, pinyin, initials, value; best first.

        Of a list in two levels the lower one is searched, and what has no level below. Text that says nothing
        finds everything, in the order of the file.
        """
        dictionary = self.get(name)
        if dictionary is None:
            return ()
        if not text.strip():
            return dictionary.entries_for(parent)[:limit]
        key = (name, parent)
        if key not in self._finders:
            self._finders[key] = self._finder(dictionary, parent)
        found = (dictionary.find(value) for value in self._finders[key].search(text, limit))
        return tuple(entry for entry in found if entry is not None)

    def _finder(self, dictionary: Dictionary, parent: str) -> Finder:
        if self._readings is None:
            self._readings = Readings.load(self._folder, READINGS) if self._folder else Readings({})
        chosen = dictionary.values(parent)
        listed = [entry for entry in dictionary.entries if entry.value in chosen]
        return Finder(
            [FinderEntry(e.value, (e.label.zh, e.label.en), (), (), popularity=0) for e in listed],
            self._readings,
        )

    def texts_to_read(self) -> list[str]:
        """Every text that can be searched, for the file of readings."""
        return [entry.label.zh for dictionary in self for entry in dictionary.entries]
