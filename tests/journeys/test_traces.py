"""After a person has left: what they brought is nowhere, in no file, no log, no command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import canaries
from support.canaries import EveryLog, Search
from support.errands import ask, print_all, refuse_face_check, sign_in_by_face
from support.hub_hand import HubHand
from support.terminal import Terminal

from drivers.simulators import people
from kiosk.flow.intents import GiveConsent
from kiosk.runtime.snapshot import ConsentContent, EntryContent, MenuContent

PERSON = "liu"


@pytest.fixture(scope="module")
def every_log() -> Iterator[EveryLog]:
    with EveryLog() as logs:
        yield logs


def test_nothing_of_a_person_is_found_anywhere_afterwards(
    terminal: Terminal, hub: HubHand, every_log: EveryLog
) -> None:
    person = next(person for person in people.load() if person.key == PERSON)
    code = hub.code(PERSON)
    token = code.rpartition("=")[2]
    terminal.tell("camera", "stand_before", person=PERSON)
    terminal.tell("code-scanner", "show_code", text=code)
    terminal.page(ConsentContent)
    terminal.do(GiveConsent())
    terminal.page(MenuContent)
    ask(terminal)
    print_all(terminal)
    terminal.everybody_leaves()
    sign_in_by_face(terminal, PERSON)
    terminal.everybody_leaves()
    refuse_face_check(terminal, PERSON)
    terminal.press("phone_code")
    terminal.page(EntryContent)
    sent = hub.newest_code()
    terminal.type("phone_code", sent)
    terminal.press("continue")
    terminal.page(MenuContent)
    terminal.everybody_leaves()

    search = Search(canaries.of_person(person, token))
    assert search.canaries["the name"] == person.name
    assert len(every_log.lines) > 20
    search.data("the log", "\n".join(every_log.lines).encode())
    search.folder(terminal.settings.terminal.data_dir)
    search.folder(Path("/dev/shm"))
    search.processes(canaries.family(os.getpid()))
    assert search.looked_at > 10
    assert search.found == []


def test_the_search_finds_what_it_is_given(tmp_path: Path) -> None:
    person = next(person for person in people.load() if person.key == "wang")
    (tmp_path / "spool").write_bytes(person.name.encode("gb18030"))
    search = Search(canaries.of_person(person))
    search.folder(tmp_path)
    assert search.found == [f"the name in {tmp_path / 'spool'}"]
