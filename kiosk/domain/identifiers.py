"""Numbers that residents and companies carry, and the checks that their standards define.

Each ``parse_*`` takes exact text and returns a value or an ``IdentifierError``; nothing here raises for bad
input, and neither values nor errors show the number when printed. ``normalise`` turns what a keyboard, a
scanner or full-width input gives into the exact form; the parsers themselves forgive nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

__all__ = [
    "BankCardNumber",
    "DisabilityCertificate",
    "ForeignerNumber2017",
    "ForeignerNumber2023",
    "IdentifierError",
    "Mobile",
    "PlateNumber",
    "ResidentId",
    "Sex",
    "Uscc",
    "foreigner_2017_check",
    "former_number",
    "luhn_check",
    "normalise",
    "parse_bank_card",
    "parse_disability_certificate",
    "parse_foreigner_2017",
    "parse_foreigner_2023",
    "parse_mobile",
    "parse_plate",
    "parse_resident_id",
    "parse_uscc",
    "resident_id_check",
    "uscc_check",
]


class IdentifierError(StrEnum):
    """Why a text is no such number. The set is closed and says nothing of the text."""

    EMPTY = "empty"
    WRONG_LENGTH = "wrong_length"
    FIFTEEN_DIGITS = "fifteen_digits"  # the number of before 1999, out of use since 2013
    WRONG_CHARACTER = "wrong_character"
    UNKNOWN_REGION = "unknown_region"
    IMPOSSIBLE_DATE = "impossible_date"
    WRONG_CHECK_CHARACTER = "wrong_check_character"
    WRONG_CATEGORY = "wrong_category"
    WRONG_GRADE = "wrong_grade"
    WRONG_PREFIX = "wrong_prefix"
    MISMATCH = "mismatch"  # two numbers that should belong together do not


class Sex(StrEnum):
    """GB/T 2261.1, as far as cards use it."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class _Hidden:
    """A value whose printed form is its type only: numbers of persons never reach a message by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return repr(self)


@dataclass(frozen=True, slots=True, repr=False)
class ResidentId(_Hidden):
    """公民身份号码, GB 11643-1999: region, birth date, sequence (odd for men), check character."""

    text: str
    birth: date

    @property
    def region(self) -> str:
        """Six digits of GB/T 2260 as they were at the first registration; the region may exist no more."""
        return self.text[:6]

    @property
    def sex(self) -> Sex:
        return Sex.MALE if int(self.text[16]) % 2 else Sex.FEMALE

    @property
    def reserved(self) -> bool:
        """Whether the region is of the block 99, which is never issued and which invented people use."""
        return self.text.startswith(_RESERVED_REGION)


@dataclass(frozen=True, slots=True, repr=False)
class ForeignerNumber2017(_Hidden):
    """外国人永久居留身份证 of 2017: nationality (3 letters), place, YYMMDD, sequence, check digit."""

    text: str

    @property
    def nationality(self) -> str:
        return self.text[:3]


@dataclass(frozen=True, slots=True, repr=False)
class ForeignerNumber2023(_Hidden):
    """外国人永久居留身份证 of 2023: 9, province, country (ISO 3166-1 numeric), birth, sequence, check."""

    text: str
    birth: date

    @property
    def province(self) -> str:
        return self.text[1:3]

    @property
    def country(self) -> str:
        return self.text[3:6]


@dataclass(frozen=True, slots=True, repr=False)
class Uscc(_Hidden):
    """统一社会信用代码, GB 32100-2015."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Mobile(_Hidden):
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class BankCardNumber(_Hidden):
    """ISO/IEC 7812-1, 13 to 19 digits. Passbook numbers have no check digit and are not of this kind."""

    text: str

    @property
    def last4(self) -> str:
        return self.text[-4:]


class PlateKind(StrEnum):
    ORDINARY = "ordinary"
    NEW_ENERGY_SMALL = "new_energy_small"
    NEW_ENERGY_LARGE = "new_energy_large"


@dataclass(frozen=True, slots=True, repr=False)
class PlateNumber(_Hidden):
    """机动车号牌, GA 36-2018."""

    text: str
    kind: PlateKind


@dataclass(frozen=True, slots=True, repr=False)
class DisabilityCertificate(_Hidden):
    """残疾人证: the holder's resident number, one digit of category (1-7), one of grade (1-4)."""

    holder: ResidentId
    category: int
    grade: int


