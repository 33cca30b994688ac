"""Plain geometry of faces: boxes and landmarks, no image library needed to reason about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from drivers.camera.contract import Pixels

Points = npt.NDArray[np.float64]
"""n × 2, x and y in pixels of the frame."""

Vector = npt.NDArray[np.float64]
"""A face's embedding. It never leaves the vision process."""


@dataclass(frozen=True, slots=True)
class Box:
    """A face's box in pixels of the frame; edges may lie outside of it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def scaled(self, factor: float) -> Box:
        return Box(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        common = width * height
        return common / (self.width * self.height + other.width * other.height - common)


class FaceDetector(Protocol):
    """Finds faces. ``smallest`` is the width in pixels of the smallest face wanted."""

    @property
    def version(self) -> str: ...

    def find(self, rgb: Pixels, smallest: float) -> list[Box]: ...


class Landmarker(Protocol):
    """Finds the 68 points of iBUG's scheme in a face."""

    @property
    def version(self) -> str: ...

    def points(self, rgb: Pixels, box: Box) -> Points: ...


class Embedder(Protocol):
    """Cuts the aligned 150 × 150 chip out of a frame and turns chips into vectors."""

    @property
    def version(self) -> str: ...

    def chip(self, rgb: Pixels, box: Box) -> Pixels: ...

    def embed(self, chip: Pixels) -> Vector: ...


def distance(one: Vector, other: Vector) -> float:
    """Euclidean, the metric that dlib's model was trained for."""
    return float(np.linalg.norm(one - other))
