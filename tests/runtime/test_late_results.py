"""What comes late belongs to a credential that may be gone: it is neither kept nor told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drivers.contract import CardType, Code, Completion, IdCard
from kiosk.backend.answers import Ok
from kiosk.backend.case_models import Opening, Principal
from kiosk.backend.models import AssuranceMethod
from kiosk.catalogue import load
from kiosk.domain.credentials import CredentialKind
from kiosk.flow import effects as fx
from kiosk.flow import events as ev
from kiosk.flow.errand import Entry, Errand
from kiosk.runtime import credentials, live_check, matters, principals, sessions
from kiosk.runtime.attempts import Attempts
from kiosk.runtime.field_buttons import do_field_button
from kiosk.runtime.vault import (
    ANSWER,
    ASSURANCE,
    HOLDER,
    OPENING,
    PHONE_CODE_ID,
    PHOTO,
    PRINCIPAL,
    SUBJECT,
    Holder,
    Photo,
    Vault,
)
from kiosk.vision.port import ReferenceKind

CARD = IdCard(
    CardType.RESIDENT,
    name="测试",
    sex_code="1",
    nation_code="01",
    nationality="CHN",
    birth="19900101",
    address="",
    number="99999919900101001X",
    authority="",
    valid_from="20100101",
    valid_to="20200101",
    photo=b"",
)
FIRST, SECOND = (Photo(picture, ReferenceKind.ENCODED) for picture in (b"first", b"second"))


class Later:
    """Something outside that answers when the test says so."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked = 0

    async def __call__(self, *_: object, **__: object) -> Any:
        self.asked += 1
        return await self.answer


def desk_with(**parts: Any) -> Any:
    vault = Vault(1)
    posted: list[ev.Event] = []
    desk = SimpleNamespace(
        vault=vault,
        vault_of=lambda serial: vault if serial == 1 and not vault.dropped else None,
        posted=posted,
        post=posted.append,
        today=lambda: date(2026, 1, 1),
        attempts=Attempts(),
        clock=SimpleNamespace(now=lambda: 1.0),
        state=lambda: SimpleNamespace(session=None),
        place=SimpleNamespace(zone_zh="某自助区"),
        **parts,
    )
    return desk  # noqa: RET504 (named for its parts)


def another_card_lies_there(desk: Any) -> None:
    sessions.forget_credential(desk, fx.ForgetCredential(1))
    desk.vault.put(PHOTO, SECOND)


async def meanwhile(work: Awaitable[None], happens: Callable[[], None], later: Later, answer: object) -> None:
    running = asyncio.ensure_future(work)
    while not later.asked and not running.done():  # noqa: ASYNC110 (no time passes here)
        await asyncio.sleep(0)
    assert later.asked, "nothing was asked"
    happens()
    later.answer.set_result(answer)
    await running


def test_the_photo_of_a_refused_card_is_not_compared_with_the_next_person() -> None:
    async def visit() -> None:
        async def read(deadline: float) -> Completion[IdCard]:
            return Completion(Code.SUCCESS, CARD)

        decoded = Later()
        desk = desk_with(
            equipment=SimpleNamespace(id_card_reader=SimpleNamespace(read=read)),
            photo_decoder=SimpleNamespace(decode=decoded),
        )
        work = credentials.read_card(desk, fx.ReadCard(1))
        await meanwhile(work, lambda: another_card_lies_there(desk), decoded, FIRST)
        assert desk.vault.get(PHOTO) is SECOND
        assert not desk.vault.photo_settled.is_set()

    asyncio.run(visit())


def test_a_card_that_was_read_too_late_is_not_taken_for_the_next_one() -> None:
    async def visit() -> None:
        read = Later()
        desk = desk_with(equipment=SimpleNamespace(id_card_reader=SimpleNamespace(read=read)))
        work = credentials.read_card(desk, fx.ReadCard(1))
        await meanwhile(work, lambda: another_card_lies_there(desk), read, Completion(Code.SUCCESS, CARD))
        assert desk.vault.get(HOLDER) is None
        assert desk.posted == []

    asyncio.run(visit())


