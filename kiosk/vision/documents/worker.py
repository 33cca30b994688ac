"""What a vision process does once it was told that it is for documents: it holds the document camera's
pictures and the session's pages, and dies with the session.

One loop, as in `kiosk.vision.worker`: messages from the core between frames, a frame while capture runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from drivers.camera.choose import CameraMaker
from drivers.camera.contract import Camera, CameraFrame, Pixels
from kiosk.vision.channel import BlockingChannel, Message, Value
from kiosk.vision.documents.limits import Limits, load_limits
from kiosk.vision.documents.pages import Pages, encode
from kiosk.vision.documents.quality import Page, deskew, judge
from kiosk.vision.documents.settings import CaptureSettings, WorkerSettings
from kiosk.vision.documents.sheets import look_for_sheet
from kiosk.vision.documents.steady import Steadiness
from kiosk.vision.documents.uploads import decode_upload
from kiosk.vision.documents.words import (
    CaptureFailure,
    DeskFinding,
    DeskReason,
    Outline,
    PageCopy,
    PageId,
    PageSource,
    TakenPage,
    TakeRule,
    Turn,
    UploadRefusal,
)
from kiosk.vision.preview import preview_picture
from kiosk.vision.seal import seal
from kiosk.vision.shared import PreviewWriter
from kiosk.vision.words import Mirroring

FIRST_FRAME_WITHIN = 4.0
NEXT_FRAME_WITHIN = 3.0
"""Seconds of grace, as of a face check."""

OLD_AFTER = 1.0
"""Seconds after which the last frame is no longer what lies on the desk."""

ALIVE_EVERY = 0.5
_FRAME_WAIT = 0.2
_MOVED = 0.002
"""Share of the picture that an outline moves before it is said again."""

_INSISTED = frozenset(
    {DeskReason.GOOD, DeskReason.TOO_DARK, DeskReason.BLURRED, DeskReason.GLARE, DeskReason.TOO_SMALL}
)
"""What a person may take nevertheless: the whole sheet is there."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Seen:
    """The newest frame's page, with its own reason and what was said."""

    page: Page | None
    reason: DeskReason
    said: DeskFinding
    taken_at: float


@dataclass(eq=False, repr=False)
class _Capture:
    camera: Camera
    steadiness: Steadiness
    sequence: int = 0
    waited: float = 0.0  # seconds since the last new picture, without those of our own work on it
    thumb: Pixels | None = None
    seen: _Seen | None = None
    told: DeskFinding | None = None


