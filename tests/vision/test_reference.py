"""The credential's photo: hostile bytes bring a reason, never an exception."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from vision.scripted import ScriptedEngine, vector

from drivers.simulators import people
from kiosk.vision.faces import Box
from kiosk.vision.reference import CARD_HEIGHT, CARD_WIDTH, MAX_BYTES, decode_reference, reference_vector
from kiosk.vision.words import Reason, ReferenceKind

WANG = people.load()[0]
CARD_WEBP = people.card_photo(WANG)
HUB_JPEG = people.hub_photo(WANG)


def look(
    data: bytes, kind: ReferenceKind = ReferenceKind.ENCODED, scene: ScriptedEngine | None = None
) -> object:
    engine = scene or ScriptedEngine(boxes=[Box(50, 50, 200, 200)])
    return reference_vector(data, kind, engine, engine)


def encoded(kind: str, size: tuple[int, int] = (102, 126)) -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), np.uint8)
    Image.fromarray(noise).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_the_usual_formats_are_decoded(kind: str) -> None:
    rgb = decode_reference(encoded(kind), ReferenceKind.ENCODED)
    assert rgb is not None and rgb.shape == (126, 102, 3)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_other_formats_are_refused_however_well_formed(kind: str) -> None:
    assert decode_reference(encoded(kind), ReferenceKind.ENCODED) is None


def test_a_chip_photo_is_pixels_row_by_row() -> None:
    pixels = np.arange(CARD_WIDTH * CARD_HEIGHT * 3, dtype=np.uint32).astype(np.uint8)
    rgb = decode_reference(pixels.tobytes(), ReferenceKind.CARD_RGB)
    assert rgb is not None
    assert rgb[1, 0].tolist() == pixels[CARD_WIDTH * 3 : CARD_WIDTH * 3 + 3].tolist()


@pytest.mark.parametrize("size", [0, 1, 38_555, 38_557, 1_000_000])
def test_a_chip_photo_of_another_size_is_malformed(size: int) -> None:
    assert look(bytes(size), ReferenceKind.CARD_RGB) is Reason.REFERENCE_MALFORMED


@given(st.binary(max_size=400))
def test_any_bytes_bring_a_reason(data: bytes) -> None:
    assert look(data) is Reason.REFERENCE_MALFORMED


@given(st.sampled_from([CARD_WEBP, HUB_JPEG]), st.data())
def test_a_spoilt_photo_never_raises(photo: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(photo)
    for at in data.draw(st.lists(st.integers(0, len(photo) - 1), max_size=8)):
        spoilt[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(photo)))
    assert look(bytes(spoilt[:cut])) is not None


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100))


@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 12_000), (5_000, 5_000)])
def test_a_picture_that_would_unpack_to_gigabytes_is_not_unpacked(size: tuple[int, int]) -> None:
    assert decode_reference(png_that_claims(*size), ReferenceKind.ENCODED) is None


def test_a_photo_beyond_two_megabytes_is_not_looked_at() -> None:
    assert decode_reference(HUB_JPEG + bytes(MAX_BYTES), ReferenceKind.ENCODED) is None


def test_a_large_photo_without_a_face_is_told_apart_from_a_malformed_one() -> None:
    nobody = ScriptedEngine(boxes=[])
    assert look(encoded("JPEG", (600, 700)), scene=nobody) is Reason.REFERENCE_WITHOUT_FACE


def test_a_card_photo_in_which_no_face_is_found_is_cut_where_id_photos_have_it() -> None:
    nobody = ScriptedEngine(boxes=[], embedding=lambda: vector(0.1))
    assert isinstance(look(encoded("JPEG"), scene=nobody), np.ndarray)


def test_an_empty_card_photo_is_no_face_even_there() -> None:
    grey = np.full((CARD_HEIGHT, CARD_WIDTH, 3), 128, np.uint8).tobytes()
    nobody = ScriptedEngine(boxes=[])
    assert look(grey, ReferenceKind.CARD_RGB, nobody) is Reason.REFERENCE_WITHOUT_FACE
