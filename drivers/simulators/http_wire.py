"""The device's end of an HTTP wire: one POST, one answer, spoilt as the faults tell.

``h11`` parses (also chunked bodies); a connection carries one exchange.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

import h11

from drivers.simulators.base import SimulatorContext
from drivers.simulators.faults import Fault, FaultSet

MAX_BODY = 64 * 1024 * 1024  # bytes

Handler = Callable[[bytes], Awaitable[bytes]]


class End(Enum):
    """What happens after the bytes of an answer."""

    CLOSE = auto()
    HANG = auto()  # the connection stays open and silent


@dataclass(frozen=True, slots=True)
class Spoken:
    """What really goes over the wire: ``body`` of an answer that claims ``length`` bytes; None: not even its
    head.
    """

    body: bytes | None
    length: int
    end: End


async def exchange(body: bytes, handler: Handler, faults: FaultSet, context: SimulatorContext) -> Spoken:
    """Let ``handler`` answer one request, and spoil the answer."""
    if faults.active(Fault.SILENT):
        return Spoken(None, 0, End.HANG)
    answer = await handler(body)
    if faults.take(Fault.DROP) is not None:
        return Spoken(None, 0, End.CLOSE)
    if (late := faults.take(Fault.LATE)) is not None:
        await context.clock.sleep(late.seconds(1.0))
    if faults.take(Fault.GARBLE) is not None:
        place = context.random.randrange(len(answer))
        spoilt = answer[place] ^ 1 << context.random.randrange(8)
        answer = answer[:place] + bytes((spoilt,)) + answer[place + 1 :]
    if faults.take(Fault.NOISE_BEFORE) is not None:
        answer = context.random.randbytes(context.random.randint(1, 24)) + answer
    if faults.take(Fault.HALF) is not None:
        return Spoken(answer[: len(answer) // 2], len(answer), End.HANG)
    return Spoken(answer, len(answer), End.CLOSE)


class HttpWire:
    """A server on one address of this machine. ``port`` 0: a free one, kept when the device is plugged in
    again.
    """

    def __init__(self, handler: Handler, faults: FaultSet, context: SimulatorContext, port: int = 0) -> None:
        self._handler = handler
        self._faults = faults
        self._context = context
        self.port = port
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def plug(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def unplug(self) -> None:
        """The port is closed; open connections break off."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._talks.add(task)
        try:
            await self._one_exchange(reader, writer)
        except (h11.RemoteProtocolError, ConnectionError):
            pass  # the other side spoke nonsense or left; the printer lives on
        except asyncio.CancelledError:
            pass  # unplugged
        finally:
            self._talks.discard(task)
            writer.transport.abort() if task.cancelling() else writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _one_exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER)
        method, body = await _request(talk, reader, writer)
        if method != b"POST":
            writer.write(_head(talk, 405, 0))
            await writer.drain()
            return
        spoken = await exchange(body, self._handler, self._faults, self._context)
        if spoken.body is not None:
            writer.write(_head(talk, 200, spoken.length) + spoken.body)
            await writer.drain()
        if spoken.end is End.HANG:
            await reader.read()  # until the client leaves


async def _request(
    talk: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[bytes, bytes]:
    method, body = b"", bytearray()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            if talk.they_are_waiting_for_100_continue:
                go_on = talk.send(h11.InformationalResponse(status_code=100, headers=[]))
                writer.write(go_on or b"")
            talk.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request):
            method = event.method
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_BODY:
                raise h11.RemoteProtocolError("the request is too large")
        elif isinstance(event, h11.EndOfMessage):
            return method, bytes(body)
        else:
            raise ConnectionError("the client left")


def _head(talk: h11.Connection, status: int, length: int) -> bytes:
    headers = [("Content-Type", "application/ipp"), ("Content-Length", str(length)), ("Connection", "close")]
    return talk.send(h11.Response(status_code=status, headers=headers)) or b""
