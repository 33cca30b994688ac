"""The invented residents of the demo: `config/demo/residents.yaml`, checked.

Nobody in it exists: the region codes of their numbers are assigned to no place, their addresses lie
nowhere. Their faces (`config/demo/faces.yaml`) are numbers found by `search.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from .face import FaceShape, shape_from_mapping

DEMO = Path(__file__).resolve().parents[3] / "config" / "demo"
RESIDENTS_FILE = DEMO / "residents.yaml"
FACES_FILE = DEMO / "faces.yaml"

# Region codes that GB/T 2260 and ISO 3166 assign to no place, so that no number can be a real person's.
INVENTED_REGIONS = ("999999", "999998", "990000")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONE = re.compile(r"1990000\d{4}")


class RosterError(ValueError):
    """The residents' file can't be used; the message names the resident's key and the field."""


class Sex(StrEnum):
    """GB/T 2261.1 codes."""

    MALE = "1"
    FEMALE = "2"


class CardKind(StrEnum):
    """Type letter of the card's text block: resident (blank), J, I (2017), Y (2023)."""

    RESIDENT = "resident"
    HMT_RESIDENCE_PERMIT = "J"
    FOREIGNER_2017 = "I"
    FOREIGNER_2023 = "Y"


class Situation(StrEnum):
    """What decides which records a resident has."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    UNEMPLOYED = "unemployed"
    RETIRED = "retired"
    DISABLED = "disabled"
    STUDENT = "student"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class HmtPermit:
    """What a J card has beside the common fields."""

    pass_number: str
    issue_count: str


@dataclass(frozen=True, slots=True)
class ForeignerPermit2017:
    """What an I card has; the 15-character permit number is the person's `id_number`."""

    english_name: str
    nationality: str
    card_version: str
    authority_code: str


@dataclass(frozen=True, slots=True)
class ForeignerPermit2023:
    """What a Y card has; `old_number_part` is the 3-character link with the 2017 number."""

    english_name: str
    nationality: str
    renewal_count: str
    old_number_part: str


Permit = HmtPermit | ForeignerPermit2017 | ForeignerPermit2023


@dataclass(frozen=True, slots=True)
class Person:
    """One invented resident.

    nation: GB/T 3304 code, empty on J, I and Y cards; address, authority: empty where the card has none;
    valid_to: None for 长期; permit: the fields of J, I and Y cards; ward: key of the child of a guardian.
    """

    key: str
    name: str
    sex: Sex
    nation: str
    birth: date
    address: str
    id_number: str
    authority: str
    valid_from: date
    valid_to: date | None
    kind: CardKind
    phone: str
    district: str
    situation: Situation
    face: FaceShape
    permit: Permit | None = None
    ward: str | None = None

    def age_on(self, day: date) -> int:
        """Completed years on a day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def check_character(first17: str) -> str:
    """The 18th character of a number (ISO 7064 MOD 11-2, as in GB 11643)."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_digit_2017(first14: str) -> str:
    """The 15th character of a 2017 foreigner permit number: weights 7, 3, 1; A = 10 .. Z = 35."""
    return str(sum(int(c, 36) * (7, 3, 1)[i % 3] for i, c in enumerate(first14)) % 10)


@lru_cache(maxsize=4)
def load(residents: Path = RESIDENTS_FILE, faces: Path = FACES_FILE) -> tuple[Person, ...]:
    """The residents in file order.

    Raises RosterError naming resident and field when anything is missing, unknown, doubled or inconsistent;
    OSError when a file can't be read.
    """
    data = _mapping(yaml.safe_load(residents.read_text("utf-8")), residents.name)
    shapes = _mapping(yaml.safe_load(faces.read_text("utf-8")), faces.name)
    entries = data.get("residents")
    if not isinstance(entries, list) or not entries:
        raise RosterError(f"{residents.name}: 'residents' must be a list of residents")
    people = tuple(_person(_mapping(e, "resident"), shapes) for e in entries)
    _check_together(people)
    return people


def find(key: str, people: Sequence[Person] | None = None) -> Person:
    """The resident of a key. Raises RosterError with the known keys."""
    known = people if people is not None else load()
    for person in known:
        if person.key == key:
            return person
    raise RosterError(f"there is no resident '{key}'; known are {', '.join(p.key for p in known)}")


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RosterError(f"{what} must be a table of names and values")
    return value


E = TypeVar("E", bound=StrEnum)


