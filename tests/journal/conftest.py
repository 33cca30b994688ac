"""A journal in a temporary folder, with a clock that ticks when asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.journal import Journal


class Ticking:
    """Each look at the clock is a second later."""

    def __init__(self) -> None:
        self._at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audit.key"


@pytest.fixture
async def journal(path: Path, key_file: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(path, key_file, Ticking())
    yield opened
    await opened.close()
