"""Hair of the head: which parts it covers, its strands and its sheen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Floats, Grid, edge, noise1, noise2, smoothstep
from .face import FaceShape, Hair
from .relief import Layout, half_width


@dataclass(frozen=True, slots=True)
class _Cut:
    """How one way of wearing hair lies.

    volume: how far it stands out from the skull; sides: down to which height it lies beside the face;
    cover: how far in from the face's edge it reaches there; back: down to which height it hangs behind.
    """

    volume: float
    sides: float
    cover: float
    back: float | None = None
    fringe: float | None = None
    curl: float = 0.0


_CUTS = {
    Hair.SIDE_PART: _Cut(0.10, 0.02, 0.07),
    Hair.CROP: _Cut(0.045, 0.02, 0.05),
    Hair.SWEPT_BACK: _Cut(0.11, 0.05, 0.06),
    Hair.RECEDING: _Cut(0.05, 0.02, 0.05),
    Hair.BALD_CROWN: _Cut(0.05, 0.08, 0.05),
    Hair.BOWL: _Cut(0.10, 0.0, 0.08, fringe=-0.50),
    Hair.BOB: _Cut(0.15, 1.05, 0.13, back=1.35),
    Hair.BOB_FRINGE: _Cut(0.15, 1.05, 0.14, back=1.30, fringe=-0.47),
    Hair.LONG: _Cut(0.12, 2.35, 0.10, back=2.55),
    Hair.LONG_FRINGE: _Cut(0.13, 2.3, 0.13, back=2.5, fringe=-0.50),
    Hair.TIED_BACK: _Cut(0.045, 0.05, 0.05),
    Hair.PERM: _Cut(0.22, 0.72, 0.10, back=1.0, curl=0.055),
}


@dataclass(frozen=True, slots=True)
class HairLayers:
    """Masks of the hair behind and before the head, and its colour (RGB)."""

    behind: Floats
    before: Floats
    colour: Floats


def _hairline(face: FaceShape, place: Layout, grid: Grid, cut: _Cut) -> Floats:
    """The height above which hair covers the forehead, along x."""
    x, a = grid.x, np.abs(grid.x)
    rng = np.random.default_rng(face.seed + 3)
    rag = 0.009 * noise1(rng, x, 0.035) + 0.010 * noise1(rng, x, 0.11)
    temples = 0.62 * smoothstep(0.60, 1.02, a) ** 1.4
    if cut.fringe is not None:
        gap = 0.10 * np.exp(-(((x - 0.25 * face.parting) / 0.09) ** 2)) * (face.parting > 0)
        return np.asarray(cut.fringe + 0.10 * face.hairline + 0.07 * a**2 + 2.2 * rag - gap, np.float32)
    line = place.hairline + 0.0 * x
    match face.hair:
        case Hair.SIDE_PART:
            part = 0.36 * (1 if face.parting >= 0 else -1)
            sweep = 0.16 * np.tanh((x - part) * (-4.0 if part > 0 else 4.0)) * np.exp(-((a - 0.2) ** 2))
            line = line + 0.06 + sweep
        case Hair.RECEDING:
            line = line - 0.12 - 0.26 * np.exp(-(((a - 0.50) / 0.22) ** 2))
        case Hair.BALD_CROWN:
            return np.asarray(
                -0.98 + 1.35 * smoothstep(0.72, 1.0, a) - 1.2 * (1 - smoothstep(0.55, 0.8, a)), np.float32
            )
        case Hair.BOB | Hair.LONG | Hair.PERM:
            part = 0.42 * face.parting
            line = (
                line
                - 0.05
                + 0.62 * np.clip(np.abs(x - part) - 0.10, 0, 1) ** 1.5
                - 0.08 * np.exp(-(((x - part) / 0.10) ** 2))
            )
        case Hair.TIED_BACK | Hair.SWEPT_BACK | Hair.CROP:
            line = line - 0.03 * np.cos(x * 3)
        case _:
            pass
    return np.asarray(line + temples + rag, np.float32)


def hair_layers(face: FaceShape, place: Layout, grid: Grid) -> HairLayers:
    """The hair of a face, unlit."""
    cut = _CUTS[face.hair]
    rng = np.random.default_rng(face.seed + 4)
    x, y, a = grid.x, grid.y, np.abs(grid.x)
    volume = cut.volume * (1 + 0.4 * face.hair_volume)
    dome_top = place.top - volume * 1.1
    stretched = 0.15 + np.minimum(y - 0.15, 0) * (0.15 - place.top) / (0.15 - dome_top)
    crown = np.sqrt(np.clip(1 - (np.clip(0.15 - y, 0, None) / (0.15 - dome_top)) ** 2.6, 0, 1))
    skull = half_width(face, place, np.asarray(stretched, np.float32))
    outer = np.maximum(skull, 0.94 * float(skull.max()) * crown) * (1 + volume)
    angle = np.asarray(np.arctan2(x, y - 0.05), np.float32)
    wild = cut.curl * (noise1(rng, angle, 0.13) * 0.6) + 0.004 * noise1(rng, angle, 0.02)
    width = np.where(y < 0.15, outer, skull.max() * (1 + volume) + 0.05 * np.clip(y - 0.15, 0, 1.2))
    slope = np.sqrt(
        1 + np.minimum(np.abs(np.gradient(np.asarray(width[:, 0]), axis=0)) * grid.ppu, 20.0) ** 2
    )[:, None]
    wild = wild * smoothstep(dome_top, dome_top + 0.4, np.asarray(y, np.float32))
    rim = (width - a) / slope + wild - 0.006 - 9.0 * (width <= 0)
    head = half_width(face, place, y)
    ends = 0.016 * noise1(rng, x, 0.07) - 0.25 * np.clip(a - 0.9, 0, 1)
    inner = np.where(
        y < 0.2,
        np.clip(head - cut.cover, 0.60, None),
        np.clip(np.clip(head, 0.62, None) - cut.cover * 0.9, 0.62, None),
    )
    lock = 0.02 * noise1(rng, np.asarray(y, np.float32), 0.28)
    at_side = np.minimum(a - inner - lock, cut.sides + ends - y)
    on_top = np.minimum(_hairline(face, place, grid, cut) - y, 0.35 - y)
    before = edge(np.asarray(np.minimum(rim, np.maximum(on_top, at_side)), np.float32), grid.ppu, 0.028)
    behind = grid.zeros()
    if cut.back is not None:
        round_off = 0.35 * np.clip(a - 0.75, 0, None) ** 2 * 3
        fall = np.minimum(rim - 0.03, cut.back - round_off + ends - y)
        behind = edge(np.asarray(fall, np.float32), grid.ppu, 0.03)
    if face.hair is Hair.TIED_BACK:
        bun = 0.33 * (1 + 0.2 * face.hair_volume)
        behind = edge((bun - np.hypot(x, (y - place.top + 0.02) * 1.15)) + wild, grid.ppu, 0.03)
    return HairLayers(behind, before, _colour(face, place, grid, cut, rng))


def _colour(face: FaceShape, place: Layout, grid: Grid, cut: _Cut, rng: np.random.Generator) -> Floats:
    x, y = grid.x, grid.y
    part = 0.40 * face.parting if face.hair not in (Hair.SWEPT_BACK, Hair.TIED_BACK, Hair.CROP) else 0.0
    along = np.arctan2(x - part * np.clip(0.4 - y, 0, 1), np.clip(y - place.top + 0.25, 0.05, None))
    along = np.where(y > 0.1, along * 0 + np.arctan2(x, 1.9), along)
    along = np.asarray(
        along + (0.05 + cut.curl * 0.8) * np.sin(y * (8 if cut.curl else 3) + x * 2), np.float32
    )
    strands = 0.55 * noise1(rng, along, 0.014) + 0.45 * noise1(rng, along, 0.05)
    if cut.curl:
        locks = 0.6 * noise2(rng, grid, 0.10) + 0.5 * noise2(rng, grid, 0.06)
        strands = np.asarray(0.30 * strands + 0.85 * locks, np.float32)
    base = np.asarray((0.105, 0.088, 0.082), np.float32)
    base = base + np.float32(face.hair_brown) * np.asarray((0.17, 0.09, 0.045), np.float32)
    silver = np.asarray((0.74, 0.74, 0.75), np.float32)
    mix = np.clip(face.grey * (1 + 0.10 * strands) + 0.05 * strands * (face.grey > 0.05), 0, 1)
    colour = base + (silver - base) * mix[..., None]
    crown = np.hypot(x * 0.82, (y - 0.1))
    sheen = np.exp(-(((crown - 1.12 - 0.05 * strands) / 0.14) ** 2)) * smoothstep(
        0.25, -0.5, np.asarray(y, np.float32)
    )
    low = np.exp(-(((y - 1.15 - 0.08 * np.abs(x)) / 0.28) ** 2)) * 0.4
    shine = (0.09 + 0.10 * (1 - face.grey)) * (sheen + low) * (1 + 0.35 * strands)
    lit = (
        colour
        * (1 + (0.13 - 0.06 * face.grey) * strands - 0.10 * smoothstep(0.2, 2.0, np.asarray(y, np.float32)))[
            ..., None
        ]
    )
    return np.asarray(np.clip(lit + shine[..., None], 0.02, 1), np.float32)
