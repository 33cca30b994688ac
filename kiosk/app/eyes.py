"""The camera and what looks through it, chosen by the settings; light, so that the models load early."""

from __future__ import annotations

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import DeviceKind
from kiosk.app.no_vision import NoVision
from kiosk.settings import Settings
from kiosk.vision.client import VisionProcess
from kiosk.vision.port import Vision
from kiosk.vision.settings import VisionSettings


def vision_of(settings: Settings) -> Vision:
    """Not started; opens nothing."""
    wanted = settings.device(DeviceKind.CAMERA)
    if wanted is None:
        return NoVision()
    camera = CameraSettings(
        wanted.url or wanted.port,
        int(wanted.settings.get("width", 1280)),
        int(wanted.settings.get("height", 720)),
        int(wanted.settings.get("frames_per_second", 15)),
    )
    return VisionProcess(VisionSettings(CameraDriver(wanted.driver), camera))
