"""``uvc``: a USB camera through Video4Linux, read by OpenCV.

The address is a device node. A name under ``/dev/v4l/by-id/`` is wanted: it carries the serial number, so
that a camera in another USB port is found and another camera in the same port is not taken for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from drivers.camera.flow import FlowingCamera, WireLostError
from drivers.camera.settings import CameraSettings
from drivers.contract import DeviceKind, DeviceState, Identity


class VideoSource(Protocol):
    """What is used of ``cv2.VideoCapture``, under its names (hence the exceptions from ours)."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's own names
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803 - OpenCV's own names
    def get(self, propId: int, /) -> float: ...  # noqa: N803 - OpenCV's own names
    def read(self) -> tuple[bool, object]: ...
    def release(self) -> None: ...


MISSED_IN_A_ROW = 5
"""Failed reads after which the device counts as gone: V4L2 returns failures at once once it was unplugged."""


OpenVideo = Callable[[str], VideoSource]


class UvcCamera(FlowingCamera):
    def __init__(self, settings: CameraSettings, open_source: OpenVideo | None = None) -> None:
        """``open_source``: None for Video4Linux."""
        super().__init__(_identity(settings.address))
        self._settings = settings
        self._open_source = open_source

    def _flow(self) -> None:
        from drivers.camera import v4l2

        settings = self._settings
        self._there(0.0)
        source = (self._open_source or v4l2.open_video)(settings.address)
        try:
            if not source.isOpened():
                raise WireLostError(
                    DeviceState.NO_DEVICE, "the camera's device node cannot be opened (missing, or in use)"
                )
            v4l2.adjust(source, settings)
            self._identity = _identity(settings.address)
            missed = taken = 0
            while not self._stopping.is_set():
                picture = v4l2.picture_of(*source.read())
                if picture is not None:
                    missed, taken = 0, taken + 1
                    if taken == max(1, settings.settle):
                        v4l2.lock(source, settings)
                    self._arrived(picture)
                    continue
                missed += 1
                if missed >= MISSED_IN_A_ROW:
                    raise WireLostError(DeviceState.NO_DEVICE, "the camera stopped sending pictures")
                self._stopping.wait(1 / settings.frames_per_second)
        finally:
            source.release()

    def _there(self, deadline: float) -> Identity:
        if not Path(self._settings.address).exists():
            raise WireLostError(
                DeviceState.NO_DEVICE, "the camera's device node is not there; nothing was opened"
            )
        return _identity(self._settings.address)


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
