"""What the composition root says to document capture, and the session's process is told. Imports no image
library.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drivers.camera.settings import CameraDriver, CameraSettings
from kiosk.vision.camera_args import camera_from_args, camera_to_args
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.documents.limits import BUILT_IN


@dataclass(frozen=True, slots=True)
class CaptureSettings:
    """The document camera, and the file of limits."""

    driver: CameraDriver
    camera: CameraSettings
    limits: Path = BUILT_IN


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The process's side. ``capture``: None where there is no camera, and in a process that only decodes."""

    capture: CaptureSettings | None

    def message(self) -> Message:
        capture = self.capture
        if capture is None:
            return Message("documents")
        args = camera_to_args(capture.driver, capture.camera)
        return Message("documents", {**args, "limits": str(capture.limits)})

    @classmethod
    def from_message(cls, message: Message) -> WorkerSettings:
        """Raises ChannelError when it is none."""
        if not message.args:
            return cls(None)
        try:
            driver, camera = camera_from_args(message)
            return cls(CaptureSettings(driver, camera, Path(message.text("limits"))))
        except ValueError as error:
            raise ChannelError(f"settings: {error}") from None
