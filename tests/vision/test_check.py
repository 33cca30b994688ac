"""A face check frame by frame, with a scripted engine and simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from vision.scripted import MIDDLE, NEIGHBOUR, PASSER_BY, Film, ScriptedEngine, vector

from drivers.camera.contract import CameraFrame
from kiosk.vision.calibration import load_calibration
from kiosk.vision.check import FaceCheck
from kiosk.vision.faces import Vector
from kiosk.vision.liveness import FlatPlane, FrozenPicture, TrackIntegrity
from kiosk.vision.words import FaceHint, FaceResult, Reason, ScoreBand, Verdict

CALIBRATION = load_calibration()


class Visit:
    """A person before the camera, and what the check said so far."""

    def __init__(self) -> None:
        self.scene = ScriptedEngine()
        self.film = Film()
        pads = (TrackIntegrity(CALIBRATION.jump_at_most), FrozenPicture(), FlatPlane())
        self.check = FaceCheck(self.scene.engine(), CALIBRATION, vector(), pads)
        self.hints: list[FaceHint] = []

    def see(self, frame: CameraFrame | None = None) -> FaceResult | None:
        progress = self.check.see(frame or self.film.next(), self.film.now)
        if progress.hint is not None:
            self.hints.append(progress.hint)
        return progress.result

    def watch(self, frames: int) -> FaceResult | None:
        for _ in range(frames):
            result = self.see()
            if result is not None:
                return result
        return None


@pytest.fixture
def visit() -> Visit:
    return Visit()


def test_three_usable_pictures_of_the_right_person_match(visit: Visit) -> None:
    visit.scene.embedding = lambda: vector(0.3)
    assert visit.watch(2) is None
    result = visit.see()
    assert result is not None
    assert (result.verdict, result.score_band) == (Verdict.MATCH, ScoreBand.CLEAR)
    assert result.engine == CALIBRATION.engine
    assert result.votes[0].startswith("track-integrity/1=")


def test_another_person_does_not_match(visit: Visit) -> None:
    visit.scene.embedding = lambda: vector(0.8)
    result = visit.watch(10)
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.NO_MATCH, Reason.DIFFERENT)


def test_a_borderline_person_is_captured_again_and_then_decided(visit: Visit) -> None:
    visit.scene.embedding = lambda: vector(0.49)
    result = visit.watch(20)
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.NO_MATCH, Reason.NOT_SURE)
    assert visit.scene.embedded == 6


def test_a_borderline_person_may_match_at_the_second_capture(visit: Visit) -> None:
    distances = iter([0.49] * 3 + [0.42] * 3)
    visit.scene.embedding = lambda: vector(next(distances))
    result = visit.watch(20)
    assert result is not None
    assert result.verdict is Verdict.MATCH


def test_a_second_person_pauses_the_check_and_nothing_is_compared(visit: Visit) -> None:
    visit.scene.boxes = [MIDDLE, NEIGHBOUR]
    assert visit.watch(30) is None
    # The first frame of a track is looked at as a whole: the neighbour is there from the beginning.
    assert visit.scene.embedded == 0
    assert visit.hints == [FaceHint.SEVERAL]
    visit.scene.boxes = [MIDDLE]
    result = visit.watch(10)
    assert result is not None and result.verdict is Verdict.MATCH


def test_somebody_who_joins_during_the_capture_throws_its_pictures_away(visit: Visit) -> None:
    visit.see()
    assert visit.scene.embedded == 1
    visit.scene.boxes = [MIDDLE, NEIGHBOUR]
    visit.watch(10)
    taken_before = visit.scene.embedded
    visit.scene.boxes = [MIDDLE]
    assert visit.watch(10) is not None
    assert visit.scene.embedded == taken_before + 3


def test_a_passer_by_in_the_background_disturbs_nobody(visit: Visit) -> None:
    visit.scene.boxes = [MIDDLE, PASSER_BY]
    result = visit.watch(10)
    assert result is not None and result.verdict is Verdict.MATCH


def test_a_face_exchanged_within_one_track_is_not_live(visit: Visit) -> None:
    vectors: Iterator[Vector] = iter([vector(0.1), vector(0.1), vector(0.6, axis=5)])
    visit.scene.embedding = lambda: next(vectors)
    result = visit.watch(10)
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.NOT_LIVE, Reason.FACE_EXCHANGED)
    assert result.score_band is ScoreBand.NONE


def test_pictures_of_two_people_are_never_mixed(visit: Visit) -> None:
    visit.watch(2)
    visit.scene.boxes = []
    visit.watch(20)  # longer than a track survives
    visit.scene.boxes = [MIDDLE]
    taken = visit.scene.embedded
    assert visit.watch(10) is not None
    assert visit.scene.embedded == taken + 3


def test_a_camera_that_repeats_its_picture_is_not_live(visit: Visit) -> None:
    frame = visit.film.next()
    result = None
    for sequence in range(1, 6):
        visit.film.now += 1 / 15
        frozen = replace_frame(frame, visit.film.now, sequence)
        result = result or visit.see(frozen)
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.NOT_LIVE, Reason.PICTURE_FROZEN)


def replace_frame(frame: CameraFrame, taken_at: float, sequence: int) -> CameraFrame:
    return CameraFrame(frame.rgb, taken_at, sequence)


def test_nobody_there_is_said_and_is_the_reason_at_the_end(visit: Visit) -> None:
    visit.scene.boxes = []
    assert visit.watch(30) is None
    assert visit.hints == [FaceHint.NOBODY]
    result = visit.check.out_of_time()
    assert (result.verdict, result.reason) == (Verdict.NO_USABLE_FACE, Reason.NOBODY)


def test_in_a_dark_hall_the_light_is_to_blame(visit: Visit) -> None:
    visit.scene.boxes = []
    visit.film.grey = 20
    visit.watch(30)
    assert visit.hints == [FaceHint.TOO_DARK]
    assert visit.check.out_of_time().reason is Reason.TOO_DARK


def test_the_reason_is_what_stood_in_the_way_for_the_longest_time(visit: Visit) -> None:
    visit.scene.boxes = []
    visit.watch(5)
    visit.scene.boxes = [MIDDLE]
    visit.scene.nose = 0.4
    visit.watch(40)
    assert visit.check.out_of_time().reason is Reason.TURNED


def test_a_nose_off_the_middle_is_taken_after_two_seconds(visit: Visit) -> None:
    visit.scene.nose = 0.15
    assert visit.watch(29) is None
    assert visit.hints == [FaceHint.TURNED]
    result = visit.watch(10)
    assert result is not None and result.verdict is Verdict.MATCH


def test_running_out_of_time_during_a_capture_is_not_called_an_unusable_face(visit: Visit) -> None:
    visit.watch(2)
    assert visit.check.out_of_time().verdict is Verdict.TIMED_OUT


def test_every_hint_is_also_a_reason() -> None:
    assert {hint.value for hint in FaceHint} <= {reason.value for reason in Reason}
    assert replace(FaceResult(Verdict.MATCH), decision_ms=5).decision_ms == 5
