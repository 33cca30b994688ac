"""One face check: frames in, hints and one result out. No clock and no camera of its own."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.camera.contract import CameraFrame
from kiosk.vision.calibration import Calibration
from kiosk.vision.decision import Attempt, CaptureAgain, decide
from kiosk.vision.faces import Vector
from kiosk.vision.liveness import Evidence, PassivePad, Vote, attack
from kiosk.vision.quality import SteadyHint
from kiosk.vision.watcher import Engine, Look, Watcher
from kiosk.vision.words import FaceHint, FaceResult, Reason, ScoreBand, Verdict

PICTURES = 3
"""Live pictures whose mean is compared: part of the calibrated pipeline."""

CAPTURE_WITHIN = 3.0
"""Seconds: pictures further apart are not one capture."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one frame brought. ``hint`` is there when the shown hint changes, ``result`` when the check
    ended.
    """

    look: Look
    hint: FaceHint | None
    result: FaceResult | None


class FaceCheck:
    """Compares whoever stands before the camera with one reference vector."""

    def __init__(
        self, engine: Engine, calibration: Calibration, reference: Vector, pads: Sequence[PassivePad]
    ) -> None:
        self._engine = engine
        self._calibration = calibration
        self._reference = reference
        self._pads = pads
        self._watcher = Watcher(engine)
        self._steady = SteadyHint()
        self._hindrances: Counter[FaceHint] = Counter()
        self._evidence: list[Evidence] = []
        self._attempt = Attempt.FIRST
        self._first_usable_at: float | None = None

    def see(self, frame: CameraFrame, now: float) -> Progress:
        """Look at the next frame; ``now`` is monotonic seconds when the frame was fetched.

        Not to be called again after it brought a result.
        """
        look = self._watcher.look(frame)
        result = None
        if look.usable:
            result = self._capture(look, frame)
        else:
            assert look.hint is not None
            self._hindrances[look.hint] += 1
            if look.hint in (FaceHint.NOBODY, FaceHint.SEVERAL):
                self._evidence.clear()
        return Progress(look, self._steady.see(look.hint or FaceHint.HOLD_STILL, now), result)

    def out_of_time(self) -> FaceResult:
        """The deadline passed: what stood in the way for the longest time is the reason."""
        hint = self._hindrances.most_common(1)[0][0] if self._hindrances else FaceHint.NOBODY
        usable = self._first_usable_at is not None
        verdict = Verdict.TIMED_OUT if usable else Verdict.NO_USABLE_FACE
        return FaceResult(verdict, Reason(hint.value), engine=self._calibration.engine)

    def _capture(self, look: Look, frame: CameraFrame) -> FaceResult | None:
        assert look.track is not None and look.chip is not None and look.measures is not None
        if self._first_usable_at is None:
            self._first_usable_at = frame.taken_at
        if self._evidence and (
            self._evidence[-1].track != look.track.number
            or frame.taken_at - self._evidence[0].taken_at > CAPTURE_WITHIN
        ):
            # Another person, or too long ago: pictures of two captures are never mixed.
            self._evidence.clear()
            self._first_usable_at = frame.taken_at
        vector = self._engine.embedder.embed(look.chip)
        self._evidence.append(
            Evidence(
                look.track.number,
                frame.taken_at,
                vector,
                look.measures.nose,
                look.measures.roll,
                zlib.crc32(frame.rgb[::2, ::2].tobytes()),
            )
        )
        return self._judge() if len(self._evidence) >= PICTURES else None

    def _judge(self) -> FaceResult | None:
        votes = [pad.vote(self._evidence) for pad in self._pads]
        attacked = attack(votes)
        if attacked is not None:
            return self._result(Verdict.NOT_LIVE, attacked.reason, ScoreBand.NONE, votes)
        decided = decide(
            [item.vector for item in self._evidence], self._reference, self._calibration, self._attempt
        )
        if isinstance(decided, CaptureAgain):
            self._attempt = Attempt.SECOND
            self._evidence.clear()
            return None
        return self._result(decided.verdict, decided.reason, decided.band, votes)

    def _result(self, verdict: Verdict, reason: Reason, band: ScoreBand, votes: Sequence[Vote]) -> FaceResult:
        return FaceResult(
            verdict, reason, band, self._calibration.engine, votes=tuple(str(vote) for vote in votes)
        )

    @property
    def first_usable_at(self) -> float | None:
        """Monotonic seconds at which the first picture of the deciding capture was taken."""
        return self._first_usable_at
