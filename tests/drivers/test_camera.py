"""Cameras: pictures out of a flow of bytes, and what each driver does when the flow is disturbed."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.choose import make_camera
from drivers.camera.contract import CameraFrame
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.multipart import MAX_HEADERS, MAX_PART, MultipartDecoder, boundary_of
from drivers.camera.picture import decode_jpeg, jpeg_size
from drivers.camera.settings import (
    CameraAddressError,
    CameraDriver,
    CameraSettings,
    read_authorization,
    resolve_url,
)
from drivers.camera.uvc import MISSED_IN_A_ROW, UvcCamera
from drivers.contract import Code, DeviceState
from drivers.settings import SettingError, settings_from
from drivers.simulators.base import SimulatorContext
from drivers.simulators.camera import SimulatedCamera, create

BOUNDARY = b"frame"
SOON = 5.0


def jpeg(shade: int, size: tuple[int, int] = (32, 48)) -> bytes:
    done, data = cv2.imencode(".jpg", np.full((*size, 3), shade, np.uint8))
    assert done
    return data.tobytes()


def part(body: bytes, headers: bytes | None = None) -> bytes:
    told = b"Content-Type: image/jpeg\r\nContent-Length: %d" % len(body) if headers is None else headers
    return b"--" + BOUNDARY + b"\r\n" + told + b"\r\n\r\n" + body + b"\r\n"


# --- bytes to pictures ---------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 600), min_size=1, max_size=200), st.booleans())
def test_pictures_come_out_however_the_bytes_are_cut(cuts: list[int], lengths: bool) -> None:
    bodies = [jpeg(shade) for shade in (10, 100, 200)]
    flow = b"".join(part(body) if lengths else part(body, b"Content-Type: image/jpeg") for body in bodies)
    flow += b"--" + BOUNDARY
    decoder, found, at = MultipartDecoder(BOUNDARY), [], 0
    for cut in cuts:
        found += decoder.feed(flow[at : at + cut])
        at += cut
    found += decoder.feed(flow[at:])
    assert found == bodies


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_noise_never_raises_and_a_picture_after_it_is_found(noise: list[bytes]) -> None:
    decoder = MultipartDecoder(BOUNDARY)
    for data in noise:
        decoder.feed(data)
    body = jpeg(50)
    found: list[bytes] = []
    for _ in range(3):
        found += decoder.feed(part(body))
    assert body in found


def test_lost_bytes_cost_one_picture_and_not_the_next() -> None:
    decoder = MultipartDecoder(BOUNDARY)
    bodies = [jpeg(shade) for shade in (10, 100, 200)]
    torn = part(bodies[0])[:200]
    found = decoder.feed(torn) + decoder.feed(part(bodies[1])) + decoder.feed(part(bodies[2]) * 2)
    assert bodies[2] in found


@pytest.mark.parametrize(
    "endless",
    [b"--frame\r\n\r\n\xff\xd8" + b"x" * 100, b"--frame\r\nX: " + b"y" * 100, b"z" * 100],
    ids=["a part without end", "headers without end", "no boundary"],
)
def test_a_flow_without_end_is_held_within_bounds(endless: bytes) -> None:
    decoder = MultipartDecoder(BOUNDARY)
    decoder.feed(endless)
    chunk = endless[-1:] * 65_536
    for _ in range(100):
        assert decoder.feed(chunk) == []
        assert decoder.held <= MAX_PART + len(chunk)
    if not endless.startswith(b"--frame\r\n\r\n"):
        assert decoder.held <= MAX_HEADERS + len(chunk)


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=abc", b"abc"),
        ('multipart/x-mixed-replace;boundary="--abc"', b"abc"),
        ("Multipart/X-Mixed-Replace; charset=x; BOUNDARY=abc; x=y", b"abc"),
        ("text/html; boundary=abc", None),
        ("multipart/x-mixed-replace", None),
        ("", None),
    ],
)
def test_the_boundary_is_read_from_the_content_type(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary


def test_a_jpeg_tells_its_size_before_it_is_unpacked() -> None:
    data = jpeg(9, (120, 200))
    assert jpeg_size(data) == (200, 120)
    picture = decode_jpeg(data)
    assert picture is not None and picture.shape == (120, 200, 3)


def test_a_jpeg_that_claims_a_giant_size_is_not_unpacked() -> None:
    data = bytearray(jpeg(9))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert jpeg_size(bytes(data)) == (65535, 65535)
    assert decode_jpeg(bytes(data)) is None


@given(st.binary(max_size=200), st.integers(0, 600))
def test_spoilt_jpegs_are_no_picture_or_a_spoilt_one_but_never_raise(noise: bytes, at: int) -> None:
    whole = jpeg(77)
    for data in (noise, b"\xff\xd8" + noise, whole[:at] + noise + whole[at + len(noise) :]):
        picture = decode_jpeg(data)
        assert picture is None or picture.ndim == 3


# --- addresses -----------------------------------------------------------------------------------------


def test_an_address_may_be_a_file_that_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "camera.url"
    with pytest.raises(CameraAddressError, match="cannot be read"):
        resolve_url(str(file))
    for url in ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b"):
        file.write_text(url + "\n", "ascii")
        assert resolve_url(str(file)) == url


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(CameraAddressError) as refusal:
        resolve_url("http://admin:hunter2@127.0.0.1/stream")
    assert "hunter2" not in str(refusal.value)


def test_the_authorization_is_read_from_its_own_file(tmp_path: Path) -> None:
    file = tmp_path / "camera.secret"
    settings = CameraSettings("http://127.0.0.1:1/", authorization_file=str(file))
    with pytest.raises(CameraAddressError, match="cannot be read"):
        read_authorization(settings)
    file.write_text("Basic aW52ZW50ZWQ=\n", "ascii")
    assert read_authorization(settings) == "Basic aW52ZW50ZWQ="
    file.write_text("two\r\nInjected: lines", "ascii")
    with pytest.raises(CameraAddressError, match="one printable line"):
        read_authorization(settings)
    assert read_authorization(CameraSettings("http://127.0.0.1:1/")) == ""


def test_sizes_and_rates_that_no_camera_has_are_refused() -> None:
    with pytest.raises(CameraAddressError, match="size"):
        CameraSettings("x", width=100_000)
    with pytest.raises(CameraAddressError, match="rate"):
        CameraSettings("x", frames_per_second=0)


# --- mjpeg against the simulator -----------------------------------------------------------------------


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatedCamera]:
    camera = create({"width": 320, "height": 240, "seconds": 0.5}, SimulatorContext("camera"))
    await camera.start()
    yield camera
    await camera.stop()


def mjpeg(simulator: SimulatedCamera) -> MjpegCamera:
    return MjpegCamera(CameraSettings(f"http://127.0.0.1:{simulator._port}/stream", 320, 240))


async def newest(camera: MjpegCamera | UvcCamera, after: int = 0, within: float = SOON) -> CameraFrame | None:
    return await anyio.to_thread.run_sync(camera.newest, after, within)


@pytest.mark.anyio
async def test_pictures_flow_and_carry_the_camera_s_identity(simulator: SimulatedCamera) -> None:
    camera = mjpeg(simulator)
    opened = await anyio.to_thread.run_sync(camera.open, SOON)
    assert opened.succeeded and opened.result is not None
    assert opened.result.serial == "SIM-CAM-0001"
    first = await newest(camera)
    assert first is not None and first.rgb.shape == (240, 320, 3)
    second = await newest(camera, first.sequence)
    assert second is not None and second.sequence > first.sequence and second.taken_at > first.taken_at
    assert camera.status.state is DeviceState.ONLINE
    await anyio.to_thread.run_sync(camera.close)
    assert await newest(camera, 0, 0.0) is None


@pytest.mark.anyio
async def test_a_camera_that_is_not_there_is_told_apart_from_a_silent_one(simulator: SimulatedCamera) -> None:
    camera = mjpeg(simulator)
    await simulator.handle("fault", {"name": "unplugged"})
    opened = await anyio.to_thread.run_sync(camera.open, 0.5)
    assert (opened.code, camera.status.state) == (Code.DEVICE_NOT_READY, DeviceState.NO_DEVICE)
    await anyio.to_thread.run_sync(camera.close)
    await simulator.handle("clear_faults", {})
    await simulator.handle("fault", {"name": "silent"})
    opened = await anyio.to_thread.run_sync(camera.open, 0.3)
    assert opened.code is Code.TIME_OUT
    await anyio.to_thread.run_sync(camera.close)


@pytest.mark.anyio
async def test_a_camera_plugged_in_again_is_found_without_being_opened_again(
    simulator: SimulatedCamera,
) -> None:
    camera = mjpeg(simulator)
    await anyio.to_thread.run_sync(camera.open, SOON)
    await simulator.handle("fault", {"name": "unplugged"})
    last = await newest(camera)
    assert last is not None
    while await newest(camera, last.sequence, 0.2) is not None:
        last = await newest(camera, last.sequence, 0.2) or last
    assert camera.status.state is DeviceState.NO_DEVICE
    await simulator.handle("clear_faults", {})
    again = await newest(camera, last.sequence)
    assert again is not None
    await anyio.to_thread.run_sync(camera.close)


@pytest.mark.anyio
async def test_something_else_at_the_address_is_no_camera(simulator: SimulatedCamera) -> None:
    await simulator.handle("fault", {"name": "acts_at_power_up"})
    camera = mjpeg(simulator)
    opened = await anyio.to_thread.run_sync(camera.open, 0.15)
    assert opened.code is Code.INVALID_DATA
    assert "no camera" in opened.detail
    assert await newest(camera) is not None  # it only was starting up
    await anyio.to_thread.run_sync(camera.close)


@pytest.mark.anyio
@pytest.mark.parametrize("fault", ["garble", "noise_before", "drop", "half"])
async def test_after_each_fault_of_the_flow_pictures_come_again(
    simulator: SimulatedCamera, fault: str
) -> None:
    camera = mjpeg(simulator)
    await anyio.to_thread.run_sync(camera.open, SOON)
    await simulator.handle("fault", {"name": fault, "count": 2})
    frame = await newest(camera)
    for _ in range(6):
        assert frame is not None
        assert frame.rgb.shape == (240, 320, 3)
        frame = await newest(camera, frame.sequence)
    assert frame is not None
    await anyio.to_thread.run_sync(camera.close)


@pytest.mark.anyio
async def test_late_pictures_are_late_and_never_pile_up(simulator: SimulatedCamera) -> None:
    camera = mjpeg(simulator)
    await anyio.to_thread.run_sync(camera.open, SOON)
    await simulator.handle("fault", {"name": "late", "argument": 0.3, "count": 1})
    before = await newest(camera)
    assert before is not None
    seen = [before.sequence]
    for _ in range(4):
        frame = await newest(camera, seen[-1])
        assert frame is not None
        seen.append(frame.sequence)
    assert seen == sorted(set(seen))
    await anyio.to_thread.run_sync(camera.close)


@pytest.mark.anyio
async def test_the_simulator_refuses_what_it_does_not_know_in_one_sentence(
    simulator: SimulatedCamera,
) -> None:
    for command, args in (
        ("stand_before", {"person": "nobody-of-this-name"}),
        ("stand_before", {}),
        ("light", {"light": "purple"}),
        ("show_code", {"text": "x" * 5000}),
        ("dance", {}),
        ("fault", {"name": "jam"}),
    ):
        before = simulator.state()
        with pytest.raises(ValueError, match=r"\.$"):
            await simulator.handle(command, args)
        assert simulator.state() == before


@pytest.mark.anyio
async def test_an_unwatched_simulator_draws_nothing(simulator: SimulatedCamera) -> None:
    await simulator.handle("stand_before", {"person": "wang"})
    await anyio.lowlevel.checkpoint()
    assert simulator.state()["pictures"] == 0
    assert simulator._scene is None


# --- uvc -----------------------------------------------------------------------------------------------


class FakeVideo:
    """Stands for V4L2: this machine has no camera. It plays what a test puts in."""

    def __init__(self, reads: Iterator[bool]) -> None:
        self.reads = reads
        self.released = threading.Event()
        self.controls: dict[int, float] = {}
        self.taken = 0
        self.told: list[tuple[int, int, float]] = []  # after which picture, control, value

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803
        self.controls[propId] = value
        self.told.append((self.taken, propId, value))
        return True

    def get(self, propId: int, /) -> float:  # noqa: N803
        """What its automatic has found by now: it goes on as pictures are taken."""
        return {cv2.CAP_PROP_EXPOSURE: 100.0, cv2.CAP_PROP_WB_TEMPERATURE: 4000.0}[propId] + self.taken

    def read(self) -> tuple[bool, object]:
        if next(self.reads, False):
            self.taken += 1
            return True, np.full((48, 64, 3), (10, 20, 30), np.uint8)
        return False, None

    def release(self) -> None:
        self.released.set()


def test_a_usb_camera_s_pictures_are_turned_to_rgb(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    video = FakeVideo(iter([True] * 10_000))
    camera = UvcCamera(CameraSettings(str(node)), lambda address: video)
    assert camera.open(SOON).succeeded
    frame = camera.newest(0, SOON)
    assert frame is not None and frame.rgb[0, 0].tolist() == [30, 20, 10]
    camera.close()
    assert video.released.wait(SOON)


def test_a_usb_camera_that_stops_is_released_and_opened_again(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    videos = [FakeVideo(iter([True, *[False] * MISSED_IN_A_ROW])), FakeVideo(iter([True] * 100_000))]
    opened: list[FakeVideo] = []

    def open_source(address: str) -> FakeVideo:
        opened.append(videos[len(opened)])
        return opened[-1]

    camera = UvcCamera(CameraSettings(str(node)), open_source)
    assert camera.open(SOON).succeeded
    assert camera.newest(1, SOON) is not None
    assert len(opened) == 2 and videos[0].released.is_set()
    camera.close()


def test_a_usb_camera_that_is_not_plugged_in_is_no_device(tmp_path: Path) -> None:
    camera = UvcCamera(CameraSettings(str(tmp_path / "video7")))
    opened = camera.open(0.3)
    assert opened.code is Code.DEVICE_NOT_READY
    assert "not there" in opened.detail
    camera.close()


def adjusted(tmp_path: Path, settings: dict[str, object]) -> FakeVideo:
    """The controls of a USB camera after ten pictures."""
    node = tmp_path / "video0"
    node.touch()
    video = FakeVideo(iter([True] * 10_000))
    camera = UvcCamera(
        settings_from(CameraSettings, {"address": str(node), **settings}), lambda address: video
    )
    assert camera.open(SOON).succeeded
    assert camera.newest(10, SOON) is not None
    camera.close()
    return video


def test_a_usb_camera_is_left_to_its_automatic_unless_told_otherwise(tmp_path: Path) -> None:
    controls = adjusted(tmp_path, {}).controls
    assert (controls[cv2.CAP_PROP_AUTO_EXPOSURE], controls[cv2.CAP_PROP_AUTO_WB]) == (3, 1)
    assert cv2.CAP_PROP_EXPOSURE not in controls


def test_exposure_and_white_balance_can_be_set_by_hand(tmp_path: Path) -> None:
    controls = adjusted(tmp_path, {"exposure": "250", "white_balance": "5200"}).controls
    assert (controls[cv2.CAP_PROP_AUTO_EXPOSURE], controls[cv2.CAP_PROP_EXPOSURE]) == (1, 250)
    assert (controls[cv2.CAP_PROP_AUTO_WB], controls[cv2.CAP_PROP_WB_TEMPERATURE]) == (0, 5200)


def test_what_the_automatic_has_found_after_settling_is_locked(tmp_path: Path) -> None:
    video = adjusted(tmp_path, {"exposure": "locked", "white_balance": "locked", "settle": 5})
    late = [(control, value) for after, control, value in video.told if after]
    assert {after for after, _, _ in video.told} == {0, 5}
    assert late == [
        (cv2.CAP_PROP_AUTO_EXPOSURE, 1),
        (cv2.CAP_PROP_EXPOSURE, 105.0),
        (cv2.CAP_PROP_AUTO_WB, 0),
        (cv2.CAP_PROP_WB_TEMPERATURE, 4005.0),
    ]


@pytest.mark.parametrize("wrong", [{"exposure": "bright"}, {"white_balance": "-1"}, {"settle": 1000}])
def test_a_setting_that_no_camera_has_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError, match="camera"):
        settings_from(CameraSettings, {"address": "x", **wrong})


# --- replay --------------------------------------------------------------------------------------------


def test_pictures_of_a_folder_play_in_order(tmp_path: Path) -> None:
    for number, shade in enumerate((10, 120, 240)):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(shade))
    camera = make_camera(CameraDriver.REPLAY, CameraSettings(str(tmp_path), frames_per_second=60))
    assert camera.open(SOON).succeeded
    shades, sequence = [], 0
    while len(shades) < 3:
        frame = camera.newest(sequence, SOON)
        assert frame is not None
        sequence = frame.sequence
        shades.append(int(frame.rgb.mean()))
    camera.close()
    assert {round(shade, -1) for shade in shades} <= {10, 120, 240}


def test_an_empty_folder_is_no_camera(tmp_path: Path) -> None:
    camera = make_camera(CameraDriver.REPLAY, CameraSettings(str(tmp_path)))
    assert camera.open(0.3).code is Code.DEVICE_NOT_READY
    camera.close()
