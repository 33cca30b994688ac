"""Where a sheet lies on the desk. Pure but for pixels.

The desk's own colour is learned from each picture: a smooth surface through what its edge shows. What
differs from it and is paper must have the shape of one sheet; what differs and is skin is a hand. The corners
are then measured at full size, by straight lines through the edges' steepest places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from drivers.camera.contract import Pixels
from kiosk.vision.documents.limits import SheetLimits
from kiosk.vision.documents.words import DeskReason, Outline

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float64]

WORK_SIDE = 640
"""Pixels of the longer side at which the picture is searched."""

_RING = 0.07
_STEP = 6  # of the pixels from which the desk's colour is learned
_SKIN_A, _SKIN_B = 7.0, 6.0
_SAMPLES = 48
_CORNER_FREE = 0.08
_SAME_DESK, _OFF_AT_MOST = 26.0, 15.0  # Lab units
_SUDDEN = 7.0  # Lab units across 6 pixels of the small picture
_WHITE = 210.0
_GAIN_AT_MOST = 6.0
_DARK = 75.0
_REACH, _WIDE_REACH = 2.2, 8.0
"""Pixels of the small picture within which a side's edge is looked for; the latter when it is blurred."""
_TELLING = 30.0  # grey steps between sheet and desk
_LEAST_STEP = 1.0
"""Grey steps between neighbouring pixels of the smoothed profile below which nothing is an edge."""
_OUTERMOST = 0.6
"""An edge this steep, compared with the steepest, is the sheet's when it is further out: print is inside."""


