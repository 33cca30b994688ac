"""A QR code that somebody holds before the simulated camera."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt
import qrcode
import qrcode.constants
import qrcode.exceptions

from drivers.simulators.base import CommandRefused

Picture = npt.NDArray[np.uint8]


class Moving(Protocol):
    """A loop of pictures; drawn when first asked for."""

    def __len__(self) -> int: ...

    def rgb(self, index: int) -> Picture: ...

    def jpeg(self, index: int) -> bytes: ...


class HeldCode:
    """A QR code held before another scene, moving a little as a hand does."""

    def __init__(self, behind: Moving, text: str, size: tuple[int, int]) -> None:
        self._behind = behind
        self._code = draw_code(text, min(size))
        self._jpegs: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._behind)

    def rgb(self, index: int) -> Picture:
        picture = self._behind.rgb(index).copy()
        height, width = picture.shape[:2]
        side = self._code.shape[0]
        phase = 2 * np.pi * (index % len(self)) / len(self)
        left = int((width - side) / 2 + 2 * np.sin(phase))
        top = int((height - side) / 2 + 2 * np.cos(phase))
        left, top = max(0, min(width - side, left)), max(0, min(height - side, top))
        picture[top : top + side, left : left + side] = self._code[..., None]
        return picture

    def jpeg(self, index: int) -> bytes:
        index %= len(self)
        if index not in self._jpegs:
            self._jpegs[index] = encode_jpeg(self.rgb(index))
        return self._jpegs[index]


def draw_code(text: str, room: int) -> Picture:
    """Raises CommandRefused when no QR code holds the text."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(text.encode(), optimize=0)
    try:
        code.make(fit=True)
    except (ValueError, qrcode.exceptions.DataOverflowError):
        raise CommandRefused("The text is too long for a QR code; nothing is shown.") from None
    modules = np.array(code.get_matrix(), bool)
    wanted = room * (0.55 if modules.shape[0] < 60 else 0.98)
    scale = max(1, int(wanted / modules.shape[0]))
    drawn = np.where(modules, 25, 235).astype(np.uint8)
    return np.asarray(np.kron(drawn, np.ones((scale, scale), np.uint8)), np.uint8)


def encode_jpeg(picture: Picture) -> bytes:
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88]
    )
    if not done:
        raise RuntimeError("OpenCV could not encode a picture")
    return data.tobytes()
