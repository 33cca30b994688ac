"""The life of vision processes: a warm spare, one process a session, and what a lost one leaves behind."""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import Code, DeviceState
from drivers.simulators import people
from drivers.simulators.base import SimulatorContext
from drivers.simulators.camera import SimulatedCamera, create
from kiosk.vision.calibration import BUILT_IN
from kiosk.vision.client import VisionProcess
from kiosk.vision.port import FaceResult, ReferenceKind, Vision
from kiosk.vision.settings import VisionSettings
from kiosk.vision.shared import SIZE
from kiosk.vision.words import EngineState, Reason, Verdict, VisionStatus

pytestmark = pytest.mark.anyio
WANG = people.load()[0]
SOON = 30.0


@pytest.fixture(scope="module")
async def camera() -> AsyncIterator[SimulatedCamera]:
    simulator = create({"width": 640, "height": 480}, SimulatorContext("camera"))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture(scope="module")
async def shared_vision(camera: SimulatedCamera) -> AsyncIterator[VisionProcess]:
    vision = VisionProcess(settings(camera), hang_after=1.5, probe_every=0.2)
    await vision.start()
    yield vision
    await vision.stop()


@pytest.fixture
async def vision(shared_vision: VisionProcess, camera: SimulatedCamera) -> AsyncIterator[VisionProcess]:
    await camera.handle("clear_faults", {})
    await camera.handle("nobody", {})
    await become(shared_vision, EngineState.READY)
    await camera_becomes(shared_vision, usable=True)
    with anyio.fail_after(SOON):
        while "spare" not in shared_vision.pids():
            await anyio.lowlevel.checkpoint()
    yield shared_vision
    for session in range(1, 5):
        await shared_vision.end(session)


def settings(camera: SimulatedCamera, calibration: Path = BUILT_IN) -> VisionSettings:
    address = f"http://127.0.0.1:{camera._port}/stream"
    return VisionSettings(CameraDriver.MJPEG, CameraSettings(address, 640, 480), calibration=calibration)


def read(path: str) -> str:
    return Path(path).read_text("ascii")


async def become(vision: VisionProcess, state: EngineState) -> None:
    reached = asyncio.Event()
    stop = vision.listen(lambda status: reached.set() if status.engine is state else None)
    if vision.status.engine is not state:
        await asyncio.wait_for(reached.wait(), SOON)
    stop()


async def camera_becomes(vision: VisionProcess, usable: bool) -> None:
    reached = asyncio.Event()
    stop = vision.listen(lambda status: reached.set() if status.camera.state.usable is usable else None)
    if vision.status.camera.state.usable is not usable:
        await asyncio.wait_for(reached.wait(), SOON)
    stop()


async def unwatched(camera: SimulatedCamera) -> None:
    """Until the camera noticed that nobody looks any more."""
    with anyio.fail_after(SOON):
        while camera.state()["viewers"] != 0:
            await anyio.lowlevel.checkpoint()


def exists(pid: int) -> bool:
    """Whether it still runs; what waits to be buried (its memory is gone) does not count."""
    try:
        return ") Z " not in read(f"/proc/{pid}/stat")
    except (FileNotFoundError, ProcessLookupError):
        return False


class Checking:
    """A face check that runs until a test does something to it."""

    def __init__(self, vision: VisionProcess, session: int, deadline: float = SOON) -> None:
        self.begun = asyncio.Event()
        self.task: asyncio.Task[FaceResult] = asyncio.create_task(
            vision.check_face(
                session,
                people.card_photo(WANG),
                ReferenceKind.ENCODED,
                lambda hint: self.begun.set(),
                deadline,
            )
        )

    async def hinted(self) -> None:
        """Until the process said its first hint: the camera flows and frames are looked at."""
        await asyncio.wait_for(self.begun.wait(), SOON)

    async def result(self) -> FaceResult:
        return await asyncio.wait_for(self.task, SOON)


async def test_the_client_is_a_vision(vision: VisionProcess) -> None:
    port: Vision = vision
    assert port.status.engine is EngineState.READY
    assert port.status.engine_version.endswith("+start-1")


async def test_a_session_takes_the_warm_spare_and_leaves_a_new_one(vision: VisionProcess) -> None:
    spare = vision.pids()["spare"]
    await vision.begin(1)
    assert vision.pids()["session"] == spare
    assert vision.status.engine is EngineState.IN_SESSION
    await vision.end(1)
    assert not exists(spare)
    await vision.begin(2)
    assert vision.pids()["session"] != spare


