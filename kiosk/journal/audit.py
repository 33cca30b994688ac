"""The audit trail: time, actor, event, result, each row sealed to the one before (GB/T 22239 §8.1.4.3).

A row that is changed, left out, exchanged or put in breaks the chain; rows cut off the end are missed by the
sealed head. Only the whole file put back from an older copy is not noticed here: the head is for telling
elsewhere (``Head``).
"""

from __future__ import annotations

import sqlite3
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.flow.words import Said
from kiosk.journal.keys import AuditKey, same

_CATALOGUE: Final = Path(__file__).with_name("audit-events.toml")
_START: Final = "0" * 64


class Actor(StrEnum):
    PERSON = "person"
    TERMINAL = "terminal"
    STAFF = "staff"
    BACK_END = "back_end"


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Retention(StrEnum):
    """How long a record is kept at least."""

    PROCESSING = "processing"  # 3 years, PIPL §56
    TECHNICAL = "technical"  # 184 days, 网络安全法 §21


@dataclass(frozen=True, slots=True)
class EventKind:
    id: str
    actor: Actor
    result: Result
    retention: Retention
    name: Said


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """``subject`` is a keyed hash; ``about`` a matter, a serial, a problem's code: never a person."""

    number: int
    at: str
    actor: str
    event: str
    result: str
    subject: str
    about: str
    session: str
    seal: str


@dataclass(frozen=True, slots=True)
class Head:
    number: int
    seal: str


class Verdict(StrEnum):
    WHOLE = "whole"
    CHANGED = "changed"  # a row is not what was written
    MISSING = "missing"  # a row is not there
    CUT = "cut"  # rows at the end are not there, or the head was changed


@dataclass(frozen=True, slots=True)
class Verification:
    verdict: Verdict
    number: int  # the first row at fault, or the last one


@cache
def event_kinds() -> dict[str, EventKind]:
    """The catalogue of events, from ``audit-events.toml``."""
    data = tomllib.loads(_CATALOGUE.read_text("utf-8"))
    return {
        name: EventKind(
            name,
            Actor(entry["actor"]),
            Result(entry["result"]),
            Retention(entry["retention"]),
            Said(entry["zh"], entry["en"]),
        )
        for name, entry in data.items()
    }


def append(
    connection: sqlite3.Connection,
    key: AuditKey,
    event: str,
    at: datetime,
    *,
    subject_hash: str = "",
    about: str = "",
    session: str = "",
) -> AuditRecord:
    """Write one row at the end. An event that the catalogue lacks is a bug: ``KeyError``, nothing written."""
    kind = event_kinds()[event]
    before = head(connection)
    number = before.number + 1
    fields = (
        at.astimezone(UTC).isoformat(),
        kind.actor.value,
        event,
        kind.result.value,
        subject_hash,
        about[:80],
        session[:80],
    )
    seal = key.seal(before.seal, str(number), *fields)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *fields, seal))
    connection.execute(
        "INSERT INTO audit_head VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE"
        " SET number = excluded.number, seal = excluded.seal, witness = excluded.witness",
        (number, seal, key.seal("head", str(number), seal)),
    )
    return AuditRecord(number, *fields, seal)


def head(connection: sqlite3.Connection) -> Head:
    row = connection.execute("SELECT number, seal FROM audit_head").fetchone()
    return Head(0, _START) if row is None else Head(row[0], row[1])


def prune(connection: sqlite3.Connection, key: AuditKey, now: datetime, keep: timedelta) -> int:
    """Remove the rows older than ``keep``, from the beginning on; returns how many.

    Age counts from the newest row where that is earlier than now: a clock that jumped ahead takes nothing
    away, and neither does a row that was tampered with. The last row removed leaves its seal, so that the
    rest is still a chain.
    """
    newest = connection.execute("SELECT at FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    if newest is None:
        return 0
    try:
        before = min(now, datetime.fromisoformat(newest[0])) - keep
    except (ValueError, TypeError):
        return 0
    last = connection.execute(
        "SELECT number, seal FROM audit WHERE number < (SELECT min(number) FROM audit WHERE at >= ?)"
        " ORDER BY number DESC LIMIT 1",
        (before.astimezone(UTC).isoformat(),),
    ).fetchone()
    if last is None:
        return 0
    number, seal = last
    connection.execute(
        "INSERT INTO audit_start VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE"
        " SET number = excluded.number, seal = excluded.seal, witness = excluded.witness",
        (number, seal, key.seal("start", str(number), seal)),
    )
    return connection.execute("DELETE FROM audit WHERE number <= ?", (number,)).rowcount


def records(connection: sqlite3.Connection, after: int = 0, limit: int = 1000) -> tuple[AuditRecord, ...]:
    rows = connection.execute(
        "SELECT number, at, actor, event, result, subject, about, session, seal FROM audit"
        " WHERE number > ? ORDER BY number LIMIT ?",
        (after, limit),
    ).fetchall()
    return tuple(AuditRecord(*row) for row in rows)


def verify(connection: sqlite3.Connection, key: AuditKey, known: Head | None = None) -> Verification:
    """Whether the trail is as it was written; ``known`` is a head that was told elsewhere before."""
    start = connection.execute("SELECT number, seal, witness FROM audit_start").fetchone()
    if start is not None and not same(start[2], key.seal("start", str(start[0]), start[1])):
        return Verification(Verdict.CUT, start[0])
    number, before = (0, _START) if start is None else (start[0], start[1])
    met_known = known is None or known.number <= number
    while rows := records(connection, number):
        for row in rows:
            if row.number != number + 1:
                return Verification(Verdict.MISSING, number + 1)
            fields = (row.at, row.actor, row.event, row.result, row.subject, row.about, row.session)
            if not same(row.seal, key.seal(before, str(row.number), *fields)):
                return Verification(Verdict.CHANGED, row.number)
            before, number = row.seal, row.number
            if known is not None and known.number == number:
                met_known = same(known.seal, row.seal)
    found = connection.execute("SELECT number, seal, witness FROM audit_head").fetchone()
    if found is None:
        whole = number == 0
    else:
        whole = (
            found[0] == number
            and same(found[1], before)
            and same(found[2], key.seal("head", str(number), before))
        )
    return Verification(Verdict.WHOLE if whole and met_known else Verdict.CUT, number)
