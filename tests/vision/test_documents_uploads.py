"""Foreign pictures and kept pages: what is taken, what is refused, and what is left of them."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.simulators import sample_papers
from kiosk.vision.documents.pages import Pages, decode, encode
from kiosk.vision.documents.uploads import decode_upload
from kiosk.vision.documents.words import (
    MAX_PAGES,
    SMALL_SIDE,
    UPLOAD_BYTES,
    CaptureFailure,
    DeskReason,
    PageCopy,
    PageId,
    PageSource,
    TakenPage,
    Turn,
    UploadRefusal,
)

SECRET = "GPS of the person's home"


def picture(
    size: tuple[int, int] = (800, 500), kind: str = "JPEG", mode: str = "RGB", turn: int = 1
) -> bytes:
    """Left half black, right half white; ``turn`` is EXIF's orientation."""
    made = Image.new("RGB", size, "white")
    made.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010E] = SECRET
    out = io.BytesIO()
    made.convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 100) + b"IDAT" + bytes(104)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "P")])
def test_a_jpeg_or_png_is_taken(kind: str, mode: str) -> None:
    rgb = decode_upload(picture(kind=kind, mode=mode))
    assert isinstance(rgb, np.ndarray) and rgb.shape == (500, 800, 3)
    assert rgb[250, 100].max() < 20 and rgb[250, 700].min() > 235


def test_a_picture_taken_sideways_is_upright_and_nothing_of_its_metadata_stays() -> None:
    data = picture(turn=6)
    assert SECRET.encode() in data
    rgb = decode_upload(data)
    assert isinstance(rgb, np.ndarray) and rgb.shape == (800, 500, 3)
    assert rgb[100].max() < 20 and rgb[700].min() > 235
    page = encode(rgb)
    assert SECRET.encode() not in page and b"Exif" not in page


def test_transparent_places_are_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(out, "PNG")
    rgb = decode_upload(out.getvalue())
    assert isinstance(rgb, np.ndarray) and rgb.min() == 255


def test_a_very_large_picture_is_made_smaller() -> None:
    rgb = decode_upload(picture((5000, 4000)))
    assert isinstance(rgb, np.ndarray) and max(rgb.shape[:2]) <= 3600


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", UploadRefusal.UNKNOWN_KIND),
        (b"%PDF-1.7 ...", UploadRefusal.UNKNOWN_KIND),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", UploadRefusal.UNKNOWN_KIND),
        (b"GIF89a" + bytes(100), UploadRefusal.UNKNOWN_KIND),
        (b"\xff\xd8\xff" + bytes(UPLOAD_BYTES), UploadRefusal.TOO_LARGE),
        (b"\xff\xd8\xff\xe0" + bytes(3000), UploadRefusal.SPOILT),
        (picture()[:2000], UploadRefusal.SPOILT),
        (picture(kind="PNG")[:500], UploadRefusal.SPOILT),
        (png_that_claims(30_000, 30_000), UploadRefusal.TOO_MANY_PIXELS),
        (png_that_claims(9_000, 8_000), UploadRefusal.TOO_MANY_PIXELS),
        (picture((299, 900)), UploadRefusal.TOO_SMALL),
    ],
    ids=[
        "nothing",
        "pdf",
        "heic",
        "gif",
        "large",
        "nonsense",
        "half-jpeg",
        "half-png",
        "bomb",
        "pixels",
        "small",
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_reason(data: bytes, refusal: UploadRefusal) -> None:
    assert decode_upload(data) is refusal


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_bytes_whatever_raise(data: bytes, start: bytes) -> None:
    assert isinstance(decode_upload(start + data), UploadRefusal)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_spoilt_jpeg_is_a_picture_or_refused(at: int, value: int) -> None:
    data = bytearray(picture((320, 310)))
    data[at % len(data)] = value
    made = decode_upload(bytes(data))
    assert isinstance(made, UploadRefusal) or (made.ndim == 3 and made.dtype == np.uint8)


# --- pages --------------------------------------------------------------------------------------------------


def kept(pages: Pages, number: int = 1) -> PageId:
    rgb = np.ascontiguousarray(sample_papers.draw("invoice", 100)[..., :3])
    page = PageId(number)
    facts = TakenPage(page, PageSource.DESK, rgb.shape[1], rgb.shape[0], 100, DeskReason.GOOD)
    pages.keep(facts, encode(rgb))
    return page


def copy(pages: Pages, page: PageId, kind: PageCopy = PageCopy.WHOLE) -> np.ndarray:
    jpeg = pages.copy(page, kind)
    assert isinstance(jpeg, bytes)
    return decode(jpeg)


def test_a_page_is_turned_by_right_angles_and_four_quarters_are_the_first_picture() -> None:
    pages = Pages()
    page = kept(pages)
    first = pages.copy(page, PageCopy.WHOLE)
    upright = copy(pages, page)
    turned = pages.rotate(page, Turn.RIGHT)
    assert isinstance(turned, TakenPage) and turned.id == page
    assert (turned.width, turned.height) == (upright.shape[0], upright.shape[1])
    difference = np.abs(copy(pages, page).astype(int) - np.rot90(upright, -1))
    assert difference.mean() < 2
    pages.rotate(page, Turn.OVER)
    pages.rotate(page, Turn.RIGHT)
    assert pages.copy(page, PageCopy.WHOLE) == first


def test_the_copy_for_the_screen_is_small() -> None:
    pages = Pages()
    small = copy(pages, kept(pages), PageCopy.SMALL)
    assert max(small.shape[:2]) == SMALL_SIDE
    assert small.shape[1] / small.shape[0] == pytest.approx(210 / 140, rel=0.01)


def test_a_dropped_page_is_gone() -> None:
    pages = Pages()
    page = kept(pages)
    assert pages.drop(page) is None
    gone = CaptureFailure.NO_SUCH_PAGE
    assert pages.drop(page) is gone
    assert pages.copy(page, PageCopy.WHOLE) is gone
    assert pages.rotate(page, Turn.LEFT) is gone


def test_only_so_many_pages_are_kept() -> None:
    pages = Pages()
    for number in range(MAX_PAGES):
        assert not pages.full
        kept(pages, number)
    assert pages.full


def test_a_page_of_noise_is_still_small_enough_to_be_sent() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (2400, 1700, 3), np.uint8)
    assert len(encode(noise)) < 5 * 1024 * 1024
