"""The demo's hand on its hub, from outside any loop: codes, text messages, the hub's clock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from kiosk.backend.answers import Answer, Ok
from kiosk.backend.demo import DemoControls
from kiosk.backend.demo_models import DemoCodeKind
from kiosk.demo.surroundings import Surroundings
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.hours import holidays

T = TypeVar("T")
FIRST_HOUR, LAST_HOUR = 10, 15  # of the working day, in which no department is closed
_CODE = re.compile(r"\b\d{6}\b")


class HubSilent(RuntimeError):
    """The demo's hub did not do what it was asked; one sentence."""


class DemoHub:
    """Speaks to the demo's controls, one request at a time. Errors: ``HubSilent``."""

    def __init__(self, around: Surroundings) -> None:
        self._url = around.hub_url
        self._key = (around.secrets / "demo.key").read_text("ascii")

    def ask(self, ask: Callable[[DemoControls], Coroutine[Any, Any, Answer[T]]]) -> T:
        """One request."""

        async def once() -> Answer[T]:
            hub = DemoControls(self._url, self._key)
            try:
                return await ask(hub)
            finally:
                await hub.close()

        answer = asyncio.run(once())
        if not isinstance(answer, Ok):
            raise HubSilent(f"The hub did not answer as asked: {answer}.")
        return answer.value

    def code(self, resident: str, kind: str = "fresh") -> str:
        """What the resident's phone shows."""
        return self.ask(lambda hub: hub.issue_code(resident, DemoCodeKind(kind))).code

    def newest_code(self) -> str:
        """The six digits of the newest text message that has some."""
        messages = self.ask(lambda hub: hub.messages()).messages
        found = next((code for one in reversed(messages) if (code := _CODE.search(one.text))), None)
        if found is None:
            raise HubSilent("No text message has a code of six digits.")
        return found.group()

    def now(self) -> datetime:
        """The hub's present moment, which may be ahead of the machine's."""
        return self.move_clock(timedelta())

    def move_clock(self, span: timedelta) -> datetime:
        """Let time pass at the hub; it does not go back."""
        return self.ask(lambda hub: hub.move_clock(int(span.total_seconds()))).now

    def into_working_hours(self) -> None:
        """To a moment at which every department works."""
        now = self.now().astimezone(SHANGHAI)
        until = now
        if now.hour >= LAST_HOUR:
            until = (until + timedelta(days=1)).replace(hour=FIRST_HOUR)
        elif now.hour < FIRST_HOUR:
            until = until.replace(hour=FIRST_HOUR)
        while not holidays().is_worked(until.date()):
            until = (until + timedelta(days=1)).replace(hour=FIRST_HOUR)
        if until > now:
            self.move_clock(until - now)
