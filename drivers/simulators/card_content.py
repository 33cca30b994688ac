"""What is on the chips of the invented residents' cards, and of cards that are not as they should be."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, assert_never

from drivers.contract import CardType, IdCard
from drivers.id_card_reader.card_text import LONG_TERM, build_text, former_number
from drivers.id_card_reader.sam_codec import Sw3
from drivers.simulators.base import CommandRefused

if TYPE_CHECKING:
    from drivers.simulators.people.roster import Person

_FLAG_AT = 248
BEIJING = datetime.timezone(datetime.timedelta(hours=8))
"""A card's days are those of the country that issues it, wherever the simulator runs."""


def day_in_china(moment: datetime.datetime) -> datetime.date:
    """``moment`` has a zone."""
    return moment.astimezone(BEIJING).date()


def _today() -> datetime.date:
    return day_in_china(datetime.datetime.now(datetime.UTC))


class Variant(StrEnum):
    NORMAL = "normal"
    EXPIRED = "expired"  # validity ended yesterday
    NOT_YET_VALID = "not_yet_valid"  # validity begins tomorrow
    LONG_TERM = "long_term"
    MOVED = "moved"  # with an additional address
    UNKNOWN_TYPE = "unknown_type"
    UNREADABLE = "unreadable"  # found and selected, never read
    DAMAGED_TEXT = "damaged_text"  # read, but the text is no card's
    DAMAGED_PHOTO = "damaged_photo"
    WRONG_CARD = "wrong_card"  # some other contactless card: found, of no known kind
    NOT_SELECTED = "not_selected"  # some other contactless card: found, never selected
    FORGED = "forged"  # the module does not authenticate it


@dataclass(frozen=True, slots=True, repr=False)
class CardContent:
    variant: Variant
    text: bytes
    photo: bytes
    additional_address: str = ""
    select_failure: int | None = None
    read_failure: int | None = None

    def __repr__(self) -> str:
        return f"CardContent({self.variant.value})"


def _no_cards() -> Mapping[str, Callable[[], IdCard]]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Cards:
    """The cards of some people, by the people's keys; each is made when first needed (its photo is drawn)."""

    makers: Mapping[str, Callable[[], IdCard]] = field(default_factory=_no_cards)
    today: Callable[[], datetime.date] = _today

    @staticmethod
    def from_roster(residents: Path | None = None, faces: Path | None = None) -> Cards:
        """The demo's residents. Errors: ``CommandRefused`` when the roster cannot be used."""
        from drivers.simulators.people import roster

        try:
            people = roster.load(residents or roster.RESIDENTS_FILE, faces or roster.FACES_FILE)
        except (roster.RosterError, OSError) as error:
            raise CommandRefused(f"The list of invented residents cannot be used: {error}.") from error
        return Cards({person.key: _maker(person) for person in people})

    def people(self) -> tuple[str, ...]:
        return tuple(self.makers)

    def content(self, person: str, variant: Variant) -> CardContent:
        """Errors: ``CommandRefused`` when there is no such person."""
        maker = self.makers.get(person)
        if maker is None:
            raise CommandRefused(f"There is no person {person!r}; there are {', '.join(self.makers)}.")
        return _content(maker(), variant, self.today())


def _content(card: IdCard, variant: Variant, today: datetime.date) -> CardContent:
    day = datetime.timedelta(days=1)
    plain = CardContent(variant, build_text(card), card.photo, card.additional_address)
    match variant:
        case Variant.NORMAL:
            return plain
        case Variant.EXPIRED:
            expired = replace(card, valid_from=_digits(today - 3650 * day), valid_to=_digits(today - day))
            return replace(plain, text=build_text(expired))
        case Variant.NOT_YET_VALID:
            early = replace(card, valid_from=_digits(today + day), valid_to=_digits(today + 3650 * day))
            return replace(plain, text=build_text(early))
        case Variant.LONG_TERM:
            return replace(plain, text=build_text(replace(card, valid_to=LONG_TERM)))
        case Variant.MOVED:
            return replace(plain, additional_address="上海市虚构区未名路1号2室")
        case Variant.UNKNOWN_TYPE:
            flag = "Q".encode("utf-16-le")
            return replace(plain, text=plain.text[:_FLAG_AT] + flag + plain.text[_FLAG_AT + 2 :])
        case Variant.UNREADABLE:
            return replace(plain, read_failure=Sw3.READ_FAILED)
        case Variant.DAMAGED_TEXT:
            return replace(plain, text=b"\x00\xd8" * 124 + plain.text[_FLAG_AT:])
        case Variant.DAMAGED_PHOTO:
            return replace(plain, photo=plain.photo[:400] + bytes(1024 - 400))
        case Variant.WRONG_CARD:
            return replace(plain, select_failure=Sw3.CARD_TYPE_UNKNOWN)
        case Variant.NOT_SELECTED:
            return replace(plain, select_failure=Sw3.NOT_SELECTED)
        case Variant.FORGED:
            return replace(plain, select_failure=Sw3.SAM_REFUSED_CARD)
        case _:
            assert_never(variant)


def _maker(person: Person) -> Callable[[], IdCard]:
    def make() -> IdCard:
        from drivers.simulators.people.photos import stand_in_photo_block

        return card_of(person, stand_in_photo_block(person))

    return make


def card_of(person: Person, photo: bytes) -> IdCard:
    """The card that an invented resident carries."""
    from drivers.simulators.people.roster import (
        CardKind,
        ForeignerPermit2017,
        ForeignerPermit2023,
        HmtPermit,
    )

    types = {
        CardKind.RESIDENT: CardType.RESIDENT,
        CardKind.HMT_RESIDENCE_PERMIT: CardType.HMT_RESIDENCE,
        CardKind.FOREIGNER_2017: CardType.FOREIGNER_2017,
        CardKind.FOREIGNER_2023: CardType.FOREIGNER_2023,
    }
    card = IdCard(
        card_type=types[person.kind],
        name=person.name,
        sex_code=person.sex.value,
        nation_code=person.nation,
        nationality="",
        birth=_digits(person.birth),
        address=person.address,
        number=person.id_number,
        authority=person.authority,
        valid_from=_digits(person.valid_from),
        valid_to=LONG_TERM if person.valid_to is None else _digits(person.valid_to),
        photo=photo,
    )
    match person.permit:
        case None:
            return card
        case HmtPermit(pass_number, issue_count):
            return replace(card, pass_number=pass_number, issue_count=issue_count)
        case ForeignerPermit2017(english_name, nationality, card_version, authority_code):
            return replace(
                card,
                english_name=english_name,
                nationality=nationality,
                card_version=card_version,
                authority=authority_code,
            )
        case ForeignerPermit2023(english_name, nationality, renewal_count, old_number_part):
            return replace(
                card,
                english_name=english_name,
                nationality=nationality,
                issue_count=renewal_count,
                former_number=former_number(person.id_number, nationality, old_number_part),
            )
        case _:
            assert_never(person.permit)


def _digits(day: datetime.date) -> str:
    return day.strftime("%Y%m%d")
