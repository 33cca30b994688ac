"""The newest status of one device and those who want to hear of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drivers.contract import DeviceState, Status, StatusListener


class StatusBoard:
    """Holds one status; tells listeners when anything but its age changed."""

    def __init__(self, now: float) -> None:
        self._newest = Status(DeviceState.STARTING, now, "driver")
        self._listeners: list[StatusListener] = []

    @property
    def newest(self) -> Status:
        return self._newest

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        """Call ``listener`` at each change; the returned function ends that and may be called twice."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def put(self, status: Status) -> Status:
        """Make ``status`` the newest one."""
        before, self._newest = self._newest, status
        if replace(before, taken_at=status.taken_at) != status:
            for listener in tuple(self._listeners):
                listener(status)
        return status