_DIGITS: Final = frozenset("0123456789")
_RESERVED_REGION: Final = "99"
# GB/T 2260, first two digits. Only the province is checked: numbers keep for life the code of the district
# of first registration, abolished or not (310103 卢湾, 310108 闸北, 310225 南汇, 310230 崇明县), so a list of
# today's six-digit codes would refuse real people.
_PROVINCES: Final = frozenset(
    str(code)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(block[0], block[1] + 1)
)
_RESIDENT_WEIGHTS: Final = tuple(pow(2, 17 - i, 11) for i in range(17))
_RESIDENT_CHECKS: Final = "10X98765432"
_USCC_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES: Final = {c: i for i, c in enumerate(_USCC_CHARACTERS)}
_USCC_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_EARLIEST_BIRTH: Final = date(1800, 1, 1)
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_FOREIGNER_2017: Final = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_PLATE_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE: Final = re.compile(
    rf"[{_PLATE_PROVINCES}][A-Z](?:(?P<ordinary>[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9学警港澳挂])"
    r"|(?P<small>[ABCDEFGHJK][A-HJ-NP-Z0-9][0-9]{4})|(?P<large>[0-9]{5}[ABCDEFGHJK]))"
)
_FILLERS: Final = frozenset(" \t\r\n-\u00a0\u2002\u2003\u2009")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def normalise(text: str) -> str:
    """The exact form of a typed number: half width, upper case, without spaces and hyphens.

    ``·``, CJK and everything else is left alone. Names are not numbers: this is not for them.
    """
    narrow = text.translate(_FULL_WIDTH)
    return "".join(c.upper() if c.isascii() else c for c in narrow if c not in _FILLERS)


