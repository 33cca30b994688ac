"""The credential's photo: from bytes of unknown quality to one vector. Never raises for what it is given."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Protocol, assert_never

import cv2
import numpy as np
from PIL import Image

from drivers.camera.contract import Pixels
from kiosk.vision.decision import mean_vector
from kiosk.vision.faces import Box, Embedder, FaceDetector, Vector
from kiosk.vision.words import Reason, ReferenceKind

CARD_WIDTH, CARD_HEIGHT = 102, 126
"""The chip's photo (GA 459: 102 × 126 pixels)."""

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 4096 * 4096
MAX_SIDE = 1280
SMALL = 300
"""Pictures narrower than this are card photos: enlarged three times (cubic) before the detector looks."""

ID_PHOTO_FACE = Box(0.20, 0.26, 0.80, 0.75)
"""Where an ID photo's face lies, in shares of width and height: the last resort when no face is found."""


class ReferenceEmbedder(Embedder, Protocol):
    def embed_mirrored(self, chip: Pixels) -> Vector: ...


def decode_reference(data: bytes, kind: ReferenceKind) -> Pixels | None:
    """Pixels, or None when the bytes are no such picture or larger than allowed."""
    match kind:
        case ReferenceKind.CARD_RGB:
            if len(data) != CARD_WIDTH * CARD_HEIGHT * 3:
                return None
            return np.frombuffer(data, np.uint8).reshape(CARD_HEIGHT, CARD_WIDTH, 3).copy()
        case ReferenceKind.ENCODED:
            return _decode(data)
        case _:
            assert_never(kind)


def _decode(data: bytes) -> Pixels | None:
    if not 0 < len(data) <= MAX_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of decompression bombs: here that is a refusal
            with Image.open(io.BytesIO(data), formats=("JPEG", "WEBP", "PNG")) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS or min(width, height) < 32:
                    return None
                picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
                rgb = picture.convert("RGB")
                rgb.thumbnail((MAX_SIDE, MAX_SIDE))
                return np.ascontiguousarray(np.asarray(rgb), np.uint8)
    except Exception:  # noqa: BLE001 - Pillow raises nearly anything on hostile bytes
        return None


def reference_vector(
    data: bytes,
    kind: ReferenceKind,
    detector: FaceDetector,
    embedder: ReferenceEmbedder,
    between: Callable[[], None] = lambda: None,
) -> Vector | Reason:
    """The mean of the photo's and its mirror image's embedding, or the reason why there is none.

    ``between`` is called between the steps, each of which takes up to 0.1 s of one core.
    """
    rgb = decode_reference(data, kind)
    if rgb is None:
        return Reason.REFERENCE_MALFORMED
    if rgb.std() < 4:
        return Reason.REFERENCE_WITHOUT_FACE  # one colour: the last resort below would "find" a face in it
    card = rgb.shape[1] < SMALL
    if card:
        rgb = np.ascontiguousarray(cv2.resize(rgb, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8)
    box = _largest(detector, rgb)
    between()
    if box is None:
        if not card:
            return Reason.REFERENCE_WITHOUT_FACE
        height, width = rgb.shape[:2]
        box = Box(
            ID_PHOTO_FACE.left * width,
            ID_PHOTO_FACE.top * height,
            ID_PHOTO_FACE.right * width,
            ID_PHOTO_FACE.bottom * height,
        )
    chip = embedder.chip(rgb, box)
    upright = embedder.embed(chip)
    between()
    return mean_vector([upright, embedder.embed_mirrored(chip)])


def _largest(detector: FaceDetector, rgb: Pixels) -> Box | None:
    for smallest in (80.0, 40.0):
        boxes = detector.find(rgb, smallest)
        if boxes:
            return max(boxes, key=lambda box: box.width)
    return None
