"""The kiosk on its screen: the first frame at once, then everything else behind it.

What is imported here stands between the start and the first frame: no pydantic, no asyncio, no drivers.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app.appearance import Appearance
from kiosk.app.core_thread import CoreThread
from kiosk.app.hearts import Heart
from kiosk.flow.display import Display
from kiosk.flow.intents import Intent
from kiosk.flow.words import text
from kiosk.runtime.snapshot import Bar, OutOfServiceContent, Snapshot, StartingContent
from screens.bridge import Bridge
from screens.collector import Collector
from screens.window import (
    DisplayProfile,
    KioskView,
    build,
    make_application,
    on_first_frame,
    prepare_environment,
)

if TYPE_CHECKING:
    from kiosk.app.service import Service
    from kiosk.settings import Settings

_log = logging.getLogger(__name__)
SIGNALS_MS = 200  # Python handles a signal only when the interpreter runs


@dataclass(slots=True)
class Milestones:
    """Seconds from the start of the process to what a person sees; None: not yet."""

    begun: float
    first_frame: float | None = None
    in_service: float | None = None

    def reached(self) -> float:
        return time.monotonic() - self.begun


class CannotStart(Exception):
    """What the kiosk needs is wrong or missing; sentences for the operator. No device was opened."""


@dataclass(frozen=True, slots=True)
class Configuration:
    settings: Settings
    config_dir: Path  # where matters and profiles lie


Configure = Callable[[], Configuration]
"""Called in the core's thread once the first frame is painted. Errors: ``CannotStart``."""


class Kiosk:
    """One window and, once its first frame is painted, the core behind it."""

    def __init__(
        self,
        appearance: Appearance,
        configure: Configure,
        *,
        platform: str = "",
        still: bool = False,
        on_snapshot: Callable[[Snapshot], None] | None = None,
    ) -> None:
        prepare_environment(platform)
        self.milestones = Milestones(_process_start())
        self._appearance = appearance
        self._configure = configure
        self._exit_status = 0
        self._on_snapshot = on_snapshot
        self._service: Service | None = None
        self.application: QGuiApplication = make_application()
        self.bridge = Bridge(first_snapshot(appearance), self._intend, self._type)
        self.view: KioskView = build(self.bridge, display_profile(appearance), still)
        self._collector = Collector(self.application)
        self._core = CoreThread(self._serve, self._failed)

    def run(self) -> int:
        """Show, serve, and go on until the window is closed or the process is told to end.

        Exit status 2 when it could not start; the reason is on the standard error.
        """
        self._end_by_signal()
        self.start()
        try:
            self.application.exec()
            return self._exit_status
        finally:
            self.stop()

    def start(self) -> None:
        on_first_frame(self.view, self._painted)
        if self._appearance.production:
            self.view.showFullScreen()
        else:
            self.view.show()

    def stop(self) -> None:
        self._core.stop()
        self.view.retire()

    @property
    def service(self) -> Service | None:
        """None until the core's thread has put it together."""
        return self._service

    def _painted(self) -> None:
        self.milestones.first_frame = self.milestones.reached()
        _log.info("first frame after %.3f s", self.milestones.first_frame)
        from kiosk.runtime.service_manager import from_environment

        from_environment().ready()
        self._core.start()

    async def _serve(self) -> None:
        # Imported here, in the core's thread: the first frame does not wait for the catalogue or the drivers.
        import asyncio

        try:
            configuration = await asyncio.to_thread(self._configure)
        except CannotStart as refused:
            self._refuse(refused)
            return
        from kiosk.app.eyes import vision_of

        # A process of its own loads the models; that takes longest, so the rest is imported meanwhile.
        vision = vision_of(configuration.settings)
        seeing = asyncio.create_task(vision.start(), name="start vision early")
        try:
            await asyncio.to_thread(import_module, "kiosk.app.service")
            from kiosk.app.service import Service
            from kiosk.catalogue.dictionaries import READINGS
            from kiosk.catalogue.pinyin import Readings

            readings = Readings.load(configuration.config_dir / "dictionaries", READINGS)
            self.bridge.read_by(readings.of)
            self._service = Service(configuration.settings, configuration.config_dir, self._deliver, vision)
            self.bridge.look_through(self._service.frames)
            self.bridge.look_at_desk(self._service.desk_frames)
            await self._service.run()
        finally:
            seeing.cancel()
            await vision.stop()

    def _deliver(self, snapshot: Snapshot) -> None:
        if self.milestones.in_service is None and not isinstance(snapshot.content, StartingContent):
            self.milestones.in_service = self.milestones.reached()
            _log.info("in service after %.3f s", self.milestones.in_service)
        self.bridge.deliver(snapshot)
        if self._on_snapshot is not None:
            self._on_snapshot(snapshot)

    def _intend(self, intent: Intent) -> None:
        if self._service is not None:
            self._service.on_intent(intent)

    def _type(self, key: str, value: str) -> None:
        if self._service is not None:
            self._service.on_typed(key, value)

    def _refuse(self, refused: CannotStart) -> None:
        """From the core's thread: say why, and end."""
        print(refused, file=sys.stderr)
        self._exit_status = 2
        QMetaObject.invokeMethod(self.application, "quit", Qt.ConnectionType.QueuedConnection)

    def _failed(self, error: BaseException) -> None:
        """The core is gone: nobody can be served, and the screen says so."""
        content = OutOfServiceContent(text("out_of_service.staff"), None, self._appearance.help_phone)
        self.bridge.deliver(_plain(self._appearance, content, revision=1_000_000_000))

    def _beat(self) -> None:
        """The screen's heart: this runs only while the GUI thread goes round."""
        if self._service is not None:
            self._service.heartbeats.beat(Heart.SCREEN)

    def _end_by_signal(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.application.quit())
        timer = QTimer(self.application)
        timer.timeout.connect(self._beat)
        timer.start(SIGNALS_MS)


def first_snapshot(appearance: Appearance) -> Snapshot:
    return _plain(appearance, StartingContent(()), revision=0)


def _plain(appearance: Appearance, content: StartingContent | OutOfServiceContent, revision: int) -> Snapshot:
    return Snapshot(
        revision=revision,
        content=content,
        display=Display(),
        bar=Bar(None, None, None, None, None),
        zone=appearance.zone,
        terminal=appearance.terminal,
    )


def display_profile(appearance: Appearance) -> DisplayProfile:
    scale = appearance.pixels_per_millimetre
    below = (appearance.height_px - appearance.reach_line_px) / scale
    reach = DisplayProfile().lower_edge + below
    return DisplayProfile(appearance.width_px, appearance.height_px, scale, reach=reach)


def _process_start() -> float:
    """When this process began, on the monotonic clock; now where the system does not tell (proc(5))."""
    try:
        fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.monotonic()
    return time.monotonic() - max(0.0, age)
