"""What every camera offers to the one process that may look through it.

A camera is a *blocking* source of frames: it lives in the vision process, which has no event loop, and never
in the kiosk's core. Only the newest frame counts: a frame nobody fetched in time is lost on purpose, so that
a decision is never made on a picture of the past.

Frames are personal data: nothing here writes, prints or formats one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from drivers.contract import Completion, Identity, Status

Pixels = npt.NDArray[np.uint8]
"""Height × width × 3, RGB, 8 bits, C-contiguous."""

MAX_WIDTH = 4096
MAX_HEIGHT = 2304
"""A picture that claims to be larger is refused before it is decoded."""


class CameraAddressError(ValueError):
    """A configured camera address that cannot be used; the sentence says why. Nothing was opened."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class CameraFrame:
    """One picture. ``taken_at`` is CLOCK_MONOTONIC seconds at arrival; ``sequence`` counts from 1 per open.
    """

    rgb: Pixels
    taken_at: float
    sequence: int

    def __repr__(self) -> str:
        return f"CameraFrame({self.sequence})"


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What is asked of a camera. It may deliver another size: the frame tells its own.

    ``address`` is a device node (``uvc``), an ``http://`` URL or a file that holds one (``mjpeg``), or a
    folder or file of pictures (``replay``).
    """

    address: str
    width: int = 1280
    height: int = 720
    frames_per_second: int = 15

    def __post_init__(self) -> None:
        if not (16 <= self.width <= MAX_WIDTH and 16 <= self.height <= MAX_HEIGHT):
            raise CameraAddressError(
                f"camera size {self.width}x{self.height} is outside 16x16 to {MAX_WIDTH}x{MAX_HEIGHT}"
            )
        if not 1 <= self.frames_per_second <= 120:
            raise CameraAddressError(
                f"camera rate {self.frames_per_second} is outside 1 to 120 frames a second"
            )


class Camera(Protocol):
    """A source of frames with its own thread for the wire; its methods are called from one other thread."""

    @property
    def identity(self) -> Identity: ...

    @property
    def status(self) -> Status:
        """The newest known status; never touches the wire."""

    def open(self, deadline: float) -> Completion[Identity]:
        """Start the flow of frames and wait for the first one.

        ``deadline`` in seconds. SUCCESS only after a frame was decoded: a port that merely opens is no
        camera. DEVICE_NOT_READY: no such device, or it refuses; TIME_OUT: it is there and sends nothing;
        INVALID_DATA: something answers that is no camera. After a failure the flow goes on being tried until
        ``close``, so that a camera plugged in again is found by ``newest``.
        """

    def newest(self, after: int, timeout: float) -> CameraFrame | None:
        """The newest frame whose sequence is above ``after``; None when none came within ``timeout`` s."""

    def close(self) -> None:
        """Stop the flow and let the picture go. Never raises; may be called twice."""


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
