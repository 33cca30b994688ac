"""Eyes, brows, mouth, nostrils, skin and beard, painted on the relief."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import (
    Colour,
    Floats,
    Grid,
    Window,
    curve,
    edge,
    gauss,
    noise1,
    noise2,
    paint,
    smoothstep,
    stroke,
    tint,
)
from .face import Beard, FaceShape
from .relief import Layout


@dataclass(frozen=True, slots=True)
class Expression:
    """A small movement of the face, each 0..1 (smile -1..1). Zero is the calm face of an identity photo."""

    blink: float = 0.0
    smile: float = 0.0
    mouth_open: float = 0.0


CALM = Expression()


def skin_colour(face: FaceShape) -> Floats:
    """The mean colour of the skin."""
    base = np.asarray((0.905, 0.735, 0.610), np.float32)
    dark = np.asarray((-0.155, -0.165, -0.160), np.float32)
    warm = np.asarray((0.016, -0.002, -0.060), np.float32)
    return np.asarray(base + dark * (0.30 + 0.55 * face.skin_tone) + warm * face.skin_warmth, np.float32)


def skin(face: FaceShape, place: Layout, grid: Grid) -> Floats:
    """The skin's own colour over the whole sprite, before light falls on it."""
    rng = np.random.default_rng(face.seed)
    albedo = np.empty((grid.height, grid.width, 3), np.float32)
    albedo[:] = skin_colour(face)
    x, y = np.abs(grid.x), grid.y
    mottle = 0.010 * noise2(rng, grid, 0.09) + 0.012 * noise2(rng, grid, 0.35)
    albedo += (mottle * (0.7 + 0.9 * face.lines))[..., None] * np.asarray((0.7, 1.0, 1.0), np.float32)
    red = 0.10 + 0.09 * face.blush
    tint(albedo, red * 1.9 * gauss(x, y, 0.56, 0.42, 0.21, 0.17), (0.98, 0.74, 0.70))
    tint(
        albedo,
        np.asarray(red * gauss(x, y, 0, place.nose_y - 0.08, 0.15, 0.14), np.float32),
        (1.0, 0.72, 0.66),
    )
    socket = gauss(x, y, place.eye_x, -0.03, 0.27, 0.15)
    tint(albedo, (0.32 + 0.14 * face.eye_depth + 0.15 * face.lines) * socket, (0.80, 0.66, 0.62))
    if face.lines > 0.5:
        for _ in range(int(14 * (face.lines - 0.4))):
            cx, cy, r = rng.uniform(-0.85, 0.85), rng.uniform(-0.8, 0.75), rng.uniform(0.012, 0.032)
            spot = gauss(grid.x, grid.y, cx, cy, r * 1.3, r)
            tint(albedo, np.asarray(0.45 * spot, np.float32), (0.70, 0.55, 0.48))
    if rng.random() < 0.4:
        cx, cy = rng.uniform(0.3, 0.7) * rng.choice((-1, 1)), rng.uniform(0.25, 1.15)
        tint(albedo, edge(0.021 - np.hypot(grid.x - cx, grid.y - cy), grid.ppu, 0.014), (0.42, 0.32, 0.30))
    return albedo


@dataclass(frozen=True, slots=True)
class _Lids:
    """The opening of one eye in a window around it; `p` runs from -1 (inner corner) to 1 (outer)."""

    w: Window
    p: Floats
    upper: Floats
    lower: Floats
    height: float


def _lids(face: FaceShape, place: Layout, grid: Grid, side: float, blink: float) -> _Lids:
    ex, half = place.eye_x, place.eye_half
    w = grid.window(side * ex - 0.5, side * ex + 0.5, -0.42, 0.32)
    p = np.asarray((side * w.x - ex) / half, np.float32)
    inside = np.clip(1 - np.abs(p) ** 2.3, 0, 1)
    height = 0.125 * (1 + 0.38 * face.eye_open)
    tilt = -(0.018 + 0.046 * face.eye_tilt) * p
    droop = 0.03 * face.lines * np.clip(p, 0, 1) ** 2
    lower = tilt + 0.42 * height * inside**0.85 + 0.006 * (1 - p)
    upper = tilt - height * inside**0.62 * (1 - 0.10 * p) + droop + 0.010
    upper = upper + (lower - upper) * blink
    return _Lids(w, p, np.asarray(upper, np.float32), np.asarray(lower, np.float32), height)


