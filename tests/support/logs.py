"""Waiting for what the kiosk says to its operators."""

from __future__ import annotations

import logging
import re
import threading
import time
from typing import Protocol

PATIENCE_S = 60.0


class ExpectedLogs(Protocol):
    """The fixture of this name; see ``conftest``."""

    records: list[logging.LogRecord]

    def expect(self, *patterns: str) -> None: ...

    def allow(self, *patterns: str) -> None: ...


def wait_for_log(logs: ExpectedLogs, pattern: str) -> None:
    """Come back when a record at WARNING or above says so."""
    end = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not any(re.search(pattern, record.getMessage()) for record in tuple(logs.records)):
        assert time.monotonic() < end, f"nobody logged {pattern}"
        pause.wait(0.02)
