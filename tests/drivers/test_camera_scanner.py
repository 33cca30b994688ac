"""A camera as a code scanner: what is shown to it, and what it must not take for shown."""

from __future__ import annotations

import asyncio
import builtins
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera.contract import CameraFrame
from drivers.clock import LoopClock
from drivers.code_scanner import camera_codec
from drivers.code_scanner.camera import LOST_SECONDS, CameraCodeScanner
from drivers.code_scanner.camera_codec import (
    MOST,
    READS,
    WITHIN_SECONDS,
    CodeReader,
    Glance,
    SteadyCodes,
    read_codes,
)
from drivers.contract import Code, Completion, DeviceKind, DeviceState, ScannedCode
from drivers.registry import build
from drivers.settings import SettingError
from drivers.simulators.base import SimulatorContext
from drivers.simulators.camera import SimulatedCamera, create
from drivers.simulators.held_code import draw_code

SOON = 5.0
TOKEN = "token=0123456789"


def picture(*texts: str, shade: int = 120, invert: bool = False) -> np.ndarray:
    """Codes side by side before a grey wall."""
    room = 240
    seen = np.full((room + 40, (room + 40) * max(1, len(texts))), shade, np.uint8)
    for index, text in enumerate(texts):
        code = draw_code(text, room)
        side = code.shape[0]
        left = 20 + index * (room + 40)
        seen[20 : 20 + side, left : left + side] = code
    if invert:
        seen = np.asarray(255 - seen, np.uint8)
    return np.ascontiguousarray(np.repeat(seen[..., None], 3, axis=2))


def pictures(folder: Path, *shown: tuple[str, ...]) -> Path:
    """A folder that the driver ``replay`` plays; no two pictures in a row are the same."""
    folder.mkdir()
    for index, texts in enumerate(shown):
        cv2.imwrite(str(folder / f"{index:02}.png"), picture(*texts, shade=110 + index))
    return folder


def scanner_of(folder: Path, **values: object) -> CameraCodeScanner:
    values = {"camera": "replay", "frames_per_second": 60, **values}
    device = build("code-scanner", "camera", str(folder), values, LoopClock())
    assert isinstance(device, CameraCodeScanner)
    return device


async def scan(device: Any, deadline: float = SOON) -> Completion[ScannedCode]:
    completion: Completion[ScannedCode] = await device.scan(deadline)
    return completion


# --- pixels to bytes, readings to one that counts -------------------------------------------------------


@pytest.mark.parametrize("text", [TOKEN, "随申码", "𬭎㛃䶮", "ÄÖÜ", "a" * 300])
@pytest.mark.parametrize("invert", [False, True], ids=["dark on light", "light on dark"])
def test_a_code_is_read_byte_by_byte(text: str, invert: bool) -> None:
    assert read_codes(picture(text, invert=invert)) == (text.encode(),)


@pytest.mark.parametrize("text", [TOKEN, "x" * 120], ids=["short", "long"])
@pytest.mark.parametrize("degrees", [-20, -7, 0, 13, 45, 180])
def test_four_pixels_for_a_square_are_enough_for_a_code_held_askew(text: str, degrees: int) -> None:
    code = draw_code(text, 900)
    squares = 29 if text == TOKEN else 49
    side = code.shape[0]
    scale = 4 * squares / side
    turned = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, scale)
    turned[:, 2] += np.array([640, 360]) - side / 2
    wall = cv2.warpAffine(
        cv2.GaussianBlur(code, (0, 0), 0.5 / scale), turned, (1280, 720), borderValue=(120.0,)
    )
    noise = np.random.default_rng(degrees + 360).normal(0, 6, wall.shape)
    seen = np.clip(cv2.GaussianBlur(wall, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)
    assert read_codes(np.repeat(seen[..., None], 3, axis=2)) == (text.encode(),)


def test_a_picture_without_a_code_and_one_with_two_are_told_apart() -> None:
    assert read_codes(picture()) == ()
    assert set(read_codes(picture("one", "two"))) == {b"one", b"two"}


@settings(max_examples=40, deadline=None)
@given(st.integers(16, 90), st.integers(16, 90), st.randoms(use_true_random=False))
def test_no_pixels_raise(width: int, height: int, chance: Any) -> None:
    noise = np.frombuffer(chance.randbytes(width * height * 3), np.uint8).reshape(height, width, 3)
    assert all(isinstance(code, bytes) for code in read_codes(noise))


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from([b"a", b"b", b""]), max_size=4), st.floats(0, 3)), max_size=60
    )
)
def test_a_code_is_believed_when_it_was_read_shortly_before_and_only_then(
    story: list[tuple[list[bytes], float]],
) -> None:
    steady, now, read_at = SteadyCodes(), 0.0, dict[bytes, float]()
    for codes, pause in story:
        now += pause
        wanted = {c for c in codes if c in read_at and now - read_at[c] <= WITHIN_SECONDS}
        assert set(steady.see(codes, now)) == wanted
        read_at.update(dict.fromkeys(codes, now))


