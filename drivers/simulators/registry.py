"""Which simulators there are: ``kind/driver`` → the factory that makes one.

Factories are named, not imported, so that a host with a printer only never loads the camera's libraries.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType

from drivers.simulators.base import SimulatorFactory

FACTORIES: Mapping[str, str] = MappingProxyType(
    {
        "id-card-reader/sam": "drivers.simulators.id_card_reader:create",
        "code-scanner/gm65": "drivers.simulators.code_scanner:create",
        "code-scanner/newland": "drivers.simulators.text_scanner:create_newland",
        "code-scanner/honeywell": "drivers.simulators.text_scanner:create_honeywell",
        "code-scanner/hid": "drivers.simulators.input_device:create_scanner",
        "keypad/evdev": "drivers.simulators.input_device:create_keypad",
        "smart-card-reader/pcsc": "drivers.simulators.smart_card_reader:create",
        "book-printer/vendor": "drivers.simulators.book_printer:create",
        "card-dispenser/crt591": "drivers.simulators.card_dispenser:create",
        "receipt-printer/escpos": "drivers.simulators.receipt_printer:create",
        "page-printer/ipp": "drivers.simulators.page_printer:create",
        "door/modbus-relay": "drivers.simulators.modbus_board:create_door",
        "door/lcus": "drivers.simulators.lcus:create",
        "signals/modbus-io": "drivers.simulators.modbus_board:create_io",
        "signals/nut": "drivers.simulators.power_supply:create",
        "locker/board-8a": "drivers.simulators.locker:create_board_8a",
        "locker/kerong-cu16": "drivers.simulators.locker:create_kerong_cu16",
        "locker/kerong-cu48": "drivers.simulators.locker:create_kerong_cu48",
        "locker/wkly": "drivers.simulators.locker:create_wkly",
        "locker/modbus": "drivers.simulators.locker:create_modbus",
        "camera/mjpeg": "drivers.simulators.camera:create",
        "document-camera/mjpeg": "drivers.simulators.document_camera:create",
    }
)


class NoSuchSimulator(LookupError):
    """No simulator of this kind and driver; the text is one sentence."""


def factory(kind: str, driver: str) -> SimulatorFactory:
    """Errors: ``NoSuchSimulator``."""
    try:
        module_name, function_name = FACTORIES[f"{kind}/{driver}"].split(":")
    except KeyError:
        known = ", ".join(sorted(FACTORIES))
        raise NoSuchSimulator(f"There is no simulator for {kind}/{driver}; there are {known}.") from None
    found: SimulatorFactory = getattr(importlib.import_module(module_name), function_name)
    return found
