"""What systemd is told: that the kiosk serves, and that every part of it is alive (sd_notify(3)).

The watchdog is fed only while every part shows a fresh heartbeat: a screen that stands still is as bad as a
process that is gone, and only the service manager can help then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

_log = logging.getLogger(__name__)


class Heartbeats:
    """When each part last showed that it is alive. ``beat`` may be called from any thread.

    ``oldest`` is the age in seconds beyond which a part counts as stuck; ``clock`` gives monotonic seconds.
    """

    def __init__(self, parts: Iterable[str], oldest: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._oldest = oldest
        self._last = dict.fromkeys(parts, clock())

    def beat(self, part: str) -> None:
        """The part is alive. Raises KeyError for a part that was not named at the start."""
        if part not in self._last:
            raise KeyError(part)
        self._last[part] = self._clock()

    def stuck(self) -> tuple[str, ...]:
        """The parts without a fresh heartbeat."""
        now = self._clock()
        return tuple(part for part, last in self._last.items() if now - last > self._oldest)


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """Where to report, and within how many seconds the watchdog wants food; None where nobody asked."""

    address: str | None = None
    watchdog: float | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str], process: int) -> ServiceManager:
        """From ``NOTIFY_SOCKET``, ``WATCHDOG_USEC``, ``WATCHDOG_PID``; outside a service there are none."""
        microseconds = environment.get("WATCHDOG_USEC", "")
        ours = environment.get("WATCHDOG_PID", str(process)) == str(process)
        watchdog = int(microseconds) / 1e6 if microseconds.isdecimal() and ours else 0.0
        return cls(environment.get("NOTIFY_SOCKET") or None, watchdog or None)

    def tell(self, state: str) -> None:
        """Send one state, such as ``READY=1``. A manager that cannot be reached is logged, nothing else."""
        if self.address is None:
            return
        # "@" stands for the zero byte of an abstract address.
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.setblocking(False)  # a manager that does not read must not stop the core
                sender.connect(address)
                sender.sendall(state.encode())
        except OSError as error:
            _log.error("the service manager cannot be told %s: %s", state.split("=")[0], error)

    def ready(self) -> None:
        """The first page is painted."""
        self.tell("READY=1")

    def stopping(self) -> None:
        self.tell("STOPPING=1")

    async def watch(
        self, heartbeats: Heartbeats, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Feed the watchdog for ever, while nothing is stuck. Returns at once where there is no watchdog."""
        if self.watchdog is None:
            return
        told: tuple[str, ...] = ()
        while True:
            stuck = heartbeats.stuck()
            if not stuck:
                self.tell("WATCHDOG=1")
            elif stuck != told:
                _log.error("no heartbeat of %s: the watchdog is not fed", ", ".join(stuck))
            told = stuck
            await sleep(self.watchdog / 3)


def from_environment() -> ServiceManager:
    return ServiceManager.of(os.environ, os.getpid())
