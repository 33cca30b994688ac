"""When a page was given to the screen and when its first frame was painted, in a real kiosk on no display."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kiosk.runtime.snapshot import Snapshot
from screens.bridge import Bridge
from screens.pages import page_name
from screens.window import KioskView


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: seconds of the monotonic clock. ``cause`` is what ``cause()`` said at the delivery."""

    page: str
    cause: float
    delivered: float
    painted: float


class Stopwatch:
    """``on_snapshot`` is called in the core's thread, ``painted`` by every frame in the GUI thread.

    A frame counts for the page that the bridge holds when it is swapped: the page's item is made in the same
    turn of the GUI loop in which the bridge takes the snapshot, so a frame that is swapped later shows it.
    """

    def __init__(self, cause: Callable[[], float]) -> None:
        self._cause = cause
        self._lock = threading.Lock()
        self._waiting: tuple[str, int, float, float] | None = None
        self._page = ""
        self.shown: list[Shown] = []
        self.frames: list[float] = []
        self._bridge: Bridge | None = None

    def attach(self, bridge: Bridge, view: KioskView) -> None:
        """From the GUI thread, before anything is delivered."""
        self._bridge = bridge
        view.frameSwapped.connect(self._painted)

    def on_snapshot(self, snapshot: Snapshot) -> None:
        now = time.monotonic()
        page = page_name(snapshot.content)
        with self._lock:
            if page != self._page:
                self._page = page
                self._waiting = (page, snapshot.revision, self._cause(), now)

    def _painted(self) -> None:
        now = time.monotonic()
        self.frames.append(now)
        bridge = self._bridge
        with self._lock:
            if self._waiting is None or bridge is None:
                return
            page, revision, cause, delivered = self._waiting
            if bridge.name == page and bridge.value.revision >= revision:
                self.shown.append(Shown(page, cause, delivered, now))
                self._waiting = None

    @property
    def everything_painted(self) -> bool:
        """No page waits for its first frame."""
        with self._lock:
            return self._waiting is None

    def frame_gaps(self, begun: float, ended: float) -> list[float]:
        """Seconds between neighbouring frames of that time."""
        times = [at for at in self.frames if begun <= at <= ended]
        return [after - before for before, after in pairwise(times)]
