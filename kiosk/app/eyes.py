"""The camera and what looks through it, chosen by the settings; light, so that the models load early."""

from __future__ import annotations

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import DeviceKind
from drivers.settings import SettingError, settings_from
from kiosk.app.no_vision import NoVision
from kiosk.settings import DeviceSettings, Settings
from kiosk.vision.client import VisionProcess
from kiosk.vision.documents.settings import CaptureSettings
from kiosk.vision.port import Vision
from kiosk.vision.settings import VisionSettings


class UnusableCamera(ValueError):
    """The configured camera cannot be used; one sentence for the operator."""


def vision_of(settings: Settings) -> Vision:
    """Not started; opens nothing. Errors: ``UnusableCamera``."""
    faces = _camera(settings, DeviceKind.CAMERA)
    if faces is None:
        return NoVision()
    # The process of the pages opens this one itself, so that no picture of a paper passes the core.
    papers = _camera(settings, DeviceKind.DOCUMENT_CAMERA)
    documents = None if papers is None else CaptureSettings(*papers)
    return VisionProcess(VisionSettings(*faces, documents=documents))


def _camera(settings: Settings, kind: DeviceKind) -> tuple[CameraDriver, CameraSettings] | None:
    wanted = settings.device(kind)
    return None if wanted is None else camera_of(wanted)


def camera_of(wanted: DeviceSettings) -> tuple[CameraDriver, CameraSettings]:
    """What a camera's table says. Errors: ``UnusableCamera``."""
    try:
        driver = CameraDriver(wanted.driver)
        camera = settings_from(CameraSettings, {**wanted.settings, "address": wanted.url or wanted.port})
    except SettingError as error:
        raise UnusableCamera(f"The {wanted.kind.value} has a wrong setting. {sentence(error)}") from None
    except ValueError:
        raise UnusableCamera(
            f"The {wanted.kind.value} has the driver '{wanted.driver}', which this kiosk does not have; "
            f"it has {', '.join(CameraDriver)}."
        ) from None
    return driver, camera


def sentence(error: Exception) -> str:
    """What a driver says of a setting, as a sentence of its own."""
    text = str(error)
    return text[:1].upper() + text[1:].rstrip(".") + "."