@dataclass(frozen=True, slots=True)
class Quad:
    """A sheet's corners in pixels of the frame, clockwise from its upper left as seen. ``confidence`` 0 to 1:
    the worst side's share along which its edge is seen, times how well the figure covers what lies there.
    """

    corners: Corners
    confidence: float

    def outline(self, frame: Pixels) -> Outline:
        """In shares of the frame."""
        height, width = frame.shape[:2]
        a, b, c, d = ((float(x) / width, float(y) / height) for x, y in self.corners)
        return Outline((a, b, c, d))


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. ``trouble``: why there is no single, wholly visible sheet; None when there is."""

    quad: Quad | None
    trouble: DeskReason | None


def find_edges(frame: Pixels, limits: SheetLimits) -> Quad | None:
    """The one sheet on the desk, wholly in the picture; None when there is none such."""
    return look_for_sheet(frame, limits).quad


def look_for_sheet(frame: Pixels, limits: SheetLimits) -> Look:
    """`find_edges` with the reason when there is none."""
    scale = min(1.0, WORK_SIDE / max(frame.shape[:2]))
    small = np.asarray(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    bright, dark = _well_lit(small)
    lab = cv2.GaussianBlur(cv2.cvtColor(bright, cv2.COLOR_RGB2LAB), (3, 3), 0).astype(np.float32)
    look = _look(frame, lab, scale, limits)
    unclear = look.trouble in (DeskReason.SEVERAL_SHEETS, DeskReason.COVERED)
    return Look(None, DeskReason.TOO_DARK) if dark and unclear else look


def _look(frame: Pixels, lab: Floats, scale: float, limits: SheetLimits) -> Look:
    differs, above = _against_the_desk(lab, limits)
    area = float(differs.size)
    thing = _solid(differs)
    hand = _hand(lab, thing, above)
    paper = _paper(lab, thing, above, hand)
    sheets = [part for part in _parts(paper, limits.smallest_share * area) if _has_edges(part, lab)]
    if not sheets:
        if hand is not None:
            return Look(None, DeskReason.COVERED)
        return Look(None, DeskReason.EMPTY_DESK)
    if hand is not None and _touch(hand, sheets):
        return Look(None, DeskReason.COVERED)
    if any(_at_the_edge(sheet) for sheet in sheets):
        return Look(None, DeskReason.CUT_OFF)
    if len(sheets) > 1:
        return Look(None, DeskReason.SEVERAL_SHEETS)
    return _one_sheet(frame, sheets[0], scale, limits)


def _one_sheet(frame: Pixels, sheet: Mask, scale: float, limits: SheetLimits) -> Look:
    rough = _four_sided(sheet)
    agreement = 0.0 if rough is None else _agreement(sheet, rough)
    if rough is None or agreement < limits.agreement:
        return Look(None, DeskReason.SEVERAL_SHEETS)
    corners, seen = _measured(frame, rough / scale, _REACH / scale)
    if seen < limits.side_seen:
        corners, seen = _measured(frame, rough / scale, _WIDE_REACH / scale)
    if seen < limits.side_seen:
        return Look(None, DeskReason.COVERED)
    return Look(Quad(_clockwise(corners), seen * agreement), None)


def _well_lit(small: Pixels) -> tuple[Pixels, bool]:
    """The picture as if there were light enough, and whether there was too little to be sure of shapes."""
    white = float(np.percentile(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[::2, ::2], 99.5))
    if white >= _WHITE:
        return small, False
    gain = min(_WHITE / max(white, 1.0), _GAIN_AT_MOST)
    return np.asarray(cv2.convertScaleAbs(small, alpha=gain), np.uint8), white < _DARK


# --- what lies on the desk ----------------------------------------------------------------------------------


@lru_cache(4)
def _terms(rows: int, columns: int) -> Floats:
    """Of a surface of the second order over the picture: places × 6."""
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    one = np.ones((y.shape[0], x.shape[1]), np.float32)
    return np.stack([one, x * one, y * one, x * x * one, y * y * one, x * y], axis=-1).reshape(-1, 6)


def _against_the_desk(lab: Floats, limits: SheetLimits) -> tuple[Mask, Floats]:
    """Where the picture differs from the desk (0 or 1), and by how much it is lighter than it."""
    height, width = lab.shape[:2]
    coarse = cv2.resize(
        lab, (max(2, width // _STEP), max(2, height // _STEP)), interpolation=cv2.INTER_NEAREST
    )
    few = _terms(*coarse.shape[:2])
    colours = np.asarray(coarse, np.float32).reshape(-1, 3)
    ring = (np.abs(few[:, 1]) > 1 - 2 * _RING) | (np.abs(few[:, 2]) > 1 - 2 * _RING)
    everywhere = np.ones_like(ring)
    desk = _most_of(colours[ring])
    chosen = ring & (_farthest(colours - desk) < _SAME_DESK)
    surface = np.zeros((6, 3), np.float32)
    surface[0] = desk
    # From what is surely desk outwards; a plane first, as a curved surface runs away where it knows nothing.
    for terms, among in ((3, ring), (3, ring), (6, ring), (6, everywhere), (6, everywhere)):
        if chosen.sum() < 60:
            break
        at = few[chosen][:, :terms]
        normal = at.T @ at + 1e-3 * np.eye(terms, dtype=np.float32)
        surface[:] = 0
        surface[:terms] = np.linalg.solve(normal, at.T @ colours[chosen])
        off = _farthest(colours - few @ surface)
        chosen = among & (off < np.clip(3 * np.median(off[chosen]), 6.0, _OFF_AT_MOST))
    rest = colours[chosen] - few[chosen] @ surface
    spread = np.maximum(1.4826 * np.median(np.abs(rest), axis=0), 0.5) if len(rest) else np.ones(3)
    limit = np.maximum(limits.contrast, limits.spread_times * spread)
    smooth = np.ascontiguousarray((few @ surface).reshape(*coarse.shape[:2], 3), np.float32)
    away = lab - cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    light, a, b = cv2.split(away)
    differs = np.zeros((height, width), bool)
    for plane, least in zip((light, a, b), limit, strict=True):
        differs |= (plane > least) | (plane < -least)
    return differs.view(np.uint8), np.asarray(light, np.float32)


def _farthest(colours: Floats) -> Floats:
    """The largest difference of the three channels."""
    apart = np.abs(colours)
    return np.asarray(np.maximum(np.maximum(apart[:, 0], apart[:, 1]), apart[:, 2]), np.float32)


def _most_of(colours: Floats) -> Floats:
    """The desk's colour at the picture's edge: the darkest of those that make up a fifth of it. A sheet that
    reaches over the edge may be more of it than the desk, and is lighter.
    """
    light = colours[:, 0]
    counts = np.histogram(light, bins=32, range=(0, 256))[0].astype(np.float32)
    wide = np.convolve(counts, np.ones(5, np.float32), "same")
    for index in range(32):
        best = wide[max(0, index - 2) : index + 3].max()
        if wide[index] >= 0.2 * len(light) and wide[index] == best:
            chosen = np.abs(light - (index + 0.5) * 8) < 20
            return np.asarray(np.median(colours[chosen], axis=0), np.float32)
    return np.asarray(np.median(colours, axis=0), np.float32)


def _solid(mask: Mask) -> Mask:
    """Without specks and without holes (print may be as dark as the desk)."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    found, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), found, -1, 1, cv2.FILLED), np.uint8)


