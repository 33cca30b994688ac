"""What a finger writes: painted as it goes, kept until the character is chosen."""

from __future__ import annotations

from PySide6.QtCore import Property, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Items"
QML_IMPORT_MAJOR_VERSION = 1

NEAREST = 3.0  # pixels between two points that are kept
MOST_POINTS = 2_000  # of one character; a hand that rests on the glass adds no more
_WIDTH = 8.0  # pixels


@QmlElement
class InkPad(QQuickPaintedItem):
    """``drawn`` follows each stroke that ends, is taken back, or is cleared away."""

    drawn = Signal()
    colorChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[QPointF]] = []
        self._color = QColor("black")
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setKeepMouseGrab(True)

    @property
    def strokes(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        return tuple(tuple((point.x(), point.y()) for point in stroke) for stroke in self._strokes)

    @Slot()
    def undo(self) -> None:
        """Take the last stroke back."""
        if self._strokes:
            self._strokes.pop()
            self._redraw()

    @Slot()
    def clear(self) -> None:
        if self._strokes:
            self._strokes.clear()
            self._redraw()

    def _redraw(self) -> None:
        self.update()
        self.drawn.emit()

    # --- the finger, which Qt tells as a mouse -------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._strokes.append([event.position()])
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._strokes:
            self._extend(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._strokes:
            self._extend(event.position())
            self._redraw()

    def mouseUngrabEvent(self) -> None:  # noqa: N802
        self._redraw()

    def _extend(self, point: QPointF) -> None:
        stroke = self._strokes[-1]
        far = (point - stroke[-1]).manhattanLength() >= NEAREST
        if far and sum(map(len, self._strokes)) < MOST_POINTS:
            stroke.append(point)

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self._color, _WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(stroke[0])
            else:
                painter.drawPolyline(QPolygonF(stroke))

    def _read_color(self) -> QColor:
        return self._color

    def _write_color(self, color: QColor) -> None:
        if color != self._color:
            self._color = color
            self.update()
            self.colorChanged.emit()

    color = Property(QColor, _read_color, _write_color, notify=colorChanged)
    empty = Property(bool, lambda pad: not pad._strokes, notify=drawn)
