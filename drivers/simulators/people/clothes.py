"""Neck, shoulders, clothing and glasses."""

from __future__ import annotations

import colorsys

import numpy as np

from .canvas import Colour, Floats, Grid, curve, edge, gauss, noise2, paint, smoothstep, stroke, tint
from .face import Clothing, FaceShape, Glasses
from .relief import Layout

_BASE: dict[Clothing, tuple[float, float, float]] = {
    # hue offset, saturation, value
    Clothing.SHIRT: (0.58, 0.16, 0.86),
    Clothing.JACKET: (0.62, 0.34, 0.26),
    Clothing.JUMPER: (0.08, 0.38, 0.52),
    Clothing.BLOUSE: (0.95, 0.22, 0.78),
    Clothing.MANDARIN: (0.60, 0.45, 0.36),
    Clothing.TEE: (0.45, 0.30, 0.55),
}


def cloth_colour(face: FaceShape) -> Colour:
    """The colour of what the person wears."""
    hue, saturation, value = _BASE[face.clothing]
    return colorsys.hsv_to_rgb((hue + 0.22 * face.cloth_hue) % 1.0, saturation, value)


def neck_mask(face: FaceShape, place: Layout, grid: Grid) -> Floats:
    """1 on the neck, from under the jaw down to the collar."""
    half = 0.53 - 0.065 * face.femininity + 0.03 * face.fullness + 0.02 * face.jaw_width
    flare = 0.30 * smoothstep(place.chin + 0.05, place.chin + 0.75, grid.y) ** 2
    return edge(np.asarray(np.minimum(half + flare - np.abs(grid.x), grid.y - 0.8), np.float32), grid.ppu)


def shoulders(face: FaceShape, place: Layout, grid: Grid) -> tuple[Floats, Floats]:
    """(mask, height) of the clothed shoulders."""
    a, y = np.abs(grid.x), grid.y
    broad = 1.98 - 0.20 * face.femininity
    start = place.chin + 0.28
    out = np.clip((a - 0.42) / (broad - 0.42), 0, 1.25)
    slope = start - 0.10 + 0.42 * out + 0.16 * out**4 + 1.9 * np.clip(out - 0.80, 0, 1) ** 2 * 6
    mask = edge(
        np.asarray(np.minimum((y - slope) / 1.12, broad + 0.10 * (y - start) - a), np.float32), grid.ppu
    )
    height = (
        0.8
        * np.sqrt(np.clip(1 - (a / (broad + 0.25)) ** 2.4, 0, 1))
        * (1 - 0.45 * np.exp(-np.clip(y - slope, 0, None) / 0.22))
    )
    return mask, np.asarray(height, np.float32)


def dress(picture: Floats, light: Floats, face: FaceShape, place: Layout, grid: Grid, mask: Floats) -> None:
    """Paint the clothing with its collar over the neck and chest."""
    rng = np.random.default_rng(face.seed + 5)
    colour = np.asarray(cloth_colour(face), np.float32)
    cloth = np.empty_like(picture)
    cloth[:] = colour
    cloth += (0.006 * noise2(rng, grid, 0.04) + 0.008 * noise2(rng, grid, 0.30))[..., None]
    a, y, base = np.abs(grid.x), grid.y, place.chin + 0.26
    cut = mask
    match face.clothing:
        case Clothing.SHIRT | Clothing.BLOUSE:
            vee = edge(np.asarray(0.30 - 0.55 * (y - base) - a, np.float32), grid.ppu)
            cut = mask * (1 - vee)
            _collar(cloth, grid, base, 0.30, 0.56)
            placket = stroke(grid, np.asarray([(0.0, base + 0.55), (0.0, 3.5)], np.float32), 0.02)
            tint(cloth, placket * 0.5, (0.6, 0.6, 0.64))
        case Clothing.JACKET:
            vee = edge(np.asarray(0.52 - 0.42 * (y - base) - a, np.float32), grid.ppu)
            paint(cloth, vee, (0.90, 0.91, 0.93))
            inner = edge(np.asarray(0.30 - 0.62 * (y - base) - a, np.float32), grid.ppu)
            cut = mask * (1 - inner)
            _collar(cloth, grid, base, 0.30, 0.62)
            lapel = np.asarray([(0.52, base), (0.20, base + 0.80), (0.08, base + 1.15)], np.float32)
            for side in (-1, 1):
                tint(cloth, stroke(grid, lapel * (side, 1), 0.035), (0.45, 0.45, 0.5))
        case Clothing.JUMPER | Clothing.TEE:
            bowl = edge(np.asarray(0.44 - np.hypot(grid.x, (y - base + 0.06) * 1.5), np.float32), grid.ppu)
            cut = mask * (1 - bowl)
            ring = np.exp(-(((np.hypot(grid.x, (y - base + 0.06) * 1.5) - 0.48) / 0.035) ** 2))
            tint(cloth, np.asarray(0.4 * ring, np.float32), (0.62, 0.62, 0.66))
        case Clothing.MANDARIN:
            band = edge(
                np.asarray(
                    np.minimum(0.56 - a, y - base + 0.20 - 0.10 * np.exp(-((a / 0.3) ** 2))), np.float32
                ),
                grid.ppu,
            )
            cut = np.maximum(mask, band)
            tint(
                cloth,
                stroke(grid, np.asarray([(0.0, base - 0.1), (0.0, 3.5)], np.float32), 0.022),
                (0.5, 0.5, 0.55),
            )
            line = curve([(-0.62, base + 0.10), (0.0, base + 0.19), (0.62, base + 0.10)])
            tint(cloth, stroke(grid, line, 0.02), (0.6, 0.6, 0.64))
    paint(picture, cut, np.asarray(cloth * light[..., None], np.float32))


