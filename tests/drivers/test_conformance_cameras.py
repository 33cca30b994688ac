"""Cameras, and scanners that are one, in the conformance table. Frames come from a thread over a socket: the
time here is real.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conformance import RESULTS, FaultCase, any_of

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.camera.still import FramedStillCamera
from drivers.camera.uvc import UvcCamera
from drivers.clock import LoopClock
from drivers.contract import Code, Completion, DeviceKind
from drivers.registry import build
from drivers.simulators import camera as hall
from drivers.simulators.base import SimulatedDevice, SimulatorContext
from drivers.simulators.document_camera import OWN_FAULTS, create
from drivers.simulators.faults import Fault
from drivers.supervisor import RecoveryPolicy, Supervisor

DEADLINE = 0.5
SLACK = 1.5  # of a busy machine
QUICK = RecoveryPolicy(grace_step_seconds=0.05, first_wait_seconds=0.05, poll_seconds=0.1)
FINE, LOST = any_of(Code.SUCCESS), any_of(Code.TIME_OUT)
PATIENCE = 20.0

OPERATIONS = {
    "open": lambda camera: camera.open(DEADLINE),
    "status": lambda camera: camera.refresh(DEADLINE),
    "capture": lambda camera: camera.capture(DEADLINE),
}
# Asked without a picture, the camera answers by the head of its flow; faults of pictures show in a capture.
CASES = (
    FaultCase(Fault.SILENT, LOST),
    FaultCase(Fault.UNPLUGGED, any_of(Code.DEVICE_NOT_READY)),
    FaultCase(Fault.DROP, FINE, differing={"capture": any_of(Code.TIME_OUT, Code.DEVICE_NOT_READY)}),
    FaultCase(Fault.GARBLE, FINE, differing={"capture": any_of(Code.SUCCESS, Code.TIME_OUT)}),
    FaultCase(Fault.HALF, FINE, differing={"capture": LOST}),
    FaultCase(Fault.NOISE_BEFORE, FINE),
    FaultCase(Fault.LATE, FINE, 0.05),
    FaultCase(Fault.LATE, FINE, 60.0, differing={"capture": LOST}),
    FaultCase(Fault.ACTS_AT_POWER_UP, FINE),
    FaultCase(Fault.WRONG_IDENTITY, FINE, differing={"status": any_of(Code.DEVICE_NOT_READY)}),
    FaultCase(Fault.LIES, FINE),
    *(FaultCase(name, FINE) for name in sorted(OWN_FAULTS)),  # what lies there is the picture's matter
)
SCANS = {
    "open": lambda scanner: scanner.open(DEADLINE),
    "status": lambda scanner: scanner.refresh(DEADLINE),
    "scan": lambda scanner: scanner.scan(DEADLINE),
}
SCAN_CASES = (
    *(
        FaultCase(
            case.name,
            case.allowed,
            case.argument,
            {"scan" if name == "capture" else name: codes for name, codes in case.differing.items()},
        )
        for case in CASES
        if case.name not in (*OWN_FAULTS, Fault.LIES)
    ),
    FaultCase(Fault.LIES, FINE, differing={"scan": LOST}),  # a code on a stuck picture may be anybody's
    FaultCase(hall.DARK, FINE, differing={"scan": LOST}),
)


@dataclass(frozen=True)
class Looking:
    """A device that looks through a simulated camera. ``ready``: what is told to the simulator first."""

    name: str
    build: Callable[[str], Any]
    simulator: Callable[[SimulatorContext], SimulatedDevice]
    operations: Mapping[str, Callable[[Any], Awaitable[Completion[Any]]]]
    cases: tuple[FaultCase, ...]
    ready: tuple[tuple[str, Mapping[str, object]], ...] = ()


SMALL = {"width": 320, "height": 240, "rate": 30, "seconds": 0.5}
DESK = Looking(
    "document-camera mjpeg",
    lambda url: build("document-camera", "mjpeg", url, {}, LoopClock()),
    lambda context: create({"width": 160, "height": 120, "rate": 30}, context),
    OPERATIONS,
    CASES,
)
SCANNER = Looking(
    "code-scanner camera",
    lambda url: build("code-scanner", "camera", url, {"camera": "mjpeg"}, LoopClock()),
    lambda context: hall.create(SMALL, context),
    SCANS,
    SCAN_CASES,
    (("show_code", {"text": "token=0123456789"}),),
)
CELLS = [
    pytest.param(subject, case, operation, id=f"{subject.name}-{case.title}-{operation}".replace(" ", "_"))
    for subject in (DESK, SCANNER)
    for case in subject.cases
    for operation in (subject.operations if case.name not in OWN_FAULTS - {hall.DARK} else ("capture",))
]


@asynccontextmanager
async def bench(subject: Looking) -> AsyncIterator[tuple[Any, SimulatedDevice]]:
    simulator = subject.simulator(SimulatorContext(subject.name, LoopClock(), random.Random(1)))
    address = await simulator.start()
    device = subject.build(address.value)
    for command, words in subject.ready:
        await simulator.handle(command, words)
    try:
        yield device, simulator
    finally:
        await device.close()
        await simulator.stop()


@pytest.mark.expected_logs()
@pytest.mark.parametrize(("subject", "case", "operation"), CELLS)
def test_cell(subject: Looking, case: FaultCase, operation: str) -> None:
    async def story() -> None:
        async with bench(subject) as (camera, desk):
            assert (await camera.open(5.0)).succeeded
            if case.name == Fault.ACTS_AT_POWER_UP:
                await desk.handle("fault", {"name": case.name})
                await desk.handle("fault", {"name": Fault.UNPLUGGED})
                await desk.handle("clear_fault", {"name": Fault.UNPLUGGED})
                assert (await camera.open(DEADLINE)).code is Code.INVALID_DATA, "a page is no picture"
            else:
                await desk.handle("fault", {"name": case.name, "argument": case.argument})
            begun = desk.clock.now()
            completion: Completion[Any] = await subject.operations[operation](camera)
            taken = desk.clock.now() - begun
            RESULTS.setdefault((subject.name, case.title), set()).add(completion.code.value)
            allowed = case.differing.get(operation, case.allowed)
            assert completion.code in allowed, f"{completion.code.value}: {completion.detail}"
            assert taken <= DEADLINE + SLACK
            assert completion.succeeded or completion.detail, "a failure says what happened"
            await desk.handle("clear_fault", {"name": case.name})
            await recovers(camera, subject.operations[operation])

    asyncio.run(story())


async def recovers(camera: Any, operation: Callable[[Any], Awaitable[Completion[Any]]]) -> None:
    """Under its supervisor the camera is in service again, and does what it did not."""
    supervisor = Supervisor("camera", camera, LoopClock(), policy=QUICK, chance=random.Random(0))
    running = asyncio.create_task(supervisor.run())
    try:
        async with asyncio.timeout(PATIENCE):
            while not supervisor.status.state.usable:  # noqa: ASYNC110 - any state may be passed
                await asyncio.sleep(0.02)
            while not (again := await operation(camera)).succeeded:
                assert again.code is Code.TIME_OUT, again.detail
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    for subject in (DESK, SCANNER):
        assert {case.name for case in subject.cases} >= {fault.value for fault in Fault}


class Video:
    """Stands for V4L2: opens or not, and reads what it is told."""

    def __init__(self, opens: bool, picture: object) -> None:
        self._opens, self._picture = opens, picture

    def isOpened(self) -> bool:  # noqa: N802
        return self._opens

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803
        return False  # no control is there

    def get(self, propId: int, /) -> float:  # noqa: N803
        return -1.0

    def read(self) -> tuple[bool, object]:
        return self._picture is not None, self._picture

    def release(self) -> None:
        pass


@pytest.mark.parametrize(
    ("video", "allowed"),
    [
        (Video(False, None), any_of(Code.DEVICE_NOT_READY)),
        (Video(True, None), any_of(Code.DEVICE_NOT_READY, Code.TIME_OUT)),
        (Video(True, "no picture"), any_of(Code.DEVICE_NOT_READY, Code.TIME_OUT)),
        (Video(True, np.zeros((48, 64), np.uint8)), any_of(Code.DEVICE_NOT_READY, Code.TIME_OUT)),
        (Video(True, np.zeros((48, 64, 3), np.uint8)), FINE),
    ],
    ids=["in use", "silent", "nonsense", "grey", "well"],
)
def test_what_a_usb_camera_does_wrong_is_a_completion(
    video: Video, allowed: frozenset[Code], tmp_path: Path
) -> None:
    async def story() -> None:
        node = tmp_path / "video0"
        node.touch()
        camera = FramedStillCamera(
            DeviceKind.DOCUMENT_CAMERA,
            CameraDriver.UVC,
            CameraSettings(str(node), exposure="locked", white_balance="locked", frames_per_second=60),
            LoopClock(),
            lambda driver, settings: UvcCamera(settings, lambda address: video),
        )
        taken = await camera.capture(0.5)
        assert taken.code in allowed, taken.detail
        await camera.close()

    asyncio.run(story())
