"""The medical insurance centre without a hub around it: its records, its handlers, the texts it may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import MaterialGiven, MaterialSource
from kiosk.backend.models import Standing, TextRef, Value, ValueKind
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.loader import load
from kiosk.hub.departments.medical_insurance.department import DEPARTMENT
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply
from kiosk.hub.problems import Refusal
from kiosk.hub.records import Records
from kiosk.hub.register import register_records
from kiosk.hub.tables import Base, RecordRow, ResidentRow

CONFIG = Path(__file__).resolve().parents[3] / "config"
START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday morning in Shanghai
TODAY = date(2026, 11, 18)


@cache
def catalogue() -> Catalogue:
    """All 104 matters."""
    return load(CONFIG, "super")[0]


@cache
def people() -> dict[str, Mapping[str, Any]]:
    listed = yaml.safe_load((CONFIG / "demo" / "residents.yaml").read_text("utf-8"))["residents"]
    return {entry["key"]: entry for entry in listed}


@cache
def known_of(file: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((CONFIG / "demo" / "records" / file).read_text("utf-8"))
    return found["residents"]  # type: ignore[no-any-return]


def resident(key: str) -> ResidentRow:
    person = people()[key]
    return ResidentRow(
        key=key,
        name=person["name"],
        sex=person["sex"],
        birth=person["birth"],
        number=person["id_number"],
        phone=person.get("phone"),
        district=person["district"],
        standing=Standing.OK.value,
        disability_certificate=person["situation"] == "disabled",
        photo=None,
    )


def keys_of(reply: Reply) -> Iterator[str]:
    """Every text that an answer sends."""

    def of(ref: TextRef | None) -> Iterator[str]:
        if ref is not None:
            yield ref.key
            yield from (value.value for value in ref.params.values() if value.kind is ValueKind.KEY)

    def value_of(value: Value) -> Iterator[str]:
        if value.kind is ValueKind.KEY:
            yield value.value

    yield from of(reply.headline)
    yield from of(reply.due)
    for fact in [*reply.facts, *(reply.book.lines if reply.book else ())]:
        yield fact.label
        yield from value_of(fact.value)
    for missing in reply.missing:
        yield missing.reason
    if reply.table is not None:
        for at, column in enumerate(reply.table.columns):
            yield column.label
            if column.kind is ValueKind.KEY:
                yield from (cell for row in reply.table.rows if (cell := row[at]) is not None)
    if reply.decision is not None:
        yield from keys_of(reply.decision.reply)


@dataclass
class Desk:
    """One centre for one test."""

    session: Session
    now: datetime = START
    handlers: dict[str, Handler] = field(
        default_factory=lambda: {handler.matter: handler for handler in DEPARTMENT.handlers}
    )

    def records(self, key: str) -> Records:
        return Records(self.session, key)

    def question(
        self, key: str | None, materials: tuple[str, ...] = (), confirmed: tuple[str, ...] = (), **more: Any
    ) -> Question:
        given = tuple(MaterialGiven(material=name, source=MaterialSource.CAMERA) for name in materials)
        return Question(
            self.session,
            resident(key) if key else None,
            more.pop("form", {}),
            self.now,
            Records(self.session, key),
            materials=given,
            confirmed=frozenset(confirmed),
            **more,
        )

    def open(self, matter: str, key: str) -> Opened | Refusal:
        return self.handlers[matter].open(self.question(key))

    def opened(self, matter: str, key: str) -> Opened:
        found = self.open(matter, key)
        assert isinstance(found, Opened), found
        return found

    def ask(self, matter: str, key: str | None, **form: str) -> Reply | Refusal:
        form = {name.rstrip("_"): value for name, value in form.items()}
        return self._checked(matter, self.handlers[matter].answer(self.question(key, form=form)))

    def submit(
        self, matter: str, key: str, form: Mapping[str, str] | None = None, **more: Any
    ) -> Reply | Refusal:
        return self._checked(
            matter, self.handlers[matter].submit(self.question(key, form=dict(form or {}), **more))
        )

    def answer(self, matter: str, key: str | None, **form: str) -> Reply:
        found = self.ask(matter, key, **form)
        assert isinstance(found, Reply), found
        return found

    def done(self, matter: str, key: str, form: Mapping[str, str] | None = None, **more: Any) -> Reply:
        found = self.submit(matter, key, form, **more)
        assert isinstance(found, Reply), found
        return found

    def _checked(self, matter: str, reply: Reply | Refusal) -> Reply | Refusal:
        """Whatever comes back can be said: every text is there, every code is one of the definition's."""
        listed = catalogue().matter(matter)
        assert listed is not None
        definition = listed.definition
        assert definition is not None, f"{matter} has no definition"
        if isinstance(reply, Refusal):
            codes = {refusal.code for refusal in definition.refusals}
            if reply.type is RefusalType.MATTER_REFUSED:
                assert reply.params["code"] in codes
            if reply.type is RefusalType.NO_RECORD:
                assert "no-record" in codes
            return reply
        said = {name for name, _ in catalogue().texts()}
        assert set(keys_of(reply)) - said == set()
        for text in (reply.headline, reply.due):
            if text is not None and text.key.startswith(f"matter.{matter}."):
                words = definition.texts[text.key.removeprefix(f"matter.{matter}.")]
                for sentence in (words.zh, words.en):
                    assert set(_places(sentence)) == set(text.params), (text.key, sentence)
        if reply.table is not None:
            assert {len(row) for row in reply.table.rows} <= {len(reply.table.columns)}
        return reply


def _places(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]


def code(answer: object) -> str:
    """The matter's own refusal."""
    assert isinstance(answer, Refusal), answer
    assert answer.type is RefusalType.MATTER_REFUSED, answer
    return answer.params["code"]


def fault(answer: object) -> tuple[str, str]:
    """Field and rule of a refused form."""
    assert isinstance(answer, Refusal), answer
    assert answer.type is RefusalType.FORM_INVALID, answer
    return answer.params["field"], answer.params["rule"]


def fact(reply: Reply, name: str) -> str:
    """The value of the fact whose label ends so."""
    return next(fact.value.value for fact in reply.facts if fact.label.endswith(f".{name}"))


def column(reply: Reply, name: str) -> list[str]:
    """The cells of the column whose label ends so."""
    assert reply.table is not None
    at = next(at for at, one in enumerate(reply.table.columns) if one.label.endswith(f".{name}"))
    return [row[at] or "" for row in reply.table.rows]


def build() -> Desk:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    for key, person in people().items():
        row = resident(key)
        session.add(row)
        session.flush()
        given = known_of("medical-insurance.yaml").get(key, {})
        rows = [
            *register_records(person, known_of("register.yaml").get(key, {})),
            *DEPARTMENT.records_of(row, person["situation"], given, TODAY),
        ]
        for kind, data in rows:
            session.add(RecordRow(resident=key, kind=kind, data=dict(data)))
    session.flush()
    return Desk(session)
