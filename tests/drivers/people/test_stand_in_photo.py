"""The stand-in photo block: what goes in comes out, and nothing else is ever taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card_reader.stand_in_photo import (
    BLOCK_SIZE,
    MAGIC,
    MAX_IMAGE,
    StandInPhotoError,
    decode,
    encode,
    is_stand_in,
)

images = st.binary(min_size=1, max_size=MAX_IMAGE)


@given(images)
def test_an_image_comes_back_out_of_its_block(image: bytes) -> None:
    block = encode(image)
    assert len(block) == BLOCK_SIZE
    assert is_stand_in(block)
    assert decode(block) == image


@given(images, st.integers(0, BLOCK_SIZE - 1), st.integers(1, 255))
def test_any_single_changed_byte_is_noticed(image: bytes, at: int, change: int) -> None:
    block = bytearray(encode(image))
    block[at] ^= change
    with pytest.raises(StandInPhotoError):
        decode(bytes(block))


@given(st.binary(max_size=2 * BLOCK_SIZE))
def test_arbitrary_bytes_are_refused_and_never_crash_the_decoder(block: bytes) -> None:
    with pytest.raises(StandInPhotoError):
        decode(block)


@given(st.binary(min_size=BLOCK_SIZE - len(MAGIC), max_size=BLOCK_SIZE - len(MAGIC)))
def test_a_block_that_says_stand_in_is_flagged_even_when_damaged(rest: bytes) -> None:
    assert is_stand_in(MAGIC + rest)


def test_a_later_version_is_flagged_as_stand_in_but_not_decoded() -> None:
    block = MAGIC[:-1] + b"\x02" + encode(b"image")[len(MAGIC) :]
    assert is_stand_in(block)
    with pytest.raises(StandInPhotoError, match="version 2"):
        decode(block)


@pytest.mark.parametrize("size", [0, MAX_IMAGE + 1, 4096])
def test_an_image_that_does_not_fit_is_refused(size: int) -> None:
    with pytest.raises(StandInPhotoError, match=f"{size} bytes"):
        encode(bytes(size))


def test_the_layout_is_the_documented_one() -> None:
    block = encode(b"123456789")
    assert block[:15] == b"KIOSK-STAND-IN\x01"
    assert block[15:17] == b"\x00\x09"
    assert block[17:21] == bytes.fromhex("CBF43926")  # the check value of CRC-32/ISO-HDLC
    assert block[21:30] == b"123456789"
    assert block[30:] == bytes(BLOCK_SIZE - 30)
