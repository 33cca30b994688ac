"""The core's thread ends when it is told to, however early that is."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest

from kiosk.app import core_thread
from kiosk.app.core_thread import CoreThread


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    if was_enabled:
        gc.enable()


def no_failure(error: BaseException) -> None:
    raise AssertionError("the core failed") from error


class Main:
    """Goes on for ever, and tells that it began."""

    def __init__(self) -> None:
        self.began = threading.Event()

    async def __call__(self) -> None:
        self.began.set()
        await asyncio.Event().wait()


def test_a_core_that_is_stopped_before_its_loop_is_there_ends_at_once(
    monkeypatch: pytest.MonkeyPatch, expected_logs: object
) -> None:
    """Waiting in vain would be logged, which fails the test."""
    monkeypatch.setattr(core_thread, "STOP_S", 2.0)
    may_begin = threading.Event()
    run = asyncio.run

    def run_later(main: object) -> object:
        assert may_begin.wait(30)
        return run(main)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "run", run_later)
    main = Main()
    thread = CoreThread(main, no_failure)
    thread.start()
    stopping = threading.Thread(target=thread.stop)
    stopping.start()
    pause = threading.Event()
    while not thread.stopping:
        pause.wait(0.001)
    may_begin.set()
    stopping.join(30)
    assert not stopping.is_alive()
    assert not thread.alive
    assert not main.began.is_set()


def test_a_running_core_is_cancelled() -> None:
    main = Main()
    thread = CoreThread(main, no_failure)
    thread.start()
    assert main.began.wait(30)
    thread.stop()
    thread.stop()
    assert not thread.alive


def test_a_core_that_was_never_started_has_nothing_to_stop() -> None:
    thread = CoreThread(Main(), no_failure)
    thread.stop()
    assert not thread.alive
