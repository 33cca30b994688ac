"""What the composition root says to the vision process."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from drivers.camera.settings import CameraDriver, CameraSettings
from kiosk.vision.calibration import BUILT_IN
from kiosk.vision.camera_args import camera_from_args, camera_to_args
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.documents.settings import CaptureSettings
from kiosk.vision.words import Mirroring

CODE_BYTES = 2048
"""Of a code's payload. A QR code holds up to 4,296 characters (ISO/IEC 18004); no credential is that long."""


@dataclass(frozen=True, slots=True)
class VisionSettings:
    """``niceness`` (0-19) keeps the screen smooth on two cores: drawing goes before looking. ``documents``:
    the document camera; None: there is none, and only uploads can be taken.
    """

    driver: CameraDriver
    camera: CameraSettings
    mirroring: Mirroring = Mirroring.MIRRORED
    niceness: int = 5
    max_code_bytes: int = CODE_BYTES
    calibration: Path = BUILT_IN
    python: str = field(default=sys.executable)
    documents: CaptureSettings | None = None


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The part of the settings that a session's process gets, as its first message."""

    driver: CameraDriver
    camera: CameraSettings
    mirroring: Mirroring
    max_code_bytes: int

    def message(self) -> Message:
        return Message(
            "settings",
            {
                **camera_to_args(self.driver, self.camera),
                "mirroring": self.mirroring.value,
                "max_code_bytes": self.max_code_bytes,
            },
        )

    @classmethod
    def from_message(cls, message: Message) -> WorkerSettings:
        """Raises ChannelError when it is none."""
        try:
            return cls(
                *camera_from_args(message),
                Mirroring(message.text("mirroring")),
                message.whole("max_code_bytes"),
            )
        except ValueError as error:
            raise ChannelError(f"settings: {error}") from None
