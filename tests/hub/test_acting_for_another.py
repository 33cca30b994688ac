"""Acting for another person, and a code to a telephone that was typed."""

from __future__ import annotations

import pytest
from hub.world import CHILD, FACE, LI, LOST, WANG, World, value

from kiosk.backend.answers import Answer, Ok, RefusalType, Refused
from kiosk.backend.case_models import FieldCodeRequest, OpeningRequest, Principal, PrincipalRequest
from kiosk.backend.models import QueryRequest
from kiosk.catalogue.matter import Definition
from kiosk.catalogue.models import DefinitionModel
from kiosk.domain.credentials import CredentialKind
from kiosk.hub.departments.registry import AgentRule, Handler, Opened, Question, Reply, invalid
from kiosk.hub.departments.wording import Wording
from kiosk.hub.problems import Refusal

pytestmark = pytest.mark.anyio

FATHER = "999998198601081757"
WORDS = {"zh": "词", "en": "word"}


class Errand(Handler):
    """A matter of this test, which says for whom and by whom it was asked."""

    matter = "Z97"
    department = "a department of this test"

    def open(self, question: Question) -> Opened | Refusal:
        return Opened()

    def answer(self, question: Question) -> Reply | Refusal:
        by = question.agent.key if question.agent else "self"
        return Reply(headline=Wording("Z97").text(f"{question.holder.key}.{by}"))


class Particular(Errand):
    """Wants a good reason."""

    def answer(self, question: Question) -> Reply | Refusal:
        return invalid("why", "too_short") if "no good" in question.form["why"] else super().answer(question)


class Family(Errand):
    agents = AgentRule.FAMILY


def definition(proxy: str, *fields: dict[str, object]) -> Definition:
    return DefinitionModel.model_validate(
        {
            "id": "Z97",
            "steps": ["form", "submit", "result", "rating"],
            "fields": list(fields),
            "outputs": [{"kind": "screen_table", "essential": True}],
            "guide": dict.fromkeys(("who", "bring", "time", "cost", "legal_basis"), WORDS),
            "accepting": WORDS,
            "proxy": proxy,
        }
    ).definition()


def teach(world: World, proxy: str, handler: Handler, *fields: dict[str, object]) -> None:
    hub = world.application.hub
    hub.registry._handlers["Z97"] = handler
    hub.definitions._known["Z97"] = definition(proxy, *fields)


async def find(world: World, agent: str, holder: str, **more: str) -> tuple[str, Answer[Principal]]:
    subject = await world.subject(agent)
    request = PrincipalRequest(
        subject=subject,
        assurance=FACE,
        matter="Z97",
        credential=CredentialKind.RESIDENT_CARD,
        number=holder,
        **more,  # type: ignore[arg-type]
    )
    return subject, await world.back_end.find_principal(request, key=world.key())


@pytest.mark.parametrize(
    ("proxy", "agent", "holder", "handler", "code"),
    [
        ("guardian", FATHER, CHILD, Errand(), ""),
        ("guardian", FATHER, FATHER, Errand(), "same-person"),
        ("guardian", FATHER, WANG, Errand(), "guardian-age"),  # no child
        ("guardian", WANG, CHILD, Errand(), "not-related"),  # another's child
        ("guardian", CHILD, FATHER, Errand(), "guardian-age"),
        ("agent", WANG, FATHER, Errand(), ""),
        ("agent", CHILD, WANG, Errand(), "guardian-age"),
        ("agent", LI, WANG, Family(), ""),  # his mother
        ("agent", FATHER, WANG, Family(), "not-related"),
        ("agent", WANG, LOST, Errand(), "document-not-valid"),
        ("agent", WANG, "999999199001011239", Errand(), "not-related"),  # in no register
        ("nobody", WANG, LI, Errand(), "in-person-only"),
    ],
)
async def test_who_may_act_for_whom(
    world: World, proxy: str, agent: str, holder: str, handler: Handler, code: str
) -> None:
    teach(world, proxy, handler)
    _, answer = await find(world, agent, holder)
    if code:
        assert isinstance(answer, Refused)
        assert (answer.type, answer.params) == (RefusalType.MATTER_REFUSED, {"code": code})
    else:
        assert isinstance(answer, Ok)


async def test_the_name_on_the_document_must_be_the_registers(world: World) -> None:
    teach(world, "agent", Errand())
    _, answer = await find(world, WANG, LI, name="李秀芳")
    assert isinstance(answer, Refused)
    assert answer.params == {"code": "details-differ"}


