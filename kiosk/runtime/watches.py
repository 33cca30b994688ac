"""Watching the card reader and the scanner, as far as the state wants it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from drivers.contract import Code, TicketPlace
from kiosk.flow.events import CardPresented, CardRemoved, CodeRejected, Paper, PaperTaken
from kiosk.flow.problems import Problem
from kiosk.flow.wants import CardWatch, Wants
from kiosk.runtime.bugs import kind_and_place
from kiosk.runtime.desk import Desk

_log = logging.getLogger(__name__)

FIND_S = 1.5
LOOK_S = 0.2  # between two looks for a card
AFTER_FAULT_S = 1.0
SCAN_S = 30.0


class Watches:
    """Tasks, each running only while it is wanted. Their ends need not be waited for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wants = Wants(CardWatch.NONE, code=False)
        self._card: asyncio.Task[None] | None = None
        self._code: asyncio.Task[None] | None = None
        self._ticket: asyncio.Task[None] | None = None
        self._told: set[str] = set()

    def want(self, wants: Wants) -> None:
        if wants.card is not self._wants.card:
            _stop(self._card)
            self._card = None
            match wants.card:
                case CardWatch.ARRIVAL:
                    self._card = self._start("card arrival", self._await_arrival)
                case CardWatch.REMOVAL:
                    self._card = self._start("card removal", self._await_removal)
                case CardWatch.NONE:
                    pass
        if wants.code is not self._wants.code:
            _stop(self._code)
            self._code = self._start("code", self._await_code) if wants.code else None
        if wants.ticket is not self._wants.ticket:
            _stop(self._ticket)
            self._ticket = self._start("ticket", self._await_taken) if wants.ticket else None
        self._wants = wants

    async def stop(self) -> None:
        running = [task for task in (self._card, self._code, self._ticket) if task is not None]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _start(self, name: str, watch: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        return asyncio.create_task(self._go_on(name, watch), name=name)

    async def _go_on(self, name: str, watch: Callable[[], Awaitable[None]]) -> None:
        """A driver only raises for a bug of ours; nobody could come in any more if that ended the watch."""
        while True:
            try:
                await watch()
                return
            except Exception as error:  # noqa: BLE001 - a watch outlives a driver's bug; it is logged
                told = f"The watch {name} failed and goes on: {kind_and_place(error)}."
                if told not in self._told:
                    self._told.add(told)
                    _log.error("%s", told)
            await self._desk.clock.sleep(AFTER_FAULT_S)

    async def _await_arrival(self) -> None:
        reader = self._desk.equipment.id_card_reader
        if reader is None:
            return
        while True:
            found = await reader.find(FIND_S)
            if found.succeeded:
                self._desk.post(CardPresented())
                return
            pause = LOOK_S if found.code is Code.NO_MEDIA else AFTER_FAULT_S
            await self._desk.clock.sleep(pause)

    async def _await_removal(self) -> None:
        reader = self._desk.equipment.id_card_reader
        if reader is None:
            return
        while True:
            seen = await reader.card_present(FIND_S)
            if seen.succeeded and seen.result is False:
                self._desk.post(CardRemoved())
                return
            await self._desk.clock.sleep(LOOK_S if seen.succeeded else AFTER_FAULT_S)

    async def _await_taken(self) -> None:
        printer = self._desk.equipment.receipt_printer
        if printer is None:
            return
        while True:
            seen = await printer.ticket_place(FIND_S)
            if seen.result in (TicketPlace.TAKEN, TicketPlace.NONE):
                self._desk.post(PaperTaken(Paper.RECEIPT))
                return
            if seen.result is TicketPlace.UNKNOWN:
                return  # no presenter: nobody can tell
            await self._desk.clock.sleep(LOOK_S if seen.succeeded else AFTER_FAULT_S)

    async def _await_code(self) -> None:
        scanner = self._desk.equipment.code_scanner
        if scanner is None:
            return
        while True:
            scanned = await scanner.scan(SCAN_S)
            match scanned.code:
                case Code.SUCCESS if scanned.result is not None:
                    self._desk.offer_code(scanned.result)
                case Code.INVALID_DATA:
                    long = "longer than" in scanned.detail
                    self._desk.post(CodeRejected(Problem.CODE_TOO_LONG if long else Problem.CODE_UNREADABLE))
                case Code.TIME_OUT:
                    pass
                case _:
                    await self._desk.clock.sleep(AFTER_FAULT_S)


def _stop(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
