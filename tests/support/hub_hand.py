"""The demo's hand on the hub, from a test's thread: codes, text messages, faults."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from kiosk.backend.answers import Ok
from kiosk.backend.demo import DemoControls
from kiosk.backend.demo_models import DemoCodeKind, Fault
from kiosk.demo.surroundings import Surroundings

T = TypeVar("T")


class HubHand:
    def __init__(self, around: Surroundings) -> None:
        self._url = around.hub_url
        self._key = (around.secrets / "demo.key").read_text("ascii")

    def _ask(self, ask: Callable[[DemoControls], Coroutine[Any, Any, Any]]) -> Any:
        async def once() -> Any:
            hub = DemoControls(self._url, self._key)
            try:
                answer = await ask(hub)
            finally:
                await hub.close()
            assert isinstance(answer, Ok), answer
            return answer.value

        return asyncio.run(once())

    def code(self, resident: str, kind: str = "fresh") -> str:
        issued = self._ask(lambda hub: hub.issue_code(resident, DemoCodeKind(kind)))
        return str(issued.code)

    def newest_code(self) -> str:
        messages = self._ask(lambda hub: hub.messages()).messages
        found = re.search(r"\b\d{6}\b", messages[-1].text)
        assert found is not None
        return found.group()

    def fault(self, fault: str, times: int | None = None) -> None:
        self._ask(lambda hub: hub.put_fault(Fault(fault), times))

    def mend(self) -> None:
        self._ask(lambda hub: hub.clear_faults())