@pytest.mark.parametrize("way", ["phone", "staff"])
def test_another_way_admits_nobody_but_the_person_whom_it_proved(way: str) -> None:
    async def visit() -> None:
        proved = Later()
        desk = desk_with(back_end=SimpleNamespace(check_phone_code=proved, attest=proved))
        desk.vault.put(SUBJECT, "subject-of-nobody-at-all")
        desk.vault.put(PHONE_CODE_ID, "id")
        desk.vault.standing_settled.set()
        for key, typed in (("phone_code", "123456"), ("staff_code", "100001"), ("staff_pin", "123456")):
            desk.vault.type_in(key, typed)
        work = (
            live_check.check_phone_code(desk, fx.CheckPhoneCode(1))
            if way == "phone"
            else live_check.ask_staff_attestation(desk, fx.AskStaffAttestation(1))
        )
        answer = Ok(SimpleNamespace(method=AssuranceMethod.NONE, reference=None))
        await meanwhile(work, lambda: another_card_lies_there(desk), proved, answer)
        assert desk.vault.get(ASSURANCE) is None
        assert desk.posted == []

    asyncio.run(visit())


def test_a_face_check_that_was_stopped_while_it_waited_for_the_photo_never_begins() -> None:
    async def visit() -> None:
        async def cancel() -> None:
            pass

        looked = Later()
        desk = desk_with(vision=SimpleNamespace(check_face=looked, cancel=cancel))
        check = asyncio.create_task(live_check.check_face(desk, fx.StartFaceCheck(1, 1)))
        await asyncio.sleep(0)
        await live_check.stop_face_check(desk, fx.StopFaceCheck(1))
        desk.vault.put(PHOTO, FIRST)
        desk.vault.photo_settled.set()
        await check
        assert looked.asked == 0
        assert desk.posted == []

    asyncio.run(visit())


@pytest.mark.parametrize("way", ["card", "code"])
def test_an_admission_that_comes_for_a_credential_that_is_gone_is_ended_at_the_back_end(way: str) -> None:
    async def visit() -> None:
        admitted, ended = Later(), list[str]()

        async def end_admission(subject: str) -> Ok[None]:
            ended.append(subject)
            return Ok(None)

        back_end = SimpleNamespace(admit=admitted, exchange_code=admitted, end_admission=end_admission)
        code = SimpleNamespace(text="0123456789abcdef")
        desk = desk_with(back_end=back_end, take_code=lambda: code)
        desk.vault.put(HOLDER, Holder(CredentialKind.RESIDENT_CARD, "测试", "99999919900101001X", "1", None))
        admission = SimpleNamespace(subject="subject-of-nobody-at-all")
        work, answer = (
            (credentials.learn_standing(desk, fx.LearnStanding(1)), admission)
            if way == "card"
            else (
                credentials.exchange_code(desk, fx.ExchangeCode(1)),
                SimpleNamespace(admission=admission),
            )
        )
        await meanwhile(work, lambda: another_card_lies_there(desk), admitted, Ok(answer))
        assert ended == ["subject-of-nobody-at-all"]
        assert desk.posted == []

    asyncio.run(visit())


def test_a_forgotten_credential_tells_whose_admission_is_to_be_ended() -> None:
    desk = desk_with()
    desk.vault.put(SUBJECT, "subject-of-nobody-at-all")
    assert sessions.forget_credential(desk, fx.ForgetCredential(1)) == "subject-of-nobody-at-all"
    assert sessions.forget_credential(desk, fx.ForgetCredential(1)) is None


def test_an_answer_to_a_question_that_was_given_up_is_not_shown_as_the_next_ones() -> None:
    async def visit() -> None:
        answered = Later()
        definition = SimpleNamespace(fields=(), groups=(), outputs=())
        assurance = SimpleNamespace(needs_person=True)
        desk = desk_with(
            back_end=SimpleNamespace(query=answered),
            catalogue=SimpleNamespace(
                matter=lambda _: SimpleNamespace(definition=definition, assurance=assurance)
            ),
        )
        desk.vault.put(SUBJECT, "subject-of-nobody-at-all")
        desk.vault.standing_settled.set()

        def next_question() -> None:
            desk.vault.asked = 2

        work = matters.ask(desk, fx.AskDepartment(1, "Q01", 1))
        await meanwhile(work, next_question, answered, Ok(SimpleNamespace(table=None, proof_offered=False)))
        assert desk.vault.get(ANSWER) is None
        assert desk.posted == []

    asyncio.run(visit())


# --- matters --------------------------------------------------------------------------------------

CARD_MATTER, CARD_FIELD = "H01", "subject_card"


def in_matter(desk: Any, root: Path, matter: str = "H06", *, acting: bool = False) -> None:
    desk.vault.put(SUBJECT, "subject-of-nobody-at-all")
    desk.vault.standing_settled.set()
    desk.catalogue = load(root / "config", "personal")[0]
    desk.state = lambda: SimpleNamespace(session=SimpleNamespace(errand=Errand(matter, acting=acting)))


