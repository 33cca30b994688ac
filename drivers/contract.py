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


# --- ID card reader ----------------------------------------------------------------------------------------


class CardType(StrEnum):
    RESIDENT = "resident"  # 居民身份证
    HMT_RESIDENCE = "hmt_residence"  # 港澳台居民居住证 (J)
    FOREIGNER_2017 = "foreigner_2017"  # 外国人永久居留身份证 2017 (I)
    FOREIGNER_2023 = "foreigner_2023"  # 外国人永久居留身份证 2023 (Y)


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """What the chip of one card says. Personal data: it has no readable form of its own.

    Dates are ``YYYYMMDD``; ``valid_to`` may be ``长期``. ``photo`` is the raw 1,024-byte block of the chip.
    """

    card_type: CardType
    name: str
    sex_code: str  # GB/T 2261.1
    nation_code: str  # GB/T 3304, or empty
    nationality: str  # three letters (GB/T 2659), or empty
    birth: str
    address: str
    number: str
    authority: str
    valid_from: str
    valid_to: str
    photo: bytes
    pass_number: str = ""  # 通行证号码, J cards
    issue_count: str = ""  # 签发次数 / 换证次数
    english_name: str = ""
    former_number: str = ""  # the 15-character number before 2023, Y cards
    card_version: str = ""  # I cards
    additional_address: str = ""

    def __repr__(self) -> str:
        return f"IdCard({self.card_type.value})"

    __str__ = __repr__


class IdCardReader(Device, Protocol):
    async def find(self, deadline: float) -> Completion[None]:
        """One look for a card that can be read: SUCCESS, or NO_MEDIA at once."""

    async def read(self, deadline: float) -> Completion[IdCard]:
        """Select and read the card that lies there.

        NO_MEDIA: none does; INVALID_MEDIA: unreadable or pulled; UNSUPPORTED: of no known type.
        """

    async def card_present(self, deadline: float) -> Completion[bool]:
        """Whether a card (also one read already) lies on the reader."""


# --- Code scanner ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class ScannedCode:
    """The text of one code, up to 4,296 characters (QR, ISO/IEC 18004). A login credential, never logged."""

    text: str

    def __repr__(self) -> str:
        return f"ScannedCode({len(self.text)} characters)"

    __str__ = __repr__


class CodeScanner(Device, Protocol):
    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        """Light on until a code is read; TIME_OUT when none came; cancelling puts the light out."""


# --- Receipt printer ---------------------------------------------------------------------------------------


class TicketPlace(StrEnum):
    UNKNOWN = "unknown"  # no presenter sensor
    NONE = "none"
    AT_MOUTH = "at_mouth"
    TAKEN = "taken"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class ReceiptEvidence:
    """What proves a receipt: the printer's own answer after the last line, and where the ticket is."""

    confirmed_by: str  # the status query that the device answered after the data
    ticket: TicketPlace


# --- Page printer ------------------------------------------------------------------------------------------


class JobState(StrEnum):
    """RFC 8011 §5.3.7."""

    PENDING = "pending"
    HELD = "held"
    PROCESSING = "processing"
    STOPPED = "stopped"
    CANCELED = "canceled"
    ABORTED = "aborted"
    COMPLETED = "completed"

    @property
    def final(self) -> bool:
        return self in (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


@dataclass(frozen=True, slots=True)
class PageJob:
    """One job as the printer tells of it. ``impressions`` is job-impressions-completed; None: not told."""

    job_id: int
    name: str
    state: JobState
    reasons: frozenset[str]
    impressions: int | None


class PagePrinter(Device, Protocol):
    async def submit(self, document: bytes, job_name: str, deadline: float) -> Completion[PageJob]:
        """Create a job of this name and send the PDF. OUTCOME_UNKNOWN when the printer may have it."""

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]: ...

    async def find_job(self, job_name: str, deadline: float) -> Completion[PageJob]:
        """The job of this name, also a finished one; NO_MEDIA when the printer knows none."""

    async def cancel(self, job_id: int, deadline: float) -> Completion[None]: ...


# --- Smart card reader -------------------------------------------------------------------------------------


class SocialCardGeneration(StrEnum):
    """规范版本 of a 社会保障卡."""

    FIRST = "1.0"
    SECOND = "2.0"
    THIRD = "3.0"
    UNKNOWN = "unknown"


class HolderAccess(StrEnum):
    """Whether the holder's data could be read."""

    READ = "read"
    KEYS_NEEDED = "keys_needed"  # only after mutual authentication with a key of the authority (3.0)
    PIN_NEEDED = "pin_needed"
    NOT_ON_CARD = "not_on_card"


@dataclass(frozen=True, slots=True, repr=False)
class SocialCardHolder:
    """Personal data: it has no readable form of its own."""

    number: str  # 社会保障号码
    name: str
    sex_code: str  # GB/T 2261.1
    nation_code: str  # GB/T 3304, or empty
    birthplace: str  # GB/T 2260, or empty
    birth: str  # YYYYMMDD, or empty

    def __repr__(self) -> str:
        return "SocialCardHolder()"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, repr=False)
