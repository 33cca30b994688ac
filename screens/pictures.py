"""Icons in the colour of their role: ``image://icon/<name>/<rrggbb>`` renders one SVG of ``assets/icons``."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent.parent / "assets" / "icons"
_log = logging.getLogger(__name__)


class IconProvider(QQuickImageProvider):
    """Renders an icon at the size asked for. An unknown name gives an empty picture and one log line."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: N802, N803
        name, _, colour = id.partition("/")
        width = requestedSize.width() if requestedSize.width() > 0 else 48
        height = requestedSize.height() if requestedSize.height() > 0 else 48
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        file = FOLDER / f"{Path(name).name}.svg"
        try:
            drawing = file.read_text(encoding="utf-8")
        except OSError:
            _log.error("There is no icon %s in assets/icons; its place stays empty.", name)
            return image
        tint = QColor(f"#{colour}") if colour else QColor("black")
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", tint.name()).encode()))
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image
