"""The photos that exist of an invented resident: on the card, in the hub's records."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image

from drivers.id_card_reader import stand_in_photo

from .canvas import Bytes
from .features import CALM, Expression
from .portrait import STUDIO, Light
from .roster import Person
from .scene import STRAIGHT, Pose, blank_portrait

CARD_SIZE = (102, 126)
HUB_SIZE = (306, 378)  # three times the card: one sprite serves both


def render_portrait(
    person: Person,
    size: tuple[int, int] = HUB_SIZE,
    *,
    light: Light = STUDIO,
    pose: Pose = STRAIGHT,
    expression: Expression = CALM,
) -> Bytes:
    """A person's identity photo on white, as a (height, width, 3) RGB array; size = (width, height)."""
    return blank_portrait(person.face, size, light, pose, expression)


@lru_cache(maxsize=64)
def card_photo(person: Person) -> bytes:
    """The photo of the card, 102 x 126 pixels, WebP of at most 1,000 bytes.

    Raises ValueError if no quality makes it that small.
    """
    image = Image.fromarray(render_portrait(person, CARD_SIZE))
    for quality in range(80, -1, -4):
        data = _encoded(image, "WEBP", quality)
        if len(data) <= 1000:
            return data
    raise ValueError("the card photo does not fit into 1,000 bytes at any quality")


@lru_cache(maxsize=64)
def hub_photo(person: Person) -> bytes:
    """The photo in the hub's records, 306 x 378 pixels, JPEG of 3 to 8 KB."""
    image = Image.fromarray(render_portrait(person, HUB_SIZE))
    for quality in range(80, 10, -4):
        data = _encoded(image, "JPEG", quality)
        if len(data) <= 8000:
            return data
    raise ValueError("the hub photo does not fit into 8,000 bytes at any quality")


def stand_in_photo_block(person: Person) -> bytes:
    """The 1,024-byte photo block of the person's simulated card; for its format see the stand-in codec."""
    return stand_in_photo.encode(card_photo(person))


def _encoded(image: Image.Image, kind: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    if kind == "WEBP":
        image.save(buffer, kind, quality=quality, method=6)
    else:
        image.save(buffer, kind, quality=quality, optimize=True)
    return buffer.getvalue()
