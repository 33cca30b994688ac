"""The dock's values: what was seen of the simulators and the hub, what is shown, what a button does.

No Qt, no socket. A button carries its acts as data; ``screens.dock_hands`` performs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from kiosk.backend.demo_models import DemoCodeKind, Fault
from kiosk.flow.words import Words

READER = "id-card-reader"
SCANNER = "code-scanner"
CAMERA = "camera"
PAGE_PRINTER = "page-printer"
RECEIPT_PRINTER = "receipt-printer"
DEVICES = (READER, SCANNER, CAMERA, PAGE_PRINTER, RECEIPT_PRINTER)
DeviceState = Mapping[str, object]
_ONE_TIME_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


# --- what a button does -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellDevice:
    """One command to one simulator."""

    device: str
    command: str
    args: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class ShowCode:
    """Have the hub issue a code for this resident and hold it before the scanner."""

    resident: str
    kind: DemoCodeKind


@dataclass(frozen=True, slots=True)
class BreakHub:
    fault: Fault


@dataclass(frozen=True, slots=True)
class MendHub:
    """No fault is in force afterwards."""


Act = TellDevice | ShowCode | BreakHub | MendHub


class Emphasis(StrEnum):
    NORMAL = "normal"
    PRIMARY = "primary"
    MENDS = "mends"  # undoes something that is wrong now


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to press. ``enabled`` is false where there is nothing to do."""

    label: Words
    acts: tuple[Act, ...]
    emphasis: Emphasis = Emphasis.NORMAL
    enabled: bool = True


# --- what was seen ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A text message that went out; the telephone's number is masked."""

    phone: str
    text: str


@dataclass(frozen=True, slots=True)
class HubSight:
    """``fault`` is the one that was put in force from this dock; ``newest`` the newest text message."""

    answers: bool = False
    fault: Fault | None = None
    newest: Message | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """``devices`` by name; None while their host does not answer. ``fresh``: somebody looked."""

    devices: Mapping[str, DeviceState] | None = None
    hub: HubSight = HubSight()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Resident:
    """An invented resident of the demo. ``kind`` is the card's, ``valid_to`` as printed on it."""

    key: str
    name: str
    kind: str = ""
    valid_to: str = ""


# --- what is shown ------------------------------------------------------------------------------------------


class Tone(StrEnum):
    QUIET = "quiet"
    ACTIVE = "active"  # somebody or something is there
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ResidentChoice:
    resident: Resident
    chosen: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One device, or the hub: what it is, how it is, what can be done to it. ``plug``: its plug."""

    id: str
    icon: str
    status: tuple[Words, ...]
    tone: Tone
    deeds: tuple[Deed, ...]
    plug: Deed | None = None
    more: tuple[Deed, ...] = ()  # a row of their own


@dataclass(frozen=True, slots=True)
class Print:
    """What a printer put out last: a file of the demo's folder."""

    device: str
    path: str

    @property
    def name(self) -> str:
        return PurePath(self.path).name


@dataclass(frozen=True, slots=True)
class DockContent:
    residents: tuple[ResidentChoice, ...]
    about: Words | None
    sections: tuple[Section, ...]
    message: Message | None
    prints: tuple[Print, ...]
    trouble: Words | None

    @property
    def one_time_code(self) -> str:
        """The six digits of the newest message; "" without any."""
        found = _ONE_TIME_CODE.search(self.message.text) if self.message is not None else None
        return found.group() if found is not None else ""
