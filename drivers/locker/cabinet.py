"""The locker driver: compartments over lock boards of any protocol, on a shared line.

A pulse is given once. A success is what the door's contact says; where the board stays silent, the contact is
asked; where the contact cannot be asked, the outcome is unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from drivers.bus_device import AFTER_DEADLINE_SECONDS, BusDevice, Refused
from drivers.byte_device import Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    DoorListener,
    DoorState,
    Identity,
    Presence,
    Status,
)
from drivers.locker.dialect import Contact, Dialect, ItemSensors, PulseAnswer, Question
from drivers.settings import SettingError
from drivers.transports.base import Transport, TransportLost

A = TypeVar("A")


class LockerCabinet(BusDevice):
    """``drivers.contract.Locker``. Errors: ``SettingError`` for addresses and counts that cannot be."""

    def __init__(self, transport: Transport, clock: Clock, dialect: Dialect[Any]) -> None:
        super().__init__(DeviceKind.LOCKER, dialect.driver, transport, clock)
        self._dialect = dialect
        self._settings = dialect.settings
        self._rested_at = clock.now()
        self._door_listeners: list[DoorListener] = []
        _check(dialect)

    @property
    def compartments(self) -> range:
        """The numbers of all compartments."""
        return range(1, self._settings.boards * self._settings.locks + 1)

    def listen_doors(self, listener: DoorListener) -> Callable[[], None]:
        """Call ``listener`` with compartment and state when a board says unasked that a door moved."""
        self._door_listeners.append(listener)

        def end() -> None:
            if listener in self._door_listeners:
                self._door_listeners.remove(listener)

        return end

    def unasked(self, frame: Any) -> None:
        report = self._dialect.report(frame)
        if report is None or report.board not in self._boards() or report.lock > self._settings.locks:
            return
        compartment = (report.board - self._settings.board) * self._settings.locks + report.lock
        for listener in tuple(self._door_listeners):
            listener(compartment, self._door(report.contact_closed))

    def _routed(self, wanted: Callable[[Any], A | None]) -> Callable[[Any], A | None]:
        """Reports come between question and answer, too."""

        def look(frame: Any) -> A | None:
            self.unasked(frame)
            return wanted(frame)

        return look

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            for board in self._boards():
                await self._contact(board, 1)
                await self._contacts_of_board(board)
            self._identity = replace(self._identity, model=self._dialect.model)
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        completion = await self.perform("open", deadline, lambda: self._refusing("open", body), False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            for board in self._boards():
                await self._contact(board, 1)
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, lambda: self._refusing("status", body))

    async def doors(self, deadline: float) -> Completion[Mapping[int, DoorState]]:
        async def body() -> Completion[Mapping[int, DoorState]]:
            states: dict[int, DoorState] = {}
            for index, board in enumerate(self._boards()):
                contacts = await self._contacts_of_board(board)
                for lock in range(1, self._settings.locks + 1):
                    states[index * self._settings.locks + lock] = self._door(contacts.get(lock))
            self.heard()
            return Completion(Code.SUCCESS, states)

        return await self.perform("doors", deadline, lambda: self._refusing("doors", body))

    async def items(self, deadline: float) -> Completion[Mapping[int, Presence]]:
        settings, dialect = self._settings, self._dialect
        if settings.items is ItemSensors.NONE or not dialect.item_questions(settings.board):
            return Completion(
                Code.UNSUPPORTED, detail="items: no item sensors are configured; nothing was sent."
            )

        async def body() -> Completion[Mapping[int, Presence]]:
            states = dict.fromkeys(self.compartments, Presence.UNKNOWN)
            for index, board in enumerate(self._boards()):
                for question in dialect.item_questions(board):
                    seen = await self._answer(question, dialect.items)
                    for lock, there in seen.items():
                        if lock <= settings.locks:
                            number = index * settings.locks + lock
                            states[number] = Presence.PRESENT if there else Presence.ABSENT
            self.heard()
            return Completion(Code.SUCCESS, states)

        return await self.perform("items", deadline, lambda: self._refusing("items", body))

    async def open_compartment(self, compartment: int, deadline: float) -> Completion[DoorState]:
        if compartment not in self.compartments:
            return Completion(
                Code.INVALID_DATA,
                detail=f"open {compartment}: there are compartments 1 to {len(self.compartments)}; "
                "nothing was sent.",
            )
        end = self._clock.now() + deadline
        return await self.perform(
            f"open {compartment}", deadline + AFTER_DEADLINE_SECONDS, lambda: self._open(compartment, end)
        )

    # --- one pulse ----------------------------------------------------------------------------------------

    async def _open(self, compartment: int, end: float) -> Completion[DoorState]:
        name = f"open {compartment}"
        index, rest = divmod(compartment - 1, self._settings.locks)
        board, lock = self._settings.board + index, rest + 1
        sent = False
        try:
            async with asyncio.timeout(max(end - self._clock.now(), 0.0)):
                if self._owed:
                    await self._contact(board, lock)  # a late answer must not be taken for that of the pulse
                await self._clock.sleep(self._rested_at - self._clock.now())
                sent = True
                answer = await self._pulse(board, lock)
                if self._door_after(answer) is DoorState.OPEN:
                    self.heard()
                    return Completion(Code.SUCCESS, DoorState.OPEN)
                return await self._watch(name, board, lock)
        except Refused as refusal:
            self.heard()
            return Completion(Code.HARDWARE_ERROR, detail=f"{name}: {refusal}")
        except (TimeoutError, NoAnswer, Garbled) as trouble:
            if not sent:
                if isinstance(trouble, TimeoutError):
                    raise NoAnswer("the time was over before the pulse; no lock was moved.") from None
                raise
            self._silent(name)
            return Completion(
                Code.OUTCOME_UNKNOWN,
                detail=f"{name}: the pulse was sent once and the door's contact could not be asked; the door "
                "may be open. Look at it before anything else is done.",
            )
        except TransportLost as loss:
            if not sent:
                raise
            self._on_lost(loss)
            return Completion(
                Code.OUTCOME_UNKNOWN, detail=f"{name}: the pulse was sent, then the line was lost. {loss}"
            )

    async def _pulse(self, board: int, lock: int) -> PulseAnswer | None:
        """None: no answer, which proves nothing."""
        frame, dialect = self._dialect.pulse(board, lock), self._dialect
        self._rested_at = self._clock.now() + self._settings.pause_seconds
        if not dialect.answers_pulse:
            await self.tell(frame, self._settings.reply_seconds)
            return None
        try:
            return await self.ask(
                frame,
                dialect.parse,
                self._routed(lambda one: dialect.pulsed(board, lock, one)),
                self._settings.reply_seconds,
                tries=1,
                answer_may_be_equal=True,
            )
        except (NoAnswer, Garbled):
            return None

    async def _watch(self, name: str, board: int, lock: int) -> Completion[DoorState]:
        """Ask the contact until the door is open or has had its time."""
        if self._settings.contact is Contact.NONE:
            return Completion(
                Code.OUTCOME_UNKNOWN, detail=f"{name}: the pulse was sent; this door has no contact to ask."
            )
        give_up = self._clock.now() + self._settings.settle_seconds
        while True:
            door = self._door(await self._contact(board, lock))
            self.heard()
            if door is DoorState.OPEN:
                return Completion(Code.SUCCESS, door)
            if self._clock.now() >= give_up:
                return Completion(
                    Code.HARDWARE_ERROR,
                    detail=f"{name}: one pulse was sent and the door's contact still says closed: it is "
                    "stuck, or the contact is wired the other way.",
                )
            await self._clock.sleep(self._settings.poll_seconds)

    # --- contacts -----------------------------------------------------------------------------------------

    async def _contact(self, board: int, lock: int) -> bool | None:
        question = self._dialect.question_of(board, lock)
        return (await self._answer(question, self._dialect.contacts)).get(lock)

    async def _contacts_of_board(self, board: int) -> Mapping[int, bool]:
        contacts: dict[int, bool] = {}
        for question in self._dialect.questions(board):
            contacts |= await self._answer(question, self._dialect.contacts)
        return contacts

    async def _answer(
        self, question: Question, read: Callable[[Question, Any], Mapping[int, bool] | None]
    ) -> Mapping[int, bool]:
        return await self.ask(
            question.frame,
            self._dialect.parse,
            self._routed(lambda frame: read(question, frame)),
            self._settings.reply_seconds,
            answer_may_be_equal=question.answer_may_be_equal,
        )

    def _door(self, contact_closed: bool | None) -> DoorState:
        if contact_closed is None or self._settings.contact is Contact.NONE:
            return DoorState.UNKNOWN
        closed_means_locked = self._settings.contact is Contact.CLOSED_WHEN_LOCKED
        return DoorState.CLOSED if contact_closed is closed_means_locked else DoorState.OPEN

    def _door_after(self, answer: PulseAnswer | None) -> DoorState:
        match answer:
            case PulseAnswer.CONTACT_CLOSED:
                return self._door(True)
            case PulseAnswer.CONTACT_OPEN:
                return self._door(False)
            case _:
                return DoorState.UNKNOWN

    def _boards(self) -> range:
        return range(self._settings.board, self._settings.board + self._settings.boards)

    async def _refusing(self, name: str, body: Any) -> Any:
        try:
            return await body()
        except Refused as refusal:
            self.heard()
            return Completion(Code.HARDWARE_ERROR, detail=f"{name}: {refusal}")


def _check(dialect: Dialect[Any]) -> None:
    settings = dialect.settings
    if settings.boards < 1:
        raise SettingError("The setting 'boards' must be 1 or more.")
    last = settings.board + settings.boards - 1
    if settings.board not in dialect.boards or last not in dialect.boards:
        raise SettingError(
            f"A {dialect.driver} board has an address of {dialect.boards[0]} to {dialect.boards[-1]}, "
            f"not {settings.board} to {last}."
        )
    if settings.locks not in dialect.locks:
        raise SettingError(
            f"A {dialect.driver} board has {dialect.locks[0]} to {dialect.locks[-1]} locks, "
            f"not {settings.locks}."
        )
