"""What the kiosk wrote into its journal, read from outside."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Effect:
    """One print: its name at the printer, what it is, and how it ended."""

    id: str
    kind: str
    reference: str
    state: str
    note: str


@contextmanager
def _reading(journal: Path) -> Iterator[sqlite3.Connection]:
    """A copy of it: a running kiosk holds its journal alone. What a copy tore apart, SQLite leaves out."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            source = journal.with_name(journal.name + suffix)
            if source.exists():
                shutil.copyfile(source, Path(folder) / source.name)
        with closing(sqlite3.connect(Path(folder) / journal.name)) as database:
            yield database


def effects(journal: Path, kind: str = "") -> list[Effect]:
    """Every print in the journal, oldest first; of one kind when named. None before there is a journal."""
    if not journal.exists():
        return []
    with _reading(journal) as database:
        question = "SELECT id, kind, reference, state, note FROM effects ORDER BY rowid"
        found = [Effect(*row) for row in database.execute(question)]
    return [effect for effect in found if kind in ("", effect.kind)]


def trail(journal: Path) -> list[tuple[str, str]]:
    """Event and what it is about, oldest first."""
    with _reading(journal) as database:
        return list(database.execute("SELECT event, about FROM audit ORDER BY number"))


def waiting_letters(journal: Path) -> int:
    """Letters that the back end has not answered yet."""
    with _reading(journal) as database:
        ((count,),) = database.execute("SELECT count(*) FROM letters WHERE state = 'waiting'")
    return int(count)
