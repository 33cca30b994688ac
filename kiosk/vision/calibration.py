"""Limits, pipeline and weights as one unit with a version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PIPELINE = "hog+5pt+resnet1/live-mean3/ref-mean-mirror/small-ref-x3-cubic/v1"
"""Names every step between pixels and distance. Change a step, change this, calibrate again."""

BUILT_IN = Path(__file__).with_name("calibration.toml")


class CalibrationError(Exception):
    """The calibration cannot be used; the sentence says why. No face is compared with it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Distances are Euclidean between mean vectors of the embedder named in ``pipeline``."""

    version: str
    pipeline: str
    accept_at_most: float
    second_capture_at_most: float
    jump_at_most: float
    weights: Mapping[str, str]

    def __post_init__(self) -> None:
        if not 0 < self.accept_at_most <= self.second_capture_at_most < 2:
            raise CalibrationError(
                "calibration: 0 < accept_at_most <= second_capture_at_most < 2 does not hold"
            )
        if not 0 < self.jump_at_most < 2:
            raise CalibrationError("calibration: jump_at_most must lie between 0 and 2")
        if self.pipeline != PIPELINE:
            raise CalibrationError("the calibration was made for another pipeline than this program's")

    @property
    def engine(self) -> str:
        """The version that goes into results and records."""
        return f"{self.pipeline}+{self.version}"

    def check_weights(self, fingerprints: Mapping[str, str]) -> None:
        """Raise CalibrationError unless exactly these weights were calibrated."""
        if dict(fingerprints) != dict(self.weights):
            wrong = sorted(
                name
                for name in {*fingerprints, *self.weights}
                if fingerprints.get(name) != self.weights.get(name)
            )
            raise CalibrationError(f"weights and calibration do not belong together: {', '.join(wrong)}")


def load_calibration(path: Path = BUILT_IN) -> Calibration:
    """Read a calibration file (TOML). Raises CalibrationError with a sentence."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return Calibration(
            version=str(table["version"]),
            pipeline=str(table["pipeline"]),
            accept_at_most=float(table["accept_at_most"]),
            second_capture_at_most=float(table["second_capture_at_most"]),
            jump_at_most=float(table["jump_at_most"]),
            weights={str(name): str(digest) for name, digest in table["weights"].items()},
        )
    except OSError as error:
        raise CalibrationError(f"the calibration file cannot be read ({type(error).__name__})") from None
    except (
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise CalibrationError(f"the calibration file is not usable: {error}") from None
