"""From a distance to a decision. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

import numpy as np

from kiosk.vision.calibration import Calibration
from kiosk.vision.faces import Vector, distance
from kiosk.vision.words import Reason, ScoreBand, Verdict

CLEAR_BY = 0.05
"""Below the limit of acceptance by this much is called clear; only a word for the record."""


class Attempt(Enum):
    FIRST = 1
    SECOND = 2


@dataclass(frozen=True, slots=True)
class Decided:
    verdict: Verdict
    reason: Reason
    band: ScoreBand


class CaptureAgain(Enum):
    """Neither the same nor plainly another person: take three more pictures and decide on those alone."""

    CAPTURE_AGAIN = 1


def mean_vector(vectors: Sequence[Vector]) -> Vector:
    """The mean of at least one embedding."""
    mean: Vector = np.mean(np.stack(vectors), axis=0)
    return mean


def band_of(value: float, calibration: Calibration) -> ScoreBand:
    """NaN is refused like any distance that is too large."""
    if value <= calibration.accept_at_most - CLEAR_BY:
        return ScoreBand.CLEAR
    if value <= calibration.accept_at_most:
        return ScoreBand.ACCEPTED
    if value <= calibration.second_capture_at_most:
        return ScoreBand.BORDERLINE
    return ScoreBand.REFUSED


def decide(
    live: Sequence[Vector], reference: Vector, calibration: Calibration, attempt: Attempt
) -> Decided | CaptureAgain:
    """Compare the mean of the live vectors with the reference."""
    band = band_of(distance(mean_vector(live), reference), calibration)
    match band:
        case ScoreBand.CLEAR | ScoreBand.ACCEPTED:
            return Decided(Verdict.MATCH, Reason.NONE, band)
        case ScoreBand.BORDERLINE if attempt is Attempt.FIRST:
            return CaptureAgain.CAPTURE_AGAIN
        case ScoreBand.BORDERLINE:
            return Decided(Verdict.NO_MATCH, Reason.NOT_SURE, band)
        case ScoreBand.REFUSED | ScoreBand.NONE:
            return Decided(Verdict.NO_MATCH, Reason.DIFFERENT, band)
        case _:
            assert_never(band)
