"""From distances to decisions, and that limits belong to their pipeline and weights."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.calibration import BUILT_IN, PIPELINE, CalibrationError, load_calibration
from kiosk.vision.decision import Attempt, CaptureAgain, Decided, band_of, decide
from kiosk.vision.faces import Vector
from kiosk.vision.words import Reason, ScoreBand, Verdict

CALIBRATION = load_calibration()
REFERENCE = np.zeros(128)


def at(distance: float) -> Vector:
    vector = np.zeros(128)
    vector[3] = distance
    return vector


@pytest.mark.parametrize(
    ("distance", "verdict", "band"),
    [
        (0.0, Verdict.MATCH, ScoreBand.CLEAR),
        (0.39, Verdict.MATCH, ScoreBand.CLEAR),
        (0.44, Verdict.MATCH, ScoreBand.ACCEPTED),
        (0.45, Verdict.MATCH, ScoreBand.ACCEPTED),
        (0.5201, Verdict.NO_MATCH, ScoreBand.REFUSED),
        (0.6, Verdict.NO_MATCH, ScoreBand.REFUSED),
    ],
)
def test_the_distance_decides(distance: float, verdict: Verdict, band: ScoreBand) -> None:
    decided = decide([at(distance)] * 3, REFERENCE, CALIBRATION, Attempt.FIRST)
    assert isinstance(decided, Decided)
    assert (decided.verdict, decided.band) == (verdict, band)


def test_between_the_limits_there_is_a_second_capture_and_no_third() -> None:
    assert decide([at(0.5)], REFERENCE, CALIBRATION, Attempt.FIRST) is CaptureAgain.CAPTURE_AGAIN
    assert decide([at(0.5)], REFERENCE, CALIBRATION, Attempt.SECOND) == Decided(
        Verdict.NO_MATCH, Reason.NOT_SURE, ScoreBand.BORDERLINE
    )


def test_the_mean_of_the_pictures_is_compared_not_the_best_of_them() -> None:
    pictures = [at(0.0), at(0.9), at(0.9)]
    decided = decide(pictures, REFERENCE, CALIBRATION, Attempt.FIRST)
    assert isinstance(decided, Decided) and decided.verdict is Verdict.NO_MATCH


@pytest.mark.parametrize("distance", [math.nan, math.inf])
def test_a_distance_that_is_no_number_is_refused(distance: float) -> None:
    assert band_of(distance, CALIBRATION) is ScoreBand.REFUSED


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_larger_distance_never_decides_more_kindly(one: float, other: float) -> None:
    kindness = [ScoreBand.CLEAR, ScoreBand.ACCEPTED, ScoreBand.BORDERLINE, ScoreBand.REFUSED]
    near, far = sorted((one, other))
    assert kindness.index(band_of(near, CALIBRATION)) <= kindness.index(band_of(far, CALIBRATION))


def test_strangers_of_one_ethnicity_are_not_accepted_at_the_library_s_default() -> None:
    # dlib's own 0.6 lets every third to fifth East Asian impostor through: the limit must stay well below.
    assert CALIBRATION.accept_at_most <= 0.45
    assert CALIBRATION.second_capture_at_most <= 0.52


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = BUILT_IN.read_text("utf-8")
    assert old in text
    path = tmp_path / "calibration.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_a_calibration_of_another_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="another pipeline"):
        load_calibration(changed(tmp_path, PIPELINE, PIPELINE + "x"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("accept_at_most = 0.45", "accept_at_most = 0.55"),
        ("accept_at_most = 0.45", "accept_at_most = nan"),
        ("accept_at_most = 0.45", 'accept_at_most = "loose"'),
        ("accept_at_most = 0.45", ""),
        ("jump_at_most = 0.45", "jump_at_most = 3.0"),
        ("[weights]", "[[weights]]"),
        ("version =", "version ="[:-1]),
    ],
)
def test_a_calibration_that_makes_no_sense_is_refused_with_a_sentence(
    tmp_path: Path, old: str, new: str
) -> None:
    with pytest.raises(CalibrationError, match="calibration"):
        load_calibration(changed(tmp_path, old, new))


def test_other_weights_than_the_calibrated_ones_are_refused_by_name() -> None:
    name, digest = next(iter(CALIBRATION.weights.items()))
    CALIBRATION.check_weights(dict(CALIBRATION.weights))
    for wrong in ({**CALIBRATION.weights, name: "0" * 64}, {}, {**CALIBRATION.weights, "extra": digest}):
        with pytest.raises(CalibrationError, match="do not belong together"):
            CALIBRATION.check_weights(wrong)


def test_a_missing_file_is_refused_without_its_path_s_content(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="cannot be read"):
        load_calibration(tmp_path / "none.toml")
