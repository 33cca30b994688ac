"""Letters to the back end: kept until answered, delivered at least once, in order, each with its own key.

The key makes the second delivery of a letter harmless: the back end acts on it once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class LetterKind(StrEnum):
    PROOF_PRINTED = "proof_printed"
    PROOF_VOID = "proof_void"
    RATING = "rating"
    STAFF_TICKET = "staff_ticket"
    HELP_CALL = "help_call"


class LetterState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"  # the back end understood and said no: sending it again would change nothing


@dataclass(frozen=True, slots=True)
class Letter:
    """``body`` holds ids and codes, never personal data."""

    number: int
    key: str
    kind: LetterKind
    body: Mapping[str, object]
    attempts: int


def write(
    connection: sqlite3.Connection, key: str, kind: LetterKind, body: Mapping[str, object], at: datetime
) -> None:
    """Keep a letter. One of this key that is there already stays as it is."""
    connection.execute(
        "INSERT INTO letters (key, kind, body, written_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (
            key,
            kind.value,
            json.dumps(body, ensure_ascii=False, sort_keys=True),
            at.astimezone(UTC).isoformat(),
        ),
    )


def prune(connection: sqlite3.Connection, before: datetime) -> int:
    """Remove answered letters written before that time; what waits stays."""
    return connection.execute(
        "DELETE FROM letters WHERE state != 'waiting' AND written_at < ?",
        (before.astimezone(UTC).isoformat(),),
    ).rowcount


def waiting(connection: sqlite3.Connection, limit: int) -> tuple[Letter, ...]:
    """The oldest letters that wait."""
    rows = connection.execute(
        "SELECT number, key, kind, body, attempts FROM letters"
        " WHERE state = 'waiting' ORDER BY number LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(Letter(r[0], r[1], LetterKind(r[2]), json.loads(r[3]), r[4]) for r in rows)


def tried(connection: sqlite3.Connection, number: int, note: str) -> None:
    """A delivery that was not answered: the letter goes on waiting."""
    connection.execute(
        "UPDATE letters SET attempts = attempts + 1, note = ? WHERE number = ? AND state = 'waiting'",
        (note[:400], number),
    )


def settle(connection: sqlite3.Connection, number: int, state: LetterState, note: str) -> None:
    """A letter that was answered keeps its key and loses what it said."""
    connection.execute(
        "UPDATE letters SET attempts = attempts + 1, state = ?, note = ?, body = '{}'"
        " WHERE number = ? AND state = 'waiting'",
        (state.value, note[:400], number),
    )
