"""What document capture says to the core: closed sets of words and small values. Imports no image library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

PageId = NewType("PageId", int)
"""Names a page within its session; never used twice there."""

MAX_PAGES = 40
"""Kept at one time; a page of A4 takes up to 1.5 MB."""

UPLOAD_BYTES = 12 * 1024 * 1024
UPLOAD_PIXELS = 64_000_000
"""Of a foreign picture, told by its header: looked at before anything is unpacked."""


class DeskReason(StrEnum):
    """What stands in the way of a good page, the most blocking first: one is said at a time."""

    EMPTY_DESK = "empty_desk"
    SEVERAL_SHEETS = "several_sheets"
    COVERED = "covered"  # a hand or something else hides a part of its edges
    CUT_OFF = "cut_off"  # it reaches beyond the picture
    TOO_SMALL = "too_small"  # so few pixels that its letters could not be read
    TOO_DARK = "too_dark"
    MOVING = "moving"  # also: not yet still for long enough
    BLURRED = "blurred"
    GLARE = "glare"
    GOOD = "good"


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """A sheet's corners, clockwise from the upper left as seen, in shares (0 to 1) of the frame's width and
    height: they fit the preview whatever its size is.
    """

    corners: tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class DeskFinding:
    """What lies on the desk now. ``outline`` is None when no sheet's edges are known."""

    reason: DeskReason
    outline: Outline | None = None

    @property
    def good(self) -> bool:
        """Whether `take` would take it now."""
        return self.reason is DeskReason.GOOD


class CaptureFailure(StrEnum):
    """Why something was not done. Nothing was taken then, and pages taken before stay unless it says so."""

    NO_CAMERA = "no_camera"  # this terminal has no document camera
    CAMERA_LOST = "camera_lost"  # capture has ended; start it again when the camera is back
    ENGINE_LOST = "engine_lost"  # the process died or hung: every page of this session is gone
    NOT_GOOD = "not_good"  # no still sheet lies there that could be taken
    NO_SUCH_PAGE = "no_such_page"
    TOO_MANY_PAGES = "too_many_pages"
    SESSION_OVER = "session_over"


class UploadRefusal(StrEnum):
    """Why a foreign picture is not taken."""

    TOO_LARGE = "too_large"  # more than UPLOAD_BYTES
    TOO_MANY_PIXELS = "too_many_pixels"  # more than UPLOAD_PIXELS
    TOO_SMALL = "too_small"  # so few pixels that nothing could be read
    UNKNOWN_KIND = "unknown_kind"  # neither JPEG nor PNG; HEIC and PDF belong here
    SPOILT = "spoilt"  # it begins like a picture and cannot be decoded


class TakeRule(StrEnum):
    """Which sheets may be taken."""

    GOOD_ONLY = "good_only"
    AS_SEEN = (
        "as_seen"  # the person insists: also TOO_DARK, BLURRED, GLARE and TOO_SMALL, with its edges seen
    )


class PageSource(StrEnum):
    DESK = "desk"
    UPLOAD = "upload"


class PageCopy(StrEnum):
    WHOLE = "whole"  # for the back end
    SMALL = "small"  # for the screen: the longer side at most SMALL_SIDE pixels


SMALL_SIDE = 480


class Turn(IntEnum):
    """Degrees clockwise."""

    RIGHT = 90
    OVER = 180
    LEFT = 270


@dataclass(frozen=True, slots=True)
class TakenPage:
    """A page in the process's memory. ``reason`` is GOOD unless it was taken AS_SEEN; of an upload it is what
    its sharpness and light say. ``dpi`` is an estimate, 0 for an upload.
    """

    id: PageId
    source: PageSource
    width: int
    height: int
    dpi: int
    reason: DeskReason


OnFinding = Callable[[DeskFinding | CaptureFailure], None]
"""Called at each change (at most with every frame); after a failure capture has ended."""
