"""Cameras in the conformance table. Frames come from a thread over a socket: the time here is real."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from drivers.simulators.base import SimulatorContext
from drivers.simulators.document_camera import OWN_FAULTS, SimulatedDocumentCamera, create
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
CELLS = [
    pytest.param(case, operation, id=f"{case.title}-{operation}".replace(" ", "_"))
    for case in CASES
    for operation in (OPERATIONS if case.name not in OWN_FAULTS else ("capture",))
]


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Any, SimulatedDocumentCamera]]:
    context = SimulatorContext("document-camera", LoopClock(), random.Random(1))
    desk = create({"width": 160, "height": 120, "rate": 30}, context)
    address = await desk.start()
    camera = build("document-camera", "mjpeg", address.value, {}, LoopClock())
    try:
        yield camera, desk
    finally:
        await camera.close()
        await desk.stop()


@pytest.mark.expected_logs()
@pytest.mark.parametrize(("case", "operation"), CELLS)
def test_cell(case: FaultCase, operation: str) -> None:
    async def story() -> None:
        async with bench() as (camera, desk):
            assert (await camera.open(5.0)).succeeded
            if case.name == Fault.ACTS_AT_POWER_UP:
                await desk.handle("fault", {"name": case.name})
                await desk.handle("fault", {"name": Fault.UNPLUGGED})
                await desk.handle("clear_fault", {"name": Fault.UNPLUGGED})
                assert (await camera.open(DEADLINE)).code is Code.INVALID_DATA, "a page is no picture"
            else:
                await desk.handle("fault", {"name": case.name, "argument": case.argument})
            begun = desk.clock.now()
            completion: Completion[Any] = await OPERATIONS[operation](camera)
            taken = desk.clock.now() - begun
            RESULTS.setdefault(("document-camera mjpeg", case.title), set()).add(completion.code.value)
            allowed = case.differing.get(operation, case.allowed)
            assert completion.code in allowed, f"{completion.code.value}: {completion.detail}"
            assert taken <= DEADLINE + SLACK
            assert completion.succeeded or completion.detail, "a failure says what happened"
            await desk.handle("clear_fault", {"name": case.name})
            await recovers(camera, operation)

    asyncio.run(story())


async def recovers(camera: Any, operation: str) -> None:
    """Under its supervisor the camera is in service again, and does what it did not."""
    supervisor = Supervisor("document-camera", camera, LoopClock(), policy=QUICK, chance=random.Random(0))
    running = asyncio.create_task(supervisor.run())
    try:
        async with asyncio.timeout(PATIENCE):
            while not supervisor.status.state.usable:  # noqa: ASYNC110 - any state may be passed
                await asyncio.sleep(0.02)
            while not (again := await OPERATIONS[operation](camera)).succeeded:
                assert again.code is Code.TIME_OUT, again.detail
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_no_fault_of_the_alphabet_is_forgotten() -> None:
    assert {case.name for case in CASES} >= {fault.value for fault in Fault}


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
