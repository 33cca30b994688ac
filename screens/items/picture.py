"""A picture of the session, from bytes in memory to the screen: nothing of it touches the disk or a cache."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Items"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PictureBytes(QObject):
    """A picture (JPEG or PNG) as QML hands it from page to item."""

    changed = Signal()

    def __init__(self, data: bytes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data = data

    def show(self, data: bytes) -> None:
        if data != self.data:
            self.data = data
            self.changed.emit()


@QmlElement
class PictureView(QQuickPaintedItem):
    """Paints a picture whole, in the middle. ``aspect`` is its width by its height, 0 without one."""

    pictureChanged = Signal()
    aspectChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._entry: PictureBytes | None = None
        self._data = b""
        self._image = QImage()

    def _read_picture(self) -> PictureBytes | None:
        return self._entry

    def _write_picture(self, entry: PictureBytes | None) -> None:
        if entry is self._entry:
            return
        if self._entry is not None:
            self._entry.changed.disconnect(self._decode)
        self._entry = entry
        if entry is not None:
            entry.changed.connect(self._decode)
        self._decode()
        self.pictureChanged.emit()

    picture = Property(PictureBytes, _read_picture, _write_picture, notify=pictureChanged)

    def _decode(self) -> None:
        data = b"" if self._entry is None else self._entry.data
        if data == self._data:
            return
        self._data = data
        self._image = QImage.fromData(data) if data else QImage()
        self.aspectChanged.emit()
        self.update()

    def _read_aspect(self) -> float:
        return 0.0 if self._image.isNull() else self._image.width() / self._image.height()

    aspect = Property(float, _read_aspect, notify=aspectChanged)

    def paint(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        area = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image, QRectF(self._image.rect()), Qt.ImageConversionFlag.AutoColor)
