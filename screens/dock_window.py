"""The dock's window: its QML and the pictures of what was printed. GUI thread."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pypdfium2
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickImageProvider, QQuickView

from kiosk.flow.display import Language
from kiosk.flow.words import text
from screens.dock_models import DockModel
from screens.pictures import IconProvider
from screens.texts import Translator, say
from screens.window import QML, ScreenError

SIZE = QSize(560, 1040)


class PrintProvider(QQuickImageProvider):
    """``image://print/<path>``: a ticket's picture, or the first page of a PDF, at the width asked for."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: N802, N803
        path, width = Path("/" + unquote(id)), max(1, requestedSize.width())
        image = _first_page(path, width) if path.suffix == ".pdf" else QImage(str(path))
        if image.isNull():
            image = QImage(1, 1, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
        return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def _first_page(path: Path, width: int) -> QImage:
    """Nothing where the file is gone or no PDF."""
    try:
        document = pypdfium2.PdfDocument(path)
    except (OSError, pypdfium2.PdfiumError):
        return QImage()
    try:
        page = document[0]
        bitmap = page.render(scale=2 * width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
        data = bytes(bitmap.buffer)
        drawn = QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
        return drawn.copy()
    finally:
        document.close()


class DockView(QQuickView):
    """Draws what the model holds."""

    def __init__(self, model: DockModel) -> None:
        super().__init__()
        self._model = model
        self._translator = Translator()
        self._translator.speak(model.speaks)
        engine = self.engine()
        engine.addImportPath(str(QML))
        engine.addImageProvider("icon", IconProvider())
        engine.addImageProvider("print", PrintProvider())
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.setTitle(say(text("dock.title"), model.speaks))
        self.setColor(QColor("#f3f5f7"))
        self.resize(SIZE)
        self.setInitialProperties({"dock": model})
        self.setSource(QUrl.fromLocalFile(str(QML / "Kiosk" / "Dock" / "Dock.qml")))
        if self.status() is not QQuickView.Status.Ready:
            raise ScreenError("; ".join(error.toString() for error in self.errors()))
        model.languageChanged.connect(self._speak)

    def _speak(self, language: Language) -> None:
        self._translator.speak(language)
        self.engine().retranslate()
        self.setTitle(say(text("dock.title"), language))

    def stand_beside(self) -> None:
        """At the right edge of the display, no higher than it is."""
        room = self.screen().availableGeometry()
        self.resize(SIZE.width(), min(SIZE.height(), room.height()))
        self.setPosition(room.right() + 1 - self.width(), room.top())

    def retire(self) -> None:
        """Take the window down; call before the application ends."""
        self._model.languageChanged.disconnect(self._speak)
        self._translator.silence()
        self.hide()
        self.setSource(QUrl())
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
