"""``uvc``: a USB camera through Video4Linux, read by OpenCV.

The address is a device node. A name under ``/dev/v4l/by-id/`` is wanted: it carries the serial number, so
that a camera in another USB port is found and another camera in the same port is not taken for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.flow import FlowingCamera, WireLostError
from drivers.camera.settings import LOCKED, CameraSettings
from drivers.contract import DeviceKind, DeviceState, Identity


class VideoSource(Protocol):
    """What is used of ``cv2.VideoCapture``, under its names (hence the exceptions from ours)."""

    def isOpened(self) -> bool: ...  # noqa: N802
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803
    def get(self, propId: int, /) -> float: ...  # noqa: N803
    def read(self) -> tuple[bool, object]: ...
    def release(self) -> None: ...


def _video_for_linux(address: str) -> VideoSource:
    source: VideoSource = cv2.VideoCapture(address, cv2.CAP_V4L2)
    return source


_AUTO_EXPOSURE, _MANUAL_EXPOSURE = 3, 1
"""V4L2_EXPOSURE_APERTURE_PRIORITY, what UVC cameras have for automatic, and V4L2_EXPOSURE_MANUAL."""

MISSED_IN_A_ROW = 5
"""Failed reads after which the device counts as gone: V4L2 returns failures at once once it was unplugged."""


class UvcCamera(FlowingCamera):
    def __init__(
        self, settings: CameraSettings, open_source: Callable[[str], VideoSource] = _video_for_linux
    ) -> None:
        super().__init__(_identity(settings.address))
        self._settings = settings
        self._open_source = open_source

    def _flow(self) -> None:
        settings = self._settings
        self._there(0.0)
        source = self._open_source(settings.address)
        try:
            if not source.isOpened():
                raise WireLostError(
                    DeviceState.NO_DEVICE, "the camera's device node cannot be opened (missing, or in use)"
                )
            # Compressed: uncompressed 1280x720 does not fit USB 2 at 15 frames a second.
            source.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            source.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
            source.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
            source.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
            source.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            self._adjust(source)
            self._identity = _identity(settings.address)
            self._read(source)
        finally:
            source.release()

    def _there(self, deadline: float) -> Identity:
        if not Path(self._settings.address).exists():
            raise WireLostError(
                DeviceState.NO_DEVICE, "the camera's device node is not there; nothing was opened"
            )
        return _identity(self._settings.address)

    def _read(self, source: VideoSource) -> None:
        missed = taken = 0
        while not self._stopping.is_set():
            read, picture = source.read()
            if read and isinstance(picture, np.ndarray) and picture.ndim == 3:
                missed, taken = 0, taken + 1
                if taken == max(1, self._settings.settle):
                    self._lock(source)
                self._arrived(_Bgr(picture))
                continue
            missed += 1
            if missed >= MISSED_IN_A_ROW:
                raise WireLostError(DeviceState.NO_DEVICE, "the camera stopped sending pictures")
            self._stopping.wait(1 / self._settings.frames_per_second)

    # --- exposure and white balance (V4L2 user and camera controls, as OpenCV names them) -----------

    def _adjust(self, source: VideoSource) -> None:
        """A camera keeps what an earlier program set: automatic is said too."""
        exposure, white = self._settings.exposure, self._settings.white_balance
        if exposure.isdigit():
            source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL_EXPOSURE)
            source.set(cv2.CAP_PROP_EXPOSURE, float(exposure))
        else:
            source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _AUTO_EXPOSURE)
        if white.isdigit():
            source.set(cv2.CAP_PROP_AUTO_WB, 0)
            source.set(cv2.CAP_PROP_WB_TEMPERATURE, float(white))
        else:
            source.set(cv2.CAP_PROP_AUTO_WB, 1)

    def _lock(self, source: VideoSource) -> None:
        """Keep what the camera has found. The value is read first: a camera that is merely told to stop its
        automatic goes back to what was set by hand before.
        """
        if self._settings.exposure == LOCKED:
            found = source.get(cv2.CAP_PROP_EXPOSURE)
            source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL_EXPOSURE)
            source.set(cv2.CAP_PROP_EXPOSURE, found)
        if self._settings.white_balance == LOCKED:
            found = source.get(cv2.CAP_PROP_WB_TEMPERATURE)
            source.set(cv2.CAP_PROP_AUTO_WB, 0)
            source.set(cv2.CAP_PROP_WB_TEMPERATURE, found)


class _Bgr:
    def __init__(self, picture: np.ndarray) -> None:
        self._picture = picture

    def __call__(self) -> Pixels | None:
        try:
            return np.ascontiguousarray(cv2.cvtColor(self._picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
        except cv2.error:
            return None


def _identity(address: str) -> Identity:
    """Model and serial number as the kernel tells them (sysfs, ``video4linux/<node>/device``)."""
    node = Path("/sys/class/video4linux") / Path(address).resolve().name
    return Identity(
        DeviceKind.CAMERA,
        "uvc",
        model=_line(node / "name"),
        serial=_line((node / "device").resolve().parent / "serial"),
    )


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()[:64]
    except OSError:
        return ""
