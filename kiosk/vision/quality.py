"""What makes a picture of a face usable: measures, their limits, and one hint at a time. Pure but for
pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from kiosk.vision.faces import Box, Points
from kiosk.vision.words import FaceHint


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one face in one frame. Lengths in pixels of the frame, shares 0 to 1, angles in degrees."""

    eye_distance: float
    width_share: float  # face box width / frame's shorter side
    off_centre: float  # larger of |dx| / width and |dy| / height of the frame
    nose: float  # -1 ... 1: where the nose tip lies between the outer eye corners, 0 in the middle
    roll: float
    eyes_open: float  # height / width of the eyes
    mouth_open: float  # gap / width of the inner lips
    luma: float  # mean grey of the aligned chip, 0 ... 255
    clipped: float  # share of its pixels at either end
    sharpness: float  # Laplacian variance of the grey chip
    movement: float  # of the point between the eyes since the frame before, in eye distances


@dataclass(frozen=True, slots=True)
class Limits:
    eye_distance: float
    nose: float
    width_share: float = 0.75
    off_centre: float = 0.27
    roll: float = 15.0
    eyes_open: float = 0.14
    mouth_open: float = 0.40
    darkest: float = 60.0
    brightest: float = 200.0
    clipped: float = 0.05
    sharpness: float = 15.0
    movement: float = 0.25


WANTED = Limits(eye_distance=60.0, nose=0.10)
HARD = Limits(eye_distance=40.0, nose=0.18)
"""Taken after `PATIENCE`: a child stays further away, and one face in twenty has its nose off the middle by
0.1.
"""

PATIENCE = 2.0
"""Seconds during which a face is asked for the wanted limits."""

DARK_ROOM = 40.0
"""Mean grey of a whole frame without any face below which the light is to blame."""


def measure(rgb: Pixels, box: Box, points: Points, chip: Pixels, before: Points | None) -> Measures:
    """Measure one face. ``points`` are iBUG's 68; ``before`` those of the same track's frame before."""
    height, width = rgb.shape[:2]
    outer = points[45] - points[36]
    span = float(np.hypot(*outer)) or 1.0
    middle = (points[45] + points[36]) / 2
    eyes = float(np.hypot(*(points[42:48].mean(axis=0) - points[36:42].mean(axis=0)))) or 1.0
    grey = cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY)
    x, y = box.centre
    moved = 0.0 if before is None else float(np.hypot(*(middle - (before[45] + before[36]) / 2))) / eyes
    return Measures(
        eye_distance=eyes,
        width_share=box.width / min(width, height),
        off_centre=max(abs(x / width - 0.5), abs(y / height - 0.5)),
        nose=float((points[30] - middle) @ outer) / span / (span / 2),
        roll=float(np.degrees(np.arctan2(outer[1], outer[0]))),
        eyes_open=float(np.mean([_eye(points, 36), _eye(points, 42)])),
        mouth_open=_length(points[62] - points[66]) / (_length(points[60] - points[64]) or 1.0),
        luma=float(grey.mean()),
        clipped=float(((grey <= 3) | (grey >= 252)).mean()),
        sharpness=float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        movement=moved,
    )


def _length(vector: Points) -> float:
    return float(np.hypot(vector[0], vector[1]))


def _eye(points: Points, first: int) -> float:
    height = _length(points[first + 1] - points[first + 5]) + _length(points[first + 2] - points[first + 4])
    return height / 2 / (_length(points[first] - points[first + 3]) or 1.0)


def room_light(rgb: Pixels) -> float:
    """Mean grey of a frame, from every eighth pixel."""
    return float(rgb[::8, ::8].mean())


def hint_for(measures: Measures, limits: Limits) -> FaceHint | None:
    """The most blocking thing wrong with this picture; None when it is usable."""
    m = measures
    if m.luma < limits.darkest:
        return FaceHint.TOO_DARK
    if m.luma > limits.brightest or m.clipped >= limits.clipped:
        return FaceHint.TOO_BRIGHT
    if m.eye_distance < limits.eye_distance:
        return FaceHint.TOO_FAR
    if m.width_share > limits.width_share:
        return FaceHint.TOO_CLOSE
    if m.off_centre > limits.off_centre:
        return FaceHint.OFF_CENTRE
    if abs(m.nose) > limits.nose or abs(m.roll) > limits.roll:
        return FaceHint.TURNED
    if m.sharpness < limits.sharpness:
        return FaceHint.BLURRED
    if m.eyes_open < limits.eyes_open or m.mouth_open > limits.mouth_open or m.movement > limits.movement:
        return FaceHint.HOLD_STILL
    return None


class SteadyHint:
    """Lets one hint through at a time: it stays at least 0.7 s, a newcomer must be there twice in a row."""

    STEADY = 0.7

    def __init__(self) -> None:
        self.shown: FaceHint | None = None
        self._since = 0.0
        self._candidate: FaceHint | None = None

    def see(self, hint: FaceHint, now: float) -> FaceHint | None:
        """The hint to show from now on, when it changes; else None. ``now`` in seconds."""
        newcomer = hint is self._candidate
        self._candidate = hint
        if hint is self.shown or not newcomer:
            return None
        if self.shown is not None and now - self._since < self.STEADY:
            return None
        self.shown, self._since = hint, now
        return hint
