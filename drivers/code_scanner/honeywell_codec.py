"""Triggers and menu commands of Honeywell scan engines and their relatives. Pure bytes, no wire.

Source: Honeywell N-series (N3680, N5680) integration manual::

    trigger  16 54 0D        untrigger  16 55 0D
    menu     16 4D 0D | tag and data | '.' until the power goes, or '!' kept
    reply    tag and data | 06 done, 05 no such tag, 15 bad data | '.' or '!'

The three bytes of the reply were not seen on a device: :class:`ReplyBytes` holds them as settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

TRIGGER = b"\x16T\r"
UNTRIGGER = b"\x16U\r"
MENU = b"\x16M\r"
MAX_BODY = 64
BUFFER_LIMIT = 1024
_BODY = re.compile(rb"[A-Za-z]{3,6}[0-9A-Za-z*?^]*")


class Keeping(Enum):
    VOLATILE = b"."
    PERMANENT = b"!"


class Result(Enum):
    DONE = "done"
    UNKNOWN_TAG = "unknown_tag"
    BAD_DATA = "bad_data"


@dataclass(frozen=True, slots=True)
class ReplyBytes:
    done: int = 0x06
    unknown_tag: int = 0x05
    bad_data: int = 0x15

    def of(self, result: Result) -> int:
        return {
            Result.DONE: self.done,
            Result.UNKNOWN_TAG: self.unknown_tag,
            Result.BAD_DATA: self.bad_data,
        }[result]


@dataclass(frozen=True, slots=True)
class Menu:
    body: str
    keeping: Keeping = Keeping.VOLATILE


class Press(Enum):
    TRIGGER = "trigger"
    UNTRIGGER = "untrigger"


def encode_menu(menu: Menu) -> bytes:
    """Errors: ``ValueError`` for a body that is none."""
    return MENU + _body(menu.body) + menu.keeping.value


def encode_reply(menu: Menu, result: Result, values: ReplyBytes | None = None) -> bytes:
    """What an engine sends. Errors: ``ValueError``."""
    return _body(menu.body) + bytes(((values or ReplyBytes()).of(result),)) + menu.keeping.value


def _body(text: str) -> bytes:
    data = text.encode("ascii", "replace")
    if len(data) > MAX_BODY or not _BODY.fullmatch(data):
        raise ValueError("A menu command is a tag of 3 to 6 letters, and data.")
    return data


class ReplyFinder:
    """Finds the reply to one menu command, however its letters are written; nothing else."""

    def __init__(self, menu: Menu, values: ReplyBytes | None = None) -> None:
        self._results = {(values or ReplyBytes()).of(result): result for result in Result}
        self._body = _body(menu.body).lower()
        self._end = menu.keeping.value
        self._buffer = bytearray()
        self.heard = False  # anything at all came

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> tuple[Result, bytes] | None:
        """The result, and what came after the reply."""
        self.heard = self.heard or bool(data)
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            end = start + BUFFER_LIMIT // 2
            self._buffer += data[start:end]
            found = self._next()
            if found is not None:
                rest = bytes(self._buffer) + data[end:]
                self._buffer.clear()
                return found, rest
        return None

    def _next(self) -> Result | None:
        size = len(self._body)
        lowered = bytes(self._buffer).lower()
        start = lowered.find(self._body)
        while start >= 0:
            if len(lowered) < start + size + 2:
                del self._buffer[:start]
                return None
            result = self._results.get(self._buffer[start + size])
            if result is not None and self._buffer[start + size + 1 : start + size + 2] == self._end:
                del self._buffer[: start + size + 2]
                return result
            start = lowered.find(self._body, start + 1)
        del self._buffer[: max(0, len(self._buffer) - (size + 1))]
        return None


class CommandDecoder:
    """The engine's side: triggers and menu commands in a stream."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Press | Menu]:
        found: list[Press | Menu] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            while (one := self._next()) is not None:
                found.append(one)
        return found

    def _next(self) -> Press | Menu | None:
        buffer = self._buffer
        while True:
            start = buffer.find(0x16)
            if start < 0:
                buffer.clear()
                return None
            del buffer[:start]
            if len(buffer) < 3:
                return None
            head = bytes(buffer[:3])
            if head in _PRESSES:
                del buffer[:3]
                return _PRESSES[head]
            if head != MENU:
                del buffer[0]
                continue
            ends = [place for one in Keeping if (place := buffer.find(one.value, 3)) >= 0]
            if not ends:
                if len(buffer) <= 3 + MAX_BODY:
                    return None
                del buffer[0]
                continue
            body, keeping = bytes(buffer[3 : min(ends)]), Keeping(bytes(buffer[min(ends) : min(ends) + 1]))
            if len(body) > MAX_BODY or not _BODY.fullmatch(body):
                del buffer[0]
                continue
            del buffer[: min(ends) + 1]
            return Menu(body.decode("ascii"), keeping)


_PRESSES = {TRIGGER: Press.TRIGGER, UNTRIGGER: Press.UNTRIGGER}
