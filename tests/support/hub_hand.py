"""The demo's hand on the hub, from a test's thread: codes, text messages, faults."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from kiosk.backend.demo_models import DemoMatterRequest, Fault
from kiosk.backend.models import MatterState
from kiosk.demo.hub_hand import DemoHub
from kiosk.demo.surroundings import Surroundings

OF_DEPARTMENTS = ("records", "cases", "case_events", "field_codes")


class HubHand(DemoHub):
    """With faults, matters switched off, what the hub wrote down, and its first day again."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._database = around.folder / "hub.db"
        self._first = around.folder / "hub-first-day.db"

    def fault(self, fault: str, times: int | None = None) -> None:
        self.ask(lambda hub: hub.put_fault(Fault(fault), times))

    def mend(self) -> None:
        self.ask(lambda hub: hub.clear_faults())

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
        self.ask(lambda hub: hub.switch_matter(matter, request))

    def open_matter(self, matter: str) -> None:
        self.ask(lambda hub: hub.switch_matter(matter, DemoMatterRequest(state=MatterState.AVAILABLE)))

    def replaced_by(self, serial: str) -> str | None:
        ((newer,),) = self.rows("SELECT replaced_by FROM proofs WHERE serial = ?", serial)
        return newer
