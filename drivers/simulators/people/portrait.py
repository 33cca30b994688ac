"""From a face and a light to a sprite: colour, cover and height, ready to be placed in a scene."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from . import clothes, features, relief
from .canvas import Bytes, Floats, Grid, edge, gauss, paint, smoothstep, tint
from .face import FaceShape
from .features import CALM, Expression
from .hair import hair_layers


@dataclass(frozen=True, slots=True)
class Light:
    """One lamp and the light of the room.

    azimuth: degrees, 0 in front, positive from the picture's right; elevation: degrees above the
    eyes; lamp and room: strengths, together about 1; warmth: -1 (cold) .. 1 (warm).
    """

    azimuth: float = -22.0
    elevation: float = 34.0
    lamp: float = 0.62
    room: float = 0.48
    warmth: float = 0.0


STUDIO = Light()
HEIGHT_STEP = 4


@dataclass(frozen=True, slots=True)
class Sprite:
    """A drawn person without background: RGB 0..255, cover 0..255, height in face units.

    The height is smooth and serves turning the head only: it has a quarter of the pixels each way.
    """

    rgb: Bytes
    cover: Bytes
    height: Floats
    ppu: float


def _shading(grid: Grid, z: Floats, light: Light) -> Floats:
    """How much light each point of a relief receives; 1 is full."""
    zx = np.gradient(z, axis=1) * grid.ppu
    zy = np.gradient(z, axis=0) * grid.ppu
    zx, zy = 2.4 * np.tanh(zx / 2.4), 2.4 * np.tanh(zy / 2.4)
    norm = 1.0 / np.sqrt(zx * zx + zy * zy + 1.0)
    az, el = np.deg2rad(light.azimuth), np.deg2rad(light.elevation)
    toward = (np.sin(az) * np.cos(el), -np.sin(el), np.cos(az) * np.cos(el))
    facing = (-zx * toward[0] - zy * toward[1] + toward[2]) * norm
    wrapped = np.clip((facing + 0.28) / 1.28, 0, 1) ** 1.15
    above = 0.90 + 0.10 * (zy * norm)
    hollow = np.clip(grid.blur(z, 0.085) - z, 0, 0.2)
    sharp = np.clip(grid.blur(z, 0.028) - z, 0, 0.1)
    occlusion = np.clip(1 - 2.3 * hollow - 3.0 * sharp, 0.35, 1)
    return np.asarray((light.room * above + light.lamp * 1.18 * wrapped) * occlusion, np.float32)


def _sheen(grid: Grid, z: Floats, light: Light) -> Floats:
    soft = grid.blur(z, 0.03)
    zx = np.gradient(soft, axis=1) * grid.ppu
    zy = np.gradient(soft, axis=0) * grid.ppu
    az, el = np.deg2rad(light.azimuth), np.deg2rad(light.elevation)
    half = np.asarray((np.sin(az) * np.cos(el), -np.sin(el), np.cos(az) * np.cos(el) + 1.0))
    half /= np.linalg.norm(half)
    facing = (-zx * half[0] - zy * half[1] + half[2]) / np.sqrt(zx * zx + zy * zy + 1.0)
    return np.asarray(np.clip(facing, 0, 1) ** 26, np.float32)


def _lit(albedo: Floats, light: Floats) -> Floats:
    """Skin under light: shadows turn warm rather than grey."""
    dark = np.clip(1.0 - light, 0, 1)[..., None]
    warm = np.asarray((0.06, -0.03, -0.06), np.float32)
    return np.asarray(albedo * (light[..., None] + warm * dark * 1.4), np.float32)


@lru_cache(maxsize=12)  # about 2 MB each
def draw(face: FaceShape, light: Light = STUDIO, expression: Expression = CALM, ppu: float = 132.0) -> Sprite:
    """Draw a person at `ppu` pixels per face unit (half a face's width). Deterministic."""
    grid = Grid(ppu)
    place = relief.layout(face)
    width = relief.half_width(face, place, grid.y)
    head = relief.head_mask(face, place, grid)
    z = relief.height_field(face, place, grid)
    hair = hair_layers(face, place, grid)
    ear_x = float(relief.half_width(face, place, np.zeros((1, 1), np.float32))[0, 0])
    neck = clothes.neck_mask(face, place, grid)
    torso, torso_z = clothes.shoulders(face, place, grid)
    picture = np.zeros((grid.height, grid.width, 3), np.float32)

    paint(picture, hair.behind, hair.colour * np.float32(0.62 * (light.room + light.lamp)))
    albedo = features.skin(face, place, grid)
    _neck(picture, albedo, neck, face, place, grid, light)
    clothes.dress(picture, _shading(grid, torso_z, light) * np.float32(0.98), face, place, grid, torso)
    _under_chin(picture, np.maximum(neck, torso), head, grid)
    ears = _ears(picture, albedo, face, grid, light, ear_x)

    features.nostrils(albedo, face, place, grid)
    features.mouth(albedo, face, place, grid, expression)
    features.beard(albedo, face, place, grid, width)
    features.brows(albedo, face, place, grid)
    shade = _shading(grid, z, light) * _cast(face, place, grid, light, hair.before)
    skin = _lit(albedo, shade)
    shine = _sheen(grid, z, light) * np.float32(0.085 * light.lamp * (1 - 0.35 * face.lines))
    skin += shine[..., None]
    features.eyes(skin, shade, face, place, grid, expression)
    paint(picture, head, skin)

    lit_hair = 0.45 + 0.60 * _shading(grid, grid.blur(z * np.maximum(head, hair.before), 0.12), light)
    paint(picture, hair.before, hair.colour * lit_hair[..., None])
    clothes.glasses(picture, face, place, grid, ear_x)
    cover = np.maximum.reduce(
        [head, hair.before, hair.behind, neck * (grid.y < place.chin + 0.6), torso, ears]
    )
    tone = np.asarray((1 + 0.07 * light.warmth, 1.0, 1 - 0.11 * light.warmth), np.float32)
    rgb = np.clip(picture * tone, 0, 1)
    rgb = np.where(rgb > 0.8, 0.8 + 0.2 * np.tanh((rgb - 0.8) / 0.2), rgb)
    depth = _turning_depth(grid, z, np.maximum(head, hair.before), width)
    return Sprite((rgb * 255).astype(np.uint8), (cover * 255).astype(np.uint8), depth, ppu)


def _turning_depth(grid: Grid, z: Floats, solid: Floats, width: Floats) -> Floats:
    """The height that turning the head uses: gentle towards the outline, where a steep one would tear it."""
    covered = np.asarray(z * solid, np.float32)
    dome = grid.blur(covered, 0.17)
    middle = smoothstep(0.88, 0.55, np.abs(grid.x) / np.maximum(width, 0.05))
    depth = dome + (grid.blur(covered, 0.03) - dome) * middle
    size = (grid.width // HEIGHT_STEP, grid.height // HEIGHT_STEP)
    return np.asarray(cv2.resize(depth, size, interpolation=cv2.INTER_AREA), np.float32)


def _cast(face: FaceShape, place: relief.Layout, grid: Grid, light: Light, fringe: Floats) -> Floats:
    """Shadows thrown by the nose, the brow and the hair: factors of the light."""
    slant = -np.sin(np.deg2rad(light.azimuth)) * 0.16
    fall = 0.05 + 0.10 * np.sin(np.deg2rad(light.elevation))
    nose = gauss(grid.x, grid.y, slant * 0.7, place.nose_y + fall * 0.75, place.nose_half * 0.62, 0.065)
    cheek = gauss(grid.x, grid.y, slant * 1.5, place.nose_y - 0.22, 0.10, 0.22) * min(1.0, abs(slant) * 6)
    shift = (round(fall * 0.9 * grid.ppu), round(slant * 0.5 * grid.ppu))
    hair = np.roll(grid.blur(fringe, 0.05), shift, (0, 1))
    hair[: shift[0]] = 1.0
    strength = light.lamp / (light.lamp + light.room)
    factor = 1 - strength * (0.27 * nose + 0.22 * cheek + 0.42 * hair)
    return np.asarray(factor, np.float32)


def _neck(
    picture: Floats,
    albedo: Floats,
    neck: Floats,
    face: FaceShape,
    place: relief.Layout,
    grid: Grid,
    light: Light,
) -> None:
    z = 0.5 * np.sqrt(np.clip(1 - (np.abs(grid.x) / 0.72) ** 2.2, 0, 1)) + 0 * grid.y
    cords = gauss(np.abs(grid.x), grid.y, 0.20, place.chin + 0.36, 0.05, 0.22)
    z = z + (0.02 + 0.04 * face.lines) * cords
    paint(picture, neck, _lit(albedo, _shading(grid, np.asarray(z, np.float32), light) * np.float32(0.90)))


def _under_chin(picture: Floats, body: Floats, head: Floats, grid: Grid) -> None:
    shadow = np.roll(grid.blur(head, 0.09), round(0.16 * grid.ppu), 0)
    tint(picture, np.float32(0.62) * shadow * body, (0.55, 0.42, 0.38))


def _ears(picture: Floats, albedo: Floats, face: FaceShape, grid: Grid, light: Light, ear_x: float) -> Floats:
    size = 1 + 0.14 * face.ears + 0.10 * face.lines
    x, y = np.abs(grid.x), grid.y
    cx, cy = ear_x + 0.035, 0.16
    turn = x - 0.16 * (cy - y)
    r = np.hypot((turn - cx) / (0.135 * size), (y - cy) / (0.315 * size))
    mask = edge(np.asarray((1 - r) * 0.13, np.float32), grid.ppu)
    inner = np.hypot((turn - cx + 0.01) / (0.085 * size), (y - cy + 0.02) / (0.215 * size))
    z = 0.20 * np.sqrt(np.clip(1 - r**2, 0, 1)) - 0.11 * np.exp(-((inner / 0.75) ** 2))
    lit = _lit(albedo, _shading(grid, np.asarray(z, np.float32), light) * np.float32(0.88))
    tint(
        lit,
        np.asarray(0.32 * smoothstep(1.1, 0.3, np.asarray(inner, np.float32)), np.float32),
        (0.78, 0.55, 0.50),
    )
    paint(picture, mask, lit)
    return mask
