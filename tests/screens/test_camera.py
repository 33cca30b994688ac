"""The camera's picture on the screen: the newest frame only, copied at once, nothing after the page."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor
from support.stage import Stage

from kiosk.flow.display import Display
from screens.items.camera import CameraView

WIDTH, HEIGHT = 64, 48


@dataclass
class Frame:
    width: int
    height: int
    rgb: memoryview
    sequence: int


class Source:
    def __init__(self) -> None:
        self.buffer = bytearray(WIDTH * HEIGHT * 3)
        self.sequence = 0
        self.asked = 0

    def shoot(self, red: int, green: int, blue: int) -> None:
        self.buffer[:] = bytes((red, green, blue)) * (WIDTH * HEIGHT)
        self.sequence += 1

    def latest(self) -> Frame | None:
        self.asked += 1
        return Frame(WIDTH, HEIGHT, memoryview(self.buffer), self.sequence) if self.sequence else None


def camera(stage: Stage) -> CameraView:
    return next(item for item in stage.items() if isinstance(item, CameraView))


def colour(stage: Stage) -> QColor:
    return stage.picture().pixelColor(540, 500)


def test_the_newest_frame_is_painted(opened: Callable[..., Stage]) -> None:
    source = Source()
    source.shoot(200, 30, 40)
    stage = opened("face", Display(), frames=source)
    camera(stage)._fetch()
    assert colour(stage) == QColor(200, 30, 40)
    source.shoot(10, 220, 40)
    camera(stage)._fetch()
    assert colour(stage) == QColor(10, 220, 40)


def test_a_picture_is_a_copy_that_the_sources_buffer_cannot_change(opened: Callable[..., Stage]) -> None:
    source = Source()
    source.shoot(200, 30, 40)
    stage = opened("face", Display(), frames=source)
    camera(stage)._fetch()
    source.buffer[:] = bytes(len(source.buffer))
    camera(stage).update()
    assert colour(stage) == QColor(200, 30, 40)


def test_nothing_is_fetched_when_the_page_is_gone(opened: Callable[..., Stage]) -> None:
    source = Source()
    source.shoot(1, 2, 3)
    stage = opened("face", Display(), frames=source)
    stage.show("menu", Display())
    asked = source.asked
    for _ in range(20):
        stage.settle()
    assert source.asked == asked


def test_without_a_camera_the_place_is_dark(opened: Callable[..., Stage]) -> None:
    assert colour(opened("face", Display())) == QColor(0x2A, 0x31, 0x39)