class DocumentWorker:
    """``run`` returns when the core says so, and raises ChannelError when it is gone."""

    def __init__(
        self,
        channel: BlockingChannel,
        preview: PreviewWriter,
        make_camera: CameraMaker,
        settings: WorkerSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel = channel
        self._preview = preview
        self._make_camera = make_camera
        self._settings: CaptureSettings | None = settings.capture
        self._clock = clock
        self._limits: Limits | None = (
            None if settings.capture is None else load_limits(settings.capture.limits)
        )
        self._pages = Pages()
        self._capture: _Capture | None = None
        self._alive_at = 0.0
        seal()

    def run(self) -> None:
        while True:
            message = self._channel.receive(None if self._capture is None else 0.0)
            if message is not None:
                if message.say == "leave":
                    self._stop()
                    return
                self._obey(message)
            elif self._capture is not None:
                self._look(self._capture)

    # --- what the core asks ---------------------------------------------------------------------------------

    def _obey(self, message: Message) -> None:
        match message.say:
            case "capture":
                self._start()
            case "stop_capture":
                self._stop()
                self._answer(message, None)
            case "take":
                self._answer(message, self._take(self._page_of(message), TakeRule(message.text("rule"))))
            case "decode":
                self._decode(message)
            case "add":
                self._answer(message, self._add(message))
            case "page":
                copy = self._pages.copy(self._page_of(message), PageCopy(message.text("copy")))
                self._answer(message, copy)
            case "rotate":
                turn = Turn(message.whole("turn"))
                self._answer(message, self._pages.rotate(self._page_of(message), turn))
            case "drop":
                self._answer(message, self._pages.drop(self._page_of(message)))
            case _:
                self._channel.send(Message("puzzled", {"by": message.say[:32]}))

    @staticmethod
    def _page_of(message: Message) -> PageId:
        return PageId(message.whole("page"))

    def _answer(
        self, asked: Message, answer: TakenPage | bytes | CaptureFailure | UploadRefusal | None
    ) -> None:
        args: dict[str, Value] = {"request": asked.whole("request")}
        blob = b""
        match answer:
            case TakenPage():
                args |= facts_to_args(answer)
            case bytes():
                blob = answer
            case CaptureFailure():
                args["failure"] = answer.value
            case UploadRefusal():
                args["refusal"] = answer.value
            case None:
                pass
        self._channel.send(Message("answer", args, blob))

    def _take(self, page_id: PageId, rule: TakeRule) -> TakenPage | CaptureFailure:
        capture = self._capture
        seen = None if capture is None else capture.seen
        if seen is None or seen.page is None or self._clock() - seen.taken_at > OLD_AFTER:
            return CaptureFailure.NOT_GOOD
        may = seen.said.good if rule is TakeRule.GOOD_ONLY else seen.said.reason in _INSISTED
        if not may or seen.reason not in _INSISTED:
            return CaptureFailure.NOT_GOOD
        if self._pages.full:
            return CaptureFailure.TOO_MANY_PAGES
        rgb = seen.page.rgb
        facts = TakenPage(
            page_id, PageSource.DESK, rgb.shape[1], rgb.shape[0], round(seen.page.dpi), seen.reason
        )
        self._pages.keep(facts, encode(rgb))
        return facts

    def _decode(self, message: Message) -> None:
        """In a process that does nothing else: what a hostile picture breaks here harms no page."""
        rgb = decode_upload(message.blob)
        if isinstance(rgb, UploadRefusal):
            self._answer(message, rgb)
            return
        size: dict[str, Value] = {"width": rgb.shape[1], "height": rgb.shape[0]}
        request = message.whole("request")
        self._channel.send(Message("answer", {"request": request, **size}, encode(rgb)))

    def _add(self, message: Message) -> TakenPage | CaptureFailure:
        """A page that a process for decoding made: one of our own JPEGs, never opened here before it is
        shown.
        """
        if self._pages.full:
            return CaptureFailure.TOO_MANY_PAGES
        facts = TakenPage(
            self._page_of(message),
            PageSource.UPLOAD,
            message.whole("width"),
            message.whole("height"),
            0,
            DeskReason.GOOD,
        )
        self._pages.keep(facts, message.blob)
        return facts

    # --- the camera -----------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._capture is not None or self._settings is None or self._limits is None:
            return
        camera = self._make_camera(self._settings.driver, self._settings.camera)
        self._capture = _Capture(camera, Steadiness(self._limits.still))
        camera.open(0.0)  # only starts the flow: frames are waited for one by one

    def _stop(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.camera.close()
            del capture
            give_memory_back()

    def _look(self, capture: _Capture) -> None:
        began = self._clock()
        frame = capture.camera.newest(capture.sequence, _FRAME_WAIT)
        now = self._clock()
        if now - self._alive_at >= ALIVE_EVERY:
            self._alive_at = now
            self._channel.send(Message("alive"))
        if frame is not None and self._is_new(capture, frame):
            capture.waited = 0.0
            self._see(capture, frame)
            return
        # A machine that is busy with something else is not a camera that is silent.
        capture.waited += min(now - began, _FRAME_WAIT)
        if capture.waited > (FIRST_FRAME_WITHIN if capture.thumb is None else NEXT_FRAME_WITHIN):
            self._stop()
            self._channel.send(Message("capture_lost"))

    @staticmethod
    def _is_new(capture: _Capture, frame: CameraFrame) -> bool:
        """Two pictures of a sensor are never the same to the last bit: a repeated one shows the past."""
        capture.sequence = frame.sequence
        thumb = np.ascontiguousarray(frame.rgb[::8, ::8])
        before, capture.thumb = capture.thumb, thumb
        return before is None or not np.array_equal(before, thumb)

    # --- one frame ------------------------------------------------------------------------------------------

    def _see(self, capture: _Capture, frame: CameraFrame) -> None:
        assert self._settings is not None and self._limits is not None
        self._preview.publish(*preview_picture(frame.rgb, None, (), Mirroring.AS_SEEN), Mirroring.AS_SEEN)
        look = look_for_sheet(frame.rgb, self._limits.sheet)
        page: Page | None = None
        outline: Outline | None = None
        reason = look.trouble or DeskReason.EMPTY_DESK
        if look.quad is not None:
            page = deskew(frame.rgb, look.quad, self._settings.camera.field_mm)
            reason = judge(frame.rgb, look.quad, page, self._limits.page).reason
            outline = look.quad.outline(frame.rgb)
        said = capture.steadiness.see(reason, outline, frame.taken_at)
        capture.seen = _Seen(page, reason, said, frame.taken_at)
        if _worth_saying(said, capture.told):
            capture.told = said
            corners: list[Value] = (
                [] if outline is None else [x for corner in outline.corners for x in corner]
            )
            self._channel.send(Message("finding", {"reason": said.reason.value, "corners": corners}))


def give_memory_back() -> None:
    """Pictures leave tens of megabytes with the C library, which would keep them (glibc only)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def facts_to_args(facts: TakenPage) -> dict[str, Value]:
    return {
        "page": facts.id,
        "source": facts.source.value,
        "width": facts.width,
        "height": facts.height,
        "dpi": facts.dpi,
        "reason": facts.reason.value,
    }


def _worth_saying(said: DeskFinding, told: DeskFinding | None) -> bool:
    if told is None or said.reason is not told.reason:
        return True
    if said.outline is None or told.outline is None:
        return said.outline is not told.outline
    return any(
        abs(a[0] - b[0]) > _MOVED or abs(a[1] - b[1]) > _MOVED
        for a, b in zip(said.outline.corners, told.outline.corners, strict=True)
    )
