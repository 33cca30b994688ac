"""`DocumentCapture` on forked processes: one holds a session's pages, others decode foreign pictures."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk.vision.channel import ChannelError, Message, Value
from kiosk.vision.documents.settings import CaptureSettings, WorkerSettings
from kiosk.vision.documents.words import (
    UPLOAD_BYTES,
    CaptureFailure,
    DeskFinding,
    DeskReason,
    OnFinding,
    Outline,
    PageCopy,
    PageId,
    PageSource,
    TakenPage,
    TakeRule,
    Turn,
    UploadRefusal,
)
from kiosk.vision.keeper import destroy
from kiosk.vision.links import LinkLostError, WorkerLink
from kiosk.vision.shared import SharedFrames

_log = logging.getLogger(__name__)

WATCH_EVERY = 0.1
DECODE_WITHIN = 15.0
"""Seconds for a foreign picture: 64 megapixels of PNG take 4."""


@dataclass(eq=False)
class _Session:
    number: int
    link: WorkerLink | None = None
    on_finding: OnFinding | None = None
    watching: asyncio.Task[None] | None = None
    waiting: dict[int, asyncio.Future[Message]] = field(default_factory=dict)
    ended: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Decoded:
    jpeg: bytes
    width: int
    height: int


class DocumentProcess:
    """See `kiosk.vision.port.DocumentCapture`. ``take``: a fresh process; ``settings`` None: no camera.

    ``hang_after``: seconds of silence of a working process that mean it hangs.
    """

    def __init__(
        self,
        take: Callable[[], Awaitable[WorkerLink]],
        settings: CaptureSettings | None,
        hang_after: float = 5.0,
    ) -> None:
        self._take_process = take
        self._settings = settings
        self._hang_after = hang_after
        self._frames = SharedFrames()
        self._session: _Session | None = None
        self._starting = asyncio.Lock()
        self._decoding = asyncio.Lock()
        self._requests = itertools.count(1)
        self._page_ids = itertools.count(1)

    @property
    def frames(self) -> SharedFrames:
        return self._frames

    def pid(self) -> int | None:
        """Of the process that holds the pages, while there is one: for measuring, and for tests."""
        link = None if self._session is None else self._session.link
        return None if link is None or link.gone.is_set() else link.pid

    # --- sessions, told by `VisionProcess` ------------------------------------------------------------------

    async def begin(self, session: int) -> None:
        """Nothing is started yet."""
        if self._session is not None:
            await self.end(self._session.number)
        self._session = _Session(session)
        self._page_ids = itertools.count(1)

    async def end(self, session: int) -> None:
        """Kill the process with every page, wait until it is gone, and blacken the preview."""
        current = self._session
        if current is None or current.number != session:
            return
        self._session = None
        current.ended = True
        current.on_finding = None
        _fail(current, CaptureFailure.SESSION_OVER)
        await self._discard(current)

    async def _process_of(self, session: _Session) -> WorkerLink:
        """The session's process; a fresh one when it died. Raises LinkLostError."""
        async with self._starting:
            if session.link is not None and not session.link.gone.is_set():
                return session.link
            await self._discard(session)
            link = await self._fresh(self._settings)
            if _over(session):
                await destroy(link)
                raise LinkLostError("the session has ended")
            session.link = link
            link.on_message = lambda message: self._hear(session, message)
            self._frames.attach(link.memory)
            return link

    async def _fresh(self, capture: CaptureSettings | None) -> WorkerLink:
        link = await self._take_process()
        link.send(WorkerSettings(capture).message())
        link.heard()
        return link

    async def _discard(self, session: _Session) -> None:
        watching, session.watching = session.watching, None
        if watching is not None and watching is not asyncio.current_task():
            watching.cancel()
        link, session.link = session.link, None
        if link is not None:
            await destroy(link, self._frames.wipe)

    def _hear(self, session: _Session, message: Message) -> None:
        try:
            match message.say:
                case "finding":
                    if session.on_finding is not None and session.watching is not None:
                        session.on_finding(_finding(message))
                case "capture_lost":
                    self._lose(session, CaptureFailure.CAMERA_LOST)
                case "answer":
                    waiting = session.waiting.pop(message.whole("request"), None)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(message)
                case _:
                    pass  # "alive"
        except ValueError as error:
            raise ChannelError("an unknown word") from error

    # --- capture --------------------------------------------------------------------------------------------

    async def start_capture(self, session: int, on_finding: OnFinding) -> CaptureFailure | None:
        current = self._of(session)
        if current is None:
            return CaptureFailure.SESSION_OVER
        if self._settings is None:
            return CaptureFailure.NO_CAMERA
        try:
            link = await self._process_of(current)
        except LinkLostError:
            return CaptureFailure.SESSION_OVER if _over(current) else CaptureFailure.ENGINE_LOST
        current.on_finding = on_finding
        link.send(Message("capture"))
        link.heard()
        if current.watching is None:
            current.watching = asyncio.create_task(self._watch(current, link), name="document capture")
        return None

    async def stop_capture(self, session: int) -> None:
        current = self._of(session)
        if current is None:
            return
        current.on_finding = None
        watching, current.watching = current.watching, None
        if watching is not None:
            watching.cancel()
        link = current.link
        if link is not None and not link.gone.is_set():
            # Answered when the camera is closed, so that no picture comes after the preview was wiped.
            await self._ask(current, link, Message("stop_capture"), self._hang_after)
            if current.link is link:
                self._frames.attach(link.memory)

    async def _watch(self, session: _Session, link: WorkerLink) -> None:
        loop = asyncio.get_running_loop()
        while not link.gone.is_set():
            before = loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(link.gone.wait(), WATCH_EVERY)
            stall = loop.time() - before - WATCH_EVERY
            if stall > WATCH_EVERY:
                link.heard(later=stall)  # this loop did not run: what the process said may not be read yet
            if link.silent_for() > self._hang_after:
                break
        _log.warning("A document process was lost during capture: %s.", link.cause or "it hung or died")
        session.watching = None
        await self._discard(session)
        _fail(session, CaptureFailure.ENGINE_LOST)
        self._lose(session, CaptureFailure.ENGINE_LOST)

    def _lose(self, session: _Session, failure: CaptureFailure) -> None:
        if session.link is not None:
            self._frames.attach(session.link.memory)  # blackens it: no old picture stays
        on_finding, session.on_finding = session.on_finding, None
        watching, session.watching = session.watching, None
        if watching is not None:
            watching.cancel()
        if on_finding is not None:
            on_finding(failure)

    # --- pages ----------------------------------------------------------------------------------------------

    async def take(self, session: int, rule: TakeRule = TakeRule.GOOD_ONLY) -> TakenPage | CaptureFailure:
        args: dict[str, Value] = {"page": next(self._page_ids), "rule": rule.value}
        return _taken(await self._of_page(session, Message("take", args)))

    async def page(
        self, session: int, page: PageId, copy: PageCopy = PageCopy.WHOLE
    ) -> bytes | CaptureFailure:
        answer = await self._of_page(session, Message("page", {"page": page, "copy": copy.value}))
        return answer if isinstance(answer, CaptureFailure) else answer.blob

    async def rotate(self, session: int, page: PageId, turn: Turn) -> TakenPage | CaptureFailure:
        return _taken(await self._of_page(session, Message("rotate", {"page": page, "turn": turn.value})))

    async def drop(self, session: int, page: PageId) -> CaptureFailure | None:
        answer = await self._of_page(session, Message("drop", {"page": page}))
        return answer if isinstance(answer, CaptureFailure) else None

    async def add_upload(self, session: int, data: bytes) -> TakenPage | UploadRefusal | CaptureFailure:
        current = self._of(session)
        if current is None:
            return CaptureFailure.SESSION_OVER
        if len(data) > UPLOAD_BYTES:
            return UploadRefusal.TOO_LARGE
        async with self._decoding:  # one at a time: each may take 50 MB for a moment
            made = await self._decoded(data)
        if _over(current):
            return CaptureFailure.SESSION_OVER
        if not isinstance(made, _Decoded):
            return made
        try:
            link = await self._process_of(current)
        except LinkLostError:
            return CaptureFailure.SESSION_OVER if _over(current) else CaptureFailure.ENGINE_LOST
        size: dict[str, Value] = {"width": made.width, "height": made.height}
        message = Message("add", {"page": next(self._page_ids), **size}, made.jpeg)
        return _taken(await self._ask(current, link, message, self._hang_after))

    async def _decoded(self, data: bytes) -> _Decoded | UploadRefusal | CaptureFailure:
        """The picture made anew by a process that knows nothing else and ends at once."""
        try:
            link = await self._fresh(None)
        except LinkLostError:
            return CaptureFailure.ENGINE_LOST
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

        def hear(message: Message) -> None:
            if message.say == "answer" and not waiting.done():
                waiting.set_result(message)

        link.on_message = hear
        link.send(Message("decode", {"request": 0}, data))
        try:
            answer = await _first(waiting, link, DECODE_WITHIN)
        finally:
            await destroy(link)
        if answer is None:
            _log.warning("A picture from a phone ended the process that looked at it; it was not taken.")
            return UploadRefusal.SPOILT
        try:
            if "refusal" in answer.args:
                return UploadRefusal(answer.text("refusal"))
            return _Decoded(answer.blob, answer.whole("width"), answer.whole("height"))
        except (ChannelError, ValueError):
            return UploadRefusal.SPOILT  # who knows what the picture made of that process

    # --- asking ---------------------------------------------------------------------------------------------

    def _of(self, session: int) -> _Session | None:
        current = self._session
        return None if current is None or current.number != session else current

    async def _of_page(self, session: int, message: Message) -> Message | CaptureFailure:
        current = self._of(session)
        if current is None:
            return CaptureFailure.SESSION_OVER
        link = current.link
        if link is None:
            return CaptureFailure.NOT_GOOD if message.say == "take" else CaptureFailure.NO_SUCH_PAGE
        return await self._ask(current, link, message, self._hang_after)

    async def _ask(
        self, session: _Session, link: WorkerLink, message: Message, within: float
    ) -> Message | CaptureFailure:
        number = next(self._requests)
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        session.waiting[number] = waiting
        link.send(Message(message.say, {**message.args, "request": number}, message.blob))
        link.heard()
        try:
            answer = await _first(waiting, link, within)
        except _GivenUp as given_up:
            return given_up.failure
        finally:
            session.waiting.pop(number, None)
        if answer is None:
            _log.warning("A document process was lost: %s.", link.cause or "it died or did not answer")
            if session.link is link:
                await self._discard(session)
                self._lose(session, CaptureFailure.ENGINE_LOST)
            return CaptureFailure.ENGINE_LOST
        if "failure" in answer.args:
            return CaptureFailure(answer.text("failure"))
        return answer


