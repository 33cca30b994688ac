"""``replay``: frames from files, for tests and for a second look at a problem. Not for a kiosk in service."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.flow import FlowingCamera, WireLostError
from drivers.camera.settings import CameraSettings
from drivers.contract import DeviceKind, DeviceState, Identity

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


class ReplayCamera(FlowingCamera):
    """Plays a folder of pictures (by name) or one picture or video at the set rate, over and over."""

    def __init__(self, settings: CameraSettings) -> None:
        super().__init__(
            Identity(DeviceKind.CAMERA, "replay", model=Path(settings.address).suffix or "folder")
        )
        self._settings = settings

    def _flow(self) -> None:
        path = Path(self._settings.address)
        before = self._sequence
        for rgb in _video(path) if path.suffix.lower() in (".mp4", ".gif", ".avi") else _pictures(path):
            self._arrived(functools.partial(_same, rgb))
            if self._stopping.wait(1 / self._settings.frames_per_second):
                return
        if self._sequence == before:
            raise WireLostError(
                DeviceState.NO_DEVICE, "there is no picture at the address of the replay camera"
            )

    def _there(self, deadline: float) -> Identity:
        if not Path(self._settings.address).exists():
            raise WireLostError(DeviceState.NO_DEVICE, "there is nothing at the address of the replay camera")
        return self._identity


def _same(rgb: Pixels) -> Pixels | None:
    return rgb


def _pictures(path: Path) -> Iterator[Pixels]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        if file.suffix.lower() not in _PICTURES:
            continue
        rgb = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
        if rgb is not None:
            yield np.ascontiguousarray(rgb, dtype=np.uint8)


def _video(path: Path) -> Iterator[Pixels]:
    video = cv2.VideoCapture(str(path))
    try:
        while True:
            read, bgr = video.read()
            if not read:
                return
            yield np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    finally:
        video.release()
