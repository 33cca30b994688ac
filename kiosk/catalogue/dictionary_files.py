"""Loading the dictionaries: a faulty line is said and left out, and hinders no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.catalogue.dictionaries import READINGS, Dictionaries, Dictionary, DictionaryEntry
from kiosk.domain.banks import LONGEST_PREFIX, SHORTEST_PREFIX
from kiosk.flow.words import Said
from kiosk.problems import Problem

__all__ = ["BINS", "load_dictionaries"]

BINS: Final = "bank_bins.tsv"
_BANK: Final = "bank"
_VALUE: Final = re.compile(r"[^,\s]{1,60}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIXED: Final = ["value", "zh", "en"]
_PREFIX: Final = re.compile(rf"[0-9]{{{SHORTEST_PREFIX},{LONGEST_PREFIX}}}", re.ASCII)
_UNDER: Final = "under"  # the first column of a list in two levels


def load_dictionaries(folder: Path) -> tuple[Dictionaries, tuple[Problem, ...]]:
    """The dictionaries of ``config/dictionaries`` and everything that is wrong with their files.

    A faulty line is left out; a file without a sound head, or of parents that are not there, as a whole. A
    folder that is not there is no fault: the matters that need it are refused. Reads files, raises nothing.
    """
    problems: list[Problem] = []
    tables: dict[str, _Table] = {}
    for file in sorted(folder.glob("*.tsv")):
        if file.name not in (BINS, READINGS.name):
            table = _table(file, problems)
            if table is not None:
                tables[file.stem] = table
    loaded = _resolved(tables, problems)
    bins = _bins(folder / BINS, loaded.get(_BANK), problems)
    ordered = [loaded[name] for name in sorted(loaded)]
    return Dictionaries(ordered, bins, folder), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Table:
    file: Path
    head: int  # the line of the columns
    depends_on: str | None
    rows: tuple[tuple[int, DictionaryEntry], ...]  # with their lines


def _rows(file: Path, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        what = f"The file cannot be read ({error.strerror})."
        problems.append(Problem(file, 0, "", what, "Put it there or mend its rights."))
        return
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(file, line, "", "The file is not UTF-8.", "Save it in the encoding UTF-8."))
        return
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip() and not row.startswith("#"):
            yield number, [cell.strip() for cell in row.split("\t")]


def _table(file: Path, problems: list[Problem]) -> _Table | None:
    rows = _rows(file, problems)
    first = next(rows, None)
    if first is None:
        if not any(problem.file == file for problem in problems):
            problems.append(Problem(file, 0, "", "The file is empty.", "Write the columns: value zh en."))
        return None
    line, columns = first
    if not _NAME.fullmatch(file.stem):
        what = f"'{file.stem}' cannot be the name of a dictionary."
        problems.append(Problem(file, 0, "", what, "Use small letters, digits and '_'."))
        return None
    depends_on = None
    if columns[0] != "value":
        depends_on = file.stem if columns[0] == _UNDER else columns[0]
        columns = columns[1:]
    if columns[:3] != _FIXED:
        what = "The first line does not name the columns."
        remedy = "Write 'value zh en', parted by tabs; before them the dictionary of the parents, if any."
        problems.append(Problem(file, line, "", what, remedy))
        return None
    read = _Reader(file, depends_on, columns[3:], problems)
    entries = tuple((at, entry) for at, cells in rows if (entry := read(at, cells)) is not None)
    return _Table(file, line, depends_on, entries)


class _Reader:
    """One line of a file to an entry; None after its fault was said."""

    def __init__(self, file: Path, parents: str | None, facts: list[str], problems: list[Problem]) -> None:
        self._file = file
        self._first = 0 if parents is None else 1
        self._facts = facts
        self._count = self._first + 3 + len(facts)
        self._lines: dict[str, int] = {}
        self._problems = problems

    def __call__(self, line: int, cells: list[str]) -> DictionaryEntry | None:
        if len(cells) != self._count:
            what = f"The line has {len(cells)} columns and the head has {self._count}."
            self._refuse(line, what, "Part the columns with one tab each; leave none out.")
            return None
        parent = "".join(cells[: self._first])
        value, zh, en = cells[self._first : self._first + 3]
        if not _VALUE.fullmatch(value):
            what = f"'{value[:60]}' cannot be a value."
            self._refuse(line, what, "Use 1 to 60 characters without comma and space.")
            return None
        if value in self._lines:
            what = f"The value '{value}' stands already in line {self._lines[value]}."
            self._refuse(line, what, "Remove one, or give it another value.")
            return None
        if not zh or not en:
            self._refuse(line, f"'{value}' lacks its text in {'en' if zh else 'zh'}.", "Write it.")
            return None
        self._lines[value] = line
        return DictionaryEntry(value, Said(zh, en), parent, self._facts_of(cells[self._first + 3 :]))

    def _facts_of(self, cells: list[str]) -> tuple[tuple[str, Said], ...]:
        found: dict[str, Said] = {}
        for column, cell in zip(self._facts, cells, strict=True):
            name, _, language = column.partition(".")
            said = found.get(name, Said(cell, cell))
            match language:
                case "zh":
                    found[name] = Said(cell, said.en)
                case "en":
                    found[name] = Said(said.zh, cell)
                case _:
                    found[name] = Said(cell, cell)
        return tuple((name, said) for name, said in found.items() if said.zh)

    def _refuse(self, line: int, what: str, remedy: str) -> None:
        self._problems.append(Problem(self._file, line, "", what, remedy))


def _resolved(tables: Mapping[str, _Table], problems: list[Problem]) -> dict[str, Dictionary]:
    """The dictionaries whose parents are there, by name; parents are made before what depends on them."""
    loaded: dict[str, Dictionary] = {}
    waiting = dict(tables)
    while ready := [
        name
        for name, table in waiting.items()
        if table.depends_on in (None, name) or table.depends_on in loaded
    ]:
        for name in ready:
            loaded[name] = _dictionary(name, waiting.pop(name), loaded, problems)
    for name, table in waiting.items():
        what = f"'{table.depends_on}', which the first column names, is no dictionary that could be read."
        remedy = f"Write one of: {', '.join(['value', _UNDER, *sorted(set(loaded) - {name})])}."
        problems.append(Problem(table.file, table.head, "", what, remedy))
    return loaded


def _dictionary(
    name: str, table: _Table, loaded: Mapping[str, Dictionary], problems: list[Problem]
) -> Dictionary:
    above: dict[str, str] = {}
    if table.depends_on is None:
        kept = [entry for _, entry in table.rows]
    elif table.depends_on == name:
        known = {"", *(entry.value for _, entry in table.rows if not entry.parent)}
        kept = _with_parents(table, known, problems)
    else:
        parents = loaded[table.depends_on]
        above = {**parents.above, **{entry.value: entry.parent for entry in parents.entries}}
        kept = _with_parents(table, {entry.value for entry in parents.entries}, problems)
    return Dictionary(name, table.depends_on, tuple(kept), above)


def _with_parents(table: _Table, known: set[str], problems: list[Problem]) -> list[DictionaryEntry]:
    kept = []
    for line, entry in table.rows:
        if entry.parent in known:
            kept.append(entry)
        else:
            what = f"'{entry.value}' belongs to '{entry.parent}', which is not there; it is left out."
            problems.append(Problem(table.file, line, "", what, "Mend the first column."))
    return kept


def _bins(file: Path, banks: Dictionary | None, problems: list[Problem]) -> dict[str, str]:
    """Prefix of a card number → value of its bank. No file: no bank is recognised, and no fault."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    rows = _rows(file, problems)
    head = next(rows, None)
    if head is None or head[1] != [_BANK, "prefixes"]:
        what = "The first line does not name the columns."
        problems.append(
            Problem(file, head[0] if head else 0, "", what, "Write 'bank prefixes', parted by a tab.")
        )
        return {}
    for line, cells in rows:
        if banks is None or banks.find(cells[0]) is None:
            what = f"'{cells[0]}' is no bank of {_BANK}.tsv; its prefixes are left out."
            problems.append(Problem(file, line, "", what, "Add the bank there, or mend the word."))
            continue
        for prefix in " ".join(cells[1:]).split():
            if not _PREFIX.fullmatch(prefix):
                what = f"'{prefix[:20]}' cannot be the beginning of a card number."
                remedy = f"Write {SHORTEST_PREFIX} to {LONGEST_PREFIX} digits, parted by spaces."
                problems.append(Problem(file, line, "", what, remedy))
            elif found.setdefault(prefix, cells[0]) != cells[0]:
                what = f"'{prefix}' is of '{found[prefix]}' already."
                problems.append(Problem(file, line, "", what, "Leave it to one bank."))
    return found
