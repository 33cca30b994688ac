"""``multipart/x-mixed-replace`` as IP cameras send it: a pure decoder from bytes to JPEG pictures.

Grammar: RFC 2046 §5.1 (boundaries) and §5.1.2; part headers as of RFC 822. Cameras differ in the rest: with
or without ``Content-Length``, boundary with or without its two hyphens. JPEG pictures are told by their
markers (ITU-T T.81 §B.1.1.3: SOI FFD8, EOI FFD9).

The decoder never raises, never grows beyond ``MAX_PART`` and finds its way back at the next boundary.
"""

from __future__ import annotations

import re

MAX_PART = 4 * 1024 * 1024
MAX_HEADERS = 4096
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})"?', re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a Content-Type names, without leading hyphens; None when it is no picture flow."""
    if not content_type.lower().lstrip().startswith("multipart/"):
        return None
    found = _BOUNDARY.search(content_type)
    if found is None:
        return None
    name = found.group(1).encode("latin-1", "replace")
    return name.removeprefix(b"--") or None


class MultipartDecoder:
    """Feed it bytes as they come; it returns the parts that became complete, oldest first."""

    def __init__(self, boundary: bytes) -> None:
        if not boundary:
            raise ValueError("a boundary has at least one character")
        self._boundary = b"--" + boundary
        self._buffer = bytearray()
        self._length: int | None = None  # None: between parts, or the part tells no length
        self._inside = False

    @property
    def held(self) -> int:
        """Bytes kept for a part that is not complete."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        parts: list[bytes] = []
        self._buffer += data
        while (part := self._next()) is not None:
            if part:
                parts.append(part)
        if len(self._buffer) > MAX_PART:
            self._lose()
        return parts

    def _next(self) -> bytes | None:
        """One complete part; b"" when something was dropped and there is more to look at; None when bytes
        lack.
        """
        if not self._inside:
            return self._enter()
        if self._length is not None:
            if len(self._buffer) < self._length:
                return None
            body = bytes(self._buffer[: self._length])
            if body.startswith(b"\xff\xd8") and self._boundary in body:
                # The length lied (bytes were lost): what follows the picture is already another part.
                return self._until_boundary()
            del self._buffer[: self._length]
            self._inside, self._length = False, None
            return _jpeg(body)
        return self._until_boundary()

    def _enter(self) -> bytes | None:
        at = self._buffer.find(self._boundary)
        if at < 0:
            keep = len(self._boundary) - 1
            del self._buffer[: max(0, len(self._buffer) - keep)]
            return None
        end = _END_OF_HEADERS.search(self._buffer, at)
        if end is None:
            del self._buffer[:at]
            if len(self._buffer) > MAX_HEADERS:
                del self._buffer[: len(self._boundary)]  # no headers here: look for the next boundary
                return b""
            return None
        length = _LENGTH.search(bytes(self._buffer[at : end.start()]))
        told = int(length.group(1)) if length else None
        self._length = told if told is not None and 0 < told <= MAX_PART // 2 else None
        self._inside = True
        del self._buffer[: end.end()]
        return b""

    def _until_boundary(self) -> bytes | None:
        at = self._buffer.find(self._boundary)
        if at < 0:
            return None
        body = bytes(self._buffer[:at])
        del self._buffer[:at]
        self._inside, self._length = False, None
        return _jpeg(body)

    def _lose(self) -> None:
        del self._buffer[: len(self._buffer) - len(self._boundary)]
        self._inside, self._length = False, None


def _jpeg(body: bytes) -> bytes:
    start = body.find(b"\xff\xd8")
    end = body.rfind(b"\xff\xd9")
    return body[start : end + 2] if 0 <= start < end else b""
