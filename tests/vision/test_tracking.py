"""Who is who from frame to frame."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.faces import Box
from kiosk.vision.tracking import LOST_AFTER, Tracker

HERE = Box(100, 100, 200, 200)
NEARBY = Box(110, 105, 212, 203)
ELSEWHERE = Box(400, 100, 480, 180)


def test_the_largest_face_is_the_main_one_at_first() -> None:
    sighting = Tracker().update([ELSEWHERE, HERE], 0.0)
    assert sighting.main is not None and sighting.main.box == HERE
    assert sighting.others == (ELSEWHERE,)
    assert sighting.rivals == (ELSEWHERE,)


def test_a_moving_face_keeps_its_track_even_when_a_larger_one_comes() -> None:
    tracker = Tracker()
    first = tracker.update([HERE], 0.0).main
    second = tracker.update([Box(380, 50, 620, 290), NEARBY], 0.1).main
    assert first is not None and second is not None
    assert (second.number, second.box) == (first.number, NEARBY)


def test_a_blink_of_the_detector_does_not_end_a_track() -> None:
    tracker = Tracker()
    first = tracker.update([HERE], 0.0).main
    missed = tracker.update([], 0.3)
    assert missed.main == first and not missed.fresh
    again = tracker.update([NEARBY], 0.5).main
    assert first is not None and again is not None and again.number == first.number


def test_a_face_that_left_and_came_back_is_a_new_track() -> None:
    tracker = Tracker()
    first = tracker.update([HERE], 0.0).main
    assert tracker.update([], LOST_AFTER).main is None
    again = tracker.update([HERE], LOST_AFTER + 0.1).main
    assert first is not None and again is not None and again.number != first.number


def test_a_face_elsewhere_does_not_continue_the_track_of_one_that_vanished() -> None:
    tracker = Tracker()
    first = tracker.update([HERE], 0.0).main
    held = tracker.update([ELSEWHERE], 0.1)
    assert held.main == first and not held.fresh
    later = tracker.update([ELSEWHERE], 1.0).main
    assert first is not None and later is not None
    assert later.number != first.number and later.box == ELSEWHERE


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(-50, 600),
    st.floats(-50, 400),
    st.floats(1, 300),
    st.floats(1, 300),
)


@given(boxes, boxes)
def test_overlap_is_symmetric_and_a_share(one: Box, other: Box) -> None:
    assert 0.0 <= one.overlap(other) <= 1.0 + 1e-9
    assert abs(one.overlap(other) - other.overlap(one)) < 1e-9
    assert one.overlap(one) > 0.999


@given(st.lists(st.tuples(st.lists(boxes, max_size=4), st.floats(0.01, 1.0)), max_size=30))
def test_every_face_of_a_frame_is_the_main_one_or_one_of_the_others(
    frames: list[tuple[list[Box], float]],
) -> None:
    tracker, now, numbers = Tracker(), 0.0, []
    for faces, pause in frames:
        now += pause
        sighting = tracker.update(faces, now)
        if sighting.fresh:
            assert sighting.main is not None
            assert len(sighting.others) == len(faces) - 1
            numbers.append(sighting.main.number)
        else:
            assert len(sighting.others) == len(faces)
    assert numbers == sorted(numbers)
