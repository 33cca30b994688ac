"""From the configuration's device tables to drivers under supervision."""

from __future__ import annotations

import asyncio
import glob
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from drivers import registry
from drivers.clock import Clock, LoopClock
from drivers.contract import Device, DeviceKind, DeviceState, Status
from drivers.id_card_reader.photo import LicensedLibrary, PhotoDecoder, StandIn, StandInPhotos
from drivers.registry import NoSuchDriver
from drivers.settings import SettingError, settings_from
from drivers.supervisor import RecoveryPolicy, Supervisor
from drivers.transports.base import Transport
from drivers.transports.half_duplex import Lines
from kiosk.app.eyes import UnusableCamera, camera_of, sentence
from kiosk.flow.events import Health, Unit
from kiosk.runtime.equipment import Equipment, health_of, worst
from kiosk.settings import DeviceSettings, Settings
from kiosk.vision.words import VisionStatus

CAMERA_AS_SCANNER = "camera"
"""Driver of a code-scanner that is none: the terminal's camera looks for codes."""

ON_A_BUS = frozenset(
    {
        *(f"locker/{driver}" for driver in registry.drivers_of(DeviceKind.LOCKER)),
        *(f"door/{driver}" for driver in registry.drivers_of(DeviceKind.DOOR)),
        "signals/modbus-io",
    }
)
"""Drivers of boards that take turns: several may hang on one port."""


class UnknownDriver(ValueError):
    """A device of the configuration that this kiosk cannot drive; one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class FittedDevice:
    """One table of the configuration, as a device under its supervisor."""

    name: str
    unit: Unit
    supervisor: Supervisor


@dataclass(slots=True)
class Fitted:
    """The terminal's devices."""

    equipment: Equipment
    devices: Sequence[FittedDevice]
    photo: PhotoDecoder
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, tell: Callable[[Unit, Health], None]) -> None:
        """Begin supervision; ``tell`` hears the health of every unit now and at each change."""
        for one in self.devices:
            one.supervisor.listen(partial(self._tell, tell, one.unit))
            run = one.supervisor.run()
            self._tasks.append(asyncio.create_task(run, name=f"supervise {one.name}"))

    def _tell(self, tell: Callable[[Unit, Health], None], unit: Unit, status: Status) -> None:
        """A unit of several devices, such as two boards of signals, is as well as the worst of them."""
        tell(unit, worst(health_of(one.supervisor.status) for one in self.devices if one.unit is unit))

    async def settled(self, deadline: float) -> None:
        """Come back when every device was heard of or found missing; at the latest after ``deadline`` s."""
        end = asyncio.get_running_loop().time() + deadline
        while asyncio.get_running_loop().time() < end:
            states = {one.supervisor.status.state for one in self.devices}
            if DeviceState.STARTING not in states:
                return
            await asyncio.sleep(0.02)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self.photo.close()


def fit(settings: Settings, clock: Clock) -> Fitted:
    """Errors: ``UnknownDriver``. Opens nothing.

    Every table but the camera's: that one the vision process holds, and tells of.
    """
    fitter = _Fitter(settings, clock)
    fitted = [fitter.fitted(name, wanted) for name, wanted in settings.devices.items() if _ours(wanted)]
    by_unit: dict[Unit, list[Any]] = {}
    for one in fitted:
        by_unit.setdefault(one.unit, []).append(one.supervisor.device)

    def first(unit: Unit) -> Any:
        return by_unit.get(unit, [None])[0]

    equipment = Equipment(
        id_card_reader=first(Unit.ID_CARD_READER),
        code_scanner=first(Unit.CODE_SCANNER),
        receipt_printer=first(Unit.RECEIPT_PRINTER),
        page_printer=first(Unit.PAGE_PRINTER),
        smart_card_reader=first(Unit.SMART_CARD_READER),
        document_camera=first(Unit.DOCUMENT_CAMERA),
        book_printer=first(Unit.BOOK_PRINTER),
        card_dispenser=first(Unit.CARD_DISPENSER),
        locker=first(Unit.LOCKER),
        door=first(Unit.DOOR),
        keypad=first(Unit.KEYPAD),
        signals=tuple(by_unit.get(Unit.SIGNALS, ())),
    )
    return Fitted(equipment, fitted, _photo(settings))


def faults_of_devices(settings: Settings) -> list[tuple[str, str]]:
    """Name of the table, and one sentence, for each device that could not be driven. Opens nothing."""
    fitter, found = _Fitter(settings, LoopClock()), []
    for name, wanted in settings.devices.items():
        try:
            if _ours(wanted):
                fitter.fitted(name, wanted)
            elif wanted.kind is DeviceKind.CAMERA:
                camera_of(wanted)
        except (UnknownDriver, UnusableCamera) as fault:
            found.append((name, str(fault)))
    return found


def _ours(wanted: DeviceSettings) -> bool:
    scans_by_camera = wanted.kind is DeviceKind.CODE_SCANNER and wanted.driver == CAMERA_AS_SCANNER
    return wanted.kind is not DeviceKind.CAMERA and not scans_by_camera


class _Fitter:
    """Builds devices; those on one bus share its line."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lines = Lines(clock)

    def fitted(self, name: str, wanted: DeviceSettings) -> FittedDevice:
        """Errors: ``UnknownDriver``."""
        drivers = registry.drivers_of(wanted.kind)
        if wanted.driver not in drivers:
            raise UnknownDriver(
                f"The {name} has the driver '{wanted.driver}', which this kiosk does not have; "
                f"it has {', '.join(repr(driver) for driver in drivers)}."
            )
        try:
            device = self._device(wanted)
        except (NoSuchDriver, SettingError) as error:
            raise UnknownDriver(
                f"The {name} cannot be driven as it is configured. {sentence(error)}"
            ) from None
        supervisor = Supervisor(
            name,
            device,
            self._clock,
            policy=RecoveryPolicy(),
            expected_serial=wanted.serial,
            ports=partial(self._other_ports, wanted) if wanted.ports else None,
        )
        return FittedDevice(name, Unit(wanted.kind.value), supervisor)

    def _device(self, wanted: DeviceSettings) -> Device:
        """Errors: ``SettingError``."""
        port, own = wanted.url or wanted.port, _own(wanted)
        return registry.build(wanted.kind.value, wanted.driver, port, own, self._clock, self._wrap(wanted))

    def _wrap(self, wanted: DeviceSettings) -> Callable[[Transport], Transport]:
        if f"{wanted.kind.value}/{wanted.driver}" in ON_A_BUS:
            return self._lines.seat
        return lambda wire: wire

    def _other_ports(self, wanted: DeviceSettings) -> Sequence[Transport]:
        """Where else the unit may be: what the patterns find now, but for the ports of other devices."""
        taken = {_real(other.port) for other in self._settings.devices.values() if other.port}
        found = sorted({path for pattern in wanted.ports for path in glob.glob(pattern)})
        wrap = self._wrap(wanted)
        return [
            wrap(registry.wire(wanted.kind.value, wanted.driver, path, _own(wanted)))
            for path in (wanted.port, *found)
            if path == wanted.port or _real(path) not in taken
        ]


def _real(port: str) -> str:
    return str(Path(port).resolve())


def _own(wanted: DeviceSettings) -> Mapping[str, object]:
    """What the device's table says beside its photo decoder."""
    return {name: value for name, value in wanted.settings.items() if not name.startswith("photo_")}


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
