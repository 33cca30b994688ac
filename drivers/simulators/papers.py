"""Papers from files, to be laid under the simulated document camera: pictures and pages of a PDF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from drivers.simulators.base import CommandRefused
from drivers.simulators.sample_papers import Sheet

Picture = npt.NDArray[np.uint8]
"""Height × width × 3, RGB."""

DOTS_PER_MM = 8.0
"""Papers are drawn at 203 dots an inch: finer than any simulated camera sees them."""
MAX_SIDE_MM = 1200.0
MAX_PIXELS = 60_000_000
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})


def from_file(path: Path, page: int, width_mm: float | None) -> Sheet:
    """A picture, or one page (from 1) of a PDF. ``width_mm`` None: a PDF's own width; a picture has 210 mm
    across when it is upright and 297 mm when it lies.

    Errors: ``CommandRefused``.
    """
    if path.suffix.lower() == ".pdf":
        rgb, width = _pdf_page(path, page)
    elif path.suffix.lower() in PICTURES:
        rgb = _picture(path)
        width = 210.0 if rgb.shape[0] >= rgb.shape[1] else 297.0
    else:
        raise CommandRefused(f"A paper is a PDF or a picture ({', '.join(sorted(PICTURES))}).")
    width = width if width_mm is None else width_mm
    height = width * rgb.shape[0] / rgb.shape[1]
    if not (20.0 <= width <= MAX_SIDE_MM and 20.0 <= height <= MAX_SIDE_MM):
        raise CommandRefused(f"A paper's sides are 20 to {MAX_SIDE_MM:g} mm, not {width:g} by {height:g}.")
    return Sheet(rgb, width, height)


def _picture(path: Path) -> Picture:
    from PIL import Image

    try:
        with Image.open(path) as found:
            if found.width * found.height > MAX_PIXELS:
                raise CommandRefused("The picture of the paper has more than 60 million pixels.")
            return np.asarray(found.convert("RGB"), np.uint8)
    except (OSError, ValueError, SyntaxError) as error:
        if isinstance(error, CommandRefused):
            raise
        raise CommandRefused(f"The picture of the paper cannot be read ({type(error).__name__}).") from None


def _pdf_page(path: Path, page: int) -> tuple[Picture, float]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (OSError, pypdfium2.PdfiumError) as error:
        raise CommandRefused(f"The PDF of the paper cannot be read ({type(error).__name__}).") from None
    try:
        if not 1 <= page <= len(document):
            raise CommandRefused(f"The PDF has the pages 1 to {len(document)}, not {page}.")
        points, high = document[page - 1].get_size()  # of 1/72 inch
        scale = DOTS_PER_MM * 25.4 / 72
        if points * high * scale * scale > MAX_PIXELS:
            raise CommandRefused("The page of the PDF is larger than a desk.")
        rgb = document[page - 1].render(scale=scale).to_pil().convert("RGB")
        return np.asarray(rgb, np.uint8), points * 25.4 / 72
    finally:
        document.close()
