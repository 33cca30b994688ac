"""The kiosk's window: the QML engine, the page in its slot, and the fonts. Everything here is GUI thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtQuick import QQuickItem, QQuickView

import screens.items.code
import screens.items.signature
import screens.typing  # noqa: F401 (names its types to QML)
from kiosk.flow.display import Language
from kiosk.runtime.snapshot import Snapshot
from screens.bridge import Bridge, local_now
from screens.messages import log_qt_messages
from screens.pages import MODELS, page_name_of
from screens.pictures import IconProvider
from screens.texts import Translator

QML = Path(__file__).parent / "qml"
FONTS = Path(__file__).parent.parent / "assets" / "fonts"
PRELOAD_MILLISECONDS = 40  # between two pages: the first of them is seen within a second


class ScreenError(Exception):
    """A QML file cannot be drawn: the programme is damaged, nothing of the person's was sent or printed."""


@dataclass(frozen=True)
class DisplayProfile:
    """The panel as mounted. Millimetres come from here, never from the display's own word.

    ``lower_edge`` is the height of the visible area's lower edge above the floor, ``reach`` the highest point
    that a seated person reaches (ADA 308.2.1: 1,220 mm).
    """

    width: int = 1080  # pixels
    height: int = 1920  # pixels
    pixels_per_millimetre: float = 3.21
    lower_edge: float = 900.0  # mm
    reach: float = 1220.0  # mm

    @property
    def reach_line(self) -> float:
        """Pixels from the top above which a seated person presses nothing."""
        return max(0.0, self.height - (self.reach - self.lower_edge) * self.pixels_per_millimetre)


def prepare_environment(platform: str = "") -> None:
    """Set what Qt reads from the environment; call before the application object exists."""
    os.environ["QT_QUICK_BACKEND"] = "software"
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform


def make_application() -> QGuiApplication:
    """The one application object, with our typeface as its default."""
    application = QGuiApplication.instance() or QGuiApplication(["kiosk"])
    assert isinstance(application, QGuiApplication)
    application.setApplicationName("kiosk")
    log_qt_messages()
    font = QFont("Noto Sans SC")
    font.setPixelSize(28)
    application.setFont(font)
    return application


class KioskView(QQuickView):
    """Draws what the bridge holds. A page's QML is compiled when it is first shown, or in spare moments."""

    def __init__(self, bridge: Bridge, profile: DisplayProfile, still: bool = False) -> None:
        super().__init__()
        self._bridge = bridge
        self._components: dict[str, QQmlComponent] = {}
        self._item: QQuickItem | None = None
        self._retired = False
        self._model: QObject | None = None
        self._translator = Translator()
        self._translator.speak(bridge.speaks)
        engine = self.engine()
        engine.addImportPath(str(QML))
        engine.addImageProvider("icon", IconProvider())
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.setTitle("kiosk")
        self.setColor(QColor("#f3f5f7"))
        self.resize(profile.width, profile.height)
        self.setInitialProperties(
            {
                "bridge": bridge,
                "pixelsPerMillimetre": profile.pixels_per_millimetre,
                "reachLine": profile.reach_line,
                "still": still,
            }
        )
        self.setSource(QUrl.fromLocalFile(str(QML / "Kiosk" / "Pages" / "Screen.qml")))
        if self.status() is not QQuickView.Status.Ready:
            raise ScreenError("; ".join(error.toString() for error in self.errors()))
        slot = self.rootObject().findChild(QQuickItem, "slot")
        assert isinstance(slot, QQuickItem)
        self._slot = slot
        self._show_page(bridge.name)
        bridge.pageReplaced.connect(self._show_page)
        bridge.languageChanged.connect(self._speak)
        self.frameSwapped.connect(self.preload, Qt.ConnectionType.SingleShotConnection)

    def _component(self, name: str) -> QQmlComponent:
        if name not in self._components:
            url = QUrl.fromLocalFile(str(QML / "Kiosk" / "Pages" / f"{name}Page.qml"))
            self._components[name] = QQmlComponent(self.engine(), url, self)
        return self._components[name]

    def _show_page(self, name: str) -> None:
        component = self._component(name)
        model = self._bridge.page
        item = component.createWithInitialProperties({"page": model, "parent": self._slot})
        if not isinstance(item, QQuickItem):
            raise ScreenError(component.errorString())
        QQmlEngine.setObjectOwnership(item, QQmlEngine.ObjectOwnership.CppOwnership)
        item.setParent(self._slot)
        old_item, old_model = self._item, self._model
        self._item, self._model = item, model
        if old_item is not None:
            old_item.setVisible(False)
            old_item.setParentItem(None)  # type: ignore[arg-type]  # null takes it off the scene
            old_item.deleteLater()
        if old_model is not None and old_model is not model:
            old_model.deleteLater()

    def _speak(self, language: Language) -> None:
        self._translator.speak(language)
        self.engine().retranslate()

    def preload(self) -> None:
        """Compile the pages one by one in spare moments, so that each opens at once when it is wanted."""
        waiting = [page_name_of(content) for content in MODELS]

        def compile_next() -> None:
            if waiting and not self._retired:
                self._component(waiting.pop())
                QTimer.singleShot(PRELOAD_MILLISECONDS, self, compile_next)

        QTimer.singleShot(PRELOAD_MILLISECONDS, self, compile_next)

    def retire(self) -> None:
        """Take the screen down: the page, then its models; call before the application ends."""
        self._retired = True
        self._bridge.pageReplaced.disconnect(self._show_page)
        self._bridge.languageChanged.disconnect(self._speak)
        self._translator.silence()
        self.hide()
        self._item = None
        self.setSource(QUrl())
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def build(bridge: Bridge, profile: DisplayProfile, still: bool = False) -> KioskView:
    """The window with its first page drawn into it, not yet shown. Raises ScreenError for damaged QML."""
    return KioskView(bridge, profile, still)


def on_first_frame(view: KioskView, then: Callable[[], None]) -> None:
    """Call once, in the GUI thread, when the first frame has been painted."""
    view.frameSwapped.connect(then, Qt.ConnectionType.SingleShotConnection)


def grab(view: KioskView) -> QImage:
    """The window's picture as painted now."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
    return view.grabWindow()


def grab_page(
    snapshot: Snapshot,
    profile: DisplayProfile,
    now: Callable[[], datetime] = local_now,
    monotonic: Callable[[], float] = time.monotonic,
) -> QImage:
    """One page's picture, drawn in a window of its own with nothing moving."""
    bridge = Bridge(snapshot, lambda _: None, lambda _, __: None, monotonic, now)
    view = build(bridge, profile, still=True)
    view.show()
    picture = grab(view)
    view.retire()
    bridge.deleteLater()
    return picture
