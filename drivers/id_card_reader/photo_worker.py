"""The child process that decodes one photo and ends.

Frames on standard input and output: in, length (4 bytes, big-endian) and the chip's block; out, a verdict (1
byte), the length (4 bytes) and the image. Called as ``photo_worker stand-in`` or
``photo_worker unpack|get_bmp LIBRARY SYMBOL THIRD SUCCESS ORDER TURN``. Nothing is written to any log:
everything here is personal data.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from enum import IntEnum
from pathlib import Path
from typing import Any, BinaryIO

WIDTH = 102
HEIGHT = 126
PIXELS_SIZE = WIDTH * HEIGHT * 3
ANSWER_LIMIT = 256 * 1024
_BLOCK_SIZE = 1024
_GUARD = 64 * 1024  # room behind the pixels for a library that writes more than it says
_FILE_LIMIT = 1024 * 1024


class Verdict(IntEnum):
    IMAGE = 0
    NO_PHOTO = 1
    NO_LIBRARY = 2
    LIBRARY_FAILED = 3


class WorkerFailure(Exception):
    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict


def bmp(pixels: bytes, order: str, turn: str) -> bytes:
    """A 24-bit BMP of 102 x 126 pixels (BITMAPINFOHEADER, bottom-up).

    ``order``: "rgb" or "bgr", the order of the three bytes of a pixel; ``turn``: "top_down", "bottom_up" or
    "upside_down", the order of what the library gave. Errors: ``ValueError`` for another size.
    """
    if len(pixels) != PIXELS_SIZE:
        raise ValueError(f"a photo has {PIXELS_SIZE} bytes of pixels, not {len(pixels)}")
    if turn == "upside_down":
        # The last pixel comes first: turn everything round, which also turns the bytes of each pixel.
        pixels = pixels[::-1]
        order = "bgr" if order == "rgb" else "rgb"
    stride = WIDTH * 3
    rows = [pixels[start : start + stride] for start in range(0, PIXELS_SIZE, stride)]
    if turn != "bottom_up":
        rows.reverse()
    if order == "rgb":
        rows = [_swapped(row) for row in rows]
    padding = bytes(-stride % 4)
    body = b"".join(row + padding for row in rows)
    header = struct.pack("<2sIHHI", b"BM", 54 + len(body), 0, 0, 54)
    return (
        header + struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 24, 0, len(body), 2835, 2835, 0, 0) + body
    )


def _swapped(row: bytes) -> bytes:
    out = bytearray(row)
    out[0::3], out[2::3] = row[2::3], row[0::3]
    return bytes(out)


def _stand_in(block: bytes) -> bytes:
    from drivers.id_card_reader import stand_in_photo

    try:
        return stand_in_photo.decode(block)
    except stand_in_photo.StandInPhotoError:
        raise WorkerFailure(Verdict.NO_PHOTO) from None


def _function(library: str, symbols: list[str]) -> Any:
    try:
        loaded = ctypes.CDLL(library)
    except OSError:
        raise WorkerFailure(Verdict.NO_LIBRARY) from None
    for symbol in symbols:
        try:
            return loaded[symbol]
        except AttributeError:
            continue
    raise WorkerFailure(Verdict.NO_LIBRARY)


def _unpack(
    block: bytes, library: str, symbol: str, third: int, success: int, order: str, turn: str
) -> bytes:
    function = _function(library, [symbol] if symbol else ["unpack", "_Z6unpackPcS_i"])
    function.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]
    function.restype = ctypes.c_int
    pixels = ctypes.create_string_buffer(PIXELS_SIZE + _GUARD)
    if function(ctypes.create_string_buffer(block, len(block) + 1), pixels, third) != success:
        raise WorkerFailure(Verdict.LIBRARY_FAILED)
    return bmp(pixels.raw[:PIXELS_SIZE], order, turn)


def _get_bmp(block: bytes, library: str, symbol: str, third: int, success: int) -> bytes:
    function = _function(library, [symbol] if symbol else ["GetBmp"])
    function.argtypes = [ctypes.c_char_p, ctypes.c_int]
    function.restype = ctypes.c_int
    # This kind of library works with files. The parent made the folder and removes it, also after a crash.
    source = Path(os.environ["TMPDIR"], "photo.wlt")
    source.write_bytes(block)
    if function(os.fsencode(source), third) != success:
        raise WorkerFailure(Verdict.LIBRARY_FAILED)
    try:
        with source.with_suffix(".bmp").open("rb") as written:
            image = written.read(ANSWER_LIMIT)
    except OSError:
        raise WorkerFailure(Verdict.LIBRARY_FAILED) from None
    if not image.startswith(b"BM"):
        raise WorkerFailure(Verdict.LIBRARY_FAILED)
    return image


def _decode(block: bytes, arguments: list[str]) -> bytes:
    match arguments:
        case ["stand-in"]:
            return _stand_in(block)
        case ["unpack", library, symbol, third, success, order, turn]:
            return _unpack(block, library, symbol, int(third), int(success), order, turn)
        case ["get_bmp", library, symbol, third, success, _, _]:
            return _get_bmp(block, library, symbol, int(third), int(success))
        case _:
            raise WorkerFailure(Verdict.NO_LIBRARY)


def _serve(incoming: BinaryIO, outgoing: BinaryIO, arguments: list[str]) -> int:
    header = incoming.read(4)
    if len(header) < 4:
        return 0  # not needed any more
    (length,) = struct.unpack(">I", header)
    if length != _BLOCK_SIZE:
        return 2
    block = incoming.read(length)
    try:
        verdict, content = Verdict.IMAGE, _decode(block, arguments)
    except WorkerFailure as failure:
        verdict, content = failure.verdict, b""
    outgoing.write(struct.pack(">BI", verdict, len(content)) + content)
    outgoing.flush()
    return 0


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not leave a face on the disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_LIMIT, _FILE_LIMIT))
    # A library that prints must not write into the answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    return _serve(sys.stdin.buffer, answers, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
