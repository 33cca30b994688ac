"""What becomes of a case: looked at, decided in its time, withdrawn, supplied with what was missing."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import pytest
from hub.player import PAGE_JPEG, move
from hub.world import FACE, LI, OTHER_TERMINAL, World, refusal, value
from sqlalchemy import func, select

from kiosk.backend.answers import Ok, RefusalType
from kiosk.backend.case_models import (
    CaseRequest,
    EntryKind,
    MaterialGiven,
    MaterialSource,
    OpeningRequest,
    PageRequest,
    SubmissionRequest,
    SupplementRequest,
)
from kiosk.backend.models import (
    Assurance,
    AssuranceMethod,
    CaseAct,
    CaseStatus,
    QueryRequest,
    QueryResult,
    TextRef,
)
from kiosk.catalogue.models import DefinitionModel
from kiosk.hub.departments.registry import (
    Decision,
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import MaterialPageRow, RecordRow

pytestmark = pytest.mark.anyio

WORDS = {"zh": "词", "en": "word"}
ASSURED_NOT = Assurance(method=AssuranceMethod.NONE)
HOUR = timedelta(hours=1)


class Permit(Handler):
    """A matter of this test: decided an hour later, a paper is needed, applied for once."""

    matter = "Z98"
    department = "a department of this test"

    def open(self, question: Question) -> Opened | Refusal:
        return refused("already-applied") if question.records.one("applied") else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        question.records.add("applied", {"on": question.now.isoformat()})
        question.records.put("bank_account", {"number": "1", "bank": "icbc", "kind": "card"})
        proof = ProofText("许可", "Permit", (ProofLine("项目", "Of", question.form["what"]),))
        decided = Reply(
            headline=TextRef(key="decided"),
            status=CaseStatus.ISSUED,
            proof=proof,
            message="已办好，可以打印。",
        )
        return Reply(
            headline=TextRef(key="accepted"),
            status=CaseStatus.ACCEPTED,
            due=TextRef(key="due"),
            decision=Decision(question.now + HOUR, decided),
        )


DEFINITION = DefinitionModel.model_validate(
    {
        "id": "Z98",
        "steps": ["form", "materials", "review", "submit", "result", "outputs", "rating"],
        "fields": [{"key": "what", "label": WORDS, "type": "text"}],
        "materials": [{"key": "paper", "name": WORDS, "sources": ["camera", "phone"], "pages": 2}],
        "outputs": [{"kind": "a4_certificate", "essential": True}],
        "guide": dict.fromkeys(("who", "bring", "time", "cost", "legal_basis"), WORDS),
        "refusals": [{"code": "already-applied", "reason": WORDS, "next": ["call"]}],
        "accepting": WORDS,
        "entries": ["apply", "print"],
    }
).definition()


@pytest.fixture
def zone(world: World) -> World:
    """A hub that handles the permit too."""
    hub = world.application.hub
    hub.registry._handlers["Z98"] = Permit()
    hub.definitions._known["Z98"] = DEFINITION
    return world


async def page(zone: World, subject: str) -> MaterialGiven:
    request = PageRequest(
        subject=subject, matter="Z98", material="paper", jpeg_base64=base64.b64encode(PAGE_JPEG).decode()
    )
    stored = value(await zone.back_end.store_page(request, key=zone.key()))
    return MaterialGiven(material="paper", source=MaterialSource.CAMERA, pages=(stored.page,))


async def submit(zone: World, subject: str, *materials: MaterialGiven) -> object:
    request = SubmissionRequest(
        subject=subject, assurance=FACE, form={"what": "a stall"}, materials=materials
    )
    return await zone.back_end.submit("Z98", request, key=zone.key())


async def accepted(zone: World, subject: str) -> QueryResult:
    answer = await submit(zone, subject, await page(zone, subject))
    assert isinstance(answer, Ok), answer
    result: QueryResult = answer.value
    assert result.status is CaseStatus.ACCEPTED
    return result


async def view(zone: World, case: str, subject: str) -> QueryResult:
    request = CaseRequest(subject=subject, assurance=FACE)
    return value(await zone.back_end.view_case(case, request, key=zone.key()))


def pages(zone: World) -> int:
    with zone.application.hub.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(MaterialPageRow)) or 0


async def test_a_case_is_decided_when_its_time_has_come_and_the_person_is_told(zone: World) -> None:
    subject = await zone.subject()
    case = (await accepted(zone, subject)).case
    await move(zone, HOUR - timedelta(seconds=1))
    assert (await view(zone, case, subject)).status is CaseStatus.ACCEPTED
    assert await zone.messages() == []
    await move(zone, timedelta(seconds=1))
    (message,) = await zone.messages()
    assert message["text"].endswith("已办好，可以打印。")
    assert datetime.fromisoformat(message["sent_at"]) == zone.clock.now + HOUR
    decided = await view(zone, case, subject)
    assert (decided.status, decided.headline.key, decided.acts) == (CaseStatus.ISSUED, "decided", ())
    assert decided.proof_offered
    assert len(await zone.messages()) == 1


async def test_what_was_decided_is_printed_at_another_terminal(zone: World) -> None:
    case = (await accepted(zone, await zone.subject())).case
    opening = OpeningRequest(subject=await zone.subject(), assurance=FACE, entry=EntryKind.PRINT)
    none = await zone.back_end.open_matter("Z98", opening, key=zone.key())
    assert refusal(none) is RefusalType.NO_RECORD  # nothing is ready yet
    await move(zone, HOUR)
    there = zone.client(OTHER_TERMINAL)
    zone.back_end = there
    subject = await zone.subject()
    offered = value(
        await there.open_matter("Z98", opening.model_copy(update={"subject": subject}), key="open")
    ).offered
    assert [offer.value for offer in offered["case"]] == [case]
    request = QueryRequest(subject=subject, assurance=FACE, form={"case": case})
    printed = value(await there.query("Z98", request, key="print"))
    assert (printed.status, printed.headline.key) == (CaseStatus.ISSUED, "decided")
    assert printed.proof_offered


async def test_nobody_prints_or_sees_the_case_of_another_person(zone: World) -> None:
    case = (await accepted(zone, await zone.subject())).case
    await move(zone, HOUR)
    stranger = await zone.subject(LI)
    request = QueryRequest(subject=stranger, assurance=FACE, form={"case": case})
    assert refusal(await zone.back_end.query("Z98", request, key="q")) is RefusalType.CASE_UNKNOWN
    for act in (zone.back_end.view_case, zone.back_end.withdraw):
        answer = await act(case, CaseRequest(subject=stranger, assurance=FACE), key=zone.key())
        assert refusal(answer) is RefusalType.CASE_UNKNOWN


async def test_a_case_is_not_shown_without_being_sure_of_the_person(zone: World) -> None:
    subject = await zone.subject()
    case = (await accepted(zone, subject)).case
    request = CaseRequest(subject=subject, assurance=ASSURED_NOT)
    answer = await zone.back_end.view_case(case, request, key="view")
    assert refusal(answer) is RefusalType.ASSURANCE_TOO_LOW


async def test_a_case_that_was_withdrawn_was_never_handed_in(zone: World) -> None:
    subject = await zone.subject()
    result = await accepted(zone, subject)
    assert result.acts == (CaseAct.WITHDRAW,)
    opening = OpeningRequest(subject=subject, assurance=FACE)
    again = await zone.back_end.open_matter("Z98", opening, key=zone.key())
    assert again.params["code"] == "already-applied"  # type: ignore[union-attr]
    request = CaseRequest(subject=subject, assurance=FACE)
    withdrawn = value(await zone.back_end.withdraw(result.case, request, key=zone.key()))
    assert (withdrawn.status, withdrawn.acts) == (CaseStatus.WITHDRAWN, ())
    assert pages(zone) == 0
    value(await zone.back_end.open_matter("Z98", opening, key=zone.key()))
    # What the department had replaced is as it was, and nothing is decided any more.
    with zone.application.hub.engine.connect() as connection:
        kept = connection.scalars(
            select(RecordRow.data).where(RecordRow.resident == "wang").where(RecordRow.kind == "bank_account")
        ).all()
    assert [account["number"] for account in kept] == ["6222020000000000018"]
    await move(zone, HOUR)
    assert (await view(zone, result.case, await zone.subject())).status is CaseStatus.WITHDRAWN
    assert await zone.messages() == []


async def test_what_is_decided_cannot_be_withdrawn(zone: World) -> None:
    subject = await zone.subject()
    case = (await accepted(zone, subject)).case
    await move(zone, HOUR)
    answer = await zone.back_end.withdraw(case, CaseRequest(subject=subject, assurance=FACE), key="w")
    assert refusal(answer) is RefusalType.WRONG_STATE


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((), "matter.common.missing.absent"),
        (
            (MaterialGiven(material="paper", source=MaterialSource.CAMERA),),
            "matter.common.missing.empty",
        ),
        (
            (MaterialGiven(material="paper", source=MaterialSource.CERTIFICATE),),
            "matter.common.missing.absent",
        ),
    ],
)
async def test_what_is_missing_is_named_and_supplied_later(
    zone: World, given: tuple[MaterialGiven, ...], reason: str
) -> None:
    subject = await zone.subject()
    answer = await submit(zone, subject, *given)
    assert isinstance(answer, Ok)
    result: QueryResult = answer.value
    assert result.status is CaseStatus.SUPPLEMENT
    assert [(one.material, one.reason) for one in result.missing] == [("paper", reason)]
    assert result.acts == (CaseAct.SUPPLEMENT, CaseAct.WITHDRAW)
    request = SupplementRequest(subject=subject, assurance=FACE, materials=(await page(zone, subject),))
    supplied = value(await zone.back_end.supplement(result.case, request, key=zone.key()))
    assert (supplied.status, supplied.case, supplied.missing) == (CaseStatus.ACCEPTED, result.case, ())
    await move(zone, HOUR)
    assert (await view(zone, result.case, await zone.subject())).status is CaseStatus.ISSUED
    again = await zone.back_end.supplement(
        result.case,
        SupplementRequest(subject=await zone.subject(), assurance=FACE, materials=request.materials),
        key=zone.key(),
    )
    assert refusal(again) is RefusalType.WRONG_STATE


async def test_the_same_key_hands_a_case_in_once(zone: World) -> None:
    subject = await zone.subject()
    request = SubmissionRequest(
        subject=subject, assurance=FACE, form={"what": "a stall"}, materials=(await page(zone, subject),)
    )
    first = value(await zone.back_end.submit("Z98", request, key="once"))
    assert value(await zone.back_end.submit("Z98", request, key="once")) == first


async def test_the_pages_of_another_session_are_not_taken(zone: World) -> None:
    theirs = await page(zone, await zone.subject())
    answer = await submit(zone, await zone.subject(), theirs)
    assert refusal(answer) is RefusalType.MATERIAL_UNKNOWN


async def test_pages_go_with_the_session_unless_a_case_uses_them(zone: World) -> None:
    subject = await zone.subject()
    await accepted(zone, subject)
    await page(zone, subject)
    assert pages(zone) == 2
    await zone.back_end.end_admission(subject)
    assert pages(zone) == 1


async def test_pages_of_a_session_that_nobody_ended_go_after_two_hours(zone: World) -> None:
    subject = await zone.subject()
    await accepted(zone, subject)
    await page(zone, subject)
    await move(zone, 2 * HOUR - timedelta(seconds=1))
    await zone.back_end.availability()
    assert pages(zone) == 2
    await move(zone, timedelta(seconds=1))
    await zone.back_end.availability()
    assert pages(zone) == 1


async def test_a_terminal_that_looks_what_is_available_has_decided_what_is_due(zone: World) -> None:
    await accepted(zone, await zone.subject())
    zone.clock.move(hours=1)
    await zone.back_end.availability()
    assert [message.text[-9:] for message in zone.application.hub.messages.newest] == ["已办好，可以打印。"]


async def test_what_is_no_picture_is_not_kept(zone: World) -> None:
    subject = await zone.subject()
    for wrong in (
        b"GIF89a" * 30,
        PAGE_JPEG[:-2] + b"\x00" * 80,
        PAGE_JPEG.replace(b"\x00\x10\x00\x10", b"\xff" * 4),
    ):
        request = PageRequest(
            subject=subject, matter="Z98", material="paper", jpeg_base64=base64.b64encode(wrong).decode()
        )
        answer = await zone.back_end.store_page(request, key=zone.key())
        assert refusal(answer) is RefusalType.REQUEST_INVALID
    assert pages(zone) == 0


async def test_a_case_is_followed_with_all_that_happened_to_it(zone: World) -> None:
    subject = await zone.subject()
    case = (await accepted(zone, subject)).case
    await move(zone, HOUR)
    subject = await zone.subject()
    offered = value(
        await zone.back_end.open_matter("F02", OpeningRequest(subject=subject, assurance=FACE), key="o")
    ).offered["case"]
    assert [offer.value for offer in offered] == [case, "H06-SAMPLE-01"]
    request = QueryRequest(subject=subject, assurance=FACE, form={"case": case})
    shown = value(await zone.back_end.query("F02", request, key="f"))
    assert (shown.case, shown.about, shown.status) == (case, "Z98", CaseStatus.ISSUED)
    assert shown.table is not None
    assert [row[1] for row in shown.table.rows] == ["matter.F02.value.accepted", "matter.F02.value.issued"]
    assert shown.headline.key == "decided"
