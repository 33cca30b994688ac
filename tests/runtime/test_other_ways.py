"""What the back end refuses on the other ways in stands on the page as what it is."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.backend.answers import RefusalType, Refused
from kiosk.flow.admission import PHONE_CODE
from kiosk.flow.effects import CheckPhoneCode, SendPhoneCode
from kiosk.flow.events import OtherWayFailed
from kiosk.flow.problems import Problem
from kiosk.runtime import live_check
from kiosk.runtime.vault import PHONE_CODE_ID, SUBJECT, Vault


def desk_refused(with_type: RefusalType) -> Any:
    vault = Vault(1)
    vault.put(SUBJECT, "subject-of-nobody-at-all")
    vault.put(PHONE_CODE_ID, "id")
    vault.type_in(PHONE_CODE, "123456")
    vault.standing_settled.set()
    posted: list[object] = []

    async def refuse(*_: object, **__: object) -> Refused:
        return Refused(with_type)

    return cast(
        Any,
        SimpleNamespace(
            vault_of=lambda serial: vault,
            back_end=SimpleNamespace(send_phone_code=refuse, check_phone_code=refuse),
            clock=SimpleNamespace(now=lambda: 1.0),
            posted=posted,
            post=posted.append,
        ),
    )


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        (RefusalType.PHONE_CODE_TOO_OFTEN, Problem.PHONE_CODE_TOO_OFTEN),
        (RefusalType.PHONE_CODE_LOCKED, Problem.PHONE_CODE_LOCKED),
        (RefusalType.PHONE_CODE_UNAVAILABLE, Problem.PHONE_CODE_NONE),
    ],
)
def test_a_code_that_is_not_sent_says_why(refusal: RefusalType, problem: Problem) -> None:
    desk = desk_refused(refusal)
    asyncio.run(live_check.send_phone_code(desk, SendPhoneCode(1)))
    assert desk.posted == [OtherWayFailed(1, problem)]


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        (RefusalType.PHONE_CODE_EXPIRED, Problem.PHONE_CODE_EXPIRED),
        (RefusalType.PHONE_CODE_LOCKED, Problem.PHONE_CODE_LOCKED),
    ],
)
def test_a_code_that_is_not_taken_says_why(refusal: RefusalType, problem: Problem) -> None:
    desk = desk_refused(refusal)
    asyncio.run(live_check.check_phone_code(desk, CheckPhoneCode(1)))
    assert desk.posted == [OtherWayFailed(1, problem)]
