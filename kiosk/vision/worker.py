"""A session's own process: it holds the camera, the pictures and the vectors, and dies with the session.

One loop, no event loop: messages from the core between frames, a frame when there is something to look for.
The camera is on only while a check or a code watch runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

import cv2
import numpy as np

from drivers.camera.choose import CameraMaker
from drivers.camera.contract import Camera, CameraFrame
from drivers.contract import DeviceState, ScannedCode, Status
from kiosk.vision.calibration import Calibration
from kiosk.vision.channel import BlockingChannel, Message
from kiosk.vision.check import FaceCheck
from kiosk.vision.codes import CodeEye, CodeGate
from kiosk.vision.documents.settings import WorkerSettings as DocumentSettings
from kiosk.vision.documents.worker import DocumentWorker
from kiosk.vision.faces import Box
from kiosk.vision.liveness import FlatPlane, FrozenPicture, TrackIntegrity
from kiosk.vision.preview import preview_picture
from kiosk.vision.reference import ReferenceEmbedder, reference_vector
from kiosk.vision.seal import seal
from kiosk.vision.settings import WorkerSettings
from kiosk.vision.shared import PreviewWriter
from kiosk.vision.watcher import Engine
from kiosk.vision.words import CodeRefusal, FaceResult, Reason, ReferenceKind, Verdict

FIRST_FRAME_WITHIN = 4.0
"""Seconds of waiting: a USB camera needs up to two for its first picture."""

NEXT_FRAME_WITHIN = 3.0
"""Seconds of waiting: the grace for a camera that was lost during a check and may be plugged in again."""

ALIVE_EVERY = 0.5
_FRAME_WAIT = 0.2


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the fork server loaded for all: models that are only read."""

    engine: Engine
    reference_embedder: ReferenceEmbedder
    calibration: Calibration


@dataclass
class _Check:
    number: int
    until: float
    face: FaceCheck


