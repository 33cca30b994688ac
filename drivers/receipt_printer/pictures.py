"""Dots: composing a line of characters, a QR code, and a picture that carries no command by accident."""

from __future__ import annotations

import re

from drivers.receipt_printer.document import Image, Weight

_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


class Canvas:
    """A picture under construction: one integer per row, the leftmost dot highest."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.rows = [0] * height

    def image(self, extra_rows: int = 0) -> Image:
        row_bytes = (self.width + 7) // 8
        pad = row_bytes * 8 - self.width
        body = b"".join((row << pad).to_bytes(row_bytes, "big") for row in self.rows)
        return Image(self.width, len(self.rows) + extra_rows, body + bytes(row_bytes * extra_rows))


def blank(width: int, height: int) -> Canvas:
    """An empty canvas, sizes in dots."""
    return Canvas(width, height)


def paste(canvas: Canvas, cell: Image, x: int, weight: Weight) -> None:
    """Draw ``cell`` at ``x`` dots from the left, at the top.

    Bold is drawn twice, one dot apart, as printers do.
    """
    pad = cell.row_bytes * 8 - cell.width
    shift = canvas.width - x - cell.width
    for y in range(min(cell.height, len(canvas.rows))):
        row = int.from_bytes(cell.rows[y * cell.row_bytes : (y + 1) * cell.row_bytes], "big") >> pad
        if weight is Weight.BOLD:
            row |= row >> 1
        canvas.rows[y] |= row << shift if shift >= 0 else row >> -shift


def qr_picture(data: str, module: int, widest: int) -> Image:
    """A QR code, error correction M, quiet zone of four modules.

    The modules shrink until it fits ``widest`` dots.
    """
    import qrcode  # brings an imaging library along: not before the first code is printed
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(data)
    code.make(fit=True)
    matrix = code.get_matrix()
    module = min(module, widest // len(matrix))
    canvas = Canvas(len(matrix) * module, len(matrix) * module)
    dots = (1 << module) - 1
    for y, line in enumerate(matrix):
        row = 0
        for dark in line:
            row = row << module | (dots if dark else 0)
        canvas.rows[y * module : (y + 1) * module] = [row] * module
    return canvas.image()


def ink_free_of_commands(data: bytes) -> bytes:
    """Thicken by one dot wherever dots would read as DLE EOT, DLE ENQ or DLE DC4.

    Printers look for these three in everything they receive, also inside a picture; DLE ENQ 2 and DLE DC4 8
    would clear the buffer in the middle of a receipt.
    """
    return _REAL_TIME.sub(b"\x18", data)
