"""Drawing ground: a grid in face units, soft masks and seeded noise.

One face unit is about half the width of a face. The origin lies between the pupils, x grows to
the picture's right and y downwards. Colours are RGB floats 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]  # input of any precision
Colour = tuple[float, float, float]

LEFT, RIGHT, TOP, BOTTOM = -2.6, 2.6, -2.1, 3.4


@dataclass(frozen=True)
class Grid:
    """Coordinates of every pixel of a sprite at `ppu` pixels per face unit."""

    ppu: float

    @property
    def width(self) -> int:
        """Pixels across."""
        return round((RIGHT - LEFT) * self.ppu)

    @property
    def height(self) -> int:
        """Pixels down."""
        return round((BOTTOM - TOP) * self.ppu)

    @cached_property
    def x(self) -> Floats:
        """Every column's x, shape (1, width)."""
        return (((np.arange(self.width) + 0.5) / self.ppu + LEFT).astype(np.float32))[None, :]

    @cached_property
    def y(self) -> Floats:
        """Every row's y, shape (height, 1)."""
        return (((np.arange(self.height) + 0.5) / self.ppu + TOP).astype(np.float32))[:, None]

    def zeros(self) -> Floats:
        return np.zeros((self.height, self.width), np.float32)

    def blur(self, field: Numbers, sigma: float) -> Floats:
        """Gaussian blur, sigma in face units; wide ones are done on a reduced picture."""
        pixels = sigma * self.ppu
        if pixels < 0.3:
            return field
        step = max(1, int(pixels // 4))
        if step == 1:
            return np.asarray(cv2.GaussianBlur(field, (0, 0), pixels), np.float32)
        size = (max(1, field.shape[1] // step), max(1, field.shape[0] // step))
        small = cv2.resize(field, size, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), pixels / step)
        return np.asarray(
            cv2.resize(small, (field.shape[1], field.shape[0]), interpolation=cv2.INTER_LINEAR), np.float32
        )

    def window(self, x0: float, x1: float, y0: float, y1: float) -> Window:
        """The part of the grid between two corners, cut at the sprite's edges."""
        left = max(0, int((x0 - LEFT) * self.ppu))
        right = min(self.width, int((x1 - LEFT) * self.ppu) + 1)
        top = max(0, int((y0 - TOP) * self.ppu))
        bottom = min(self.height, int((y1 - TOP) * self.ppu) + 1)
        return Window(
            (slice(top, bottom), slice(left, right)), self.x[:, left:right], self.y[top:bottom, :], self.ppu
        )


@dataclass(frozen=True)
class Window:
    """A rectangle of a grid: its slices and its coordinates."""

    at: tuple[slice, slice]
    x: Floats
    y: Floats
    ppu: float


def gauss(x: Numbers, y: Numbers, cx: float, cy: float, sx: float, sy: float, turn: float = 0.0) -> Floats:
    """A bell of height 1 at (cx, cy); turn in radians."""
    dx, dy = x - cx, y - cy
    if turn:
        c, s = float(np.cos(turn)), float(np.sin(turn))
        dx, dy = dx * c + dy * s, -dx * s + dy * c
    return np.asarray(np.exp(-((dx / sx) ** 2 + (dy / sy) ** 2) * 0.5), np.float32)


def edge(field: Numbers, ppu: float, softness: float = 0.0) -> Floats:
    """A mask that is 1 where `field` (a distance in face units) is positive, with a soft edge."""
    width = max(1.0 / ppu, softness)
    return np.asarray(np.clip(field / width + 0.5, 0.0, 1.0), np.float32)


def smoothstep(low: float, high: float, value: Numbers) -> Floats:
    """0 below `low`, 1 above `high`, smooth between; the other way round when `high` is smaller."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def paint(target: Floats, mask: Numbers, colour: Colour | Numbers) -> None:
    """Lay a colour (or a picture) over `target` in place through a mask."""
    m = mask[..., None]
    target += (np.asarray(colour, np.float32) - target) * m


def tint(target: Floats, mask: Numbers, factor: Colour) -> None:
    """Multiply `target` in place by `factor` where the mask is 1."""
    target *= 1.0 - mask[..., None] * (1.0 - np.asarray(factor, np.float32))


def curve(points: Sequence[tuple[float, float]], samples: int = 24) -> Floats:
    """A Catmull-Rom curve through the points, as an (n, 2) array."""
    p = np.asarray(points, np.float32)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, samples, endpoint=False, dtype=np.float32)[:, None]
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        parts.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.asarray(np.concatenate([*parts, p[-2:-1]]), np.float32)


def stroke(grid: Grid, points: Floats, width: float) -> Floats:
    """A smooth line through `points`, `width` in face units, as a mask."""
    mask = np.zeros((grid.height, grid.width), np.uint8)
    pixels = (points - np.asarray([LEFT, TOP], np.float32)) * grid.ppu
    thick = max(1, round(width * grid.ppu))
    cv2.polylines(mask, [np.round(pixels * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / np.float32(255)


def noise1(rng: np.random.Generator, value: Numbers, period: float, count: int = 512) -> Floats:
    """Smooth noise of mean 0 along one coordinate; repeats after `count` periods."""
    table = rng.standard_normal(count).astype(np.float32)
    table = np.append(table, table[0])
    at = np.mod(value / period, count)
    low = np.minimum(at.astype(np.int32), count - 1)  # float32 rounds up to the period itself now and then
    t = at - low
    t = t * t * (3 - 2 * t)
    return np.asarray(table[low] * (1 - t) + table[low + 1] * t, np.float32)


def noise2(rng: np.random.Generator, grid: Grid, period: float) -> Floats:
    """Smooth noise of mean 0 over the sprite; `period` in face units. The same at every ppu."""
    small = rng.standard_normal((int(6 / period) + 2, int(6 / period) + 2)).astype(np.float32)
    full = cv2.resize(small, (round(6 * grid.ppu), round(6 * grid.ppu)), interpolation=cv2.INTER_CUBIC)
    return np.asarray(full[: grid.height, : grid.width], np.float32)
