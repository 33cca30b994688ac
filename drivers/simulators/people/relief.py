"""The face as a relief: silhouette and height above the picture plane.

Shading, cast shadows and turning the head all come from this one height field, so that light and
pose change the picture as they do with a solid head.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Floats, Grid, curve, edge, gauss, smoothstep
from .face import FaceShape


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the features of a face lie, in face units."""

    top: float
    chin: float
    eye_x: float
    eye_half: float
    brow_y: float
    nose_y: float
    nose_half: float
    mouth_y: float
    mouth_half: float
    hairline: float


def layout(face: FaceShape) -> Layout:
    """The places of the features of a face."""
    nose_y = 0.60 + 0.12 * face.nose_length
    mouth_y = nose_y + 0.40 + 0.08 * face.mouth_height
    return Layout(
        top=-1.50 - 0.05 * face.forehead,
        chin=max(1.56 + 0.19 * face.chin_length, mouth_y + 0.44),
        eye_x=0.445 + 0.066 * face.eye_spacing,
        eye_half=0.225 + 0.042 * face.eye_width,
        brow_y=-0.345 - 0.085 * face.brow_height,
        nose_y=nose_y,
        nose_half=0.225 + 0.065 * face.nose_width,
        mouth_y=mouth_y,
        mouth_half=0.335 + 0.085 * face.mouth_width,
        hairline=-0.95 - 0.14 * face.hairline,
    )


def half_width(face: FaceShape, place: Layout, y: Floats) -> Floats:
    """Half the width of the head at each height; 0 above and below it."""
    wide = 1.0 + 0.105 * face.face_width
    cheek = wide * (0.985 + 0.05 * face.cheekbones + 0.02 * face.fullness)
    jaw = wide * (0.83 + 0.115 * face.jaw_width + 0.04 * face.fullness)
    chin = 0.33 + 0.12 * face.chin_width + 0.04 * face.fullness
    c = place.chin
    points = [
        (0.0, place.top),
        (0.30 * wide, place.top + 0.035),
        (0.60 * wide, place.top + 0.16),
        (0.86 * wide, place.top + 0.46),
        (0.97 * wide, place.top + 0.86),
        (0.985 * wide, -0.15),
        (cheek, 0.22),
        ((cheek + jaw) * 0.505, 0.56),
        (jaw, 0.60 * c),
        (0.76 * jaw + 0.04, 0.80 * c),
        (chin + 0.05, 0.945 * c),
        (0.55 * chin, 0.992 * c),
        (0.0, c),
    ]
    line = curve(points)
    ys = np.maximum.accumulate(line[:, 1])
    return np.asarray(np.interp(y, ys, np.maximum(line[:, 0], 0), left=0.0, right=0.0), np.float32)


def head_mask(face: FaceShape, place: Layout, grid: Grid) -> Floats:
    """1 inside the head's silhouette."""
    w = half_width(face, place, grid.y)
    slope = np.abs(np.gradient(w[:, 0], axis=0)) * grid.ppu
    reach = np.sqrt(1.0 + np.minimum(slope, 30.0) ** 2)[:, None]
    return edge(np.asarray((w - np.abs(grid.x)) / reach - 0.004, np.float32), grid.ppu)


def _fold(grid: Grid, points: list[tuple[float, float]], width: float) -> Floats:
    """A soft crease on both sides of the face along a curve given as (x, y) with y growing."""
    line = curve(points)
    at = np.interp(grid.y, line[:, 1], line[:, 0])
    ends = smoothstep(float(line[0, 1]) - 0.02, float(line[0, 1]) + 0.12, grid.y) * (
        1 - smoothstep(float(line[-1, 1]) - 0.14, float(line[-1, 1]) + 0.02, grid.y)
    )
    return np.asarray(np.exp(-(((np.abs(grid.x) - at) / width) ** 2)) * ends, np.float32)


