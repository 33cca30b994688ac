"""A screen without a core: shows snapshots, collects what is pressed and typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from support import screen_samples as samples

from kiosk.flow.display import Display
from kiosk.flow.intents import Intent
from kiosk.runtime.snapshot import Snapshot
from screens.bridge import Bridge
from screens.items.camera import FrameSource
from screens.window import DisplayProfile, KioskView, build, grab, make_application, prepare_environment

PORTRAIT = DisplayProfile()
LANDSCAPE = DisplayProfile(width=1920, height=1080)
MOMENT = datetime(2026, 11, 21, 11, 22)  # noqa: DTZ001 - as it stands on the screen


@dataclass
class Stage:
    profile: DisplayProfile
    bridge: Bridge
    view: KioskView
    intents: list[Intent]
    typed: list[tuple[str, str]]
    clock: list[float]
    revision: int = 0
    _kept: list[Snapshot] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        page: str,
        display: Display,
        profile: DisplayProfile = PORTRAIT,
        frames: FrameSource | None = None,
        *,
        idle: bool = False,
    ) -> Stage:
        prepare_environment("offscreen")
        make_application()
        intents: list[Intent] = []
        typed: list[tuple[str, str]] = []
        clock = [samples.NOW]
        bridge = Bridge(
            samples.snapshot(page, display, revision=0, idle=idle),
            intents.append,
            lambda key, value: typed.append((key, value)),
            monotonic=lambda: clock[0],
            now=lambda: MOMENT,
            frames=frames,
        )
        view = build(bridge, profile, still=True)
        view.show()
        stage = cls(profile, bridge, view, intents, typed, clock)
        stage.settle()
        return stage

    def settle(self) -> None:
        """Let Qt do what is queued."""
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()

    def show(self, page: str, display: Display, *, idle: bool = False) -> None:
        self.revision += 1
        self.deliver(samples.snapshot(page, display, revision=self.revision, idle=idle))

    def deliver(self, snapshot: Snapshot) -> None:
        self.bridge.deliver(snapshot)
        self.settle()

    def picture(self) -> QImage:
        return grab(self.view).convertToFormat(QImage.Format.Format_RGB888)

    def close(self) -> None:
        self.view.retire()
        self.bridge.deleteLater()
        self.settle()

    def items(self) -> Iterator[QQuickItem]:
        """Every item that is drawn, parents before children."""
        yield from _drawn(self.view.contentItem())


def _drawn(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from _drawn(child)


def place(item: QQuickItem) -> QRectF:
    """Where it stands in the window, in pixels."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
