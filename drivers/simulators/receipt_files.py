"""The tickets of a simulated printer as files: text and picture."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drivers.simulators.receipt_paper import Ticket
from drivers.simulators.receipt_picture import receipt_png

FONTS = (
    Path(__file__).resolve().parents[2] / "assets" / "fonts" / "NotoSansSC-Regular.otf",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)


class ReceiptFiles:
    """Keeps ``ticket-0001.png`` and ``.txt`` in ``folder``; without a Chinese font only the text."""

    def __init__(self, folder: Path, font: Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._font = font or next((path for path in FONTS if path.exists()), None)
        self.newest: list[str] = []

    async def keep(self, ticket: Ticket, number: int, dots: int) -> None:
        """Draws in a thread: a picture takes some tens of milliseconds."""
        stem = self._folder / f"ticket-{number:04d}"
        self.newest = await asyncio.to_thread(self._write, ticket, stem, dots)

    def _write(self, ticket: Ticket, stem: Path, dots: int) -> list[str]:
        text = stem.with_suffix(".txt")
        text.write_text(ticket.text + "\n", encoding="utf-8")
        if self._font is None:
            return [str(text)]
        picture = stem.with_suffix(".png")
        picture.write_bytes(receipt_png(ticket, self._font, dots))
        return [str(text), str(picture)]
