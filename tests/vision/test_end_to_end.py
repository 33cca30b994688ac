"""People before the simulated camera, seen by the real pipeline in its own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.contract import ScannedCode
from drivers.simulators import people
from drivers.simulators.base import SimulatorContext
from drivers.simulators.camera import SimulatedCamera, create
from kiosk.vision.client import VisionProcess
from kiosk.vision.port import FaceHint, FaceResult, ReferenceKind
from kiosk.vision.settings import VisionSettings
from kiosk.vision.words import CodeRefusal, Reason, Verdict

pytestmark = pytest.mark.anyio
WANG, LI, *_ = people.load()
LONG = 60.0
"""Seconds within which something that is expected must happen, also on a busy machine."""


@pytest.fixture(scope="module")
async def camera() -> AsyncIterator[SimulatedCamera]:
    simulator = create({"width": 1280, "height": 720}, SimulatorContext("camera"))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture(scope="module")
async def engine(camera: SimulatedCamera) -> AsyncIterator[VisionProcess]:
    address = f"http://127.0.0.1:{camera._port}/stream"
    vision = VisionProcess(VisionSettings(CameraDriver.MJPEG, CameraSettings(address)), hang_after=LONG)
    await vision.start()
    yield vision
    await vision.stop()


@pytest.fixture
async def vision(engine: VisionProcess, camera: SimulatedCamera) -> AsyncIterator[VisionProcess]:
    await camera.handle("clear_faults", {})
    await camera.handle("nobody", {})
    await camera.handle("put_code_away", {})
    await engine.begin(1)
    yield engine
    await engine.end(1)


async def check(vision: VisionProcess, photo: bytes) -> FaceResult:
    return await vision.check_face(1, photo, ReferenceKind.ENCODED, lambda hint: None, LONG)


async def hinted(vision: VisionProcess, wanted: FaceHint) -> None:
    """Check until the wanted hint is shown, then cancel: nothing else may have been decided before."""
    shown = asyncio.Event()

    def on_hint(hint: FaceHint) -> None:
        if hint is wanted:
            shown.set()

    checking = asyncio.create_task(
        vision.check_face(1, people.card_photo(WANG), ReferenceKind.ENCODED, on_hint, LONG)
    )
    await asyncio.wait_for(shown.wait(), LONG)
    await vision.cancel()
    assert (await checking).verdict is Verdict.CANCELED


@pytest.mark.parametrize("photo", [people.card_photo, people.hub_photo], ids=["card", "hub"])
@pytest.mark.parametrize("person", [WANG, LI], ids=["wang", "li"])
async def test_the_right_person_is_let_in(
    vision: VisionProcess, camera: SimulatedCamera, person: people.Person, photo: object
) -> None:
    assert callable(photo)
    await camera.handle("stand_before", {"person": person.key})
    result = await check(vision, photo(person))
    assert (result.verdict, result.reason) == (Verdict.MATCH, Reason.NONE)
    assert result.decision_ms is not None and result.decision_ms > 0


async def test_another_person_is_not(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("stand_before", {"person": LI.key})
    result = await check(vision, people.card_photo(WANG))
    assert (result.verdict, result.reason) == (Verdict.NO_MATCH, Reason.DIFFERENT)


async def test_nobody_is_asked_to_come(vision: VisionProcess) -> None:
    await hinted(vision, FaceHint.NOBODY)


async def test_two_people_are_asked_to_be_one(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("two_people", {"person": WANG.key, "other": LI.key})
    await hinted(vision, FaceHint.SEVERAL)


async def test_in_the_dark_the_light_is_named(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await camera.handle("dark", {})
    await hinted(vision, FaceHint.TOO_DARK)


async def test_from_afar_one_is_asked_to_come_closer(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await camera.handle("too_far", {})
    await hinted(vision, FaceHint.TOO_FAR)


async def test_who_comes_late_is_still_checked(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await camera.handle("too_far", {})
    nearer = asyncio.Event()
    checking = asyncio.create_task(
        vision.check_face(1, people.card_photo(WANG), ReferenceKind.ENCODED, lambda hint: nearer.set(), LONG)
    )
    await asyncio.wait_for(nearer.wait(), LONG)
    await camera.handle("distance", {"distance": "near"})
    assert (await checking).verdict is Verdict.MATCH


async def test_a_camera_that_repeats_one_picture_lets_nobody_in(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await camera.handle("fault", {"name": "lies"})
    result = await check(vision, people.card_photo(WANG))
    assert (result.verdict, result.reason) == (Verdict.NOT_LIVE, Reason.PICTURE_FROZEN)


async def seen(vision: VisionProcess) -> ScannedCode | CodeRefusal:
    came: asyncio.Future[ScannedCode | CodeRefusal] = asyncio.get_running_loop().create_future()
    watching = asyncio.create_task(
        vision.watch_codes(1, lambda code: None if came.done() else came.set_result(code))
    )
    code = await asyncio.wait_for(came, LONG)
    watching.cancel()
    return code


async def test_a_code_held_before_the_camera_is_read(vision: VisionProcess, camera: SimulatedCamera) -> None:
    await camera.handle("stand_before", {"person": WANG.key})
    await camera.handle("show_code", {"text": "SSM:演示 0001"})
    assert await seen(vision) == ScannedCode("SSM:演示 0001")


async def test_a_code_full_of_anything_is_refused_by_name(
    vision: VisionProcess, camera: SimulatedCamera
) -> None:
    await camera.handle("show_code", {"text": "A" * 2900})
    assert await seen(vision) is CodeRefusal.TOO_LONG