class Worker:
    """``run`` returns when the core says so, and raises ChannelError when it is gone."""

    def __init__(
        self,
        channel: BlockingChannel,
        preview: PreviewWriter,
        loaded: Loaded,
        make_camera: CameraMaker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel = channel
        self._preview = preview
        self._loaded = loaded
        self._make_camera = make_camera
        self._clock = clock
        self._settings: WorkerSettings | None = None
        self._camera: Camera | None = None
        self._camera_state: DeviceState | None = None
        self._sequence = 0
        # Only waiting counts as the camera's silence, not the work on a photo or a frame meanwhile.
        self._waited = 0.0
        self._check: _Check | None = None
        self._codes: tuple[CodeEye, CodeGate] | None = None
        self._main: Box | None = None
        self._others: tuple[Box, ...] = ()
        self._alive_at = 0.0

    def run(self) -> None:
        while True:
            busy = self._check is not None or self._codes is not None
            if not busy:
                self._close_camera()
            message = self._channel.receive(0.0 if busy else None)
            if message is not None:
                if message.say == "leave":
                    self._close_camera()
                    return
                if message.say == "documents":
                    self._become_a_document_worker(message)
                    return
                self._obey(message)
            elif busy:
                self._look()

    def _become_a_document_worker(self, message: Message) -> None:
        """For the rest of its life: papers and faces are never in one process."""
        self._close_camera()
        settings = DocumentSettings.from_message(message)
        DocumentWorker(self._channel, self._preview, self._make_camera, settings, self._clock).run()

    # --- what the core asks ---------------------------------------------------------------------------------

    def _obey(self, message: Message) -> None:
        match message.say:
            case "settings":
                self._settings = WorkerSettings.from_message(message)
                self._channel.send(Message("ready"))
            case "check":
                self._begin_check(message)
            case "cancel":
                if self._check is not None and self._check.number == message.whole("check"):
                    self._end_check(FaceResult(Verdict.CANCELED, engine=self._loaded.calibration.engine))
            case "watch_codes":
                assert self._settings is not None
                self._codes = (CodeEye(), CodeGate(self._settings.max_code_bytes))
            case "leave_codes":
                self._codes = None
            case "probe":
                self._probe(message.number("deadline"))
            case _:
                self._channel.send(Message("puzzled", {"by": message.say[:32]}))

    def _begin_check(self, message: Message) -> None:
        until = self._clock() + message.number("deadline")
        number, loaded = message.whole("check"), self._loaded
        self._main, self._others = None, ()
        self._open_camera()  # it warms up while the photo is worked on
        reference = reference_vector(
            message.blob,
            ReferenceKind(message.text("kind")),
            loaded.engine.detector,
            loaded.reference_embedder,
            self._alive,
        )
        if isinstance(reference, Reason):
            result = FaceResult(Verdict.REFERENCE_UNUSABLE, reference, engine=loaded.calibration.engine)
            self._say_result(number, result)
            return
        pads = (TrackIntegrity(loaded.calibration.jump_at_most), FrozenPicture(), FlatPlane())
        self._check = _Check(number, until, FaceCheck(loaded.engine, loaded.calibration, reference, pads))

    def _probe(self, deadline: float) -> None:
        self._open_camera()
        camera = self._camera
        assert camera is not None
        until = self._clock() + deadline
        while self._clock() < until:
            if camera.newest(0, _FRAME_WAIT) is not None:
                identity = camera.identity
                args = {"driver": identity.driver, "model": identity.model, "serial": identity.serial}
                self._channel.send(Message("probed", {"found": True, **args}))
                break
            self._alive()
        else:
            self._channel.send(Message("probed", {"found": False, "state": camera.status.state.value}))
        self._close_camera()

    # --- one frame ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._open_camera()
        camera, check = self._camera, self._check
        assert camera is not None
        frame = camera.newest(self._sequence, _FRAME_WAIT)
        now = self._clock()
        self._alive()
        self._tell_camera(camera.status)
        if check is not None and now >= check.until:
            self._end_check(check.face.out_of_time())
        elif frame is None:
            self._without_frame(camera.status)
        else:
            self._sequence, self._waited = frame.sequence, 0.0
            if check is not None:
                self._see_face(check, frame, now)
            elif self._codes is not None:
                self._see_codes(self._codes, frame, now)

    def _without_frame(self, status: Status) -> None:
        self._waited += _FRAME_WAIT
        lost = self._waited > (NEXT_FRAME_WITHIN if self._sequence else FIRST_FRAME_WITHIN)
        if lost and self._check is not None:
            gone = status.state in (DeviceState.NO_DEVICE, DeviceState.HARDWARE_ERROR)
            reason = Reason.CAMERA_ABSENT if gone else Reason.CAMERA_SILENT
            self._end_check(FaceResult(Verdict.CAMERA_LOST, reason, engine=self._loaded.calibration.engine))

    def _see_face(self, check: _Check, frame: CameraFrame, now: float) -> None:
        assert self._settings is not None
        # Published before the work, with the boxes of the frame before: the mirror must not lag behind.
        self._preview.publish(
            *preview_picture(frame.rgb, self._main, self._others, self._settings.mirroring),
            self._settings.mirroring,
        )
        progress = check.face.see(frame, now)
        track, boxes = progress.look.track, progress.look.boxes
        self._main = track.box if track is not None else None
        self._others = tuple(box for box in boxes if box is not self._main)
        if progress.hint is not None:
            self._channel.send(Message("hint", {"check": check.number, "hint": progress.hint.value}))
        if progress.result is not None:
            since = check.face.first_usable_at
            spent = None if since is None else round((self._clock() - since) * 1000)
            self._end_check(replace(progress.result, decision_ms=spent))

    def _see_codes(self, codes: tuple[CodeEye, CodeGate], frame: CameraFrame, now: float) -> None:
        eye, gate = codes
        grey = np.ascontiguousarray(cv2.cvtColor(frame.rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        for seen in gate.see(eye.look(grey), now):
            match seen:
                case ScannedCode(text):
                    self._channel.send(Message("code", {}, text.encode()))
                case CodeRefusal():
                    self._channel.send(Message("code_refused", {"why": seen.value}))
                case _:
                    assert_never(seen)

    # --- the core is told -----------------------------------------------------------------------------------

    def _alive(self) -> None:
        now = self._clock()
        if now - self._alive_at >= ALIVE_EVERY:
            self._alive_at = now
            self._channel.send(Message("alive"))

    def _tell_camera(self, status: Status) -> None:
        # "starting" says nothing that is not known better from the last time.
        if status.state not in (self._camera_state, DeviceState.STARTING):
            self._camera_state = status.state
            self._channel.send(
                Message(
                    "camera",
                    {
                        "state": status.state.value,
                        "source": status.source,
                        "reasons": [*sorted(status.reasons)],
                    },
                )
            )

    def _end_check(self, result: FaceResult) -> None:
        check, self._check = self._check, None
        assert check is not None
        self._say_result(check.number, result)

    def _say_result(self, number: int, result: FaceResult) -> None:
        self._channel.send(
            Message(
                "result",
                {
                    "check": number,
                    "verdict": result.verdict.value,
                    "reason": result.reason.value,
                    "band": result.score_band.value,
                    "engine": result.engine,
                    "decision_ms": result.decision_ms,
                    "votes": [*result.votes],
                },
            )
        )

    # --- the camera -----------------------------------------------------------------------------------------

    def _open_camera(self) -> None:
        if self._camera is not None:
            return
        assert self._settings is not None
        seal()
        self._camera = self._make_camera(self._settings.driver, self._settings.camera)
        self._sequence, self._waited = 0, 0.0
        self._camera_state = None
        self._camera.open(0.0)  # only starts the flow: frames are waited for one by one

    def _close_camera(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()
