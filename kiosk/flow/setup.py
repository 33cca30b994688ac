"""What the flow needs to know of this terminal. Fixed while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kiosk.flow.display import Display
from kiosk.flow.events import Unit
from kiosk.flow.problems import Way


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds. Sources: WCAG 2.2 SC 2.2.1 (warning of at least 20 s, extended at least ten times).

    The machine's times are longer than the effects' own deadlines (10 s of the back end's client among them):
    they hold only when an effect fails to come back.
    """

    idle: float = 60.0
    idle_elder: float = 120.0
    warning: float = 20.0
    warning_elder: float = 30.0
    attract_reset: float = 60.0  # display settings chosen on the first page and left there
    reading: float = 12.0
    exchange: float = 12.0
    face: float = 30.0
    sending: float = 25.0
    asking: float = 25.0
    upload: float = 300.0  # a person with the phone in the hand is not idle
    printing: float = 120.0
    goodbye: float = 6.0
    remind: float = 20.0  # at the end, while something still lies there
    wiping: float = 10.0
    proof: float = 15 * 60.0  # the live check holds for further matters


class ActingFor(StrEnum):
    """Who may act for the holder."""

    NOBODY = "nobody"
    GUARDIAN = "guardian"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class MatterRule:
    """What the flow must know of a matter; texts and fields belong to the catalogue."""

    id: str
    needs_person: bool
    handled: bool = True  # False: listed, but this terminal has no definition of it
    needs_back_end: bool = True
    units: frozenset[Unit] = frozenset()  # without these it cannot be done at all
    groups: int = 1  # pages of the form
    money_moving: bool = False
    prints_later: bool = False  # 办理 and 打印 are two doors
    acting_for: ActingFor = ActingFor.NOBODY
    opens: bool = False  # the department is asked before anything is typed
    conditions: bool = False
    materials: bool = False
    review: bool = False  # a case is submitted; else a question is asked
    signature: bool = False
    refusals: Mapping[str, tuple[Way, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def has_form(self) -> bool:
        return self.groups > 0


@dataclass(frozen=True, slots=True)
class Setup:
    timings: Timings = field(default_factory=Timings)
    display: Display = field(default_factory=Display)
    admission_first: bool = True
    face_attempts: int = 3
    other_ways_after: int = 2
    phone_code_length: int = 6
    staff_code_length: int = 6
    staff_pin_length: int = 6
    matters: Mapping[str, MatterRule] = field(default_factory=lambda: MappingProxyType({}))