class SocialSecurityCard:
    """What the chip of a 社会保障卡 says. ``holder`` is there exactly when ``holder_access`` is READ.

    Dates are ``YYYYMMDD`` or empty; ``identification`` and ``atr`` are hexadecimal.
    """

    generation: SocialCardGeneration
    atr: str
    identification: str  # 卡识别码
    region: str  # its first three bytes
    card_class: str  # 卡类别, hexadecimal
    version: str  # 规范版本 as written
    issuer: str  # 初始化机构编号, hexadecimal
    issued: str
    valid_to: str
    card_number: str
    holder_access: HolderAccess
    holder: SocialCardHolder | None = None

    def __repr__(self) -> str:
        return f"SocialSecurityCard({self.generation.value}, holder {self.holder_access.value})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, repr=False)
class CardUid:
    """The number of a contactless chip, hexadecimal. It may point at a person: it has no readable form."""

    uid: str

    def __repr__(self) -> str:
        return f"CardUid({len(self.uid) // 2} bytes)"

    __str__ = __repr__


class SmartCardReader(Device, Protocol):
    async def card_present(self, deadline: float) -> Completion[bool]: ...

    async def read(self, deadline: float) -> Completion[SocialSecurityCard]:
        """Read the 社会保障卡 that lies there; never another application of its chip.

        NO_MEDIA: none does; INVALID_MEDIA: unreadable or pulled; UNSUPPORTED: a card without
        that application.
        """

    async def read_uid(self, deadline: float) -> Completion[CardUid]:
        """UNSUPPORTED: the reader or the card has none."""


# --- Keypad ------------------------------------------------------------------------------------------------


class Key(StrEnum):
    """The keys of 12-key and navigation pads."""

    DIGIT_0 = "0"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    POINT = "point"
    LETTER_X = "x"  # the last character of many 公民身份号码
    STAR = "star"
    HASH = "hash"
    ENTER = "enter"
    CANCEL = "cancel"
    CLEAR = "clear"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    NEXT = "next"
    PREVIOUS = "previous"
    HELP = "help"
    HOME = "home"


@dataclass(frozen=True, slots=True, repr=False)
class KeyPress:
    """One key that went down. It may be a digit of a secret: it has no readable form."""

    key: Key

    def __repr__(self) -> str:
        return "KeyPress()"

    __str__ = __repr__


class Keypad(Device, Protocol):
    async def next_key(self, deadline: float) -> Completion[KeyPress]:
        """The next key, also one pressed since the last call; TIME_OUT when none came."""

    def forget(self) -> None:
        """Drop the keys that were pressed and not fetched: they were another person's."""


# --- Card dispenser ----------------------------------------------------------------------------------------


class CardPlace(StrEnum):
    UNKNOWN = "unknown"
    NONE = "none"
    AT_GATE = "at_gate"  # held, to be taken
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class DispensedCard:
    """What proves a dispensed card: where the device's own sensors see it, and what they were asked."""

    place: CardPlace
    confirmed_by: str


class CardDispenser(Device, Protocol):
    async def card_place(self, deadline: float) -> Completion[CardPlace]: ...

    async def dispense(self, deadline: float) -> Completion[DispensedCard]:
        """Feed one card from the stacker to the gate. It is sent once, whatever is answered.

        SEQUENCE_ERROR: a card is in the way; PAPER_OUT: the stacker is empty; OUTCOME_UNKNOWN: a card may
        have moved.
        """

    async def retract(self, deadline: float) -> Completion[None]:
        """Take the card that lies there into the error bin. NO_MEDIA: none does."""


# --- Book printer ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BookPage:
    """What proves a printed page of a 就医记录册: the printer's own word."""

    job: str
    page: int
    confirmed_by: str


class BookPrinter(Device, Protocol):
    async def print_page(self, document: bytes, job: str, page: int, deadline: float) -> Completion[BookPage]:
        """Print a one-page PDF onto page ``page`` (from 1) of the book in the mouth, once.

        NO_MEDIA: no book; INVALID_MEDIA: another page is open; OUTCOME_UNKNOWN: the page may be printed.
        """

    async def page_printed(self, job: str, deadline: float) -> Completion[BookPage]:
        """What became of the job; NO_MEDIA when the printer knows none."""

    async def eject(self, deadline: float) -> Completion[None]: ...


# --- Locker ------------------------------------------------------------------------------------------------


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

    async def items(self, deadline: float) -> Completion[Mapping[int, Presence]]:
        """What lies in the compartments; UNSUPPORTED where the cabinet has no sensors."""


# --- Door --------------------------------------------------------------------------------------------------


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


# --- Signals -----------------------------------------------------------------------------------------------


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
