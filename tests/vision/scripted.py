"""An engine that sees what a test scripts: no image library decides anything here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from drivers.camera.contract import CameraFrame, Pixels
from kiosk.vision.faces import Box, Points, Vector
from kiosk.vision.watcher import Engine

WIDTH, HEIGHT = 640, 480
MIDDLE = Box(230, 150, 410, 330)
NEIGHBOUR = Box(20, 150, 180, 310)
PASSER_BY = Box(20, 150, 90, 220)


def vector(distance: float = 0.0, axis: int = 0) -> Vector:
    made = np.zeros(128)
    made[axis] = distance
    return made


@dataclass
class ScriptedEngine:
    """What is in the picture now; a test changes it between frames."""

    boxes: list[Box] = field(default_factory=lambda: [MIDDLE])
    embedding: Callable[[], Vector] = vector
    nose: float = 0.0
    version: str = "scripted"
    embedded: int = 0

    def find(self, rgb: Pixels, smallest: float) -> list[Box]:
        # Around a tracked face only a part of the frame is handed over: what is found there is the main face.
        if rgb.shape[:2] != (HEIGHT, WIDTH):
            main = max(self.boxes, key=lambda box: box.width, default=None)
            if main is None:
                return []
            x, y = main.centre
            left, top = max(0, int(x - main.width)), max(0, int(y - main.height))
            return [Box(main.left - left, main.top - top, main.right - left, main.bottom - top)]
        return [box for box in self.boxes if box.width >= smallest]

    def points(self, rgb: Pixels, box: Box) -> Points:
        """A face straight ahead with open eyes and shut mouth, its nose moved by ``nose``."""
        points = np.zeros((68, 2))
        x, y = box.centre
        eye = box.width * 0.22
        for first, side in ((36, -1), (42, 1)):
            middle = x + side * eye
            half = box.width * 0.08
            points[first] = (middle - half, y)
            points[first + 3] = (middle + half, y)
            points[first + 1] = points[first + 2] = (middle, y - half * 0.3)
            points[first + 4] = points[first + 5] = (middle, y + half * 0.3)
        span = points[45, 0] - points[36, 0]
        points[30] = (x + self.nose * span / 2, y + box.height * 0.2)
        points[60], points[64] = (x - eye, y + box.height * 0.4), (x + eye, y + box.height * 0.4)
        points[62] = points[66] = (x, y + box.height * 0.4)
        return points

    def chip(self, rgb: Pixels, box: Box) -> Pixels:
        pattern = np.indices((150, 150)).sum(axis=0) % 2 * 80 + 80
        return np.repeat(pattern[..., None], 3, axis=2).astype(np.uint8)

    def embed(self, chip: Pixels) -> Vector:
        self.embedded += 1
        return self.embedding()

    def embed_mirrored(self, chip: Pixels) -> Vector:
        return self.embed(chip)

    def engine(self) -> Engine:
        return Engine(self, self, self)


class Film:
    """Frames at 15 a second with a little noise, as from a sensor."""

    def __init__(self, grey: int = 120) -> None:
        self.now = 0.0
        self.grey = grey
        self._count = 0

    def next(self, seconds: float = 1 / 15) -> CameraFrame:
        self.now += seconds
        self._count += 1
        rgb = np.full((HEIGHT, WIDTH, 3), self.grey, np.uint8)
        rgb[0, 0] = (self._count % 251, self._count % 13, 7)
        return CameraFrame(rgb, self.now, self._count)
