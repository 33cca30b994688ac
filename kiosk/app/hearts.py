"""The parts whose standing still only the service manager can mend."""

from __future__ import annotations

from enum import StrEnum


class Heart(StrEnum):
    SCREEN = "screen"
    CORE = "core"
    JOURNAL = "journal"
