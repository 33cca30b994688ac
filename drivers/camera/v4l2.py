"""What OpenCV does for the driver ``uvc``: Video4Linux, its controls, and colours in our order.

Apart from the driver, so that whoever only asks whether a camera is there does not load OpenCV.
"""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.flow import Picture
from drivers.camera.settings import LOCKED, CameraSettings
from drivers.camera.uvc import VideoSource

_AUTO_EXPOSURE, _MANUAL_EXPOSURE = 3, 1
"""V4L2_EXPOSURE_APERTURE_PRIORITY, what UVC cameras have for automatic, and V4L2_EXPOSURE_MANUAL."""


def open_video(address: str) -> VideoSource:
    source: VideoSource = cv2.VideoCapture(address, cv2.CAP_V4L2)
    return source


def adjust(source: VideoSource, settings: CameraSettings) -> None:
    """Size, rate, exposure and white balance. A camera keeps what an earlier program set: automatic is said
    too.
    """
    # Compressed: uncompressed 1280x720 does not fit USB 2 at 15 frames a second.
    source.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    source.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
    source.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
    source.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
    source.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    if settings.exposure.isdigit():
        source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL_EXPOSURE)
        source.set(cv2.CAP_PROP_EXPOSURE, float(settings.exposure))
    else:
        source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _AUTO_EXPOSURE)
    if settings.white_balance.isdigit():
        source.set(cv2.CAP_PROP_AUTO_WB, 0)
        source.set(cv2.CAP_PROP_WB_TEMPERATURE, float(settings.white_balance))
    else:
        source.set(cv2.CAP_PROP_AUTO_WB, 1)


def lock(source: VideoSource, settings: CameraSettings) -> None:
    """Keep what the camera has found, where the settings say so. The value is read first: a camera that is
    merely told to stop its automatic goes back to what was set by hand before.
    """
    if settings.exposure == LOCKED:
        found = source.get(cv2.CAP_PROP_EXPOSURE)
        source.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL_EXPOSURE)
        source.set(cv2.CAP_PROP_EXPOSURE, found)
    if settings.white_balance == LOCKED:
        found = source.get(cv2.CAP_PROP_WB_TEMPERATURE)
        source.set(cv2.CAP_PROP_AUTO_WB, 0)
        source.set(cv2.CAP_PROP_WB_TEMPERATURE, found)


def picture_of(read: bool, picture: object) -> Picture | None:
    """What one read gave, if it was a picture; turned to RGB when somebody looks at it."""
    if read and isinstance(picture, np.ndarray) and picture.ndim == 3:
        return _Bgr(picture)
    return None


class _Bgr:
    def __init__(self, picture: np.ndarray) -> None:
        self._picture = picture

    def __call__(self) -> Pixels | None:
        try:
            return np.ascontiguousarray(cv2.cvtColor(self._picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
        except cv2.error:
            return None
