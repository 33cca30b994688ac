"""Seeded scenes of a document camera's desk with what should be said of each: for measuring and for tests."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import assert_never

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.picture import decode_jpeg
from drivers.simulators import sample_papers
from drivers.simulators.sample_papers import DeskCamera, DeskLook, DeskScene, Glare, Hand, Laid
from kiosk.vision.documents.words import DeskReason

_SMALLER = ("household-page", "residence-permit", "invoice", "id-card-front", "bank-slip", "till-slip")
_CLEAR = 0.012
"""Share of the picture's width that a sheet stays away from its edge when it is wholly seen."""

_TRIES = 200


@dataclass(frozen=True, slots=True)
class PosedScene:
    """``corners``: of the only sheet, in pixels; None when there is none or several."""

    reason: DeskReason
    scene: DeskScene
    camera: DeskCamera
    seed: int

    @property
    def corners(self) -> sample_papers.Corners | None:
        return (
            sample_papers.corners_of(self.scene.laid[0], self.camera) if len(self.scene.laid) == 1 else None
        )

    def jpeg(self) -> bytes:
        """The picture as the camera sends it."""
        rgb = sample_papers.render(self.scene, self.camera, self.seed)
        bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
        done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])
        assert done
        return data.tobytes()

    def frame(self) -> Pixels:
        """The same, decoded."""
        frame = decode_jpeg(self.jpeg())
        assert frame is not None
        return frame


def pose(reason: DeskReason, seed: int, width: int = 2048) -> PosedScene:
    """A random scene of which ``reason`` is true; MOVING has none, as it takes more than one picture."""
    dice = random.Random(f"{reason}/{seed}")  # noqa: S311 - repeatable on purpose
    camera = DeskCamera(
        width, width * 3 // 4, tilt_x=dice.uniform(-0.04, 0.04), tilt_y=dice.uniform(-0.05, 0.05)
    )
    base = DeskScene(
        look=dice.choice([*DeskLook]),
        light=dice.uniform(0.6, 0.98),
        slope=dice.uniform(0.0, 0.3),
        lamp=dice.uniform(0, 360),
        shadow=dice.uniform(0.0, 0.5),
        blur=dice.uniform(0.0, 0.12),
        noise=dice.uniform(1.0, 3.0),
    )
    paper = dice.choice(sample_papers.names())
    whole = _whole(paper, camera, dice)
    match reason:
        case DeskReason.GOOD:
            scene = replace(base, laid=(whole,))
        case DeskReason.EMPTY_DESK:
            scene = base
        case DeskReason.TOO_DARK:
            scene = replace(base, laid=(whole,), light=dice.uniform(0.1, 0.25))
        case DeskReason.BLURRED if dice.random() < 0.5:
            scene = replace(base, laid=(whole,), blur=dice.uniform(0.6, 1.5))
        case DeskReason.BLURRED:
            scene = replace(
                base, laid=(whole,), smear=dice.uniform(2.0, 5.0), smear_towards=dice.uniform(0, 180)
            )
        case DeskReason.GLARE:
            scene = replace(base, laid=(whole,), glare=_glare(whole, dice))
        case DeskReason.COVERED:
            scene = replace(base, laid=(whole,), hand=_hand(whole, dice))
        case DeskReason.CUT_OFF:
            scene = replace(base, laid=(_cut_off(paper, camera, dice),))
        case DeskReason.SEVERAL_SHEETS:
            scene = replace(base, laid=_two(camera, dice))
        case DeskReason.TOO_SMALL:
            # The camera hangs too high for its pixels.
            camera = replace(camera, field=camera.field * 2.2)
            scene = replace(base, laid=(_whole(paper, camera, dice),))
        case DeskReason.MOVING:
            raise ValueError("a single picture does not move")
        case _:
            assert_never(reason)
    return PosedScene(reason, scene, camera, seed)


def _whole(paper: str, camera: DeskCamera, dice: random.Random) -> Laid:
    """Somewhere and somehow, but wholly in the picture."""
    size = sample_papers.find(paper)
    large = max(size.width, size.height) > 200
    for _ in range(_TRIES):
        turn = dice.choice((0, 90, 180, 270)) + dice.uniform(-9, 9) if large else dice.uniform(0, 360)
        laid = Laid(
            paper, dice.uniform(-0.4, 0.4) * camera.field, dice.uniform(-0.3, 0.3) * camera.field, turn
        )
        if _inside(laid, camera):
            return laid
    upright = size.height > size.width
    return Laid(paper, 0, 0, (90 if upright and large else 0) + dice.uniform(-2, 2))


def _paper(laid: Laid) -> sample_papers.Paper:
    assert isinstance(laid.paper, str)  # our scenes have samples only
    return sample_papers.find(laid.paper)


def _inside(laid: Laid, camera: DeskCamera) -> bool:
    corners = sample_papers.corners_of(laid, camera)
    margin = _CLEAR * camera.width
    return bool(
        (corners > margin).all()
        and (corners[:, 0] < camera.width - margin).all()
        and (corners[:, 1] < camera.height - margin).all()
    )


def _glare(laid: Laid, dice: random.Random) -> Glare:
    size = _paper(laid)
    shorter = min(size.width, size.height)
    reach = shorter / 3
    radius = dice.uniform(0.06, 0.2) * shorter
    return Glare(laid.x + dice.uniform(-reach, reach), laid.y + dice.uniform(-reach, reach), max(4.0, radius))


def _hand(laid: Laid, dice: random.Random) -> Hand:
    """Fingertips on the sheet, the arm over one of its sides."""
    size = _paper(laid)
    side = dice.randrange(4)
    outwards = np.radians(laid.turn + 90 * side)
    away = (size.width if side % 2 == 0 else size.height) / 2
    along = (size.height if side % 2 == 0 else size.width) / 2 * dice.uniform(-0.6, 0.6)
    depth = dice.uniform(8, min(45, away))
    x = laid.x + (away - depth) * np.cos(outwards) - along * np.sin(outwards)
    y = laid.y + (away - depth) * np.sin(outwards) + along * np.cos(outwards)
    return Hand(float(x), float(y), float(np.degrees(outwards)) + dice.uniform(-25, 25))


def _cut_off(paper: str, camera: DeskCamera, dice: random.Random) -> Laid:
    """Pushed over one edge of the picture until 6 to 45 % of its extent there is lost."""
    laid = replace(_whole(paper, camera, dice), x=0.0, y=0.0)
    corners = sample_papers.corners_of(laid, camera)
    axis = dice.randrange(2)
    scale = camera.width / camera.field
    size = (camera.width, camera.height)[axis]
    extent = float(np.ptp(corners[:, axis]))
    lost = dice.uniform(0.06, 0.45) * extent
    if dice.random() < 0.5:
        way = (lost + size - float(corners[:, axis].max())) / scale
    else:
        way = -(lost + float(corners[:, axis].min())) / scale
    return replace(laid, x=way) if axis == 0 else replace(laid, y=way)


def _two(camera: DeskCamera, dice: random.Random) -> tuple[Laid, Laid]:
    """Apart or overlapping, but neither hidden by the other."""
    while True:
        first, second = (_whole(dice.choice(_SMALLER), camera, dice) for _ in range(2))
        sizes = [_paper(laid) for laid in (first, second)]
        near = min(min(size.width, size.height) for size in sizes) * 0.6
        if np.hypot(first.x - second.x, first.y - second.y) > max(near, max(s.width for s in sizes) * 0.5):
            return first, second
