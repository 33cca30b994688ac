"""The hub's clock is an argument, so that tests and the demo can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Gives the present instant, with an offset."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no summer time."""


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)
