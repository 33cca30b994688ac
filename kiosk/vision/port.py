"""The port: what the core may ask of the vision process, all on the core's asyncio thread.

Nothing here raises for what happens in the world: a lost camera, a dead or hung process and a malformed photo
are results. ``deadline`` is seconds from the call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.contract import Completion, Identity, ScannedCode
from kiosk.vision.documents.words import (
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
from kiosk.vision.words import (
    CodeRefusal,
    FaceBox,
    FaceHint,
    FaceResult,
    FaceRole,
    Frame,
    Mirroring,
    Reason,
    ReferenceKind,
    ScoreBand,
    Verdict,
    VisionStatus,
)

__all__ = [
    "CaptureFailure",
    "CodeRefusal",
    "DeskFinding",
    "DeskReason",
    "DocumentCapture",
    "FaceBox",
    "FaceHint",
    "FaceResult",
    "FaceRole",
    "Frame",
    "FrameSource",
    "Mirroring",
    "OnCode",
    "OnFinding",
    "OnHint",
    "Outline",
    "PageCopy",
    "PageId",
    "PageSource",
    "Reason",
    "ReferenceKind",
    "ScoreBand",
    "TakeRule",
    "TakenPage",
    "Turn",
    "UploadRefusal",
    "Verdict",
    "Vision",
    "VisionStatus",
]

OnHint = Callable[[FaceHint], None]
OnCode = Callable[[ScannedCode | CodeRefusal], None]


class FrameSource(Protocol):
    """The preview's side. Thread-safe against the core; one thread (the screen's) calls ``latest``."""

    def latest(self) -> Frame | None:
        """The newest preview picture; None when there is none or it is the one handed out last."""


class DocumentCapture(Protocol):
    """Papers on the document camera's desk and pictures from a phone, in a process of their own.

    The process is started when a session first needs it and ends with ``Vision.end``: with it every page is
    gone. So it is when the process is lost; a later call then says NO_SUCH_PAGE.
    Nothing is written to disk. A picture is cut out and straightened; it is never read (no OCR).
    """

    @property
    def frames(self) -> FrameSource:
        """The desk's live picture, as the camera sees it. An `Outline` fits it at any size."""

    async def start_capture(self, session: int, on_finding: OnFinding) -> CaptureFailure | None:
        """Open the camera; None: findings follow, the first one within about a second.

        A lost camera (none for 3 s, 4 s for its first picture) or a lost process is told to ``on_finding`` as
        its last word. A second call replaces the listener.
        """

    async def stop_capture(self, session: int) -> None:
        """Close the camera and blacken its preview. Pages stay."""

    async def take(self, session: int, rule: TakeRule = TakeRule.GOOD_ONLY) -> TakenPage | CaptureFailure:
        """Keep the sheet that lies there: straightened, in its proportions, as JPEG in the memory."""

    async def add_upload(self, session: int, data: bytes) -> TakenPage | UploadRefusal | CaptureFailure:
        """Keep a foreign JPEG or PNG, decoded and encoded anew in another process that ends at once: what a
        hostile picture does there harms no page. Needs no camera. Upright as its EXIF says, which is dropped.
        """

    async def page(
        self, session: int, page: PageId, copy: PageCopy = PageCopy.WHOLE
    ) -> bytes | CaptureFailure:
        """The page as JPEG without any metadata."""

    async def rotate(self, session: int, page: PageId, turn: Turn) -> TakenPage | CaptureFailure:
        """Turn a page; its id stays."""

    async def drop(self, session: int, page: PageId) -> CaptureFailure | None:
        """Forget a page."""


class Vision(Protocol):
    @property
    def status(self) -> VisionStatus: ...

    @property
    def frames(self) -> FrameSource: ...

    @property
    def documents(self) -> DocumentCapture:
        """Papers; its process ends with ``end``, as the session's own does."""

    def listen(self, listener: Callable[[VisionStatus], None]) -> Callable[[], None]:
        """Call ``listener`` at each change of status; the returned function ends that."""

    async def start(self) -> None:
        """Start the fork server; returns when a warm spare waits, or the engine was refused or lost."""

    async def stop(self) -> None:
        """End every process of ours."""

    async def begin(self, session: int) -> None:
        """Give this session its own process (the warm spare). The camera stays off until it is asked for."""

    async def end(self, session: int) -> None:
        """Kill the session's process, wait until the kernel says that it is gone, and blacken the preview."""

    async def check_face(
        self,
        session: int,
        reference: bytes,
        reference_kind: ReferenceKind,
        on_hint: OnHint,
        deadline: float,
    ) -> FaceResult:
        """Compare the person before the camera with the photo of the credential. Frames flow meanwhile.

        A session has one check at a time; a second call cancels the first. Cancelling the coroutine ends the
        check as ``cancel`` does.
        """

    async def cancel(self) -> None:
        """End the running face check with CANCELED."""

    async def watch_codes(self, session: int, on_code: OnCode) -> None:
        """Look for codes until cancelled, ``end`` or the loss of the process. The camera is on meanwhile.

        Each code is reported once, after two identical reads, and not again for 3 s.
        """

    async def probe_camera(self, deadline: float) -> Completion[Identity]:
        """Whether the camera sends pictures: for the self-test. SEQUENCE_ERROR while the camera is in use.

        Done by itself after ``start``, and every few seconds while the camera is known to be lost. The
        picture is thrown away unseen, with the process that got it.
        """
