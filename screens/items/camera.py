"""The camera's picture: the newest frame only, fetched while it is looked at, kept nowhere else."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Property, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Items"
QML_IMPORT_MAJOR_VERSION = 1

FETCH_MILLISECONDS = 40  # 25 pictures a second, as the cameras give at most 30


class Frame(Protocol):
    """``rgb`` holds ``height * width * 3`` bytes, row by row, and is valid until the next ``latest()``."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def rgb(self) -> bytes | memoryview: ...

    @property
    def sequence(self) -> int: ...


class FrameSource(Protocol):
    """Gives the newest frame, None when there is no newer one; in the GUI thread, without waiting."""

    def latest(self) -> Frame | None: ...


class NoFrames:
    """For a kiosk without a camera."""

    def latest(self) -> Frame | None:
        return None


@QmlElement
class FrameFeed(QObject):
    """A frame source as QML hands it from page to item."""

    def __init__(self, source: FrameSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source: FrameSource = source


@QmlElement
class CameraView(QQuickPaintedItem):
    """Paints the newest frame, cut to the item's shape; polls only while it is visible."""

    feedChanged = Signal()  # noqa: N815 - QML's spelling

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._feed: FrameFeed | None = None
        self._image = QImage()
        self._sequence: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(FETCH_MILLISECONDS)
        self._timer.timeout.connect(self._fetch)
        self.visibleChanged.connect(self._watch)
        self._watch()

    def _read_feed(self) -> FrameFeed | None:
        return self._feed

    def _write_feed(self, feed: FrameFeed | None) -> None:
        if feed is not self._feed:
            self._feed = feed
            self.feedChanged.emit()
            self._fetch()

    feed = Property(FrameFeed, _read_feed, _write_feed, notify=feedChanged)

    def _watch(self) -> None:
        if self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()
            self._image = QImage()
            self._sequence = None

    def _fetch(self) -> None:
        frame = None if self._feed is None else self._feed.source.latest()
        if frame is None or frame.sequence == self._sequence:
            return
        self._sequence = frame.sequence
        line = frame.width * 3
        shown = QImage(frame.rgb, frame.width, frame.height, line, QImage.Format.Format_RGB888)
        self._image = shown.copy()  # the bytes belong to the source
        self.update()

    def paint(self, painter: QPainter) -> None:
        area = QRectF(0, 0, self.width(), self.height())
        if self._image.isNull():
            painter.fillRect(area, QColor(0x2A, 0x31, 0x39))
            return
        scale = max(area.width() / self._image.width(), area.height() / self._image.height())
        width, height = area.width() / scale, area.height() / scale
        part = QRectF((self._image.width() - width) / 2, (self._image.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image, part, Qt.ImageConversionFlag.AutoColor)