def eyes(
    picture: Floats, light: Floats, face: FaceShape, place: Layout, grid: Grid, expression: Expression
) -> None:
    """Paint both eyes on the shaded picture; `light` is the shading of the relief (1 = full)."""
    for side in (-1.0, 1.0):
        lids = _lids(face, place, grid, side, expression.blink)
        view = picture[lids.w.at]
        _eyeball(view, light[lids.w.at], lids, face, place, side)
        _lid_lines(view, lids, face)


def _eyeball(view: Floats, light: Floats, lids: _Lids, face: FaceShape, place: Layout, side: float) -> None:
    w, y = lids.w, lids.w.y
    field = np.minimum(y - lids.upper, lids.lower - y)
    corners = (1 - np.abs(lids.p)) * place.eye_half
    opening = edge(np.asarray(np.minimum(field, corners), np.float32), w.ppu)
    white = np.empty_like(view)
    white[:] = (0.925, 0.905, 0.885)
    white -= (0.17 * np.abs(lids.p) ** 2)[..., None] * np.asarray((0.55, 1.0, 1.0), np.float32)
    radius = 0.126
    cx, cy = side * place.eye_x - side * 0.006, -0.012 - 0.30 * (lids.height - 0.125)
    r = np.hypot(w.x - cx, y - cy) / radius
    brown = np.asarray((0.235, 0.145, 0.095), np.float32) * (1 + 0.45 * face.iris)
    glow = np.clip(0.55 + 0.55 * (y - cy) / radius, 0.3, 1.3) * (1.15 - 0.55 * r**4)
    iris = brown * glow[..., None]
    paint(white, edge(np.asarray((1 - r) * radius, np.float32), w.ppu, 0.018), np.asarray(iris, np.float32))
    paint(white, edge(np.asarray((0.42 - r) * radius, np.float32), w.ppu, 0.012), (0.035, 0.028, 0.026))
    shade = 1 - 0.48 * np.exp(-np.clip(y - lids.upper, 0, None) / 0.040)
    white *= (shade * (0.30 + 0.72 * light))[..., None]
    spark = edge(0.020 - np.hypot(w.x - cx + 0.036, y - cy + 0.040), w.ppu, 0.012)
    white += (0.75 * spark)[..., None]
    spark = edge(0.011 - np.hypot(w.x - cx - 0.042, y - cy - 0.040), w.ppu, 0.012)
    white += (0.20 * spark)[..., None]
    paint(view, opening, white)
    inner = gauss(w.x, y, side * (place.eye_x - place.eye_half * 0.93), 0.022, 0.022, 0.015)
    paint(view, 0.5 * opening * inner, (0.80, 0.50, 0.46))


def _lid_lines(view: Floats, lids: _Lids, face: FaceShape) -> None:
    w, y, p = lids.w, lids.w.y, lids.p
    span = smoothstep(-1.08, -0.80, p) * (1 - smoothstep(0.98, 1.22, p))
    lash = (0.013 + 0.008 * face.femininity) * (1 + 0.45 * np.clip(p, -0.6, 1))
    top = edge(np.asarray(lash - np.abs(y - lids.upper + 0.004), np.float32), w.ppu, 0.012) * span
    tint(view, 0.90 * np.asarray(top, np.float32), (0.17, 0.13, 0.12))
    span_low = smoothstep(-0.95, -0.2, p) * (1 - smoothstep(0.85, 1.02, p))
    low = edge(np.asarray(0.005 - np.abs(y - lids.lower - 0.004), np.float32), w.ppu, 0.014) * span_low
    tint(view, 0.42 * np.asarray(low, np.float32), (0.42, 0.30, 0.28))
    gap = 0.034 + 0.022 * face.lid_fold + 0.012 * np.clip(p, -1, 1)
    crease = (
        np.exp(-(((y - lids.upper + gap) / 0.011) ** 2))
        * smoothstep(-0.95, -0.5, p)
        * (1 - smoothstep(0.9, 1.25, p))
    )
    tint(view, np.asarray(crease * (0.42 + 0.30 * face.lid_fold), np.float32), (0.52, 0.38, 0.34))


