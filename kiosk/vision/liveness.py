"""Passive presentation-attack detection: a place for votes, and the first three.

What is here is cheap and honest, no more. No vote has been tested to ISO/IEC 30107-3. `TrackIntegrity` and
`FrozenPicture` decide: they catch a face exchanged during the capture, and a camera that repeats itself.
`FlatPlane` is written down only: a flat picture that is turned keeps the nose between the eye corners, but
nobody is asked to turn, so a live person who stands still looks the same to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from kiosk.vision.faces import Vector, distance
from kiosk.vision.words import Reason


class Opinion(StrEnum):
    LIVE = "live"
    UNDECIDED = "undecided"
    ATTACK = "attack"


class Weight(StrEnum):
    """Whether an opinion counts or is only written down."""

    DECIDES = "decides"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Vote:
    name: str
    version: str
    weight: Weight
    opinion: Opinion
    reason: Reason = Reason.NONE

    def __str__(self) -> str:
        return f"{self.name}/{self.version}={self.opinion.value}"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Evidence:
    """One picture of the capture. ``fingerprint`` is equal for equal pixels."""

    track: int
    taken_at: float
    vector: Vector
    nose: float
    roll: float
    fingerprint: int


class PassivePad(Protocol):
    """One method of detection. It looks at the pictures of one capture, all of one track."""

    def vote(self, evidence: Sequence[Evidence]) -> Vote: ...


class TrackIntegrity:
    """One track, one person: pictures of one capture may not lie further apart than ``jump_at_most``."""

    def __init__(self, jump_at_most: float) -> None:
        self._limit = jump_at_most

    def vote(self, evidence: Sequence[Evidence]) -> Vote:
        one_track = len({item.track for item in evidence}) <= 1
        farthest = max((distance(a.vector, b.vector) for a, b in combinations(evidence, 2)), default=0.0)
        # Written so that NaN is an attack, too.
        if one_track and farthest <= self._limit:
            return Vote("track-integrity", "1", Weight.DECIDES, Opinion.UNDECIDED)
        return Vote("track-integrity", "1", Weight.DECIDES, Opinion.ATTACK, Reason.FACE_EXCHANGED)


class FrozenPicture:
    """No sensor gives the same pixels twice: all equal means a stuck camera or one fed a file."""

    def vote(self, evidence: Sequence[Evidence]) -> Vote:
        if len(evidence) > 1 and len({item.fingerprint for item in evidence}) == 1:
            return Vote("frozen-picture", "1", Weight.DECIDES, Opinion.ATTACK, Reason.PICTURE_FROZEN)
        return Vote("frozen-picture", "1", Weight.DECIDES, Opinion.UNDECIDED)


class FlatPlane:
    """The nose ratio moves by 0.25 or more only on a face with depth (simulated: no flat print did)."""

    DEPTH_FROM = 0.25

    def vote(self, evidence: Sequence[Evidence]) -> Vote:
        noses = [item.nose for item in evidence]
        span = max(noses) - min(noses) if noses else 0.0
        return Vote(
            "flat-plane", "1", Weight.SHADOW, Opinion.LIVE if span >= self.DEPTH_FROM else Opinion.UNDECIDED
        )


def attack(votes: Sequence[Vote]) -> Vote | None:
    """The first vote that ends the check, if any."""
    return next((v for v in votes if v.weight is Weight.DECIDES and v.opinion is Opinion.ATTACK), None)
