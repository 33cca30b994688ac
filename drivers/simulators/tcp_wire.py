"""The device's end of a TCP connection: one listener, the newest client is heard and spoken to."""

from __future__ import annotations

import asyncio
import contextlib

from drivers.simulators.base import Address, AddressKind
from drivers.transports.base import BUFFER_LIMIT, InputBuffer

_FOREVER = 365 * 24 * 3600.0


class TcpWire:
    """``port`` 0: any that is free, kept when the device is plugged in again."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._input = InputBuffer(BUFFER_LIMIT)
        self._client: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def plug(self) -> Address:
        await self.unplug()
        self._input.reset()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return Address(AddressKind.URL, f"tcp:127.0.0.1:{self._port}")

    async def unplug(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = self._client = None
        self._input.discard()

    async def receive(self) -> bytes:
        while True:
            with contextlib.suppress(TimeoutError):
                return await self._input.take(_FOREVER)

    async def send(self, data: bytes) -> None:
        if self._client is not None and not self._client.is_closing():
            self._client.write(data)
            with contextlib.suppress(ConnectionError):
                await self._client.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._client = writer
        try:
            while data := await reader.read(BUFFER_LIMIT):
                if self._client is writer:
                    self._input.feed(data)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()
