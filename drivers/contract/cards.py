"""ID cards, social security cards, and a dispenser of cards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.contract.vocabulary import Completion, Device


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
