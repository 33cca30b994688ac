"""A byte stream over TCP: device servers, printers on port 9100, lock boards with Ethernet."""

from __future__ import annotations

import asyncio

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost


class _Stream(asyncio.BufferedProtocol):
    """Receives into a buffer of our size: a plain protocol would be handed up to 256 KiB at once."""

    def __init__(self, owner: TcpTransport) -> None:
        self._owner = owner
        self._buffer = bytearray(BUFFER_LIMIT)
        self.may_write = asyncio.Event()
        self.may_write.set()

    def get_buffer(self, sizehint: int) -> memoryview:
        return memoryview(self._buffer)[: self._owner.room]

    def buffer_updated(self, nbytes: int) -> None:
        self._owner.received(bytes(self._buffer[:nbytes]))

    def pause_writing(self) -> None:
        self.may_write.clear()

    def resume_writing(self) -> None:
        self.may_write.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.may_write.set()
        self._owner.connection_lost(self, exc)


class TcpTransport:
    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._input = InputBuffer(BUFFER_LIMIT)
        self._stream: _Stream | None = None
        self._transport: asyncio.Transport | None = None
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return f"{self._host}:{self._port}"

    @property
    def is_open(self) -> bool:
        return self._transport is not None and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        await self.close()
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                transport, stream = await asyncio.get_running_loop().create_connection(
                    lambda: _Stream(self), self._host, self._port
                )
        except TimeoutError as error:
            raise TransportLost(
                f"{self.address} did not accept a connection within {deadline:g} s."
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise TransportLost(f"{self.address} cannot be reached: {reason}.") from error
        transport.set_write_buffer_limits(high=BUFFER_LIMIT)
        self._transport, self._stream = transport, stream
        self._input.reset()

    async def close(self) -> None:
        transport, self._transport, self._stream = self._transport, None, None
        if transport is not None:
            transport.abort()
            if self._input.lost is None:
                self._input.fail(TransportLost(f"The connection to {self.address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        data = await self._input.take(deadline)
        self._accept_more()
        return data

    async def write(self, data: bytes, deadline: float) -> None:
        stream = self._must_be_open()
        async with asyncio.timeout(max(deadline, 0.0)):
            for start in range(0, len(data), BUFFER_LIMIT):
                if self._transport is None or self._input.lost is not None:
                    raise self._input.lost or TransportLost(f"The connection to {self.address} was closed.")
                self._transport.write(data[start : start + BUFFER_LIMIT])
                await stream.may_write.wait()
        if self._input.lost is not None:
            raise self._input.lost

    def discard(self) -> bytes:
        dropped = self._input.discard()
        self._accept_more()
        return dropped

    @property
    def room(self) -> int:
        return self._input.room

    def received(self, data: bytes) -> None:
        """Called by the event loop with at most ``room`` bytes; when full, the other side is made to wait."""
        self._input.feed(data)
        if self._transport is not None and self._input.room == 0:
            self._transport.pause_reading()

    def connection_lost(self, stream: _Stream, reason: Exception | None) -> None:
        """Called by the event loop when the connection ended, by whichever side."""
        if stream is not self._stream or self._input.lost is not None:
            return
        text = (reason.strerror or str(reason)) if isinstance(reason, OSError) else "the other side closed it"
        loss = TransportLost(f"The connection to {self.address} is gone: {text}.")
        self._input.fail(loss)
        if self._lost_listener is not None:
            self._lost_listener(loss)

    def _accept_more(self) -> None:
        if self._transport is not None and self._input.room > 0:
            self._transport.resume_reading()

    def _must_be_open(self) -> _Stream:
        if self._input.lost is not None:
            raise self._input.lost
        if self._stream is None:
            raise TransportLost(f"The connection to {self.address} is not open.")
        return self._stream
