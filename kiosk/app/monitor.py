"""Watching the back end: whether it is there, and what it can handle now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.backend.answers import Ok
from kiosk.backend.models import Availability, MatterState
from kiosk.backend.port import BackEnd
from kiosk.flow.events import AvailabilityLearnt, BackEndChanged, Event

EVERY_S = 3.0


class BackEndMonitor:
    def __init__(self, back_end: BackEnd, post: Callable[[Event], None], every: float = EVERY_S) -> None:
        self._back_end = back_end
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
            closed = closed_matters(answer.value)
            if closed != self._closed:
                self._closed = closed
                self._post(AvailabilityLearnt(closed))
        self.heard.set()


def closed_matters(availability: Availability) -> dict[str, tuple[str, str]]:
    return {
        matter.matter: (
            matter.reason or "",
            f"{matter.until.astimezone():%m-%d %H:%M}" if matter.until is not None else "",
        )
        for matter in availability.matters
        if matter.state is MatterState.UNAVAILABLE
    }
