"""Codes before the camera: reading rates on photographs, and what a payload may be."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
import qrcode.constants
from hypothesis import given
from hypothesis import strategies as st

from drivers.contract import ScannedCode
from kiosk.vision.codes import CodeEye, CodeGate, Grey, payload_text, read_zbar, read_zxing
from kiosk.vision.words import CodeRefusal

PHOTOGRAPHS = Path(__file__).resolve().parents[3] / "shared" / "images" / "codes"


def drawn(payload: bytes, scale: int = 4) -> Grey:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), bool)
    return np.kron(np.where(modules, 20, 240), np.ones((scale, scale))).astype(np.uint8)


def texts(payloads: list[bytes]) -> list[str]:
    found = [payload_text(payload, 5000) for payload in payloads]
    return [code.text for code in found if isinstance(code, ScannedCode)]


@pytest.mark.parametrize("read", [read_zxing, read_zbar])
@pytest.mark.parametrize("text", ["SSM:990000000001", "随申码 · 亮证", "¿Qué? ü €", "12345678901234567890"])
def test_both_readers_hand_over_the_bytes_as_they_are(read: object, text: str) -> None:
    assert callable(read)
    assert read(drawn(text.encode())) == [text.encode()]


@pytest.mark.parametrize("read", [read_zxing, read_zbar])
def test_text_in_gb18030_is_read_as_what_it_is(read: object) -> None:
    assert callable(read)
    text = "上海市一网通办𠮷"
    assert texts(read(drawn(text.encode("gb18030")))) == [text]


def test_a_light_on_dark_code_of_a_phone_is_read() -> None:
    assert CodeEye().look(255 - drawn(b"dark mode")) == [b"dark mode"]


def test_a_code_with_a_finger_over_a_corner_mark_is_read_within_one_round_of_second_chances() -> None:
    covered = drawn(b"a finger over it " * 3, 6)
    cv2.circle(covered, (10, 10), 40, 150, -1)
    assert read_zxing(covered) == []
    eye = CodeEye()
    assert any(eye.look(covered) == [b"a finger over it " * 3] for _ in range(9))


def test_an_empty_picture_has_no_code() -> None:
    eye = CodeEye()
    blank = np.full((480, 640), 128, np.uint8)
    assert not any(eye.look(blank) for _ in range(20))


def test_photographs_of_codes_are_read_at_the_required_rate() -> None:
    if not PHOTOGRAPHS.is_dir():
        pytest.skip("the development photographs of codes are not on this machine")
    read = asked = 0
    for expected in sorted(PHOTOGRAPHS.glob("*/*.txt")):
        picture = next(
            (
                expected.with_suffix(kind)
                for kind in (".png", ".jpg", ".webp")
                if expected.with_suffix(kind).exists()
            ),
            None,
        )
        if picture is None or not expected.read_bytes():
            continue
        grey = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
        assert grey is not None
        larger = max(grey.shape) / 1280
        if larger > 1:
            grey = cv2.resize(grey, None, fx=1 / larger, fy=1 / larger, interpolation=cv2.INTER_AREA)
        asked += 1
        wanted = expected.read_bytes().decode("utf-8", "replace").strip()
        read += wanted in [text.strip() for text in texts(CodeEye().look_long(np.asarray(grey, np.uint8)))]
    assert asked >= 50
    # Measured 67 of 68: what is lost is a code in Shift-JIS, which the rule for bytes does not read.
    assert read / asked >= 0.95


@given(st.binary(max_size=3000))
def test_any_payload_is_text_or_refused_and_never_raises(payload: bytes) -> None:
    result = payload_text(payload)
    if isinstance(result, ScannedCode):
        assert 0 < len(payload) <= 2048
        assert "\ufffd" not in result.text or b"\xef\xbf\xbd" in payload or b"\x84\x31\xa4\x37" in payload
    else:
        assert isinstance(result, CodeRefusal)


@given(st.text(min_size=1, max_size=500))
def test_utf_8_comes_back_as_it_went_in(text: str) -> None:
    result = payload_text(text.encode())
    assert isinstance(result, ScannedCode)
    assert result.text == text.removeprefix("\ufeff")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=100))
def test_chinese_in_gb18030_comes_back_unless_it_happens_to_be_utf_8(text: str) -> None:
    payload = text.encode("gb18030")
    result = payload_text(payload)
    assert isinstance(result, ScannedCode)
    try:
        assert result.text == payload.decode("utf-8")
    except UnicodeDecodeError:
        assert result.text == text


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        (b"x" * 2049, CodeRefusal.TOO_LONG),
        (b"", CodeRefusal.NOT_TEXT),
        (b"\xff\xff\xff", CodeRefusal.NOT_TEXT),
    ],
)
def test_what_is_no_text_or_too_long_is_refused_by_name(payload: bytes, refusal: CodeRefusal) -> None:
    assert payload_text(payload) is refusal


def test_a_code_counts_after_two_identical_reads() -> None:
    gate = CodeGate()
    assert gate.see([b"one"], 0.0) == []
    assert gate.see([b"other"], 0.1) == []
    assert gate.see([b"one"], 0.2) == [ScannedCode("one")]


def test_two_reads_long_apart_are_not_two_reads() -> None:
    gate = CodeGate()
    assert gate.see([b"one"], 0.0) == []
    assert gate.see([b"one"], 2.0) == []
    assert gate.see([b"one"], 2.1) == [ScannedCode("one")]


def test_a_code_that_is_held_on_is_told_once_in_three_seconds() -> None:
    gate = CodeGate()
    told = [frame / 10 for frame in range(60) if gate.see([b"one"], frame / 10)]
    assert len(told) == 2
    assert told[1] - told[0] >= 3.0


def test_the_longest_code_there_is_is_refused_by_name() -> None:
    gate = CodeGate()
    payload = b"A" * 4296
    gate.see([payload], 0.0)
    assert gate.see([payload], 0.1) == [CodeRefusal.TOO_LONG]


@given(st.lists(st.lists(st.binary(min_size=1, max_size=8), max_size=30), max_size=30))
def test_a_flood_of_different_codes_is_forgotten(frames: list[list[bytes]]) -> None:
    gate = CodeGate()
    for number, payloads in enumerate(frames):
        gate.see(payloads, number * 0.01)
        assert len(gate._seen) <= CodeGate.MOST
