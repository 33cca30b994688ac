"""The 256-byte text block of a card's chip: UTF-16LE fields at fixed places, padded with spaces. Pure.

Sources: GA 490 (resident card), the layouts of 港澳台居民居住证 (J) and of the two 外国人永久居留身份证,
of 2017 (I) and of 2023 (Y). The character at byte 248 tells which card it is. A block of any other type is
refused, never guessed at. Numbers and dates are checked for their form only; whether a number's check digit
is right and a card still valid is for the caller to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from drivers.contract import CardType, IdCard

TEXT_SIZE = 256
_FLAG_AT = 248
_FLAGS: Mapping[str, CardType] = {
    " ": CardType.RESIDENT,
    "J": CardType.HMT_RESIDENCE,
    "I": CardType.FOREIGNER_2017,
    "Y": CardType.FOREIGNER_2023,
}
LONG_TERM = "长期"

_DATE = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_NUMBERS: Mapping[CardType, re.Pattern[str]] = {
    CardType.RESIDENT: re.compile(r"[0-9]{17}[0-9X]"),
    CardType.HMT_RESIDENCE: re.compile(r"[0-9]{17}[0-9X]"),
    CardType.FOREIGNER_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
    CardType.FOREIGNER_2023: re.compile(r"9[0-9]{16}[0-9X]"),
}


class CardTextError(ValueError):
    """The block cannot be understood, or a card cannot be written as a block. The text names fields, no
    content.
    """


class UnknownCardType(CardTextError):
    """The type flag is none of the four known ones."""


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    offset: int
    size: int  # bytes


_RESIDENT = (
    _Place("name", 0, 30),
    _Place("sex_code", 30, 2),
    _Place("nation_code", 32, 4),
    _Place("birth", 36, 16),
    _Place("address", 52, 70),
    _Place("number", 122, 36),
    _Place("authority", 158, 30),
    _Place("valid_from", 188, 16),
    _Place("valid_to", 204, 16),
)
_LAYOUTS: Mapping[CardType, tuple[_Place, ...]] = {
    CardType.RESIDENT: _RESIDENT,
    CardType.HMT_RESIDENCE: (
        *(place for place in _RESIDENT if place.name != "nation_code"),
        _Place("pass_number", 220, 18),
        _Place("issue_count", 238, 4),
    ),
    CardType.FOREIGNER_2017: (
        _Place("english_name", 0, 120),
        _Place("sex_code", 120, 2),
        _Place("number", 122, 30),
        _Place("nationality", 152, 6),
        _Place("name", 158, 30),
        _Place("valid_from", 188, 16),
        _Place("valid_to", 204, 16),
        _Place("birth", 220, 16),
        _Place("card_version", 236, 4),
        _Place("authority", 240, 8),
    ),
    CardType.FOREIGNER_2023: (
        _Place("name", 0, 30),
        _Place("sex_code", 30, 2),
        _Place("issue_count", 32, 4),
        _Place("birth", 36, 16),
        _Place("english_name", 52, 70),
        _Place("number", 122, 36),
        _Place("valid_from", 188, 16),
        _Place("valid_to", 204, 16),
        _Place("english_name_rest", 220, 22),
        _Place("nationality", 242, 6),
        _Place("association", 250, 6),
    ),
}
_FIRST_ENGLISH = 35  # characters of a Y card's English name in its first place


def parse_card(text: bytes, photo: bytes, additional_address: str = "") -> IdCard:
    """Errors: ``UnknownCardType``, ``CardTextError``."""
    if len(text) != TEXT_SIZE:
        raise CardTextError(f"A card's text has {TEXT_SIZE} bytes, not {len(text)}.")
    flag = _decode(text[_FLAG_AT : _FLAG_AT + 2], "type")
    card_type = _FLAGS.get(flag)
    if card_type is None:
        raise UnknownCardType("The card is of a type that this kiosk does not know.")
    fields = {
        place.name: _decode(text[place.offset : place.offset + place.size], place.name)
        for place in _LAYOUTS[card_type]
    }
    if card_type is CardType.FOREIGNER_2023:
        fields["english_name"] += fields.pop("english_name_rest")
        association = fields.pop("association").rstrip(" \0")
        fields = {name: value.rstrip(" \0") for name, value in fields.items()}
        fields["former_number"] = former_number(fields["number"], fields["nationality"], association)
    else:
        fields = {name: value.rstrip(" \0") for name, value in fields.items()}
    card = _card(card_type, fields, photo, additional_address)
    _check(card)
    return card


def build_text(card: IdCard) -> bytes:
    """The block that ``parse_card`` reads back. Errors: ``CardTextError`` when something does not fit."""
    _check(card)
    values = {place.name: getattr(card, place.name, "") for place in _LAYOUTS[card.card_type]}
    if card.card_type is CardType.FOREIGNER_2023:
        values["english_name"] = card.english_name[:_FIRST_ENGLISH]
        values["english_name_rest"] = card.english_name[_FIRST_ENGLISH:]
        values["association"] = _association(card)
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for place in _LAYOUTS[card.card_type]:
        data = values[place.name].encode("utf-16-le")
        if len(data) > place.size:
            raise CardTextError(f"The field {place.name} has more than {place.size // 2} characters.")
        block[place.offset : place.offset + len(data)] = data
    block[_FLAG_AT : _FLAG_AT + 2] = flag_of(card.card_type).encode("utf-16-le")
    return bytes(block)


def flag_of(card_type: CardType) -> str:
    """The character that marks this type in the block."""
    match card_type:
        case CardType.RESIDENT:
            return " "
        case CardType.HMT_RESIDENCE:
            return "J"
        case CardType.FOREIGNER_2017:
            return "I"
        case CardType.FOREIGNER_2023:
            return "Y"
        case _:
            assert_never(card_type)


def former_number(number: str, nationality: str, association: str) -> str:
    """The 15-character number of a foreigner's card before 2023, or empty without an association.

    From the 18-digit number, the nationality and the 3-character association on a Y card: the check digit is
    the sum of values times 7, 3, 1, … modulo 10, letters counting from A = 10 (one source; show it, do not
    rely on it).
    """
    if len(association) != 3 or len(number) != 18 or len(nationality) != 3:
        return ""
    front = nationality + number[1:3] + association[:2] + number[8:14] + association[2]
    if not (front.isascii() and front.isalnum()):
        return ""
    total = sum(int(character, 36) * (7, 3, 1)[place % 3] for place, character in enumerate(front))
    return front + str(total % 10)


def _association(card: IdCard) -> str:
    if not card.former_number:
        return ""
    association = card.former_number[5:7] + card.former_number[13:14]
    if former_number(card.number, card.nationality, association) != card.former_number:
        raise CardTextError("The former number does not belong to this number and nationality.")
    return association


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16-le")
    except UnicodeDecodeError:
        raise CardTextError(f"The field {name} is no UTF-16 text.") from None


def _card(card_type: CardType, fields: Mapping[str, str], photo: bytes, additional_address: str) -> IdCard:
    def field(name: str) -> str:
        return fields.get(name, "")

    return IdCard(
        card_type=card_type,
        name=field("name"),
        sex_code=field("sex_code"),
        nation_code=field("nation_code"),
        nationality=field("nationality"),
        birth=field("birth"),
        address=field("address"),
        number=field("number"),
        authority=field("authority"),
        valid_from=field("valid_from"),
        valid_to=field("valid_to"),
        photo=photo,
        pass_number=field("pass_number"),
        issue_count=field("issue_count"),
        english_name=field("english_name"),
        former_number=field("former_number"),
        card_version=field("card_version"),
        additional_address=additional_address,
    )


def _check(card: IdCard) -> None:
    if not _NUMBERS[card.card_type].fullmatch(card.number):
        raise CardTextError("The field number has not the form of a number of this type of card.")
    if not (card.name or card.english_name):
        raise CardTextError("The card has no name.")
    for name in ("birth", "valid_from", "valid_to"):
        value: str = getattr(card, name)
        # 29 February of a common year occurs on real cards as the end of validity: form only, not the
        # calendar.
        if not _DATE.fullmatch(value) and not (name == "valid_to" and value == LONG_TERM):
            raise CardTextError(f"The field {name} is no date.")
