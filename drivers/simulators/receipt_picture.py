"""The picture of a printed receipt, as it lies in the hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy
import qrcode
import zxingcpp
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from drivers.simulators.receipt_marks import (
    Mark,
    PaperCut,
    Place,
    PrintedBarcode,
    PrintedLine,
    PrintedPicture,
    PrintedQr,
)
from drivers.simulators.receipt_paper import Ticket

_PAPER = (253, 252, 247)
_INK = (34, 33, 38)
_DESK = (226, 228, 232)
_MARGIN = 32  # dots of unprintable paper at each side: 80 mm paper, 72 mm print
_TOP = 40
_BOTTOM = 56
_DESK_EDGE = 28


def receipt_png(ticket: Ticket, font: Path, dots: int = 576, font_index: int = 2) -> bytes:
    """Draw ``ticket`` at one pixel per dot (203 per inch), with the paper's margins, as PNG.

    ``font`` is a Chinese font file; ``font_index`` the face in a collection.
    """
    canvas = Image.new("RGB", (dots, max(1, ticket.dots)), _PAPER)
    pen = _Pen(canvas, font, font_index if font.suffix.lower() in (".ttc", ".otc") else 0)
    y = 0
    for mark in ticket.marks:
        pen.mark(mark, y)
        y += mark.dots
    paper = _torn(canvas)
    out = BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Pen:
    def __init__(self, canvas: Image.Image, font: Path, index: int) -> None:
        self._canvas = canvas
        self._draw = ImageDraw.Draw(canvas)
        self._face = ImageFont.truetype(str(font), 24, index=index)
        # Latin letters are drawn a little smaller, so that those with a tail stay inside their cell.
        self._latin = ImageFont.truetype(str(font), 21, index=index)

    def mark(self, mark: Mark, y: int) -> None:
        match mark:
            case PrintedLine():
                self._line(mark, y)
            case PrintedPicture():
                dots = Image.frombytes("1", (mark.width, mark.height), mark.rows)
                self._canvas.paste(_INK, (self._x(mark.width, mark.place), y), dots)
            case PrintedQr():
                picture = _qr(mark)
                self._canvas.paste(_INK, (self._x(picture.width, mark.place), y), picture)
            case PrintedBarcode():
                picture = _bars(mark)
                self._canvas.paste(_INK, (self._x(picture.width, mark.place), y), picture)
            case PaperCut():
                pass

    def _x(self, width: int, place: Place) -> int:
        room = max(0, self._canvas.width - width)
        return {Place.LEFT: 0, Place.CENTER: room // 2, Place.RIGHT: room}[place]

    def _line(self, line: PrintedLine, y: int) -> None:
        widths = [sum(_cell(c) for c in run.text) * run.wide for run in line.runs]
        x = self._x(sum(widths), line.place)
        tallest = max((run.tall for run in line.runs), default=1)
        for run in line.runs:
            for character in run.text:
                cell = self._character(character, run.bold).resize(
                    (_cell(character) * run.wide, 24 * run.tall)
                )
                self._canvas.paste(_INK, (x, y + 24 * (tallest - run.tall)), cell)
                x += cell.width

    def _character(self, character: str, bold: bool) -> Image.Image:
        width = _cell(character)
        face, baseline = (self._latin, 19) if width == 12 else (self._face, 21)
        # A letter that is wider than its cell is squeezed, as a printer's own font is narrow there.
        natural = max(width, round(face.getlength(character)) + 1)
        cell = Image.new("L", (natural, 24), 0)
        pen = ImageDraw.Draw(cell)
        for shift in (0, 1) if bold else (0,):
            x = (natural - face.getlength(character)) / 2 + shift
            pen.text((x, baseline), character, fill=255, font=face, anchor="ls")
        return cell.resize((width, 24), Image.Resampling.LANCZOS) if natural > width else cell


def _cell(character: str) -> int:
    return 12 if 0x20 <= ord(character) <= 0x7E else 24


def _qr(mark: PrintedQr) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(mark.data)
    code.make(fit=True)
    matrix = code.get_matrix()
    picture = Image.new("1", (len(matrix), len(matrix)), 0)
    picture.putdata([1 if dark else 0 for row in matrix for dark in row])
    side = len(matrix) * mark.module
    return picture.resize((side, side), Image.Resampling.NEAREST)


def _bars(mark: PrintedBarcode) -> Image.Image:
    """Drawn by a library that knows nothing of our encoder."""
    code = zxingcpp.create_barcode(mark.data.decode("latin-1"), zxingcpp.BarcodeFormat.Code128)
    drawn = numpy.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    ink = Image.fromarray((drawn[drawn.shape[0] // 2] < 128).astype(numpy.uint8)[None, :] * 255, "L")
    width = ink.width * mark.module
    return ink.resize((width, mark.height), Image.Resampling.NEAREST).convert("1")


def _torn(canvas: Image.Image) -> Image.Image:
    """Paper on a desk: margins, a soft shadow, the knife's teeth above and below."""
    width, height = canvas.width + 2 * _MARGIN, canvas.height + _TOP + _BOTTOM
    desk = Image.new("RGB", (width + 2 * _DESK_EDGE, height + 2 * _DESK_EDGE), _DESK)
    pen = ImageDraw.Draw(desk)
    for spread in range(10, 0, -1):
        shade = tuple(channel - (10 - spread) * 2 for channel in _DESK)
        pen.rounded_rectangle(
            (
                _DESK_EDGE - spread,
                _DESK_EDGE - spread + 4,
                _DESK_EDGE + width + spread,
                _DESK_EDGE + height + spread + 4,
            ),
            radius=6,
            fill=(shade[0], shade[1], shade[2]),
        )
    teeth = 8
    left, top, right, bottom = _DESK_EDGE, _DESK_EDGE, _DESK_EDGE + width, _DESK_EDGE + height
    edge = [(left, top + teeth // 2)]
    for x in range(left, right, teeth):
        edge += [(x + teeth // 2, top), (min(x + teeth, right), top + teeth // 2)]
    for x in range(right, left, -teeth):
        edge += [(x, bottom - teeth // 2), (x - teeth // 2, bottom)]
    edge.append((left, bottom - teeth // 2))
    pen.polygon(edge, fill=_PAPER)
    desk.paste(canvas, (_DESK_EDGE + _MARGIN, _DESK_EDGE + _TOP))
    return desk
