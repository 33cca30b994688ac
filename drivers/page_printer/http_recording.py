"""What goes between an IPP client and a printer, written into a file, and a driver run against the file.

The file has the lines of ``drivers.transports.recorder``: ``out`` is a request's body, ``in`` the body of its
answer, ``lost`` an answer that never came. It holds the printed pages: it is created for its owner alone, and
only a technician at a bench switches recording on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import httpx

from drivers.clock import Clock
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.settings import settings_from
from drivers.transports.recorder import Notebook
from drivers.transports.replayer import Record, RecordingError, load
from drivers.transports.tap import Noted

_ID = slice(4, 8)  # request-id (RFC 8010 §3.1.1): the answer carries that of its request


class HttpRecorder(httpx.AsyncBaseTransport):
    """Hands requests on to ``inner`` and writes both ways down. Errors: ``FileExistsError``."""

    def __init__(self, inner: httpx.AsyncBaseTransport, path: Path, clock: Clock) -> None:
        self._inner = inner
        self._notebook = Notebook(path, clock)

    def finish(self) -> None:
        self._notebook.finish()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._notebook.note(Noted.OUT, await request.aread())
        try:
            answer = await self._inner.handle_async_request(request)
            body = await answer.aread()
        except httpx.HTTPError:
            self._notebook.note(Noted.LOST)
            raise
        self._notebook.note(Noted.IN, body)
        return httpx.Response(answer.status_code, content=body)

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        """One request's client ends; the recording goes on."""


class HttpReplayer(httpx.AsyncBaseTransport):
    """Answers as the printer did, in the same order. Another operation than the recorded one is refused.

    Errors: ``RecordingError``, ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self._left = [entry for entry in load(path) if entry.what in (Noted.OUT, Noted.IN, Noted.LOST)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = await request.aread()
        recorded, answer = self._next(), self._next()
        if recorded.what != Noted.OUT or recorded.data[:4] != asked[:4]:
            raise RecordingError("Another request is made than the recorded one.")
        if answer.what == Noted.LOST:
            raise httpx.ReadError("the recorded printer did not answer")
        body = answer.data[:4] + asked[_ID] + answer.data[8:]
        return httpx.Response(200, content=body)

    def _next(self) -> Record:
        if not self._left:
            raise httpx.ReadError("the recording is over")
        return self._left.pop(0)


def recorded_printer(
    port: str, values: Mapping[str, object], clock: Clock, path: Path
) -> tuple[IppPagePrinter, HttpRecorder]:
    """A printer from plain settings, all of whose traffic is written down.

    Errors: ``SettingError``, ``FileExistsError``.
    """
    settings = settings_from(IppSettings, {**values, "uri": port})
    recorder = HttpRecorder(httpx.AsyncHTTPTransport(), path, clock)
    return IppPagePrinter(settings, clock, recorder), recorder
