"""Matters that need no code at the back end: a list that anybody may look up, kept in a file.

``config/answers/<ID>.tsv`` holds the rows. Its first line names the columns, each with a kind of
``ValueKind`` (``name:text``, ``fee:money``, ``since:date``) or ``hidden`` for one that only narrows. A field
of the matter with a column's name narrows to the rows that have its value; a field ``kw`` searches the first
column. The words are the definition's: ``headline`` with ``{count}``, and ``column.<name>``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from kiosk.backend.models import ValueKind
from kiosk.catalogue.matter import Definition, OutputKind
from kiosk.hub.definitions import Definitions
from kiosk.hub.departments.public_list import PublicList, Row
from kiosk.hub.departments.registry import ProofText, Question

FOLDER: Final = "answers"
HIDDEN: Final = "hidden"
_PRINTED: Final = (OutputKind.A4_CERTIFICATE, OutputKind.A4_STATEMENT)
_log = logging.getLogger("kiosk.hub")


class ListError(ValueError):
    """A file that cannot be used: file, line, what to do."""


class ListedMatter(PublicList):
    """A matter whose rows stand in a file."""

    def __init__(
        self, definition: Definition, title: str, title_en: str, kinds: Mapping[str, str], rows: Sequence[Row]
    ) -> None:
        super().__init__()
        self._kinds = kinds
        self._rows = rows
        prints = any(output.kind in _PRINTED for output in definition.outputs)
        self._proof = ProofText(title, title_en, ()) if prints else None

    def rows(self) -> Sequence[Row]:
        return self._rows

    def admits(self, row: Row, form: Mapping[str, str]) -> bool:
        return all(row.get(key) == value for key, value in form.items() if key in self._kinds and value)

    def proof(self, question: Question, found: Sequence[Row]) -> ProofText | None:
        return self._proof


def listed_matters(config: Path, definitions: Definitions, known: frozenset[str]) -> Iterator[ListedMatter]:
    """One for each file of ``config/answers``. A faulty file is told in the log and left out."""
    for file in sorted((config / FOLDER).glob("*.tsv")):
        try:
            yield _matter(file, definitions, known)
        except (ListError, OSError, UnicodeDecodeError) as fault:
            _log.warning("a list is left out: %s", fault)


def _matter(file: Path, definitions: Definitions, known: frozenset[str]) -> ListedMatter:
    matter = file.stem
    definition = definitions.find(matter)
    if definition is None:
        raise ListError(f"{file}: there is no sound definition config/matters/{matter}.yaml. Add it.")
    if matter in known:
        raise ListError(f"{file}: a department answers for {matter} already. Remove the file.")
    numbered = enumerate(file.read_text("utf-8").splitlines(), start=1)
    lines = [(at, line.split("\t")) for at, line in numbered if line.strip() and not line.startswith("#")]
    if not lines:
        raise ListError(f"{file}: it is empty. Write the columns into the first line.")
    kinds = dict(_column(file, lines[0][0], cell) for cell in lines[0][1])
    rows = []
    for at, cells in lines[1:]:
        if len(cells) != len(kinds):
            raise ListError(
                f"{file}:{at}: {len(cells)} cells for {len(kinds)} columns. Part them by one tab."
            )
        rows.append(dict(zip(kinds, cells, strict=True)))
    for name, kind in kinds.items():
        if kind != HIDDEN and f"column.{name}" not in definition.texts:
            raise ListError(
                f"{file}:{lines[0][0]}: the text 'column.{name}' is missing. Add it to {matter}.yaml."
            )
    if "headline" not in definition.texts:
        raise ListError(f"{file}: the text 'headline' is missing. Add it to {matter}.yaml.")
    shown = tuple((name, ValueKind(kind)) for name, kind in kinds.items() if kind != HIDDEN)
    words = {
        "matter": matter,
        "department": definition.accepting.zh,
        "columns": shown,
        "searched": (shown[0][0],),
    }
    # The registry knows a matter by its class: each file makes one.
    handler = cast("type[ListedMatter]", type(f"Listed{matter}", (ListedMatter,), words))
    title = definitions.title(matter)
    return handler(definition, title.zh, title.en, kinds, rows)


def _column(file: Path, line: int, cell: str) -> tuple[str, str]:
    name, _, kind = cell.partition(":")
    kind = kind or ValueKind.TEXT.value
    if kind != HIDDEN and kind not in set(ValueKind):
        kinds = ", ".join((*ValueKind, HIDDEN))
        raise ListError(f"{file}:{line}: '{kind}' is no kind of column. Write one of: {kinds}.")
    return name, kind
