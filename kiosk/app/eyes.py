"""The camera and what looks through it, chosen by the settings; light, so that the models load early."""

from __future__ import annotations

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import DeviceKind
from drivers.settings import SettingError, settings_from
from kiosk.app.no_vision import NoVision
from kiosk.settings import Settings
from kiosk.vision.client import VisionProcess
from kiosk.vision.port import Vision
from kiosk.vision.settings import VisionSettings


class UnusableCamera(ValueError):
    """The configured camera cannot be used; one sentence for the operator."""


def vision_of(settings: Settings) -> Vision:
    """Not started; opens nothing. Errors: ``UnusableCamera``."""
    wanted = settings.device(DeviceKind.CAMERA)
    if wanted is None:
        return NoVision()
    try:
        driver = CameraDriver(wanted.driver)
        camera = settings_from(CameraSettings, {**wanted.settings, "address": wanted.url or wanted.port})
    except SettingError as error:
        raise UnusableCamera(f"The camera has a wrong setting. {error}") from None
    except ValueError:
        raise UnusableCamera(
            f"The camera has the driver '{wanted.driver}', which this kiosk does not have; "
            f"it has {', '.join(CameraDriver)}."
        ) from None
    return VisionProcess(VisionSettings(driver, camera))
