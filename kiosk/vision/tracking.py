"""Who is who from frame to frame: overlap with hysteresis. Pure; time is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.vision.faces import Box

SAME = 0.3
"""Overlap from which a box continues a track. Faces move little in 1/15 s; heads cross more slowly than
that.
"""

LOST_AFTER = 0.6
"""Seconds without a continuing box after which the track ends: the detector blinks, persons do not."""

RIVAL = 0.5
"""A second face of at least this share of the main one's width is a second person, not a passer-by."""


@dataclass(frozen=True, slots=True)
class Track:
    """One person in front of the camera. ``number`` is new for each; it names nobody."""

    number: int
    box: Box
    seen_at: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the tracker makes of one frame. ``fresh``: the main face was found in this very frame."""

    main: Track | None
    fresh: bool
    others: tuple[Box, ...]

    @property
    def rivals(self) -> tuple[Box, ...]:
        if self.main is None:
            return ()
        return tuple(box for box in self.others if box.width >= RIVAL * self.main.box.width)


class Tracker:
    """Follows the main face: the largest one at first, then the one that overlaps."""

    def __init__(self) -> None:
        self._numbers = 0
        self._track: Track | None = None

    @property
    def track(self) -> Track | None:
        return self._track

    def update(self, boxes: Sequence[Box], now: float) -> Sighting:
        track = self._track
        if track is not None:
            best = max(boxes, key=track.box.overlap, default=None)
            if best is not None and track.box.overlap(best) >= SAME:
                self._track = Track(track.number, best, now)
                return Sighting(self._track, True, tuple(box for box in boxes if box is not best))
            if now - track.seen_at < LOST_AFTER:
                return Sighting(track, False, tuple(boxes))
            self._track = None
        if not boxes:
            return Sighting(None, False, ())
        best = max(boxes, key=lambda box: box.width)
        self._numbers += 1
        self._track = Track(self._numbers, best, now)
        return Sighting(self._track, True, tuple(box for box in boxes if box is not best))