def _hand(lab: Floats, thing: Mask, above: Floats) -> Mask | None:
    """Skin that reaches in over the picture's edge."""
    a, b, light = lab[..., 1] - 128, lab[..., 2] - 128, lab[..., 0]
    skin = ((thing > 0) & (a > _SKIN_A) & (b > _SKIN_B) & (light > 30)).astype(np.uint8)
    skin = np.asarray(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), np.uint8)
    arms = [part for part in _parts(skin, 0.0025 * skin.size) if _at_the_edge(part)]
    if not arms:
        return None
    return np.asarray(np.maximum.reduce(arms), np.uint8)


def _paper(lab: Floats, thing: Mask, above: Floats, hand: Mask | None) -> Mask:
    """What lies there without hand and shadow: as a rule it is lighter than the desk."""
    if hand is not None:
        thing = np.where(cv2.dilate(hand, np.ones((5, 5), np.uint8)) > 0, 0, thing).astype(np.uint8)
    lighter = _solid(((thing > 0) & (above > 4)).astype(np.uint8))
    return lighter if lighter.sum() > 0.5 * thing.sum() else thing


def _parts(mask: Mask, at_least: float) -> list[Mask]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (labels == index).astype(np.uint8)
        for index in range(1, count)
        if stats[index, cv2.CC_STAT_AREA] >= at_least
    ]


def _touch(hand: Mask, sheets: list[Mask]) -> bool:
    wide = np.asarray(cv2.dilate(hand, np.ones((11, 11), np.uint8)), np.uint8)
    return any(bool((wide & sheet).any()) for sheet in sheets)


def _has_edges(part: Mask, lab: Floats) -> bool:
    """Whether it begins suddenly: the light on a desk changes too, but little by little."""
    found, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    around = max(found, key=cv2.contourArea)[:, 0, :]
    height, width = part.shape
    x, y = around[:, 0], around[:, 1]
    inner = (x > 3) & (x < width - 4) & (y > 3) & (y < height - 4)
    x, y = x[inner], y[inner]
    if len(x) < 20:
        return False
    across = np.abs(lab[y, x + 3] - lab[y, x - 3]).max(axis=1)
    down = np.abs(lab[y + 3, x] - lab[y - 3, x]).max(axis=1)
    return float(np.median(np.maximum(across, down))) > _SUDDEN


def _at_the_edge(part: Mask) -> bool:
    edge = np.concatenate([part[:2].ravel(), part[-2:].ravel(), part[:, :2].ravel(), part[:, -2:].ravel()])
    return int(edge.sum()) > 12


# --- its corners --------------------------------------------------------------------------------------------


def _four_sided(part: Mask) -> Corners | None:
    """A four-sided figure over it, roughly."""
    found, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(found, key=cv2.contourArea))
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.045, 0.06):
        figure = cv2.approxPolyDP(hull, share * length, True)
        if len(figure) == 4:
            return _clockwise(figure.reshape(4, 2).astype(np.float64))
        if len(figure) < 4:
            break
    return _clockwise(np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float64))


def _agreement(part: Mask, corners: Corners) -> float:
    figure = np.zeros_like(part)
    cv2.fillConvexPoly(figure, np.round(corners).astype(np.int32), 1)
    # Slivers along the sides and a card's round corners are no difference in shape.
    apart = cv2.morphologyEx(figure ^ part, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
    both = int((figure | part).sum())
    return 1.0 - float(apart.sum()) / both if both else 0.0


def _clockwise(corners: Corners) -> Corners:
    """From the upper left, as the picture shows it."""
    middle = corners.mean(axis=0)
    turned = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    first = int(np.argmin(turned.sum(axis=1)))
    return np.asarray(np.roll(turned, -first, axis=0), np.float64)


def _measured(frame: Pixels, rough: Corners, reach: float) -> tuple[Corners, float]:
    """The corners by lines through the sides' steepest places within ``reach`` pixels, and the worst side's
    share of places that lie on its line.
    """
    grey = _grey_around(frame, rough, reach)
    lines, seen = [], []
    for index in range(4):
        line, share = _side(*grey, rough[index], rough[(index + 1) % 4], reach)
        lines.append(line)
        seen.append(share)
    corners = [_crossing(lines[index - 1], lines[index]) for index in range(4)]
    if any(corner is None for corner in corners):
        return rough, 0.0
    measured = np.array(corners, np.float64)
    if np.abs(measured - rough).max() > 4 * reach:
        return rough, 0.0
    return measured, min(seen)


def side_width(frame: Pixels, quad: Quad) -> float:
    """Pixels that the sheet's sides take from light to dark: how sharp it is when nothing is printed
    on it; 0 when it is nearly as dark as the desk, as that tells nothing.
    """
    reach = max(6.0, 0.01 * frame.shape[1])
    grey, origin = _grey_around(frame, quad.corners, reach)
    widths = []
    for index in range(4):
        start, end = quad.corners[index], quad.corners[(index + 1) % 4]
        profile = _profile(grey, origin, start, end, reach)[0]
        contrast = np.ptp(profile, axis=1)
        step = np.abs(profile[:, 2:] - profile[:, :-2]).max(axis=1) / 2
        widths.append((contrast / np.maximum(step, 0.5))[contrast > _TELLING])
    told = np.concatenate(widths)
    # A quarter of them: on the shadow's side they tell of the shadow.
    return float(np.percentile(told, 25)) if len(told) > _SAMPLES // 2 else 0.0


def _grey_around(frame: Pixels, corners: Corners, reach: float) -> tuple[Mask, tuple[float, float]]:
    left, top = np.maximum(0, corners.min(axis=0) - 2 * reach - 4).astype(int)
    right, bottom = (corners.max(axis=0) + 2 * reach + 4).astype(int)
    part = np.ascontiguousarray(frame[top : bottom + 1, left : right + 1])
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8), (float(left), float(top))