def test_a_sheet_full_of_codes_is_remembered_in_part() -> None:
    steady = SteadyCodes()
    assert READS == 2
    steady.see([bytes([n]) for n in range(200)], 0.0)
    assert steady.waiting == MOST
    assert steady.see([b"\x00", b"\xc0"], 0.1) == (b"\x00",)


def test_the_same_pixels_are_no_new_picture() -> None:
    reader, one, other = CodeReader(), picture(TOKEN), picture(TOKEN, shade=121)
    seen = [reader.read(CameraFrame(rgb.copy(), 0.0, n)) for n, rgb in enumerate((one, one, other), 1)]
    assert [glance.fresh for glance in seen] == [True, False, True]


def test_what_was_read_has_no_readable_form() -> None:
    assert "0123" not in repr(Glance(1, 0.0, True, (TOKEN.encode(),)))


# --- the scanner ----------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize("text", [TOKEN, "随申码:0123"])
async def test_a_code_in_two_pictures_is_read(tmp_path: Path, text: str) -> None:
    scanner = scanner_of(pictures(tmp_path / "seen", (), (text,), (text,)))
    assert (await scanner.open(SOON)).succeeded
    read = await scan(scanner)
    assert read.result is not None, read.detail
    assert read.result.text == text
    await scanner.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("shown", "values", "code", "said"),
    [
        (("one", "two"), {}, Code.INVALID_DATA, "more than one code"),
        (("x" * 41,), {"max_bytes": 40}, Code.INVALID_DATA, "longer than 40 bytes"),
        (("\r\n",), {}, Code.INVALID_DATA, "empty"),
        ((), {}, Code.TIME_OUT, "no code was shown"),
    ],
)
async def test_what_is_no_single_text_of_a_right_length_is_not_taken(
    tmp_path: Path, shown: tuple[str, ...], values: dict[str, object], code: Code, said: str
) -> None:
    scanner = scanner_of(pictures(tmp_path / "seen", shown, shown), **values)
    told = await scan(scanner, 0.5 if code is Code.TIME_OUT else SOON)
    assert (told.code, told.result) == (code, None)
    assert said in told.detail and "xx" not in told.detail
    await scanner.close()


@pytest.mark.anyio
async def test_a_code_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_codec, "read_codes", lambda rgb: (b"\xff\xfe\x81",))
    scanner = scanner_of(pictures(tmp_path / "seen", (), ()))
    told = await scan(scanner)
    assert told.code is Code.INVALID_DATA and "neither UTF-8" in told.detail
    await scanner.close()


@pytest.mark.anyio
async def test_a_code_seen_once_is_not_believed(tmp_path: Path) -> None:
    changing = [(f"token={n}",) for n in range(12)]
    scanner = scanner_of(pictures(tmp_path / "seen", *changing), frames_per_second=5)
    told = await scan(scanner, 1.5)
    assert told.code is Code.TIME_OUT, "each was there in one picture only"
    await scanner.close()


