"""The doors of a simulated locker: what a pulse, a hand and a crowbar do to them. No bytes.

A pulse makes a door spring open a moment later unless it is stuck; nothing but a hand closes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.clock import Clock


@dataclass(slots=True)
class Compartment:
    open_since: float | None = None  # on the clock, may lie ahead: the door is springing open
    close_at: float | None = None
    item: bool = False
    pulses: int = 0


class Cabinet:
    """``spring_seconds``: from the pulse to the open contact. ``closes_after_seconds``: when somebody shuts
    the door behind them; None: they leave it open.
    """

    def __init__(
        self, clock: Clock, count: int, spring_seconds: float, closes_after_seconds: float | None
    ) -> None:
        self._clock = clock
        self._spring = spring_seconds
        self._closes_after = closes_after_seconds
        self.doors = {number: Compartment() for number in range(1, count + 1)}

    def pulse(self, number: int, stuck: bool) -> None:
        door = self.doors[number]
        door.pulses += 1
        if not stuck and not self.is_open(number):
            self._swing(door, self._clock.now() + self._spring)

    def force(self, number: int) -> None:
        self._swing(self.doors[number], self._clock.now())

    def close(self, number: int) -> None:
        self.doors[number].open_since = self.doors[number].close_at = None

    def put(self, number: int, item: bool) -> None:
        self.doors[number].item = item

    def is_open(self, number: int) -> bool:
        door, now = self.doors[number], self._clock.now()
        if door.close_at is not None and now >= door.close_at:
            self.close(number)
        return door.open_since is not None and now >= door.open_since

    def _swing(self, door: Compartment, moment: float) -> None:
        door.open_since = moment
        door.close_at = None if self._closes_after is None else moment + self._closes_after
