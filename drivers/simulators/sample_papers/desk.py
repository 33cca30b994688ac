"""How papers lie on a desk under a document camera: a picture of them with everything that goes wrong.

The desk is a plane in millimetres, its origin in the middle of what the camera sees, x to the right and y
towards the person. Where each sheet's corners are in the picture is known exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from .draw import Picture, draw, find

Floats = npt.NDArray[np.float32]
Corners = npt.NDArray[np.float64]
"""Four corners × (x, y) in pixels, clockwise from the sheet's own upper left."""


class DeskLook(StrEnum):
    DARK = "dark"
    WOOD = "wood"
    LIGHT = "light"


_COLOURS = {DeskLook.DARK: (52, 55, 60), DeskLook.WOOD: (150, 112, 78), DeskLook.LIGHT: (186, 186, 182)}
_SKIN = (206, 158, 130)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A paper that is no sample; sides in mm, pixels as fine as one likes."""

    rgb: Picture
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Laid:
    """A sample, by its name, or another paper on the desk: its middle in mm, and degrees clockwise."""

    paper: str | Sheet
    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Glare:
    """A lamp's reflection; ``radius`` of its burnt-out middle in mm."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand whose fingertips are at x, y (mm); the arm comes from ``towards`` (degrees, 90: the person)."""

    x: float
    y: float
    towards: float = 90.0


@dataclass(frozen=True, slots=True)
class DeskScene:
    """``light``: 1 is normal. ``slope``: how much darker it is at the edge (0 to 1) in direction ``lamp``
    (degrees). ``shadow``: of the sheet's edges, 0 to 1. ``blur``: of the lens, standard deviation in mm.
    ``smear``: way in mm that everything moved during the exposure, in direction ``smear_towards``.
    """

    laid: tuple[Laid, ...] = ()
    look: DeskLook = DeskLook.DARK
    light: float = 1.0
    slope: float = 0.1
    lamp: float = 270.0
    shadow: float = 0.3
    glare: Glare | None = None
    hand: Hand | None = None
    blur: float = 0.0
    smear: float = 0.0
    smear_towards: float = 0.0
    noise: float = 2.0


@dataclass(frozen=True, slots=True)
class DeskCamera:
    """``field``: mm of desk across the picture. ``tilt_x``, ``tilt_y``: how much nearer one side is than the
    other, as a part of the distance.
    """

    width: int = 2048
    height: int = 1536
    field: float = 400.0
    tilt_x: float = 0.0
    tilt_y: float = 0.02

    def onto(self) -> Corners:
        """The homography from mm on the desk to pixels."""
        scale, tilt = self.width / self.field, np.array([self.tilt_x, self.tilt_y]) / self.field
        onto = np.empty((3, 3))
        onto[0, :2] = self.width / 2 * tilt + (scale, 0)
        onto[1, :2] = self.height / 2 * tilt + (0, scale)
        onto[2, :2] = tilt
        onto[:, 2] = (self.width / 2, self.height / 2, 1)
        return onto


def corners_of(laid: Laid, camera: DeskCamera) -> Corners:
    """Where a sheet's corners are in the picture."""
    paper = find(laid.paper) if isinstance(laid.paper, str) else laid.paper
    across, along = paper.width / 2, paper.height / 2
    own = np.array([[-across, -along], [across, -along], [across, along], [-across, along]])
    return _project(_turned(own, laid.turn) + np.array((laid.x, laid.y)), camera)


