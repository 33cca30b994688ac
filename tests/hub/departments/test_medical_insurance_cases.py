"""医保 behind the hub: cases taken back, supplied, confirmed; and a password that nobody keeps."""

from __future__ import annotations

import base64
import sqlite3

import pytest
import yaml
from hub.player import PAGE_JPEG, Played, Player
from hub.world import DEMO, FACE, World, value

from kiosk.backend.case_models import (
    CaseRequest,
    MaterialGiven,
    MaterialSource,
    PageRequest,
    SupplementRequest,
)
from kiosk.backend.models import (
    Assurance,
    AssuranceMethod,
    CaseAct,
    CaseStatus,
    ProofRequest,
    QueryRequest,
    QueryResult,
)
from kiosk.hub.definitions import Definitions
from kiosk.hub.settings import CONFIG

pytestmark = pytest.mark.anyio

DEFINITIONS = Definitions(CONFIG)
NUMBERS = {
    resident["key"]: resident["id_number"]
    for resident in yaml.safe_load((DEMO / "residents.yaml").read_text("utf-8"))["residents"]
}
JOINING = {"year": "2026", "category": "adult", "center": "310117001-1"}
STAY = {"kind": "inpatient", "number": "23456789", "amount": "36500.00", "date": "2026-07-01"}
PAY = {"center": "310106006-1", "pay_way": "transfer", "bank": "icbc", "account": "6222020000000000026"}
JPEG = base64.b64encode(PAGE_JPEG).decode()
PASSWORD = "qingtian#2vV"


async def play(
    world: World,
    matter: str,
    person: str,
    form: dict[str, str] | None = None,
    lists: dict[str, tuple[dict[str, str], ...]] | None = None,
    materials: dict[str, str] | None = None,
) -> Played:
    definition = DEFINITIONS.find(matter)
    assert definition is not None
    player = Player(world, NUMBERS, matter, definition)
    return await player.play(person, None, form or {}, lists or {}, materials or {}, None)


def result_of(played: Played) -> QueryResult:
    assert played.result is not None, played.refused
    return played.result


async def claims(world: World, person: str) -> list[str | None]:
    subject = await world.subject(NUMBERS[person])
    request = QueryRequest(subject=subject, assurance=FACE)
    found = value(await world.back_end.query("Q17", request, key=world.key()))
    assert found.table is not None
    return [row[0] for row in found.table.rows]


async def test_who_withdraws_an_enrolment_can_join_again(world: World) -> None:
    first = result_of(await play(world, "H05", "ma", JOINING))
    again = await play(world, "H05", "ma", JOINING)
    assert again.refused is not None
    assert again.refused.params["code"] == "already-enrolled"
    assert CaseAct.WITHDRAW in first.acts
    request = CaseRequest(subject=await world.subject(NUMBERS["ma"]), assurance=FACE)
    taken_back = value(await world.back_end.withdraw(first.case, request, key=world.key()))
    assert taken_back.status is CaseStatus.WITHDRAWN
    assert result_of(await play(world, "H05", "ma", JOINING)).status is CaseStatus.ACCEPTED


async def test_a_claim_that_lacked_its_summary_goes_on_when_it_comes_and_is_gone_when_taken_back(
    world: World,
) -> None:
    before = await claims(world, "li")
    materials = {"invoice": "camera", "originals": "deposit"}
    lacking = result_of(await play(world, "H06", "li", PAY, {"invoices": (STAY,)}, materials))
    assert lacking.status is CaseStatus.SUPPLEMENT
    assert lacking.deposit is None
    assert await claims(world, "li") == before

    subject = await world.subject(NUMBERS["li"])
    page = PageRequest(subject=subject, matter="H06", material="history", jpeg_base64=JPEG)
    stored = value(await world.back_end.store_page(page, key=world.key()))
    history = MaterialGiven(material="history", source=MaterialSource.CAMERA, pages=(stored.page,))
    request = SupplementRequest(subject=subject, assurance=FACE, materials=(history,))
    whole = value(await world.back_end.supplement(lacking.case, request, key=world.key()))
    assert whole.status is CaseStatus.ACCEPTED
    assert whole.deposit is not None
    assert (await claims(world, "li"))[0] == whole.deposit.number

    back = CaseRequest(subject=await world.subject(NUMBERS["li"]), assurance=FACE)
    value(await world.back_end.withdraw(lacking.case, back, key=world.key()))
    assert await claims(world, "li") == before


async def test_a_book_of_the_same_day_is_warned_of_before_it_is_made(world: World) -> None:
    first = await play(world, "H02", "wang", materials={"photo": "camera"})
    assert first.opening is not None
    assert first.opening.warnings == ()
    second = await play(world, "H03", "wang", materials={"photo": "camera"})
    assert second.opening is not None
    assert [warning.key for warning in second.opening.warnings] == ["matter.H03.warning.same_day"]
    assert result_of(second).book != result_of(first).book
    world.clock.move(days=1)
    third = await play(world, "H02", "wang", materials={"photo": "camera"})
    assert third.opening is not None
    assert third.opening.warnings == ()


async def test_a_password_is_nowhere_in_what_the_hub_keeps(world: World) -> None:
    form = {"new_password": PASSWORD, "repeated": PASSWORD}
    assert result_of(await play(world, "H07", "wang", form)).status is CaseStatus.DONE
    raw = world.application.hub.engine.raw_connection()
    here = raw.driver_connection
    assert isinstance(here, sqlite3.Connection)
    everything = "\n".join(here.iterdump())
    raw.close()
    assert "medical.password" in everything
    assert PASSWORD not in everything
    assert PASSWORD not in repr(await world.messages())


async def test_a_claim_decided_in_the_persons_favour_says_so_by_message(world: World) -> None:
    invoice = STAY | {"kind": "outpatient"}
    materials = {"invoice": "camera", "originals": "deposit"}
    taken = result_of(await play(world, "H06", "li", PAY, {"invoices": (invoice,)}, materials))
    world.clock.move(days=40)
    request = CaseRequest(subject=await world.subject(NUMBERS["li"]), assurance=FACE)
    decided = value(await world.back_end.view_case(taken.case, request, key=world.key()))
    assert decided.status is CaseStatus.ISSUED
    said = (await world.messages())[-1]["text"]
    assert "审核通过" in said
    assert "李" not in said


async def test_a_list_of_hospitals_is_printed_for_somebody_without_login(world: World) -> None:
    form = {"district": "310101"}
    request = QueryRequest(subject=None, assurance=Assurance(method=AssuranceMethod.NONE), form=form)
    found = value(await world.back_end.query("Q19", request, key=world.key()))
    assert found.proof_offered
    asked = ProofRequest(subject=None, case=found.case)
    proof = value(await world.back_end.issue_proof(asked, key=world.key()))
    page = await world.raw("GET", proof.verify_url.removeprefix("https://zone.invalid"))
    assert page.status_code == 200
    assert "黄浦区" in page.text
