"""What the matters of the demo put on paper: their first visits played at the hub, their answers kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import yaml
from hub.player import Player
from hub.world import DEMO, FACE, build, copy

from kiosk.backend.answers import Ok
from kiosk.backend.case_models import OpeningRequest
from kiosk.backend.models import Proof, QueryResult
from kiosk.catalogue import Catalogue, Definition, load
from kiosk.demo.visits import Visit, load_visits
from kiosk.domain.credentials import CredentialKind
from kiosk.flow.words import Said
from kiosk.hub.settings import CONFIG
from kiosk.paper.maker import DocumentMaker, PaperPlace
from kiosk.paper.sheet import Standing
from kiosk.texts import Texts

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10 in the morning of a Friday in Shanghai
KINDS = {
    "resident": CredentialKind.RESIDENT_CARD,
    "hmt": CredentialKind.HMT_RESIDENCE_PERMIT,
}


@dataclass(frozen=True)
class Person:
    """What paper says of a resident of the demo."""

    kind: CredentialKind
    name: str
    number: str


@dataclass(frozen=True)
class Played:
    """A visit, who came, and the answer that is printed; None when the visit was refused.

    ``first`` is what was answered at once, when the case was looked at later once more.
    """

    visit: Visit
    person: Person | None
    answer: QueryResult | None
    first: QueryResult | None = None


@cache
def catalogue() -> Catalogue:
    return load(CONFIG, "super")[0]


@cache
def texts() -> Texts:
    known = Texts()
    known.learn(catalogue().texts())
    return known


def definition(matter: str) -> Definition | None:
    found = catalogue().matter(matter)
    return found.definition if found is not None else None


def residents() -> dict[str, Person]:
    listed = yaml.safe_load((DEMO / "residents.yaml").read_text("utf-8"))["residents"]
    return {
        one["key"]: Person(
            KINDS.get(one["kind"], CredentialKind.FOREIGNER_CARD_2023), one["name"], one["id_number"]
        )
        for one in listed
    }


def visits() -> list[Visit]:
    """Of every matter that is handled the first visit, and of the function 电子证照打印 all that succeed."""
    found = []
    for file in sorted((DEMO / "visits").glob("*.yaml")):
        known = definition(file.stem)
        if known is None:
            continue  # test_visits tells of it
        read = [one for one in load_visits(file, NOW.date(), known.fields).visits if one.outcome is not None]
        found += read if file.stem == "F01" else read[:1]
    return found


class Papers:
    """One hub; each visit finds it as on its first day."""

    def __init__(self, folder: Path) -> None:
        self.world = build(folder, now=NOW)
        self._first = sqlite3.connect(":memory:", check_same_thread=False)
        self._people = residents()
        copy(self.world.application, self._first, back=False)

    async def play(self, visit: Visit) -> Played:
        hub = self.world.application.hub
        copy(self.world.application, self._first, back=True)
        hub.clock.ahead = timedelta()
        hub.messages.newest.clear()
        self.world.clock.move(minutes=1)  # the public page counts by the minute
        known = definition(visit.matter)
        assert known is not None
        numbers = {key: person.number for key, person in self._people.items()}
        played = await Player(self.world, numbers, visit.matter, known).play(
            visit.person,
            visit.acting_for,
            visit.form,
            visit.lists,
            visit.materials,
            visit.after.moved if visit.after else None,
        )
        answer = played.later or played.result
        holder = visit.acting_for or visit.person
        return Played(visit, self._people[holder] if holder else None, answer, played.result)

    async def certificates(self) -> list[Played]:
        """Each kind of e-certificate, printed by the first resident who holds one."""
        found: dict[str, Played] = {}
        known = definition("F01")
        first = next(visit for visit in visits() if visit.matter == "F01")
        assert known is not None
        for key, person in self._people.items():
            player = Player(self.world, {key: person.number}, "F01", known)
            try:
                subject = await player.admit(key)
            except AssertionError:
                continue  # a card that is not taken: nobody prints with it
            request = OpeningRequest(subject=subject, assurance=FACE)
            opened = await self.world.back_end.open_matter("F01", request, key=self.world.key())
            offers = opened.value.offered["certificate"] if isinstance(opened, Ok) else ()
            for kind in {offer.value for offer in offers} - set(found):
                self.world.clock.move(minutes=1)
                visit = replace(
                    first, name=kind, person=key, acting_for=None, form={"certificate": kind}, after=None
                )
                found[kind] = await self.play(visit)
        return [found[kind] for kind in sorted(found) if not kind[-1].isdigit()]

    def close(self) -> None:
        self._first.close()
        self.world.application.hub.engine.dispose()


def proof_for(matter: str) -> Proof:
    return Proof(
        serial=f"{matter}-261120-K7WMP4",
        verification_code="ABCDEFGHJKLMNPQR",
        verify_url="https://hub.invalid/verify/ABCDEFGHJKLMNPQR",
        issued_at=NOW,
    )


def maker() -> DocumentMaker:
    place = PaperPlace(
        "ZWZZ-0001",
        Said("某某街道 24 小时自助服务区", "Example Street 24-hour zone"),
        "12345",
        Standing.SAMPLE,
        "https://hub.invalid/case",
    )
    return DocumentMaker(place, texts(), catalogue().matter, lambda: NOW.astimezone(SHANGHAI))