async def test_what_is_asked_is_about_the_holder_and_by_the_agent(world: World) -> None:
    teach(world, "guardian", Errand())
    subject, answer = await find(world, FATHER, CHILD)
    reference = value(answer).acting_for
    assert value(answer).name_masked == "徐*禾"
    request = QueryRequest(subject=subject, assurance=FACE, acting_for=reference)
    result = value(await world.back_end.query("Z97", request, key="q"))
    assert result.headline.key == "matter.Z97.xiaohe.xu"
    # Only in this matter and this session.
    other = QueryRequest(subject=await world.subject(FATHER), assurance=FACE, acting_for=reference)
    stranger = await world.back_end.query("Z97", other, key="other")
    assert isinstance(stranger, Refused)
    assert stranger.type is RefusalType.SUBJECT_UNKNOWN
    elsewhere = await world.back_end.query("Q01", request, key="elsewhere")
    assert isinstance(elsewhere, Refused)
    assert elsewhere.type is RefusalType.SUBJECT_UNKNOWN


# --- a code to a telephone ----------------------------------------------------------------------------------

MOBILE = "19912345678"
TELEPHONE = {"key": "mobile", "label": WORDS, "type": "mobile"}
CODE = {"key": "code", "label": WORDS, "type": "sms_code", "sent_to": "mobile"}


async def send(world: World, subject: str, mobile: str = MOBILE) -> object:
    request = FieldCodeRequest(subject=subject, matter="Z97", mobile=mobile)
    return await world.back_end.send_field_code(request, key=world.key())


async def received(world: World) -> str:
    return next(word for word in (await world.messages())[-1]["text"].split() if word[:6].isdigit())[:6]


async def ask(world: World, subject: str, code: str, mobile: str = MOBILE) -> str:
    """The rule by which the code is refused; empty when it is right."""
    request = QueryRequest(subject=subject, assurance=FACE, form={"mobile": mobile, "code": code})
    answer = await world.back_end.query("Z97", request, key=world.key())
    if isinstance(answer, Ok):
        return ""
    assert isinstance(answer, Refused)
    assert answer.params["field"] == "code"
    return answer.params["rule"]


@pytest.fixture
async def subject(world: World) -> str:
    teach(world, "nobody", Errand(), TELEPHONE, CODE)
    return await world.subject()


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


async def test_the_code_that_was_sent_is_right_once(world: World, subject: str) -> None:
    assert isinstance(await send(world, subject), Ok)
    code = await received(world)
    assert await ask(world, subject, code) == ""
    assert await ask(world, subject, code) == "code_unknown"


async def test_a_code_stands_while_another_field_is_mended(world: World) -> None:
    reason = {"key": "why", "label": WORDS, "type": "reason_text"}
    teach(world, "nobody", Particular(), TELEPHONE, CODE, reason)
    subject = await world.subject()
    await send(world, subject)
    form = {"mobile": MOBILE, "code": await received(world), "why": "no good"}
    request = QueryRequest(subject=subject, assurance=FACE, form=form)
    answer = await world.back_end.query("Z97", request, key="first")
    assert isinstance(answer, Refused)
    assert answer.params["field"] == "why"
    mended = request.model_copy(update={"form": form | {"why": "a good one"}})
    assert isinstance(await world.back_end.query("Z97", mended, key="second"), Ok)
    again = await world.back_end.query("Z97", mended, key="third")
    assert isinstance(again, Refused)
    assert again.params["rule"] == "code_unknown"


async def test_a_code_proves_its_own_telephone_alone(world: World, subject: str) -> None:
    await send(world, subject)
    assert await ask(world, subject, await received(world), "19912345679") == "code_unknown"


async def test_a_code_is_right_for_five_minutes(world: World, subject: str) -> None:
    await send(world, subject)
    code = await received(world)
    world.clock.move(minutes=5)
    assert await ask(world, subject, code) == "code_expired"


async def test_a_code_is_tried_five_times(world: World, subject: str) -> None:
    await send(world, subject)
    code = await received(world)
    rules = [await ask(world, subject, wrong(code)) for _ in range(5)]
    assert rules == ["code_wrong"] * 4 + ["code_locked"]
    assert await ask(world, subject, code) == "code_locked"


async def test_codes_are_not_sent_in_a_hurry(world: World, subject: str) -> None:
    assert isinstance(await send(world, subject), Ok)
    for mobile in (MOBILE, "19912345679"):
        again = await send(world, subject, mobile)
        assert isinstance(again, Refused)
        assert again.type is RefusalType.PHONE_CODE_TOO_OFTEN
    world.clock.move(seconds=60)
    assert isinstance(await send(world, subject), Ok)


async def test_no_more_of_a_person_is_told_than_the_matter_asks_for(world: World, subject: str) -> None:
    opening = value(
        await world.back_end.open_matter("Z97", OpeningRequest(subject=subject, assurance=FACE), key="o")
    )
    assert opening.prefill == {}  # though the register knows telephone and addresses
    assert opening.certificates == ()
