"""A sheet on the desk: found, straightened, judged, and offered only when it lies still."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulators import sample_papers
from drivers.simulators.sample_papers import DeskCamera, DeskLook, DeskScene, Hand, Laid, Sheet, render
from kiosk.bench.desk_scenes import pose
from kiosk.vision.documents.limits import BUILT_IN, LimitsError, StillLimits, load_limits
from kiosk.vision.documents.quality import deskew, judge
from kiosk.vision.documents.sheets import find_edges, look_for_sheet
from kiosk.vision.documents.steady import Steadiness
from kiosk.vision.documents.words import DeskFinding, DeskReason, Outline

LIMITS = load_limits()
CAMERA = DeskCamera(1600, 1200, tilt_x=0.01)
R = DeskReason


def said(frame: np.ndarray, field: float = 400.0) -> DeskReason:
    look = look_for_sheet(frame, LIMITS.sheet)
    if look.quad is None:
        assert look.trouble is not None
        return look.trouble
    return judge(frame, look.quad, deskew(frame, look.quad, field), LIMITS.page).reason


@pytest.mark.parametrize("reason", [reason for reason in R if reason is not R.MOVING])
def test_each_trouble_is_told_by_its_name(reason: DeskReason) -> None:
    posed = pose(reason, 7, CAMERA.width)
    assert said(posed.frame(), posed.camera.field) is reason


@pytest.mark.parametrize("look", list(DeskLook))
def test_corners_are_found_within_half_a_millimetre(look: DeskLook) -> None:
    laid = Laid("invoice", 12, -8, 17)
    quad = find_edges(render(DeskScene((laid,), look), CAMERA), LIMITS.sheet)
    assert quad is not None and quad.confidence > 0.8
    true = sample_papers.corners_of(laid, CAMERA)
    nearest = np.linalg.norm(quad.corners[:, None] - true[None], axis=2).min(axis=0)
    assert nearest.max() < 0.5 * CAMERA.width / CAMERA.field


@pytest.mark.parametrize(
    ("paper", "turn", "width", "height"),
    [("lease-1", 90, 297, 210), ("id-card-front", 30, 85.6, 53.98), ("household-page", -20, 143, 105)],
)
def test_a_page_keeps_its_proportions_and_knows_its_resolution(
    paper: str, turn: float, width: float, height: float
) -> None:
    frame = render(DeskScene((Laid(paper, turn=turn),)), CAMERA)
    quad = find_edges(frame, LIMITS.sheet)
    assert quad is not None
    page = deskew(frame, quad, CAMERA.field)
    assert page.dpi == pytest.approx(1600 / 400 * 25.4)
    assert page.rgb.shape[1] / page.rgb.shape[0] == pytest.approx(width / height, rel=0.02)
    assert page.rgb.shape[1] / page.dpi * 25.4 == pytest.approx(width, rel=0.02)


def test_a_straightened_page_shows_what_is_printed_on_the_paper() -> None:
    frame = render(DeskScene((Laid("invoice", turn=-14),), DeskLook.WOOD, shadow=0.4), CAMERA)
    quad = find_edges(frame, LIMITS.sheet)
    assert quad is not None
    page = cv2.cvtColor(deskew(frame, quad, CAMERA.field).rgb, cv2.COLOR_RGB2GRAY)
    drawn = cv2.cvtColor(sample_papers.draw("invoice", 101)[..., :3], cv2.COLOR_RGB2GRAY)
    page = cv2.resize(page, drawn.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.corrcoef(page.ravel(), drawn.ravel())[0, 1] > 0.7


@pytest.mark.parametrize("grey", [0, 12, 128, 255])
def test_a_bare_desk_of_any_colour_is_empty(grey: int) -> None:
    noise = np.random.default_rng(3).normal(0, 2, (480, 640, 3))
    frame = np.clip(noise + grey, 0, 255).astype(np.uint8)
    assert said(frame) is R.EMPTY_DESK


@pytest.mark.parametrize("look", list(DeskLook))
def test_a_blank_sheet_is_a_good_page_and_blurred_by_its_own_edges(look: DeskLook) -> None:
    blank = Sheet(np.full((300, 210, 3), (250, 249, 246), np.uint8), 105, 150)
    scene = DeskScene((Laid(blank, turn=12),), look)
    assert said(render(scene, CAMERA)) is R.GOOD
    assert said(render(replace(scene, blur=1.0), CAMERA)) is R.BLURRED


def test_a_hand_beside_the_sheet_does_not_matter() -> None:
    scene = DeskScene((Laid("household-page", -60, -60, 5),), hand=Hand(110, 60, 60))
    assert said(render(scene, CAMERA)) is R.GOOD


@given(st.integers(0, 2**32 - 1), st.integers(16, 90), st.integers(16, 90), st.sampled_from([1, 4, 16]))
def test_no_picture_whatever_breaks_the_search(seed: int, width: int, height: int, grain: int) -> None:
    small = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    frame = np.ascontiguousarray(np.kron(small, np.ones((grain, grain, 1), np.uint8)))
    said(frame)


# --- stillness ----------------------------------------------------------------------------------------------

STILL = StillLimits(way=0.01, seconds=0.5)


def outline(x: float) -> Outline:
    return Outline(((x, 0.2), (x + 0.3, 0.2), (x + 0.3, 0.6), (x, 0.6)))


def test_a_sheet_is_offered_after_half_a_second_of_stillness_by_the_frames_own_time() -> None:
    steady = Steadiness(STILL)
    times = [0.0, 0.1, 0.2, 0.45, 0.5, 0.6]
    told = [steady.see(R.GOOD, outline(0.1), 100 + at).reason for at in times]
    assert told == [R.MOVING, R.MOVING, R.MOVING, R.MOVING, R.GOOD, R.GOOD]


def test_a_sheet_that_is_pushed_is_no_longer_offered() -> None:
    steady = Steadiness(STILL)
    for at in (0.0, 0.3, 0.6):
        steady.see(R.GOOD, outline(0.1), at)
    assert steady.see(R.GOOD, outline(0.15), 0.7).reason is R.MOVING
    assert steady.see(R.GOOD, outline(0.15), 1.3).reason is R.GOOD


def test_blur_of_a_moving_sheet_is_called_movement() -> None:
    steady = Steadiness(STILL)
    assert steady.see(R.BLURRED, outline(0.1), 0.0).reason is R.MOVING
    assert steady.see(R.BLURRED, outline(0.1), 0.6).reason is R.MOVING
    assert steady.see(R.BLURRED, outline(0.1), 0.8).reason is R.BLURRED


def test_one_odd_frame_says_nothing_new_but_takes_the_offer_back() -> None:
    steady = Steadiness(STILL)
    steady.see(R.GOOD, outline(0.1), 0.0)
    assert steady.see(R.GOOD, outline(0.1), 0.6) == DeskFinding(R.GOOD, outline(0.1))
    assert steady.see(R.CUT_OFF, None, 0.7).reason is R.MOVING
    assert steady.see(R.CUT_OFF, None, 0.8).reason is R.CUT_OFF
    assert steady.see(R.EMPTY_DESK, None, 0.9).reason is R.CUT_OFF


@given(
    st.lists(
        st.tuples(st.sampled_from(list(R)), st.one_of(st.none(), st.floats(0, 0.5)), st.floats(0.01, 0.4)),
        max_size=30,
    )
)
def test_good_is_said_only_of_a_good_sheet_that_lay_still(
    frames: list[tuple[DeskReason, float | None, float]],
) -> None:
    steady, now, still_since, before = Steadiness(STILL), 0.0, 0.0, None
    for reason, x, later in frames:
        now += later
        if x is None or before is None or abs(x - before) > STILL.way:
            still_since = now
        before = x
        finding = steady.see(reason, None if x is None else outline(x), now)
        if finding.good:
            assert reason is R.GOOD and now - still_since >= STILL.seconds - 1e-9


# --- limits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("contrast = 9.0", "contrast = 0", "above 0"),
        ("contrast = 9.0", "", "SheetLimits has"),
        ("[still]", "[stil]", "still"),
        ("contrast = 9.0", "contrast =", "not usable"),
    ],
)
def test_a_wrong_file_of_limits_is_refused_by_a_sentence(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(BUILT_IN.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(LimitsError, match=complaint):
        load_limits(file)


def test_a_missing_file_of_limits_is_refused_by_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LimitsError, match="cannot be read"):
        load_limits(tmp_path / "none.toml")
