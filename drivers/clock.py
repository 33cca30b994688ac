"""Time for drivers, simulators and the supervisor: seconds, monotonic, injected.

Nothing here or above the transports reads the wall clock. In production a ``LoopClock`` follows the running
event loop. Tests choose: a ``SimulatedClock`` that they advance by hand, or ``run_simulated``, which runs a
coroutine on an event loop whose time jumps to the next timer as soon as nothing else is to be done.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
import time
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
STANDSTILL_SECONDS = 5.0  # real time after which simulated time without any timer counts as stuck


class Clock(Protocol):
    def now(self) -> float:
        """Seconds of a monotonic clock; only differences mean anything."""

    async def sleep(self, seconds: float) -> None:
        """Come back ``seconds`` later (at once for zero or less, after other tasks had their turn)."""


class LoopClock:
    """The clock of the running event loop; outside of one, the clock that event loops use."""

    def now(self) -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0))


class SimulatedClock:
    """A clock that stands still until a test advances it."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), waiting))
        await waiting

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, waking every sleeper at its own moment, in order."""
        end = self._now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self._now, _, waiting = heapq.heappop(self._sleepers)
            if not waiting.done():
                waiting.set_result(None)
            await settle()
        self._now = end
        await settle()


async def settle(turns: int = 20) -> None:
    """Give every other ready task ``turns`` turns of the event loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


class _JumpingSelector(selectors.SelectSelector):
    """Instead of waiting, asks once for ready files and then moves the loop's time on."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            # No timer is left: only another thread or a file can wake the loop. Waiting a moment of real time
            # (not for ever) turns a test that can never end into one that fails.
            ready = super().select(STANDSTILL_SECONDS)
            if not ready:
                raise RuntimeError("simulated time stands still: no timer is set and nothing is to be read")
            return ready
        self.elapsed += max(timeout, 0.0)
        return []


class _SimulatedTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.elapsed


def run_simulated(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` in simulated time; an hour of sleeping takes no time at all.

    Only for wires inside the process: a pty or a socket hands its bytes over in real time, for which this
    loop does not wait. Errors: ``RuntimeError`` when ``main`` can never end.
    """
    with asyncio.Runner(loop_factory=_SimulatedTimeLoop) as runner:
        return runner.run(main)
