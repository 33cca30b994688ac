"""The journal as the runtime uses it: prints, the audit trail, letters, and what a crash left open.

What must be on the disk before something happens is awaited; what only has to be kept is written behind. When
the journal cannot be written, ``on_lost`` is called once and nothing physical is done any more.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, assert_never

from drivers.contract import Code, JobState
from kiosk.backend.answers import Answer, Ok, Refused, Unavailable
from kiosk.backend.models import RatingRequest, StaffCallRequest, VoidReason
from kiosk.backend.port import BackEnd
from kiosk.flow.effects import Act
from kiosk.flow.events import Paper
from kiosk.journal import EffectState, Journal, JournalLost, Letter, LetterKind, LetterState
from kiosk.journal.letters import ticket_key
from kiosk.journal.reconcile import (
    AskDevice,
    CancelJob,
    DeviceFact,
    Settle,
    Ticket,
    TicketKind,
    reconcile,
)
from kiosk.runtime.clock import Clock
from kiosk.runtime.equipment import Equipment
from kiosk.runtime.printing_port import RecordsLost

_log = logging.getLogger(__name__)

LETTERS_EVERY_S = 1.0
LETTERS_AGAIN_S = 5.0
ASK_S = 2.0
ASK_EVERY_S = 5.0
GIVE_UP_S = 300.0  # a printer that starts together with the kiosk may need minutes


class Records:
    """See ``printing_port.PrintRecords`` and ``trail_port.Trail``."""

    def __init__(self, file: Path, key_file: Path, back_end: BackEnd, clock: Clock) -> None:
        self._file = file
        self._key_file = key_file
        self._back_end = back_end
        self._clock = clock
        self._journal: Journal | None = None
        self._on_lost: Callable[[], None] = lambda: None
        self._lost = False
        self._writing: set[asyncio.Task[None]] = set()
        self._written = asyncio.Event()

    async def open(self, on_lost: Callable[[], None]) -> bool:
        """False: the journal cannot be opened, and the terminal must not serve."""
        self._on_lost = on_lost
        try:
            self._journal = await Journal.open(self._file, self._key_file)
            await self._journal.record("kiosk_started")
            kept = self._journal.opening.set_aside
            if kept is not None:
                # What was on its way to the printers when it was damaged, nobody knows any more.
                self.staff_ticket(TicketKind.PRINT_UNKNOWN.value, kept.name)
        except JournalLost as error:
            _log.critical("%s", error)
            return False
        return True

    async def close(self) -> None:
        """Everything written behind is on the disk when this ends."""
        if self._writing:
            await asyncio.wait(self._writing)
        if self._journal is not None:
            try:
                await self._journal.record("kiosk_stopped")
                await self._journal.close()
            except JournalLost as error:
                _log.error("%s", error)
            self._journal = None

    async def beat(self) -> None:
        """Returns when the writer thread has come around. Errors: ``RecordsLost``."""
        await self._now(lambda journal: journal.beat())

    # --- prints ---------------------------------------------------------------------------------------

    async def intend(self, effect: str, kind: str, reference: str) -> None:
        await self._now(lambda journal: journal.intend(effect, kind, reference))

    async def arm(self, effect: str) -> None:
        await self._now(lambda journal: journal.arm(effect))

    async def done(self, effect: str, evidence: str) -> None:
        await self._now(lambda journal: journal.settle(effect, EffectState.DONE, evidence))

    async def void(self, effect: str, why: str) -> None:
        await self._now(lambda journal: journal.settle(effect, EffectState.VOID, why))

    async def unknown(self, effect: str, why: str) -> None:
        await self._now(lambda journal: journal.settle(effect, EffectState.UNKNOWN, why))

    async def _now(self, act: Callable[[Journal], Awaitable[None]]) -> None:
        if self._journal is None or self._lost:
            raise RecordsLost
        try:
            await act(self._journal)
        except JournalLost as error:
            self._say_lost(error)
            raise RecordsLost from None
        self._written.set()

    # --- trail and letters ------------------------------------------------------------------------------

    def record(self, act: Act, session: str, subject: str, about: str) -> None:
        self._behind(lambda journal: journal.record(act.value, subject=subject, about=about, session=session))

    def send_rating(self, request: RatingRequest, key: str) -> None:
        self._write_letter(key, LetterKind.RATING, request.model_dump(mode="json"))

    def staff_ticket(self, kind: str, about: str) -> None:
        self._write_letter(ticket_key(kind, about), LetterKind.STAFF_TICKET, {"kind": kind, "about": about})

    def call_help(self, session: str, stage: str, matter: str) -> None:
        self._behind(lambda journal: journal.record("help_called", about=stage, session=session))
        # A key of its own: a clock that starts anew would give an old key again, and lose the call.
        body = {"kind": "help", "about": " ".join(part for part in (stage, matter) if part)}
        self._write_letter(f"help-{secrets.token_hex(16)}", LetterKind.HELP_CALL, body)

    def _write_letter(self, key: str, kind: LetterKind, body: dict[str, Any]) -> None:
        self._behind(lambda journal: journal.write_letter(key, kind, body))

    def _behind(self, act: Callable[[Journal], Coroutine[Any, Any, None]]) -> None:
        """Write without the caller waiting; the one writer thread keeps the order."""
        journal = self._journal
        if journal is None:
            return

        async def write() -> None:
            try:
                await act(journal)
            except JournalLost as error:
                self._say_lost(error)
            self._written.set()

        task = asyncio.create_task(write())
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def _say_lost(self, error: JournalLost) -> None:
        if not self._lost:
            self._lost = True
            _log.critical("%s", error)
            self._on_lost()

    # --- delivery ---------------------------------------------------------------------------------------

    async def deliver(self) -> None:
        """Bring letters to the back end until cancelled, in order; each waits until it is answered."""
        while True:
            self._written.clear()
            pause = LETTERS_EVERY_S
            try:
                if self._journal is not None and not await self._deliver_waiting(self._journal):
                    pause = LETTERS_AGAIN_S
            except JournalLost as error:
                self._say_lost(error)
                return
            if pause == LETTERS_EVERY_S:
                await self._written.wait()
            else:
                await self._clock.sleep(pause)

    async def _deliver_waiting(self, journal: Journal) -> bool:
        """False when the back end did not answer: the rest waits."""
        while letters := await journal.waiting_letters():
            for letter in letters:
                match await self._deliver(letter):
                    case Ok():
                        await journal.letter_settled(letter.number, LetterState.DELIVERED)
                    case Refused(refusal):
                        _log.warning("The back end refused a letter: %s, %s", letter.kind, refusal)
                        await journal.letter_settled(letter.number, LetterState.REFUSED, refusal.value)
                    case Unavailable(reason):
                        await journal.letter_tried(letter.number, reason.value)
                        return False
        return True

    async def _deliver(self, letter: Letter) -> Answer[Any]:
        body = letter.body
        match letter.kind:
            case LetterKind.PROOF_PRINTED:
                return await self._back_end.report_printed(str(body["serial"]), key=letter.key)
            case LetterKind.PROOF_VOID:
                reason = VoidReason(str(body["reason"]))
                return await self._back_end.void_proof(str(body["serial"]), reason, key=letter.key)
            case LetterKind.RATING:
                return await self._back_end.rate(RatingRequest.model_validate(body), key=letter.key)
            case LetterKind.STAFF_TICKET | LetterKind.HELP_CALL:
                request = StaffCallRequest.model_validate(body)
                return await self._back_end.call_staff(request, key=letter.key)
            case _:
                assert_never(letter.kind)

    # --- after a crash ----------------------------------------------------------------------------------

    async def settle_what_was_left(self, equipment: Equipment) -> bool:
        """Ask the printers once what became of what a stop left open. False: some have not answered."""
        facts: dict[str, DeviceFact] = {}
        while True:
            actions = await self._open_actions(facts)
            waiting = [a for a in actions if isinstance(a, AskDevice) and a.effect in facts]
            if not actions or len(waiting) == len(actions):
                return not waiting
            for action in actions:
                await self._act(action, equipment, facts)

    async def settle_in_time(self, equipment: Equipment) -> None:
        """Go on asking printers that are silent; who never answers is given up, and staff look."""
        end = self._clock.now() + GIVE_UP_S
        while self._clock.now() < end:
            await self._clock.sleep(ASK_EVERY_S)
            if await self.settle_what_was_left(equipment):
                return
        actions = await self._open_actions({})
        facts = {action.effect: DeviceFact.GIVEN_UP for action in actions}
        for action in await self._open_actions(facts):
            await self._act(action, equipment, facts)

    async def _open_actions(
        self, facts: dict[str, DeviceFact]
    ) -> tuple[AskDevice | CancelJob | Settle | Ticket, ...]:
        if self._journal is None:
            return ()
        try:
            return reconcile(await self._journal.open_effects(), facts)
        except JournalLost as error:
            self._say_lost(error)
            return ()

    async def _act(
        self,
        action: AskDevice | CancelJob | Settle | Ticket,
        equipment: Equipment,
        facts: dict[str, DeviceFact],
    ) -> None:
        match action:
            case AskDevice(effect=effect, kind=kind):
                if effect not in facts:
                    facts[effect] = await self._ask(effect, kind, equipment)
            case CancelJob(effect=effect, kind=kind):
                await self._cancel(effect, equipment)
                facts[effect] = await self._ask(effect, kind, equipment)
                if facts[effect] is DeviceFact.RUNNING:
                    facts[effect] = DeviceFact.SILENT  # it is ending; asked again later
            case Settle(effect=effect, state=state, note=note):
                await self._settle(effect, state, note)
            case Ticket(kind=kind, effect=effect):
                if kind is not TicketKind.PRINT_UNKNOWN:  # that one is written with the effect itself
                    self.staff_ticket(kind.value, effect)
            case _:
                assert_never(action)

    async def _settle(self, effect: str, state: EffectState, note: str) -> None:
        try:
            await self._now(lambda journal: journal.settle(effect, state, note))
        except RecordsLost:
            return
        self._behind(lambda journal: journal.record("effect_reconciled", about=state.value))

    async def _ask(self, effect: str, kind: str, equipment: Equipment) -> DeviceFact:
        if kind != Paper.PROOF.value:
            return DeviceFact.CANNOT_TELL  # a receipt printer has no memory of jobs
        printer = equipment.page_printer
        if printer is None:
            return DeviceFact.GIVEN_UP
        found = await printer.find_job(effect, ASK_S)
        if found.code is Code.NO_MEDIA:
            return DeviceFact.NEVER_HEARD
        if found.result is None:
            return DeviceFact.SILENT
        match found.result.state:
            case JobState.COMPLETED:
                return DeviceFact.FINISHED
            case JobState.ABORTED | JobState.CANCELED:
                return DeviceFact.FAILED
            case _:
                return DeviceFact.RUNNING

    async def _cancel(self, effect: str, equipment: Equipment) -> None:
        printer = equipment.page_printer
        if printer is None:
            return
        found = await printer.find_job(effect, ASK_S)
        if found.result is not None:
            await printer.cancel(found.result.job_id, ASK_S)
