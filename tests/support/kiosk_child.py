"""A kiosk in a process of its own, which plays one visit up to its paper and can be made to die on the way.

``python -m support.kiosk_child FOLDER HUB_PORT POINT``: in the surroundings of FOLDER. It dies by SIGKILL at
the ``Point``; when it gets through, it says so on its standard output and ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from support.errands import print_all, see_result
from support.terminal import Terminal

from kiosk.app.service import Service
from kiosk.demo.surroundings import Surroundings

THROUGH = "through"


class Point(StrEnum):
    """Where the process dies. The first four in the proof's life, the others in the receipt's."""

    INTENDED = "intended"
    ARMED = "armed"
    SUBMITTED = "submitted"
    BEFORE_DONE = "before_done"
    RECEIPT_ARMED = "receipt_armed"
    RECEIPT_BEFORE_DONE = "receipt_before_done"
    NEVER = "never"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingRecords:
    """The real records, with a death before or after one of their steps."""

    def __init__(self, records: Any, point: Point) -> None:
        self._records = records
        self._point = point

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    async def intend(self, effect: str, kind: str, reference: str) -> None:
        await self._records.intend(effect, kind, reference)
        if self._point is Point.INTENDED:
            die()

    async def arm(self, effect: str) -> None:
        await self._records.arm(effect)
        armed = Point.RECEIPT_ARMED if "-receipt-" in effect else Point.ARMED
        if self._point is armed:
            die()

    async def done(self, effect: str, evidence: str) -> None:
        before = Point.RECEIPT_BEFORE_DONE if "-receipt-" in effect else Point.BEFORE_DONE
        if self._point is before:
            die()
        await self._records.done(effect, evidence)


def dying_after(act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def acted(*args: Any) -> Any:
        await act(*args)
        die()

    return acted


def make_mortal(service: Service, point: Point) -> None:
    service.desk.prints = DyingRecords(service.records, point)
    printer: Any = service.fitted.equipment.page_printer
    if point is Point.SUBMITTED:
        printer.submit = dying_after(printer.submit)


def main(folder: str, hub_port: str, point: str) -> None:
    around = Surroundings(Path(folder), own_folder=False, hub_port=int(hub_port))
    terminal = Terminal.without_camera(around)
    terminal.start()
    make_mortal(terminal.service, Point(point))
    see_result(terminal)
    print_all(terminal)
    print(THROUGH, flush=True)
    terminal.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
