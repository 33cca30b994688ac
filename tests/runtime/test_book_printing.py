"""A record book is printed once, and whatever becomes of it is said by its name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from drivers.contract import Code, Completion
from kiosk.flow.effects import Print
from kiosk.flow.events import Paper
from kiosk.flow.problems import Problem
from kiosk.runtime.book_printing import print_book
from kiosk.runtime.printing_port import PaperNotMade
from kiosk.runtime.vault import ANSWER, HOLDER, Vault


@dataclass
class Printer:
    """Answers as it is told; remembers what it was sent."""

    prints: Code = Code.SUCCESS
    knows: Code = Code.NO_MEDIA
    there: Code = Code.SUCCESS
    sent: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    ejected: int = 0

    async def refresh(self, deadline: float) -> Completion[Any]:
        return Completion(self.there)

    async def print_page(self, document: bytes, job: str, page: int, deadline: float) -> Completion[Any]:
        self.sent.append(job)
        return Completion(self.prints)

    async def page_printed(self, job: str, deadline: float) -> Completion[Any]:
        self.asked.append(job)
        return Completion(self.knows)

    async def eject(self, deadline: float) -> Completion[None]:
        self.ejected += 1
        return Completion(Code.SUCCESS)


class Journal:
    def __init__(self) -> None:
        self.said: list[str] = []

    def __getattr__(self, act: str) -> Any:
        async def keep(*_: object) -> None:
            self.said.append(act)

        return keep


class Maker:
    fails = False

    async def book(self, *_: object) -> bytes:
        if self.fails:
            raise PaperNotMade("no glyph")
        return b"%PDF"


class Desk:
    def __init__(self) -> None:
        self.vault = Vault(1)
        self.vault.put(HOLDER, cast(Any, object()))
        book = SimpleNamespace(number="H01-000001")
        self.vault.put(ANSWER, cast(Any, SimpleNamespace(book=book)))
        self.printer, self.journal, self.maker = Printer(), Journal(), Maker()

    def print(self, number: int = 1, replaces: int | None = None) -> Problem | None:
        desk = SimpleNamespace(equipment=SimpleNamespace(book_printer=self.printer), prints=self.journal)
        effect = Print(1, "H01", Paper.BOOK, number, replaces)
        name = f"{self.vault.number}-book-{number}"
        return asyncio.run(print_book(cast(Any, desk), cast(Any, self.maker), effect, self.vault, name))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_journal_knows_of_a_book_before_the_printer_does(desk: Desk) -> None:
    assert desk.print() is None
    assert desk.journal.said == ["intend", "arm", "done"]
    assert desk.printer.ejected == 1


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (Code.NO_MEDIA, Problem.PRINTER_PAPER_OUT),
        (Code.PAPER_OUT, Problem.PRINTER_PAPER_OUT),
        (Code.MEDIA_JAMMED, Problem.PRINTER_JAM),
        (Code.COVER_OPEN, Problem.PRINTER_COVER),
        (Code.HARDWARE_ERROR, Problem.PRINTER_GONE),
    ],
)
def test_a_book_that_was_not_printed_is_void_and_said_why(desk: Desk, code: Code, problem: Problem) -> None:
    desk.printer.prints = code
    assert desk.print() is problem
    assert desk.journal.said == ["intend", "arm", "void"]


def test_a_printer_that_is_away_is_sent_nothing(desk: Desk) -> None:
    desk.printer.there = Code.DEVICE_NOT_READY
    assert desk.print() is Problem.PRINTER_GONE
    assert desk.printer.sent == []
    assert desk.journal.said == ["intend", "void"]


def test_a_book_that_cannot_be_set_is_said_to_be_so(desk: Desk, expected_logs: Any) -> None:
    expected_logs.expect("A record book could not be set: no glyph")
    desk.maker.fails = True
    assert desk.print() is Problem.PAPER_NOT_MADE
    assert desk.printer.sent == []


def test_a_lost_answer_is_asked_after_and_never_printed_again_by_itself(desk: Desk) -> None:
    desk.printer.prints, desk.printer.knows = Code.OUTCOME_UNKNOWN, Code.SUCCESS
    assert desk.print() is None
    assert len(desk.printer.sent) == 1


def test_a_book_that_came_out_after_all_is_not_printed_a_second_time(desk: Desk) -> None:
    desk.printer.prints, desk.printer.knows = Code.OUTCOME_UNKNOWN, Code.TIME_OUT
    assert desk.print(1) is Problem.PRINT_UNKNOWN
    assert desk.journal.said[-1] == "unknown"
    desk.printer.prints, desk.printer.knows = Code.SUCCESS, Code.SUCCESS
    assert desk.print(2, replaces=1) is None
    assert len(desk.printer.sent) == 1, "one book of that number"
    assert desk.printer.asked[-1] == desk.printer.sent[0]
    assert desk.printer.ejected == 1


@pytest.mark.parametrize("knows", [Code.TIME_OUT, Code.HARDWARE_ERROR])
def test_a_printer_that_still_does_not_say_prints_no_second_book(desk: Desk, knows: Code) -> None:
    desk.printer.prints, desk.printer.knows = Code.OUTCOME_UNKNOWN, knows
    for number in (1, 2, 3):
        assert desk.print(number, replaces=number - 1 or None) is Problem.PRINT_UNKNOWN
    assert len(desk.printer.sent) == 1
    assert set(desk.printer.asked) == set(desk.printer.sent)


def test_a_book_that_the_printer_never_heard_of_is_printed(desk: Desk) -> None:
    desk.printer.prints, desk.printer.knows = Code.OUTCOME_UNKNOWN, Code.NO_MEDIA
    desk.print(1)
    desk.printer.prints = Code.SUCCESS
    assert desk.print(2, replaces=1) is None
    assert len(desk.printer.sent) == 2
