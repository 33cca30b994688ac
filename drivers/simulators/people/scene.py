"""What a camera before the kiosk would see: nobody, a person, two; near or far; lit or not.

People are placed with a small turn of the head (by the relief, so that the nose moves against the
cheeks as on a solid head), sway, breathing and a blink now and then, over a plain hall.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np

from .canvas import LEFT, TOP, Bytes, Floats
from .face import FaceShape
from .features import CALM, Expression
from .portrait import HEIGHT_STEP, Light, Sprite, draw
from .roster import Person


class HallLight(StrEnum):
    """The light of the hall."""

    NORMAL = "normal"
    DARK = "dark"
    BRIGHT = "bright"


class Distance(StrEnum):
    """How far the person stands: eye distances of about 110, 75 and 30 pixels in a 1280 x 720 picture."""

    NEAR = "near"
    STEP_BACK = "step_back"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a head is: degrees (yaw to the picture's right, pitch down, roll clockwise)."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


STRAIGHT = Pose()

_HALL: dict[HallLight, tuple[Light, float, float]] = {
    # lamp, exposure, noise (standard deviation in grey levels)
    HallLight.NORMAL: (Light(azimuth=14, elevation=42, lamp=0.52, room=0.52, warmth=0.12), 0.97, 2.2),
    HallLight.DARK: (Light(azimuth=28, elevation=50, lamp=0.50, room=0.50, warmth=0.35), 0.17, 4.5),
    HallLight.BRIGHT: (Light(azimuth=-30, elevation=30, lamp=0.66, room=0.52, warmth=-0.15), 1.08, 1.6),
}
_UNITS_HIGH: dict[Distance, float] = {Distance.NEAR: 5.9, Distance.STEP_BACK: 8.6, Distance.FAR: 21.0}


def place(
    picture: Bytes,
    sprite: Sprite,
    centre: tuple[float, float],
    ppu: float,
    pose: Pose = STRAIGHT,
    gain: float = 1.0,
) -> None:
    """Lay a sprite over an RGB picture in place.

    centre: pixels of the point between the pupils; ppu: pixels per face unit there. What stands
    below the sprite's lower edge is continued from it.
    """
    height, width = picture.shape[:2]
    reach_x, up = 2.75 * ppu, 2.25 * ppu
    x0, x1 = max(0, int(centre[0] - reach_x)), min(width, int(centre[0] + reach_x))
    y0 = max(0, int(centre[1] - up))
    if x0 >= x1 or y0 >= height:
        return
    step = 4  # the map of a turned head is smooth: computed coarsely, enlarged
    map_x, map_y = _source(sprite, centre, ppu, pose, (x0, y0, x1, height), step)
    rgb = cv2.remap(sprite.rgb, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    # Outside the sprite there is nobody, except below it: rows past the end repeat the last one.
    cover = cv2.remap(sprite.cover, map_x, np.minimum(map_y, sprite.cover.shape[0] - 1.0), cv2.INTER_LINEAR)
    if ppu < 0.7 * sprite.ppu:
        rgb = cv2.GaussianBlur(rgb, (0, 0), 0.5)
    alpha = (cover.astype(np.float32) * np.float32(1 / 255))[..., None]
    view = picture[y0:height, x0:x1]
    blended = view + (rgb.astype(np.float32) * np.float32(gain) - view) * alpha
    np.copyto(view, np.clip(blended, 0, 255).astype(np.uint8))


def _source(
    sprite: Sprite,
    centre: tuple[float, float],
    ppu: float,
    pose: Pose,
    box: tuple[int, int, int, int],
    step: int,
) -> tuple[Floats, Floats]:
    """Where in the sprite each pixel of the box comes from."""
    x0, y0, x1, y1 = box
    cols = np.arange(x0, x1 + step, step, dtype=np.float32)
    rows = np.arange(y0, y1 + step, step, dtype=np.float32)[:, None]
    dx, dy = (cols - centre[0]) / ppu, (rows - centre[1]) / ppu
    roll = np.deg2rad(pose.roll)
    # The shoulders don't follow the head: every turn fades out down the neck.
    fade = (1 - np.clip((dy - 1.1) / 1.1, 0, 1) ** 2).astype(np.float32)
    angle = roll * fade
    ux = dx * np.cos(angle) + (dy - 1.4) * np.sin(angle)
    uy = (dy - 1.4) * np.cos(angle) - dx * np.sin(angle) + 1.4
    yaw, pitch = np.deg2rad(pose.yaw) * fade, np.deg2rad(pose.pitch) * fade
    sx, sy = ux, uy
    if pose.yaw or pose.pitch:
        for _ in range(3):
            z = _sample(sprite, sx, sy) - 0.25
            sx = (ux - z * np.sin(yaw)) / np.cos(yaw)
            sy = (uy - z * np.sin(pitch)) / np.cos(pitch)
    map_x = ((sx - LEFT) * sprite.ppu - 0.5).astype(np.float32)
    map_y = ((sy - TOP) * sprite.ppu - 0.5).astype(np.float32)
    # Not cv2.resize: sample k of the coarse map belongs to pixel k * step exactly.
    gx, gy = np.arange(x1 - x0, dtype=np.float32) / step, np.arange(y1 - y0, dtype=np.float32) / step
    fine_x = np.broadcast_to(gx[None, :], (len(gy), len(gx))).astype(np.float32)
    fine_y = np.broadcast_to(gy[:, None], (len(gy), len(gx))).astype(np.float32)
    return (
        np.asarray(cv2.remap(map_x, fine_x, fine_y, cv2.INTER_LINEAR), np.float32),
        np.asarray(cv2.remap(map_y, fine_x, fine_y, cv2.INTER_LINEAR), np.float32),
    )


def _sample(sprite: Sprite, x: Floats, y: Floats) -> Floats:
    ppu = sprite.ppu / HEIGHT_STEP
    mx = ((x - LEFT) * ppu - 0.5).astype(np.float32)
    my = ((y - TOP) * ppu - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(sprite.height, mx, my, cv2.INTER_LINEAR), np.float32)


@lru_cache(maxsize=8)
def hall(size: tuple[int, int], light: HallLight) -> Bytes:
    """The empty hall: a wall, a floor line, a door and a lamp, out of focus. Not to be written to."""
    width, height = size
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    grey = 196 - 26 * y - 14 * np.abs(x - 0.45)
    picture = np.repeat((grey + 0 * x)[..., None], 3, axis=2) * np.asarray((0.98, 1.0, 1.02), np.float32)
    picture[int(height * 0.86) :] *= 0.80
    for left, right, top, shade in ((0.06, 0.20, 0.16, 0.90), (0.78, 0.97, 0.10, 1.08)):
        picture[int(height * top) : int(height * 0.86), int(width * left) : int(width * right)] *= shade
    picture = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), max(2.0, height / 90))
    lamp, exposure, _ = _HALL[light]
    tone = np.asarray((1 + 0.07 * lamp.warmth, 1.0, 1 - 0.11 * lamp.warmth), np.float32)
    result = np.asarray(np.clip(picture * tone * exposure, 0, 255), np.uint8)
    result.setflags(write=False)
    return result


@dataclass(frozen=True)
class Scene:
    """A loop of frames, drawn when first asked for and kept as JPEG. Frame i + len(scene) is frame i.

    `jpeg(i)` and `rgb(i)` are deterministic. A first drawing of a person takes about half a second;
    further frames take a few hundredths, repeated ones only the time of handing over the bytes.
    """

    people: tuple[Person, ...]
    light: HallLight
    distance: Distance
    size: tuple[int, int]
    fps: int
    length: int
    quality: int
    _jpegs: dict[int, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Bytes]:
        return (self.rgb(i) for i in range(self.length))

    def rgb(self, index: int) -> Bytes:
        """Frame `index` as (height, width, 3) RGB, without JPEG loss."""
        index %= self.length
        lamp, exposure, noise = _HALL[self.light]
        picture = hall(self.size, self.light).copy()
        for number, person in enumerate(self.people):
            self._stand(picture, person, number, index, lamp, exposure)
        grain = _grain(self.size, noise)
        shift = zlib.crc32(f"{index}".encode()) % 4096
        rolled = np.roll(grain, shift * 3, axis=0).reshape(picture.shape)
        return np.asarray(cv2.add(picture, rolled, dtype=cv2.CV_8U), np.uint8)

    def jpeg(self, index: int) -> bytes:
        """Frame `index` as JPEG."""
        index %= self.length
        if (kept := self._jpegs.get(index)) is None:
            bgr = cv2.cvtColor(self.rgb(index), cv2.COLOR_RGB2BGR)
            done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, self.quality])
            if not done:
                raise RuntimeError("OpenCV could not encode a frame; the scene was not shown")
            kept = self._jpegs[index] = data.tobytes()
        return kept

    def draw_all(self) -> None:
        """Draw every frame now, so that none is late afterwards."""
        for index in range(self.length):
            self.jpeg(index)

    def _stand(
        self, picture: Bytes, person: Person, number: int, index: int, lamp: Light, exposure: float
    ) -> None:
        width, height = self.size
        t = 2 * np.pi * index / self.length
        own = (person.face.seed % 97) / 97 * 2 * np.pi
        ppu = height / _UNITS_HIGH[self.distance] * (1.0 - 0.10 * number)
        pose = Pose(
            yaw=2.6 * np.sin(t + own), pitch=1.3 * np.sin(2 * t + own), roll=1.2 * np.sin(t + 2 * own)
        )
        apart = 0.0 if len(self.people) < 2 else (number - (len(self.people) - 1) / 2) * 4.1 * ppu
        x = width / 2 + apart + 0.05 * ppu * np.sin(t + own)
        y = height * 0.45 + 0.015 * ppu * np.sin(3 * t + own)
        blink = _blink(index, self.length, self.fps)
        sprite = draw(person.face, lamp, Expression(blink=blink) if blink else CALM)
        place(picture, sprite, (float(x), float(y)), ppu, pose, exposure)


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int], deviation: float) -> Floats:
    rng = np.random.default_rng(7)
    grain = (rng.standard_normal(size[0] * size[1] * 3) * deviation).astype(np.float32).reshape(-1, 3)
    grain.setflags(write=False)
    return np.asarray(grain, np.float32)


def _blink(index: int, length: int, fps: int) -> float:
    """One blink of about a fifth of a second in the last third of the loop."""
    since = index - (2 * length) // 3
    shut = max(1, round(0.07 * fps))
    if length < fps or since < 0 or since >= shut + 2:
        return 0.0
    return 0.55 if since in (0, shut + 1) else 1.0


def scene(
    people: Sequence[Person],
    light: HallLight | str = HallLight.NORMAL,
    size: tuple[int, int] = (1280, 720),
    *,
    distance: Distance | str = Distance.NEAR,
    seconds: float = 4.0,
    fps: int = 15,
    quality: int = 88,
) -> Scene:
    """A loop of `seconds` with up to three people before the camera (the first one stands nearest).

    Raises ValueError for more people, or a length, rate or size below one.
    """
    length = round(seconds * fps)
    if len(people) > 3 or length < 1 or min(size) < 1:
        raise ValueError(
            "a scene has 0 to 3 people, at least one frame and at least one pixel; nothing was drawn"
        )
    return Scene(tuple(people), HallLight(light), Distance(distance), size, fps, length, quality)


def blank_portrait(
    face: FaceShape, size: tuple[int, int], light: Light, pose: Pose, expression: Expression
) -> Bytes:
    """An identity photo: head and shoulders on a white ground, RGB, size = (width, height) pixels."""
    width, height = size
    scale = max(1, round(300 / height))  # small photos are drawn larger and reduced, as a real one is
    big = np.full((height * scale, width * scale, 3), (246, 248, 250), np.uint8)
    ppu = height * scale / 4.55
    ppu_sprite = float(np.clip(round(ppu / 12) * 12, 72, 240))
    sprite = draw(face, light, expression, ppu_sprite)
    place(big, sprite, (width * scale / 2, height * scale * 0.46), ppu, pose)
    return np.asarray(cv2.resize(big, size, interpolation=cv2.INTER_AREA), np.uint8)