def another_matter_is_begun(desk: Any) -> Callable[[], None]:
    return lambda: sessions.forget_matter(desk, fx.ForgetMatter(1))


async def valid_card(deadline: float) -> Completion[IdCard]:
    return Completion(Code.SUCCESS, replace(CARD, valid_to="20360101"))


def holding(desk: Any) -> None:
    agent = Holder(CredentialKind.RESIDENT_CARD, "代办", "999999198001010011", "1", date(1980, 1, 1))
    desk.vault.put(HOLDER, agent)


def test_whom_the_register_named_too_late_nobody_acts_for_in_the_next_matter(root: Path) -> None:
    async def visit() -> None:
        named = Later()
        reader = SimpleNamespace(read=valid_card)
        desk = desk_with(
            equipment=SimpleNamespace(id_card_reader=reader), back_end=SimpleNamespace(find_principal=named)
        )
        in_matter(desk, root)
        holding(desk)
        work = principals.find_principal(desk, fx.FindPrincipal(1, "H06"))
        principal = Ok(Principal(acting_for="principal-of-nobody", name_masked="某*"))
        await meanwhile(work, another_matter_is_begun(desk), named, principal)
        assert desk.vault.get(PRINCIPAL) is None
        assert desk.posted == []

    asyncio.run(visit())


def test_of_two_documents_that_were_read_the_later_one_counts(root: Path) -> None:
    async def visit() -> None:
        first, second = Later(), Later()
        answers = iter((first, second))
        desk = desk_with(
            equipment=SimpleNamespace(id_card_reader=SimpleNamespace(read=valid_card)),
            back_end=SimpleNamespace(find_principal=lambda *a, **k: next(answers)(*a, **k)),
        )
        in_matter(desk, root)
        holding(desk)
        earlier = asyncio.ensure_future(principals.find_principal(desk, fx.FindPrincipal(1, "H06")))
        while not first.asked:  # noqa: ASYNC110 (no time passes here)
            await asyncio.sleep(0)
        work = principals.find_principal(desk, fx.FindPrincipal(1, "H06"))
        named = Ok(Principal(acting_for="principal-number-two", name_masked="二*"))
        await meanwhile(work, lambda: None, second, named)
        first.answer.set_result(Ok(Principal(acting_for="principal-number-one", name_masked="一*")))
        await earlier
        assert desk.vault.get(PRINCIPAL).acting_for == "principal-number-two"
        assert desk.posted == [ev.PrincipalFound(1)]

    asyncio.run(visit())


@pytest.mark.parametrize("acting", [False, True])
def test_nobody_is_acted_for_unless_the_page_says_so(root: Path, acting: bool) -> None:
    desk = desk_with()
    in_matter(desk, root, acting=acting)
    desk.vault.put(PRINCIPAL, Principal(acting_for="principal-of-nobody", name_masked="某*"))
    assert matters.acting_for(desk, desk.vault, "H06") == ("principal-of-nobody" if acting else None)
    assert matters.acting_for(desk, desk.vault, "H16") is None, "nor in another matter"


def test_what_a_department_knows_of_an_earlier_matter_fills_in_no_later_form(root: Path) -> None:
    async def visit() -> None:
        opened = Later()
        desk = desk_with(back_end=SimpleNamespace(open_matter=opened))
        in_matter(desk, root)
        work = matters.open_matter(desk, fx.OpenMatter(1, "H06", Entry.APPLY))
        opening = Ok(Opening(prefill={"phone": "13900000000"}))
        await meanwhile(work, another_matter_is_begun(desk), opened, opening)
        assert desk.vault.get(OPENING) is None
        assert desk.posted == []

    asyncio.run(visit())


def test_a_card_that_was_read_for_an_earlier_matter_fills_in_no_later_field(root: Path) -> None:
    async def visit() -> None:
        read = Later()
        desk = desk_with(equipment=SimpleNamespace(smart_card_reader=SimpleNamespace(read=read)))
        in_matter(desk, root, CARD_MATTER)
        work = do_field_button(desk, fx.DoFieldButton(1, CARD_MATTER, CARD_FIELD))
        card = SimpleNamespace(card_number="31010000000000000")
        await meanwhile(work, another_matter_is_begun(desk), read, Completion(Code.SUCCESS, card))
        assert desk.vault.typed(CARD_FIELD) == ""
        assert desk.posted == []

    asyncio.run(visit())
