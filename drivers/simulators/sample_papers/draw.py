"""Papers that people bring, drawn from `samples.toml` with the project's own fonts; each is marked 样张."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Picture = npt.NDArray[np.uint8]

FONTS = Path(__file__).resolve().parents[3] / "assets" / "fonts"
SAMPLES_FILE = Path(__file__).with_name("samples.toml")
DPI = 200
_INK = (38, 38, 44, 255)
_FAINT = (120, 116, 120, 255)
_RED = (206, 36, 38)


class Look(StrEnum):
    SHEET = "sheet"
    BOOKLET = "booklet"
    CARD = "card"


class Photo(StrEnum):
    NONE = "none"
    LEFT = "left"
    RIGHT = "right"


class UnknownPaperError(ValueError):
    """No sample has this name; the sentence says which there are."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One invented document; ``width``, ``height`` in millimetres as it is read."""

    name: str
    title: str
    width: float
    height: float
    look: Look
    tint: tuple[int, int, int]
    photo: Photo
    rows: tuple[tuple[str, ...], ...]
    table: tuple[tuple[str, ...], ...]
    text: tuple[str, ...]
    seal: str


@lru_cache(1)
def load() -> dict[str, Paper]:
    """Every sample by its name."""
    return {
        name: Paper(
            name=name,
            title=sample["title"],
            width=float(sample["size"][0]),
            height=float(sample["size"][1]),
            look=Look(sample["look"]),
            tint=tuple(sample.get("tint", (250, 249, 246))),
            photo=Photo(sample.get("photo", "none")),
            rows=tuple(tuple(row) for row in sample.get("rows", ())),
            table=tuple(tuple(row) for row in sample.get("table", ())),
            text=tuple(sample.get("text", ())),
            seal=sample.get("seal", ""),
        )
        for name, sample in tomllib.loads(SAMPLES_FILE.read_text("utf-8")).items()
    }


def names() -> tuple[str, ...]:
    """The samples that can be laid on a desk."""
    return tuple(load())


def find(name: str) -> Paper:
    """Raises UnknownPaperError."""
    papers = load()
    if name not in papers:
        raise UnknownPaperError(f"No paper is called {name!r}; there are {', '.join(papers)}.")
    return papers[name]


@lru_cache(64)
def draw(name: str, dpi: int = DPI) -> Picture:
    """RGBA pixels (height × width × 4); alpha is 0 beyond a card's round corners. Do not write into it."""
    picture = np.asarray(_Pen(find(name), dpi).draw(), np.uint8)
    picture.setflags(write=False)
    return picture


def png(name: str, dpi: int = DPI) -> bytes:
    """The paper as a PNG file."""
    return _encoded(draw(name, dpi), "PNG")


def jpeg(name: str, dpi: int = DPI) -> bytes:
    """The paper as a JPEG file, as a phone would send it."""
    return _encoded(draw(name, dpi), "JPEG")


def _encoded(rgba: Picture, kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgba).convert("RGB").save(out, kind, dpi=(DPI, DPI))
    return out.getvalue()


