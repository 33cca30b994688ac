"""A simulated page printer without a socket: an HTTP client's transport that hands requests to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from drivers.simulators.faults import Fault
from drivers.simulators.http_wire import End, Spoken, exchange
from drivers.simulators.page_printer import SimulatedPagePrinter

_FOR_EVER = 86_400  # seconds


class _Answer(httpx.AsyncByteStream):
    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._spoken.body or b""
        if self._spoken.end is End.HANG:
            await asyncio.sleep(_FOR_EVER)


class MemoryHttp(httpx.AsyncBaseTransport):
    """Hands each request to the simulator, with its faults; first calls ``on_request`` with its number."""

    def __init__(self, device: SimulatedPagePrinter) -> None:
        self._device = device
        self.requests = 0
        self.on_request: Callable[[int], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        device = self._device
        if device.faults.active(Fault.UNPLUGGED):
            raise httpx.ConnectError("refused")
        self.requests += 1
        if self.on_request is not None:
            await self.on_request(self.requests)
        spoken = await exchange(await request.aread(), device.answer, device.faults, device.context)
        if spoken.body is None:
            if spoken.end is End.HANG:
                await asyncio.sleep(_FOR_EVER)
            raise httpx.RemoteProtocolError("the printer closed the connection")
        return httpx.Response(200, stream=_Answer(spoken))
