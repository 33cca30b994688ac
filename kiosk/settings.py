"""Settings of one terminal: ``config/kiosk.toml``, overlaid by further files, over defaults for everything.

Nothing is required; an empty file runs. What is written must be right: one fault, and ``load`` gives the
faults instead of settings, because a kiosk that guesses is worse than one that says what is wrong.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from drivers.contract import DeviceKind
from kiosk.flow.words import Said
from kiosk.problems import Problem
from kiosk.toml_lines import line_of

__all__ = [
    "DeviceSettings",
    "Orientation",
    "ScreenSettings",
    "Settings",
    "TimingSettings",
    "catalogue_dir",
    "load",
]

ROOT: Final = Path(__file__).resolve().parent.parent
_AT_LINE: Final = re.compile(r"at line ([0-9]+)")
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(_Model):
    zh: Line
    en: Line

    def said(self) -> Said:
        return Said(self.zh, self.en)


def _state_directory() -> Path:
    """The folder that systemd made for the service (systemd.exec(5)), else ``var`` in the current one."""
    return Path(os.environ.get("STATE_DIRECTORY", "").split(":")[0] or "var")


class ZoneSettings(_Model):
    """The room: its name on every page, and who answers a call for help."""

    name: Name = Name(zh="24小时政务服务自助区", en="24-hour service zone")
    place: Name = Name(zh="本自助区", en="this zone")
    help_phone: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{2,19}$")] = "12345"


class TerminalSettings(_Model):
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")] = "T001"
    profile: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")] = "personal"
    production: bool = False  # true refuses whatever stands in for a real thing
    data_dir: Path = Field(default_factory=_state_directory)


class TimingSettings(_Model):
    """All in seconds. WCAG 2.2 SC 2.2.1 asks for a warning of 20 s or more that one press extends."""

    idle: Annotated[float, Field(ge=20, le=3600)] = 60.0
    idle_elder: Annotated[float, Field(ge=20, le=3600)] = 120.0
    warning: Annotated[float, Field(ge=20, le=600)] = 20.0
    warning_elder: Annotated[float, Field(ge=20, le=600)] = 30.0
    attract_reset: Seconds = 60.0
    reading: Seconds = 12.0
    exchange: Seconds = 12.0
    face: Seconds = 30.0
    sending: Seconds = 25.0
    asking: Seconds = 25.0
    upload: Seconds = 300.0  # while a material is laid under the camera, sent by phone, or signed
    printing: Seconds = 120.0
    goodbye: Seconds = 6.0
    remind: Annotated[float, Field(ge=20, le=600)] = 20.0
    wiping: Seconds = 10.0
    proof: Annotated[float, Field(gt=0, le=900)] = 900.0  # further matters without another face check
    door_unlatched: Seconds = 5.0
    door_open_alarm: Seconds = 30.0


class Orientation(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class ScreenSettings(_Model):
    """The panel. ``reach_line_px`` counts from the top: what lies below is in reach of a wheelchair."""

    orientation: Orientation = Orientation.PORTRAIT
    width_px: Annotated[int, Field(ge=640, le=8192)] = 1080
    height_px: Annotated[int, Field(ge=480, le=8192)] = 1920
    pixels_per_millimetre: Annotated[float, Field(gt=0.5, le=20, allow_inf_nan=False)] = 3.21
    reach_line_px: Annotated[int, Field(ge=0, le=8192)] = 890

    @model_validator(mode="after")
    def _fits(self) -> Self:
        upright = self.height_px >= self.width_px
        if upright != (self.orientation is Orientation.PORTRAIT):
            raise ValueError("Width and height do not belong to this orientation. | Exchange them.")
        if self.reach_line_px >= self.height_px:
            raise ValueError("The reach line lies below the screen. | Count it in pixels from the top.")
        return self


class FaceSettings(_Model):
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    other_ways_after: Annotated[int, Field(ge=0, le=10)] = 2


class HubSettings(_Model):
    """The back end. The key file holds this terminal's secret and nothing else; only its owner reads it."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$")] = "http://127.0.0.1:8600"
    key_file: Path = Path("hub.key")


class JournalSettings(_Model):
    file: Path = Path("journal.db")
    key_file: Path = Path("audit.key")  # keys the hashes of subjects


SettingValue = str | int | float | bool


class DeviceSettings(_Model):
    """One device. ``port`` is a path in /dev, ``url`` an address; the driver says which it wants.

    ``serial``: the unit's serial number; another unit at this port is left alone. With it, ``ports`` names
    where else the unit may be found, as paths or patterns (``/dev/serial/by-id/*``).
    """

    kind: DeviceKind
    driver: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,63}$")]
    port: str = ""
    url: str = ""
    simulator: bool = False
    serial: Annotated[str, Field(max_length=128)] = ""
    ports: tuple[str, ...] = ()
    settings: Mapping[str, SettingValue] = {}

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.ports and not self.serial:
            raise ValueError(
                "A unit can only be looked for at other ports by its serial number. | Add 'serial'."
            )
        return self


DeviceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,47}$")]


class Settings(_Model):
    zone: ZoneSettings = ZoneSettings()
    terminal: TerminalSettings = Field(default_factory=TerminalSettings)
    timings: TimingSettings = TimingSettings()
    screen: ScreenSettings = ScreenSettings()
    face: FaceSettings = FaceSettings()
    hub: HubSettings = HubSettings()
    journal: JournalSettings = JournalSettings()
    devices: Mapping[DeviceName, DeviceSettings] = {}

    def device(self, kind: DeviceKind) -> DeviceSettings | None:
        """The first device of this kind."""
        return next((d for d in self.devices.values() if d.kind is kind), None)


