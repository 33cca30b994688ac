"""The demo's hand on the hub, from a test's thread: codes, text messages, faults."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any, TypeVar

from kiosk.backend.answers import Ok
from kiosk.backend.demo import DemoControls
from kiosk.backend.demo_models import DemoCodeKind, DemoMatterRequest, Fault
from kiosk.backend.models import MatterState
from kiosk.demo.surroundings import Surroundings

T = TypeVar("T")


class HubHand:
    def __init__(self, around: Surroundings) -> None:
        self._url = around.hub_url
        self._database = around.folder / "hub.db"
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
