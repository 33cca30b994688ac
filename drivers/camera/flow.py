"""The mailbox between a camera's wire thread and the one that looks: it holds one frame, the newest."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from drivers.camera.contract import CameraFrame, Pixels
from drivers.contract import Code, Completion, DeviceState, Identity, Status

Picture = Callable[[], Pixels | None]
"""Decodes the picture that was put in, or None if it is none: decoding is left to whoever takes the frame."""

SILENT_AFTER = 2.0
"""Seconds without a frame after which an open camera counts as offline."""

RETRY_FIRST, RETRY_LAST = 0.2, 2.0
"""Seconds between two attempts to reconnect: doubled from the first to the last."""


class WireLostError(Exception):
    """The flow broke: the sentence says how, ``state`` what the camera is now. For the wire thread."""

    def __init__(self, state: DeviceState, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


class FlowingCamera(ABC):
    """A camera whose frames arrive in a thread of its own. Subclasses say how the wire is read."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._news = threading.Condition()
        self._picture: Picture | None = None
        self._picture_at = 0.0
        self._sequence = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._detail = ""
        self._foreign = False
        self._status = Status(DeviceState.STARTING, time.monotonic(), "driver")

    # --- what a subclass does -------------------------------------------------------------------------------

    @abstractmethod
    def _flow(self) -> None:
        """Connect and call ``_arrived`` for each picture until ``_stopping``; raise WireLostError when it
        breaks.
        """

    @abstractmethod
    def _there(self, deadline: float) -> Identity:
        """Who is at the address, without a picture; raise WireLostError when nobody is. ``deadline`` in s."""

    def _interrupt(self) -> None:  # noqa: B027 - optional: not every wire blocks
        """Make a blocked ``_flow`` return soon. Called once by ``close``, from another thread."""

    # --- the contract ---------------------------------------------------------------------------------------

    @property
    def identity(self) -> Identity:
        return self._identity

    @property
    def status(self) -> Status:
        status, now = self._status, time.monotonic()
        if status.state is DeviceState.ONLINE and now - self._picture_at > SILENT_AFTER:
            return Status(DeviceState.OFFLINE, now, "driver", frozenset({"no-frames"}))
        return status

    def open(self, deadline: float) -> Completion[Identity]:
        if self._thread is not None:
            return Completion(Code.SEQUENCE_ERROR, detail="the camera is open already; nothing was changed")
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()
        if self.newest(0, deadline) is not None:
            return Completion(Code.SUCCESS, self._identity)
        detail = self._detail or "the camera sent no picture in time"
        if self._foreign:
            return Completion(Code.INVALID_DATA, detail=detail)
        missing = self._status.state in (DeviceState.NO_DEVICE, DeviceState.HARDWARE_ERROR)
        return Completion(Code.DEVICE_NOT_READY if missing else Code.TIME_OUT, detail=detail)

    def look_for(self, deadline: float) -> Completion[Identity]:
        assert self._thread is None, "the flow runs: its status says more"
        try:
            self._identity = self._there(deadline)
        except WireLostError as lost:
            self._say(lost.state, lost.detail, frozenset({"connection-lost"}))
            match lost.state:
                case DeviceState.OFFLINE:
                    code = Code.TIME_OUT
                case DeviceState.HARDWARE_ERROR:
                    code = Code.INVALID_DATA
                case _:
                    code = Code.DEVICE_NOT_READY
            return Completion(code, detail=lost.detail)
        return Completion(Code.SUCCESS, self._identity)

    def newest(self, after: int, timeout: float) -> CameraFrame | None:
        until = time.monotonic() + timeout
        while True:
            with self._news:
                while self._picture is None or self._sequence <= after:
                    left = until - time.monotonic()
                    if left <= 0 or self._stopping.is_set():
                        return None
                    self._news.wait(left)
                picture, taken_at, sequence = self._picture, self._picture_at, self._sequence
            rgb = picture()
            if rgb is not None:
                return CameraFrame(rgb, taken_at, sequence)
            self._spoilt()
            after = sequence  # a spoilt picture: wait for the next one

    def close(self) -> None:
        self._stopping.set()
        with self._news:
            self._picture = None
            self._news.notify_all()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._interrupt()
            thread.join(timeout=2.0)
        self._say(DeviceState.OFFLINE, "closed", frozenset({"closed"}))

    # --- for the wire thread --------------------------------------------------------------------------------

    def _arrived(self, picture: Picture) -> None:
        with self._news:
            self._picture = picture
            self._picture_at = time.monotonic()
            self._sequence += 1
            self._news.notify_all()
        if self._status.state is not DeviceState.ONLINE:
            self._foreign = False
            self._say(DeviceState.ONLINE, "", frozenset(), source="device")

    def _spoilt(self) -> None:
        self._say(
            DeviceState.DEGRADED,
            "the camera sent a picture that cannot be decoded",
            frozenset({"spoilt-frame"}),
        )

    def _say(self, state: DeviceState, detail: str, reasons: frozenset[str], source: str = "driver") -> None:
        self._status = Status(state, time.monotonic(), source, reasons)
        self._detail = detail

    def _run(self) -> None:
        pause = RETRY_FIRST
        while not self._stopping.is_set():
            before = self._sequence
            try:
                self._flow()
            except WireLostError as lost:
                self._foreign = lost.state is DeviceState.HARDWARE_ERROR
                self._say(lost.state, lost.detail, frozenset({"connection-lost"}))
            pause = RETRY_FIRST if self._sequence > before else min(pause * 2, RETRY_LAST)
            self._stopping.wait(pause)
