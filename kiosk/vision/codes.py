"""Codes held before the camera: from a frame to text. Nothing that is read is ever opened or followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from pyzbar import pyzbar, wrapper

from drivers.contract import ScannedCode
from kiosk.vision.settings import CODE_BYTES
from kiosk.vision.words import CodeRefusal

Grey = npt.NDArray[np.uint8]

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_ZBAR_BINARY = 4
"""``ZBAR_CFG_BINARY`` of zbar.h (0.23.1 and later): the bytes as they are, instead of zbar's guess
(Shift-JIS).
"""


def read_zxing(grey: Grey) -> list[bytes]:
    """zxing-cpp finds most codes and is fast; misses those with a finger over a corner mark."""
    found = zxingcpp.read_barcodes(grey, formats=_FORMATS)
    return [_zxing_bytes(code) for code in found if code.valid]


def _zxing_bytes(code: Any) -> bytes:
    # ]Q2, ]Q4, ]Q6: the code names its character set (ECI), so zxing's own transcoding is right.
    # Otherwise the bytes speak for themselves.
    if code.symbology_identifier in ("]Q2", "]Q4", "]Q6"):
        return str(code.text).encode("utf-8", "replace")
    return bytes(code.bytes)


def read_zbar(grey: Grey) -> list[bytes]:
    """zbar finds codes with a covered corner mark; misses light-on-dark ones."""
    height, width = grey.shape
    data = np.ascontiguousarray(grey).tobytes()
    codes: list[bytes] = []
    with pyzbar._image_scanner() as scanner, pyzbar._image() as image:
        for symbol in wrapper.ZBarSymbol:
            enable = symbol is wrapper.ZBarSymbol.QRCODE
            wrapper.zbar_image_scanner_set_config(scanner, symbol, wrapper.ZBarConfig.CFG_ENABLE, int(enable))
        wrapper.zbar_image_scanner_set_config(scanner, wrapper.ZBarSymbol.QRCODE, _ZBAR_BINARY, 1)
        wrapper.zbar_image_set_format(image, pyzbar._FOURCC["L800"])
        wrapper.zbar_image_set_size(image, width, height)
        wrapper.zbar_image_set_data(image, data, len(data), None)
        if wrapper.zbar_scan_image(scanner, image) > 0:
            for symbol in pyzbar._symbols_for_image(image):
                size = wrapper.zbar_symbol_get_data_length(symbol)
                codes.append(pyzbar.string_at(wrapper.zbar_symbol_get_data(symbol), size))
    return codes


def _grey(picture: Any) -> Grey:
    return np.ascontiguousarray(picture, np.uint8)


def _half(grey: Grey) -> Grey:
    return _grey(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def _smooth(grey: Grey) -> Grey:
    return _grey(cv2.GaussianBlur(grey, (0, 0), 1.2))


def _equalised(grey: Grey) -> Grey:
    return _grey(cv2.createCLAHE(2.0, (8, 8)).apply(grey))


def _sharpened(grey: Grey) -> Grey:
    return _grey(cv2.addWeighted(grey, 2.0, cv2.GaussianBlur(grey, (0, 0), 2.0), -1.0, 0))


def _double(grey: Grey) -> Grey:
    if max(grey.shape) > 1300:
        return grey  # large enough, and twice as large would take too long
    return _grey(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def _thresholded(grey: Grey) -> Grey:
    return _grey(cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 8))


def _inverted(grey: Grey) -> Grey:
    return _grey(255 - grey)


EXTRAS: tuple[Callable[[Grey], list[bytes]], ...] = (
    read_zbar,
    lambda grey: read_zxing(_half(grey)),
    lambda grey: read_zxing(_smooth(grey)),
    lambda grey: read_zxing(_equalised(grey)),
    lambda grey: read_zxing(_sharpened(grey)),
    lambda grey: read_zxing(_double(grey)),
    lambda grey: read_zxing(_thresholded(grey)),
    lambda grey: read_zbar(_inverted(grey)),
)
"""Second chances, in turn, one per frame: a code is held for many frames, so each gets its turn."""


class CodeEye:
    """Looks for codes frame by frame. A frame costs one zxing run, and on a miss one extra."""

    def __init__(self) -> None:
        self._turn = 0

    def look(self, grey: Grey) -> list[bytes]:
        found = read_zxing(grey)
        if not found:
            found = EXTRAS[self._turn](grey)
            self._turn = (self._turn + 1) % len(EXTRAS)
        return found

    def look_long(self, grey: Grey) -> list[bytes]:
        """All second chances on one picture: for a still picture, and for measuring."""
        found = read_zxing(grey)
        for extra in EXTRAS:
            if found:
                break
            found = extra(grey)
        return found


def payload_text(payload: bytes, max_bytes: int = CODE_BYTES) -> ScannedCode | CodeRefusal:
    """Bytes to text: UTF-8 if it is strictly that, else GB 18030 if it is strictly that, else refused."""
    if len(payload) > max_bytes:
        return CodeRefusal.TOO_LONG
    if not payload:
        return CodeRefusal.NOT_TEXT
    for encoding in ("utf-8", "gb18030"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        return ScannedCode(text.removeprefix("\ufeff"))
    return CodeRefusal.NOT_TEXT


class CodeGate:
    """Lets a payload through after two identical reads, and not again for 3 s. Time is an argument."""

    READS = 2
    WITHIN = 1.5
    QUIET = 3.0
    MOST = 16
    """Payloads remembered: a sheet full of codes must not grow this without bound."""

    def __init__(self, max_bytes: int = CODE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._seen: dict[bytes, tuple[int, float]] = {}
        self._told: dict[bytes, float] = {}

    def see(self, payloads: list[bytes], now: float) -> list[ScannedCode | CodeRefusal]:
        """The payloads of one frame, read at ``now`` (monotonic seconds); returns what is let through."""
        self._seen = {p: v for p, v in self._seen.items() if now - v[1] <= self.WITHIN}
        self._told = {p: at for p, at in self._told.items() if now - at < self.QUIET}
        through: list[ScannedCode | CodeRefusal] = []
        for payload in dict.fromkeys(payloads):
            if payload in self._told:
                continue
            reads = self._seen.get(payload, (0, now))[0] + 1
            if reads < self.READS:
                if len(self._seen) < self.MOST:
                    self._seen[payload] = (reads, now)
                continue
            self._seen.pop(payload, None)
            self._told[payload] = now
            through.append(payload_text(payload, self._max_bytes))
        return through
