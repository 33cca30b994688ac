"""Whether bytes are a JPEG picture of sensible size, by their markers alone: nothing is decoded here."""

from __future__ import annotations

from typing import Final

MOST_PIXELS: Final = 50_000_000
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start of frame, of whatever process (ITU-T T.81, table B.1)."""


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the frame header says; None for what is no whole JPEG."""
    if not data.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in data[-64:]:
        return None
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # fill bytes may stand before any marker
            at += 1
            continue
        if marker in _FRAMES:
            height = int.from_bytes(data[at + 5 : at + 7])
            width = int.from_bytes(data[at + 7 : at + 9])
            return (width, height) if width and height else None
        if marker == 0xDA:
            return None  # a scan without a frame before it
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None


def is_jpeg(data: bytes) -> bool:
    """Whether it may be kept as a page."""
    found = size(data)
    return found is not None and found[0] * found[1] <= MOST_PIXELS
