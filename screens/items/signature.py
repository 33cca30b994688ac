"""A field to sign in with a finger: strokes are drawn while they are made and handed over when they end."""

from __future__ import annotations

import json
from itertools import chain

from PySide6.QtCore import Property, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Items"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST = 20_000  # characters of the strokes as they are handed over
NEAR = 0.004  # of the field's width: a point closer to the last one says nothing new

Point = tuple[float, float]
Stroke = list[Point]


def written(strokes: list[Stroke]) -> str:
    """``[[x, y, x, y, …], …]`` in shares of the field, at most ``LONGEST`` characters.

    Too many points are thinned evenly, the first and the last of a stroke stay. Strokes that cannot be told
    even so (thousands of dots) are left out from the last one on.
    """
    kept = list(strokes)
    text = _json(kept)
    while len(text) > LONGEST:
        thinner = [stroke if len(stroke) <= 2 else [*stroke[:-1:2], stroke[-1]] for stroke in kept]
        kept = thinner if thinner != kept else kept[: len(kept) * 9 // 10]
        text = _json(kept)
    return text


def _json(strokes: list[Stroke]) -> str:
    rows = [[round(share, 3) for share in chain.from_iterable(stroke)] for stroke in strokes]
    return json.dumps(rows, separators=(",", ":"))


@QmlElement
class SignaturePad(QQuickPaintedItem):
    """``drawn`` hands over everything that stands there, each time that a stroke ends."""

    drawn = Signal(str)
    inkChanged = Signal()
    emptyChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[Stroke] = []
        self._drawing = False
        self._ink = QColor("black")
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setKeepMouseGrab(True)

    def _read_ink(self) -> QColor:
        return self._ink

    def _write_ink(self, ink: QColor) -> None:
        self._ink = ink
        self.inkChanged.emit()
        self.update()

    ink = Property(QColor, _read_ink, _write_ink, notify=inkChanged)

    def _read_empty(self) -> bool:
        return not self._strokes

    empty = Property(bool, _read_empty, notify=emptyChanged)

    @Slot()
    def clear(self) -> None:
        self._strokes, self._drawing = [], False
        self.emptyChanged.emit()
        self.update()

    def _share(self, event: QMouseEvent) -> Point:
        place = event.position()
        return (
            min(1.0, max(0.0, place.x() / max(1.0, self.width()))),
            min(1.0, max(0.0, place.y() / max(1.0, self.height()))),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._drawing = True
        self._strokes.append([self._share(event)])
        self.emptyChanged.emit()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._drawing:  # cleared under the finger
            return
        point, last = self._share(event), self._strokes[-1][-1]
        if abs(point[0] - last[0]) >= NEAR or abs(point[1] - last[1]) >= NEAR:
            self._strokes[-1].append(point)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._end()

    def mouseUngrabEvent(self) -> None:  # noqa: N802
        """The page was covered under the finger: what was drawn so far counts."""
        self._end()

    def _end(self) -> None:
        if self._drawing and self._strokes:
            self.drawn.emit(written(self._strokes))
        self._drawing = False

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(4.0, self.width() / 150)
        painter.setPen(
            QPen(self._ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        for stroke in self._strokes:
            points = [QPointF(x * self.width(), y * self.height()) for x, y in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(QPolygonF(points))
