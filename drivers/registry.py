"""Which drivers there are: ``kind/driver`` → how to build one from a port and plain settings.

``DRIVERS`` speak over a byte transport, which can be traced and recorded. ``SELF_WIRED`` bring a wire of
their own: HTTP, or what an image library opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from drivers.book_printer.vendor import VendorBookPrinter, VendorSettings
from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.camera.still import FramedStillCamera
from drivers.card_dispenser.crt591 import Crt591Dispenser, Crt591Settings
from drivers.clock import Clock
from drivers.code_scanner.camera import CameraCodeScanner, CameraScannerSettings
from drivers.code_scanner.gm65 import Gm65Scanner, Gm65Settings
from drivers.code_scanner.hid import HidScanner, HidSettings
from drivers.code_scanner.honeywell import HoneywellScanner, HoneywellSettings
from drivers.code_scanner.newland import NewlandScanner, NewlandSettings
from drivers.contract import Device, DeviceKind
from drivers.door.lcus import LcusDoor, LcusSettings
from drivers.door.modbus_relay import ModbusRelayDoor, ModbusRelaySettings
from drivers.id_card_reader.sam import SamReader, SamSettings
from drivers.keypad.evdev import EvdevKeypad, KeypadSettings
from drivers.locker import build as locker
from drivers.page_printer.ipp import IppPagePrinter, IppSettings
from drivers.receipt_printer.settings import build as receipt_printer
from drivers.settings import SettingError, settings_from
from drivers.signals.modbus_io import ModbusIo, ModbusIoSettings
from drivers.signals.nut import NutPower, NutSettings
from drivers.smart_card_reader.pcsc import PcscReader, PcscSettings
from drivers.transports.base import Transport
from drivers.transports.evdev import EvdevTransport, Node
from drivers.transports.pcsc import PcscTransport
from drivers.transports.process import ProcessTransport, plugin_command
from drivers.transports.serial import Parity, SerialSettings, SerialTransport
from drivers.transports.tcp import TcpTransport
from drivers.transports.usb import UsbAddressError, UsbTransport

LINE_SETTINGS = ("baud", "data_bits", "parity", "stop_bits")


class NoSuchDriver(LookupError):
    """No driver of this kind and name; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class DriverEntry:
    """``baud``: the speed that the device has when it leaves its factory. ``wire``: how its port is reached
    where that is neither a serial line nor TCP.
    """

    baud: int
    build: Callable[[Transport, Clock, Mapping[str, object]], Device]
    wire: Callable[[str, Mapping[str, object], int], Transport] | None = None


def input_device(port: str, values: Mapping[str, object], baud: int) -> Transport:
    """The wire of a keyboard: no line settings. Errors: ``SettingError``."""
    chosen = {name: value for name, value in values.items() if name in ("node", "vendor", "product")}
    wanted = settings_from(_InputSettings, chosen)
    return EvdevTransport(port, wanted.node, wanted.vendor, wanted.product)


@dataclass(frozen=True, slots=True)
class _InputSettings:
    node: Node = Node.KERNEL
    vendor: str = ""
    product: str = ""


def plugin(port: str, values: Mapping[str, object], baud: int) -> Transport:
    """The process of the plug-in that the setting ``plugin`` names; with a port of a simulator, that one.

    Errors: ``SettingError``.
    """
    if port.startswith(("/", "tcp:")):
        return transport(port, values, baud)
    name = str(values.get("plugin", ""))
    return ProcessTransport(plugin_command(name) if name else (), f"plugin:{name}")


DRIVERS: Mapping[str, DriverEntry] = MappingProxyType(
    {
        "id-card-reader/sam": DriverEntry(
            115200, lambda wire, clock, values: SamReader(wire, clock, settings_from(SamSettings, values))
        ),
        "code-scanner/gm65": DriverEntry(
            9600, lambda wire, clock, values: Gm65Scanner(wire, clock, settings_from(Gm65Settings, values))
        ),
        "code-scanner/newland": DriverEntry(
            9600,
            lambda wire, clock, values: NewlandScanner(wire, clock, settings_from(NewlandSettings, values)),
        ),
        "code-scanner/honeywell": DriverEntry(
            115200,
            lambda wire, clock, values: HoneywellScanner(
                wire, clock, settings_from(HoneywellSettings, values)
            ),
        ),
        "code-scanner/hid": DriverEntry(
            9600,
            lambda wire, clock, values: HidScanner(wire, clock, settings_from(HidSettings, values)),
            input_device,
        ),
        "keypad/evdev": DriverEntry(
            9600,
            lambda wire, clock, values: EvdevKeypad(wire, clock, settings_from(KeypadSettings, values)),
            input_device,
        ),
        "smart-card-reader/pcsc": DriverEntry(
            115200,
            lambda wire, clock, values: PcscReader(wire, clock, settings_from(PcscSettings, values)),
        ),
        "book-printer/vendor": DriverEntry(
            115200,
            lambda wire, clock, values: VendorBookPrinter(wire, clock, settings_from(VendorSettings, values)),
            plugin,
        ),
        "card-dispenser/crt591": DriverEntry(
            115200,
            lambda wire, clock, values: Crt591Dispenser(wire, clock, settings_from(Crt591Settings, values)),
        ),
        "receipt-printer/escpos": DriverEntry(115200, receipt_printer),
        "door/modbus-relay": DriverEntry(
            9600,
            lambda wire, clock, values: ModbusRelayDoor(
                wire, clock, settings_from(ModbusRelaySettings, values)
            ),
        ),
        "door/lcus": DriverEntry(
            9600, lambda wire, clock, values: LcusDoor(wire, clock, settings_from(LcusSettings, values))
        ),
        "signals/modbus-io": DriverEntry(
            9600, lambda wire, clock, values: ModbusIo(wire, clock, settings_from(ModbusIoSettings, values))
        ),
        "signals/nut": DriverEntry(
            9600, lambda wire, clock, values: NutPower(wire, clock, settings_from(NutSettings, values))
        ),
        "locker/board-8a": DriverEntry(9600, locker.board_8a),
        "locker/kerong-cu16": DriverEntry(19200, locker.kerong_cu16),
        "locker/kerong-cu48": DriverEntry(19200, locker.kerong_cu48),
        "locker/wkly": DriverEntry(9600, locker.wkly),
        "locker/modbus": DriverEntry(9600, locker.modbus),
    }
)


