"""The kiosk without a screen: everything that the core needs, put together and kept running."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.clock import LoopClock
from drivers.contract import DeviceKind
from kiosk.app.devices import CAMERA_AS_SCANNER, Fitted, camera_health, fit
from kiosk.app.eyes import vision_of
from kiosk.app.flow_setup import setup_of
from kiosk.app.hearts import Heart
from kiosk.app.monitor import BackEndMonitor
from kiosk.app.photo import CardPhotos
from kiosk.backend.client import ClientSettings, HttpBackEnd, read_key
from kiosk.catalogue import load as load_catalogue
from kiosk.flow.events import Closed, Closure, Event, Opened, Part, PartReady, Unit, UnitChanged
from kiosk.flow.intents import Intent
from kiosk.flow.state import State
from kiosk.flow.words import Said
from kiosk.paper.maker import DocumentMaker, PaperPlace
from kiosk.paper.sheet import Standing
from kiosk.runtime.attempts import Attempts
from kiosk.runtime.camera_scanner import CameraScanner
from kiosk.runtime.core import Core, Publish
from kiosk.runtime.desk import Desk, Place
from kiosk.runtime.presenter import Presenter
from kiosk.runtime.printing import Printing
from kiosk.runtime.printing_port import RecordsLost
from kiosk.runtime.records import Records
from kiosk.runtime.service_manager import Heartbeats, from_environment
from kiosk.settings import Settings
from kiosk.texts import Texts
from kiosk.vision.port import FrameSource, Vision, VisionStatus

_log = logging.getLogger(__name__)
ZONE = ZoneInfo("Asia/Shanghai")
DEVICES_S = 2.5
BACK_END_S = 2.5
BEAT_S = 1.0
STUCK_S = 8.0


class Service:
    """Built and run on the core's thread; intents may come from any."""

    def __init__(
        self, settings: Settings, config_dir: Path, publish: Publish, vision: Vision | None = None
    ) -> None:
        """``vision`` may have been started already; it is ended here."""
        self.settings = settings
        texts = Texts()
        self.catalogue, problems = load_catalogue(config_dir, settings.terminal.profile)
        for problem in problems:
            _log.warning("%s", problem)
        texts.learn(self.catalogue.texts())
        clock = LoopClock()
        self.fitted: Fitted = fit(settings, clock)
        self.vision: Vision = vision or vision_of(settings)
        place = Place(
            settings.terminal.id,
            settings.zone.name.zh,
            settings.zone.name.en,
            settings.zone.help_phone,
        )
        self.back_end = HttpBackEnd(
            ClientSettings(settings.hub.url, settings.terminal.id, read_key(settings.hub.key_file))
        )
        self.records = Records(settings.journal.file, settings.journal.key_file, self.back_end, clock)
        self.desk = Desk(
            equipment=self.fitted.equipment,
            back_end=self.back_end,
            vision=self.vision,
            documents=self.vision.documents,
            catalogue=self.catalogue,
            photo_decoder=CardPhotos(self.fitted.photo),
            prints=self.records,
            trail=self.records,
            attempts=Attempts(),
            texts=texts,
            place=place,
            clock=clock,
            now=lambda: datetime.now(ZONE),
            post=_not_yet,
            state=_no_state,
        )
        self._camera_scans = scans_by_camera(settings)
        if self._camera_scans:
            scanner = CameraScanner(self.vision, self.desk.current_serial)
            self.desk.equipment = replace(self.desk.equipment, code_scanner=scanner)
        papers = DocumentMaker(paper_place(settings), texts, self.catalogue.matter, self.desk.now)
        self.core = Core(
            setup_of(settings, self.catalogue),
            self.desk,
            Printing(self.desk, papers),
            Presenter(self.catalogue, texts, place),
            publish,
        )
        handled = (matter.id for matter in self.catalogue.everything if matter.handled)
        self.monitor = BackEndMonitor(self.back_end, self.core.post, handled)
        self.heartbeats = Heartbeats(Heart, STUCK_S, time.monotonic)

    @property
    def frames(self) -> FrameSource:
        return self.vision.frames

    @property
    def desk_frames(self) -> FrameSource:
        """What the document camera sees."""
        return self.vision.documents.frames

    def on_intent(self, intent: Intent) -> None:
        self.core.post_from_outside(intent)

    def on_typed(self, key: str, value: str) -> None:
        self.core.type_from_outside(key, value)

    async def run(self) -> None:
        """Start every part, open the terminal, and go on until cancelled."""
        core = asyncio.create_task(self.core.run(), name="core")
        helpers: list[asyncio.Task[None]] = []
        try:
            await self._start(helpers)
            await core
        finally:
            for task in (core, *helpers):
                task.cancel()
            await asyncio.wait([core, *helpers])
            await self.fitted.stop()
            await self.vision.stop()
            await self.records.close()
            await self.back_end.close()

    async def _start(self, helpers: list[asyncio.Task[None]]) -> None:
        post = self.core.post
        if not await self.records.open(on_lost=lambda: post(Closed(Closure.JOURNAL_LOST))):
            post(Closed(Closure.JOURNAL_LOST))
            return
        post(PartReady(Part.JOURNAL))
        self.fitted.start(lambda unit, health: post(UnitChanged(unit, health)))
        self.vision.listen(self._tell_camera)
        vision = asyncio.create_task(self._start_vision(post), name="start vision")
        helpers.append(asyncio.create_task(self.monitor.run(), name="back end monitor"))
        helpers.append(asyncio.create_task(self.records.deliver(), name="outbox"))
        helpers.append(asyncio.create_task(self._beat(), name="heartbeats"))
        watchdog = from_environment().watch(self.heartbeats)
        helpers.append(asyncio.create_task(watchdog, name="watchdog"))
        helpers.append(asyncio.create_task(self.fitted.photo.warm(), name="photo decoder"))
        await self.fitted.settled(DEVICES_S)
        if not await self.records.settle_what_was_left(self.fitted.equipment):
            settling = self.records.settle_in_time(self.fitted.equipment)
            helpers.append(asyncio.create_task(settling, name="settle what was left"))
        post(PartReady(Part.DEVICES))
        try:
            await asyncio.wait_for(self.monitor.heard.wait(), BACK_END_S)
        except TimeoutError:
            _log.info("The back end has not answered yet; the terminal opens without it.")
        post(PartReady(Part.BACK_END))
        await vision
        asyncio.get_running_loop().run_in_executor(None, self.catalogue.prepare)
        post(Opened())

    async def _beat(self) -> None:
        """The core's and the journal's hearts; the screen has its own timer."""
        while True:
            self.heartbeats.beat(Heart.CORE)
            try:
                await self.records.beat()
            except RecordsLost:
                return  # the screen says that it is out of service; the service manager starts us anew
            self.heartbeats.beat(Heart.JOURNAL)
            await asyncio.sleep(BEAT_S)

    async def _start_vision(self, post: Callable[[Event], None]) -> None:
        await self.vision.start()
        self._tell_camera(self.vision.status)
        post(PartReady(Part.VISION))

    def _tell_camera(self, status: VisionStatus) -> None:
        health = camera_health(status)
        self.core.post(UnitChanged(Unit.CAMERA, health))
        if self._camera_scans:
            self.core.post(UnitChanged(Unit.CODE_SCANNER, health))


def scans_by_camera(settings: Settings) -> bool:
    wanted = settings.device(DeviceKind.CODE_SCANNER)
    return wanted is not None and wanted.driver == CAMERA_AS_SCANNER


def paper_place(settings: Settings) -> PaperPlace:
    """Without a production terminal's word every sheet is marked as a sample."""
    standing = Standing.OFFICIAL if settings.terminal.production else Standing.SAMPLE
    zone = Said(settings.zone.name.zh, settings.zone.name.en)
    return PaperPlace(settings.terminal.id, zone, settings.zone.help_phone, standing)


def _not_yet(event: Event) -> None:
    raise AssertionError("the core puts its own way in here")


def _no_state() -> State:
    raise AssertionError("the core puts its own state in here")
