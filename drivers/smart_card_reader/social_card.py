"""The 社会保障卡 as commands and records. Pure bytes, no reader.

Sources: ISO/IEC 7816-4; 社会保障（个人）卡规范. The application is selected by its name in GBK; its files are
EF05 (card and issuer, free to read) and EF06 (holder). Records are read by tag, since their numbers differ
between the generations of cards. The bank's application on the same chip is never selected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from drivers.contract import HolderAccess, SocialCardGeneration, SocialCardHolder, SocialSecurityCard

DDF_NAME = "sx1.sh.社会保障"
EF05, EF06 = 0xEF05, 0xEF06

# Tag → length of the value in bytes.
CARD_FIELDS: Mapping[int, int] = MappingProxyType({1: 16, 2: 1, 3: 4, 4: 12, 5: 4, 6: 4, 7: 9})
HOLDER_FIELDS: Mapping[int, int] = MappingProxyType(
    {0x08: 18, 0x09: 30, 0x4E: 20, 0x0A: 1, 0x0B: 1, 0x0C: 3, 0x0D: 4}
)
MAY_BE_MISSING = frozenset({0x02, 0x04, 0x06, 0x07, 0x4E, 0x0B, 0x0C, 0x0D})
_NUMBER = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")


class CardDataError(ValueError):
    """The chip says something that no such card says; one sentence without anything of it."""


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a command APDU."""

    data: bytes
    sw: int

    @property
    def good(self) -> bool:
        return self.sw == 0x9000


NO_FILE, NO_RECORD, SECURITY, BLOCKED = 0x6A82, 0x6A83, 0x6982, 0x6983
NOT_SUPPORTED = frozenset({0x6A81, 0x6A86, 0x6B00, 0x6D00, 0x6E00})


def parse_response(data: bytes) -> Response:
    """Errors: ``CardDataError``."""
    if len(data) < 2:
        raise CardDataError("The chip's answer has no status word.")
    return Response(data[:-2], data[-2] << 8 | data[-1])


def select_application(name: str = DDF_NAME) -> bytes:
    """Errors: ``ValueError`` for a name that is too long or not in GBK."""
    data = name.encode("gbk")
    if not 0 < len(data) <= 16:
        raise ValueError("The name of an application has 1 to 16 bytes.")
    return bytes((0x00, 0xA4, 0x04, 0x00, len(data))) + data


def select_file(identifier: int, p1: int = 0x02) -> bytes:
    return bytes((0x00, 0xA4, p1, 0x00, 0x02, identifier >> 8, identifier & 0xFF))


def read_record(tag: int, length: int) -> bytes:
    return bytes((0x00, 0xB2, tag, 0x00, length + 2))


def get_response(count: int) -> bytes:
    return bytes((0x00, 0xC0, 0x00, 0x00, count))


def with_le(command: bytes, count: int) -> bytes:
    """The same command asking for ``count`` bytes: for 6Cxx."""
    return command[:4] + bytes((count,)) if len(command) <= 5 else command + bytes((count,))


GET_UID = bytes.fromhex("FFCA000000")


def parse_record(data: bytes, tag: int) -> bytes:
    """The value. Errors: ``CardDataError``."""
    if len(data) < 2 or data[0] != tag or data[1] != len(data) - 2:
        raise CardDataError(f"The record {tag:02X} is not the one that was asked for.")
    return data[2:]


def generation(version: bytes) -> SocialCardGeneration:
    match version[:1]:
        case b"1":
            return SocialCardGeneration.FIRST
        case b"2" | b"\0":
            return SocialCardGeneration.SECOND
        case b"3":
            return SocialCardGeneration.THIRD
        case _:
            return SocialCardGeneration.UNKNOWN


def card_from(
    records: Mapping[int, bytes], atr: bytes, access: HolderAccess, holder: SocialCardHolder | None
) -> SocialSecurityCard:
    """Errors: ``CardDataError``."""
    identification = records[1]
    version = records[3]
    return SocialSecurityCard(
        generation=generation(version),
        atr=atr.hex().upper(),
        identification=identification.hex().upper(),
        region=_digits(identification[:3], "region"),
        card_class=records.get(2, b"").hex().upper(),
        version=_ascii(version.strip(b"\0"), "version"),
        issuer=records.get(4, b"").hex().upper(),
        issued=_date(records[5], "date of issue"),
        valid_to=_date(records.get(6, b""), "end of validity"),
        card_number=_ascii(records.get(7, b"").strip(b"\0 "), "card number"),
        holder_access=access,
        holder=holder,
    )


def holder_from(records: Mapping[int, bytes]) -> SocialCardHolder:
    """Errors: ``CardDataError``."""
    number = _ascii(records[0x08].strip(b"\0 "), "number").upper()
    if not _NUMBER.fullmatch(number):
        raise CardDataError("The holder's number is none.")
    name = (_padded(records[0x09]) + _padded(records.get(0x4E, b""))).strip()
    try:
        text = name.decode("gb18030")
    except UnicodeDecodeError:
        raise CardDataError("The holder's name is no Chinese text.") from None
    if not text or not text.isprintable():
        raise CardDataError("The holder's name is empty or no text.")
    sex = _ascii(records[0x0A], "sex")
    if sex not in ("0", "1", "2", "9"):
        raise CardDataError("The holder's sex is no code of GB/T 2261.1.")
    return SocialCardHolder(
        number=number,
        name=text,
        sex_code=sex,
        nation_code=_digits(records.get(0x0B, b""), "nation"),
        birthplace=_digits(records.get(0x0C, b""), "birthplace"),
        birth=_date(records.get(0x0D, b""), "date of birth"),
    )


def _padded(data: bytes) -> bytes:
    """Without the 00 and 20 at its end; a 20 within is kept."""
    return data.rstrip(b"\0 ")


def _ascii(data: bytes, what: str) -> str:
    text = data.decode("ascii", "replace")
    if not text.isascii() or not (text.isprintable() or not text):
        raise CardDataError(f"The {what} is no text.")
    return text.strip()


def _digits(data: bytes, what: str) -> str:
    """BCD; empty when it is not written (FF) or missing."""
    if not data.strip(b"\xff"):
        return ""
    text = data.hex()
    if not text.isdecimal():
        raise CardDataError(f"The {what} is not written in digits.")
    return text


def _date(data: bytes, what: str) -> str:
    """``YYYYMMDD``, or empty when it is not written."""
    if not data.strip(b"\xff") or not data.strip(b"\0"):
        return ""
    text = _digits(data, what)
    if len(text) != 8 or not 1 <= int(text[4:6]) <= 12 or not 1 <= int(text[6:]) <= 31:
        raise CardDataError(f"The {what} is no date.")
    return text
