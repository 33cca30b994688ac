"""What the registers that all departments share know of a person: facts, certificates, accounts, relatives.

They are records (``kiosk.hub.records``) of the kinds ``known_facts``, ``certificate``, ``bank_account`` and
``relation``; this module writes them for an invented resident and reads them for the hub.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from kiosk.backend.case_models import CertificateHeld
from kiosk.domain.known_facts import KnownFact
from kiosk.hub.departments.forms import BANK_ACCOUNT, AccountKind
from kiosk.hub.records import Records

KNOWN_FACTS: Final = "known_facts"
CERTIFICATE: Final = "certificate"
RELATION: Final = "relation"
RESIDENT_CARD: Final = "resident-id"

_HUKOU: Final = {
    "city": KnownFact.HUKOU_CITY,
    "district": KnownFact.HUKOU_DISTRICT,
    "street": KnownFact.HUKOU_STREET,
    "committee": KnownFact.HUKOU_COMMITTEE,
    "address": KnownFact.HUKOU_ADDRESS,
    "postcode": KnownFact.HUKOU_POSTCODE,
}
_LIVE: Final = {
    "city": KnownFact.LIVE_CITY,
    "district": KnownFact.LIVE_DISTRICT,
    "street": KnownFact.LIVE_STREET,
    "committee": KnownFact.LIVE_COMMITTEE,
    "road": KnownFact.LIVE_ROAD,
    "address": KnownFact.LIVE_ADDRESS,
    "postcode": KnownFact.LIVE_POSTCODE,
}


class RelationKind(StrEnum):
    """What the other is to the person."""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"

    @property
    def reverse(self) -> RelationKind:
        """What the person is to the other."""
        match self:
            case RelationKind.CHILD:
                return RelationKind.PARENT
            case RelationKind.PARENT:
                return RelationKind.CHILD
            case RelationKind.SPOUSE:
                return RelationKind.SPOUSE


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """An e-certificate of a person; ``kind`` is a word of the definition language."""

    kind: str
    number: str
    issued: date | None
    valid_to: date | None

    @property
    def number_masked(self) -> str:
        """The last four characters; nothing of a short one."""
        return "****" + self.number[-4:] if len(self.number) >= 8 else "****"


def certificates(records: Records, today: date) -> tuple[Certificate, ...]:
    """Those that are valid today: begun, and not ended."""
    found = (_certificate(data) for data in records.all(CERTIFICATE))
    return tuple(
        one
        for one in found
        if (one.issued or today) <= today and (one.valid_to is None or one.valid_to >= today)
    )


def held(records: Records, today: date) -> tuple[CertificateHeld, ...]:
    """The same as the kiosk is told."""
    return tuple(
        CertificateHeld(kind=one.kind, number_masked=one.number_masked, valid_to=one.valid_to)
        for one in certificates(records, today)
    )


def known_facts(records: Records) -> dict[str, str]:
    """What need not be asked, by ``KnownFact``."""
    return {name: str(value) for name, value in (records.one(KNOWN_FACTS) or {}).items()}


def relation(records: Records, other: str) -> RelationKind | None:
    """What the resident ``other`` (by key) is to the person of these records."""
    found = (data["kind"] for data in records.all(RELATION) if data["to"] == other)
    kind = next(found, None)
    return None if kind is None else RelationKind(kind)


def _certificate(data: Mapping[str, Any]) -> Certificate:
    return Certificate(str(data["kind"]), str(data["number"]), _day(data["issued"]), _day(data["valid_to"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


# --- writing, for the demo ----------------------------------------------------------------------------------


def register_records(
    resident: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The records of one resident: ``resident`` is the entry of the residents' file, ``given`` that of
    ``records/register.yaml``. Raises KeyError or ValueError for what cannot be used."""
    yield KNOWN_FACTS, dict(_facts(resident, given))
    if resident.get("kind") == "resident":
        yield CERTIFICATE, _written(RESIDENT_CARD, resident["id_number"], resident, "valid_from")
    for entry in given.get("certificates", ()):
        yield CERTIFICATE, _written(str(entry["kind"]), str(entry["number"]), entry, "issued")
    for entry in given.get("accounts", ()):
        kind = AccountKind(entry["kind"])
        yield BANK_ACCOUNT, {"number": str(entry["number"]), "bank": str(entry["bank"]), "kind": kind.value}


def relations(
    residents: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The relations of all, from both sides: (whose, kind of record, data)."""
    for key, given in residents.items():
        for entry in given.get("relations", ()):
            kind, other = RelationKind(entry["kind"]), str(entry["to"])
            yield key, RELATION, {"kind": kind.value, "to": other}
            yield other, RELATION, {"kind": kind.reverse.value, "to": key}


def _facts(resident: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if resident.get("phone"):
        yield KnownFact.PHONE.value, str(resident["phone"])
    if resident.get("nation"):
        yield KnownFact.ETHNICITY.value, str(resident["nation"])
    for part, names in (("hukou", _HUKOU), ("live", _LIVE)):
        for name, value in given.get(part, {}).items():
            yield names[name].value, str(value)


def _written(kind: str, number: str, entry: Mapping[str, Any], issued: str) -> dict[str, Any]:
    until = entry.get("valid_to")
    return {
        "kind": kind,
        "number": number,
        "issued": str(entry[issued]) if entry.get(issued) else None,
        "valid_to": until.isoformat() if isinstance(until, date) else None,  # 长期 is no day
    }
