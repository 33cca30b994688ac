"""Watching the back end: whether it is there, and what it can handle now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from kiosk.backend.answers import Ok
from kiosk.backend.models import Availability, MatterState
from kiosk.backend.port import BackEnd
from kiosk.flow.events import AvailabilityLearnt, BackEndChanged, Event

EVERY_S = 3.0
NOT_OFFERED = "hindrance.not_offered"


class BackEndMonitor:
    """``handled`` are the matters that this terminal would handle: one that the back end does not list is
    closed."""

    def __init__(
        self,
        back_end: BackEnd,
        post: Callable[[Event], None],
        handled: Iterable[str] = (),
        every: float = EVERY_S,
    ) -> None:
        self._back_end = back_end
        self._handled = frozenset(handled)
        self._post = post
        self._every = every
        self._reachable: bool | None = None
        self._closed: dict[str, tuple[str, str]] | None = None
        self.heard = asyncio.Event()  # the first answer, whatever it was

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Ask once and tell what changed."""
        answer = await self._back_end.availability()
        reachable = isinstance(answer, Ok)
        if reachable is not self._reachable:
            self._reachable = reachable
            self._post(BackEndChanged(reachable))
        if isinstance(answer, Ok):
            closed = closed_matters(answer.value, self._handled)
            if closed != self._closed:
                self._closed = closed
                self._post(AvailabilityLearnt(closed))
        self.heard.set()


def closed_matters(
    availability: Availability, handled: frozenset[str] = frozenset()
) -> dict[str, tuple[str, str]]:
    """By matter the reason's key and until when; ``""`` where the back end does not say."""
    unlisted = handled - {matter.matter for matter in availability.matters}
    return dict.fromkeys(unlisted, (NOT_OFFERED, "")) | {
        matter.matter: (
            matter.reason or "",
            f"{matter.until.astimezone():%m-%d %H:%M}" if matter.until is not None else "",
        )
        for matter in availability.matters
        if matter.state is MatterState.UNAVAILABLE
    }
