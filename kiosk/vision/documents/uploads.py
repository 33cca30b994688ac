"""A foreign picture, from a phone: looked at by its first bytes, then decoded within limits, then made anew.

Decoding belongs in a process that holds nothing else: see `DocumentCapture.add_upload`.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from drivers.camera.contract import Pixels
from kiosk.vision.documents.quality import MAX_SIDE
from kiosk.vision.documents.words import UPLOAD_BYTES, UPLOAD_PIXELS, UploadRefusal

SMALLEST_SIDE = 300
"""Pixels: less shows no letters of a paper."""

_PNG = b"\x89PNG\r\n\x1a\n"  # ISO/IEC 15948 5.2
_JPEG = b"\xff\xd8\xff"  # ITU-T T.81 B.1.1.3: SOI, and the first byte of the next marker


def refuse_unseen(data: bytes) -> UploadRefusal | None:
    """What can be refused without decoding anything."""
    if len(data) > UPLOAD_BYTES:
        return UploadRefusal.TOO_LARGE
    if not data.startswith((_PNG, _JPEG)):
        return UploadRefusal.UNKNOWN_KIND
    return None


def decode_upload(data: bytes) -> Pixels | UploadRefusal:
    """Upright pixels, at most `MAX_SIDE` on the longer side; transparent places are white."""
    refusal = refuse_unseen(data)
    if refusal is not None:
        return refusal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of decompression bombs: here that is a refusal
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                return _within_limits(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return UploadRefusal.TOO_MANY_PIXELS
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        KeyError,
        Warning,
        MemoryError,
    ):
        return UploadRefusal.SPOILT


def _within_limits(picture: Image.Image) -> Pixels | UploadRefusal:
    width, height = picture.size
    if width * height > UPLOAD_PIXELS:
        return UploadRefusal.TOO_MANY_PIXELS
    if min(width, height) < SMALLEST_SIDE:
        return UploadRefusal.TOO_SMALL
    # A JPEG is unpacked at a half or a quarter of its size at once when that is enough.
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        over = upright.convert("RGBA")
        ground = Image.new("RGBA", over.size, (255, 255, 255, 255))
        upright = Image.alpha_composite(ground, over)
    rgb = upright.convert("RGB")
    rgb.thumbnail((MAX_SIDE, MAX_SIDE))
    return np.asarray(rgb, np.uint8)
