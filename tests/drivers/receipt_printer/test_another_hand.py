"""What python-escpos writes, read by the simulated printer: it was not made to please our own driver."""

from __future__ import annotations

from collections.abc import Sequence

from escpos.printer import Dummy
from PIL import Image
from support.receipt_bench import GLYPHS, PROFILES

from drivers.receipt_printer import escpos_codec
from drivers.receipt_printer.document import Qr, ReceiptDocument
from drivers.receipt_printer.profile import find_profile
from drivers.simulators.receipt_marks import (
    PaperCut,
    Place,
    PrintedLine,
    PrintedPicture,
    PrintedQr,
    Step,
)
from drivers.simulators.receipt_paper import Interpreter

LINK = "https://hub.invalid/p/AB12CD34"


def read(data: bytes) -> tuple[Sequence[Step], int]:
    """What a printer does with these bytes, and how many of them it does not know."""
    printer = Interpreter()
    steps = [step for byte in data for step in printer.feed(byte)]
    return steps, printer.noise


def test_text_in_its_place_and_size_is_read() -> None:
    printer = Dummy()
    printer.set(align="center", bold=True, double_height=True, double_width=True)
    printer.text("HELLO\n")
    printer.set(align="right", bold=False, normal_textsize=True)
    printer.text("right 2\n")
    steps, noise = read(printer.output)
    first, second = (step for step in steps if isinstance(step, PrintedLine))
    assert ("".join(run.text for run in first.runs), first.place) == ("HELLO", Place.CENTER)
    assert {(run.wide, run.tall) for run in first.runs} == {(2, 2)}
    assert ("".join(run.text for run in second.runs), second.place) == ("right 2", Place.RIGHT)
    assert {(run.wide, run.tall) for run in second.runs} == {(1, 1)}
    assert noise == 0


def test_a_code_a_picture_and_the_cut_are_read() -> None:
    printer = Dummy()
    printer.qr(LINK, native=True, size=6)
    picture = Image.new("1", (96, 32), 1)
    picture.putpixel((3, 5), 0)
    printer.image(picture, impl="bitImageRaster")
    printer.cut()
    steps, noise = read(printer.output)
    (code,) = (step for step in steps if isinstance(step, PrintedQr))
    assert (code.data.decode(), code.module) == (LINK, 6)
    (drawn,) = (step for step in steps if isinstance(step, PrintedPicture))
    assert (drawn.width, drawn.height) == (96, 32)
    dots = {
        (x, y)
        for y in range(drawn.height)
        for x in range(drawn.width)
        if drawn.rows[y * 12 + x // 8] >> (7 - x % 8) & 1
    }
    assert dots == {(3, 5)}
    assert [type(step) for step in steps].count(PaperCut) == 1
    assert noise == 0


def test_our_driver_writes_the_same_code_as_the_other_hand() -> None:
    printer = Dummy()
    printer.qr(LINK, native=True, size=6)
    theirs, _ = read(printer.output)
    profile = find_profile(PROFILES, "epson-tm-t88-sc")
    ours, _ = read(escpos_codec.encode(ReceiptDocument((Qr(LINK),)), profile, GLYPHS))

    def codes(steps: Sequence[Step]) -> list[bytes]:
        return [step.data for step in steps if isinstance(step, PrintedQr)]

    assert codes(ours) == codes(theirs) == [LINK.encode()]
