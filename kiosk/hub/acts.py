"""Acts that change something: each is done once per key, and asking again gives the same answer.

The act, its answer and the key are committed together, so there is no moment in which one is there without
the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from kiosk.backend.answers import RefusalType
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.hashing import keyed_hash
from kiosk.hub.problems import MEDIA_TYPE, Refusal, problem
from kiosk.hub.tables import AdmissionRow, IdempotencyRow

REMEMBERED = timedelta(hours=24)
ADMISSION_LASTS = timedelta(hours=2)
"""A session that nobody ended stops being one."""


@dataclass(slots=True)
class Act:
    """One act under way: its database session, its moment, its terminal."""

    hub: Hub
    session: Session
    now: datetime
    terminal: str
    belongs_to: str | None = None
    """The subject whose personal data the answer carries; it is forgotten when that admission ends."""
    _afterwards: list[Callable[[], None]] = field(default_factory=list)

    def afterwards(self, do: Callable[[], None]) -> None:
        """Have something done once the act is committed."""
        self._afterwards.append(do)

    def finish(self) -> None:
        """Do what was put off until the commit."""
        for do in self._afterwards:
            do()

    def admission(self, subject: str) -> AdmissionRow | None:
        """The running admission at this terminal, or None."""
        row = self.session.get(AdmissionRow, subject)
        if row is None or row.terminal != self.terminal or row.ended_at is not None:
            return None
        return row if self.now < row.began_at + ADMISSION_LASTS else None


Work = Callable[[Act], BaseModel | Refusal]


@dataclass(frozen=True, slots=True)
class Call:
    """A signed request that carries an idempotency key."""

    hub: Hub
    terminal: str
    operation: str
    key: str
    body: bytes = field(repr=False)

    def once(self, work: Work) -> Response:
        """Do the work unless this key has done it; either way answer the same."""
        # Hashed with a key, as a body may hold a PIN that could be tried out against a plain digest.
        fingerprint = keyed_hash(self.hub.secrets.pepper, "request", self.body)
        try:
            return self._attempt(work, fingerprint)
        except IntegrityError:
            # Somebody else committed first (the same key, or the same once-only thing): look again.
            return self._attempt(work, fingerprint)

    def _attempt(self, work: Work, fingerprint: str) -> Response:
        now = self.hub.clock()
        with transaction(self.hub.engine) as session:
            session.execute(delete(IdempotencyRow).where(IdempotencyRow.expires_at <= now))
            known = session.scalars(
                select(IdempotencyRow)
                .where(IdempotencyRow.terminal == self.terminal)
                .where(IdempotencyRow.operation == self.operation)
                .where(IdempotencyRow.key == self.key)
            ).one_or_none()
            if known is not None:
                return _replay(known, fingerprint)
            act = Act(self.hub, session, now, self.terminal)
            outcome = work(act)
            status, body = _write(outcome)
            session.add(
                IdempotencyRow(
                    terminal=self.terminal,
                    operation=self.operation,
                    key=self.key,
                    fingerprint=fingerprint,
                    subject=act.belongs_to,
                    status=status,
                    body=body,
                    expires_at=now + REMEMBERED,
                )
            )
        act.finish()
        return _response(status, body)


def _write(outcome: BaseModel | Refusal) -> tuple[int, bytes]:
    if isinstance(outcome, Refusal):
        return outcome.status, problem(outcome.type, outcome.status, outcome.params, outcome.case)
    return 200, outcome.model_dump_json().encode()


def _replay(row: IdempotencyRow, fingerprint: str) -> Response:
    if row.fingerprint != fingerprint:
        refusal = Refusal(RefusalType.KEY_REUSED)
        return _response(*_write(refusal))
    return _response(row.status, row.body)


def _response(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json" if status < 400 else MEDIA_TYPE)
