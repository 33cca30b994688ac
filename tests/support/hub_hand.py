"""The demo's hand on the hub, from a test's thread: codes, text messages, faults."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, TypeVar

from kiosk.backend.answers import Ok
from kiosk.backend.demo import DemoControls
from kiosk.backend.demo_models import DemoCodeKind, DemoMatterRequest, Fault
from kiosk.backend.models import MatterState
from kiosk.demo.surroundings import Surroundings
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.hours import holidays

T = TypeVar("T")
OF_DEPARTMENTS = ("records", "cases", "case_events", "field_codes")
FIRST_HOUR, LAST_HOUR = 10, 15  # of the working day, in which no department is closed


class HubHand:
    def __init__(self, around: Surroundings) -> None:
        self._url = around.hub_url
        self._database = around.folder / "hub.db"
        self._first = around.folder / "hub-first-day.db"
        self._key = (around.secrets / "demo.key").read_text("ascii")

    def _ask(self, ask: Callable[[DemoControls], Coroutine[Any, Any, Any]]) -> Any:
        async def once() -> Any:
            hub = DemoControls(self._url, self._key)
            try:
                answer = await ask(hub)
            finally:
                await hub.close()
            assert isinstance(answer, Ok), answer
            return answer.value

        return asyncio.run(once())

    def code(self, resident: str, kind: str = "fresh") -> str:
        issued = self._ask(lambda hub: hub.issue_code(resident, DemoCodeKind(kind)))
        return str(issued.code)

    def newest_code(self) -> str:
        messages = self._ask(lambda hub: hub.messages()).messages
        found = re.search(r"\b\d{6}\b", messages[-1].text)
        assert found is not None
        return found.group()

    def fault(self, fault: str, times: int | None = None) -> None:
        self._ask(lambda hub: hub.put_fault(Fault(fault), times))

    def mend(self) -> None:
        self._ask(lambda hub: hub.clear_faults())

    def now(self) -> datetime:
        """The hub's present moment, which may be ahead of the machine's."""
        return self.move_clock(timedelta())

    def move_clock(self, span: timedelta) -> datetime:
        """Let time pass at the hub; it does not go back."""
        moved = self._ask(lambda hub: hub.move_clock(int(span.total_seconds())))
        when: datetime = moved.now
        return when

    def into_working_hours(self) -> None:
        """To a moment at which every department works."""
        now = self.now().astimezone(SHANGHAI)
        until = now
        if now.hour >= LAST_HOUR:
            until = (until + timedelta(days=1)).replace(hour=FIRST_HOUR)
        elif now.hour < FIRST_HOUR:
            until = until.replace(hour=FIRST_HOUR)
        while not holidays().is_worked(until.date()):
            until = (until + timedelta(days=1)).replace(hour=FIRST_HOUR)
        if until > now:
            self.move_clock(until - now)

    # --- the same again for the next visit -----------------------------------------------------------

    def keep_first_day(self) -> None:
        """Remember what departments know now."""
        with closing(sqlite3.connect(self._database)) as hub, closing(sqlite3.connect(self._first)) as first:
            hub.backup(first)

    def back_to_first_day(self) -> None:
        """Departments know what they knew then; who is signed in stays so."""
        with closing(sqlite3.connect(self._database, timeout=10, isolation_level=None)) as hub:
            hub.execute("ATTACH ? AS first", (str(self._first),))
            hub.execute("BEGIN IMMEDIATE")
            for table in OF_DEPARTMENTS:
                hub.execute(f"DELETE FROM {table}")  # names of our own
                hub.execute(f"INSERT INTO {table} SELECT * FROM first.{table}")
            hub.execute("COMMIT")

    # --- what the hub wrote down ---------------------------------------------------------------------

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """Read-only: a hub's database as an auditor reads it."""
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            return database.execute(question, values).fetchall()

    def cases(self) -> set[str]:
        return {case for (case,) in self.rows("SELECT id FROM cases")}

    def proofs(self) -> dict[str, str]:
        """Serial to status."""
        return dict(self.rows("SELECT serial, status FROM proofs"))

    def staff_calls(self) -> list[tuple[str, str]]:
        """Kind and what it is about, oldest first."""
        return self.rows("SELECT kind, about FROM staff_calls ORDER BY called_at")

    def ratings(self, case: str) -> list[int]:
        return [level for (level,) in self.rows("SELECT level FROM ratings WHERE case_id = ?", case)]

    # --- matters, as their departments switch them ---------------------------------------------------

    def close_matter(self, matter: str, until: str) -> None:
        request = DemoMatterRequest.model_validate({"state": MatterState.UNAVAILABLE, "until": until})
        self._ask(lambda hub: hub.switch_matter(matter, request))

    def open_matter(self, matter: str) -> None:
        self._ask(lambda hub: hub.switch_matter(matter, DemoMatterRequest(state=MatterState.AVAILABLE)))

    def replaced_by(self, serial: str) -> str | None:
        ((newer,),) = self.rows("SELECT replaced_by FROM proofs WHERE serial = ?", serial)
        return newer
