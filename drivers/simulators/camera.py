"""A simulated IP camera: JPEG pictures without end over HTTP, of invented people in a drawn hall.

Commands beside the common ones:

* ``stand_before`` {``person``}: this resident stands before the camera;
* ``two_people`` {``person``, ``other``}: both do;
* ``nobody``: they walk away;
* ``light`` {``light``: normal, dark, bright}: the light of the hall; ``dark`` is short for that;
* ``distance`` {``distance``: near, step_back, far}: where they stand; ``too_far`` is short for far;
* ``show_code`` {``text``}: somebody holds a QR code before the camera; ``put_code_away``.

Faults act on the flow of pictures: ``silent`` none come, ``drop`` the connection breaks at each, ``garble``
one is spoilt, ``late`` each is late, ``half`` half of one comes and no more, ``noise_before`` bytes of
nothing precede it, ``unplugged`` nobody answers, ``acts_at_power_up`` sends a page instead of pictures for
the first connection, ``wrong_identity`` another serial number, ``lies`` the same picture again and again; own
fault ``dark``: the lens is covered.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple, Unpack

import numpy as np

from drivers.simulators import people
from drivers.simulators.base import (
    Address,
    AddressKind,
    CommandRefused,
    SimulatedDevice,
    SimulatorContext,
    number_argument,
    text_argument,
    unknown_command,
)
from drivers.simulators.faults import Fault
from drivers.simulators.held_code import HeldCode, Moving, draw_code, encode_jpeg

DARK = "dark"
BOUNDARY = "kiosk-camera-frame"
_REQUEST_LIMIT = 8192
_REQUEST_WITHIN = 5.0
_COMMANDS = (
    "stand_before",
    "two_people",
    "nobody",
    "light",
    "dark",
    "distance",
    "too_far",
    "show_code",
    "put_code_away",
)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class CameraOptics:
    """What the camera is set to. ``seconds``: length of the loop; a shorter one takes less memory."""

    width: int = 1280
    height: int = 720
    frames_per_second: int = 15
    seconds: float = 4.0
    port: int = 0
    serial: str = "SIM-CAM-0001"
    other_serial: str = "SIM-CAM-0009"  # with the fault wrong_identity


@dataclass(frozen=True, slots=True)
class Standing:
    """Who and what is before the camera."""

    persons: tuple[str, ...] = ()
    light: str = people.HallLight.NORMAL.value
    distance: str = people.Distance.NEAR.value
    code: str = ""


def _give_memory_back() -> None:
    """Drawing takes 50 MB for a moment, which the C library would keep for the next time (glibc only)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


