"""The journal's file: what it acknowledged survives a power cut; a damaged one is set aside."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk.journal import schema
from kiosk.journal.failures import JournalFault, JournalLost, fault_of, lost

# See docs/decisions/0011-the-journal-on-sqlite.md for each.
PRAGMAS: Final = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA busy_timeout = 0",
)
_SIDECARS: Final = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Opening:
    """How the file was found. ``set_aside``: it was damaged and lies there now; its effects are not known."""

    set_aside: Path | None = None
    version_before: int = 0  # 0: it was created


class Store:
    """One connection, used by one thread at a time. Every method raises ``JournalLost`` or nothing."""

    def __init__(self, path: Path, connection: sqlite3.Connection, opening: Opening) -> None:
        self.path = path
        self.opening = opening
        self.connection = connection

    @classmethod
    def open(cls, path: Path, now: Callable[[], datetime]) -> Store:
        """Open or create ``path``. A damaged file is renamed, with the time, and a new one begun."""
        set_aside: Path | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                connection, before = _connect(path)
            except sqlite3.Error as error:
                if fault_of(error) is not JournalFault.CORRUPT:
                    raise
                set_aside = _set_aside(path, now())
                connection, before = _connect(path)
        except (sqlite3.Error, OSError) as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise lost(fault, path) from None
        return cls(path, connection, Opening(set_aside, before))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it is on the disk when this ends, or none of it."""
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._roll_back()
            fault = fault_of(error)
            if fault is None:
                raise
            raise lost(fault, self.path) from None
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self.connection
        except sqlite3.Error as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise lost(fault, self.path) from None

    def _roll_back(self) -> None:
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        except sqlite3.Error:
            pass  # the failure that led here is the one to tell

    def close(self) -> None:
        try:
            self.connection.close()
        except sqlite3.Error as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise lost(fault, self.path) from None


def _connect(path: Path) -> tuple[sqlite3.Connection, int]:
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        # SQLite syncs the folder for its logs, and not for the file itself.
        _sync_folder(path.parent)
    # The one writer thread is not the thread that opens; no two threads ever use it at once.
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma).fetchall()
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise _damaged()
        if schema.version(connection) > len(schema.MIGRATIONS):
            raise lost(JournalFault.TOO_NEW, path)
        before = schema.migrate(connection)
        # Takes the lock for as long as the file is open.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except (sqlite3.Error, JournalLost):
        connection.close()
        raise
    return connection, before


def _damaged() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("the file does not pass quick_check")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _set_aside(path: Path, at: datetime) -> Path:
    """Rename the file and its logs, which belong together; nothing is ever overwritten or deleted."""
    for attempt in range(1000):
        suffix = f".damaged-{at:%Y%m%dT%H%M%S}" + (f"-{attempt}" if attempt else "")
        target = path.with_name(path.name + suffix)
        if not any(target.with_name(target.name + side).exists() for side in _SIDECARS):
            break
    else:
        raise lost(JournalFault.CORRUPT, path)
    for side in reversed(_SIDECARS):
        source = path.with_name(path.name + side)
        if source.exists():
            source.rename(target.with_name(target.name + side))
    _sync_folder(path.parent)
    return target


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
