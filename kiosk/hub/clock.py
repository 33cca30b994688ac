"""The hub's clock is an argument, so that tests and the demo can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Gives the present instant, with an offset."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no summer time."""


class MovedClock:
    """Another clock, moved ahead: only the demo and tests move it, and never back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self.ahead

    def move(self, span: timedelta) -> None:
        """Let so much more time have passed."""
        if span < timedelta():
            raise ValueError("time doesn't go back")
        self.ahead += span


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)
