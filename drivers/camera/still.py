"""Any camera as a device for single pictures (``drivers.contract.StillCamera``): a document camera, or a
camera that is being commissioned.

Frames come in the camera's own thread; here one more thread waits for them and packs them, so that the event
loop never does. Nobody looking, the camera is off: whether it is still there is asked without a picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar, TypeVarTuple, Unpack, assert_never

from drivers.camera.contract import Camera, CameraFrame
from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    Status,
    StatusListener,
    StillPicture,
)
from drivers.status_board import StatusBoard

JPEG_QUALITY = 95
_SLICE = 0.2  # seconds that the thread waits at a time: a cancelled command leaves it busy no longer

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
CameraMaker = Callable[[CameraDriver, CameraSettings], Camera]


def _made(driver: CameraDriver, settings: CameraSettings) -> Camera:
    """As ``choose.make_camera``, loading what this driver needs and no more."""
    match driver:
        case CameraDriver.UVC:
            from drivers.camera.uvc import UvcCamera

            return UvcCamera(settings)
        case CameraDriver.MJPEG:
            from drivers.camera.mjpeg import MjpegCamera

            return MjpegCamera(settings)
        case CameraDriver.REPLAY:
            from drivers.camera.replay import ReplayCamera

            return ReplayCamera(settings)
        case _:
            assert_never(driver)


class FramedStillCamera:
    """``drivers.contract.StillCamera`` over the frames of a ``Camera``."""

    def __init__(
        self,
        kind: DeviceKind,
        driver: CameraDriver,
        settings: CameraSettings,
        clock: Clock,
        make: CameraMaker = _made,
    ) -> None:
        self._identity = Identity(kind, driver.value)
        self._driver = driver
        self._settings = settings
        self._clock = clock
        self._make = make
        self._camera: Camera | None = None
        self._looking = False
        self._lock = asyncio.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._board = StatusBoard(clock.now())

    @property
    def identity(self) -> Identity:
        return self._identity

    @property
    def status(self) -> Status:
        return self._board.newest

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        return self._board.listen(listener)

    # --- there, or not --------------------------------------------------------------------------------------

    async def open(self, deadline: float) -> Completion[Identity]:
        """See that the camera is there; a flow that runs goes on."""
        async with self._lock:
            try:
                async with asyncio.timeout(max(deadline, 0.0)):
                    found = await self._ask(deadline)
            except TimeoutError:
                return self._failed("open", Code.TIME_OUT, DeviceState.OFFLINE, "no answer in time")
            if found.result is not None:
                self._identity = found.result
            return found

    async def refresh(self, deadline: float) -> Completion[Status]:
        async with self._lock:
            try:
                async with asyncio.timeout(max(deadline, 0.0)):
                    found = await self._ask(deadline)
            except TimeoutError:
                return self._failed("status", Code.TIME_OUT, DeviceState.OFFLINE, "no answer in time")
        if found.result is None:
            return Completion(found.code, detail=found.detail)
        if found.result.serial != self._identity.serial:
            return self._failed(
                "status", Code.DEVICE_NOT_READY, DeviceState.NO_DEVICE, "another camera answers there now"
            )
        return Completion(Code.SUCCESS, self.status)

    async def _ask(self, deadline: float) -> Completion[Identity]:
        camera = await self._made()
        if self._looking:
            status = camera.status
            if not status.state.usable:
                self._board.put(status)
                return Completion(Code.DEVICE_NOT_READY, detail="the flow of pictures is broken off")
            found = Completion(Code.SUCCESS, camera.identity)
        else:
            found = await self._in_thread(camera.look_for, deadline)
            if found.result is None:
                missing = found.code is not Code.TIME_OUT
                self._say(DeviceState.NO_DEVICE if missing else DeviceState.OFFLINE, "connection-lost")
                return found
        assert found.result is not None
        self._say(DeviceState.ONLINE)
        return Completion(Code.SUCCESS, replace(found.result, kind=self._identity.kind))

    async def close(self) -> None:
        async with self._lock:
            await self._stop()
            self._say(DeviceState.NO_DEVICE, "closed")
            thread, self._thread = self._thread, None
            if thread is not None:
                thread.shutdown(wait=False)

    # --- looking --------------------------------------------------------------------------------------------

    async def start_looking(self, deadline: float) -> Completion[None]:
        async with self._lock:
            return await self._start(deadline)

    async def stop_looking(self) -> None:
        async with self._lock:
            await self._stop()

    async def newest(self, after: int, deadline: float) -> Completion[StillPicture]:
        return await self.look(after, deadline, _packed)

    async def look(self, after: int, deadline: float, reading: Callable[[CameraFrame], T]) -> Completion[T]:
        """As ``newest``, with what ``reading`` makes of the picture, in the camera's thread, in its place."""
        if not self._looking:
            return Completion(Code.SEQUENCE_ERROR, detail="newest: nobody looks; nothing was opened")
        return await self._next(after, deadline, reading)

    async def capture(self, deadline: float) -> Completion[StillPicture]:
        end = self._clock.now() + deadline
        async with self._lock:
            looked = self._looking
            try:
                begun = await self._start(deadline)
                if not begun.succeeded:
                    return Completion(begun.code, detail=f"capture: {begun.detail}")
                newest = await self._frame(0, max(end - self._clock.now(), 0.0))
                seen = 0 if newest is None else newest.sequence
                after = seen if looked else max(seen, self._settings.settle)
                return await self._next(after, max(end - self._clock.now(), 0.0), _packed)
            finally:
                if not looked:
                    await self._stop()

    async def _start(self, deadline: float) -> Completion[None]:
        if self._looking:
            return Completion(Code.SUCCESS)
        camera = await self._made()
        self._looking = True  # from here on a cancelled call leaves something to stop
        opened = await self._in_thread(camera.open, deadline)
        if opened.result is None:
            self._board.put(camera.status)
            await self._stop()
            return Completion(opened.code, detail=opened.detail)
        self._say(DeviceState.ONLINE)
        return Completion(Code.SUCCESS)

    async def _stop(self) -> None:
        if self._looking and self._camera is not None:
            self._looking = False
            # Not in our thread: after a cancelled call that one may still wait for a picture.
            await asyncio.shield(asyncio.to_thread(self._camera.close))

    async def _next(self, after: int, deadline: float, reading: Callable[[CameraFrame], T]) -> Completion[T]:
        frame = await self._frame(after, deadline)
        if frame is None:
            self._board.put(self._camera.status if self._camera is not None else self.status)
            return Completion(Code.TIME_OUT, detail="the camera sent no further picture in time")
        return Completion(Code.SUCCESS, await self._in_thread(reading, frame))

    async def _frame(self, after: int, deadline: float) -> CameraFrame | None:
        end = self._clock.now() + deadline
        while self._camera is not None and self._looking:
            left = end - self._clock.now()
            frame = await self._in_thread(self._camera.newest, after, max(0.0, min(left, _SLICE)))
            if frame is not None or left <= 0:
                return frame
        return None

    # --- small things ---------------------------------------------------------------------------------------

    async def _made(self) -> Camera:
        if self._camera is None:
            self._camera = await self._in_thread(self._make, self._driver, self._settings)
        return self._camera

    async def _in_thread(self, work: Callable[[Unpack[Ts]], T], *args: *Ts) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "still-camera")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    def _say(self, state: DeviceState, *reasons: str) -> None:
        self._board.put(Status(state, self._clock.now(), "driver", frozenset(reasons)))

    def _failed(self, name: str, code: Code, state: DeviceState, what: str) -> Completion[T]:
        self._say(state, "connection-lost")
        return Completion(code, detail=f"{name}: {what}")


def _packed(frame: CameraFrame) -> StillPicture:
    import cv2

    bgr = cv2.cvtColor(frame.rgb, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done  # a picture of camera size in memory can be packed
    height, width = frame.rgb.shape[:2]
    return StillPicture(data.tobytes(), width, height, frame.taken_at, frame.sequence)
