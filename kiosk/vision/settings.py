"""What the composition root says to the vision process."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from drivers.camera.settings import CameraDriver, CameraSettings
from kiosk.vision.calibration import BUILT_IN
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.words import Mirroring

CODE_BYTES = 2048
"""Of a code's payload. A QR code holds up to 4,296 characters (ISO/IEC 18004); no credential is that long."""


@dataclass(frozen=True, slots=True)
class VisionSettings:
    """``niceness`` (0-19) keeps the screen smooth on two cores: drawing goes before looking."""

    driver: CameraDriver
    camera: CameraSettings
    mirroring: Mirroring = Mirroring.MIRRORED
    niceness: int = 5
    max_code_bytes: int = CODE_BYTES
    calibration: Path = BUILT_IN
    python: str = field(default=sys.executable)


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The part of the settings that a session's process gets, as its first message."""

    driver: CameraDriver
    camera: CameraSettings
    mirroring: Mirroring
    max_code_bytes: int

    def message(self) -> Message:
        camera = self.camera
        return Message(
            "settings",
            {
                "driver": self.driver.value,
                "address": camera.address,
                "width": camera.width,
                "height": camera.height,
                "rate": camera.frames_per_second,
                "authorization_file": camera.authorization_file,
                "exposure": camera.exposure,
                "white_balance": camera.white_balance,
                "settle": camera.settle,
                "mirroring": self.mirroring.value,
                "max_code_bytes": self.max_code_bytes,
            },
        )

    @classmethod
    def from_message(cls, message: Message) -> WorkerSettings:
        """Raises ChannelError when it is none."""
        try:
            camera = CameraSettings(
                message.text("address"),
                message.whole("width"),
                message.whole("height"),
                message.whole("rate"),
                message.text("authorization_file"),
                message.text("exposure"),
                message.text("white_balance"),
                message.whole("settle"),
            )
            return cls(
                CameraDriver(message.text("driver")),
                camera,
                Mirroring(message.text("mirroring")),
                message.whole("max_code_bytes"),
            )
        except ValueError as error:
            raise ChannelError(f"settings: {error}") from None
