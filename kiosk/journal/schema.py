"""The tables, as migrations. A migration that was released is never changed; a new one is added below it."""

from __future__ import annotations

import sqlite3
from typing import Final

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        # Physical effects. `id` names the effect at the device too; `reference` is a serial or a case.
        """CREATE TABLE effects (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            reference TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('intent', 'armed', 'done', 'void', 'unknown')),
            note TEXT NOT NULL DEFAULT '',
            begun_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX effects_open ON effects (state) WHERE state IN ('intent', 'armed', 'unknown')",
        # What the back end must hear. A letter stays until it is answered; then only its key stays.
        """CREATE TABLE letters (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            written_at TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'refused')),
            note TEXT NOT NULL DEFAULT ''
        ) STRICT""",
        "CREATE INDEX letters_waiting ON letters (number) WHERE state = 'waiting'",
        # The audit trail. `subject` is a keyed hash or empty; `seal` chains each row to the one before.
        """CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            event TEXT NOT NULL,
            result TEXT NOT NULL,
            subject TEXT NOT NULL,
            about TEXT NOT NULL,
            session TEXT NOT NULL,
            seal TEXT NOT NULL
        ) STRICT""",
        # One row: how far the trail goes, sealed, so that rows cut off its end are missed.
        """CREATE TABLE audit_head (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            number INTEGER NOT NULL,
            seal TEXT NOT NULL,
            witness TEXT NOT NULL
        ) STRICT""",
    ),
    (
        # At most one row: the last one that was removed for its age, sealed; the trail begins after it.
        """CREATE TABLE audit_start (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            number INTEGER NOT NULL,
            seal TEXT NOT NULL,
            witness TEXT NOT NULL
        ) STRICT""",
    ),
)


def version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(connection: sqlite3.Connection) -> int:
    """Bring an older file up to date, each step in a transaction of its own; returns the version before."""
    before = version(connection)
    for number, statements in enumerate(MIGRATIONS[before:], before + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return before