def brows(albedo: Floats, face: FaceShape, place: Layout, grid: Grid) -> None:
    """Brush both brows on the skin."""
    rng = np.random.default_rng(face.seed + 1)
    dark = np.asarray((0.150, 0.115, 0.100), np.float32) + 0.42 * max(0.0, face.grey - 0.25)
    dark = dark * (1 - 0.25 * face.brow_dark)
    length = 0.315 + 0.065 * face.brow_length
    for side in (-1.0, 1.0):
        w = grid.window(
            side * place.eye_x - 0.55, side * place.eye_x + 0.55, place.brow_y - 0.3, place.brow_y + 0.3
        )
        p = (side * w.x - place.eye_x - 0.005) / length
        rise = 0.012 - 0.042 * face.brow_tilt
        centre = place.brow_y + rise * p - (0.038 + 0.030 * face.brow_arch) * (1 - (p - 0.25) ** 2 * 1.1)
        thick = (0.048 + 0.025 * face.brow_thickness) * np.where(
            p < 0.1, 1.0, 1 - 0.62 * np.clip(p - 0.1, 0, 1)
        )
        ends = smoothstep(-1.08, -0.78, p) * (1 - smoothstep(0.88, 1.06, p))
        hairs = noise1(rng, np.asarray(side * w.x * 0.95 + w.y * 0.8, np.float32), 0.009)
        field = thick * (1 + 0.10 * hairs) - np.abs(w.y - centre)
        mask = edge(np.asarray(field, np.float32), w.ppu, 0.045) * ends * (0.88 + 0.07 * hairs)
        strength = 0.80 + 0.16 * face.brow_dark
        paint(
            albedo[w.at], np.asarray(np.clip(mask, 0, 1) * strength, np.float32), np.asarray(dark, np.float32)
        )


def mouth(albedo: Floats, face: FaceShape, place: Layout, grid: Grid, expression: Expression) -> None:
    """Paint the lips, their line and, when parted, the dark between them."""
    half, m = place.mouth_half * (1 + 0.06 * expression.smile), place.mouth_y
    w = grid.window(-0.65, 0.65, m - 0.35, m + 0.45)
    p = w.x / half
    corner = -(0.022 + 0.030 * face.mouth_curve + 0.05 * expression.smile) * np.abs(p) ** 1.6
    inside = np.clip(1 - np.abs(p) ** 2.2, 0, 1)
    parted = 0.11 * expression.mouth_open * inside
    line = m + corner + 0.007 * np.cos(p * 6.3) * inside
    bow = 1 - 0.22 * np.exp(-((p / 0.10) ** 2)) + 0.12 * np.exp(-(((np.abs(p) - 0.24) / 0.16) ** 2))
    top = line - (0.078 + 0.040 * face.upper_lip) * inside**0.9 * bow - parted * 0.15
    low = line + (0.096 + 0.046 * face.lower_lip) * inside**0.75 + parted
    fade = edge(np.asarray((1 - np.abs(p)) * half, np.float32), w.ppu, 0.03)
    base = skin_colour(face)
    rose = np.asarray((0.735, 0.415, 0.385), np.float32) - 0.09 * face.lip_colour * np.asarray(
        (0.2, 1.0, 0.7), np.float32
    )
    amount = 0.62 + 0.14 * face.femininity + 0.12 * face.lip_colour - 0.18 * face.lines
    colour = base + (rose - base) * amount
    field = np.asarray(np.minimum(w.y - top, low - w.y), np.float32)
    view = albedo[w.at]
    paint(view, edge(field, w.ppu, 0.030) * fade * np.float32(0.92), np.asarray(colour, np.float32))
    upper = edge(np.asarray(np.minimum(w.y - top, line - w.y), np.float32), w.ppu, 0.03) * fade
    tint(view, np.float32(0.5) * upper, (0.80, 0.74, 0.74))
    if expression.mouth_open > 0.02:
        hole = np.asarray(np.minimum(w.y - line, line + parted - w.y), np.float32)
        paint(view, edge(hole, w.ppu) * fade, (0.19, 0.075, 0.07))
    seam = np.exp(-(((w.y - line) / (0.013 + 0.006 * inside)) ** 2)) * smoothstep(1.12, 0.92, np.abs(p))
    tint(view, np.asarray(0.80 * seam, np.float32), (0.40, 0.24, 0.24))
    for side in (-1.0, 1.0):
        spot = gauss(w.x, w.y, side * half * 1.03, float(m + corner.min()) + 0.004, 0.036, 0.026)
        tint(view, np.asarray(0.45 * spot, np.float32), (0.62, 0.48, 0.45))


