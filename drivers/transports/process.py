"""The standard input and output of a program of one's own as a byte transport: a vendor's plug-in.

The program is started at opening and killed at closing; what it writes on its standard error is dropped,
since a vendor's library may print what is personal. It gets none of this process's surroundings but a search
path.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost

NO_PLUGIN = "plugin:"
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "HOME")


def plugin_command(plugin: str) -> tuple[str, ...]:
    """The program that loads ``module:Class`` and speaks lines."""
    return (sys.executable, "-m", "drivers.book_printer.plugin_host", plugin)


class ProcessTransport:
    def __init__(self, command: Sequence[str], address: str) -> None:
        """``command``: empty when there is none to start."""
        self._command = tuple(command)
        self._address = address
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._input = InputBuffer(BUFFER_LIMIT)
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return self._address

    @property
    def is_open(self) -> bool:
        return self._process is not None and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        await self.close()
        if not self._command:
            raise TransportLost("No plug-in is set.")
        surroundings = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=surroundings,
            )
        except OSError as error:
            raise TransportLost(f"The plug-in cannot be started: {error.strerror}.") from error
        self._input.reset()
        self._process = process
        self._reading = asyncio.get_running_loop().create_task(self._read_all(process))

    async def close(self) -> None:
        process, self._process = self._process, None
        reading, self._reading = self._reading, None
        if process is None:
            return
        if process.returncode is None:
            # Not by the process object: it would look first whether the program ended, and take its exit
            # status away from those who wait for it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        if reading is not None:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
        if self._input.lost is None:
            self._input.fail(TransportLost(f"{self._address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        return await self._input.take(deadline)

    async def write(self, data: bytes, deadline: float) -> None:
        process = self._must_be_open()
        assert process.stdin is not None
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                process.stdin.write(data)
                await process.stdin.drain()
        except OSError as error:
            raise TransportLost(f"{self._address} does not listen any more.") from error

    def discard(self) -> bytes:
        return self._input.discard()

    async def _read_all(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while data := await process.stdout.read(BUFFER_LIMIT):
            self._input.feed(data)
        if self._process is process and self._input.lost is None:
            loss = TransportLost(f"{self._address} has ended.")
            self._input.fail(loss)
            if self._lost_listener is not None:
                self._lost_listener(loss)

    def _must_be_open(self) -> asyncio.subprocess.Process:
        if self._input.lost is not None:
            raise self._input.lost
        if self._process is None:
            raise TransportLost(f"{self._address} is not open.")
        return self._process
