"""The core: takes one event after the other, steps, performs the effects, shows the snapshot.

Everything here runs on one asyncio loop in one thread; ``post`` is for that thread, ``post_from_outside`` and
``type_from_outside`` are for any other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import assert_never

from kiosk.flow import effects as fx
from kiosk.flow.admission import number_pad_field
from kiosk.flow.clockwork import next_wake_up
from kiosk.flow.events import Event, TimePassed, ValueTyped
from kiosk.flow.matter import SIGNATURE
from kiosk.flow.setup import Setup
from kiosk.flow.state import State
from kiosk.flow.step import step
from kiosk.flow.wants import wants
from kiosk.runtime import (
    credentials,
    forms,
    live_check,
    materials,
    matters,
    principals,
    sessions,
    trail,
)
from kiosk.runtime.bugs import kind_and_place
from kiosk.runtime.desk import Desk
from kiosk.runtime.field_buttons import do_field_button
from kiosk.runtime.presenter import Presenter
from kiosk.runtime.printing import Printing, retract_receipt
from kiosk.runtime.snapshot import Snapshot
from kiosk.runtime.watches import Watches

_log = logging.getLogger(__name__)
LONGEST_TYPED = 200
LONGEST_STROKES = 200_000  # characters of a signature's strokes: minutes of drawing
DIGIT, ERASE = "digit", "erase"  # from the number pad: which field they belong to is the flow's to say

Publish = Callable[[Snapshot], None]


class Core:
    """``step`` is called nowhere else. Effects of a session are tasks that end with it."""

    def __init__(
        self, setup: Setup, desk: Desk, printing: Printing, presenter: Presenter, publish: Publish
    ) -> None:
        self._state = State(setup, display=setup.display)
        self._desk = desk
        self._printing = printing
        self._presenter = presenter
        self._publish = publish
        self._watches = Watches(desk)
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: dict[asyncio.Task[None], int] = {}
        self._prints: set[asyncio.Task[None]] = set()
        desk.post = self.post
        desk.state = lambda: self._state

    @property
    def state(self) -> State:
        return self._state

    def post(self, event: Event) -> None:
        self._events.put_nowait(event)

    def post_from_outside(self, event: Event) -> None:
        """Thread-safe; before ``run`` and after its end it does nothing."""
        self._from_outside(lambda: self.post(event))

    def type_from_outside(self, key: str, text: str) -> None:
        """A value was typed at the screen: into the vault it goes, the flow learns its length."""
        if key == SIGNATURE and len(text) > LONGEST_STROKES:
            return  # cut off it would be no strokes at all: what was drawn before it stands
        longest = LONGEST_STROKES if key == SIGNATURE else LONGEST_TYPED
        self._from_outside(lambda: self._type(key, text[:longest]))

    def _from_outside(self, act: Callable[[], None]) -> None:
        if self._loop is None:
            return
        with suppress(RuntimeError):  # the loop closed this very moment: the kiosk is ending
            self._loop.call_soon_threadsafe(act)

    def _type(self, key: str, text: str) -> None:
        vault = self._desk.vault
        if vault is None:
            return
        if key in (DIGIT, ERASE):
            field = number_pad_field(self._state)
            if field is None:
                return
            pressed, (key, longest) = key, field
            before = vault.typed(key)
            text = before[:-1] if pressed == ERASE else (before + text[:1])[:longest]
        vault.type_in(key, text)
        forms.typed(self._desk, vault, key)
        self.post(ValueTyped(key, len(text)))

    async def run(self) -> None:
        """Until cancelled. The state is shown before the first event is waited for."""
        self._loop = asyncio.get_running_loop()
        self._show()
        try:
            while True:
                event = await self._events.get()
                self._take(event)
                while not self._events.empty():
                    self._take(self._events.get_nowait())
                self._show()
        finally:
            await self._stop()

    def _take(self, event: Event) -> None:
        before = self._state
        self._state, effects = step(before, event, self._desk.clock.now())
        if type(before.stage) is not type(self._state.stage):
            _log.info("%s → %s", type(before.stage).__name__, type(self._state.stage).__name__)
        for effect in effects:
            self._perform(effect)
        if next_wake_up(before) != next_wake_up(self._state):
            self._set_timer()

    def _show(self) -> None:
        self._watches.want(wants(self._state))
        desk = self._desk
        snapshot = self._presenter.present(self._state, desk.vault, desk.today(), desk.clock.now())
        self._publish(snapshot)

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        at = next_wake_up(self._state)
        if at is not None and self._loop is not None:
            delay = max(0.0, at - self._desk.clock.now())
            self._timer = self._loop.call_later(delay, self._wake_up)

    def _wake_up(self) -> None:
        self._timer = None
        self.post(TimePassed())
        # Timers may come a moment early; the flow then waits on, and must be woken again.
        if self._loop is not None:
            self._loop.call_soon(self._set_timer_again)

    def _set_timer_again(self) -> None:
        if self._timer is None:
            self._set_timer()

    # --- effects -------------------------------------------------------------------------------------

    def _perform(self, effect: fx.Effect) -> None:
        desk = self._desk
        match effect:
            case fx.OpenSession():
                sessions.open_session(desk, effect)
                self._start(effect.serial, sessions.prepare_vision(desk, effect))
            case fx.CloseSession():
                self._close(effect)
            case fx.ReadCard():
                self._start(effect.serial, credentials.read_card(desk, effect))
            case fx.ExchangeCode():
                self._start(effect.serial, credentials.exchange_code(desk, effect))
            case fx.LearnStanding():
                self._start(effect.serial, credentials.learn_standing(desk, effect))
            case fx.ForgetCredential():
                subject = sessions.forget_credential(desk, effect)
                if subject is not None:
                    self._start(0, sessions.end_admission(desk, subject))
            case fx.StartFaceCheck():
                self._start(effect.serial, live_check.check_face(desk, effect))
            case fx.StopFaceCheck():
                self._start(effect.serial, live_check.stop_face_check(desk, effect))
            case fx.SendPhoneCode():
                self._start(effect.serial, live_check.send_phone_code(desk, effect))
            case fx.CheckPhoneCode():
                self._start(effect.serial, live_check.check_phone_code(desk, effect))
            case fx.AskStaffAttestation():
                self._start(effect.serial, live_check.ask_staff_attestation(desk, effect))
            case fx.ForgetTyped():
                sessions.forget_typed(desk, effect)
            case fx.AskDepartment():
                self._start(effect.serial, matters.ask(desk, effect))
            case fx.SubmitCase():
                self._start(effect.serial, matters.submit(desk, effect))
            case fx.ActOnCase():
                self._start(effect.serial, matters.act(desk, effect))
            case fx.OpenMatter():
                self._start(effect.serial, matters.open_matter(desk, effect))
            case fx.FindPrincipal():
                self._start(effect.serial, principals.find_principal(desk, effect))
            case fx.CheckForm():
                forms.check(desk, effect)
            case fx.OpenRow():
                forms.open_row(desk, effect)
            case fx.SaveRow():
                forms.save_row(desk, effect)
            case fx.DropRow():
                forms.drop_row(desk, effect)
            case fx.DoFieldButton():
                self._start(effect.serial, do_field_button(desk, effect))
            case fx.CountMaterials():
                materials.count(desk, effect)
            case fx.StartCapture():
                self._start(effect.serial, materials.start_capture(desk, effect))
            case fx.StopCapture():
                self._start(effect.serial, materials.stop_capture(desk, effect))
            case fx.TakePage():
                self._start(effect.serial, materials.take_page(desk, effect))
            case fx.ChangePage():
                self._start(effect.serial, materials.change_page(desk, effect))
            case fx.StartUpload():
                self._start(effect.serial, materials.start_upload(desk, effect))
            case fx.StopUpload():
                materials.stop_upload(desk, effect)
            case fx.MakePreview():
                self._start(effect.serial, self._printing.preview(effect))
            case fx.ForgetMatter():
                taken = materials.taken_pages(desk, effect)
                sessions.forget_matter(desk, effect)
                if taken:
                    self._start(effect.serial, materials.drop_pages(desk, effect.serial, taken))
            case fx.Print():
                self._start_print(self._printing.print(effect))
            case fx.StopPrinting():
                self._printing.stop(effect)
            case fx.RetractReceipt():
                self._start(0, retract_receipt(desk))
            case fx.SendRating():
                trail.send_rating(desk, effect)
            case fx.CallHelp():
                trail.call_help(desk, effect)
            case fx.Audit():
                trail.audit(desk, effect)
            case _:
                assert_never(effect)

    def _start(self, serial: int, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = serial
        task.add_done_callback(self._ended)

    def _start_print(self, work: Coroutine[None, None, None]) -> None:
        """A print is not broken off with its session: what became of the paper must be known."""
        task = asyncio.create_task(work)
        self._prints.add(task)
        task.add_done_callback(self._print_ended)

    def _close(self, effect: fx.CloseSession) -> None:
        running = [task for task, serial in self._tasks.items() if serial == effect.serial]
        task = asyncio.create_task(sessions.close_session(self._desk, effect, running))
        self._tasks[task] = 0
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        _tell_bug(task)

    def _print_ended(self, task: asyncio.Task[None]) -> None:
        self._prints.discard(task)
        _tell_bug(task)

    async def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await self._watches.stop()
        for task in self._tasks:
            task.cancel()
        if self._desk.vault is not None:
            self._desk.vault.drop()
            self._desk.vault = None
        running = [*self._tasks, *self._prints]
        if running:
            await asyncio.wait(running, timeout=5.0)


def _tell_bug(task: asyncio.Task[None]) -> None:
    """An effect returns what happened; only a bug raises. The flow's own deadline leads the person on."""
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        _log.error("An effect failed: %s.", kind_and_place(error))
