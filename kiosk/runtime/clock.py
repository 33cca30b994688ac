"""Time for the runtime: injected, so that tests move it."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds of a monotonic clock."""

    async def sleep(self, seconds: float) -> None: ...
