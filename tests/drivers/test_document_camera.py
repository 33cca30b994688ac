"""The document camera: single pictures of what lies on the desk, and a desk that misbehaves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.camera.still import FramedStillCamera
from drivers.clock import LoopClock
from drivers.contract import Code, DeviceKind, DeviceState, StillPicture
from drivers.registry import build
from drivers.simulators.base import CommandRefused, SimulatorContext
from drivers.simulators.document_camera import SimulatedDocumentCamera, create

SOON = 5.0
SIZE = (640, 480)


@pytest.fixture
async def desk() -> AsyncIterator[SimulatedDocumentCamera]:
    simulator = create({"width": SIZE[0], "height": SIZE[1], "rate": 30}, SimulatorContext("document-camera"))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def camera(desk: SimulatedDocumentCamera) -> AsyncIterator[FramedStillCamera]:
    port = f"http://127.0.0.1:{desk._port}/stream"
    device = build("document-camera", "mjpeg", port, {}, LoopClock())
    assert isinstance(device, FramedStillCamera)
    yield device
    await device.close()


def pixels(taken: StillPicture | None) -> np.ndarray:
    assert taken is not None
    picture = cv2.imdecode(np.frombuffer(taken.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None and picture.shape == (taken.height, taken.width)
    return picture


def paper_seen(grey: np.ndarray) -> float:
    """Which part of the picture is as light as paper."""
    return float((grey > 140).mean())


async def look(camera: FramedStillCamera) -> np.ndarray:
    taken = await camera.capture(SOON)
    assert taken.succeeded, taken.detail
    return pixels(taken.result)


# --- the device ---------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_it_is_found_with_its_serial_number_and_stays_off(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    found = await camera.open(SOON)
    assert found.result is not None
    assert (found.result.kind, found.result.serial) == (DeviceKind.DOCUMENT_CAMERA, "SIM-DOC-0001")
    assert (await camera.refresh(SOON)).succeeded
    assert camera.status.state is DeviceState.ONLINE
    assert not camera._looking
    await desk.clock.sleep(0.1)
    assert desk.state()["pictures"] == 0 and not desk._scene, "nothing was drawn for that"


@pytest.mark.anyio
async def test_a_paper_laid_down_is_in_the_next_picture_and_gone_when_it_is_taken(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    assert paper_seen(await look(camera)) < 0.01
    await desk.handle("lay_paper", {"sample": "lease-1"})
    # A4 lies across a desk of 400 by 300 mm: 52 % of it.
    assert 0.40 < paper_seen(await look(camera)) < 0.56
    await desk.handle("take_paper", {})
    assert paper_seen(await look(camera)) < 0.01


@pytest.mark.anyio
async def test_nobody_looks_after_a_single_picture(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    await look(camera)
    assert (await camera.newest(0, SOON)).code is Code.SEQUENCE_ERROR
    end = desk.clock.now() + SOON
    while desk.state()["viewers"] and desk.clock.now() < end:
        await desk.clock.sleep(0.01)
    assert desk.state()["viewers"] == 0


@pytest.mark.anyio
async def test_pictures_flow_while_somebody_looks_and_a_capture_is_a_later_one(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    assert (await camera.start_looking(SOON)).succeeded
    first = (await camera.newest(0, SOON)).result
    assert first is not None
    second = (await camera.newest(first.sequence, SOON)).result
    assert second is not None and second.sequence > first.sequence
    taken = (await camera.capture(SOON)).result
    assert taken is not None and taken.sequence > second.sequence
    assert (await camera.newest(taken.sequence, SOON)).succeeded  # somebody still looks
    await camera.stop_looking()


@pytest.mark.anyio
@pytest.mark.parametrize("fault", ["drop", "garble", "late", "half", "noise_before", "lies"])
async def test_a_picture_comes_in_spite_of_a_fault_that_ends(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera, fault: str
) -> None:
    await desk.handle("lay_paper", {})
    await desk.handle("fault", {"name": fault, "argument": 0.1, "count": 2})
    assert paper_seen(await look(camera)) > 0.05


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "code", "state"),
    [
        ("unplugged", Code.DEVICE_NOT_READY, DeviceState.NO_DEVICE),
        ("silent", Code.TIME_OUT, DeviceState.OFFLINE),
        ("acts_at_power_up", Code.INVALID_DATA, DeviceState.NO_DEVICE),
    ],
)
async def test_what_is_wrong_is_told_within_the_deadline_and_over_when_it_ends(
    camera: FramedStillCamera,
    desk: SimulatedDocumentCamera,
    fault: str,
    code: Code,
    state: DeviceState,
) -> None:
    await desk.handle("fault", {"name": fault})
    begun = desk.clock.now()
    told = await camera.open(0.3)
    assert (told.code, camera.status.state) == (code, state)
    assert desk.clock.now() - begun < 1.0
    await desk.handle("clear_faults", {})
    assert (await camera.open(SOON)).succeeded


@pytest.mark.anyio
async def test_another_unit_in_its_place_is_noticed(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    assert (await camera.open(SOON)).succeeded
    await desk.handle("fault", {"name": "wrong_identity"})
    told = await camera.refresh(SOON)
    assert told.code is Code.DEVICE_NOT_READY and "another camera" in told.detail


@pytest.mark.anyio
async def test_a_capture_from_a_camera_without_pictures_ends_in_time(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    await desk.handle("fault", {"name": "silent"})
    begun = desk.clock.now()
    assert (await camera.capture(0.4)).code is Code.TIME_OUT
    assert desk.clock.now() - begun < 1.5
    assert not camera._looking


@pytest.mark.anyio
async def test_a_capture_that_is_called_off_leaves_nobody_looking(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    await desk.handle("fault", {"name": "silent"})
    capture = asyncio.create_task(camera.capture(60.0))
    await desk.clock.sleep(0.05)
    capture.cancel()
    with pytest.raises(asyncio.CancelledError):
        await capture
    assert not camera._looking
    await desk.handle("clear_faults", {})
    assert (await camera.capture(SOON)).succeeded


@pytest.mark.anyio
async def test_a_single_picture_waits_until_the_camera_has_settled(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    Image.new("RGB", SIZE, (200, 200, 200)).save(file)
    settings = CameraSettings(str(file), frames_per_second=120, settle=4)
    camera = FramedStillCamera(DeviceKind.CAMERA, CameraDriver.REPLAY, settings, LoopClock())
    taken = await camera.capture(SOON)
    assert taken.result is not None and taken.result.sequence > 4
    await camera.close()


def test_asking_for_a_camera_loads_no_image_library() -> None:
    """The core asks all day; the libraries would take 60 MB of it."""
    code = """
