"""A medical record book, once: as with all paper the journal knows of it before the printer does."""

from __future__ import annotations

import logging
from typing import Protocol

from drivers.contract import Code
from kiosk.backend.models import QueryResult
from kiosk.flow.effects import Print
from kiosk.flow.events import Paper
from kiosk.flow.problems import Problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.printing_port import PaperNotMade
from kiosk.runtime.vault import ANSWER, DOUBTFUL_BOOK, HOLDER, Holder, Vault

_log = logging.getLogger(__name__)

PRINT_S = 40.0  # a book takes about nine seconds; its printer may have to open it first
ASK_S = 3.0
FIRST_PAGE = 1


class BookMaker(Protocol):
    async def book(self, matter: str, holder: Holder, answer: QueryResult) -> bytes: ...


async def print_book(desk: Desk, maker: BookMaker, effect: Print, vault: Vault, name: str) -> Problem | None:
    """None when the printer proved it.

    Of a book whose outcome nobody knew the printer is asked once more before there is a second one with the
    same number.
    """
    printer = desk.equipment.book_printer
    holder, answer = vault.get(HOLDER), vault.get(ANSWER)
    if printer is None or holder is None or answer is None or answer.book is None:
        return Problem.PRINTER_GONE
    if (doubtful := vault.get(DOUBTFUL_BOOK)) is not None:
        earlier = await printer.page_printed(doubtful, ASK_S)
        if earlier.code is Code.SUCCESS:
            vault.forget(DOUBTFUL_BOOK)
            await printer.eject(ASK_S)
            return None
        if earlier.code is not Code.NO_MEDIA:  # it does not say that it never heard of that book
            return Problem.PRINT_UNKNOWN
        vault.forget(DOUBTFUL_BOOK)
    await desk.prints.intend(name, Paper.BOOK.value, answer.book.number)
    try:
        document = await maker.book(effect.matter, holder, answer)
    except PaperNotMade as error:
        _log.error("A record book could not be set: %s", error)
        await desk.prints.void(name, "the document could not be made")
        return Problem.PAPER_NOT_MADE
    fresh = await printer.refresh(ASK_S)
    if not fresh.succeeded:
        await desk.prints.void(name, fresh.detail)
        return Problem.PRINTER_GONE
    await desk.prints.arm(name)
    printed = await printer.print_page(document, name, FIRST_PAGE, PRINT_S)
    if printed.code is Code.OUTCOME_UNKNOWN:
        printed = await printer.page_printed(name, ASK_S)
        if printed.code is not Code.SUCCESS:
            vault.put(DOUBTFUL_BOOK, name)
            await desk.prints.unknown(name, printed.detail)
            return Problem.PRINT_UNKNOWN
    if printed.code is Code.SUCCESS:
        await desk.prints.done(name, f"book {answer.book.number}, page {FIRST_PAGE}")
        await printer.eject(ASK_S)
        return None
    await desk.prints.void(name, printed.detail)
    match printed.code:
        case Code.NO_MEDIA | Code.PAPER_OUT:
            return Problem.PRINTER_PAPER_OUT
        case Code.MEDIA_JAMMED:
            return Problem.PRINTER_JAM
        case Code.COVER_OPEN:
            return Problem.PRINTER_COVER
        case _:
            return Problem.PRINTER_GONE
