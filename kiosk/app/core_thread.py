"""The core's thread: one asyncio loop, started after the first frame, ended before the application."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kiosk.runtime.bugs import kind_and_place

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger(__name__)
STOP_S = 15.0


class CoreThread:
    """Runs one coroutine until it ends or ``stop`` cancels it. ``on_failed`` hears of a bug there."""

    def __init__(
        self, main: Callable[[], Coroutine[Any, Any, None]], on_failed: Callable[[BaseException], None]
    ) -> None:
        self._main = main
        self._on_failed = on_failed
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)
        self._lock = threading.Lock()  # over what follows
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """It was told to end, maybe before it could begin."""
        return self._stopping

    def start(self) -> None:
        # A cyclic collection in this thread could destroy Qt objects of the other one.
        gc.disable()
        self._thread.start()

    def _run(self) -> None:
        import asyncio  # with ssl and more behind it; the first frame does not wait for it

        try:
            asyncio.run(self._supervised())
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - the terminal must say that it is out of service
            _log.critical("The core ended: %s.", kind_and_place(error))
            self._on_failed(error)

    async def _supervised(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_tell_without_text)
        with self._lock:
            if self._stopping:
                return
            self._loop, self._task = loop, asyncio.create_task(self._main())
        await self._task

    def stop(self) -> None:
        """Cancel and wait. Safe to call twice, and at any time."""
        with self._lock:
            self._stopping = True
            loop, task = self._loop, self._task
        if loop is not None and task is not None and self._thread.is_alive():
            with suppress(RuntimeError):  # the loop closed this very moment
                loop.call_soon_threadsafe(task.cancel)
        if self._thread.is_alive():
            self._thread.join(STOP_S)
            if self._thread.is_alive():
                _log.error("The core did not end within %g s.", STOP_S)


def _tell_without_text(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for has failed. The loop's own report would print the exception's text."""
    error = context.get("exception")
    told = kind_and_place(error) if isinstance(error, BaseException) else "no exception"
    _log.error("In the core's loop: %s (%s).", context.get("message", "?"), told)
