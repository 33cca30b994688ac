"""An ESC/POS printer from plain settings, for configuration files and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drivers.clock import Clock
from drivers.receipt_printer.escpos import EscPosPrinter
from drivers.receipt_printer.glyphs import FontGlyphs
from drivers.receipt_printer.profile import ProfileError, find_profile
from drivers.settings import SettingError, settings_from
from drivers.transports.base import Transport

_ROOT = Path(__file__).resolve().parents[2]
PROFILES = _ROOT / "config" / "devices" / "receipt-printers"
FONTS = (
    _ROOT / "assets" / "fonts" / "NotoSansSC-Regular.otf",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
)


@dataclass(frozen=True, slots=True)
class EscPosSettings:
    """``profile`` names a file in the folder ``profiles``, without ``.toml``."""

    profile: str = "generic-80mm"
    profiles: Path = PROFILES


def build(wire: Transport, clock: Clock, values: Mapping[str, object]) -> EscPosPrinter:
    """Errors: ``SettingError`` for a setting or profile that cannot be used."""
    settings = settings_from(EscPosSettings, values)
    try:
        profile = find_profile(settings.profiles, settings.profile)
    except ProfileError as error:
        raise SettingError(str(error)) from None
    return EscPosPrinter(wire, profile, FontGlyphs(FONTS), clock)