import asyncio, sys
from drivers.clock import LoopClock
from drivers.registry import build

async def ask():
    for driver, port in (("mjpeg", "http://127.0.0.1:9/"), ("uvc", "/dev/video99")):
        camera = build("document-camera", driver, port, {}, LoopClock())
        assert not (await camera.open(1.0)).succeeded
        await camera.close()

asyncio.run(ask())
print(*({"numpy", "cv2", "PIL"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_a_picture_shows_nothing_of_itself() -> None:
    assert "secret" not in repr(StillPicture(b"secret", 1, 1, 0.0, 1))


# --- the desk -----------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_each_fault_of_the_desk_spoils_the_picture_in_its_own_way(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera
) -> None:
    await desk.handle("lay_paper", {"sample": "lease-1"})
    good = await look(camera)

    async def with_fault(name: str) -> np.ndarray:
        await desk.handle("clear_faults", {})
        await desk.handle("fault", {"name": name})
        return await look(camera)

    def sharpness(grey: np.ndarray) -> float:
        return float(cv2.Laplacian(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_64F).var())

    assert sharpness(await with_fault("blur")) < 0.3 * sharpness(good)
    assert (await with_fault("dark")).mean() < 0.2 * good.mean()
    glared = await with_fault("glare")
    assert (glared > 250).mean() > (good > 250).mean() + 0.01
    cut = await with_fault("cut_off")
    assert (cut[:, 0] > 140).mean() > 0.3 and not (good[:, 0] > 140).any()


@pytest.mark.anyio
async def test_a_picture_and_a_page_of_a_pdf_can_be_laid_down(
    camera: FramedStillCamera, desk: SimulatedDocumentCamera, tmp_path: Path
) -> None:
    page = Image.new("RGB", (2100, 2970), "white")
    page.save(tmp_path / "page.png")
    page.save(tmp_path / "pages.pdf", resolution=254, save_all=True, append_images=[page])
    await desk.handle("lay_paper", {"file": str(tmp_path / "page.png"), "rotation": 90})
    from_picture = paper_seen(await look(camera))
    await desk.handle("lay_paper", {"file": str(tmp_path / "pages.pdf"), "page": 2, "rotation": 90})
    assert abs(paper_seen(await look(camera)) - from_picture) < 0.01
    await desk.handle("lay_paper", {"file": str(tmp_path / "page.png"), "rotation": 90, "width": 105})
    assert abs(paper_seen(await look(camera)) - from_picture / 4) < 0.02


@pytest.mark.anyio
async def test_what_cannot_be_laid_down_is_refused_in_one_sentence(
    desk: SimulatedDocumentCamera, tmp_path: Path
) -> None:
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-nothing")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG")
    Image.new("RGB", (21, 29), "white").save(tmp_path / "one.pdf")
    for args in (
        {"sample": "no-such-paper"},
        {"file": str(tmp_path / "text.txt")},
        {"file": str(tmp_path / "broken.pdf")},
        {"file": str(tmp_path / "broken.png")},
        {"file": str(tmp_path / "absent.png")},
        {"file": str(tmp_path / "one.pdf"), "page": 2},
        {"rotation": 1000},
        {"right": "far"},
    ):
        before = desk.state()
        with pytest.raises(CommandRefused, match=r"\.$"):
            await desk.handle("lay_paper", args)
        assert desk.state() == before