def _collar(cloth: Floats, grid: Grid, base: float, half: float, fall: float) -> None:
    for side in (-1, 1):
        points = [
            (half + 0.20, base - 0.12),
            (half + 0.24, base + 0.16),
            (half - 0.02, base + 0.46),
            (0.05, base + fall * 0.9),
        ]
        tint(
            cloth, stroke(grid, curve(points) * np.asarray((side, 1), np.float32), 0.022), (0.62, 0.64, 0.70)
        )


_FRAMES: dict[Glasses, tuple[float, float, float, float, Colour]] = {
    # half width, half height, power of the outline, line width, colour
    Glasses.THIN_ROUND: (0.315, 0.300, 2.1, 0.020, (0.42, 0.36, 0.28)),
    Glasses.THIN_OVAL: (0.335, 0.225, 2.5, 0.018, (0.45, 0.45, 0.48)),
    Glasses.DARK_SQUARE: (0.350, 0.235, 4.5, 0.046, (0.10, 0.085, 0.08)),
    Glasses.HALF_RIM: (0.345, 0.215, 3.6, 0.036, (0.16, 0.14, 0.15)),
}


def glasses(picture: Floats, face: FaceShape, place: Layout, grid: Grid, ear_x: float) -> None:
    """Put the glasses on, with their shadow and a faint reflection."""
    if face.glasses is Glasses.NONE:
        return
    half_w, half_h, power, line, colour = _FRAMES[face.glasses]
    cx = max(place.eye_x + 0.01, half_w + 0.075)
    cy = 0.045
    frame = grid.zeros()
    lens = grid.zeros()
    for side in (-1.0, 1.0):
        dx, dy = np.abs(grid.x - side * cx) / half_w, np.abs(grid.y - cy) / half_h
        r = (dx**power + dy**power) ** (1 / power)
        away = np.asarray((r - 1) * min(half_w, half_h), np.float32)
        rim = edge(np.asarray(line / 2 - np.abs(away), np.float32), grid.ppu, 0.012)
        if face.glasses is Glasses.HALF_RIM:
            rim = rim * (
                0.18 + 0.82 * smoothstep(0.06, -0.02, np.asarray(grid.y - cy + 0 * grid.x, np.float32))
            )
        frame = np.maximum(frame, rim)
        lens = np.maximum(lens, edge(-away, grid.ppu))
        arm = np.asarray([(side * (cx + half_w), cy - 0.10), (side * ear_x, cy - 0.12)], np.float32)
        frame = np.maximum(frame, stroke(grid, arm, line * 1.1))
    bridge = curve([(-(cx - half_w) - 0.01, cy - 0.03), (0.0, cy - 0.085), (cx - half_w + 0.01, cy - 0.03)])
    frame = np.maximum(frame, stroke(grid, bridge, line))
    shadow = np.roll(grid.blur(frame, 0.02), (round(0.045 * grid.ppu), round(0.02 * grid.ppu)), (0, 1))
    tint(picture, np.float32(0.38) * shadow, (0.58, 0.44, 0.40))
    picture += (0.028 * lens * gauss(np.abs(grid.x), grid.y, cx - 0.12, cy - 0.10, 0.10, 0.12))[..., None]
    paint(picture, np.float32(0.92) * frame, colour)
