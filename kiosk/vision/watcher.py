"""Looks at frames: where the faces are, who is the main one, and whether this picture of them is usable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from drivers.camera.contract import CameraFrame, Pixels
from kiosk.vision.faces import Box, Embedder, FaceDetector, Landmarker, Points
from kiosk.vision.quality import DARK_ROOM, HARD, PATIENCE, WANTED, Measures, hint_for, measure, room_light
from kiosk.vision.tracking import RIVAL, Sighting, Track, Tracker
from kiosk.vision.words import FaceHint

FIRST_SMALLEST = 1 / 8
"""Smallest face looked for when nobody is tracked, as a share of the frame's width: about 1.2 m away."""

FAR_SMALLEST = 1 / 16
FAR_EVERY = 4
"""Each fourth frame without a face is searched for a small one (four times the work), to say "come closer".
"""

WHOLE_EVERY = 3
"""Each third frame of a tracked face is searched as a whole, for a second person; the others around the
face.
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """The three plug-ins of the pipeline; loaded once, shared by fork."""

    detector: FaceDetector
    landmarker: Landmarker
    embedder: Embedder


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Look:
    """What one frame shows. ``chip`` is there exactly when the main face is usable (``hint`` is None)."""

    hint: FaceHint | None
    track: Track | None
    boxes: tuple[Box, ...]
    measures: Measures | None = None
    chip: Pixels | None = None

    @property
    def usable(self) -> bool:
        return self.hint is None and self.chip is not None


class Watcher:
    """Stateful over the frames of one check. ``look`` costs 10-40 ms on one core at 640 × 480."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tracker = Tracker()
        self._looks = 0
        self._empty = 0
        self._rivals_at_last_whole_look = False
        self._before: tuple[int, Points] | None = None
        self._first_seen: dict[int, float] = {}

    def look(self, frame: CameraFrame) -> Look:
        self._looks += 1
        sighting = self._find(frame)
        track = sighting.main
        others = sighting.others
        if track is None:
            self._before = None
            return Look(self._nobody(frame.rgb), None, others)
        boxes = (track.box, *others)
        if self._rivals_at_last_whole_look:
            return Look(FaceHint.SEVERAL, track, boxes)
        if not sighting.fresh:
            return Look(FaceHint.HOLD_STILL, track, boxes)
        points = self._engine.landmarker.points(frame.rgb, track.box)
        chip = self._engine.embedder.chip(frame.rgb, track.box)
        before = self._before[1] if self._before and self._before[0] == track.number else None
        self._before = (track.number, points)
        measures = measure(frame.rgb, track.box, points, chip, before)
        since = self._first_seen.setdefault(track.number, frame.taken_at)
        hint = hint_for(measures, WANTED if frame.taken_at - since < PATIENCE else HARD)
        return Look(hint, track, boxes, measures, chip if hint is None else None)

    def _find(self, frame: CameraFrame) -> Sighting:
        track = self._tracker.track
        width = frame.rgb.shape[1]
        if track is None:
            self._empty += 1
            share = FAR_SMALLEST if self._empty % FAR_EVERY == 0 else FIRST_SMALLEST
            boxes = self._engine.detector.find(frame.rgb, width * share)
            whole = True
        elif whole := self._looks % WHOLE_EVERY == 0 or self._rivals_at_last_whole_look:
            boxes = self._engine.detector.find(frame.rgb, track.box.width * RIVAL)
        else:
            boxes = self._near(frame.rgb, track.box)
        sighting = self._tracker.update(boxes, frame.taken_at)
        if sighting.main is not None:
            self._empty = 0
        if whole:
            self._rivals_at_last_whole_look = bool(sighting.rivals)
        return sighting

    def _near(self, rgb: Pixels, box: Box) -> list[Box]:
        height, width = rgb.shape[:2]
        x, y = box.centre
        left, top = max(0, int(x - box.width)), max(0, int(y - box.height))
        right, bottom = min(width, int(x + box.width)), min(height, int(y + box.height))
        if right - left < 40 or bottom - top < 40:
            return []
        part = np.ascontiguousarray(rgb[top:bottom, left:right])
        found = self._engine.detector.find(part, box.width * 0.7)
        return [Box(b.left + left, b.top + top, b.right + left, b.bottom + top) for b in found]

    def _nobody(self, rgb: Pixels) -> FaceHint:
        return FaceHint.TOO_DARK if room_light(rgb) < DARK_ROOM else FaceHint.NOBODY
