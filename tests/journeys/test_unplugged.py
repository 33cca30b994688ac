"""A device that is unplugged at any step and plugged in again: the session goes on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.errands import ask, consent, open_form, print_all, put_card, sign_in, sign_in_by_face
from support.hub_hand import HubHand
from support.logs import ExpectedLogs, wait_for_log
from support.terminal import DEVICES, Terminal

from drivers.id_card_reader.sam_codec import Command
from kiosk.flow.intents import GiveConsent, LookFirst
from kiosk.runtime.snapshot import (
    AttractContent,
    ConsentContent,
    CredentialContent,
    FaceContent,
    MenuContent,
    RatingContent,
    ResultContent,
)

SUPERVISED = tuple(device for device in DEVICES if device != "camera")
"""The camera belongs to the vision process, which looks for it when somebody is to be seen."""


def lost(device: str) -> str:
    return rf"{device}: lost"


def back(device: str) -> str:
    return rf"{device}: back in service"


def lose(terminal: Terminal, logs: ExpectedLogs, device: str) -> None:
    """Unplug and wait until the kiosk has given the device up for now."""
    logs.expect(lost(device), back(device))
    terminal.fault(device, "unplugged")
    wait_for_log(logs, lost(device))


def test_a_reader_unplugged_on_the_first_page_is_said_and_reads_when_it_is_back(
    terminal: Terminal, expected_logs: ExpectedLogs
) -> None:
    lose(terminal, expected_logs, "id-card-reader")
    terminal.wait_for(
        lambda shown: isinstance(shown.content, AttractContent) and not shown.content.card_ready,
        "the word that the reader is gone",
    )
    terminal.mend("id-card-reader")
    put_card(terminal, "wang")
    terminal.page(ConsentContent)


def test_a_scanner_unplugged_on_the_first_page_is_said_and_scans_when_it_is_back(
    terminal: Terminal, hub: HubHand, expected_logs: ExpectedLogs
) -> None:
    lose(terminal, expected_logs, "code-scanner")
    terminal.wait_for(
        lambda shown: isinstance(shown.content, AttractContent) and not shown.content.code_ready,
        "the word that the scanner is gone",
    )
    terminal.mend("code-scanner")
    terminal.tell("code-scanner", "show_code", text=hub.code("li"))
    terminal.page(ConsentContent)


def test_a_reader_unplugged_where_the_card_is_asked_for_reads_when_it_is_back(
    terminal: Terminal, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(lost("id-card-reader"), back("id-card-reader"))
    terminal.do(LookFirst())
    terminal.press("sign_in")
    terminal.page(CredentialContent)
    terminal.fault("id-card-reader", "unplugged")
    put_card(terminal, "wang")
    terminal.mend("id-card-reader")
    terminal.page(ConsentContent)


def test_a_reader_unplugged_while_it_reads_says_so_and_reads_the_card_again(
    terminal: Terminal, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.allow(lost("id-card-reader"), back("id-card-reader"))
    reader: Any = terminal.service.fitted.equipment.id_card_reader
    await_answer = reader._await_answer

    async def unplugged(command: Command, *rest: object) -> object:
        if command is Command.READ_CARD:
            await asyncio.to_thread(terminal.fault, "id-card-reader", "unplugged")
        return await await_answer(command, *rest)

    monkeypatch.setattr(reader, "_await_answer", unplugged)
    put_card(terminal, "wang")
    assert terminal.any_problem().code == "device_gone"
    monkeypatch.undo()
    terminal.tell("id-card-reader", "take_card")
    terminal.mend("id-card-reader")
    terminal.wait_until(lambda: not terminal.service.core.state.card_lies, "the card's going")
    put_card(terminal, "wang")
    terminal.page(ConsentContent)


def test_a_camera_unplugged_before_the_look_is_waited_for(terminal: Terminal) -> None:
    terminal.tell("camera", "stand_before", person="wang")
    consent(terminal)
    terminal.fault("camera", "unplugged")
    terminal.do(GiveConsent())
    terminal.page(FaceContent)
    terminal.mend("camera")
    terminal.until_admitted()


def test_a_camera_unplugged_while_it_looks_is_waited_for(terminal: Terminal) -> None:
    consent(terminal)
    terminal.do(GiveConsent())
    terminal.wait_for(
        lambda shown: (
            isinstance(shown.content, FaceContent)
            and getattr(shown.content.hint, "key", "") == "face.hint.nobody"
        ),
        "the look at nobody",
    )
    terminal.fault("camera", "unplugged")
    terminal.tell("camera", "stand_before", person="wang")
    terminal.mend("camera")
    terminal.until_admitted()


def test_what_is_unplugged_between_menu_and_result_disturbs_nobody(
    terminal: Terminal, expected_logs: ExpectedLogs
) -> None:
    sign_in(terminal)
    expected_logs.expect(
        *(f"{device}: {what}" for device in SUPERVISED for what in ("lost", "back in service"))
    )
    for device in DEVICES:
        terminal.fault(device, "unplugged")
    for device in SUPERVISED:
        wait_for_log(expected_logs, lost(device))
    assert isinstance(terminal.page(MenuContent), MenuContent)
    open_form(terminal)
    terminal.type("from", "2024-01")
    terminal.type("to", "2024-03")
    terminal.press("continue")
    terminal.page(ResultContent)
    for device in DEVICES:
        terminal.mend(device)
    for device in SUPERVISED:
        terminal.wait_until_ready(device)
    assert isinstance(print_all(terminal), RatingContent)


def test_who_was_seen_may_print_though_reader_and_camera_are_gone(
    terminal: Terminal, expected_logs: ExpectedLogs
) -> None:
    sign_in_by_face(terminal)
    lose(terminal, expected_logs, "id-card-reader")
    terminal.fault("camera", "unplugged")
    ask(terminal)
    terminal.page(ResultContent)
    print_all(terminal)
