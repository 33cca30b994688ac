"""From what single frames say to what the person is told: still for long enough, and no flickering. Pure."""

from __future__ import annotations

from kiosk.vision.documents.limits import StillLimits
from kiosk.vision.documents.words import DeskFinding, DeskReason, Outline

_SAID_WHEN_STILL = (DeskReason.GOOD, DeskReason.BLURRED, DeskReason.GLARE)
"""Of a sheet that still moves these say nothing yet."""


class Steadiness:
    """``see`` takes frames in order; their own timestamps count, not the time at which they are looked at."""

    def __init__(self, limits: StillLimits) -> None:
        self._limits = limits
        self._outline: Outline | None = None
        self._still_since = 0.0
        self._candidate: DeskReason | None = None
        self._shown: DeskFinding | None = None

    @property
    def shown(self) -> DeskFinding | None:
        """What was said last; None before the first frame."""
        return self._shown

    def see(self, reason: DeskReason, outline: Outline | None, at: float) -> DeskFinding:
        """What is to be said from this frame on. ``at``: its time in seconds.

        A trouble is said when two frames in a row agree on it; GOOD when the sheet lay still for long enough,
        and no longer than that.
        """
        if outline is None or self._outline is None or _way(outline, self._outline) > self._limits.way:
            self._still_since = at
        self._outline = outline
        if reason in _SAID_WHEN_STILL and at - self._still_since < self._limits.seconds:
            reason = DeskReason.MOVING
        again = reason is self._candidate
        self._candidate = reason
        settled = again or self._shown is None or reason in (DeskReason.GOOD, DeskReason.MOVING)
        if not settled and self._shown is not None:
            # A single odd frame takes the offer back, and says nothing new yet.
            kept = DeskReason.MOVING if self._shown.good else self._shown.reason
            reason = kept
        self._shown = DeskFinding(reason, outline)
        return self._shown


def _way(one: Outline, other: Outline) -> float:
    """The farthest that a corner went, in shares of the picture."""
    return max(
        max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in zip(one.corners, other.corners, strict=True)
    )
