"""The photo of an ID card is decoded outside of the kiosk, and whatever the decoder does, the kiosk gets an
answer.
"""

from __future__ import annotations

import asyncio
import io
import subprocess
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image

from drivers.contract import Code, Completion
from drivers.id_card_reader import stand_in_photo
from drivers.id_card_reader.photo import (
    BLOCK_SIZE,
    CardPhoto,
    LibraryFunction,
    LicensedLibrary,
    PhotoDecoder,
    PhotoSource,
    PixelOrder,
    StandIn,
    StandInPhotos,
    Turn,
)
from drivers.id_card_reader.photo_worker import PIXELS_SIZE, bmp
from drivers.simulators.card_content import Cards, Variant

T = TypeVar("T")
SECONDS = 20.0  # far more than needed; only the test of the deadline waits for one
LIBRARY = r"""
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* Red at the first pixel, then green, then blue, then what the block says. */
int unpack(char *block, char *pixels, int third) {
    if (block[0] == 'C') raise(SIGSEGV);
    if (block[0] == 'H') for (;;) pause();
    if (block[0] == 'E') _exit(7);
    printf("a library that prints\n"); fflush(stdout);
    for (int i = 0; i < 102 * 126 * 3; i++) pixels[i] = block[1];
    memcpy(pixels, "\xff\x00\x00\x00\xff\x00\x00\x00\xff", 9);
    return third == 708 ? 1 : -1;
}
int GetBmp(const char *file, int third) {
    char name[4096], block[1024];
    FILE *in = fopen(file, "rb");
    if (!in || fread(block, 1, 1024, in) != 1024) return 0;
    fclose(in);
    snprintf(name, sizeof name, "%s", file);
    memcpy(strrchr(name, '.'), ".bmp", 5);
    FILE *out = fopen(name, "wb");
    if (!out) return 0;
    fwrite(block, 1, 1024, out);
    fclose(out);
    if (block[5] == 'C') raise(SIGSEGV);
    return third == 2 ? 1 : 0;
}
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny stand-in for a site's licensed library."""
    folder = tmp_path_factory.mktemp("licensed")
    source, built = folder / "wlt.c", folder / "libwlt.so"
    source.write_text(LIBRARY)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(built), str(source)], check=True)
    return built


def block_of(start: bytes) -> bytes:
    return start.ljust(BLOCK_SIZE, b"\0")


def decode(
    decoder: LicensedLibrary | StandIn,
    block: bytes,
    stand_ins: StandInPhotos = StandInPhotos.ACCEPTED,
    deadline: float = SECONDS,
) -> Completion[CardPhoto]:
    async def body() -> Completion[CardPhoto]:
        photos = PhotoDecoder(decoder, stand_ins)
        try:
            return await photos.decode(block, deadline)
        finally:
            await photos.close()

    return run(body())


