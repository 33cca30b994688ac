"""A signature: strokes from the screen, as a small picture for the back end.

Strokes come as ``[[x, y, x, y, …], …]`` in shares (0 to 1) of the field's width and height.
"""

from __future__ import annotations

import base64
import io
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 900  # pixels
HEIGHT: Final = 300
PEN: Final = 6


def picture_of(strokes: object) -> str:
    """A PNG, black on white, as base64. What is no list of strokes is left out."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    for stroke in strokes if isinstance(strokes, list) else []:
        points = _points(stroke)
        if len(points) == 1:
            x, y = points[0]
            draw.ellipse((x - PEN, y - PEN, x + PEN, y + PEN), fill=0)
        elif points:
            draw.line(points, fill=0, width=PEN, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")


def _points(stroke: object) -> list[tuple[float, float]]:
    if not isinstance(stroke, list) or not all(isinstance(one, int | float) for one in stroke):
        return []
    numbers = [min(1.0, max(0.0, float(one))) for one in stroke]
    return [(x * WIDTH, y * HEIGHT) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
