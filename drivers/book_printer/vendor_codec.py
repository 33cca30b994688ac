"""Lines between the kiosk and a vendor's plug-in for a book printer. Pure bytes, no wire.

There is no public protocol for printers of 就医记录册; vendors ship libraries. A plug-in in a process of its
own wraps such a library and speaks lines of text::

    CRC-32 of the JSON, 8 hexadecimal digits | space | JSON object | newline

The kiosk asks ``{"id": 7, "ask": "print", …}``; the plug-in answers ``{"id": 7, "how": "success", …}``.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

LINE_LIMIT = 4096  # of an answer
DOCUMENT_LIMIT = 4 * 1024 * 1024
REQUEST_LIMIT = DOCUMENT_LIMIT * 4 // 3 + 4096


class Ask(StrEnum):
    IDENTIFY = "identify"  # answer: model, serial, firmware
    STATUS = "status"  # answer: book ("none" | "page"), page, reasons
    PRINT = "print"  # job, page, pdf (base64)
    JOB = "job"  # job; answer: state ("printed" | "printing" | "failed" | "unknown"), page
    EJECT = "eject"


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A request or an answer: ``word`` is what is asked, or the completion's code."""

    number: int
    word: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"Line({self.number}, {self.word})"


def encode_request(line: Line) -> bytes:
    return _encode({"id": line.number, "ask": line.word, **line.values})


def encode_answer(line: Line) -> bytes:
    return _encode({"id": line.number, "how": line.word, **line.values})


def _encode(values: Mapping[str, object]) -> bytes:
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


class LineDecoder:
    """Good lines in a stream; others are passed over and counted."""

    def __init__(self, word: str, limit: int = LINE_LIMIT) -> None:
        """``word``: the key that holds it, "ask" or "how"."""
        self._word = word
        self._limit = limit
        self._buffer = bytearray()
        self._too_long = False
        self.damaged = 0

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()
        self._too_long = False
        self.damaged = 0

    def feed(self, data: bytes) -> list[Line]:
        found: list[Line] = []
        for piece in data.splitlines(keepends=True):
            if len(self._buffer) + len(piece) > self._limit:
                self._too_long = True
                self._buffer.clear()
            if not self._too_long:
                self._buffer += piece
            if piece.endswith(b"\n"):
                line = None if self._too_long else self._parse(bytes(self._buffer))
                self._buffer.clear()
                self._too_long = False
                if line is None:
                    self.damaged += 1
                else:
                    found.append(line)
        return found

    def _parse(self, data: bytes) -> Line | None:
        if not data.endswith(b"}\n"):
            return None
        # Noise may stand before the line.
        start = data.find(b" {")
        while start >= 0 and data[max(start - 8, 0) : start] != b"%08x" % zlib.crc32(data[start + 1 : -1]):
            start = data.find(b" {", start + 1)
        if start < 0:
            return None
        text = data[start + 1 : -1]
        try:
            values = json.loads(text)
            number, word = values.pop("id"), values.pop(self._word)
        except (ValueError, KeyError, AttributeError, RecursionError):
            return None
        if isinstance(number, bool) or not isinstance(number, int) or not isinstance(word, str):
            return None
        return Line(number, word, MappingProxyType(values))
