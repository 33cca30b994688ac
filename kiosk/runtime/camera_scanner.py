"""The camera as a code scanner, for terminals without one. Codes are decoded in the vision process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from drivers.contract import Code, Completion, ScannedCode
from kiosk.vision.port import CodeRefusal, Vision

NOBODYS_SESSION = 0  # sessions of persons count from 1


class CameraScanner:
    """See ``drivers.contract.CodeScanner.scan``.

    Before anybody's session the camera is watched in a vision process of its own, which is gone as soon as a
    session begins; nothing but codes is looked for in it.
    """

    def __init__(self, vision: Vision, session: Callable[[], int | None]) -> None:
        self._vision = vision
        self._session = session

    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        session = self._session()
        if session is not None:
            return await self._watch(session, deadline)
        await self._vision.begin(NOBODYS_SESSION)
        try:
            return await self._watch(NOBODYS_SESSION, deadline)
        finally:
            # Does nothing when a person's session has taken over meanwhile.
            await self._vision.end(NOBODYS_SESSION)

    async def _watch(self, session: int, deadline: float) -> Completion[ScannedCode]:
        seen: asyncio.Future[ScannedCode | CodeRefusal] = asyncio.get_running_loop().create_future()

        def on_code(found: ScannedCode | CodeRefusal) -> None:
            if not seen.done():
                seen.set_result(found)

        watching = asyncio.create_task(self._vision.watch_codes(session, on_code))
        waiting: set[asyncio.Future[Any]] = {seen, watching}
        try:
            await asyncio.wait(waiting, timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            await asyncio.wait({watching})
        if not seen.done():
            return Completion(Code.TIME_OUT, detail="scan: no code was shown.")
        match seen.result():
            case ScannedCode() as code:
                return Completion(Code.SUCCESS, code)
            case CodeRefusal.TOO_LONG:
                return Completion(Code.INVALID_DATA, detail="scan: the code is longer than a login code.")
            case CodeRefusal.NOT_TEXT:
                return Completion(Code.INVALID_DATA, detail="scan: the code is no text.")
