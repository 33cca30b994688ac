"""One handwritten character → candidates, by Zinnia and the model of the Tegaki project.

Both are Debian packages (libzinnia0, tegaki-zinnia-simplified-chinese) that are loaded where they lie. The
model knows the 6,763 characters of GB 2312 and takes 27 MB while it is open, so it is opened when somebody
begins to write by hand, and closed with the keys. Order and number of the strokes matter to it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LIBRARY: Final = "libzinnia.so.0"
MODEL: Final = Path("/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model")
SIDE: Final = 1000  # of the square that a character is fitted into
_MARGIN: Final = 0.1  # of the side, free on each of the four
_HANDLE: Final = ctypes.c_void_p

Point = tuple[float, float]
Strokes = tuple[tuple[Point, ...], ...]


class HandwritingError(Exception):
    """The library or its model is missing or damaged: nobody can write by hand; all other keys work."""


class Recogniser:
    """Raises HandwritingError when it cannot be opened. To be used by one thread, and closed."""

    def __init__(self, model: Path = MODEL, library: str = LIBRARY) -> None:
        try:
            self._zinnia = _declared(ctypes.CDLL(library))
        except (OSError, AttributeError) as fault:
            raise HandwritingError(f"{library} cannot be loaded ({type(fault).__name__}).") from fault
        self._handle: int | None = self._zinnia.zinnia_recognizer_new()
        if not model.is_file() or not self._zinnia.zinnia_recognizer_open(self._handle, str(model).encode()):
            self.close()
            raise HandwritingError(f"{model.name} cannot be opened.")

    def recognise(self, strokes: Strokes, most: int) -> tuple[str, ...]:
        """Characters, the likeliest first; ``strokes`` in the order of writing, in any unit, y downwards."""
        fitted = squared(strokes)
        if not fitted or self._handle is None:
            return ()
        zinnia = self._zinnia
        character = zinnia.zinnia_character_new()
        result = None
        try:
            zinnia.zinnia_character_set_width(character, SIDE)
            zinnia.zinnia_character_set_height(character, SIDE)
            for number, stroke in enumerate(fitted):
                for x, y in stroke:
                    zinnia.zinnia_character_add(character, number, round(x), round(y))
            result = zinnia.zinnia_recognizer_classify(self._handle, character, most)
            if not result:
                return ()
            return tuple(
                zinnia.zinnia_result_value(result, place).decode()
                for place in range(zinnia.zinnia_result_size(result))
            )
        finally:
            zinnia.zinnia_character_destroy(character)
            if result:
                zinnia.zinnia_result_destroy(result)

    def close(self) -> None:
        if self._handle is not None:
            self._zinnia.zinnia_recognizer_destroy(self._handle)
            self._handle = None


def squared(strokes: Sequence[Sequence[Point]]) -> Strokes:
    """The strokes moved and scaled into the middle of the square, wherever and however large they are."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return ()
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = SIDE * (1 - 2 * _MARGIN) / max(wide, high, 1.0)
    right, down = (SIDE - wide * scale) / 2, (SIDE - high * scale) / 2
    return tuple(
        tuple(((x - left) * scale + right, (y - top) * scale + down) for x, y in stroke)
        for stroke in strokes
        if stroke
    )


def is_there() -> bool:
    """Whether both packages are installed; nothing is opened."""
    if not MODEL.is_file():
        return False
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def _declared(zinnia: ctypes.CDLL) -> ctypes.CDLL:
    """The functions of zinnia.h that are used, with their types."""
    size, whole, text = ctypes.c_size_t, ctypes.c_int, ctypes.c_char_p
    for name, gives, takes in (
        ("recognizer_new", _HANDLE, ()),
        ("recognizer_open", whole, (_HANDLE, text)),
        ("recognizer_classify", _HANDLE, (_HANDLE, _HANDLE, size)),
        ("recognizer_destroy", None, (_HANDLE,)),
        ("character_new", _HANDLE, ()),
        ("character_set_width", None, (_HANDLE, size)),
        ("character_set_height", None, (_HANDLE, size)),
        ("character_add", whole, (_HANDLE, size, whole, whole)),
        ("character_destroy", None, (_HANDLE,)),
        ("result_size", size, (_HANDLE,)),
        ("result_value", text, (_HANDLE, size)),
        ("result_destroy", None, (_HANDLE,)),
    ):
        function = getattr(zinnia, f"zinnia_{name}")
        function.restype, function.argtypes = gives, takes
    return zinnia