Port = str
SelfWired = Callable[[Port, Mapping[str, object], Clock], Device]


def _page_printer(port: str, values: Mapping[str, object], clock: Clock) -> Device:
    return IppPagePrinter(settings_from(IppSettings, {**values, "uri": port}), clock)


def _camera_scanner(port: str, values: Mapping[str, object], clock: Clock) -> Device:
    return CameraCodeScanner(settings_from(CameraScannerSettings, {**values, "address": port}), clock)


def _camera(kind: DeviceKind, driver: CameraDriver) -> SelfWired:
    def made(port: str, values: Mapping[str, object], clock: Clock) -> Device:
        settings = settings_from(CameraSettings, {**values, "address": port})
        return FramedStillCamera(kind, driver, settings, clock)

    return made


SELF_WIRED: Mapping[str, SelfWired] = MappingProxyType(
    {
        "page-printer/ipp": _page_printer,
        "code-scanner/camera": _camera_scanner,
        **{
            f"{kind.value}/{driver.value}": _camera(kind, driver)
            for kind in (DeviceKind.CAMERA, DeviceKind.DOCUMENT_CAMERA)
            for driver in CameraDriver
        },
    }
)


def names() -> tuple[str, ...]:
    """All drivers, as ``kind/driver``."""
    return tuple(sorted((*DRIVERS, *SELF_WIRED)))


def drivers_of(kind: DeviceKind) -> tuple[str, ...]:
    """The names of the drivers for this kind of device."""
    return tuple(name.partition("/")[2] for name in names() if name.startswith(f"{kind.value}/"))


def entry(kind: str, driver: str) -> DriverEntry:
    """Errors: ``NoSuchDriver``."""
    try:
        return DRIVERS[f"{kind}/{driver}"]
    except KeyError:
        raise NoSuchDriver(f"There is no driver {kind}/{driver}; there are {', '.join(names())}.") from None


def transport(port: str, values: Mapping[str, object], baud: int) -> Transport:
    """``tcp:HOST:PORT``; ``usb:VENDOR:PRODUCT``; ``pcsc:`` and what a reader's name in PC/SC begins with; or
    a serial port with the settings ``baud``, ``data_bits``, ``parity``, ``stop_bits``.

    Errors: ``SettingError``.
    """
    if port.startswith("tcp:"):
        host, _, number = port.removeprefix("tcp:").rpartition(":")
        if not host or not number.isascii() or not number.isdigit() or not 0 < int(number) < 65536:
            raise SettingError("A TCP port is written tcp:HOST:NUMBER.")
        return TcpTransport(host, int(number))
    if port.startswith("usb:"):
        try:
            return UsbTransport(port)
        except UsbAddressError as error:
            raise SettingError(str(error)) from None
    if port.startswith("pcsc:"):
        return PcscTransport(port.removeprefix("pcsc:"))
    line = {name: values[name] for name in LINE_SETTINGS if name in values}
    return SerialTransport(settings_from(SerialSettings, {"baud": baud, **line, "port": port}))


def build(
    kind: str,
    driver: str,
    port: str,
    values: Mapping[str, object],
    clock: Clock,
    wrap: Callable[[Transport], Transport] = lambda wire: wire,
) -> Device:
    """A driver on its port, not opened. ``wrap`` may put a recorder around a byte transport.

    Errors: ``NoSuchDriver``, ``SettingError``.
    """
    if (self_wired := SELF_WIRED.get(f"{kind}/{driver}")) is not None:
        return self_wired(port, values, clock)
    found = entry(kind, driver)
    return found.build(
        wrap(wire(kind, driver, port, values)),
        clock,
        {name: value for name, value in values.items() if name not in LINE_SETTINGS},
    )


def wire(kind: str, driver: str, port: str, values: Mapping[str, object]) -> Transport:
    """The byte transport to a port, as this driver speaks over it. Errors: as ``build``."""
    found = entry(kind, driver)
    return (found.wire or transport)(port, values, found.baud)


__all__ = [
    "DRIVERS",
    "SELF_WIRED",
    "DriverEntry",
    "NoSuchDriver",
    "Parity",
    "build",
    "drivers_of",
    "entry",
    "names",
    "transport",
    "wire",
]