def run(body: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(body)


def pixels_of(photo: CardPhoto) -> Image.Image:
    return Image.open(io.BytesIO(photo.image)).convert("RGB")


def test_a_stand_in_photo_is_decoded_and_marked_as_one() -> None:
    completion = decode(StandIn(), stand_in_photo.encode(b"\xff\xd8\xff image"))
    assert completion.result == CardPhoto(b"\xff\xd8\xff image", "image/jpeg", PhotoSource.STAND_IN)


def test_the_photo_of_a_simulated_residents_card_is_a_small_picture() -> None:
    cards = Cards.from_roster()
    content = cards.content(cards.people()[0], Variant.NORMAL)
    completion = decode(StandIn(), content.photo)
    assert completion.result is not None
    assert (completion.result.media_type, completion.result.source) == ("image/webp", PhotoSource.STAND_IN)
    assert pixels_of(completion.result).size == (102, 126)
    damaged = cards.content(cards.people()[0], Variant.DAMAGED_PHOTO)
    assert decode(StandIn(), damaged.photo).code is Code.INVALID_DATA


def test_a_damaged_stand_in_photo_is_invalid_data() -> None:
    block = bytearray(stand_in_photo.encode(b"\xff\xd8\xff image"))
    block[25] ^= 1
    assert decode(StandIn(), bytes(block)).code is Code.INVALID_DATA


@pytest.mark.parametrize("size", [0, 1, 1023, 1025])
def test_a_block_of_another_size_is_invalid_data(size: int) -> None:
    assert decode(StandIn(), bytes(size)).code is Code.INVALID_DATA


def test_a_production_profile_refuses_the_stand_in_decoder() -> None:
    completion = decode(StandIn(), stand_in_photo.encode(b"x"), StandInPhotos.REFUSED)
    assert (completion.code, completion.result) == (Code.UNSUPPORTED, None)


def test_a_production_profile_refuses_a_simulators_card_before_the_library_sees_it(library: Path) -> None:
    completion = decode(LicensedLibrary(library), stand_in_photo.encode(b"x"), StandInPhotos.REFUSED)
    assert (completion.code, completion.result) == (Code.UNSUPPORTED, None)


def test_a_licensed_library_gives_an_upright_photo_of_the_chip(library: Path) -> None:
    completion = decode(LicensedLibrary(library), block_of(b"P\x40"), StandInPhotos.REFUSED)
    assert completion.result is not None
    assert completion.result.source is PhotoSource.CHIP
    picture = pixels_of(completion.result)
    assert picture.size == (102, 126)
    # It gives its rows bottom-up: the first pixel of the library is the lowest on the left.
    assert [picture.getpixel((x, 125)) for x in range(4)] == [
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (64, 64, 64),
    ]


@pytest.mark.parametrize(
    ("order", "turn", "red_at"),
    [
        (PixelOrder.RGB, Turn.TOP_DOWN, (0, 0)),
        (PixelOrder.BGR, Turn.TOP_DOWN, (2, 0)),
        (PixelOrder.RGB, Turn.BOTTOM_UP, (0, 125)),
        (PixelOrder.BGR, Turn.BOTTOM_UP, (2, 125)),
        (PixelOrder.RGB, Turn.UPSIDE_DOWN, (101, 125)),
        (PixelOrder.BGR, Turn.UPSIDE_DOWN, (99, 125)),
    ],
)
def test_pixel_order_and_turn_are_settings(order: PixelOrder, turn: Turn, red_at: tuple[int, int]) -> None:
    pixels = b"\xff\0\0\0\xff\0\0\0\xff" + bytes(PIXELS_SIZE - 9)
    picture = Image.open(io.BytesIO(bmp(pixels, order.value, turn.value))).convert("RGB")
    assert picture.getpixel(red_at) == (255, 0, 0)


def test_a_library_that_works_with_files_leaves_none_behind(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.id_card_reader.photo._memory_folder", lambda: str(tmp_path))
    files = LicensedLibrary(library, LibraryFunction.GET_BMP, third_argument=2)
    completion = decode(files, block_of(b"BM content"))
    assert completion.result is not None and completion.result.media_type == "image/bmp"
    assert list(tmp_path.iterdir()) == []


def test_a_crash_in_the_midst_of_files_leaves_none_behind(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.id_card_reader.photo._memory_folder", lambda: str(tmp_path))
    completion = decode(LicensedLibrary(library, LibraryFunction.GET_BMP), block_of(b"BM  xC"))
    assert completion.code is Code.HARDWARE_ERROR and "SIGSEGV" in completion.detail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("start", "said"), [(b"C", "signal SIGSEGV"), (b"E", "exit status 7")])
def test_a_library_that_dies_is_a_clear_hardware_error(library: Path, start: bytes, said: str) -> None:
    completion = decode(LicensedLibrary(library), block_of(start))
    assert completion.code is Code.HARDWARE_ERROR
    assert said in completion.detail


def test_a_library_that_hangs_is_stopped_at_the_deadline(library: Path) -> None:
    completion = decode(LicensedLibrary(library), block_of(b"H"), deadline=1.0)
    assert completion.code is Code.TIME_OUT
    assert "was stopped" in completion.detail


def test_a_library_that_refuses_is_a_hardware_error(library: Path) -> None:
    assert decode(LicensedLibrary(library, third_argument=1), block_of(b"P")).code is Code.HARDWARE_ERROR


def test_a_missing_library_or_function_is_unsupported(library: Path) -> None:
    missing = LicensedLibrary(library.with_name("absent.so"))
    assert decode(missing, block_of(b"P")).code is Code.UNSUPPORTED
    assert decode(LicensedLibrary(library, symbol="absent"), block_of(b"P")).code is Code.UNSUPPORTED
    nowhere = LicensedLibrary(Path("/nonexistent/folder/lib.so"))
    assert decode(nowhere, block_of(b"P")).code is Code.UNSUPPORTED


def test_each_photo_has_a_child_of_its_own_and_a_crash_harms_no_other(library: Path) -> None:
    async def body() -> tuple[list[Code], set[str]]:
        others = children()  # of tests before this one
        photos = PhotoDecoder(LicensedLibrary(library), StandInPhotos.REFUSED)
        await photos.warm()
        codes = []
        for start in (b"P", b"C", b"P"):
            codes.append((await photos.decode(block_of(start), SECONDS)).code)
        left = children() - others
        await photos.close()
        return codes, left

    codes, left = run(body())
    assert codes == [Code.SUCCESS, Code.HARDWARE_ERROR, Code.SUCCESS]
    assert left == set()


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split())


def test_nothing_of_a_photo_shows_in_its_text_form() -> None:
    assert "image" not in repr(CardPhoto(b"secret", "x/y", PhotoSource.CHIP)).replace("image/", "")
    assert "secret" not in str(CardPhoto(b"secret", "x/y", PhotoSource.CHIP))
