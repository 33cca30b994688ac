"""`Vision` on forked processes: who has which process, what a lost one means, and the watchdog."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from drivers.contract import Code, Completion, DeviceState, Identity, ScannedCode, Status
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.documents.client import DocumentProcess
from kiosk.vision.keeper import RESTART_FIRST, RESTART_LAST, ProcessKeeper, destroy
from kiosk.vision.links import LinkLostError, WorkerLink
from kiosk.vision.port import OnCode, OnHint
from kiosk.vision.probe import probe
from kiosk.vision.settings import VisionSettings
from kiosk.vision.shared import SharedFrames
from kiosk.vision.words import (
    CodeRefusal,
    EngineState,
    FaceHint,
    FaceResult,
    Reason,
    ReferenceKind,
    ScoreBand,
    Verdict,
    VisionStatus,
)

_log = logging.getLogger(__name__)

WATCH_EVERY = 0.1
PROBE_WITHIN = 3.0
_UP = (EngineState.READY, EngineState.IN_SESSION)
OVERTIME = 3.0
"""Seconds that a process may need beyond a check's deadline to say so."""


@dataclass(eq=False)
class _Check:
    number: int
    on_hint: OnHint
    result: asyncio.Future[FaceResult]


@dataclass(eq=False)
class _Session:
    number: int
    link: WorkerLink | None = None
    check: _Check | None = None
    on_code: OnCode | None = None
    ended: bool = False


