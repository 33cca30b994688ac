"""A camera as a code scanner: for terminals without one, and for commissioning the camera that is to be one.

Looks through any camera of ``drivers.camera`` while a scan runs, and only then; the pictures never leave the
driver. QR codes only (ISO/IEC 18004). A code counts when two pictures show it, and not when a stuck camera
sends one picture twice: on that the code of the person before may still be seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.camera.still import FramedStillCamera
from drivers.clock import Clock
from drivers.code_scanner.camera_codec import CodeReader, Glance, NoDecoder, SteadyCodes
from drivers.code_scanner.gm65_codec import TextError, decode_text
from drivers.contract import Code, Completion, DeviceKind, Identity, ScannedCode, Status, StatusListener
from drivers.settings import SettingError

MOST_BYTES = 7089
"""Of the longest QR code, version 40-L with digits only (ISO/IEC 18004, table 7)."""

LOST_SECONDS = 3.0
"""Without its camera a scan goes on for so long: a plug that was touched is back by then."""

_SLICE = 0.5  # seconds to wait for a picture before the camera's status is looked at
_OVER = 0.1  # seconds: the own deadline ends a scan in good order; the outer one is for a stuck library


@dataclass(frozen=True, slots=True)
class CameraScannerSettings(CameraSettings):
    """``camera``: which of the drivers of cameras looks; the rest of its settings are said here too.
    ``max_bytes``: longer codes are refused; no login code is as long as a QR code may be.
    """

    camera: CameraDriver = CameraDriver.UVC
    max_bytes: int = 2048

    def __post_init__(self) -> None:
        CameraSettings.__post_init__(self)  # `super()` does not know a class that slots made anew
        if not 1 <= self.max_bytes <= MOST_BYTES:
            raise SettingError(f"A code has 1 to {MOST_BYTES} bytes; max_bytes is {self.max_bytes}.")


class CameraCodeScanner:
    """``drivers.contract.CodeScanner``."""

    def __init__(self, settings: CameraScannerSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._camera = FramedStillCamera(DeviceKind.CODE_SCANNER, settings.camera, settings, clock)
        self._scanning = asyncio.Lock()

    @property
    def identity(self) -> Identity:
        return _as_scanner(self._camera.identity)

    @property
    def status(self) -> Status:
        return self._camera.status

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        return self._camera.listen(listener)

    async def open(self, deadline: float) -> Completion[Identity]:
        """See that the camera is there, without a picture."""
        found = await self._camera.open(deadline)
        return found if found.result is None else replace(found, result=_as_scanner(found.result))

    async def refresh(self, deadline: float) -> Completion[Status]:
        return await self._camera.refresh(deadline)

    async def close(self) -> None:
        await self._camera.close()

    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        end = self._clock.now() + deadline
        try:
            async with asyncio.timeout(max(deadline, 0.0) + _OVER), self._scanning:
                try:
                    return await self._scan(end)
                finally:
                    await self._camera.stop_looking()
        except TimeoutError:
            return Completion(Code.TIME_OUT, detail="scan: no code was read in time.")
        except NoDecoder as error:
            return Completion(Code.DEVICE_NOT_READY, detail=f"scan: {error}; no code can be read.")

    async def _scan(self, end: float) -> Completion[ScannedCode]:
        clock = self._clock
        begun = await self._camera.start_looking(max(end - clock.now(), 0.0))
        if not begun.succeeded:
            return Completion(begun.code, detail=f"scan: {begun.detail}")
        reader, steady = CodeReader(), SteadyCodes()
        newest: Glance | None = None
        pictured = clock.now()
        while (left := end - clock.now()) > 0:
            after = 0 if newest is None else newest.sequence
            looked = await self._camera.look(after, min(left, _SLICE), reader.read)
            if looked.result is None:
                if clock.now() - pictured >= LOST_SECONDS:
                    detail = "scan: the camera sends no pictures any more."
                    return Completion(Code.DEVICE_NOT_READY, detail=detail)
                continue
            newest, pictured = looked.result, clock.now()
            if newest.fresh and steady.see(newest.codes, newest.taken_at):
                return _completion(newest.codes, self._settings.max_bytes)
        if newest is not None and not newest.fresh:
            detail = "scan: the camera repeats one picture: it is stuck, or its lens is covered."
            return Completion(Code.TIME_OUT, detail=detail)
        return Completion(Code.TIME_OUT, detail="scan: no code was shown.")


def _as_scanner(camera: Identity) -> Identity:
    return replace(camera, driver="camera")


def _completion(codes: tuple[bytes, ...], max_bytes: int) -> Completion[ScannedCode]:
    """Of the codes in a picture of which at least one is believed."""
    if len(codes) > 1:
        detail = "scan: more than one code was shown at once; none was taken."
        return Completion(Code.INVALID_DATA, detail=detail)
    if len(codes[0]) > max_bytes:
        return Completion(Code.INVALID_DATA, detail=f"scan: The code is longer than {max_bytes} bytes.")
    try:
        return Completion(Code.SUCCESS, ScannedCode(decode_text(codes[0])))
    except TextError as error:
        return Completion(Code.INVALID_DATA, detail=f"scan: {error} Nothing was kept of it.")
