"""Physical effects: what may follow what, and where it is kept.

``armed`` is on the disk before the wire is touched. After a crash an armed effect is asked of the hardware,
never repeated; what nobody can tell becomes ``unknown`` and a staff ticket.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final


class EffectState(StrEnum):
    INTENT = "intent"  # nothing was sent
    ARMED = "armed"  # something may have been sent
    DONE = "done"  # proved by the device
    VOID = "void"  # proved that nothing usable came out, or nothing was sent
    UNKNOWN = "unknown"  # staff look


# What may follow. Staff, or the printer's later answer, may still settle what was unknown.
TRANSITIONS: Final[dict[EffectState, frozenset[EffectState]]] = {
    EffectState.INTENT: frozenset({EffectState.ARMED, EffectState.VOID}),
    EffectState.ARMED: frozenset({EffectState.DONE, EffectState.VOID, EffectState.UNKNOWN}),
    EffectState.UNKNOWN: frozenset({EffectState.DONE, EffectState.VOID}),
    EffectState.DONE: frozenset(),
    EffectState.VOID: frozenset(),
}


class TransitionRefused(Exception):
    """A bug in the caller: this state cannot follow. Nothing was written."""


@dataclass(frozen=True, slots=True)
class JournalledEffect:
    """``note`` is evidence or reason, of the device's words; never personal data."""

    id: str
    kind: str
    reference: str
    state: EffectState
    note: str
    begun_at: str
    changed_at: str


def may_follow(before: EffectState, after: EffectState) -> bool:
    return after in TRANSITIONS[before]


def intend(connection: sqlite3.Connection, effect: str, kind: str, reference: str, at: datetime) -> None:
    """Begin an effect. Raises ``TransitionRefused`` when its name is taken: none is begun twice."""
    stamp = at.astimezone(UTC).isoformat()
    try:
        connection.execute(
            "INSERT INTO effects (id, kind, reference, state, begun_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (effect, kind, reference, EffectState.INTENT.value, stamp, stamp),
        )
    except sqlite3.IntegrityError:
        raise TransitionRefused(f"the effect {effect} has begun already") from None


def move(
    connection: sqlite3.Connection, effect: str, after: EffectState, note: str, at: datetime
) -> JournalledEffect:
    """Move an effect on, and give it as it is now. Raises ``TransitionRefused``."""
    before = find(connection, effect)
    if before is None:
        raise TransitionRefused(f"there is no effect {effect}")
    if not may_follow(before.state, after):
        raise TransitionRefused(f"{after.value} cannot follow {before.state.value} ({effect})")
    connection.execute(
        "UPDATE effects SET state = ?, note = ?, changed_at = ? WHERE id = ?",
        (after.value, note[:400], at.astimezone(UTC).isoformat(), effect),
    )
    found = find(connection, effect)
    assert found is not None
    return found


def prune(connection: sqlite3.Connection, before: datetime) -> int:
    """Remove effects that were settled before that time; what is open or unknown stays."""
    return connection.execute(
        "DELETE FROM effects WHERE state IN ('done', 'void') AND changed_at < ?",
        (before.astimezone(UTC).isoformat(),),
    ).rowcount


def find(connection: sqlite3.Connection, effect: str) -> JournalledEffect | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM effects WHERE id = ?", (effect,)).fetchone()  # noqa: S608 - columns are a constant
    return None if row is None else _of(row)


def in_states(connection: sqlite3.Connection, *states: EffectState) -> tuple[JournalledEffect, ...]:
    """Effects in these states, oldest first."""
    marks = ", ".join("?" * len(states))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM effects WHERE state IN ({marks}) ORDER BY begun_at, id",  # noqa: S608 (constants)
        [state.value for state in states],
    ).fetchall()
    return tuple(_of(row) for row in rows)


_COLUMNS: Final = "id, kind, reference, state, note, begun_at, changed_at"


def _of(row: tuple[str, ...]) -> JournalledEffect:
    return JournalledEffect(row[0], row[1], row[2], EffectState(row[3]), row[4], row[5], row[6])
