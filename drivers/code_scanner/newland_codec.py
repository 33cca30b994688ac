"""The unified command set of Newland scanners. Pure bytes, no wire.

Source: Newland unified serial command set (FM430, FM530 and later)::

    command  7E 01 | "0000" | '@' or '#' | TAG, SUB, DATA | 3B 03
    reply    02 01 | "0000" | '@' or '#' | TAG, SUB, DATA | 06, 15 or 05 | 3B 03

'@' is kept by the scanner, '#' until its power goes. 06: done; 15: the value is out of range; 05: no such
tag. The text of a code comes bare, followed by the configured suffix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, IntEnum

COMMAND_HEAD = b"\x7e\x010000"
REPLY_HEAD = b"\x02\x010000"
TAIL = b";\x03"
MAX_BODY = 64
BUFFER_LIMIT = 1024
_BODY = re.compile(rb"[A-Z0-9]{6}[0-9A-Za-z*&^]*")


class Keeping(Enum):
    PERMANENT = b"@"
    VOLATILE = b"#"


class Result(IntEnum):
    DONE = 0x06
    OUT_OF_RANGE = 0x15
    UNKNOWN_TAG = 0x05


@dataclass(frozen=True, slots=True)
class Command:
    """``body`` is the tag (3), the sub-tag (3) and the data, such as ``SCNTRG1``."""

    body: str
    keeping: Keeping = Keeping.VOLATILE


@dataclass(frozen=True, slots=True)
class Reply:
    body: str
    keeping: Keeping
    result: Result


def encode_command(command: Command) -> bytes:
    """Errors: ``ValueError`` for a body that is none."""
    return COMMAND_HEAD + command.keeping.value + _body(command.body) + TAIL


def encode_reply(reply: Reply) -> bytes:
    """What a scanner sends. Errors: ``ValueError``."""
    return REPLY_HEAD + reply.keeping.value + _body(reply.body) + bytes((reply.result,)) + TAIL


def _body(text: str) -> bytes:
    data = text.encode("ascii", "replace")
    if len(data) > MAX_BODY or not _BODY.fullmatch(data):
        raise ValueError("A command is a tag and a sub-tag of three characters each, and data.")
    return data


class _Finder:
    """Finds frames between a head and the tail; what is between them is looked at by the caller."""

    def __init__(self, head: bytes) -> None:
        self._head = head
        self._limit = len(head) + 1 + MAX_BODY + 1 + len(TAIL)
        self.buffer = bytearray()

    def next(self) -> bytes | None:
        """The inside of the next frame; incomplete ones stay, impossible ones are passed over."""
        buffer, head = self.buffer, self._head
        while True:
            start = buffer.find(head)
            if start < 0:
                del buffer[: len(buffer) - _beginning(buffer, head)]
                return None
            del buffer[:start]
            end = buffer.find(TAIL, len(head))
            another = buffer.find(head, 1)
            if another >= 0 and (end < 0 or another < end):
                del buffer[:another]  # the first one never ended
                continue
            if 0 <= end < self._limit:
                inside = bytes(buffer[len(head) : end])
                del buffer[: end + len(TAIL)]
                return inside
            if end < 0 and len(buffer) < self._limit:
                return None
            del buffer[0]


def _beginning(buffer: bytearray, head: bytes) -> int:
    """How many of the last bytes may be the beginning of a head."""
    return next((size for size in range(len(head) - 1, 0, -1) if buffer.endswith(head[:size])), 0)


class ReplyFinder:
    """Finds the first good reply in a stream; what follows it stays untouched, for it is text."""

    def __init__(self) -> None:
        self._finder = _Finder(REPLY_HEAD)
        self.damaged = False  # something looked like a reply and was none

    @property
    def waiting(self) -> int:
        return len(self._finder.buffer)

    def feed(self, data: bytes) -> tuple[Reply, bytes] | None:
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            end = start + BUFFER_LIMIT // 2
            self._finder.buffer += data[start:end]
            while (inside := self._finder.next()) is not None:
                reply = _reply(inside)
                if reply is None:
                    self.damaged = True
                    continue
                rest = bytes(self._finder.buffer) + data[end:]
                self._finder.buffer.clear()
                return reply, rest
        return None


def _reply(inside: bytes) -> Reply | None:
    if len(inside) < 8:
        return None
    keeping, body, result = inside[:1], inside[1:-1], inside[-1]
    if keeping not in (b"@", b"#") or result not in _RESULTS or not _BODY.fullmatch(body):
        return None
    return Reply(body.decode("ascii"), Keeping(keeping), Result(result))


class CommandDecoder:
    """The scanner's side: commands in a stream."""

    def __init__(self) -> None:
        self._finder = _Finder(COMMAND_HEAD)

    @property
    def waiting(self) -> int:
        return len(self._finder.buffer)

    def reset(self) -> None:
        self._finder.buffer.clear()

    def feed(self, data: bytes) -> list[Command]:
        found: list[Command] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._finder.buffer += data[start : start + BUFFER_LIMIT // 2]
            while (inside := self._finder.next()) is not None:
                keeping, body = inside[:1], inside[1:]
                if keeping in (b"@", b"#") and _BODY.fullmatch(body):
                    found.append(Command(body.decode("ascii"), Keeping(keeping)))
        return found


_RESULTS = frozenset(int(one) for one in Result)
