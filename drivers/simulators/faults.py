"""The one alphabet of faults that every simulator understands.

The words of :class:`Fault` mean the same for every kind. A kind adds words of its own (``jam``,
``card_pulled``). A fault has one optional number (``late``: seconds) and may be limited to a count of uses;
otherwise it stays until it is cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Fault(StrEnum):
    SILENT = "silent"  # hears nothing, does nothing, says nothing
    DROP = "drop"  # does what it is told, but the answer is lost
    GARBLE = "garble"  # one bit of the answer is wrong
    LATE = "late"  # the answer comes ``argument`` seconds later (1.0 unless told)
    HALF = "half"  # the first half of the answer comes, the rest never
    NOISE_BEFORE = "noise_before"  # random bytes before the answer
    UNPLUGGED = "unplugged"  # the port is gone; clearing plugs the device in again
    ACTS_AT_POWER_UP = "acts_at_power_up"  # does or says something by itself when plugged in
    WRONG_IDENTITY = "wrong_identity"  # another unit than the one configured
    LIES = "lies"  # says well-formed things that are not so


class FaultRefused(ValueError):
    """No such fault for this device, or a number that makes no sense; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class ActiveFault:
    name: str
    argument: float | None = None
    remaining: int | None = None  # uses left; None: until cleared

    def seconds(self, default: float) -> float:
        return default if self.argument is None else self.argument


class FaultSet:
    """The faults that one simulator has now."""

    def __init__(self, own: frozenset[str] = frozenset()) -> None:
        self._known = own | frozenset(fault.value for fault in Fault)
        self._active: dict[str, ActiveFault] = {}

    @property
    def known(self) -> frozenset[str]:
        return self._known

    def set(self, name: str, argument: float | None = None, count: int | None = None) -> None:
        """Errors: ``FaultRefused``; nothing has changed then."""
        if name not in self._known:
            raise FaultRefused(f"This device has no fault {name!r}; it has {', '.join(sorted(self._known))}.")
        if count is not None and count < 1:
            raise FaultRefused(f"A fault needs a count of at least 1, not {count}.")
        self._active[name] = ActiveFault(name, argument, count)

    def clear(self, name: str) -> None:
        if name not in self._known:
            raise FaultRefused(f"This device has no fault {name!r}; it has {', '.join(sorted(self._known))}.")
        self._active.pop(name, None)

    def clear_all(self) -> None:
        self._active.clear()

    def active(self, name: str) -> bool:
        return name in self._active

    def take(self, name: str) -> ActiveFault | None:
        """The fault if it is set; one use of a counted fault is spent."""
        fault = self._active.get(name)
        if fault is not None and fault.remaining is not None:
            if fault.remaining == 1:
                del self._active[name]
            else:
                self._active[name] = replace(fault, remaining=fault.remaining - 1)
        return fault

    def state(self) -> Mapping[str, Mapping[str, float | int | None]]:
        return {
            fault.name: {"argument": fault.argument, "remaining": fault.remaining}
            for fault in self._active.values()
        }
