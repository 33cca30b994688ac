"""Characters as dots, for what a printer's own font lacks (𬭎 㛃 䶮 in names; GB 18030-2022 level 3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from drivers.receipt_printer.document import Image

if TYPE_CHECKING:  # the imaging library is loaded for the first character that is drawn, not at the start
    from PIL import ImageFont


class GlyphSource(Protocol):
    def cell(self, character: str, width: int, height: int) -> Image | None:
        """One character drawn to fill a cell of ``width`` x ``height`` dots; None when no font has it."""


class FontGlyphs:
    """Draws from font files, the first that has the character.

    ``fonts`` are paths of TrueType or OpenType files; of a collection the face ``index`` is taken (2 = SC in
    Noto's).
    """

    # A private-use code point that no font here fills: what is drawn for it is the font's "missing" box.
    _MISSING = "\U0010fffd"

    def __init__(self, fonts: Sequence[Path], index: int = 2) -> None:
        self._fonts = tuple(path for path in fonts if path.exists())
        self._index = index
        if not self._fonts:
            raise FileNotFoundError(
                f"none of {len(fonts)} font files exists; receipts could not show rare characters"
            )
        self._face = lru_cache(maxsize=16)(self._load)
        self._cell = lru_cache(maxsize=512)(self._draw)

    def cell(self, character: str, width: int, height: int) -> Image | None:
        return self._cell(character, width, height)

    def _load(self, path: Path, size: int) -> ImageFont.FreeTypeFont:
        from PIL import ImageFont

        index = self._index if path.suffix.lower() in (".ttc", ".otc") else 0
        return ImageFont.truetype(str(path), size, index=index)

    def _draw(self, character: str, width: int, height: int) -> Image | None:
        for path in self._fonts:
            face = self._face(path, min(height, 24 * max(1, height // 24)))
            if not character.isspace() and bytes(face.getmask(character, mode="1")) == bytes(
                face.getmask(self._MISSING, mode="1")
            ):
                continue
            return _fit(face, character, width, height)
        return None


def _fit(face: ImageFont.FreeTypeFont, character: str, width: int, height: int) -> Image:
    """Draw in the font's own proportions, then stretch to the cell as a printer's double sizes do.

    A letter that is wider than its cell (m, W) is squeezed, a narrower one stands in the middle.
    """
    from PIL import Image as Picture
    from PIL import ImageDraw

    square = int(face.size)
    natural = max(square // 2 if width * 2 <= height else square, 1)
    advance = max(natural, round(face.getlength(character)))
    canvas = Picture.new("L", (advance, square), 0)
    ascent, descent = face.getmetrics()
    top = (square - (ascent + descent)) // 2
    pen = ImageDraw.Draw(canvas)
    pen.text(((advance - face.getlength(character)) / 2, top), character, fill=255, font=face)
    fits = canvas.size == (width, height)
    dots = canvas if fits else canvas.resize((width, height), Picture.Resampling.LANCZOS)
    return Image(width, height, dots.point(lambda value: 255 if value >= 110 else 0).convert("1").tobytes())
