"""From the pixels of a camera to the bytes of the QR codes in them (ISO/IEC 18004), and from many readings to
one that counts. Nothing that is read is ever opened or followed.

zbar reads a code with a finger over a corner mark, but no light one on dark: a picture without a code is
looked at once more, inverted. The libraries are loaded with the first picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.camera.contract import CameraFrame, Pixels

READS = 2
"""Identical readings, in as many pictures, before a code is believed."""

WITHIN_SECONDS = 1.5
"""From one reading to the next: what was away longer is read anew."""

MOST = 16
"""Codes remembered: a sheet full of them must not grow the memory without bound."""

_BINARY = 4
"""``ZBAR_CFG_BINARY`` of zbar.h (from 0.23.1): the bytes as they are, without a guess at their encoding."""


class NoDecoder(Exception):
    """The library that reads codes is not installed; one sentence."""


@dataclass(frozen=True, slots=True, repr=False)
class Glance:
    """What one picture shows. ``fresh``: not, pixel for pixel, the picture before it. The codes are login
    credentials and have no readable form.
    """

    sequence: int
    taken_at: float
    fresh: bool
    codes: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"Glance({self.sequence}, {len(self.codes)} codes)"


class CodeReader:
    """Looks at one picture after the other; holds the newest until it is dropped."""

    def __init__(self) -> None:
        self._before: Pixels | None = None

    def read(self, frame: CameraFrame) -> Glance:
        """Blocks for the time of the image library. Errors: ``NoDecoder``."""
        import numpy as np

        before, self._before = self._before, frame.rgb
        fresh = before is None or not np.array_equal(before, frame.rgb)
        return Glance(frame.sequence, frame.taken_at, fresh, read_codes(frame.rgb))


def read_codes(rgb: Pixels) -> tuple[bytes, ...]:
    """The payloads of the QR codes in a picture, each once. Errors: ``NoDecoder``."""
    import cv2
    import numpy as np

    grey = np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    height, width = grey.shape
    found = _scanned(grey.tobytes(), width, height)
    return found or _scanned((255 - grey).tobytes(), width, height)


def _scanned(pixels: bytes, width: int, height: int) -> tuple[bytes, ...]:
    # pyzbar's own `decode` cannot be told to leave the bytes alone, so its parts are put together here.
    try:
        from pyzbar import pyzbar, wrapper
    except ImportError:
        raise NoDecoder("the library zbar is not installed (Debian: libzbar0)") from None
    codes: list[bytes] = []
    with pyzbar._image_scanner() as scanner, pyzbar._image() as image:
        for symbol in wrapper.ZBarSymbol:
            wanted = int(symbol is wrapper.ZBarSymbol.QRCODE)
            wrapper.zbar_image_scanner_set_config(scanner, symbol, wrapper.ZBarConfig.CFG_ENABLE, wanted)
        wrapper.zbar_image_scanner_set_config(scanner, wrapper.ZBarSymbol.QRCODE, _BINARY, 1)
        wrapper.zbar_image_set_format(image, pyzbar._FOURCC["L800"])
        wrapper.zbar_image_set_size(image, width, height)
        wrapper.zbar_image_set_data(image, pixels, len(pixels), None)
        if wrapper.zbar_scan_image(scanner, image) > 0:
            for found in pyzbar._symbols_for_image(image):
                length = wrapper.zbar_symbol_get_data_length(found)
                codes.append(pyzbar.string_at(wrapper.zbar_symbol_get_data(found), length))
    return tuple(dict.fromkeys(codes))


class SteadyCodes:
    """Believes a code when it was read ``READS`` times. Time is an argument, in seconds."""

    def __init__(self) -> None:
        self._seen: dict[bytes, tuple[int, float]] = {}

    @property
    def waiting(self) -> int:
        return len(self._seen)

    def see(self, codes: Sequence[bytes], now: float) -> tuple[bytes, ...]:
        """The codes of one picture; returns those that are believed with it."""
        self._seen = {code: (n, at) for code, (n, at) in self._seen.items() if now - at <= WITHIN_SECONDS}
        believed = []
        for code in dict.fromkeys(codes):
            reads = self._seen.get(code, (0, now))[0] + 1
            if reads >= READS:
                believed.append(code)
            if code in self._seen or len(self._seen) < MOST:
                self._seen[code] = (reads, now)
        return tuple(believed)
