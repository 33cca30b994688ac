"""What every driver has: identity, capabilities, status, and commands that return a ``Completion``.

The words are those of XFS4IoT (CEN/WS XFS). Commands are coroutines with a deadline, in seconds from the
call; they can be cancelled, and they *return* what happened: only a bug raises. A physical act is never
repeated on silence: the driver asks the device and, when it cannot tell, says ``OUTCOME_UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class DeviceKind(StrEnum):
    ID_CARD_READER = "id-card-reader"
    SMART_CARD_READER = "smart-card-reader"
    CODE_SCANNER = "code-scanner"
    CAMERA = "camera"
    DOCUMENT_CAMERA = "document-camera"  # 高拍仪: looks down on a desk, on which papers are laid
    RECEIPT_PRINTER = "receipt-printer"
    PAGE_PRINTER = "page-printer"
    LOCKER = "locker"
    DOOR = "door"
    SIGNALS = "signals"
    CARD_DISPENSER = "card-dispenser"
    KEYPAD = "keypad"
    BOOK_PRINTER = "book-printer"


class Code(StrEnum):
    """How a command ended. The set is closed."""

    SUCCESS = "success"
    NO_MEDIA = "no_media"
    INVALID_MEDIA = "invalid_media"
    MEDIA_JAMMED = "media_jammed"
    MEDIA_RETRACTED = "media_retracted"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    USER_ERROR = "user_error"
    DEVICE_NOT_READY = "device_not_ready"
    TIME_OUT = "time_out"
    CANCELED = "canceled"
    HARDWARE_ERROR = "hardware_error"
    INVALID_DATA = "invalid_data"
    UNSUPPORTED = "unsupported"
    SEQUENCE_ERROR = "sequence_error"
    OUTCOME_UNKNOWN = "outcome_unknown"
    FRAUD_ATTEMPT = "fraud_attempt"


@dataclass(frozen=True, slots=True)
class Completion(Generic[T_co]):
    """The end of one command.

    ``result`` is there exactly when a success has something to hand over. ``detail`` is one English sentence
    for the technician: what happened and whether anything was sent, printed or opened; never personal data.
    """

    code: Code
    result: T_co | None = None
    detail: str = ""

    @property
    def succeeded(self) -> bool:
        return self.code is Code.SUCCESS


class DeviceState(StrEnum):
    STARTING = "starting"
    ONLINE = "online"
    BUSY = "busy"
    DEGRADED = "degraded"
    OFFLINE = "offline"  # the port is there, nobody answers
    NO_DEVICE = "no_device"  # the port is gone
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"  # somebody must close a cover, take a card: not a fault of the device
    FRAUD_SUSPECTED = "fraud_suspected"

    @property
    def usable(self) -> bool:
        return self in (DeviceState.ONLINE, DeviceState.BUSY, DeviceState.DEGRADED)


class SupplyLevel(StrEnum):
    """``UNKNOWN`` is never taken for ``OUT`` and never for ``OK``."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which device this is. ``serial`` is what tells two units apart; empty when the protocol has none."""

    kind: DeviceKind
    driver: str
    model: str = ""
    serial: str = ""
    firmware: str = ""


def _no_supplies() -> Mapping[str, SupplyLevel]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a device, from whom, and since when.

    ``taken_at`` is in seconds of the driver's monotonic clock; ``source`` names who said it (``"device"``,
    ``"transport"``, ``"driver"``). ``reasons`` are keywords such as ``media-jam`` (PWG 5100.9, where there).
    """

    state: DeviceState
    taken_at: float
    source: str
    reasons: frozenset[str] = frozenset()
    supplies: Mapping[str, SupplyLevel] = field(default_factory=_no_supplies)


StatusListener = Callable[[Status], None]


class Device(Protocol):
    """The face that every kind shows to the supervisor and the technician."""

    @property
    def identity(self) -> Identity: ...

    @property
    def status(self) -> Status:
        """The newest known status; never touches the wire."""

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        """Call ``listener`` at each change of status; the returned function ends that."""

    async def open(self, deadline: float) -> Completion[Identity]:
        """Open the wire and verify by protocol that the right kind of device answers. Acts on nothing."""

    async def close(self) -> None: ...

    async def refresh(self, deadline: float) -> Completion[Status]:
        """Ask the device for its status."""