def height_field(face: FaceShape, place: Layout, grid: Grid) -> Floats:
    """Height of the face in face units above the plane of its outline."""
    x, y = np.abs(grid.x), grid.y
    w = np.maximum(half_width(face, place, y), 0.02)
    u = np.clip(x / w, 0, 1)
    middle, reach = (place.chin + place.top) / 2 + 0.05, (place.chin - place.top) / 2 + 0.03
    v = np.clip(np.abs(y - middle) / reach, 0, 1)
    flat = 2.5 + 0.5 * face.fullness
    z = 0.95 * np.sqrt(np.clip(1 - u**flat, 0, 1)) * np.clip(1 - v**4.5, 0, 1) ** 0.40
    ex, sex = place.eye_x, -face.femininity
    z -= (0.085 + 0.045 * face.eye_depth) * gauss(x, y, ex - 0.04, -0.06, 0.24, 0.15)
    z += 0.06 * gauss(x, y, ex, 0.01, 0.18, 0.11)
    z += (0.035 + 0.03 * sex) * gauss(x, y, ex, place.brow_y + 0.02, 0.32, 0.09)
    z += (0.075 + 0.05 * face.cheekbones) * gauss(x, y, 0.60, 0.40, 0.22, 0.17)
    z += (0.02 + 0.06 * face.fullness) * gauss(x, y, 0.52, 0.78, 0.22, 0.22)
    z -= max(0.0, 0.02 - 0.05 * face.fullness + 0.05 * face.lines) * gauss(x, y, 0.62, 0.86, 0.13, 0.24)
    z += _nose(face, place, x, y)
    m = place.mouth_y
    z += 0.06 * gauss(x, y, 0, m - 0.02, 0.40, 0.26)
    z += (0.045 + 0.02 * face.upper_lip) * gauss(x, y, 0, m - 0.06, 0.26, 0.045)
    z += (0.065 + 0.03 * face.lower_lip) * gauss(x, y, 0, m + 0.085, 0.20, 0.06)
    z -= 0.035 * gauss(x, y, 0, m + 0.235, 0.20, 0.06)
    z -= 0.022 * gauss(x, y, 0, (place.nose_y + m) / 2 - 0.02, 0.035, 0.08)
    z += (0.10 + 0.03 * face.chin_length) * gauss(
        x, y, 0, place.chin - 0.20, 0.19 + 0.05 * face.chin_width, 0.13
    )
    z += _traces_of_age(face, place, grid, x, y)
    return grid.blur(np.asarray(z, np.float32), 0.022)


def _nose(face: FaceShape, place: Layout, x: Floats, y: Floats) -> Floats:
    ny, half = place.nose_y, place.nose_half
    along = np.clip((y + 0.16) / (ny + 0.10), 0, 1)
    bridge = 0.09 + 0.075 * face.nose_bridge
    tip = 0.27 + 0.05 * face.nose_tip
    height = bridge * smoothstep(-0.30, 0.05, y) + (tip - bridge) * along**1.7
    width = 0.115 + 0.06 * along**2 + 0.014 * face.nose_width
    floor = 1 - smoothstep(ny - 0.12, ny + 0.065, y + 0.10 * x)
    ridge = height * np.exp(-((x / width) ** 2) * 0.62) * floor
    ball = (0.10 + 0.03 * face.nose_tip) * gauss(x, y, 0, ny - 0.09, 0.095, 0.075)
    wings = 0.135 * gauss(x, y, half - 0.055, ny - 0.065, 0.066, 0.076)
    return np.asarray(ridge + ball + wings, np.float32)


def _traces_of_age(face: FaceShape, place: Layout, grid: Grid, x: Floats, y: Floats) -> Floats:
    a = face.lines
    m = place.mouth_y
    smile = [
        (place.nose_half + 0.03, place.nose_y - 0.08),
        (place.nose_half + 0.12, place.nose_y + 0.12),
        (place.mouth_half + 0.11, m - 0.02),
        (place.mouth_half + 0.13, m + 0.12),
    ]
    z = -(0.008 + 0.042 * a) * _fold(grid, smile, 0.045)
    if a <= 0.15:
        return np.asarray(z, np.float32)
    d = a - 0.15
    sag = np.asarray(y + 1.3 * (x - place.eye_x + 0.02) ** 2, np.float32)
    z += 0.05 * d * gauss(x, sag, place.eye_x - 0.02, 0.19, 0.15, 0.05)
    z -= 0.042 * d * gauss(x, sag, place.eye_x - 0.02, 0.265, 0.16, 0.028)
    marionette = [
        (place.mouth_half + 0.05, m + 0.06),
        (place.mouth_half + 0.09, m + 0.2),
        (place.mouth_half + 0.06, m + 0.36),
    ]
    z -= 0.05 * d * _fold(grid, marionette, 0.04)
    rng = np.random.default_rng(face.seed)
    brow = np.exp(-((x / 0.55) ** 4)) * smoothstep(-0.98, -0.8, y) * (1 - smoothstep(-0.58, -0.44, y))
    wave = np.sin((y + 0.05 * np.cos(grid.x * 3.1 + rng.uniform(0, 6)) + 0.02 * grid.x) * (2 * np.pi / 0.145))
    z += 0.0085 * d * brow * wave
    for side in (-1.0, 1.0):
        z -= 0.03 * d * gauss(grid.x, y, side * 0.055, place.brow_y + 0.07, 0.016, 0.09)
    for turn in (-0.42, -0.05, 0.35):
        cx, cy = place.eye_x + place.eye_half + 0.11, 0.02 + 0.16 * turn
        z -= 0.022 * d * gauss(x, y, cx, cy, 0.075, 0.012, turn)
    z += 0.05 * d * gauss(x, y, 0.60, 1.12, 0.13, 0.12)
    return np.asarray(z, np.float32)
