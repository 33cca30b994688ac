"""What every camera offers to the one process that may look through it.

A camera is a *blocking* source of frames: it lives in the vision process, which has no event loop, and never
in the kiosk's core. Only the newest frame counts: a frame nobody fetched in time is lost on purpose, so that
a decision is never made on a picture of the past.

Frames are personal data: nothing here writes, prints or formats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from drivers.contract import Completion, Identity, Status

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
else:
    # Whoever only asks whether a camera is there, as the kiosk's core does, loads no numerical library.
    Pixels = object
"""Height × width × 3, RGB, 8 bits, C-contiguous."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class CameraFrame:
    """One picture. ``taken_at`` is CLOCK_MONOTONIC seconds at arrival; ``sequence`` counts from 1."""

    rgb: Pixels
    taken_at: float
    sequence: int

    def __repr__(self) -> str:
        return f"CameraFrame({self.sequence})"


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

    def look_for(self, deadline: float) -> Completion[Identity]:
        """Whether the camera is there, asked without starting the flow; not to be called while it runs.

        The codes are those of ``open``; a success promises no picture.
        """

    def newest(self, after: int, timeout: float) -> CameraFrame | None:
        """The newest frame whose sequence is above ``after``; None when none came within ``timeout`` s."""

    def close(self) -> None:
        """Stop the flow and let the picture go. Never raises; may be called twice."""