class VisionProcess:
    """See `kiosk.vision.port.Vision`. ``hang_after``: seconds of silence of a working process that mean it
    hangs.
    """

    def __init__(self, settings: VisionSettings, hang_after: float = 5.0, probe_every: float = 5.0) -> None:
        self._hang_after = hang_after
        self._probe_every = probe_every
        self._seeking: asyncio.Task[None] | None = None
        self._frames = SharedFrames()
        self._keeper = ProcessKeeper(settings, self._become)
        self._documents = DocumentProcess(self._keeper.take, settings.documents, hang_after)
        self._session: _Session | None = None
        self._replacing = asyncio.Lock()
        self._checks = 0
        self._listeners: list[Callable[[VisionStatus], None]] = []
        camera = Status(DeviceState.STARTING, time.monotonic(), "driver")
        self._status = VisionStatus(EngineState.STARTING, camera)

    @property
    def status(self) -> VisionStatus:
        return self._status

    @property
    def frames(self) -> SharedFrames:
        return self._frames

    @property
    def documents(self) -> DocumentProcess:
        """See `kiosk.vision.port.DocumentCapture`. It begins and ends with the sessions given here."""
        return self._documents

    def listen(self, listener: Callable[[VisionStatus], None]) -> Callable[[], None]:
        self._listeners.append(listener)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    # --- the fork server and the spare ----------------------------------------------------------------------

    def pids(self) -> dict[str, int]:
        """The processes there are now, by role: for measuring, and for tests that kill them."""
        session = self._session
        link = session.link if session is not None else None
        found = {
            "server": self._keeper.server_pid,
            "spare": self._keeper.spare_pid,
            "session": link.pid if link is not None and not link.gone.is_set() else None,
        }
        return {role: pid for role, pid in found.items() if pid is not None}

    async def start(self) -> None:
        await self._keeper.start()
        if self._seeking is None:
            self._seeking = asyncio.create_task(self._find_the_camera_again(), name="vision-camera")

    async def stop(self) -> None:
        seeking, self._seeking = self._seeking, None
        if seeking is not None:
            seeking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await seeking
        if self._session is not None:
            await self.end(self._session.number)
        await self._keeper.stop()

    def _become(self, state: EngineState, detail: str, version: str) -> None:
        before = self._status.engine
        if state is EngineState.READY:
            if before is EngineState.LOST:
                _log.info("The vision engine is back.")
            if self._session is not None:
                state = EngineState.IN_SESSION
        elif state is EngineState.LOST and before is not EngineState.LOST:
            _log.warning("The vision engine was lost: %s; it is being started again.", detail)
        elif state is EngineState.REFUSED:
            _log.error("Face checks are off: %s.", detail)
        self._say(engine=state, detail=detail, engine_version=version or None)

    def _say(
        self,
        engine: EngineState | None = None,
        camera: Status | None = None,
        engine_version: str | None = None,
        detail: str | None = None,
    ) -> None:
        old = self._status
        self._status = VisionStatus(
            engine or old.engine,
            camera or old.camera,
            old.engine_version if engine_version is None else engine_version,
            old.detail if detail is None else detail,
        )
        for listener in tuple(self._listeners):
            listener(self._status)

    # --- sessions -------------------------------------------------------------------------------------------

    async def begin(self, session: int) -> None:
        if self._session is not None:
            await self.end(self._session.number)
        self._session = _Session(session)
        await self._documents.begin(session)
        if self._status.engine is EngineState.READY:
            self._say(engine=EngineState.IN_SESSION)
        with contextlib.suppress(LinkLostError):  # asked for again by whoever needs the process
            await self._process_of(self._session)

    async def end(self, session: int) -> None:
        current = self._session
        if current is None or current.number != session:
            return
        self._session = None
        current.ended = True
        self._finish(current, Verdict.CANCELED, Reason.NONE)
        await self._discard(current)
        await self._documents.end(session)
        if self._status.engine is EngineState.IN_SESSION:
            self._say(engine=EngineState.READY)
        self._keeper.restock()

    async def _process_of(self, session: _Session) -> WorkerLink:
        """The session's process; a fresh one when it died. Raises LinkLostError."""
        async with self._replacing:
            if session.link is not None and not session.link.gone.is_set():
                return session.link
            await self._discard(session)
            if session.ended:
                raise LinkLostError("the session has ended")
            link = await self._keeper.take()
            if self._over(session):
                await destroy(link)
                raise LinkLostError("the session has ended")
            session.link = link
            link.on_message = lambda message: self._hear(session, message)
            self._frames.attach(link.memory)
            return link

    @staticmethod
    def _over(session: _Session) -> bool:
        return session.ended

    async def _discard(self, session: _Session) -> None:
        link, session.link = session.link, None
        if link is not None:
            await destroy(link, self._frames.wipe)

    def _hear(self, session: _Session, message: Message) -> None:
        check = session.check
        try:
            match message.say:
                case "hint" if check is not None and message.whole("check") == check.number:
                    check.on_hint(FaceHint(message.text("hint")))
                case "result" if check is not None and message.whole("check") == check.number:
                    self._settle(session, _result(message))
                case "code" if session.on_code is not None:
                    session.on_code(ScannedCode(message.blob.decode()))
                case "code_refused" if session.on_code is not None:
                    session.on_code(CodeRefusal(message.text("why")))
                case "camera":
                    state = DeviceState(message.text("state"))
                    reasons = frozenset(message.texts("reasons"))
                    self._say(camera=Status(state, time.monotonic(), message.text("source"), reasons))
                case _:
                    pass  # "alive", or an answer to a check that was given up
        except ValueError as error:
            raise ChannelError("an unknown word") from error

    def _settle(self, session: _Session, result: FaceResult) -> None:
        check, session.check = session.check, None
        if check is not None and not check.result.done():
            check.result.set_result(result)

    def _finish(self, session: _Session, verdict: Verdict, reason: Reason) -> None:
        self._settle(session, FaceResult(verdict, reason, engine=self._status.engine_version))

    # --- face checks ----------------------------------------------------------------------------------------

    async def check_face(
        self,
        session: int,
        reference: bytes,
        reference_kind: ReferenceKind,
        on_hint: OnHint,
        deadline: float,
    ) -> FaceResult:
        loop = asyncio.get_running_loop()
        until = loop.time() + deadline
        current = self._session
        if current is None or current.number != session:
            return FaceResult(Verdict.CANCELED, engine=self._status.engine_version)
        await self.cancel()
        try:
            link = await asyncio.wait_for(self._process_of(current), max(deadline, 0.1))
        except (LinkLostError, TimeoutError):
            refused = self._status.engine is EngineState.REFUSED
            reason = Reason.ENGINE_REFUSED if refused else Reason.ENGINE_DIED
            return FaceResult(Verdict.ENGINE_LOST, reason, engine=self._status.engine_version)
        self._checks += 1
        check = current.check = _Check(self._checks, on_hint, loop.create_future())
        args = {
            "check": check.number,
            "kind": reference_kind.value,
            "deadline": max(until - loop.time(), 0.1),
        }
        try:
            link.send(Message("check", {**args}, reference))
        except ValueError:
            # Larger than any photo: the process is not bothered with it.
            self._settle(current, FaceResult(Verdict.REFERENCE_UNUSABLE, Reason.REFERENCE_MALFORMED))
        link.heard()
        try:
            result = await self._watch(current, check, link, until)
        except asyncio.CancelledError:
            link.send(Message("cancel", {"check": check.number}))
            if current.check is check:
                current.check = None
            raise
        if result.verdict is Verdict.MATCH and current.on_code is None:
            # The face has done its part: it is gone with its process, long before the session is.
            async with self._replacing:
                await self._discard(current)
        return result

    async def _watch(self, session: _Session, check: _Check, link: WorkerLink, until: float) -> FaceResult:
        loop = asyncio.get_running_loop()
        gone = asyncio.create_task(link.gone.wait())
        awaited: set[asyncio.Future[Any]] = {check.result, gone}
        try:
            while True:
                before = loop.time()
                await asyncio.wait(awaited, timeout=WATCH_EVERY, return_when=asyncio.FIRST_COMPLETED)
                _forgive_our_own_stall(link, before)
                if check.result.done():
                    return check.result.result()
                now = loop.time()
                hung = link.silent_for() > self._hang_after or now > until + OVERTIME
                if gone.done() or hung:
                    reason = Reason.ENGINE_HUNG if not gone.done() else Reason.ENGINE_DIED
                    _log.warning(
                        "A vision process was lost during a face check: %s.", link.cause or reason.value
                    )
                    await self._discard(session)
                    self._finish(session, Verdict.ENGINE_LOST, reason)
        finally:
            gone.cancel()

    async def cancel(self) -> None:
        session = self._session
        if session is None or session.check is None:
            return
        if session.link is not None:
            session.link.send(Message("cancel", {"check": session.check.number}))
        self._finish(session, Verdict.CANCELED, Reason.NONE)

    # --- codes ----------------------------------------------------------------------------------------------

    async def watch_codes(self, session: int, on_code: OnCode) -> None:
        current = self._session
        if current is None or current.number != session:
            return
        current.on_code = on_code
        pause = RESTART_FIRST
        try:
            while not current.ended and current.on_code is on_code:
                try:
                    link = await self._process_of(current)
                except LinkLostError:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, RESTART_LAST)
                    continue
                link.send(Message("watch_codes"))
                link.heard()
                await self._until_silent(current, link)
        finally:
            if current.on_code is on_code:
                current.on_code = None
                if current.link is not None:
                    current.link.send(Message("leave_codes"))

    async def _until_silent(self, session: _Session, link: WorkerLink) -> None:
        loop = asyncio.get_running_loop()
        while not link.gone.is_set() and not session.ended:
            before = loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(link.gone.wait(), WATCH_EVERY)
            _forgive_our_own_stall(link, before)
            if link.silent_for() > self._hang_after and session.link is link:
                _log.warning("A vision process hung while it looked for codes.")
                await self._discard(session)

    # --- the self-test --------------------------------------------------------------------------------------

    async def probe_camera(self, deadline: float) -> Completion[Identity]:
        session = self._session
        if session is not None and (session.check is not None or session.on_code is not None):
            return Completion(Code.SEQUENCE_ERROR, detail="the camera is in use; nothing was opened")
        completion, status = await probe(self._keeper, deadline)
        if status is not None:
            self._say(camera=status)
        return completion

    async def _find_the_camera_again(self) -> None:
        """Nobody would dare a face check with a camera that is known to be lost: so somebody has to look."""
        while True:
            if self._status.engine in _UP and not self._status.camera.state.usable:
                await self.probe_camera(PROBE_WITHIN)
            await asyncio.sleep(self._probe_every)


def _forgive_our_own_stall(link: WorkerLink, before: float) -> None:
    """When this loop itself did not run, what the process said meanwhile may not be read yet."""
    stall = asyncio.get_running_loop().time() - before - WATCH_EVERY
    if stall > WATCH_EVERY:
        link.heard(later=stall)


def _result(message: Message) -> FaceResult:
    spent = message.args.get("decision_ms")
    return replace(
        FaceResult(
            Verdict(message.text("verdict")),
            Reason(message.text("reason")),
            ScoreBand(message.text("band")),
            message.text("engine"),
            votes=message.texts("votes"),
        ),
        decision_ms=spent if isinstance(spent, int) else None,
    )
