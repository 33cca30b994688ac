"""One terminal for all journeys of a module; each test leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.hub_hand import HubHand
from support.terminal import Terminal, demo_surroundings

from kiosk.demo.surroundings import Surroundings


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    surroundings = demo_surroundings(tmp_path_factory.mktemp("demo"))
    yield surroundings
    surroundings.stop()


@pytest.fixture(scope="module")
def running(around: Surroundings, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A module may name shorter ``TIMINGS`` of its own."""
    terminal = Terminal.in_demo(around, **getattr(request.module, "TIMINGS", {}))
    terminal.start()
    yield terminal
    terminal.stop()


@pytest.fixture
def hub(around: Surroundings) -> Iterator[HubHand]:
    hand = HubHand(around)
    yield hand
    hand.mend()


@pytest.fixture
def terminal(running: Terminal) -> Iterator[Terminal]:
    running.everybody_leaves()
    running.seen.clear()
    yield running
    running.everybody_leaves()