def render(scene: DeskScene, camera: DeskCamera, seed: int = 0) -> Picture:
    """RGB, height × width × 3. The same arguments give the same picture."""
    random = np.random.default_rng(seed)
    picture = _desk(scene.look, camera, random)
    for laid in scene.laid:
        _lay(picture, laid, scene.shadow, camera)
    if scene.hand is not None:
        _reach_in(picture, scene.hand, camera)
    picture *= _lamp_light(scene, camera)
    if scene.glare is not None:
        _mirror_lamp(picture, scene.glare, camera)
    scale = camera.width / camera.field
    if scene.blur * scale > 0.2:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), scene.blur * scale), np.float32)
    if scene.smear * scale > 1:
        picture = _smeared(picture, scene.smear * scale, scene.smear_towards)
    # A quarter of the pixels' noise, enlarged: drawing numbers for each takes longer than all the rest.
    grain = random.normal(0, scene.noise, (camera.height // 2, camera.width // 2)).astype(np.float32)
    picture += cv2.resize(grain, (camera.width, camera.height), interpolation=cv2.INTER_NEAREST)[..., None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def _turned(points: Corners, degrees: float) -> Corners:
    turn = math.radians(degrees)
    return np.asarray(
        points @ np.array([(math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))])
    )


def _project(points: Corners, camera: DeskCamera) -> Corners:
    mapped = np.column_stack([points, np.ones(len(points))]) @ camera.onto().T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def _desk(look: DeskLook, camera: DeskCamera, random: np.random.Generator) -> Floats:
    rows, columns = camera.height, camera.width
    desk = np.empty((rows, columns, 3), np.float32)
    desk[:] = _COLOURS[look]
    if look is DeskLook.WOOD:
        along = random.normal(0, 1, (rows // 8, 6)).astype(np.float32)
        grain = cv2.resize(along, (columns, rows), interpolation=cv2.INTER_CUBIC)
        desk += 7 * grain[..., None]
    cloud = random.normal(0, 1, (12, 16)).astype(np.float32)
    desk += 2.5 * cv2.resize(cloud, (columns, rows), interpolation=cv2.INTER_CUBIC)[..., None]
    return desk


def _lay(picture: Floats, laid: Laid, shadow: float, camera: DeskCamera) -> None:
    size = (camera.width, camera.height)
    scale = camera.width / camera.field
    # As fine as the camera sees it: a warp takes single pixels, and thin strokes would get lost between them.
    if isinstance(laid.paper, Sheet):
        sheet = _as_fine(laid.paper, scale)
    else:
        sheet = draw(laid.paper, max(30, round(scale * 25.4)))
    rows, columns = sheet.shape[:2]
    own = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32) - 0.5
    onto = cv2.getPerspectiveTransform(own, corners_of(laid, camera).astype(np.float32))
    alpha = np.ascontiguousarray(sheet[..., 3])
    cover = cv2.warpPerspective(alpha, onto, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    if shadow > 0:
        cast = cv2.warpAffine(cover, np.array([[1, 0, 1.2 * scale], [0, 1, 2.0 * scale]]), size)
        cast = cv2.GaussianBlur(cast, (0, 0), max(0.5, 1.5 * scale))
        picture *= 1 - shadow * cast[..., None]
    colours = cv2.warpPerspective(
        np.ascontiguousarray(sheet[..., :3]),
        onto,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    picture *= 1 - cover[..., None]
    picture += colours * cover[..., None]


def _as_fine(sheet: Sheet, scale: float) -> Picture:
    """RGBA, not finer than ``scale`` pixels a mm."""
    wanted = (max(8, round(sheet.width * scale)), max(8, round(sheet.height * scale)))
    rgb = sheet.rgb
    if wanted[0] < rgb.shape[1]:
        rgb = np.asarray(cv2.resize(rgb, wanted, interpolation=cv2.INTER_AREA), np.uint8)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def _reach_in(picture: Floats, hand: Hand, camera: DeskCamera) -> None:
    """Four fingers, a thumb and the arm behind them; its own soft shading, no shadow."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    fingers = [(0, 0, 75), (-19, 6, 72), (19, 4, 72), (36, 16, 66)]
    base = (8.0, 110.0)
    scale = camera.width / camera.field

    def put(points: list[tuple[float, float]], thick: float) -> None:
        turned = _turned(np.array(points), hand.towards - 90.0) + np.array((hand.x, hand.y))
        shape = np.round(_project(turned, camera)).astype(np.int32)
        cv2.polylines(mask, [shape.reshape(-1, 1, 2)], False, 255, max(1, round(thick * scale)), cv2.LINE_AA)

    for x, y, length in fingers:
        put([(x, y + 8), (base[0] + (x - base[0]) * 0.8, y + length)], 16)
    put([(-44, 62), (-20, 92)], 18)
    put([(8, 84), base], 68)
    put([base, (8, 700)], 58)
    cover = cv2.GaussianBlur(mask, (0, 0), max(0.5, 0.4 * scale)).astype(np.float32) / 255
    round_ = cv2.GaussianBlur(mask, (0, 0), 5 * scale).astype(np.float32) / 255
    skin = np.array(_SKIN, np.float32) * (0.55 + 0.45 * round_[..., None])
    picture *= 1 - cover[..., None]
    picture += skin * cover[..., None]


def _lamp_light(scene: DeskScene, camera: DeskCamera) -> Floats:
    """The lamp is bright in its direction; corners are darker, as behind every lens."""
    x = np.linspace(-1, 1, camera.width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, camera.height, dtype=np.float32)[:, None]
    turn = math.radians(scene.lamp)
    falling = 1 + scene.slope / 2 * (x * math.cos(turn) + y * math.sin(turn) - 1)
    return np.asarray((scene.light * falling * (1 - 0.04 * (x * x + y * y)))[..., None], np.float32)


def _mirror_lamp(picture: Floats, glare: Glare, camera: DeskCamera) -> None:
    middle = _project(np.array([[glare.x, glare.y]]), camera)[0]
    radius = glare.radius * camera.width / camera.field
    rows, columns = picture.shape[:2]
    x = (np.arange(columns, dtype=np.float32) - middle[0])[None, :]
    y = (np.arange(rows, dtype=np.float32) - middle[1])[:, None]
    near = np.clip(1.8 - np.sqrt(x * x + y * y) / radius, 0, 1)[..., None]
    picture *= 1 - near
    picture += 255 * near


def _smeared(picture: Floats, way: float, towards: float) -> Floats:
    size = max(3, math.ceil(way) | 1)
    kernel = np.zeros((size, size), np.float32)
    middle, turn = size // 2, math.radians(towards)
    reach = (way / 2 * math.cos(turn), way / 2 * math.sin(turn))
    ends = [
        (round(middle - reach[0]), round(middle - reach[1])),
        (round(middle + reach[0]), round(middle + reach[1])),
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)