class SimulatedCamera(SimulatedDevice):
    """Draws in a thread, and only while somebody looks: an unwatched camera costs nothing."""

    def __init__(self, context: SimulatorContext, optics: CameraOptics) -> None:
        super().__init__(context, frozenset({DARK}))
        self._optics = optics
        self._standing = Standing()
        self._scene: Moving | None = None
        self._server: asyncio.Server | None = None
        self._port = optics.port
        self._viewers: set[asyncio.Task[None]] = set()
        self._served = 0
        self._pictures = 0
        self._drawing = asyncio.Lock()
        # One thread: others would each keep a heap of their own, and take the processor from the screen.
        self._painter = ThreadPoolExecutor(1, "camera-painter")
        self._frozen: bytes = b""

    # --- the wire's plug ------------------------------------------------------------------------------------

    async def start(self) -> Address:
        await self.plug()
        return Address(AddressKind.URL, f"http://127.0.0.1:{self._port}/stream")

    async def stop(self) -> None:
        await self.unplug()
        self._painter.shutdown(wait=False)

    async def plug(self) -> None:
        if self._server is not None:
            return
        self._served = 0
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port, limit=_REQUEST_LIMIT)
        # The same port after being plugged in again, as a camera keeps its address.
        self._port = self._server.sockets[0].getsockname()[1]
        self.context.publish(Address(AddressKind.URL, f"http://127.0.0.1:{self._port}/stream"))

    async def unplug(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for viewer in tuple(self._viewers):
            viewer.cancel()
        await asyncio.gather(*self._viewers, return_exceptions=True)
        self.context.publish(None)

    # --- the hall -------------------------------------------------------------------------------------------

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        now = self._standing
        match command:
            case "stand_before":
                self._stand((_known(text_argument(args, "person")),), now.code)
            case "two_people":
                first, second = text_argument(args, "person"), text_argument(args, "other")
                self._stand((_known(first), _known(second)), now.code)
            case "nobody":
                self._stand((), now.code)
            case "light":
                self._show(
                    Standing(now.persons, _word(people.HallLight, args, "light"), now.distance, now.code)
                )
            case "dark":
                self._show(Standing(now.persons, people.HallLight.DARK.value, now.distance, now.code))
            case "distance":
                self._show(
                    Standing(now.persons, now.light, _word(people.Distance, args, "distance"), now.code)
                )
            case "too_far":
                self._show(Standing(now.persons, now.light, people.Distance.FAR.value, now.code))
            case "show_code":
                text = text_argument(args, "text")
                draw_code(text, self._optics.height)  # refuses what cannot be drawn before anything changes
                self._show(Standing(now.persons, now.light, now.distance, text))
            case "put_code_away":
                self._show(Standing(now.persons, now.light, now.distance))
            case _:
                raise unknown_command(self.name, command, _COMMANDS)

    def _stand(self, persons: tuple[str, ...], code: str) -> None:
        """Whoever comes stands near, in normal light, unless told otherwise afterwards."""
        self._show(Standing(persons, code=code))

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        self._scene = None

    def physical_state(self) -> Mapping[str, object]:
        standing = self._standing
        return {
            "persons": list(standing.persons),
            "light": standing.light,
            "distance": standing.distance,
            "code": bool(standing.code),
            "viewers": len(self._viewers),
            "pictures": self._pictures,
            "people": [person.key for person in people.load()],
        }

    async def _picture(self, index: int) -> bytes:
        async with self._drawing:
            while True:
                scene = self._scene
                if scene is None:
                    standing = self._standing
                    scene = await self._paint(self._draw, standing)
                    if standing is not self._standing:
                        continue  # somebody else came meanwhile
                    self._scene = scene
                if self.faults.active(DARK):
                    return await self._paint(self._covered)
                return await self._paint(scene.jpeg, index)

    async def _paint(self, work: Callable[[Unpack[Ts]], T], *args: *Ts) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._painter, work, *args)

    def _draw(self, standing: Standing) -> Moving:
        optics = self._optics
        size = (optics.width, optics.height)
        behind: Moving = people.scene(
            [people.find(person) for person in standing.persons],
            standing.light,
            size,
            distance=standing.distance,
            seconds=optics.seconds,
            fps=optics.frames_per_second,
        )
        shown = HeldCode(behind, standing.code, size) if standing.code else behind
        shown.jpeg(0)  # the people are drawn now, which takes most of the memory
        _give_memory_back()
        return shown

    def _covered(self) -> bytes:
        return encode_jpeg(np.full((self._optics.height, self._optics.width, 3), 3, np.uint8))

    # --- HTTP -----------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._viewers.add(task)
        try:
            async with asyncio.timeout(_REQUEST_WITHIN):
                await reader.readuntil(b"\r\n\r\n")
            await self._serve(writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # whoever looked went away, sent nonsense, or the plug was pulled
        finally:
            self._viewers.discard(task)
            writer.transport.abort()
            if not self._viewers:
                _give_memory_back()

    async def _serve(self, writer: asyncio.StreamWriter) -> None:
        while self.faults.active(Fault.SILENT):
            await self.clock.sleep(0.05)
        self._served += 1
        if self._served == 1 and self.faults.active(Fault.ACTS_AT_POWER_UP):
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>starting</html>")
            await writer.drain()
            return
        other = self.faults.active(Fault.WRONG_IDENTITY)
        serial = self._optics.other_serial if other else self._optics.serial
        writer.write(
            "HTTP/1.0 200 OK\r\nServer: simulated-camera\r\nCache-Control: no-store\r\n"
            f"X-Serial-Number: {serial}\r\n"
            f"Content-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n".encode()
        )
        # A viewer that is slow gets fewer pictures, not older ones: nothing piles up here.
        writer.transport.set_write_buffer_limits(high=64 * 1024)
        await self._flow(writer)

    async def _flow(self, writer: asyncio.StreamWriter) -> None:
        rate = self._optics.frames_per_second
        began, last = self.clock.now(), -1
        while not writer.is_closing():
            index = int((self.clock.now() - began) * rate)
            if index == last:
                await self.clock.sleep(began + (last + 1) / rate - self.clock.now() + 0.001)
                continue
            last = index
            if self.faults.take(Fault.SILENT) is not None:
                continue
            late = self.faults.take(Fault.LATE)
            if late is not None:
                await self.clock.sleep(late.seconds(1.0))
            if not await self._send(writer, await self._picture(index)):
                return
            self._pictures += 1

    async def _send(self, writer: asyncio.StreamWriter, jpeg: bytes) -> bool:
        """Send one picture as the faults have it; False: the connection is broken."""
        if self.faults.take(Fault.LIES) is not None:
            self._frozen = jpeg = self._frozen or jpeg
        else:
            self._frozen = b""
        if self.faults.take(Fault.DROP) is not None:
            return False
        if self.faults.take(Fault.GARBLE) is not None:
            middle = len(jpeg) // 2
            jpeg = (
                jpeg[:20]
                + self.context.random.randbytes(40)
                + jpeg[60:middle]
                + bytes(64)
                + jpeg[middle + 64 :]
            )
        noise = b""
        if self.faults.take(Fault.NOISE_BEFORE) is not None:
            noise = self.context.random.randbytes(300)
        part = (
            noise
            + f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n".encode()
            + jpeg
            + b"\r\n"
        )
        if self.faults.take(Fault.HALF) is not None:
            writer.write(part[: len(part) // 2])
            await writer.drain()
            while self.faults.active(Fault.HALF):
                await self.clock.sleep(0.05)
            return True
        writer.write(part)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            return True
        return False


def _known(person: str) -> str:
    known = [one.key for one in people.load()]
    if person not in known:
        raise CommandRefused(f"Nobody is called {person!r}; there are {', '.join(known)}.")
    return person


def _word(kind: type[people.HallLight] | type[people.Distance], args: Mapping[str, object], name: str) -> str:
    value = text_argument(args, name)
    known = [word.value for word in kind]
    if value not in known:
        raise CommandRefused(f"There is no {name} {value!r}; there are {', '.join(known)}.")
    return value


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedCamera:
    """The factory for the host. Settings: ``width``, ``height``, ``rate``, ``seconds``, ``port``."""

    def number(name: str, default: float) -> float:
        value = number_argument(settings, name, default)
        return default if value is None else value

    optics = CameraOptics(
        width=int(number("width", 1280)),
        height=int(number("height", 720)),
        frames_per_second=max(1, int(number("rate", 15))),
        seconds=max(0.5, number("seconds", 4.0)),
        port=int(number("port", 0)),
    )
    camera = SimulatedCamera(context, optics)
    person = text_argument(settings, "person", "")
    if person:
        camera._stand((_known(person),), "")
    return camera
