"""人社 behind the hub: from registering to the benefit, cases followed, copies counted, messages sent."""

from __future__ import annotations

import base64

import pytest
import yaml
from hub.player import PAGE_JPEG, Played, Player
from hub.world import DEMO, FACE, World, refusal, value

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import (
    CaseRequest,
    MaterialGiven,
    MaterialSource,
    PageRequest,
    SubmissionRequest,
    SupplementRequest,
)
from kiosk.backend.models import CaseStatus, ProofRequest, QueryRequest, QueryResult, VoidReason
from kiosk.hub.definitions import Definitions
from kiosk.hub.settings import CONFIG

pytestmark = pytest.mark.anyio

DEFINITIONS = Definitions(CONFIG)
PEOPLE = {
    resident["key"]: resident
    for resident in yaml.safe_load((DEMO / "residents.yaml").read_text("utf-8"))["residents"]
}
NUMBERS = {key: person["id_number"] for key, person in PEOPLE.items()}
REGISTERING = {"cause": "22", "health": "10", "intent": "employer", "ui": "yes"}
ZHAOS_CARD = {"bank": "abc", "account": "6228480000000000034"}
MAS_CLAIM = {
    "center": "310117001-1",
    "bank": "bosc",
    "account": "6228920000000000123",
    "employer": "拾光书店",
}


async def play(world: World, matter: str, person: str, **form: str) -> Played:
    definition = DEFINITIONS.find(matter)
    assert definition is not None
    return await Player(world, NUMBERS, matter, definition).play(person, None, form, {}, {}, None)


async def result(world: World, matter: str, person: str, **form: str) -> QueryResult:
    played = await play(world, matter, person, **form)
    assert played.result is not None, played.refused
    return played.result


async def progress(world: World, person: str) -> dict[str, str | None]:
    """Every application with its state, as Q08 shows them."""
    found = await result(world, "Q08", person)
    assert found.table is not None
    return {row[0] or "": row[3] for row in found.table.rows}


async def test_from_registering_to_the_benefit_that_is_paid(world: World) -> None:
    early = await play(world, "H19", "zhao", **ZHAOS_CARD)
    assert early.refused is not None
    assert early.refused.params["code"] == "not-registered"
    registered = await result(world, "H17", "zhao", **REGISTERING)
    assert registered.onward == ("H19",)
    claimed = await result(world, "H19", "zhao", **ZHAOS_CARD)
    assert claimed.status is CaseStatus.ACCEPTED
    assert await progress(world, "zhao") == {
        registered.case: "matter.Q08.state.done",
        claimed.case: "matter.Q08.state.accepted",
    }
    world.clock.move(days=15)
    assert (await progress(world, "zhao"))[claimed.case] == "matter.Q08.state.issued"
    texts = [message["text"] for message in await world.messages()]
    assert len([text for text in texts if "审核通过" in text]) == 1
    assert not [text for text in texts if PEOPLE["zhao"]["name"] in text or NUMBERS["zhao"] in text]


async def test_who_takes_a_claim_back_can_make_it_again(world: World) -> None:
    await result(world, "H17", "zhao", **REGISTERING)
    claimed = await result(world, "H19", "zhao", **ZHAOS_CARD)
    again = await play(world, "H19", "zhao", **ZHAOS_CARD)
    assert again.refused is not None
    assert again.refused.params["code"] == "already-applied"
    request = CaseRequest(subject=await world.subject(NUMBERS["zhao"]), assurance=FACE)
    value(await world.back_end.withdraw(claimed.case, request, key=world.key()))
    assert (await progress(world, "zhao"))[claimed.case] == "matter.Q08.state.withdrawn"
    assert (await result(world, "H19", "zhao", **ZHAOS_CARD)).status is CaseStatus.ACCEPTED


async def test_a_contract_that_was_missing_is_supplied_and_the_case_goes_on(world: World) -> None:
    lacking = await result(world, "H23", "ma", **MAS_CLAIM)
    assert lacking.status is CaseStatus.SUPPLEMENT
    assert await progress(world, "ma") == {lacking.case: "matter.Q08.state.supplement"}
    subject = await world.subject(NUMBERS["ma"])
    jpeg = base64.b64encode(PAGE_JPEG).decode()
    page = PageRequest(subject=subject, matter="H23", material="contract", jpeg_base64=jpeg)
    stored = value(await world.back_end.store_page(page, key=world.key()))
    contract = MaterialGiven(material="contract", source=MaterialSource.CAMERA, pages=(stored.page,))
    request = SupplementRequest(subject=subject, assurance=FACE, materials=(contract,))
    whole = value(await world.back_end.supplement(lacking.case, request, key=world.key()))
    assert whole.status is CaseStatus.ACCEPTED
    assert await progress(world, "ma") == {lacking.case: "matter.Q08.state.accepted"}


async def test_every_copy_of_a_voucher_leaves_a_trace(world: World) -> None:
    async def copies() -> list[str]:
        found = await result(world, "Q05", "zhao")
        count = next(fact.value.value for fact in found.facts if fact.label.endswith(".copies"))
        serials = [fact.value.value.split("（")[0] for fact in found.facts if fact.label.endswith(".copy")]
        assert int(count) == len(serials)
        return serials

    async def voucher() -> str:
        subject = await world.subject(NUMBERS["zhao"])
        asked = QueryRequest(subject=subject, assurance=FACE)
        answer = value(await world.back_end.query("Q05", asked, key=world.key()))
        request = ProofRequest(subject=subject, case=answer.case)
        return value(await world.back_end.issue_proof(request, key=world.key())).serial

    assert await copies() == []
    first = await voucher()
    value(await world.back_end.report_printed(first, key=world.key()))
    world.clock.move(minutes=1)
    second = await voucher()
    assert await copies() == [second, first]
    value(await world.back_end.void_proof(second, VoidReason.PRINT_FAILED, key=world.key()))
    assert await copies() == [first]


async def test_the_message_about_a_new_account_names_nobody_and_no_whole_number(world: World) -> None:
    assert (await result(world, "H16", "li", bank="icbc", account="6222020000000000026")).status is (
        CaseStatus.DONE
    )
    [message] = await world.messages()
    assert "尾号0026" in message["text"]
    assert "6222020000000000026" not in message["text"]
    assert PEOPLE["li"]["name"] not in message["text"]


async def test_data_that_were_changed_are_what_the_next_form_begins_with(world: World) -> None:
    await result(world, "B02", "wang", mobile="19900000099", education="master")
    played = await play(world, "B02", "wang")
    assert played.opening is not None
    assert played.opening.prefill["phone"] == "19900000099"
    assert played.opening.prefill["education"] == "master"
    # The telephone that codes are sent to is the register's own and is not changed here.
    assert (await world.admit(NUMBERS["wang"])).phone_masked == "199****0001"


async def test_flexible_work_is_begun_only_after_the_warning_was_confirmed(world: World) -> None:
    subject = await world.subject(NUMBERS["xu"])
    card = MaterialGiven(material="identity_card", source=MaterialSource.CERTIFICATE)
    form = {"form": "platform", "start": "2026-07-10"}
    request = SubmissionRequest(subject=subject, assurance=FACE, form=form, materials=(card,))
    answer = await world.back_end.submit("H20", request, key=world.key())
    assert refusal(answer) is RefusalType.WARNING_UNCONFIRMED
    played = await play(world, "H20", "xu", **form)  # confirms what the opening warns of
    assert played.opening is not None
    assert [warning.key for warning in played.opening.warnings] == ["matter.H20.warning.ends_registration"]
    assert played.result is not None
    assert played.result.status is CaseStatus.DONE
