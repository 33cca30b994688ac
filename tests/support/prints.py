"""What was printed since a test began: by the journal, and by the printers themselves."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from support import ledger
from support.ledger import Effect

from kiosk.demo.surroundings import Surroundings

PATIENCE_S = 60.0


class Prints:
    def __init__(self, around: Surroundings, journal: Path) -> None:
        self._around = around
        self.journal = journal
        self._effects = {effect.id for effect in ledger.effects(journal)}
        self._before = {job["id"] for job in self._all_jobs()}
        self._tickets = set(around.tickets.glob("*.txt"))

    def _all_jobs(self) -> list[dict[str, Any]]:
        found = self._around.tell("page-printer", "state")["jobs"]
        assert isinstance(found, list)
        return found

    def jobs(self) -> list[dict[str, Any]]:
        return [job for job in self._all_jobs() if job["id"] not in self._before]

    def effects(self, kind: str = "proof") -> list[Effect]:
        """``kind`` "": of every kind."""
        return [e for e in ledger.effects(self.journal, kind) if e.id not in self._effects]

    def states(self, kind: str = "proof") -> list[str]:
        return [effect.state for effect in self.effects(kind)]

    def completed(self) -> list[Path]:
        """Every PDF that came out whole."""
        done = [job["id"] for job in self.jobs() if job["state"] == "completed"]
        return [self._around.printed / f"job-{number:04d}.pdf" for number in done]

    def sheets(self) -> int:
        """Sheets that came out, of whole jobs or not."""
        return sum(job["printed"] for job in self.jobs())

    def tickets(self) -> list[str]:
        """What stands on each new receipt."""
        new = sorted(set(self._around.tickets.glob("*.txt")) - self._tickets)
        return [file.read_text("utf-8") for file in new]

    def wait_for_job(self, *states: str) -> None:
        """Until the page printer has a new job in one of these states."""
        end = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while not any(job["state"] in states for job in self.jobs()):
            assert time.monotonic() < end, f"no job is {' or '.join(states)}: {self.jobs()}"
            pause.wait(0.01)

    def wait_for_the_printer(self) -> None:
        """Until it is through with a new job."""
        self.wait_for_job("completed", "canceled", "aborted")
