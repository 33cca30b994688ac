"""A terminal without a camera: face checks are off, the other ways stay."""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.contract import Code, Completion, DeviceState, Identity, Status
from kiosk.vision.port import (
    CaptureFailure,
    DocumentCapture,
    Frame,
    OnCode,
    OnFinding,
    OnHint,
    PageCopy,
    PageId,
    TakenPage,
    TakeRule,
    Turn,
    UploadRefusal,
)
from kiosk.vision.words import EngineState, FaceResult, Reason, ReferenceKind, Verdict, VisionStatus


class NoFrames:
    def latest(self) -> Frame | None:
        return None


class NoDocuments:
    """See ``kiosk.vision.port.DocumentCapture``: nothing can be taken."""

    @property
    def frames(self) -> NoFrames:
        return NoFrames()

    async def start_capture(self, session: int, on_finding: OnFinding) -> CaptureFailure | None:
        return CaptureFailure.NO_CAMERA

    async def stop_capture(self, session: int) -> None: ...

    async def take(self, session: int, rule: TakeRule = TakeRule.GOOD_ONLY) -> TakenPage | CaptureFailure:
        return CaptureFailure.NO_CAMERA

    async def add_upload(self, session: int, data: bytes) -> TakenPage | UploadRefusal | CaptureFailure:
        return CaptureFailure.ENGINE_LOST

    async def page(
        self, session: int, page: PageId, copy: PageCopy = PageCopy.WHOLE
    ) -> bytes | CaptureFailure:
        return CaptureFailure.NO_SUCH_PAGE

    async def rotate(self, session: int, page: PageId, turn: Turn) -> TakenPage | CaptureFailure:
        return CaptureFailure.NO_SUCH_PAGE

    async def drop(self, session: int, page: PageId) -> CaptureFailure | None:
        return CaptureFailure.NO_SUCH_PAGE


class NoVision:
    """See ``kiosk.vision.port.Vision``."""

    def __init__(self) -> None:
        camera = Status(DeviceState.NO_DEVICE, time.monotonic(), "driver", frozenset({"not-configured"}))
        self._status = VisionStatus(EngineState.REFUSED, camera, detail="no camera is configured")

    @property
    def status(self) -> VisionStatus:
        return self._status

    @property
    def frames(self) -> NoFrames:
        return NoFrames()

    @property
    def documents(self) -> DocumentCapture:
        return NoDocuments()

    def listen(self, listener: Callable[[VisionStatus], None]) -> Callable[[], None]:
        return lambda: None

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def begin(self, session: int) -> None: ...

    async def end(self, session: int) -> None: ...

    async def check_face(
        self,
        session: int,
        reference: bytes,
        reference_kind: ReferenceKind,
        on_hint: OnHint,
        deadline: float,
    ) -> FaceResult:
        return FaceResult(Verdict.CAMERA_LOST, Reason.CAMERA_ABSENT)

    async def cancel(self) -> None: ...

    async def watch_codes(self, session: int, on_code: OnCode) -> None: ...

    async def probe_camera(self, deadline: float) -> Completion[Identity]:
        return Completion(Code.UNSUPPORTED, detail="No camera is configured.")
