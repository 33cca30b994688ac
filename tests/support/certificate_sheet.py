"""``python -m support.certificate_sheet``: each kind of e-certificate, ``docs/pictures/certificates.webp``.

Invented people only; every sheet says 样张.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from support.matter_papers import Papers, maker, proof_for

from kiosk.paper.a4 import render

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "certificates.webp"
COLUMNS, GAP = 6, 8  # pixels between the sheets
DESK = (226, 228, 232)


def sheets() -> list[bytes]:
    """The PDFs, by the names of their kinds."""
    with tempfile.TemporaryDirectory() as folder:
        papers = Papers(Path(folder))
        found = []
        for one in asyncio.run(papers.certificates()):
            assert one.answer is not None
            sheet = maker().sheet("F01", one.person, one.answer, proof_for("F01"))
            found.append(render(sheet.template, sheet.data()))
        papers.close()
    return found


def main() -> None:
    pictures = []
    for pdf in sheets():
        document = pypdfium2.PdfDocument(pdf)
        pictures.append(document[0].render(scale=0.62).to_pil().convert("RGB"))
        document.close()
    width, height = pictures[0].size
    rows = -(-len(pictures) // COLUMNS)
    size = (COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP)
    board = Image.new("RGB", size, DESK)
    for i, picture in enumerate(pictures):
        board.paste(picture, (GAP + i % COLUMNS * (width + GAP), GAP + i // COLUMNS * (height + GAP)))
    board.save(PICTURE, "WEBP", quality=80, method=6)
    print(f"{len(pictures)} kinds: {PICTURE}")


if __name__ == "__main__":
    main()