async def test_the_fork_server_has_one_thread_and_shares_its_memory(vision: VisionProcess) -> None:
    server = vision.pids()["server"]
    assert len(os.listdir(f"/proc/{server}/task")) == 1
    await vision.begin(1)
    rollup = read(f"/proc/{vision.pids()['session']}/smaps_rollup")
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    # The weights alone are 100 MB; a fresh process owns next to nothing of its own.
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    assert private < 20_000, f"{private} kB are the process's own"


async def test_a_person_is_checked_and_everything_of_them_is_gone_as_soon_as_they_are_known(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await vision.begin(1)
    process = vision.pids()["session"]
    assert vision._session is not None and vision._session.link is not None
    memory = os.dup(vision._session.link.memory)
    checking = Checking(vision, 1)
    while (frame := vision.frames.latest()) is None or not frame.faces:  # noqa: ASYNC110 (a frame tells nobody that it came)
        await asyncio.sleep(0)
    assert any(frame.rgb)
    assert (await checking.result()).verdict is Verdict.MATCH
    assert not exists(process)
    assert vision.frames.latest() is None
    assert not any(frame.rgb)
    with mmap.mmap(memory, SIZE) as left:
        assert left[:] == bytes(SIZE)
    os.close(memory)
    # A second check in the same session, before money moves, finds a process of its own.
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH


async def test_the_camera_is_off_but_for_the_check(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await unwatched(camera)
    await vision.begin(1)
    assert camera.state()["viewers"] == 0
    checking = Checking(vision, 1)
    await checking.hinted()
    assert camera.state()["viewers"] == 1
    assert "Max core file size 0 0" in " ".join(read(f"/proc/{vision.pids()['session']}/limits").split())
    await vision.cancel()
    assert (await checking.result()).verdict is Verdict.CANCELED
    await unwatched(camera)


async def test_a_killed_process_is_reported_and_the_session_goes_on_with_a_fresh_one(
    vision: VisionProcess, camera: SimulatedCamera, expected_logs: object
) -> None:
    expect(expected_logs, "lost during a face check")
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    lost = vision.pids()["session"]
    os.kill(lost, signal.SIGKILL)
    result = await checking.result()
    assert (result.verdict, result.reason) == (Verdict.ENGINE_LOST, Reason.ENGINE_DIED)
    await camera.handle("stand_before", {"person": WANG.key})
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH
    assert not exists(lost)


async def test_a_hung_process_is_killed_and_replaced(
    vision: VisionProcess, camera: SimulatedCamera, expected_logs: object
) -> None:
    expect(expected_logs, "lost during a face check")
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    hung = vision.pids()["session"]
    os.kill(hung, signal.SIGSTOP)
    result = await checking.result()
    assert (result.verdict, result.reason) == (Verdict.ENGINE_LOST, Reason.ENGINE_HUNG)
    assert not exists(hung)
    await camera.handle("stand_before", {"person": WANG.key})
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH


async def test_a_process_that_died_unnoticed_before_the_check_is_replaced_without_a_word(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await vision.begin(1)
    assert vision._session is not None and vision._session.link is not None
    os.kill(vision.pids()["session"], signal.SIGKILL)
    await asyncio.wait_for(vision._session.link.gone.wait(), SOON)
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH


async def test_a_killed_fork_server_takes_its_processes_with_it_and_is_started_again(
    vision: VisionProcess, camera: SimulatedCamera, expected_logs: object
) -> None:
    expect(expected_logs, "vision process was lost", "vision engine was lost")
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    process, server = vision.pids()["session"], vision.pids()["server"]
    os.kill(server, signal.SIGKILL)
    assert (await checking.result()).verdict is Verdict.ENGINE_LOST
    assert not exists(process)
    await become(vision, EngineState.IN_SESSION)
    await camera.handle("stand_before", {"person": WANG.key})
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH


async def test_a_nonsensical_or_giant_photo_is_the_reference_s_fault(vision: VisionProcess) -> None:
    await vision.begin(1)
    for photo in (b"", b"no picture at all", people.hub_photo(WANG)[:700], bytes(5_000_000)):
        result = await asyncio.wait_for(
            vision.check_face(1, photo, ReferenceKind.ENCODED, lambda hint: None, SOON), SOON
        )
        assert (result.verdict, result.reason) == (
            Verdict.REFERENCE_UNUSABLE,
            Reason.REFERENCE_MALFORMED,
        )


async def test_an_absent_camera_is_said_within_its_grace(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("fault", {"name": "unplugged"})
    await vision.begin(1)
    result = await Checking(vision, 1).result()
    assert (result.verdict, result.reason) == (Verdict.CAMERA_LOST, Reason.CAMERA_ABSENT)
    assert vision.status.camera.state is DeviceState.NO_DEVICE


async def test_a_camera_unplugged_for_a_moment_does_not_end_the_check(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    lost = asyncio.Event()
    stop = vision.listen(lambda status: lost.set() if _no_camera(status) else None)
    await camera.handle("fault", {"name": "unplugged"})
    await asyncio.wait_for(lost.wait(), SOON)
    stop()
    await camera.handle("clear_faults", {})
    await camera.handle("stand_before", {"person": WANG.key})
    assert (await checking.result()).verdict is Verdict.MATCH


def _no_camera(status: VisionStatus) -> bool:
    return status.camera.state is DeviceState.NO_DEVICE


async def test_a_second_check_cancels_the_first(vision: VisionProcess) -> None:
    await vision.begin(1)
    first = Checking(vision, 1)
    await first.hinted()
    second = Checking(vision, 1)
    assert (await first.result()).verdict is Verdict.CANCELED
    await second.hinted()
    await vision.end(1)
    assert (await second.result()).verdict is Verdict.CANCELED


async def test_a_check_of_a_session_that_ended_is_canceled_at_once(vision: VisionProcess) -> None:
    await vision.begin(1)
    await vision.end(1)
    assert (await Checking(vision, 1).result()).verdict is Verdict.CANCELED


async def test_cancelling_the_coroutine_ends_the_check(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    checking.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking.task
    await camera.handle("stand_before", {"person": WANG.key})
    assert (await Checking(vision, 1).result()).verdict is Verdict.MATCH


async def test_the_self_test_finds_the_camera_and_throws_away_what_it_saw(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    spare = vision.pids()["spare"]
    probed = await vision.probe_camera(SOON)
    assert probed.succeeded and probed.result is not None
    assert probed.result.serial == "SIM-CAM-0001"
    assert not exists(spare)
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    assert (await vision.probe_camera(0.6)).code is Code.SEQUENCE_ERROR
    await vision.cancel()
    await checking.result()
    await camera.handle("fault", {"name": "unplugged"})
    assert (await vision.probe_camera(0.6)).code is Code.DEVICE_NOT_READY


async def test_a_camera_known_to_be_lost_is_found_again_though_nobody_dares_a_check(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("fault", {"name": "unplugged"})
    assert not (await vision.probe_camera(0.6)).succeeded
    assert vision.status.camera.state is DeviceState.NO_DEVICE
    await vision.begin(1)
    await camera.handle("clear_faults", {})
    await camera_becomes(vision, usable=True)


async def test_models_and_calibration_that_do_not_belong_together_are_refused(
    camera: SimulatedCamera, tmp_path: Path, expected_logs: object
) -> None:
    expect(expected_logs, "Face checks are off")
    other = tmp_path / "calibration.toml"
    text = BUILT_IN.read_text("utf-8")
    other.write_text(text.replace("5553", "0000"), "utf-8")
    vision = VisionProcess(settings(camera, other))
    await vision.start()
    assert vision.status.engine is EngineState.REFUSED
    assert "dlib_face_recognition_resnet_model_v1.dat" in vision.status.detail
    await vision.begin(1)
    result = await Checking(vision, 1).result()
    assert (result.verdict, result.reason) == (Verdict.ENGINE_LOST, Reason.ENGINE_REFUSED)
    await vision.stop()


async def test_it_runs_on_the_loop_of_a_thread_of_its_own(camera: SimulatedCamera) -> None:
    """As in the kiosk, where the main thread belongs to the screen."""
    await camera.handle("clear_faults", {})

    async def visit() -> EngineState:
        vision = VisionProcess(settings(camera))
        await vision.start()
        state = vision.status.engine
        await vision.begin(1)
        await vision.stop()
        return state

    assert await anyio.to_thread.run_sync(asyncio.run, visit()) is EngineState.READY


async def test_stopping_leaves_no_process(camera: SimulatedCamera) -> None:
    await camera.handle("clear_faults", {})
    vision = VisionProcess(settings(camera))
    await vision.start()
    await vision.begin(1)
    checking = Checking(vision, 1)
    await checking.hinted()
    pids = vision.pids()
    assert {"server", "session"} <= set(pids)
    await vision.stop()
    assert (await checking.result()).verdict is Verdict.CANCELED
    assert not any(exists(pid) for pid in pids.values())


def expect(expected_logs: object, *patterns: str) -> None:
    expecting = getattr(expected_logs, "expect")  # noqa: B009 - the fixture's class lives in the root conftest
    expecting(*patterns)