def _side(
    grey: Mask, origin: tuple[float, float], start: Corners, end: Corners, reach: float
) -> tuple[tuple[Corners, Corners], float]:
    """((point, direction) of the side's line, share of places on it)."""
    profile, places, outwards, steps = _profile(grey, origin, start, end, reach)
    smooth = cv2.GaussianBlur(profile, (0, 0), sigmaX=max(0.8, reach / 6), sigmaY=0.5)
    steep = np.abs(smooth[:, 2:] - smooth[:, :-2])
    best = _outermost(steep)
    strong = steep[np.arange(_SAMPLES), best]
    offset = steps[1:-1][best]
    # A line through most of them: first by the median, then by those near it.
    position = np.linspace(0, 1, _SAMPLES)
    slack, least = max(1.5, 0.2 * reach), max(_LEAST_STEP, 0.25 * float(np.median(strong)))
    fit = _robust_line(position, offset)
    near = (np.abs(offset - np.polyval(fit, position)) <= slack) & (strong >= least)
    if near.sum() >= 6:
        fit = np.polyfit(position[near], offset[near], 1)
        near = (np.abs(offset - np.polyval(fit, position)) <= slack) & (strong >= least)
    ends = places[[0, -1]] + np.polyval(fit, position[[0, -1]])[:, None] * outwards
    return (ends[0], ends[1] - ends[0]), float(near.mean())


def _profile(
    grey: Mask, origin: tuple[float, float], start: Corners, end: Corners, reach: float
) -> tuple[Floats, Corners, Corners, Corners]:
    """Grey across a side at `_SAMPLES` places, from inside to outside; the places, the way out, its steps."""
    along = (end - start) / (np.linalg.norm(end - start) or 1.0)
    outwards = np.array([along[1], -along[0]])  # clockwise with y downwards: left of the way is outside
    places = start + np.linspace(_CORNER_FREE, 1 - _CORNER_FREE, _SAMPLES)[:, None] * (end - start)
    steps = np.arange(-np.ceil(reach), np.ceil(reach) + 1)
    across = places[:, None, :] + steps[None, :, None] * outwards - np.array(origin)
    profile = cv2.remap(
        grey,
        across[..., 0].astype(np.float32),
        across[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    return profile, places, outwards, steps


def _outermost(steep: Floats) -> npt.NDArray[np.intp]:
    """Of each row: where the outermost of its steep places is (outwards is to the right)."""
    inner = steep[:, 1:-1]
    peak = (inner >= steep[:, :-2]) & (inner >= steep[:, 2:])
    peak &= inner >= _OUTERMOST * steep.max(axis=1, keepdims=True)
    last = inner.shape[1] - 1 - np.argmax(peak[:, ::-1], axis=1)
    return np.asarray(np.where(peak.any(axis=1), last + 1, steep.argmax(axis=1)), np.intp)


def _robust_line(position: Corners, offset: Corners) -> Corners:
    """Slope and height: the pair of places whose line passes most of the others (Theil and Sen's idea)."""
    half = len(position) // 2
    slopes = (offset[half:] - offset[:half]) / (position[half:] - position[:half])
    slope = float(np.median(slopes))
    return np.array([slope, float(np.median(offset - slope * position))])


def _crossing(one: tuple[Corners, Corners], other: tuple[Corners, Corners]) -> Corners | None:
    (a, u), (b, v) = one, other
    cross = u[0] * v[1] - u[1] * v[0]
    if abs(cross) < 1e-6 * np.linalg.norm(u) * np.linalg.norm(v):
        return None
    gap = b - a
    return np.asarray(a + u * ((gap[0] * v[1] - gap[1] * v[0]) / cross), np.float64)
