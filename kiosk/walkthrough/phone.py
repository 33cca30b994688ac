"""The person's phone: it opened the page behind a code, and sends a picture of a paper."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Mapping

from PIL import Image, ImageDraw

PATIENCE_S = 10.0
MARK = {"x-kiosk-upload": "1"}  # what the hub's page sends, and a form of another site cannot


def send_picture(url: str) -> None:
    """Send one page and say that it was all. Errors: ``OSError`` when the hub does not take it."""
    _request(url)
    _request(f"{url}/pages", _photograph(), MARK | {"content-type": "image/jpeg"})
    _request(f"{url}/done", b"", MARK)


def _request(url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> None:
    asked = urllib.request.Request(url, data, dict(headers or {}))  # noqa: S310  # the hub's own code
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - the demo's own hub
        answer.read()


def _photograph() -> bytes:
    """A sheet with lines of writing that say nothing, as JPEG."""
    sheet = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(sheet)
    for line in range(12):
        top = 180 + 120 * line
        pen.rectangle((140, top, 1100 - 70 * (line % 3), top + 34), fill="#303030")
    held = io.BytesIO()
    sheet.save(held, "JPEG", quality=80)
    return held.getvalue()
