"""A QR code (ISO/IEC 18004), drawn from its text: dark modules on white with the quiet zone around."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Items"
QML_IMPORT_MAJOR_VERSION = 1

QUIET = 4  # modules around the code (ISO/IEC 18004, 6.3.8)


def modules_of(text: str) -> list[list[bool]]:
    """The code's modules without the quiet zone, row by row; error correction M, as screens reflect."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@QmlElement
class QrCode(QQuickPaintedItem):
    """The code of ``text``; nothing is drawn for an empty one. Always dark on white, in every palette."""

    textChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._modules: list[list[bool]] = []

    def _read_text(self) -> str:
        return self._text

    def _write_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._modules = modules_of(text) if text else []
            self.textChanged.emit()
            self.update()

    text = Property(str, _read_text, _write_text, notify=textChanged)

    def paint(self, painter: QPainter) -> None:
        if not self._modules:
            return
        side = min(self.width(), self.height())
        module = side // (
            len(self._modules) + 2 * QUIET
        )  # whole pixels: every module is as large as the next
        code = module * len(self._modules)
        left, top = (self.width() - code) // 2, (self.height() - code) // 2
        painter.fillRect(QRectF(0, 0, self.width(), self.height()), Qt.GlobalColor.white)
        for row, line in enumerate(self._modules):
            for column, dark in enumerate(line):
                if dark:
                    place = QRectF(left + column * module, top + row * module, module, module)
                    painter.fillRect(place, Qt.GlobalColor.black)
