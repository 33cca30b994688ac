"""Telling simulators what happens to them: JSON lines over one Unix-domain socket per host.

Request ``{"device": NAME, "command": COMMAND, "args": {…}}``, answer ``{"ok": true, "state": {…}}`` or
``{"ok": false, "error": SENTENCE}``. ``{"command": "devices"}`` answers the states of all. The socket belongs
to its user alone (mode 0600).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from drivers.simulators.base import CommandRefused, Simulator

LINE_LIMIT = 64 * 1024
_log = logging.getLogger(__name__)


class ControlError(RuntimeError):
    """The host refused the command or could not be reached; the text is one sentence."""


class ControlServer:
    def __init__(self, path: Path, simulators: Mapping[str, Simulator]) -> None:
        self._path = path
        self._simulators = simulators
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        previous = os.umask(0o177)  # the socket is never open to others, not even between bind and chmod
        try:
            listening.bind(str(self._path))
        except OSError:
            listening.close()
            raise
        finally:
            os.umask(previous)
        self._server = await asyncio.start_unix_server(self._talk, sock=listening, limit=LINE_LIMIT)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._talks.add(task)
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            # A line over the limit, or the other side went away: this talk is over, the simulators live on.
            pass
        except asyncio.CancelledError:
            pass  # the host stops; the talk has nothing to finish
        finally:
            self._talks.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> Mapping[str, object]:
        try:
            request = json.loads(line)
        except ValueError:
            return _refusal("The request is not one line of JSON.")
        if not isinstance(request, dict) or not isinstance(request.get("command"), str):
            return _refusal("The request needs a text 'command'.")
        command: str = request["command"]
        if command == "devices":
            return {"ok": True, "state": {name: dict(one.state()) for name, one in self._simulators.items()}}
        args = request.get("args", {})
        if not isinstance(args, dict):
            return _refusal("The request's 'args' must be an object.")
        simulator = self._simulators.get(str(request.get("device")))
        if simulator is None:
            return _refusal(f"There is no such device here; there are {', '.join(sorted(self._simulators))}.")
        try:
            return {"ok": True, "state": dict(await simulator.handle(command, args))}
        except CommandRefused as refusal:
            return _refusal(str(refusal))
        except Exception:  # noqa: BLE001 - one simulator's bug must not silence the others
            _log.exception("simulator %s failed on command %s", simulator.name, command)
            return _refusal(f"The simulator {simulator.name} failed on {command!r}; its log says why.")


def _refusal(sentence: str) -> Mapping[str, object]:
    return {"ok": False, "error": sentence}


def _request(device: str, command: str, args: Mapping[str, object]) -> bytes:
    return (
        json.dumps({"device": device, "command": command, "args": args}, ensure_ascii=False).encode() + b"\n"
    )


def _result(line: bytes) -> Mapping[str, object]:
    if not line:
        raise ControlError("The simulators' host closed the connection without an answer.")
    answer = json.loads(line)
    if not answer.get("ok"):
        raise ControlError(str(answer.get("error", "The simulators' host refused without saying why.")))
    state: Mapping[str, object] = answer["state"]
    return state


def send(
    path: Path | str, device: str, command: str, /, timeout: float = 5.0, **args: object
) -> Mapping[str, object]:
    """Tell one simulator something and return its state; for the dock, scripts and tests.

    ``timeout`` is in seconds. Errors: ``ControlError``.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            connection.connect(str(path))
            connection.sendall(_request(device, command, args))
            with connection.makefile("rb") as answers:
                return _result(answers.readline())
    except OSError as error:
        raise ControlError(
            f"The simulators' host does not answer at {path}: {error.strerror or error}."
        ) from error


async def send_async(path: Path | str, device: str, command: str, /, **args: object) -> Mapping[str, object]:
    """The same from a coroutine, within 5 s. Errors: ``ControlError``."""
    try:
        async with asyncio.timeout(5.0):
            reader, writer = await asyncio.open_unix_connection(str(path), limit=16 * LINE_LIMIT)
            try:
                writer.write(_request(device, command, args))
                await writer.drain()
                return _result(await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise ControlError(f"The simulators' host does not answer at {path}: {error}.") from error
