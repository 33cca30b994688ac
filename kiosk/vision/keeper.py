"""Keeps a fork server running and one warm process in stock."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable

from kiosk.vision.links import LinkLostError, ServerLink, WorkerLink
from kiosk.vision.settings import VisionSettings
from kiosk.vision.words import EngineState

FORK_WITHIN = 5.0
RESTART_FIRST, RESTART_LAST = 0.2, 10.0

OnState = Callable[[EngineState, str, str], None]
"""Engine state (READY, LOST or REFUSED), a sentence for the technician, the engine's version."""


class ProcessKeeper:
    """The only place that starts a fork server, and the only one that has a spare."""

    def __init__(self, settings: VisionSettings, on_state: OnState) -> None:
        self._settings = settings
        self._on_state = on_state
        self._server: ServerLink | None = None
        self._serving: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._spare: WorkerLink | None = None
        self._stocking: set[asyncio.Task[None]] = set()

    @property
    def server_pid(self) -> int | None:
        return None if self._server is None else self._server.pid

    @property
    def spare_pid(self) -> int | None:
        return None if self._spare is None else self._spare.pid

    async def start(self) -> None:
        """Returns when a spare waits, or when the engine was refused or lost for the first time."""
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve(), name="vision-server")
        await self._settled.wait()

    async def stop(self) -> None:
        serving, self._serving = self._serving, None
        for task in (*self._stocking, *([serving] if serving else [])):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._drop_spare()

    async def _serve(self) -> None:
        pause = RESTART_FIRST
        while True:
            server = ServerLink(self._settings)
            try:
                version = await server.start()
                self._server = server
                await self._stock()
                self._on_state(EngineState.READY, "", version)
                self._settled.set()
                pause = RESTART_FIRST
                await server.lost.wait()
                detail = "the fork server ended"
            except LinkLostError as lost:
                detail = str(lost)
            finally:
                self._server = None
                await server.stop()
            await self._drop_spare()
            if server.refused:
                self._on_state(EngineState.REFUSED, server.refused, "")
                self._settled.set()
                return
            self._on_state(EngineState.LOST, detail, "")
            self._settled.set()
            await asyncio.sleep(pause)
            pause = min(pause * 2, RESTART_LAST)

    async def take(self) -> WorkerLink:
        """The spare, or a fresh process; it is the caller's to kill. Raises LinkLostError."""
        spare, self._spare = self._spare, None
        if spare is not None and not spare.gone.is_set():
            return spare
        if spare is not None:
            await destroy(spare)
        return await self._fork()

    def restock(self) -> None:
        """Have a spare again soon; nothing to wait for."""
        if self._serving is None:
            return
        task = asyncio.create_task(self._try_stock(), name="vision-spare")
        self._stocking.add(task)
        task.add_done_callback(self._stocking.discard)

    async def _try_stock(self) -> None:
        with contextlib.suppress(LinkLostError):  # the server's loss is handled where it is waited for
            await self._stock()

    async def _stock(self) -> None:
        if self._spare is not None and not self._spare.gone.is_set():
            return
        await self._drop_spare()
        fresh = await self._fork()
        if self._spare is None:
            self._spare = fresh
        else:
            await destroy(fresh)  # another task was faster

    async def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            await destroy(spare)

    async def _fork(self) -> WorkerLink:
        server = self._server
        if server is None:
            raise LinkLostError("the fork server is not running")
        try:
            return await asyncio.wait_for(server.fork(), FORK_WITHIN)
        except TimeoutError:
            await server.stop()  # it hangs: its loss makes `_serve` start another
            raise LinkLostError("the fork server did not answer") from None


async def destroy(link: WorkerLink, wipe: Callable[[], None] = lambda: None) -> None:
    """Kill, wait until it is gone, then ``wipe``: a process that still ran could write after it."""
    await link.kill()
    wipe()
    os.close(link.memory)
