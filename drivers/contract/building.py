"""What belongs to the room and the cabinet: lockers, doors, lamps, sensors, power."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.contract.vocabulary import Completion, Device, SupplyLevel


class DoorState(StrEnum):
    """What a door's contact says. ``UNKNOWN``: nothing says it; never taken for closed."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """What a sensor says of a thing, a person, a finger on a button."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


DoorListener = Callable[[int, DoorState], None]
"""Compartment, and what its door's contact says now."""


class Locker(Device, Protocol):
    """Compartments are numbered from 1, through all boards of the cabinet."""

    async def open_compartment(self, compartment: int, deadline: float) -> Completion[DoorState]:
        """One pulse on one lock, never a second one.

        SUCCESS: the door's contact says open. HARDWARE_ERROR: the contact says that it stayed closed (stuck).
        OUTCOME_UNKNOWN: the pulse may have been given and no contact tells. INVALID_DATA: no such
        compartment. Any other code: nothing was sent.
        """

    async def doors(self, deadline: float) -> Completion[Mapping[int, DoorState]]:
        """All doors by compartment."""

    def listen_doors(self, listener: DoorListener) -> Callable[[], None]:
        """Call ``listener`` when a board says unasked that a door moved; the returned function ends that.

        A report is heard with the next question, at the latest with the supervisor's, so that a door that
        opened and closed between two looks is not lost. Boards without reports never call: look at ``doors``.
        """

    async def items(self, deadline: float) -> Completion[Mapping[int, Presence]]:
        """What lies in the compartments; UNSUPPORTED where the cabinet has no sensors."""


class PulseProof(StrEnum):
    """What says that the relay moved."""

    BOARD_TIMER = "board_timer"  # the board confirmed a pulse that it ends by itself
    SWITCHED = "switched"  # the board confirmed on, and confirmed off


@dataclass(frozen=True, slots=True)
class DoorContacts:
    """The inputs at a door; UNKNOWN where none is wired."""

    door: DoorState
    exit_button: Presence
    alarm: Presence


class Door(Device, Protocol):
    async def pulse(self, deadline: float) -> Completion[PulseProof]:
        """Unlatch once for the configured time. OUTCOME_UNKNOWN: it may have been unlatched."""

    async def contacts(self, deadline: float) -> Completion[DoorContacts]: ...


class Lamp(StrEnum):
    ID_CARD_READER = "id_card_reader"
    CODE_SCANNER = "code_scanner"
    RECEIPT = "receipt"
    PAPER = "paper"
    LOCKER = "locker"
    HELP = "help"
    TOWER_GREEN = "tower_green"
    TOWER_YELLOW = "tower_yellow"
    TOWER_RED = "tower_red"
    FACE_LIGHT = "face_light"


class LampState(StrEnum):
    OFF = "off"
    ON = "on"
    BLINK = "blink"  # once a second, well below the three flashes of WCAG 2.2 SC 2.3.1


class Sensor(StrEnum):
    PRESENCE = "presence"  # somebody stands before the kiosk
    TAMPER = "tamper"
    CABINET_DOOR = "cabinet_door"  # present: open
    HELP_BUTTON = "help_button"
    SMOKE = "smoke"
    WATER = "water"


class PowerSource(StrEnum):
    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Power:
    """What an uninterruptible power supply says; None where it does not."""

    source: PowerSource
    battery: SupplyLevel  # LOW: it will end soon
    charge_percent: float | None = None
    runtime_seconds: float | None = None
    words: frozenset[str] = frozenset()  # as the supply says them: OL, OB, LB, RB, CHRG, FSD


class Signals(Device, Protocol):
    """Lamps, sensors and the power supply; what a driver does not have is UNSUPPORTED."""

    async def set_lamp(self, lamp: Lamp, state: LampState, deadline: float) -> Completion[LampState]: ...

    async def sensors(self, deadline: float) -> Completion[Mapping[Sensor, Presence]]: ...

    async def power(self, deadline: float) -> Completion[Power]: ...
