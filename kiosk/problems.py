"""What is wrong with a file of the configuration, as a sentence that names file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["Gravity", "Problem"]


class Gravity(StrEnum):
    ERROR = "error"  # what it concerns is not served
    WARNING = "warning"  # it is served, and somebody should look


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``line`` counts from 1; 0: the file as a whole. ``key`` is the dotted path in the file."""

    file: Path
    line: int
    key: str
    what: str
    remedy: str
    gravity: Gravity = Gravity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.what} {self.remedy}"