@pytest.mark.anyio
async def test_without_the_library_the_scan_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pyzbar":
            raise ImportError("Unable to find zbar shared library.")
        return importing(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    scanner = scanner_of(pictures(tmp_path / "seen", (TOKEN,)))
    told = await scan(scanner)
    assert told.code is Code.DEVICE_NOT_READY and "libzbar0" in told.detail
    await scanner.close()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"camera": "telepathy"}, "uvc, mjpeg, replay"),
        ({"max_bytes": 0}, "1 to 7089 bytes"),
        ({"max_bytes": 7090}, "1 to 7089 bytes"),
        ({"width": 1}, "camera size"),
        ({"colour": "red"}, "no setting 'colour'; there are .*camera.*max_bytes"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        build("code-scanner", "camera", "/dev/null", values, LoopClock())


def test_asking_for_the_scanner_loads_no_image_library() -> None:
    code = """
import asyncio, sys
from drivers.clock import LoopClock
from drivers.registry import build

async def ask():
    scanner = build("code-scanner", "camera", "http://127.0.0.1:9/", {"camera": "mjpeg"}, LoopClock())
    assert not (await scanner.open(1.0)).succeeded
    await scanner.close()

asyncio.run(ask())
print(*({"numpy", "cv2", "PIL", "pyzbar"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


# --- before a simulated camera --------------------------------------------------------------------------


@pytest.fixture
async def hall() -> AsyncIterator[SimulatedCamera]:
    small = {"width": 320, "height": 240, "rate": 30, "seconds": 0.5}
    simulator = create(small, SimulatorContext("camera"))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def scanner(hall: SimulatedCamera) -> AsyncIterator[CameraCodeScanner]:
    port = f"http://127.0.0.1:{hall._port}/stream"
    device = build("code-scanner", "camera", port, {"camera": "mjpeg"}, LoopClock())
    assert isinstance(device, CameraCodeScanner)
    yield device
    await device.close()


async def nobody_looks(hall: SimulatedCamera) -> bool:
    end = hall.clock.now() + SOON
    while hall.state()["viewers"] and hall.clock.now() < end:
        await hall.clock.sleep(0.01)
    return hall.state()["viewers"] == 0


@pytest.mark.anyio
async def test_it_is_a_scanner_with_the_cameras_serial_number_and_stays_off(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    found = await scanner.open(SOON)
    assert found.result == scanner.identity
    assert (scanner.identity.kind, scanner.identity.driver) == (DeviceKind.CODE_SCANNER, "camera")
    assert scanner.identity.serial == "SIM-CAM-0001"
    told = await scanner.refresh(SOON)
    assert told.result is not None and told.result.state is DeviceState.ONLINE
    assert told.result.source and 0.0 <= LoopClock().now() - told.result.taken_at < SOON
    await hall.clock.sleep(0.1)
    assert hall.state()["pictures"] == 0


@pytest.mark.anyio
async def test_a_code_shown_during_the_scan_is_read_and_the_camera_is_off_again(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    scanning = asyncio.create_task(scan(scanner, 20.0))
    await hall.clock.sleep(0.3)
    await hall.handle("show_code", {"text": TOKEN})
    read = (await scanning).result
    assert read is not None and read.text == TOKEN
    assert await nobody_looks(hall)


@pytest.mark.anyio
async def test_nobody_showing_a_code_is_no_fault_of_the_camera(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    begun = hall.clock.now()
    told = await scan(scanner, 1.0)
    assert (told.code, told.detail) == (Code.TIME_OUT, "scan: no code was shown.")
    assert 1.0 <= hall.clock.now() - begun < 2.5
    assert scanner.status.state is DeviceState.ONLINE
    assert await nobody_looks(hall)


@pytest.mark.anyio
async def test_a_scan_that_is_called_off_leaves_nobody_looking_and_nothing_for_the_next(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    scanning = asyncio.create_task(scan(scanner, 60.0))
    await hall.clock.sleep(0.3)
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    assert await nobody_looks(hall)
    await hall.handle("show_code", {"text": "the first person's"})
    assert (await scan(scanner)).succeeded
    await hall.handle("put_code_away", {})
    assert (await scan(scanner, 0.5)).code is Code.TIME_OUT


@pytest.mark.anyio
async def test_a_code_on_a_stuck_picture_is_nobodys(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    await hall.handle("show_code", {"text": TOKEN})
    await hall.handle("fault", {"name": "lies"})
    told = await scan(scanner, 1.0)
    assert told.code is Code.TIME_OUT and "repeats one picture" in told.detail


@pytest.mark.anyio
async def test_two_scans_take_turns_and_both_end_in_time(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    begun = hall.clock.now()
    told = await asyncio.gather(scan(scanner, 0.5), scan(scanner, 0.5))
    assert {one.code for one in told} == {Code.TIME_OUT}
    assert hall.clock.now() - begun < 2.5


@pytest.mark.anyio
@pytest.mark.expected_logs()
async def test_a_camera_that_is_pulled_out_ends_the_scan_and_one_that_comes_back_does_not(
    scanner: CameraCodeScanner, hall: SimulatedCamera
) -> None:
    scanning = asyncio.create_task(scan(scanner, 30.0))
    await hall.clock.sleep(0.3)
    await hall.handle("fault", {"name": "unplugged"})
    await hall.clock.sleep(0.3)
    await hall.handle("clear_fault", {"name": "unplugged"})
    await hall.handle("show_code", {"text": TOKEN})
    assert (await scanning).succeeded
    await hall.handle("put_code_away", {})
    scanning = asyncio.create_task(scan(scanner, 30.0))
    await hall.clock.sleep(0.3)
    begun = hall.clock.now()
    await hall.handle("fault", {"name": "unplugged"})
    told = await scanning
    assert told.code is Code.DEVICE_NOT_READY and "no pictures" in told.detail
    assert hall.clock.now() - begun < LOST_SECONDS + 3.0
    assert not scanner.status.state.usable
