"""From the configuration's device table to drivers under supervision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from drivers.clock import Clock
from drivers.code_scanner.gm65 import Gm65Scanner, Gm65Settings
from drivers.contract import Device, DeviceKind, DeviceState, Status
from drivers.id_card_reader.photo import LicensedLibrary, PhotoDecoder, StandIn, StandInPhotos
from drivers.id_card_reader.sam import SamReader, SamSettings
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.receipt_printer.escpos import EscPosPrinter
from drivers.receipt_printer.glyphs import FontGlyphs
from drivers.receipt_printer.profile import find_profile
from drivers.registry import LINE_SETTINGS, transport
from drivers.settings import SettingError, settings_from
from drivers.supervisor import RecoveryPolicy, Supervisor
from drivers.transports.base import Transport
from kiosk.flow.events import Health, Unit
from kiosk.runtime.equipment import Equipment, health_of
from kiosk.settings import DeviceSettings, Settings
from kiosk.vision.words import VisionStatus

ROOT = Path(__file__).parent.parent.parent
RECEIPT_PROFILES = ROOT / "config" / "devices" / "receipt-printers"
FONTS = (
    ROOT / "assets" / "fonts" / "NotoSansSC-Regular.otf",
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
)

BAUD = {DeviceKind.ID_CARD_READER: 115200, DeviceKind.CODE_SCANNER: 9600, DeviceKind.RECEIPT_PRINTER: 115200}


CAMERA_AS_SCANNER = "camera"
"""Driver of a code-scanner that is none: the terminal's camera looks for codes."""


class UnknownDriver(ValueError):
    """A device of the configuration that this kiosk cannot drive; one sentence for the operator."""


@dataclass(slots=True)
class Fitted:
    """The terminal's devices, each under its supervisor."""

    equipment: Equipment
    supervisors: Mapping[Unit, Supervisor]
    photo: PhotoDecoder
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, tell: Callable[[Unit, Health], None]) -> None:
        """Begin supervision; ``tell`` hears the health of every device now and at each change."""
        for unit, supervisor in self.supervisors.items():
            supervisor.listen(partial(_tell_health, tell, unit))
            self._tasks.append(asyncio.create_task(supervisor.run(), name=f"supervise {unit.value}"))

    async def settled(self, deadline: float) -> None:
        """Come back when every device was heard of or found missing; at the latest after ``deadline`` s."""
        end = asyncio.get_running_loop().time() + deadline
        while asyncio.get_running_loop().time() < end:
            states = {supervisor.status.state for supervisor in self.supervisors.values()}
            if DeviceState.STARTING not in states:
                return
            await asyncio.sleep(0.02)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self.photo.close()


def _tell_health(tell: Callable[[Unit, Health], None], unit: Unit, status: Status) -> None:
    tell(unit, health_of(status))


def fit(settings: Settings, clock: Clock) -> Fitted:
    """Errors: ``UnknownDriver``. Opens nothing."""
    devices: dict[Unit, Device] = {}
    reader = scanner = receipt = page = None
    if (wanted := settings.device(DeviceKind.ID_CARD_READER)) is not None:
        _expect(wanted, "sam")
        devices[Unit.ID_CARD_READER] = reader = SamReader(
            _serial(wanted), clock, _own_settings(SamSettings, wanted)
        )
    wanted = settings.device(DeviceKind.CODE_SCANNER)
    if wanted is not None and wanted.driver != CAMERA_AS_SCANNER:
        _expect(wanted, "gm65")
        devices[Unit.CODE_SCANNER] = scanner = Gm65Scanner(
            _serial(wanted), clock, _own_settings(Gm65Settings, wanted)
        )
    if (wanted := settings.device(DeviceKind.RECEIPT_PRINTER)) is not None:
        _expect(wanted, "escpos")
        profile = find_profile(RECEIPT_PROFILES, str(wanted.settings.get("profile", "generic-80mm")))
        devices[Unit.RECEIPT_PRINTER] = receipt = EscPosPrinter(
            _serial(wanted), profile, FontGlyphs(FONTS), clock
        )
    if (wanted := settings.device(DeviceKind.PAGE_PRINTER)) is not None:
        _expect(wanted, "ipp")
        devices[Unit.PAGE_PRINTER] = page = IppPagePrinter(IppSettings(wanted.url), clock)
    policy = RecoveryPolicy()
    return Fitted(
        Equipment(reader, scanner, receipt, page),
        {unit: Supervisor(unit.value, device, clock, policy=policy) for unit, device in devices.items()},
        _photo(settings),
    )


def _expect(wanted: DeviceSettings, driver: str) -> None:
    if wanted.driver != driver:
        raise UnknownDriver(
            f"The {wanted.kind.value} has the driver '{wanted.driver}', which this kiosk does not have; "
            f"it has '{driver}'."
        )


def _serial(wanted: DeviceSettings) -> Transport:
    try:
        return transport(wanted.port, wanted.settings, BAUD[wanted.kind])
    except SettingError as error:
        raise UnknownDriver(f"The {wanted.kind.value} cannot be connected. {error}") from None


S = TypeVar("S")


def _own_settings(kind: type[S], wanted: DeviceSettings) -> S:
    """What the device's table says beside its line and its photo decoder."""
    own = {
        name: value
        for name, value in wanted.settings.items()
        if name not in LINE_SETTINGS and not name.startswith("photo_")
    }
    try:
        return settings_from(kind, own)
    except SettingError as error:
        raise UnknownDriver(f"The {wanted.kind.value} has a wrong setting. {error}") from None


def _photo(settings: Settings) -> PhotoDecoder:
    """The site's licensed library where one is named; else the stand-in, which production refuses."""
    wanted = settings.device(DeviceKind.ID_CARD_READER)
    named = dict(wanted.settings) if wanted is not None else {}
    photo = {name.removeprefix("photo_"): value for name, value in named.items() if name.startswith("photo_")}
    photo.pop("decoder", None)
    stand_ins = StandInPhotos.REFUSED if settings.terminal.production else StandInPhotos.ACCEPTED
    if photo.get("library"):
        try:
            library = settings_from(LicensedLibrary, {"path": photo.pop("library"), **photo})
        except SettingError as error:
            raise UnknownDriver(f"The id-card-reader has a wrong setting of its photo. {error}") from None
        return PhotoDecoder(library, StandInPhotos.REFUSED)
    return PhotoDecoder(StandIn(), stand_ins)


def camera_health(status: VisionStatus) -> Health:
    """A camera that was not used yet is believed to be there; the first look will tell."""
    if status.engine.value in ("refused", "lost"):
        return Health.GONE
    if status.engine.value == "starting":
        return Health.UNKNOWN
    if status.camera.state is DeviceState.STARTING:
        return Health.READY
    return Health.READY if status.camera.state.usable else Health.GONE
