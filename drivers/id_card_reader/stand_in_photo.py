"""The photo block of an invented card: a stand-in for the 1,024 bytes of a real card's photo.

The photo on a resident ID card is compressed by a licensed codec; no open decoder is known. The
simulator's cards therefore carry this block, which can't be taken for a real one:

    offset  bytes  content
    0       15     magic, ``KIOSK-STAND-IN`` and the version byte 01
    15      2      length n of the image, big-endian
    17      4      CRC-32 of the image (ISO-HDLC, as in zlib), big-endian
    21      n      the image, a WebP or JPEG file
    21 + n         zeros up to 1,024

A production profile must refuse every block for which `is_stand_in` is true, whatever follows the magic.
"""

from __future__ import annotations

import struct
import zlib

MAGIC = b"KIOSK-STAND-IN\x01"
BLOCK_SIZE = 1024
_HEADER = struct.Struct(f">{len(MAGIC)}sHI")
MAX_IMAGE = BLOCK_SIZE - _HEADER.size
_FAMILY = MAGIC[:-1]


class StandInPhotoError(ValueError):
    """A block is no intact stand-in photo, or an image doesn't fit into one. No image data in the message."""


def is_stand_in(block: bytes) -> bool:
    """Whether a photo block says that it is a stand-in, of any version, intact or not."""
    return block.startswith(_FAMILY)


def encode(image: bytes) -> bytes:
    """The 1,024-byte block around an encoded image (1..`MAX_IMAGE` bytes).

    Raises StandInPhotoError when the image is empty or too long.
    """
    if not 1 <= len(image) <= MAX_IMAGE:
        raise StandInPhotoError(f"the image has {len(image)} bytes; a stand-in block holds 1 to {MAX_IMAGE}")
    return (_HEADER.pack(MAGIC, len(image), zlib.crc32(image)) + image).ljust(BLOCK_SIZE, b"\0")


def decode(block: bytes) -> bytes:
    """The encoded image out of a block.

    Raises StandInPhotoError for any other size, magic, version, length, checksum or padding.
    """
    if len(block) != BLOCK_SIZE:
        raise StandInPhotoError(f"the photo block has {len(block)} bytes, not {BLOCK_SIZE}")
    if not is_stand_in(block):
        raise StandInPhotoError("the photo block is not a stand-in")
    magic, length, checksum = _HEADER.unpack_from(block)
    if magic != MAGIC:
        raise StandInPhotoError(f"the stand-in photo has version {block[len(_FAMILY)]}, not {MAGIC[-1]}")
    if not 1 <= length <= MAX_IMAGE:
        raise StandInPhotoError(f"the stand-in photo claims {length} bytes; a block holds 1 to {MAX_IMAGE}")
    image = block[_HEADER.size : _HEADER.size + length]
    if zlib.crc32(image) != checksum:
        raise StandInPhotoError("the stand-in photo is damaged: its checksum is wrong")
    if any(block[_HEADER.size + length :]):
        raise StandInPhotoError("the stand-in photo is followed by bytes that are not zero")
    return image
