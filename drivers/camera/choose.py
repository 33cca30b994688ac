"""From a configured driver name to a camera."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from drivers.camera.contract import Camera
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.replay import ReplayCamera
from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.camera.uvc import UvcCamera

CameraMaker = Callable[[CameraDriver, CameraSettings], Camera]


def make_camera(driver: CameraDriver, settings: CameraSettings) -> Camera:
    """The camera that the configuration names; opens nothing."""
    match driver:
        case CameraDriver.UVC:
            return UvcCamera(settings)
        case CameraDriver.MJPEG:
            return MjpegCamera(settings)
        case CameraDriver.REPLAY:
            return ReplayCamera(settings)
        case _:
            assert_never(driver)