def load(file: Path, *overlays: Path) -> Settings | tuple[Problem, ...]:
    """The settings of ``file``, a table or a value at a time replaced by those of each overlay in turn.

    A missing ``file`` means defaults; a missing overlay is a fault, because somebody named it. Relative paths
    count from the folder of the file in which they stand, journal and keys from ``data_dir``.
    """
    merged: dict[str, Any] = {}
    faults: list[Problem] = []
    for path in (file, *overlays):
        data = _read(path, required=path is not file)
        if isinstance(data, Problem):
            faults.append(data)
            continue
        _anchor(data, path.parent)
        merged = _merge(merged, data)
    if faults:
        return tuple(faults)
    for name, device in merged.get("devices", {}).items():
        if isinstance(device, dict):
            device.setdefault("kind", name)
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        return tuple(_problem(detail, (file, *overlays)) for detail in error.errors(include_url=False))
    return _refusals(settings, (file, *overlays)) or _within_data_dir(settings)


def catalogue_dir(file: Path) -> Path:
    """Where ``matters`` and ``profiles`` lie: beside the settings, else in the project's own ``config``."""
    beside = file.absolute().parent
    return beside if (beside / "matters").is_dir() else ROOT / "config"


def _read(path: Path, *, required: bool) -> dict[str, Any] | Problem:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if not required:
            return {}
        return Problem(path, 0, "", "The file is not there.", "Create it, or name another.")
    except UnicodeDecodeError:
        return Problem(path, 0, "", "The file is not UTF-8.", "Save it in the encoding UTF-8.")
    except OSError as error:
        return Problem(path, 0, "", f"The file cannot be read ({error.strerror}).", "Mend its rights.")
    except tomllib.TOMLDecodeError as error:
        line = int(m[1]) if (m := _AT_LINE.search(str(error))) else 0
        return Problem(
            path, line, "", f"This is not sound TOML: {error}.", "Mend that line, or the one above."
        )


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _anchor(data: dict[str, Any], folder: Path) -> None:
    """Make the paths of one file absolute before they are mixed with those of another."""
    terminal = data.get("terminal")
    if isinstance(terminal, dict) and isinstance(terminal.get("data_dir"), str):
        terminal["data_dir"] = str(folder.absolute() / terminal["data_dir"])


def _within_data_dir(settings: Settings) -> Settings:
    data_dir = settings.terminal.data_dir.absolute()
    return settings.model_copy(
        update={
            "terminal": settings.terminal.model_copy(update={"data_dir": data_dir}),
            "hub": settings.hub.model_copy(update={"key_file": data_dir / settings.hub.key_file}),
            "journal": settings.journal.model_copy(
                update={
                    "file": data_dir / settings.journal.file,
                    "key_file": data_dir / settings.journal.key_file,
                }
            ),
        }
    )


def _refusals(settings: Settings, files: tuple[Path, ...]) -> tuple[Problem, ...]:
    """What a production terminal must not have."""
    if not settings.terminal.production:
        return ()
    refused: list[tuple[tuple[str, ...], str, str]] = [
        (("devices", name, "simulator"), f"The device '{name}' is a simulator.", "Connect the real device.")
        for name, device in settings.devices.items()
        if device.simulator
    ]
    refused += [
        (
            ("devices", name, "settings"),
            f"'{name}' has no library that decodes the photographs of cards, only the stand-in.",
            "Name the site's licensed library under 'settings' as 'photo_library'.",
        )
        for name, device in settings.devices.items()
        if device.kind is DeviceKind.ID_CARD_READER and not device.settings.get("photo_library")
    ]
    url = urlsplit(settings.hub.url)
    if url.scheme != "https" and url.hostname not in ("127.0.0.1", "::1"):
        remedy = "Write an address that begins with https://."
        refused.append((("hub", "url"), "The back end is spoken to without encryption.", remedy))
    return tuple(
        _place(loc, f"A production terminal refuses this: {what}", remedy, files)
        for loc, what, remedy in refused
    )


def _problem(detail: Any, files: tuple[Path, ...]) -> Problem:
    loc = tuple(str(step) for step in detail["loc"] if step not in ("[key]", "str", "int", "float", "bool"))
    match detail["type"]:
        case "extra_forbidden":
            return _place(loc, f"'{loc[-1]}' is not a setting.", "Mend the word or remove the line.", files)
        case "missing":
            return _place(loc, f"'{loc[-1]}' is missing.", "Add it.", files)
        case "value_error":
            what, _, remedy = str(detail["ctx"]["error"]).partition(" | ")
            return _place(loc, what, remedy, files)
        case _:
            # The value itself may be a secret that somebody put into the wrong place.
            return _place(loc, f"{detail['msg']}.", "See docs/operations/configuration.md.", files)


def _place(loc: tuple[str, ...], what: str, remedy: str, files: tuple[Path, ...]) -> Problem:
    """The fault at the last file that says something of it, for that one won."""
    for path in reversed(files):
        line = line_of(path, loc)
        if line:
            return Problem(path, line, ".".join(loc), what, remedy)
    return Problem(files[0], 0, ".".join(loc), what, remedy)
