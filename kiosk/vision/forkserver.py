"""The fork server: loads numpy, OpenCV, dlib and the weights once; each session's process is forked from it.

Run as ``python -m kiosk.vision.forkserver FD NICENESS CALIBRATION`` where FD is a UNIX SEQPACKET socket to
the core. It says ``ready`` or ``refused`` once, then answers each ``fork`` message (which brings two
descriptors: the child's end of its channel and the preview memory) with the child's process id and a pidfd.
It has a single thread and handles no picture, so that what it forks is clean.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

import cv2

from drivers.camera.choose import make_camera
from kiosk.vision.calibration import CalibrationError, load_calibration
from kiosk.vision.channel import BlockingChannel, ChannelError, Message
from kiosk.vision.models import (
    WEIGHTS,
    DlibEmbedder,
    DlibLandmarker,
    HogDetector,
    ModelError,
    fingerprint,
    weights_folder,
)
from kiosk.vision.shared import PreviewWriter
from kiosk.vision.watcher import Engine
from kiosk.vision.worker import Loaded, Worker

_PR_SET_PDEATHSIG = 1  # prctl(2), <linux/prctl.h>


def load(calibration_file: Path) -> Loaded:
    """Load models and calibration. Raises ModelError or CalibrationError when they do not belong together."""
    calibration = load_calibration(calibration_file)
    folder = weights_folder()
    calibration.check_weights({name: fingerprint(folder / name) for name in WEIGHTS.values()})
    embedder = DlibEmbedder(folder / WEIGHTS["align"], folder / WEIGHTS["embed"])
    engine = Engine(HogDetector(), DlibLandmarker(folder / WEIGHTS["points"]), embedder)
    return Loaded(engine, embedder, calibration)


def serve(core: socket.socket, niceness: int, calibration_file: Path) -> int:
    """Load, then fork on demand until the core is gone. Returns the exit status."""
    cv2.setNumThreads(1)  # a thread pool would not survive fork
    try:
        loaded = load(calibration_file)
    except (ModelError, CalibrationError) as error:
        core.send(json.dumps({"say": "refused", "detail": str(error)}).encode())
        return 3
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # the kernel buries the children; the core watches their pidfds
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every shared page
    core.send(json.dumps({"say": "ready", "engine": loaded.calibration.engine}).encode())
    while True:
        try:
            word, descriptors, _flags, _sender = socket.recv_fds(core, 64, 2)
        except OSError:
            return 0
        if not word:
            return 0
        if word != b"fork" or len(descriptors) != 2:
            for descriptor in descriptors:
                os.close(descriptor)
            continue
        _fork(core, loaded, niceness, descriptors[0], descriptors[1])


def _fork(core: socket.socket, loaded: Loaded, niceness: int, channel: int, memory: int) -> None:
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _live(core, loaded, niceness, channel, memory, parent)
    os.close(channel)
    os.close(memory)
    try:
        pidfd = os.pidfd_open(child)
    except ProcessLookupError:
        core.send(json.dumps({"say": "stillborn"}).encode())
        return
    socket.send_fds(core, [json.dumps({"say": "forked", "pid": child}).encode()], [pidfd])
    os.close(pidfd)


def _live(core: socket.socket, loaded: Loaded, niceness: int, channel: int, memory: int, parent: int) -> None:
    """The child's whole life. Never returns: what is on the stack belongs to the server."""
    status = 70
    with contextlib.suppress(BaseException):
        core.close()
        # Should the server go, its children go with it: nobody could tell the core of them any more.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.nice(niceness)
            end = BlockingChannel(socket.socket(fileno=channel))
            preview = PreviewWriter(memory)
            os.close(memory)
            status = _work(Worker(end, preview, loaded, make_camera), end)
    os._exit(status)


def _work(worker: Worker, end: BlockingChannel) -> int:
    try:
        worker.run()
    except ChannelError:
        return 0  # the core is gone or done with us
    except Exception as error:  # noqa: BLE001 - the last word of a process about to end
        # The place of a bug, never its message: that might quote what was being worked on.
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        with contextlib.suppress(ChannelError):
            end.send(Message("died", {"of": type(error).__name__, "at": place}))
        return 70
    return 0


if __name__ == "__main__":
    sys.exit(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3])))
