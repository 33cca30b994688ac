"""What the first frame shows of the settings, read in a few milliseconds.

Judging every setting takes longer than painting a frame, so the first frame does not wait for it: what is
missing or unusable is passed over here for its default. ``kiosk.settings`` judges the same files right
afterwards, before any device is opened, and has the last word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.flow.words import Said

if TYPE_CHECKING:
    from kiosk.settings import Settings

WIDTH_PX = range(640, 8193)
HEIGHT_PX = range(480, 8193)
SCALE = (0.5, 20.0)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The room, the terminal and its panel. The defaults are those of ``kiosk.settings``."""

    zone: Said = field(default=Said("24小时政务服务自助区", "24-hour service zone"))
    terminal: str = "T001"
    help_phone: str = "12345"
    production: bool = False
    width_px: int = 1080
    height_px: int = 1920
    pixels_per_millimetre: float = 3.21
    reach_line_px: int = 890

    @classmethod
    def of(cls, settings: Settings) -> Appearance:
        screen = settings.screen
        return cls(
            settings.zone.name.said(),
            settings.terminal.id,
            settings.zone.help_phone,
            settings.terminal.production,
            screen.width_px,
            screen.height_px,
            screen.pixels_per_millimetre,
            screen.reach_line_px,
        )


def glance(file: Path, *overlays: Path) -> Appearance:
    """Of these files, later ones laid over earlier ones; a file that cannot be read says nothing."""
    tables: dict[str, dict[str, object]] = {}
    for path in (file, *overlays):
        for name, table in _read(path).items():
            if isinstance(table, Mapping):
                tables.setdefault(name, {}).update(table)
    zone, terminal = tables.get("zone", {}), tables.get("terminal", {})
    screen = tables.get("screen", {})
    usual = Appearance()
    height = _pixels(screen.get("height_px"), HEIGHT_PX, usual.height_px)
    return Appearance(
        _said(zone.get("name"), usual.zone),
        _text(terminal.get("id"), usual.terminal),
        _text(zone.get("help_phone"), usual.help_phone),
        terminal.get("production") is True,
        _pixels(screen.get("width_px"), WIDTH_PX, usual.width_px),
        height,
        _scale(screen.get("pixels_per_millimetre"), usual.pixels_per_millimetre),
        _pixels(screen.get("reach_line_px"), range(height), min(usual.reach_line_px, height - 1)),
    )


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # not there, not UTF-8, not TOML: the settings will say so
        return {}


def _said(value: object, usual: Said) -> Said:
    named = value if isinstance(value, Mapping) else {}
    return Said(_text(named.get("zh"), usual.zh), _text(named.get("en"), usual.en))


def _text(value: object, usual: str) -> str:
    return value.strip() if isinstance(value, str) and value.strip() else usual


def _pixels(value: object, sound: range, usual: int) -> int:
    return value if type(value) is int and value in sound else usual


def _scale(value: object, usual: float) -> float:
    if type(value) not in (int, float):
        return usual
    assert isinstance(value, int | float)
    return float(value) if SCALE[0] < value <= SCALE[1] else usual
