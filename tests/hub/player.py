"""Plays a visit through the hub's HTTP as a terminal would, and says what came of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from hub.world import FACE, SECRETS, World, browser, value

from kiosk.backend.answers import Ok, Refused
from kiosk.backend.case_models import (
    CaseRequest,
    EntryKind,
    FieldCodeRequest,
    MaterialGiven,
    MaterialSource,
    Opening,
    OpeningRequest,
    PageRequest,
    PrincipalRequest,
    SubmissionRequest,
    UploadRequest,
)
from kiosk.backend.models import (
    AdmissionRequest,
    CodeRequest,
    ProofRequest,
    QueryRequest,
    QueryResult,
    TextRef,
    ValueKind,
)
from kiosk.catalogue.matter import Definition, Entry, Material, StepKind
from kiosk.catalogue.matter import MaterialSource as Source
from kiosk.demo.visits import At
from kiosk.domain.credentials import CredentialKind
from kiosk.domain.fields import FieldType, applies

PAGE_JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    + b"\x00" * 64
    + b"\xff\xd9"
)
"""The markers of a picture of nothing."""
STROKES = base64.b64encode(b"\x89PNG\r\n\x1a\n of nobody's hand").decode()


@dataclass
class Played:
    """What came of a visit: a refusal and where, or a result; and every text that was sent on the way."""

    refused: Refused | None = None
    at: At | None = None
    opening: Opening | None = None
    result: QueryResult | None = None
    later: QueryResult | None = None
    texts: list[TextRef] = field(default_factory=list)

    def hear(self, result: QueryResult) -> QueryResult:
        self.texts += texts_of(result)
        return result


@dataclass
class Player:
    """One person's visit to one matter."""

    world: World
    numbers: Mapping[str, str]
    matter: str
    definition: Definition
    _played: Played = field(default_factory=Played)

    async def play(
        self,
        person: str | None,
        acting_for: str | None,
        form: Mapping[str, str],
        lists: Mapping[str, tuple[Mapping[str, str], ...]],
        materials: Mapping[str, str],
        after: timedelta | None,
    ) -> Played:
        """Go through the visit until it ends or is refused."""
        subject = await self.admit(person) if person else None
        reference = None
        if acting_for is not None and subject is not None:
            reference = await self._principal(subject, acting_for)
            if reference is None:
                return self._played
        opening = await self._open(subject, reference)
        if opening is None:
            return self._played
        if person is not None:
            # A card that is to be presented once more is the person's own.
            swiped = (one.key for one in self.definition.fields if one.type is FieldType.SWIPE)
            form = dict.fromkeys(swiped, self.numbers[person]) | dict(form)
        filled = await self._fill(subject, opening, form)
        result = await self._ask(subject, reference, opening, filled, lists, materials)
        if result is not None and after is not None and person is not None:
            await self._come_back(person, result, after)
        return self._played

    async def admit(self, person: str) -> str:
        """By the card, or by a code where the card is not taken."""
        request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=self.numbers[person])
        admission = value(await self.world.back_end.admit(request, key=self.world.key()))
        if admission.subject is None:
            code = CodeRequest(code=await self.world.code(person), place="here", purpose="test")
            holder = value(await self.world.back_end.exchange_code(code, key=self.world.key()))
            admission = holder.admission
        assert admission.subject is not None
        return admission.subject

    def _no(self, refused: object, at: At) -> None:
        assert isinstance(refused, Refused), refused
        self._played.refused, self._played.at = refused, at

    async def _principal(self, subject: str, holder: str) -> str | None:
        request = PrincipalRequest(
            subject=subject,
            assurance=FACE,
            matter=self.matter,
            credential=CredentialKind.RESIDENT_CARD,
            number=self.numbers[holder],
        )
        answer = await self.world.back_end.find_principal(request, key=self.world.key())
        if isinstance(answer, Ok):
            return answer.value.acting_for
        self._no(answer, At.PRINCIPAL)
        return None

    async def _open(self, subject: str | None, reference: str | None) -> Opening | None:
        if subject is None or not self.definition.opens:
            return Opening()
        request = OpeningRequest(subject=subject, assurance=FACE, acting_for=reference)
        answer = await self.world.back_end.open_matter(self.matter, request, key=self.world.key())
        if isinstance(answer, Ok):
            self._played.opening = answer.value
            self._played.texts += answer.value.warnings
            return answer.value
        self._no(answer, At.OPENING)
        return None

    async def _fill(self, subject: str | None, opening: Opening, form: Mapping[str, str]) -> dict[str, str]:
        """The form as a person leaves it: known facts, defaults, what is typed, a code that was sent."""
        filled: dict[str, str] = {}
        for one in self.definition.fields:
            known = opening.prefill.get(one.prefill, "") if one.prefill else ""
            given = known or form.get(one.key, one.default)
            if one.type is FieldType.SMS_CODE and not given and applies(one.when, filled):
                given = await self._code(subject, filled.get(one.sent_to, ""))
            if given and applies(one.when, filled):
                filled[one.key] = given
        unknown = set(form) - {one.key for one in self.definition.fields}
        return filled | {key: form[key] for key in unknown}

    async def _code(self, subject: str | None, mobile: str) -> str:
        assert subject is not None
        request = FieldCodeRequest(subject=subject, matter=self.matter, mobile=mobile)
        value(await self.world.back_end.send_field_code(request, key=self.world.key()))
        newest = (await self.world.messages())[-1]["text"]
        found = re.search(r"[0-9]{6}", newest)
        assert found is not None
        return found[0]

    async def _ask(
        self,
        subject: str | None,
        reference: str | None,
        opening: Opening,
        form: dict[str, str],
        lists: Mapping[str, tuple[Mapping[str, str], ...]],
        materials: Mapping[str, str],
    ) -> QueryResult | None:
        if self.definition.submits:
            assert subject is not None
            signs = StepKind.SIGNATURE in self.definition.steps
            request = SubmissionRequest(
                subject=subject,
                assurance=FACE,
                form=form,
                acting_for=reference,
                lists={key: tuple(dict(row) for row in rows) for key, rows in lists.items()},
                materials=tuple([one async for one in self._materials(subject, opening, form, materials)]),
                signature=STROKES if signs else None,
                confirmed=tuple(warning.key for warning in opening.warnings),
            )
            answer = await self.world.back_end.submit(self.matter, request, key=self.world.key())
        else:
            query = QueryRequest(subject=subject, assurance=FACE, form=form, acting_for=reference)
            answer = await self.world.back_end.query(self.matter, query, key=self.world.key())
        if isinstance(answer, Ok):
            self._played.result = self._played.hear(answer.value)
            return answer.value
        self._no(answer, At.SUBMISSION)
        return None

    async def _materials(
        self, subject: str, opening: Opening, form: Mapping[str, str], given: Mapping[str, str]
    ):
        held = {one.kind for one in opening.certificates}
        for material in self.definition.materials:
            if not applies(material.when, form):
                continue
            if material.key in given:
                yield await self._material(subject, material, MaterialSource(given[material.key]))
            elif Source.CERTIFICATE in material.sources and material.certificate in held:
                yield MaterialGiven(material=material.key, source=MaterialSource.CERTIFICATE)
            elif Source.GENERATED in material.sources:
                yield MaterialGiven(material=material.key, source=MaterialSource.GENERATED)

    async def _material(self, subject: str, material: Material, source: MaterialSource) -> MaterialGiven:
        pages: tuple[str, ...] = ()
        if source is MaterialSource.CAMERA:
            jpeg = base64.b64encode(PAGE_JPEG).decode()
            request = PageRequest(
                subject=subject, matter=self.matter, material=material.key, jpeg_base64=jpeg
            )
            stored = value(await self.world.back_end.store_page(request, key=self.world.key()))
            pages = (stored.page,)
        elif source is MaterialSource.PHONE:
            pages = await self._phone(subject, material)
        return MaterialGiven(material=material.key, source=source, pages=pages)

    async def _phone(self, subject: str, material: Material) -> tuple[str, ...]:
        request = UploadRequest(subject=subject, matter=self.matter, material=material.key)
        upload = value(await self.world.back_end.start_upload(request, key=self.world.key()))
        path = upload.url.removeprefix("https://zone.invalid")
        async with browser(self.world.application) as phone:
            assert (await phone.get(path)).status_code == 200
            headers = {"x-kiosk-upload": "1", "content-type": "image/jpeg"}
            sent = await phone.post(f"{path}/pages", content=PAGE_JPEG, headers=headers)
            assert sent.status_code == 204, sent.text
            assert (await phone.post(f"{path}/done", headers=headers)).status_code == 204
        came = value(await self.world.back_end.uploaded(upload.id, subject))
        return tuple(page.page for page in came.pages)

    async def _come_back(self, person: str, result: QueryResult, after: timedelta) -> None:
        """Later: the case as it is then, and what was decided on paper where there is an entry for that."""
        await move(self.world, after)
        subject = await self.admit(person)
        request = CaseRequest(subject=subject, assurance=FACE)
        back_end = self.world.back_end
        seen = value(await back_end.view_case(result.case, request, key=self.world.key()))
        self._played.later = self._played.hear(seen)
        if Entry.PRINT not in self.definition.entries:
            return
        opening = OpeningRequest(subject=subject, assurance=FACE, entry=EntryKind.PRINT)
        offered = value(await back_end.open_matter(self.matter, opening, key=self.world.key())).offered
        assert result.case in {offer.value for offer in offered["case"]}
        query = QueryRequest(subject=subject, assurance=FACE, form={"case": result.case})
        printed = value(await back_end.query(self.matter, query, key=self.world.key()))
        self._played.later = self._played.hear(printed)
        assert printed.proof_offered
        value(
            await back_end.issue_proof(ProofRequest(subject=subject, case=printed.case), key=self.world.key())
        )


async def move(world: World, span: timedelta) -> None:
    """Let time pass at the hub."""
    answer = await world.raw(
        "POST",
        "/v1/demo/clock",
        json={"ahead": int(span.total_seconds())},
        headers={"kiosk-demo-key": SECRETS.demo_key},
    )
    assert answer.status_code == 200, answer.text


def texts_of(result: QueryResult) -> Iterator[TextRef]:
    """Every text that a result names, with its parameters."""
    yield result.headline
    if result.due is not None:
        yield result.due
    yield from (TextRef(key=one.reason) for one in result.missing)
    facts = (*result.facts, *(result.book.lines if result.book else ()))
    for fact in facts:
        yield TextRef(key=fact.label)
        if fact.value.kind is ValueKind.KEY:
            yield TextRef(key=fact.value.value)
    if result.table is not None:
        for i, column in enumerate(result.table.columns):
            yield TextRef(key=column.label)
            if column.kind is ValueKind.KEY:
                yield from (TextRef(key=row[i]) for row in result.table.rows if row[i] is not None)
    named = (result.headline, *((result.due,) if result.due else ()))
    for text in named:
        yield from (TextRef(key=v.value) for v in text.params.values() if v.kind is ValueKind.KEY)
