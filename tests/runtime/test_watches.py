"""A watch goes on although its device's driver has a bug."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from drivers.contract import Code, Completion
from kiosk.flow.events import CardPresented
from kiosk.flow.wants import CardWatch, Wants
from kiosk.runtime.watches import AFTER_FAULT_S, Watches

PAUSES = 3


class Bug(Exception):
    pass


class BuggyReader:
    """Fails some times, then finds a card."""

    def __init__(self) -> None:
        self.looks = 0

    async def find(self, deadline: float) -> Completion[None]:
        self.looks += 1
        if self.looks <= PAUSES:
            raise Bug
        return Completion(Code.SUCCESS)


@pytest.mark.expected_logs(r"^The watch card arrival failed and goes on: Bug at .*test_watches\.py")
def test_a_watch_that_failed_goes_on_after_a_pause_and_is_told_once(expected_logs: Any) -> None:
    async def scenario() -> None:
        posted: list[object] = []
        found = asyncio.Event()
        slept: list[float] = []

        def post(event: object) -> None:
            posted.append(event)
            found.set()

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            await asyncio.sleep(0)

        reader = BuggyReader()
        desk = SimpleNamespace(
            equipment=SimpleNamespace(id_card_reader=reader),
            clock=SimpleNamespace(sleep=sleep),
            post=post,
        )
        watches = Watches(cast(Any, desk))
        watches.want(Wants(CardWatch.ARRIVAL, code=False))
        await asyncio.wait_for(found.wait(), 30)
        await watches.stop()
        assert posted == [CardPresented()]
        assert slept == [AFTER_FAULT_S] * PAUSES

    asyncio.run(scenario())
    assert len(expected_logs.records) == 1


def test_a_watch_that_is_not_wanted_any_more_ends_at_once() -> None:
    async def scenario() -> None:
        async def never(deadline: float) -> None:
            await asyncio.Event().wait()

        desk = SimpleNamespace(equipment=SimpleNamespace(id_card_reader=SimpleNamespace(find=never)))
        watches = Watches(cast(Any, desk))
        watches.want(Wants(CardWatch.ARRIVAL, code=False))
        await asyncio.sleep(0)
        (watch,) = asyncio.all_tasks() - {asyncio.current_task()}
        watches.want(Wants(CardWatch.NONE, code=False))
        await asyncio.wait({watch}, timeout=30)
        assert watch.cancelled()
        await watches.stop()

    asyncio.run(scenario())