def nostrils(albedo: Floats, face: FaceShape, place: Layout, grid: Grid) -> None:
    """Darken the nostrils and the crease round the wings of the nose."""
    ny, half = place.nose_y, place.nose_half
    for side in (-1.0, 1.0):
        w = grid.window(side * half - 0.3, side * half + 0.3, ny - 0.3, ny + 0.15)
        hole = gauss(w.x, w.y, side * (half - 0.105), ny - 0.004, 0.043, 0.017, side * 0.22)
        tint(albedo[w.at], np.asarray(0.88 * hole, np.float32), (0.26, 0.15, 0.13))
        away = side * w.x - half * 0.985
        wing = np.exp(-(((away + 0.9 * (w.y - ny + 0.075) ** 2 / 0.12) / 0.016) ** 2)) * gauss(
            w.x, w.y, side * half, ny - 0.07, 0.09, 0.06
        )
        tint(albedo[w.at], np.asarray(0.55 * wing, np.float32), (0.55, 0.40, 0.36))
    base = gauss(grid.x, grid.y, 0, ny + 0.022, 0.09, 0.014)
    tint(albedo, np.asarray(0.30 * base, np.float32), (0.55, 0.40, 0.36))


def beard(albedo: Floats, face: FaceShape, place: Layout, grid: Grid, width: Floats) -> None:
    """Lay a beard on the skin; `width` is the head's half width at each height."""
    if face.beard is Beard.NONE:
        return
    rng = np.random.default_rng(face.seed + 2)
    x, y, m = np.abs(grid.x), grid.y, place.mouth_y
    lip = smoothstep(place.nose_y + 0.02, place.nose_y + 0.09, y) * (1 - smoothstep(m - 0.10, m - 0.04, y))
    moustache = lip * (1 - smoothstep(place.mouth_half - 0.02, place.mouth_half + 0.12, x))
    around = smoothstep(m + 0.13, m + 0.20, y)
    goatee = around * (1 - smoothstep(0.22, 0.34, x)) * (y < place.chin + 0.1)
    jaw = smoothstep(-0.34, -0.10, (y - m) * 0.9 + (x - 0.45) * 0.35) * smoothstep(
        0.40, 0.62, x + 0.6 * (y - m)
    )
    full = np.maximum(np.maximum(moustache, jaw * (x > place.mouth_half + 0.04)), around)
    hairs = noise1(rng, np.asarray(grid.x + 0.12 * np.sin(grid.y * 4), np.float32), 0.011) * 0.16 + 0.9
    dark = np.asarray((0.17, 0.14, 0.13), np.float32) + np.float32(0.58 * face.grey)
    match face.beard:
        case Beard.SHADOW:
            tint(albedo, np.asarray(0.55 * full * hairs * (x < width), np.float32), (0.70, 0.70, 0.74))
        case Beard.MOUSTACHE:
            paint(albedo, np.asarray(np.clip(0.86 * moustache * hairs, 0, 1), np.float32), dark)
        case Beard.GOATEE:
            paint(
                albedo,
                np.asarray(np.clip(0.82 * np.maximum(moustache, goatee) * hairs, 0, 1), np.float32),
                dark,
            )
        case Beard.FULL:
            paint(albedo, np.asarray(np.clip(0.86 * full * hairs, 0, 1), np.float32), dark)


def ear_line(grid: Grid, side: float, x: float, size: float) -> Floats:
    """The inner ridge of an ear as a line mask."""
    points = [
        (side * (x + 0.03), -0.02),
        (side * (x + 0.11), -0.12),
        (side * (x + 0.12), 0.1),
        (side * (x + 0.05), 0.34 * size),
    ]
    return stroke(grid, curve(points), 0.02)


SHADOW: Colour = (0.62, 0.43, 0.37)