class _Fields:
    """Reads the fields of one entry by type and notices those that nobody asked for."""

    def __init__(self, key: str, data: Mapping[str, Any]) -> None:
        self._key, self._left = key, dict(data)

    def fail(self, name: str, why: str) -> RosterError:
        return RosterError(f"resident '{self._key}': {name} {why}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self._left.pop(name, default)
        if not isinstance(value, str):
            raise self.fail(name, "must be a text")
        return value

    def day(self, name: str) -> date:
        value = self._left.pop(name, None)
        if not isinstance(value, date):
            raise self.fail(name, "must be a date like 1990-01-31")
        return value

    def choice(self, name: str, kind: type[E]) -> E:
        word = self.text(name)
        try:
            return kind(word)
        except ValueError:
            raise self.fail(name, f"must be one of {', '.join(kind)}") from None

    def raw(self, name: str) -> Any:
        return self._left.pop(name, None)

    def done(self) -> None:
        if self._left:
            raise self.fail(", ".join(self._left), "is not a field of a resident")


def _person(data: Mapping[str, Any], shapes: Mapping[str, Any]) -> Person:
    key = data.get("key")
    if not isinstance(key, str) or not re.fullmatch(r"[a-z][a-z_]*", key):
        raise RosterError("every resident needs a key of small letters")
    if key not in shapes:
        raise RosterError(
            f"resident '{key}' has no face; run python -m drivers.simulators.people.search {key}"
        )
    try:
        face = shape_from_mapping(_mapping(shapes[key], f"face of '{key}'"))
    except ValueError as error:
        raise RosterError(f"resident '{key}': {error}") from None
    f = _Fields(key, data)
    kind = f.choice("kind", CardKind)
    valid_to = f.raw("valid_to")
    if valid_to != "长期" and not isinstance(valid_to, date):
        raise f.fail("valid_to", "must be a date or 长期")
    ward = f.raw("ward")
    if ward is not None and not isinstance(ward, str):
        raise f.fail("ward", "must be a resident's key")
    person = Person(
        key=f.text("key"),
        name=f.text("name"),
        sex=f.choice("sex", Sex),
        nation=f.text("nation", ""),
        birth=f.day("birth"),
        address=f.text("address", ""),
        id_number=f.text("id_number"),
        authority=f.text("authority", ""),
        valid_from=f.day("valid_from"),
        valid_to=valid_to if isinstance(valid_to, date) else None,
        kind=kind,
        phone=f.text("phone"),
        district=f.text("district"),
        situation=f.choice("situation", Situation),
        face=face,
        permit=_permit(kind, key, f.raw("permit")),
        ward=ward,
    )
    f.done()
    _check(person, f)
    return person


def _permit(kind: CardKind, key: str, data: Any) -> Permit | None:
    if kind is CardKind.RESIDENT:
        if data is not None:
            raise RosterError(f"resident '{key}': a resident card has no permit")
        return None
    f = _Fields(key, _mapping(data, f"permit of '{key}'"))
    permit: Permit
    match kind:
        case CardKind.HMT_RESIDENCE_PERMIT:
            permit = HmtPermit(f.text("pass_number"), f.text("issue_count"))
        case CardKind.FOREIGNER_2017:
            permit = ForeignerPermit2017(
                f.text("english_name"),
                f.text("nationality"),
                f.text("card_version"),
                f.text("authority_code"),
            )
        case CardKind.FOREIGNER_2023:
            permit = ForeignerPermit2023(
                f.text("english_name"),
                f.text("nationality"),
                f.text("renewal_count"),
                f.text("old_number_part"),
            )
    f.done()
    return permit


def _check(p: Person, f: _Fields) -> None:
    if not 1 <= len(p.name.encode("utf-16-le")) <= 30:
        raise f.fail("name", "must fit into the 30 bytes of the card (UTF-16)")
    if not _PHONE.fullmatch(p.phone):
        raise f.fail("phone", "must be of the invented range 1990000xxxx")
    if p.valid_to is not None and p.valid_to <= p.valid_from:
        raise f.fail("valid_to", "must lie after valid_from")
    _check_number(p, f)
    fits = {"address": (p.address, 70), "authority": (p.authority, 30)}
    for name, (value, size) in fits.items():
        if len(value.encode("utf-16-le")) > size:
            raise f.fail(name, f"must fit into the {size} bytes of the card (UTF-16)")
    if p.kind is CardKind.RESIDENT and not (re.fullmatch(r"\d\d", p.nation) and p.address and p.authority):
        raise f.fail("nation, address, authority", "are needed on a resident card")


def _check_number(p: Person, f: _Fields) -> None:
    number, born = p.id_number, p.birth.strftime("%Y%m%d")
    if p.kind is CardKind.FOREIGNER_2017:
        if not re.fullmatch(r"XX[A-Z]9999\d{8}", number):
            raise f.fail("id_number", "must have an unassigned nationality XXA..XXZ, 9999 and 8 digits")
        if number[7:13] != born[2:] or check_digit_2017(number[:14]) != number[14]:
            raise f.fail("id_number", "does not agree with the birth date or its check digit")
        return
    invented = ("999999",) if p.kind is CardKind.FOREIGNER_2023 else INVENTED_REGIONS
    if not re.fullmatch(r"\d{17}[\dX]", number) or not number.startswith(invented):
        raise f.fail("id_number", "must have 18 characters and an unassigned region code")
    if number[6:14] != born or check_character(number[:17]) != number[17]:
        raise f.fail("id_number", "does not agree with the birth date or its check character")
    if p.kind is not CardKind.FOREIGNER_2023 and int(number[16]) % 2 != int(p.sex is Sex.MALE):
        raise f.fail("id_number", "does not agree with the sex (its 17th digit is odd for men)")


def _check_together(people: Sequence[Person]) -> None:
    for name in ("key", "id_number", "phone", "name"):
        values = [getattr(p, name) for p in people]
        if len(set(values)) != len(values):
            doubled = next(p.key for p in people if values.count(getattr(p, name)) > 1)
            raise RosterError(f"resident '{doubled}': {name} occurs twice")
    keys = {p.key for p in people}
    for p in people:
        if p.ward is not None and p.ward not in keys - {p.key}:
            raise RosterError(f"resident '{p.key}': ward is not another resident")
