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
    """Paints the newest frame, cut to the item's shape or ``whole``; polls only while it is visible."""

    feedChanged = Signal()
    wholeChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._feed: FrameFeed | None = None
        self._whole = False
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

    def _read_whole(self) -> bool:
        return self._whole

    def _write_whole(self, whole: bool) -> None:
        if whole is not self._whole:
            self._whole = whole
            self.wholeChanged.emit()
            self.update()

    whole = Property(bool, _read_whole, _write_whole, notify=wholeChanged)

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
        part = QRectF(self._image.rect())
        scales = area.width() / part.width(), area.height() / part.height()
        if self._whole:
            size = part.size() * min(scales)
            painter.fillRect(area, QColor(0x2A, 0x31, 0x39))
            area = QRectF(
                area.center().x() - size.width() / 2, area.center().y() - size.height() / 2, *size.toTuple()
            )
        else:
            size = area.size() / max(scales)
            part = QRectF(
                part.center().x() - size.width() / 2, part.center().y() - size.height() / 2, *size.toTuple()
            )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image, part, Qt.ImageConversionFlag.AutoColor)
