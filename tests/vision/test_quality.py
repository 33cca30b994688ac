"""What makes a picture usable, and what is said when it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.quality import HARD, WANTED, Measures, SteadyHint, hint_for
from kiosk.vision.words import FaceHint

GOOD = Measures(
    eye_distance=80,
    width_share=0.4,
    off_centre=0.05,
    nose=0.0,
    roll=0.0,
    eyes_open=0.3,
    mouth_open=0.05,
    luma=120,
    clipped=0.0,
    sharpness=200,
    movement=0.02,
)


def test_a_good_picture_brings_no_hint() -> None:
    assert hint_for(GOOD, WANTED) is None


@pytest.mark.parametrize(
    ("spoilt", "hint"),
    [
        (replace(GOOD, luma=59), FaceHint.TOO_DARK),
        (replace(GOOD, luma=201), FaceHint.TOO_BRIGHT),
        (replace(GOOD, clipped=0.05), FaceHint.TOO_BRIGHT),
        (replace(GOOD, eye_distance=59), FaceHint.TOO_FAR),
        (replace(GOOD, width_share=0.8), FaceHint.TOO_CLOSE),
        (replace(GOOD, off_centre=0.3), FaceHint.OFF_CENTRE),
        (replace(GOOD, nose=-0.11), FaceHint.TURNED),
        (replace(GOOD, roll=16), FaceHint.TURNED),
        (replace(GOOD, sharpness=14), FaceHint.BLURRED),
        (replace(GOOD, eyes_open=0.1), FaceHint.HOLD_STILL),
        (replace(GOOD, mouth_open=0.5), FaceHint.HOLD_STILL),
        (replace(GOOD, movement=0.3), FaceHint.HOLD_STILL),
    ],
)
def test_each_fault_has_its_hint(spoilt: Measures, hint: FaceHint) -> None:
    assert hint_for(spoilt, WANTED) is hint


def test_the_hard_limits_take_what_the_wanted_ones_refuse() -> None:
    smallish_and_askew = replace(GOOD, eye_distance=45, nose=0.15)
    assert hint_for(smallish_and_askew, WANTED) is FaceHint.TOO_FAR
    assert hint_for(smallish_and_askew, HARD) is None
    assert hint_for(replace(GOOD, eye_distance=39), HARD) is FaceHint.TOO_FAR


def test_the_most_blocking_fault_is_named_first() -> None:
    everything = Measures(1, 1, 1, 1, 90, 0, 1, 0, 1, 0, 1)
    order = [hint_for(everything, WANTED)]
    repaired = everything
    for name, value in (
        ("luma", 120),
        ("clipped", 0.0),
        ("eye_distance", 80),
        ("width_share", 0.4),
        ("off_centre", 0.0),
        ("nose", 0.0),
        ("roll", 0.0),
        ("sharpness", 200),
        ("eyes_open", 0.3),
        ("mouth_open", 0.0),
        ("movement", 0.0),
    ):
        repaired = replace(repaired, **{name: value})
        order.append(hint_for(repaired, WANTED))
    ranks = [list(FaceHint).index(hint) for hint in order if hint is not None]
    assert ranks == sorted(ranks)
    assert order[-1] is None


def test_a_hint_shows_after_two_frames_and_stays_for_seven_tenths_of_a_second() -> None:
    steady = SteadyHint()
    assert steady.see(FaceHint.TOO_FAR, 0.0) is None
    assert steady.see(FaceHint.TOO_FAR, 0.1) is FaceHint.TOO_FAR
    assert steady.see(FaceHint.BLURRED, 0.2) is None
    assert steady.see(FaceHint.BLURRED, 0.3) is None
    assert steady.see(FaceHint.BLURRED, 0.81) is FaceHint.BLURRED
    assert steady.shown is FaceHint.BLURRED


def test_a_hint_of_a_single_frame_is_never_shown() -> None:
    steady = SteadyHint()
    steady.see(FaceHint.HOLD_STILL, 0.0)
    steady.see(FaceHint.HOLD_STILL, 0.1)
    for frame in range(20):
        flickering = FaceHint.TURNED if frame % 2 else FaceHint.HOLD_STILL
        assert steady.see(flickering, 1.0 + frame / 15) is None


@given(st.lists(st.tuples(st.sampled_from(FaceHint), st.floats(0.01, 0.5)), max_size=60))
def test_shown_hints_never_change_within_seven_tenths_of_a_second(
    frames: list[tuple[FaceHint, float]],
) -> None:
    steady, now, changes = SteadyHint(), 0.0, []
    for hint, pause in frames:
        now += pause
        shown = steady.see(hint, now)
        if shown is not None:
            assert shown is hint
            changes.append(now)
    assert all(later - earlier >= 0.7 for earlier, later in pairwise(changes))
