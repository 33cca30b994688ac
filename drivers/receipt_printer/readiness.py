"""What the conditions of an ESC/POS printer mean: may it print, and what is its status. Pure."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from types import MappingProxyType

from drivers.contract import Code, DeviceState, Status, SupplyLevel
from drivers.receipt_printer.profile import Condition


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the printer does not print."""

    code: Code
    sentence: str
    state: DeviceState
    reason: str  # a PWG 5100.9 keyword where there is one


# In this order: the first that holds is what somebody must deal with.
_STOPS: tuple[tuple[frozenset[Condition], Stop], ...] = (
    (
        frozenset({Condition.COVER_OPEN}),
        Stop(Code.COVER_OPEN, "The printer's cover is open.", DeviceState.USER_ERROR, "cover-open"),
    ),
    (
        frozenset({Condition.PAPER_OUT, Condition.PAPER_STOP}),
        Stop(Code.PAPER_OUT, "The printer is out of paper.", DeviceState.USER_ERROR, "media-empty"),
    ),
    (
        frozenset({Condition.CUTTER_ERROR}),
        Stop(Code.MEDIA_JAMMED, "The printer's knife is stuck.", DeviceState.HARDWARE_ERROR, "media-jam"),
    ),
    (
        frozenset({Condition.UNRECOVERABLE}),
        Stop(
            Code.HARDWARE_ERROR,
            "The printer reports an error that needs service.",
            DeviceState.HARDWARE_ERROR,
            "unrecoverable",
        ),
    ),
    (
        frozenset({Condition.MECHANICAL_ERROR}),
        Stop(
            Code.HARDWARE_ERROR,
            "The printer reports a mechanical error.",
            DeviceState.HARDWARE_ERROR,
            "mechanical-error",
        ),
    ),
    (
        frozenset({Condition.AUTO_RECOVERABLE}),
        Stop(
            Code.DEVICE_NOT_READY,
            "The print head is too hot; the printer goes on by itself.",
            DeviceState.DEGRADED,
            "head-hot",
        ),
    ),
    (
        frozenset({Condition.ERROR}),
        Stop(
            Code.HARDWARE_ERROR,
            "The printer reports an error without a cause.",
            DeviceState.HARDWARE_ERROR,
            "error",
        ),
    ),
    (
        frozenset({Condition.OFFLINE, Condition.FEED_BUTTON}),
        Stop(
            Code.DEVICE_NOT_READY,
            "The printer is offline (its feed button, or it is just starting).",
            DeviceState.USER_ERROR,
            "paused",
        ),
    ),
)


def stop_of(conditions: Set[Condition]) -> Stop | None:
    """The most urgent reason not to print, or None."""
    return next((stop for causes, stop in _STOPS if causes & conditions), None)


def passes_by_itself(stop: Stop) -> bool:
    """Whether waiting helps: the head cools, a button is let go."""
    return stop.code is Code.DEVICE_NOT_READY


def status_of(conditions: Set[Condition], paper_is_told: bool, now: float) -> Status:
    """The status that the printer itself told; ``paper_is_told``: its paper query was answered."""
    stop = stop_of(conditions)
    paper = SupplyLevel.OK if paper_is_told else SupplyLevel.UNKNOWN
    reasons = {stop.reason} if stop else set()
    if {Condition.PAPER_OUT, Condition.PAPER_STOP} & conditions:
        paper = SupplyLevel.OUT
        reasons.add("media-empty")
    elif Condition.PAPER_LOW in conditions:
        paper = SupplyLevel.LOW
        reasons.add("media-low")
    state = stop.state if stop else DeviceState.DEGRADED if reasons else DeviceState.ONLINE
    return Status(state, now, "device", frozenset(reasons), MappingProxyType({"paper": paper}))
