"""JPEG bytes from a camera to pixels, with limits looked at before anything is unpacked.

The image library is loaded with the first picture: whoever only asks for a camera needs none.
"""

from __future__ import annotations

from drivers.camera.contract import Pixels
from drivers.camera.settings import MAX_HEIGHT, MAX_WIDTH


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) told by the frame header (ITU-T T.81 §B.2.2), or None when there is none."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))
    return None


def decode_jpeg(data: bytes) -> Pixels | None:
    """The picture, or None when the bytes are none or claim a size that no camera of ours has."""
    size = jpeg_size(data)
    if size is None or not (16 <= size[0] <= MAX_WIDTH and 16 <= size[1] <= MAX_HEIGHT):
        return None
    import cv2
    import numpy as np

    try:
        bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    if bgr is None or bgr.ndim != 3:
        return None
    return np.ascontiguousarray(bgr, dtype=np.uint8)
