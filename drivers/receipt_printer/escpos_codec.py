"""ESC/POS as bytes: a document becomes commands, answers become facts. Pure; no wire here.

Sources: Epson "ESC/POS Command Reference" (ESC @, ESC a, ESC E, ESC 3, ESC J, FS &, FS !, GS !, GS v 0, GS (
k, GS k, GS h, GS w, GS H, GS V, GS r, ESC v, GS ( H, GS a, DLE EOT, DLE ENQ) and Custom's KPM manuals (GS e).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import Enum
from typing import assert_never

from drivers.receipt_printer.document import (
    Align,
    Barcode,
    Cut,
    Element,
    Feed,
    Image,
    Pair,
    Qr,
    ReceiptDocument,
    Rule,
    Size,
    Text,
    Weight,
)
from drivers.receipt_printer.glyphs import GlyphSource
from drivers.receipt_printer.layout import pair_lines, places, width, wrap
from drivers.receipt_printer.pictures import blank, ink_free_of_commands, paste, qr_picture
from drivers.receipt_printer.profile import (
    BarcodeCommand,
    CodeSet,
    Presenter,
    Profile,
    QrCommand,
    RomCoverage,
    SizeCommand,
)

MAX_DOCUMENT_BYTES = 512 * 1024
MAX_TEXT = 2000  # characters in one paragraph
MAX_FEED = 20  # lines
MAX_BARCODE = 40  # characters
_QUIET_MODULES = 10  # at each side, ISO/IEC 15417
_BARCODE_DOTS = 80  # 10 mm high


class EncodeError(ValueError):
    """A document that no printer could print as meant. The sentence never repeats the text."""


class RasterScale(Enum):
    """The mode byte of GS v 0."""

    SINGLE = 0
    QUADRUPLE = 3  # each dot twice as wide and twice as high


# --- documents to bytes ------------------------------------------------------------------------------------


def encode(document: ReceiptDocument, profile: Profile, glyphs: GlyphSource) -> bytes:
    """The commands that print ``document``, ending in a cut. Raises :class:`EncodeError`."""
    elements = document.elements
    if not any(isinstance(element, Cut) for element in elements):
        elements = (*elements, Cut())
    out = bytearray(b"\x1b@" + b"\x1c&" + bytes((0x1B, 0x33, profile.line_dots)))
    for element in elements:
        for part in _element(element, profile, glyphs):
            out += part
        if len(out) > MAX_DOCUMENT_BYTES:
            raise EncodeError(f"the receipt is longer than {MAX_DOCUMENT_BYTES} bytes; nothing was sent")
    return bytes(out)


def _element(element: Element, profile: Profile, glyphs: GlyphSource) -> Iterator[bytes]:
    match element:
        case Text():
            _check_text(element.text)
            columns = profile.characters_per_line // element.size.width
            for line in wrap(element.text, columns):
                yield _line(line, element, profile, glyphs)
        case Pair(label, value):
            _check_text(label)
            _check_text(value)
            for line in pair_lines(label, value, profile.characters_per_line):
                yield _line(line, _PLAIN, profile, glyphs)
        case Rule():
            rule = Image(profile.dots_per_line, 2, b"\xff" * (profile.dots_per_line // 4))
            yield _GAP + _picture(rule, profile) + _GAP
        case Qr(data):
            yield from _qr(data, profile)
        case Barcode(data):
            yield from _barcode(data, profile)
        case Image():
            yield from _centred_picture(element, profile)
        case Feed(lines):
            if not 0 <= lines <= MAX_FEED:
                raise EncodeError(f"a feed of {lines} lines; 0 to {MAX_FEED} are possible; nothing was sent")
            yield b"\n" * lines
        case Cut():
            yield b"\n" * profile.feed_before_cut + _end_of_ticket(profile)
        case _:
            assert_never(element)


_PLAIN = Text("")
_GAP = b"\x1bJ\x08"  # ESC J: one millimetre of paper


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise EncodeError(f"a paragraph has more than {MAX_TEXT} characters; nothing was sent")
    if any(ord(character) < 0x20 and character != "\n" for character in text) or "\x7f" in text:
        raise EncodeError("a text of the receipt has a control character in it; nothing was sent")


def _end_of_ticket(profile: Profile) -> bytes:
    if profile.presenter is Presenter.GS_E and profile.present_steps:
        return bytes((0x1D, 0x65, 0x03, profile.present_steps))  # cuts first, then presents
    return profile.cut_bytes


def _line(line: str, style: Text, profile: Profile, glyphs: GlyphSource) -> bytes:
    codes = [character_code(character, profile) for character in line]
    if None in codes:
        return _drawn_line(line, style, profile, glyphs)
    body = b"".join(code for code in codes if code is not None)
    on = _size(style.size, profile) + (b"\x1bE\x01" if style.weight is Weight.BOLD else b"")
    off = (_size(Size.NORMAL, profile) if style.size is not Size.NORMAL else b"") + (
        b"\x1bE\x00" if style.weight is Weight.BOLD else b""
    )
    on = on if style.size is not Size.NORMAL else on[len(_size(Size.NORMAL, profile)) :]
    align = bytes((0x1B, 0x61, style.align.value)) if style.align is not Align.LEFT else b""
    back = b"\x1ba\x00" if align else b""
    # A line of double height fills its whole feed: a gap keeps the next one off.
    gap = _GAP if style.size.height > 1 else b""
    return align + on + body + b"\n" + off + back + gap


def _size(size: Size, profile: Profile) -> bytes:
    match profile.size_command:
        case SizeCommand.GS:
            return bytes((0x1D, 0x21, (size.width - 1) << 4 | (size.height - 1)))
        case SizeCommand.FS:
            chinese = (profile.fs_wide if size.width == 2 else 0) | (
                profile.fs_tall if size.height == 2 else 0
            )
            latin = (0x20 if size.width == 2 else 0) | (0x10 if size.height == 2 else 0)
            return bytes((0x1C, 0x21, chinese, 0x1B, 0x21, latin))
        case _:
            assert_never(profile.size_command)


def character_code(character: str, profile: Profile) -> bytes | None:
    """The bytes of one character in Chinese mode; None when this printer has no code or no shape for it."""
    if 0x20 <= ord(character) <= 0x7E:
        return character.encode("ascii")
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        return _four_byte_code(character, profile)
    if len(code) != 2:
        return None
    if RomCoverage.GB2312 in (profile.rom, profile.code_set.value) and not _in_gb2312(code):
        return None
    return code


def _in_gb2312(code: bytes) -> bool:
    try:
        code.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _four_byte_code(character: str, profile: Profile) -> bytes | None:
    extension_a = 0x3400 <= ord(character) <= 0x4DB5  # all four-byte codes that GB 18030-2000 fonts must have
    if extension_a and profile.code_set is CodeSet.GB18030 and profile.rom is RomCoverage.GB18030_2000:
        return character.encode("gb18030")
    return None


def _drawn_line(line: str, style: Text, profile: Profile, glyphs: GlyphSource) -> bytes:
    place = profile.dots_per_line // profile.characters_per_line
    height = 24 * style.size.height
    total = width(line) * place * style.size.width
    room = max(0, profile.dots_per_line - total)
    x = {Align.LEFT: 0, Align.CENTER: room // 2, Align.RIGHT: room}[style.align]
    canvas = blank(profile.dots_per_line, height)
    for character in line:
        dots = places(character) * place * style.size.width
        if dots and not character.isspace():
            cell = glyphs.cell(character, dots, height)
            if cell is None:
                raise EncodeError(f"no font has the character U+{ord(character):04X}; nothing was sent")
            paste(canvas, cell, x, style.weight)
        x += dots
    spacing = max(0, profile.line_dots - height)
    return _picture(canvas.image(extra_rows=spacing), profile)


def _picture(image: Image, profile: Profile, scale: RasterScale = RasterScale.SINGLE) -> bytes:
    """GS v 0, in bands that the buffer takes, without bytes that would be taken for real-time commands."""
    out = bytearray()
    for top in range(0, image.height, profile.raster_rows):
        rows = min(profile.raster_rows, image.height - top)
        data = image.rows[top * image.row_bytes : (top + rows) * image.row_bytes]
        size = struct.pack("<HH", image.row_bytes, rows)
        out += bytes((0x1D, 0x76, 0x30, scale.value)) + size + ink_free_of_commands(data)
    return bytes(out)


def _centred_picture(image: Image, profile: Profile) -> Iterator[bytes]:
    if image.width > profile.dots_per_line:
        raise EncodeError(
            f"a picture of {image.width} dots does not fit on {profile.dots_per_line}; nothing was sent"
        )
    yield b"\x1ba\x01" + _picture(image, profile) + b"\x1ba\x00"


def _barcode(data: str, profile: Profile) -> Iterator[bytes]:
    """Code 128 in its set B: start, a symbol of 11 modules for each character, check, stop of 13."""
    if not 1 <= len(data) <= MAX_BARCODE or not all(0x20 <= ord(character) <= 0x7E for character in data):
        raise EncodeError(f"a barcode takes 1 to {MAX_BARCODE} printable ASCII characters; nothing was sent")
    modules = 11 * (len(data) + 2) + 13 + 2 * _QUIET_MODULES
    module = min(3, profile.dots_per_line // modules)
    match profile.barcode:
        case BarcodeCommand.GS_K if module >= 2:
            payload = b"{B" + data.replace("{", "{{").encode("ascii")
            yield b"\x1ba\x01" + b"\x1dH\x00" + bytes((0x1D, 0x68, _BARCODE_DOTS, 0x1D, 0x77, module))
            yield bytes((0x1D, 0x6B, 73, len(payload))) + payload + b"\x1ba\x00"
        case BarcodeCommand.GS_K | BarcodeCommand.NONE:
            # Bars of one dot are read by few scanners, and each of them reads a QR code.
            yield from _qr(data, profile)
        case _:
            assert_never(profile.barcode)


def _qr(data: str, profile: Profile) -> Iterator[bytes]:
    if not 1 <= len(data) <= 512 or not all(0x20 <= ord(character) <= 0x7E for character in data):
        raise EncodeError("a QR code takes 1 to 512 printable ASCII characters; nothing was sent")
    match profile.qr:
        case QrCommand.RASTER:
            # Half the size, printed at double width and height: a quarter of the bytes, so that the whole
            # receipt fits into the buffers even where the printer stops in the middle.
            picture = qr_picture(data, profile.qr_dots // 2, profile.dots_per_line // 2)
            yield b"\x1ba\x01" + _picture(picture, profile, RasterScale.QUADRUPLE) + b"\x1ba\x00"
        case QrCommand.NATIVE:
            payload = data.encode("ascii")
            size = len(payload) + 3
            yield b"\x1ba\x01"
            yield (
                b"\x1d(k\x04\x001A2\x00"
                + b"\x1d(k\x03\x001C"
                + bytes((profile.qr_dots,))
                + b"\x1d(k\x03\x001E\x31"
            )
            yield b"\x1d(k" + bytes((size & 0xFF, size >> 8)) + b"1P0" + payload + b"\x1d(k\x03\x001Q0"
            yield b"\x1ba\x00"
        case _:
            assert_never(profile.qr)