def resident_id_check(first_17: str) -> str:
    """The check character of 17 digits, ISO 7064 MOD 11-2 (GB 11643-1999 §4.2)."""
    total = sum(int(c) * w for c, w in zip(first_17, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def uscc_check(first_17: str) -> str:
    """The check character of 17 characters, GB 32100-2015 §4.3 (MOD 31 with powers of 3)."""
    total = sum(_USCC_VALUES[c] * w for c, w in zip(first_17, _USCC_WEIGHTS, strict=True))
    return _USCC_CHARACTERS[-total % 31]


def luhn_check(digits: str) -> str:
    """The check digit that follows ``digits`` (ISO/IEC 7812-1 annex B)."""
    total = 0
    for position, c in enumerate(reversed(digits)):
        value = int(c) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def foreigner_2017_check(first_14: str) -> str:
    """The check digit of the first 14 characters: weights 7, 3, 1 repeating, A = 10 … Z = 35, modulo 10."""
    weights = (7, 3, 1)
    return str(sum(int(c, 36) * weights[i % 3] for i, c in enumerate(first_14)) % 10)


def _all_digits(text: str) -> bool:
    # str.isdigit() is true of ² and of Arabic digits too.
    return bool(text) and all(c in _DIGITS for c in text)


def _real_date(digits: str) -> date | None:
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return found if found >= _EARLIEST_BIRTH else None


def parse_resident_id(text: str) -> ResidentId | IdentifierError:
    """A resident number of 18 characters, GB 11643-1999; ``X`` in upper case.

    The province must be one of GB/T 2260 (81, 82, 83 on residence permits of Hong Kong, Macau and Taiwan
    residents) or of the never issued block 99. Whether the birth date lies ahead is for the caller to ask.
    """
    if not text:
        return IdentifierError.EMPTY
    if len(text) == 15 and _all_digits(text):
        return IdentifierError.FIFTEEN_DIGITS
    if len(text) != 18:
        return IdentifierError.WRONG_LENGTH
    if not _all_digits(text[:17]) or text[17] not in _RESIDENT_CHECKS:
        return IdentifierError.WRONG_CHARACTER
    if text[:2] not in _PROVINCES and not text.startswith(_RESERVED_REGION):
        return IdentifierError.UNKNOWN_REGION
    birth = _real_date(text[6:14])
    if birth is None:
        return IdentifierError.IMPOSSIBLE_DATE
    if resident_id_check(text[:17]) != text[17]:
        return IdentifierError.WRONG_CHECK_CHARACTER
    return ResidentId(text, birth)


def parse_foreigner_2017(text: str) -> ForeignerNumber2017 | IdentifierError:
    """The 15 characters of a foreigner's permanent residence card of 2017."""
    if not text:
        return IdentifierError.EMPTY
    if len(text) != 15:
        return IdentifierError.WRONG_LENGTH
    if not _FOREIGNER_2017.fullmatch(text):
        return IdentifierError.WRONG_CHARACTER
    # Two digits of year: 00 may be 1900 or 2000, and 29 February is possible in one of them.
    if _real_date("20" + text[7:13]) is None and _real_date("19" + text[7:13]) is None:
        return IdentifierError.IMPOSSIBLE_DATE
    if foreigner_2017_check(text[:14]) != text[14]:
        return IdentifierError.WRONG_CHECK_CHARACTER
    return ForeignerNumber2017(text)


def parse_foreigner_2023(text: str) -> ForeignerNumber2023 | IdentifierError:
    """The 18 characters of a foreigner's permanent residence card of 2023."""
    if not text:
        return IdentifierError.EMPTY
    if len(text) != 18:
        return IdentifierError.WRONG_LENGTH
    if not _all_digits(text[:17]) or text[17] not in _RESIDENT_CHECKS:
        return IdentifierError.WRONG_CHARACTER
    if text[0] != "9":
        return IdentifierError.WRONG_PREFIX
    if text[1:3] not in _PROVINCES and text[1:3] != _RESERVED_REGION:
        return IdentifierError.UNKNOWN_REGION
    birth = _real_date(text[6:14])
    if birth is None:
        return IdentifierError.IMPOSSIBLE_DATE
    if resident_id_check(text[:17]) != text[17]:
        return IdentifierError.WRONG_CHECK_CHARACTER
    return ForeignerNumber2023(text, birth)


def former_number(
    number: ForeignerNumber2023, nationality: str, association: str
) -> ForeignerNumber2017 | IdentifierError:
    """The number of 2017 of the holder of a card of 2023.

    ``nationality`` is the card's three letters (GB/T 2659), ``association`` its three digits 关联项: the last
    two digits of the old accepting place and the old sequence digit. EMPTY: the card says there was none.
    """
    if not association.strip():
        return IdentifierError.EMPTY
    if len(association) != 3 or len(nationality) != 3:
        return IdentifierError.WRONG_LENGTH
    if not _all_digits(association) or any(c not in _LETTERS for c in nationality):
        return IdentifierError.WRONG_CHARACTER
    body = nationality + number.text[1:3] + association[:2] + number.text[8:14] + association[2]
    return parse_foreigner_2017(body + foreigner_2017_check(body))


def parse_uscc(text: str) -> Uscc | IdentifierError:
    """A unified social credit code, GB 32100-2015: 18 characters without I, O, S, V, Z."""
    if not text:
        return IdentifierError.EMPTY
    if len(text) != 18:
        return IdentifierError.WRONG_LENGTH
    if any(c not in _USCC_VALUES for c in text) or not _all_digits(text[2:8]):
        return IdentifierError.WRONG_CHARACTER
    if uscc_check(text[:17]) != text[17]:
        return IdentifierError.WRONG_CHECK_CHARACTER
    return Uscc(text)


def parse_mobile(text: str) -> Mobile | IdentifierError:
    """A mobile number of mainland China: 11 digits, 13 to 19 first."""
    if not text:
        return IdentifierError.EMPTY
    if not _all_digits(text):
        return IdentifierError.WRONG_CHARACTER
    if len(text) != 11:
        return IdentifierError.WRONG_LENGTH
    return Mobile(text) if _MOBILE.fullmatch(text) else IdentifierError.WRONG_PREFIX


def parse_bank_card(text: str) -> BankCardNumber | IdentifierError:
    """A bank card number, 13 to 19 digits with the Luhn digit last (ISO/IEC 7812-1)."""
    if not text:
        return IdentifierError.EMPTY
    if not _all_digits(text):
        return IdentifierError.WRONG_CHARACTER
    if not 13 <= len(text) <= 19:
        return IdentifierError.WRONG_LENGTH
    # All zeros satisfy Luhn; no issuer has the number 0.
    if luhn_check(text[:-1]) != text[-1] or not text.strip("0"):
        return IdentifierError.WRONG_CHECK_CHARACTER
    return BankCardNumber(text)


def parse_plate(text: str) -> PlateNumber | IdentifierError:
    """A vehicle plate of GA 36-2018: province, letter, 5 characters, or 6 of a new-energy vehicle."""
    if not text:
        return IdentifierError.EMPTY
    if len(text) not in (7, 8):
        return IdentifierError.WRONG_LENGTH
    if text[0] not in _PLATE_PROVINCES:
        return IdentifierError.UNKNOWN_REGION
    match = _PLATE.fullmatch(text)
    if match is None:
        return IdentifierError.WRONG_CHARACTER
    kinds = {
        "ordinary": PlateKind.ORDINARY,
        "small": PlateKind.NEW_ENERGY_SMALL,
        "large": PlateKind.NEW_ENERGY_LARGE,
    }
    return PlateNumber(text, kinds[str(match.lastgroup)])


def parse_disability_certificate(text: str) -> DisabilityCertificate | IdentifierError:
    """A disability certificate number of 20 characters; the first 18 are the holder's resident number."""
    if not text:
        return IdentifierError.EMPTY
    if len(text) != 20:
        return IdentifierError.WRONG_LENGTH
    holder = parse_resident_id(text[:18])
    if isinstance(holder, IdentifierError):
        return holder
    if text[18] not in "1234567":
        return IdentifierError.WRONG_CATEGORY
    if text[19] not in "1234":
        return IdentifierError.WRONG_GRADE
    return DisabilityCertificate(holder, int(text[18]), int(text[19]))
