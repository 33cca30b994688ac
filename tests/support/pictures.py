"""Comparing what is drawn with what is kept, to the pixel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtGui import QImage

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"


def drawn(image: QImage) -> Image.Image:
    """A picture of ``Format_RGB888``."""
    rows = bytes(image.constBits())
    size = (image.width(), image.height())
    return Image.frombytes("RGB", size, rows, "raw", "RGB", image.bytesPerLine())


def _kept(golden: Path) -> Image.Image:
    with Image.open(golden) as opened:
        return opened.convert("RGB")


def compare(name: str, picture: Image.Image, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Lossless WebP: a third of a PNG's size, pixel for pixel the same."""
    golden = GOLDEN / f"{name}.webp"
    if request.config.getoption("--golden-write"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        if not golden.exists() or _kept(golden).tobytes() != picture.tobytes():
            picture.save(golden, "WEBP", lossless=True, quality=100, method=4)
        return
    assert golden.exists(), f"{name} has no golden picture; draw it with --golden-write and look at it"
    kept = _kept(golden)
    if kept.size == picture.size and kept.tobytes() == picture.tobytes():
        return
    picture.save(tmp_path / "drawn.png")
    if kept.size == picture.size:
        difference = ImageChops.difference(kept, picture)
        difference.point(lambda value: 255 if value else 0).save(tmp_path / "difference.png")
        where = f"in {difference.getbbox()}"
    else:
        where = f"in size: {picture.size} for {kept.size}"
    pytest.fail(f"{name} differs {where}; see {tmp_path}", pytrace=False)