@lru_cache(32)
def _font(weight: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSansSC-{weight}.otf"), pixels)


class _Pen:
    """Draws one paper from top to bottom; lengths in millimetres until the last moment."""

    def __init__(self, paper: Paper, dpi: int) -> None:
        self._paper = paper
        self._scale = dpi / 25.4
        size = (self._px(paper.width), self._px(paper.height))
        self._picture = Image.new("RGBA", size, (*paper.tint, 255))
        self._draw = ImageDraw.Draw(self._picture)
        card = paper.look is Look.CARD
        self._margin = 4.0 if card else min(paper.width, paper.height) * 0.08
        self._size = 3.0 if card else max(3.2, min(4.4, paper.width / 48))
        self._left, self._right = self._margin, paper.width - self._margin
        self._y = self._margin

    def draw(self) -> Image.Image:
        paper = self._paper
        if paper.look is Look.BOOKLET:
            inset = self._margin * 0.45
            for gap in (inset, inset + 1.2):
                self._frame(gap)
        if paper.title:
            self._title(paper.title)
        if paper.photo is not Photo.NONE:
            self._photo()
        for row in paper.rows:
            self._row(row)
        if paper.table:
            self._table(paper.table)
        self._y += self._size * 0.6
        for paragraph in paper.text:
            self._paragraph(paragraph)
        if paper.seal:
            self._seal(paper.seal)
        self._mark()
        if paper.look is Look.CARD:
            self._round_corners()
        return self._picture

    def _px(self, millimetres: float) -> int:
        return max(1, round(millimetres * self._scale))

    def _write(
        self, x: float, y: float, text: str, size: float, weight: str = "Regular", fill: object = _INK
    ) -> None:
        font = _font(weight, self._px(size))
        self._draw.text((self._px(x), self._px(y)), text, font=font, fill=fill)  # type: ignore[arg-type]  # Pillow's stub is narrower

    def _width(self, text: str, size: float) -> float:
        return float(_font("Regular", self._px(size)).getlength(text)) / self._scale

    def _frame(self, gap: float) -> None:
        paper = self._paper
        box = (self._px(gap), self._px(gap), self._px(paper.width - gap), self._px(paper.height - gap))
        self._draw.rectangle(box, outline=_FAINT, width=self._px(0.3))

    def _title(self, title: str) -> None:
        size = self._size * (1.25 if self._paper.look is Look.CARD else 1.9)
        left = (self._paper.width - self._width(title, size)) / 2
        self._write(left, self._y, title, size, "Bold")
        self._y += size * 1.7

    def _photo(self) -> None:
        """A grey bust: a sample has nobody's face."""
        width = 20.0 if self._paper.look is Look.CARD else 26.0
        height = width * 1.25
        left = self._left if self._paper.photo is Photo.LEFT else self._right - width
        top = self._y
        box = [self._px(v) for v in (left, top, left + width, top + height)]
        self._draw.rectangle(box, fill=(206, 212, 220, 255))
        head = [
            self._px(v)
            for v in (left + width * 0.3, top + height * 0.16, left + width * 0.7, top + height * 0.58)
        ]
        self._draw.ellipse(head, fill=(128, 132, 142, 255))
        body = [
            self._px(v)
            for v in (left + width * 0.12, top + height * 0.64, left + width * 0.88, top + height * 1.3)
        ]
        self._draw.pieslice(body, 180, 360, fill=(96, 102, 116, 255))
        if self._paper.photo is Photo.LEFT:
            self._left += width + 3
        else:
            self._right -= width + 3

    def _row(self, row: Sequence[str]) -> None:
        step = (self._right - self._left) / max(1, len(row) // 2)
        lined = self._paper.look is not Look.CARD
        for index in range(0, len(row) - 1, 2):
            x = self._left + index // 2 * step
            label = row[index] + ("" if self._paper.look is Look.CARD else "：")
            self._write(x, self._y, label, self._size, fill=_FAINT)
            self._write(x + self._width(label, self._size) + 1.5, self._y, row[index + 1], self._size)
        self._y += self._size * 1.75
        if lined:
            y = self._px(self._y - self._size * 0.3)
            self._draw.line((self._px(self._left), y, self._px(self._right), y), fill=_FAINT, width=1)

    def _table(self, table: Sequence[Sequence[str]]) -> None:
        top, height = self._y + 1, self._size * 1.8
        step = (self._right - self._left) / len(table[0])
        for index, row in enumerate(table):
            y = top + index * height
            for column, cell in enumerate(row):
                self._write(self._left + column * step + 1, y + self._size * 0.3, cell[:9], self._size * 0.85)
        for index in range(len(table) + 1):
            y = self._px(top + index * height)
            self._draw.line((self._px(self._left), y, self._px(self._right), y), fill=_INK, width=2)
        for column in range(len(table[0]) + 1):
            x = self._px(self._left + column * step)
            self._draw.line((x, self._px(top), x, self._px(top + len(table) * height)), fill=_INK, width=2)
        self._y = top + len(table) * height

    def _paragraph(self, text: str) -> None:
        line = ""
        for character in text:
            if self._width(line + character, self._size) > self._right - self._left:
                self._write(self._left, self._y, line, self._size)
                self._y += self._size * 1.7
                line = ""
            line += character
        self._write(self._left, self._y, line, self._size)
        self._y += self._size * 2.1

    def _seal(self, text: str) -> None:
        """A round red stamp with a star, its words along the rim."""
        radius = min(20.0, min(self._paper.width, self._paper.height) * 0.16)
        size = self._px(radius * 2)
        stamp = Image.new("RGBA", (size, size))
        pen = ImageDraw.Draw(stamp)
        ink = (*_RED, 190)
        pen.ellipse((2, 2, size - 3, size - 3), outline=ink, width=self._px(0.7))
        centre = size / 2
        angles = [(-90 + 144 * corner) * np.pi / 180 for corner in range(5)]
        star = [(centre + size * 0.15 * np.cos(a), centre + size * 0.15 * np.sin(a)) for a in angles]
        pen.polygon(star, fill=ink)
        font = _font("Regular", max(6, round(size * 0.11)))
        for index, character in enumerate(text):
            turn = (index - (len(text) - 1) / 2) * min(24.0, 270 / len(text))
            letter = Image.new("RGBA", (size, size))
            ImageDraw.Draw(letter).text((centre, size * 0.07), character, font=font, fill=ink, anchor="mt")
            stamp.alpha_composite(letter.rotate(-turn, Image.Resampling.BILINEAR))
        left = self._px(self._paper.width - self._margin) - size
        top = self._px(self._paper.height - self._margin) - size
        self._picture.alpha_composite(stamp, (max(0, left), max(0, top)))

    def _mark(self) -> None:
        """样张 across the paper, so that it is never taken for a real one."""
        paper = self._paper
        size = min(paper.width, paper.height) * 0.34
        layer = Image.new("RGBA", self._picture.size)
        centre = (self._picture.size[0] // 2, self._picture.size[1] // 2)
        font = _font("Bold", self._px(size))
        ImageDraw.Draw(layer).text(centre, "样 张", font=font, fill=(*_RED, 34), anchor="mm")
        self._picture.alpha_composite(layer.rotate(24, Image.Resampling.BILINEAR))
        note = "样张 · 虚构 · 无效"
        small = self._size * 0.7
        self._write(self._margin, paper.height - self._margin * 0.9, note, small, fill=(*_RED, 255))

    def _round_corners(self) -> None:
        mask = Image.new("L", self._picture.size)
        width, height = self._picture.size
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), self._px(3.18), fill=255)
        self._picture.putalpha(mask)
