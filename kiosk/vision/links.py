"""The core's ends: one link to the fork server, one to each process forked from it. asyncio, core thread."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import deque
from collections.abc import Callable

from kiosk.vision.channel import ChannelError, Message, encode, receive
from kiosk.vision.settings import VisionSettings, WorkerSettings
from kiosk.vision.shared import create_memory

OnMessage = Callable[[Message], None]


class LinkLostError(Exception):
    """The fork server or the process is gone; the sentence says what is known."""


def starved_seconds(pid: int) -> float:
    """How long a process has waited for a processor since it began (Linux, ``/proc/PID/schedstat``, 2nd
    field).
    """
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0  # gone, or a kernel that does not tell


class WorkerLink:
    """One forked process, and the only handle on it: its pidfd, so that no other process is ever hit."""

    def __init__(
        self, pid: int, pidfd: int, memory: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self.memory = memory
        self._heard_at = asyncio.get_running_loop().time()
        self._starved_then = 0.0
        self.cause = ""
        self.gone = asyncio.Event()
        self.on_message: OnMessage | None = None
        self._pidfd = pidfd
        self._writer = writer
        asyncio.get_running_loop().add_reader(pidfd, self._died)
        self._reading = asyncio.create_task(self._read(reader), name="vision-process")

    def send(self, message: Message) -> None:
        """Hand a message over; a process that is gone gets it nowhere, which ``gone`` tells."""
        if not self.gone.is_set() and not self._writer.is_closing():
            self._writer.write(encode(message))

    def heard(self, later: float = 0.0) -> None:
        """It gave a sign of life now; with ``later``, count its silence from that many seconds later."""
        if later:
            self._heard_at += later
        else:
            self._heard_at = asyncio.get_running_loop().time()
            self._starved_then = starved_seconds(self.pid)

    def silent_for(self) -> float:
        """Seconds without a sign of life during which it could have given one.

        Time in which it wanted to run and got no processor does not count: a busy machine is no hung process.
        """
        starved = starved_seconds(self.pid) - self._starved_then
        return asyncio.get_running_loop().time() - self._heard_at - max(0.0, starved)

    async def kill(self) -> None:
        """Kill and wait until the kernel says that it is gone. May be called twice."""
        if not self.gone.is_set():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        await self.gone.wait()
        await asyncio.wait({self._reading}, timeout=1.0)  # its last words, then the end of its socket
        self._reading.cancel()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                message = await receive(reader)
                self.heard()
                if message.say == "died":
                    self.cause = f"{message.args.get('of')} at {message.args.get('at')}"
                elif self.on_message is not None:
                    self.on_message(message)
        except ChannelError:
            # Nonsense or the end: either way this process is of no use any more.
            if not self.gone.is_set():
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        finally:
            self._writer.close()

    def _died(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        os.close(self._pidfd)
        self.gone.set()


class ServerLink:
    """The fork server's process. ``lost`` is set when it is gone."""

    def __init__(self, settings: VisionSettings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._socket: socket.socket | None = None
        self._asked: deque[asyncio.Future[tuple[int, int]]] = deque()
        self._ready: asyncio.Future[str] | None = None
        self.lost = asyncio.Event()
        self.refused = ""

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def start(self) -> str:
        """Start it and return the engine's version. Raises LinkLostError; ``refused`` may say why."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        environment = {
            **os.environ,
            # One thread each: two cores are shared with the screen, and threads do not survive fork.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "OPENCV_LOG_LEVEL": "SILENT",
        }
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        try:
            self._process = await asyncio.create_subprocess_exec(
                self._settings.python,
                "-m",
                "kiosk.vision.forkserver",
                str(its.fileno()),
                str(self._settings.niceness),
                str(self._settings.calibration),
                pass_fds=(its.fileno(),),
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                # libjpeg and OpenCV write what they think of a picture: none of it belongs in our records.
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            ours.close()
            raise LinkLostError(f"the fork server could not be started ({type(error).__name__})") from None
        finally:
            its.close()
        self._socket = ours
        loop.add_reader(ours.fileno(), self._readable)
        return await self._ready

    async def fork(self) -> WorkerLink:
        """A fresh process that has its settings. Raises LinkLostError."""
        server = self._socket
        if server is None or self.lost.is_set():
            raise LinkLostError("the fork server is gone")
        loop = asyncio.get_running_loop()
        ours, its = socket.socketpair()
        memory = create_memory()
        answer: asyncio.Future[tuple[int, int]] = loop.create_future()
        try:
            self._asked.append(answer)
            try:
                socket.send_fds(server, [b"fork"], [its.fileno(), memory])
            except OSError:
                raise LinkLostError("the fork server does not listen") from None
            finally:
                its.close()
            pid, pidfd = await answer
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            os.close(memory)
            raise
        link = WorkerLink(pid, pidfd, memory, reader, writer)
        ready = asyncio.Event()
        link.on_message = lambda message: ready.set() if message.say == "ready" else None
        link.send(
            WorkerSettings(
                self._settings.driver,
                self._settings.camera,
                self._settings.mirroring,
                self._settings.max_code_bytes,
            ).message()
        )
        gone = asyncio.create_task(link.gone.wait())
        came = asyncio.create_task(ready.wait())
        await asyncio.wait({gone, came}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        came.cancel()
        if not ready.is_set():
            os.close(memory)
            raise LinkLostError(f"a fresh process died at once ({link.cause or 'no cause told'})")
        link.on_message = None
        return link

    async def stop(self) -> None:
        """End the server and wait for it."""
        self._close()
        if self._process is not None and self._process.returncode is None:
            # Not by the process object, which would take the exit status away from those who wait for it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        if self._process is not None:
            await self._process.wait()

    def _readable(self) -> None:
        assert self._socket is not None
        try:
            data, descriptors, _flags, _sender = socket.recv_fds(self._socket, 4096, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._close()
            return
        answer = json.loads(data)
        assert self._ready is not None
        match answer["say"]:
            case "ready":
                if not self._ready.done():
                    self._ready.set_result(answer["engine"])
            case "refused":
                self.refused = str(answer["detail"])
            case "forked":
                waiting = self._asked.popleft()
                if waiting.done():
                    os.close(descriptors[0])  # asked and given up: the closed channel ends that process
                else:
                    waiting.set_result((int(answer["pid"]), descriptors[0]))
            case "stillborn":
                waiting = self._asked.popleft()
                if not waiting.done():
                    waiting.set_exception(LinkLostError("a fresh process died at once"))
            case _:
                raise AssertionError("the fork server said a word that it does not have")

    def _close(self) -> None:
        ours, self._socket = self._socket, None
        if ours is not None:
            asyncio.get_running_loop().remove_reader(ours.fileno())
            ours.close()
        self.lost.set()
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(
                LinkLostError(self.refused or "the fork server ended before it was ready")
            )
        while self._asked:
            waiting = self._asked.popleft()
            if not waiting.done():
                waiting.set_exception(LinkLostError("the fork server is gone"))