class _GivenUp(Exception):
    """The session ended, or its process was lost, while an answer was awaited."""

    def __init__(self, failure: CaptureFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def _over(session: _Session) -> bool:
    """Asked again after each wait: another task may have ended it."""
    return session.ended


def _fail(session: _Session, failure: CaptureFailure) -> None:
    waiting, session.waiting = session.waiting, {}
    for future in waiting.values():
        if not future.done():
            future.set_exception(_GivenUp(failure))


async def _first(waiting: asyncio.Future[Message], link: WorkerLink, within: float) -> Message | None:
    """The answer; None when the process is gone or silent for too long."""
    gone = asyncio.create_task(link.gone.wait())
    awaited: set[asyncio.Future[Any]] = {waiting, gone}
    try:
        while not waiting.done() and not gone.done():
            await asyncio.wait(awaited, timeout=WATCH_EVERY, return_when=asyncio.FIRST_COMPLETED)
            if link.silent_for() > within:
                break
        return waiting.result() if waiting.done() else None
    finally:
        gone.cancel()


def _finding(message: Message) -> DeskFinding:
    corners = message.args.get("corners")
    if not isinstance(corners, list) or len(corners) not in (0, 8):
        raise ChannelError("a finding has four corners or none")
    numbers = [float(x) for x in corners if isinstance(x, int | float)]
    reason = DeskReason(message.text("reason"))
    if len(numbers) != 8:
        return DeskFinding(reason)
    a, b, c, d = zip(numbers[::2], numbers[1::2], strict=True)
    return DeskFinding(reason, Outline((a, b, c, d)))


def _taken(answer: Message | CaptureFailure) -> TakenPage | CaptureFailure:
    if isinstance(answer, CaptureFailure):
        return answer
    return TakenPage(
        PageId(answer.whole("page")),
        PageSource(answer.text("source")),
        answer.whole("width"),
        answer.whole("height"),
        answer.whole("dpi"),
        DeskReason(answer.text("reason")),
    )
