"""From a sheet in a frame to an upright page, and what stands in the way of its being read. Pure but for
pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from drivers.camera.contract import Pixels
from kiosk.vision.documents.limits import PageLimits
from kiosk.vision.documents.sheets import Quad, side_width
from kiosk.vision.documents.words import DeskReason

Grey = npt.NDArray[np.uint8]

MAX_SIDE = 3600
"""Pixels of a page's longer side: A4 at 300 dpi has 3,508."""

_FORMATS = ((297.0, 210.0), (210.0, 148.0), (85.6, 53.98))
"""ISO 216 A4 and A5, ISO/IEC 7810 ID-1: longer and shorter side in mm."""
_LIKE = 0.04
_BURNT = 251
_EDGE_WINDOW_MM = 2.6


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Page:
    """An upright page. ``dpi``: an estimate by the width of the desk that the camera sees."""

    rgb: Pixels
    dpi: float

    def __repr__(self) -> str:
        return f"Page({self.rgb.shape[1]}x{self.rgb.shape[0]})"


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of one page, and the most blocking thing wrong with it (GOOD: none). ``white``: brightness of
    the paper, 0 to 255; ``burnt_out``: share; ``edge_width``: mm, of the print, else of the sheet itself.
    """

    reason: DeskReason
    white: float
    burnt_out: float
    edge_width: float


def deskew(frame: Pixels, quad: Quad, field_mm: float) -> Page:
    """Cut the sheet out and straighten it, in its proportions and as fine as it was seen."""
    a, b, c, d = quad.corners
    width = (_length(b - a) + _length(c - d)) / 2
    height = (_length(c - b) + _length(d - a)) / 2
    per_mm = frame.shape[1] / field_mm
    width, height = _like_a_format(width, height, per_mm)
    shrink = min(1.0, MAX_SIDE / max(width, height))
    columns, rows = max(8, round(width * shrink)), max(8, round(height * shrink))
    target = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32) - 0.5
    onto = cv2.getPerspectiveTransform(quad.corners.astype(np.float32), target)
    straight = cv2.warpPerspective(
        frame, onto, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return Page(np.ascontiguousarray(straight, np.uint8), per_mm * 25.4 * shrink)


def judge(frame: Pixels, quad: Quad, page: Page, limits: PageLimits) -> Quality:
    """What is wrong with the page, one thing, the most blocking first."""
    grey = np.asarray(cv2.cvtColor(page.rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    per_mm = page.dpi / 25.4
    # The brightest colour of each place: a red cover is dark in grey, and not for want of light.
    white = float(np.percentile(page.rgb[::4, ::4].max(axis=2), 85))
    burnt = burnt_out(page.rgb, per_mm)
    edge = edge_width(grey, per_mm)
    if edge is None:
        shrunk = page.rgb.shape[1] / max(1.0, _length(quad.corners[1] - quad.corners[0]))
        edge = side_width(frame, quad) * shrunk / per_mm
    return Quality(_reason(page, white, burnt, edge, limits), white, burnt, edge)


def _reason(page: Page, white: float, burnt: float, edge: float, limits: PageLimits) -> DeskReason:
    if page.dpi < limits.dots_per_inch or min(page.rgb.shape[:2]) < limits.shorter_side:
        return DeskReason.TOO_SMALL
    if white < limits.white_at_least:
        return DeskReason.TOO_DARK
    # The sharpest edge that pixels can show is about two of them wide.
    if edge > max(limits.edge_width, limits.edge_pixels * 25.4 / page.dpi):
        return DeskReason.BLURRED
    if burnt > limits.burnt_out:
        return DeskReason.GLARE
    return DeskReason.GOOD


def burnt_out(rgb: Pixels, per_mm: float) -> float:
    """Share of the page in which nothing but white arrived, in spots of 2 mm or more; 0 when the paper itself
    is burnt out, as a spot can't be told from it then.
    """
    half = rgb[::2, ::2]
    darkest = np.minimum(np.minimum(half[..., 0], half[..., 1]), half[..., 2])
    if float(np.percentile(darkest[::2, ::2], 70)) >= _BURNT:
        return 0.0
    spots = (darkest >= _BURNT).astype(np.uint8)
    size = max(3, round(per_mm))
    return float(cv2.morphologyEx(spots, cv2.MORPH_OPEN, np.ones((size, size), np.uint8)).mean())


def edge_width(grey: Grey, per_mm: float) -> float | None:
    """Millimetres that print takes from dark to light, in the worse of the two directions; None without
    print.

    At each strong edge: the contrast nearby divided by the steepest step there, which does not depend on how
    black the print is.
    """
    reach = max(3, round(_EDGE_WINDOW_MM * per_mm) | 1)
    margin = 2 * reach
    inner = grey[margin:-margin, margin:-margin] if min(grey.shape) > 6 * margin else grey
    widths = [w for w in (_width_across(inner, reach), _width_across(inner.T, reach)) if w is not None]
    return max(widths) / per_mm if widths else None


def _width_across(grey: Grey, reach: int) -> float | None:
    """Pixels, along rows."""
    rows = np.ascontiguousarray(grey[::2])
    kernel = np.ones((1, reach), np.uint8)
    contrast = cv2.subtract(cv2.dilate(rows, kernel), cv2.erode(rows, kernel))
    shift = rows.astype(np.int16)
    step = np.abs(shift[:, 2:] - shift[:, :-2]).astype(np.uint8)
    steepest = cv2.dilate(step, kernel)
    contrast = contrast[:, 1:-1]
    limit = max(30.0, 0.5 * float(np.percentile(contrast[::2, ::2], 98)))
    # Where the step itself is the steepest around: at the edge, once.
    at_edge = (contrast >= limit) & (step == steepest) & (step > 0)
    found = contrast[at_edge].astype(np.float32) * 2 / step[at_edge]
    if found.size < 40:
        return None
    return float(np.percentile(found, 25))


def _length(side: npt.NDArray[np.float64]) -> float:
    return float(np.hypot(side[0], side[1]))


def _like_a_format(width: float, height: float, per_mm: float) -> tuple[float, float]:
    """The sides of the common format that it nearly has: the camera's slant bends proportions a little."""
    longer, shorter = max(width, height), min(width, height)
    for long_mm, short_mm in _FORMATS:
        if abs(longer / per_mm / long_mm - 1) < _LIKE and abs(shorter / per_mm / short_mm - 1) < _LIKE:
            exact = longer * short_mm / long_mm
            return (longer, exact) if width >= height else (exact, longer)
    return width, height
