"""The pages of one session, as JPEG in the memory of its process: nowhere else, and on no disk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from kiosk.vision.documents.words import (
    MAX_PAGES,
    SMALL_SIDE,
    CaptureFailure,
    PageCopy,
    PageId,
    TakenPage,
    Turn,
)

_QUALITIES = (88, 75, 60, 45)
_BYTES = 3 * 1024 * 1024
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def encode(rgb: Pixels) -> bytes:
    """JPEG without metadata, at most 3 MB where quality can do that."""
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    data = b""
    for quality in _QUALITIES:
        done, buffer = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not done:
            raise RuntimeError("OpenCV could not encode a page")
        data = buffer.tobytes()
        if len(data) <= _BYTES:
            break
    return data


def decode(jpeg: bytes) -> Pixels:
    """Of what `encode` made."""
    bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError("a kept page is no picture any more")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Kept:
    facts: TakenPage
    original: bytes
    turned: int = 0
    whole: bytes = field(default=b"")

    def jpeg(self) -> bytes:
        return self.whole or self.original


class Pages:
    """Ids are the caller's, so that they are never used twice even when a process was replaced."""

    def __init__(self) -> None:
        self._pages: dict[PageId, _Kept] = {}

    @property
    def full(self) -> bool:
        return len(self._pages) >= MAX_PAGES

    def keep(self, facts: TakenPage, jpeg: bytes) -> None:
        self._pages[facts.id] = _Kept(facts, jpeg)

    def copy(self, page: PageId, kind: PageCopy) -> bytes | CaptureFailure:
        kept = self._pages.get(page)
        if kept is None:
            return CaptureFailure.NO_SUCH_PAGE
        match kind:
            case PageCopy.WHOLE:
                return kept.jpeg()
            case PageCopy.SMALL:
                rgb = decode(kept.jpeg())
                scale = min(1.0, SMALL_SIDE / max(rgb.shape[:2]))
                small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                return encode(np.asarray(small, np.uint8))
            case _:
                assert_never(kind)

    def rotate(self, page: PageId, turn: Turn) -> TakenPage | CaptureFailure:
        """Always from the picture first taken: turning back and forth loses nothing."""
        kept = self._pages.get(page)
        if kept is None:
            return CaptureFailure.NO_SUCH_PAGE
        turned = (kept.turned + turn.value) % 360
        whole = b""
        if turned:
            whole = encode(np.asarray(cv2.rotate(decode(kept.original), _TURNS[turned]), np.uint8))
        width, height = kept.facts.width, kept.facts.height
        if turn is not Turn.OVER:
            width, height = height, width
        facts = replace(kept.facts, width=width, height=height)
        self._pages[page] = _Kept(facts, kept.original, turned, whole)
        return facts

    def drop(self, page: PageId) -> CaptureFailure | None:
        return None if self._pages.pop(page, None) is not None else CaptureFailure.NO_SUCH_PAGE
