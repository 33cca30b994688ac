"""What is configured of a camera. Imports no image library: the core says these things and never sees a
picture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from drivers.settings import SettingError

MAX_WIDTH = 4096
MAX_HEIGHT = 2304
"""A picture that claims to be larger is refused before it is decoded."""


AUTO, LOCKED = "auto", "locked"


class CameraDriver(StrEnum):
    """The drivers there are; `drivers.camera.choose` makes a camera of one."""

    UVC = "uvc"
    MJPEG = "mjpeg"
    REPLAY = "replay"


class CameraAddressError(SettingError):
    """A configured camera address that cannot be used; the sentence says why. Nothing was opened."""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What is asked of a camera. It may deliver another size: the frame tells its own.

    ``address`` is a device node (``uvc``), an ``http://`` URL or a file that holds one (``mjpeg``), or a
    folder or file of pictures (``replay``). ``authorization_file`` names the file that holds the value of the
    HTTP header (``mjpeg``); empty: the camera asks for none.

    ``exposure`` and ``white_balance`` (``uvc``): ``auto`` as the camera does it; ``locked`` as it had done it
    after ``settle`` pictures, and then no more, so that a hand in the picture changes nothing; or a number,
    in 100 µs (V4L2_CID_EXPOSURE_ABSOLUTE) and in kelvin. ``settle``: pictures after which it has found them;
    a single picture is taken no earlier.

    ``field_mm``: of a camera that looks down on a desk, how many millimetres of it are across the picture:
    measured once, with a ruler. Resolution and paper formats are told by it.
    """

    address: str
    width: int = 1280
    height: int = 720
    frames_per_second: int = 15
    authorization_file: str = ""
    exposure: str = AUTO
    white_balance: str = AUTO
    settle: int = 0
    field_mm: float = 400.0

    def __post_init__(self) -> None:
        if not (16 <= self.width <= MAX_WIDTH and 16 <= self.height <= MAX_HEIGHT):
            raise CameraAddressError(
                f"camera size {self.width}x{self.height} is outside 16x16 to {MAX_WIDTH}x{MAX_HEIGHT}"
            )
        if not 1 <= self.frames_per_second <= 120:
            raise CameraAddressError(
                f"camera rate {self.frames_per_second} is outside 1 to 120 frames a second"
            )
        if not 0 <= self.settle <= 100:
            raise CameraAddressError(f"camera settles after 0 to 100 pictures, not {self.settle}")
        if not 50 <= self.field_mm <= 3000:
            raise CameraAddressError(f"camera field is 50 to 3000 mm across, not {self.field_mm:g}")
        for name, value in (("exposure", self.exposure), ("white_balance", self.white_balance)):
            digits = value.isascii() and value.isdigit() and len(value) < 6
            if value not in (AUTO, LOCKED) and not digits:
                raise CameraAddressError(f"camera {name} is auto, locked or a number")


_URL = re.compile(r"^https?://", re.IGNORECASE)


def resolve_url(address: str) -> str:
    """The URL meant by an ``mjpeg`` address: itself, or what the named file holds now.

    Read at each connection, since what a file names (a simulator's port) may change while we run.
    Raises CameraAddressError when there is none, or when it carries a password (that belongs in a file).
    """
    url = address
    if not _URL.match(url):
        try:
            url = Path(address).read_text("ascii").strip()[:2048]
        except (OSError, UnicodeDecodeError) as error:
            raise CameraAddressError(
                f"the camera's address file cannot be read ({type(error).__name__})"
            ) from None
    if not _URL.match(url):
        raise CameraAddressError("the camera's address is neither http:// nor https://")
    if "@" in url.split("//", 1)[1].split("/", 1)[0]:
        raise CameraAddressError("the camera's address holds a user name: put the credential in its own file")
    return url


def read_authorization(settings: CameraSettings) -> str:
    """The header's value from the secret's file, or "" when none is named. Raises CameraAddressError."""
    if not settings.authorization_file:
        return ""
    try:
        value = Path(settings.authorization_file).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CameraAddressError(
            f"the camera's authorization file cannot be read ({type(error).__name__})"
        ) from None
    if not value.isprintable():
        raise CameraAddressError("the camera's authorization file does not hold one printable line")
    return value
