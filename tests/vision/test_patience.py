"""What counts as a camera that was lost: the time waited for it, not the time spent on its pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from drivers.camera.contract import CameraFrame
from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import DeviceState, Status
from kiosk.vision import worker as under_test
from kiosk.vision.documents import worker as documents
from kiosk.vision.documents.worker import DocumentWorker, _Capture
from kiosk.vision.settings import WorkerSettings
from kiosk.vision.words import Mirroring
from kiosk.vision.worker import FIRST_FRAME_WITHIN, NEXT_FRAME_WITHIN, Worker

PICTURE = np.zeros((48, 64, 3), np.uint8)
SETTINGS = WorkerSettings(CameraDriver.REPLAY, CameraSettings("/nowhere"), Mirroring.MIRRORED, 100)


@dataclass
class Film:
    """A camera that has a picture or None at each look; without one, the wait is spent."""

    pictures: list[bool]
    now: float = 0.0
    sequence: int = 0
    status: Status = field(default_factory=lambda: Status(DeviceState.ONLINE, 0.0, "device"))

    def open(self, deadline: float) -> None: ...

    def close(self) -> None: ...

    def newest(self, after: int, timeout: float) -> CameraFrame | None:
        if not self.pictures.pop(0):
            self.now += timeout
            return None
        self.sequence += 1
        return CameraFrame(PICTURE, self.now, self.sequence)


@dataclass
class SlowFace:
    """A look at a frame takes this long, in seconds."""

    film: Film
    seconds: float

    def see(self, frame: CameraFrame, now: float) -> Any:
        self.film.now += self.seconds
        look = SimpleNamespace(track=None, boxes=())
        return SimpleNamespace(look=look, hint=None, result=None)


def looking(film: Film, monkeypatch: Any, seconds: float) -> tuple[Worker, list[str]]:
    """A worker in a check, and the words that it says."""
    monkeypatch.setattr(under_test, "seal", lambda: None)
    said: list[str] = []
    channel = SimpleNamespace(send=lambda message: said.append(message.say))
    preview = SimpleNamespace(publish=lambda *_: None)
    loaded = SimpleNamespace(calibration=SimpleNamespace(engine="engine"))
    worker = Worker(
        cast(Any, channel),
        cast(Any, preview),
        cast(Any, loaded),
        lambda *_: cast(Any, film),
        clock=lambda: film.now,
    )
    worker._settings = SETTINGS
    worker._check = cast(Any, SimpleNamespace(number=1, until=1000.0, face=SlowFace(film, seconds)))
    return worker, said


def test_a_slow_look_is_not_taken_for_a_silent_camera(monkeypatch: Any) -> None:
    film = Film([True, False, False, True])
    worker, said = looking(film, monkeypatch, seconds=NEXT_FRAME_WITHIN * 2)
    for _ in range(4):
        worker._look()
    assert "result" not in said


def test_work_on_the_photo_before_the_first_look_is_not_taken_for_a_silent_camera(monkeypatch: Any) -> None:
    film = Film([False, True])
    worker, said = looking(film, monkeypatch, seconds=0.01)
    worker._open_camera()
    film.now += FIRST_FRAME_WITHIN * 2
    for _ in range(2):
        worker._look()
    assert "result" not in said


def test_a_camera_that_is_waited_for_in_vain_is_lost(monkeypatch: Any) -> None:
    for first, within in (([], FIRST_FRAME_WITHIN), ([True], NEXT_FRAME_WITHIN)):
        film = Film([*first, *[False] * 100])
        worker, said = looking(film, monkeypatch, seconds=0.0)
        while "result" not in said:
            worker._look()
        assert within < film.now < within + 1


def capturing(film: Film, seconds: float) -> tuple[DocumentWorker, list[str]]:
    """A capture whose look at a picture takes ``seconds``, and the words that it says."""
    said: list[str] = []
    worker = DocumentWorker.__new__(DocumentWorker)
    worker._channel = cast(Any, SimpleNamespace(send=lambda message: said.append(message.say)))
    worker._clock = lambda: film.now
    worker._alive_at = 0.0
    worker._capture = _Capture(cast(Any, film), cast(Any, None))

    def see(capture: object, frame: object) -> None:
        film.now += seconds

    worker._see = see  # type: ignore[method-assign]
    return worker, said


def test_a_slow_look_at_a_paper_is_not_taken_for_a_silent_camera() -> None:
    film = Film([True, False, False])
    worker, said = capturing(film, seconds=documents.NEXT_FRAME_WITHIN * 2)
    for _ in range(3):
        assert worker._capture is not None
        worker._look(worker._capture)
    assert "capture_lost" not in said


@pytest.mark.parametrize("picture_first", [False, True])
def test_a_document_camera_that_is_waited_for_in_vain_is_lost(picture_first: bool) -> None:
    within = documents.NEXT_FRAME_WITHIN if picture_first else documents.FIRST_FRAME_WITHIN
    film = Film([*[True] * picture_first, *[False] * 100])
    worker, said = capturing(film, seconds=0.0)
    while worker._capture is not None:
        worker._look(worker._capture)
    assert "capture_lost" in said
    assert within < film.now < within + 1
