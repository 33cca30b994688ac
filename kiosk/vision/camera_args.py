"""A camera's settings on the wire to a vision process. Imports no image library."""

from __future__ import annotations

from drivers.camera.settings import CameraDriver, CameraSettings
from kiosk.vision.channel import Message, Value


def camera_to_args(driver: CameraDriver, camera: CameraSettings) -> dict[str, Value]:
    return {
        "driver": driver.value,
        "address": camera.address,
        "width": camera.width,
        "height": camera.height,
        "rate": camera.frames_per_second,
        "authorization_file": camera.authorization_file,
        "exposure": camera.exposure,
        "white_balance": camera.white_balance,
        "settle": camera.settle,
        "field_mm": camera.field_mm,
    }


def camera_from_args(message: Message) -> tuple[CameraDriver, CameraSettings]:
    """Raises ChannelError or ValueError when they are none."""
    camera = CameraSettings(
        message.text("address"),
        message.whole("width"),
        message.whole("height"),
        message.whole("rate"),
        message.text("authorization_file"),
        message.text("exposure"),
        message.text("white_balance"),
        message.whole("settle"),
        message.number("field_mm"),
    )
    return CameraDriver(message.text("driver")), camera
