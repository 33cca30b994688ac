"""Records of Linux input devices (``struct input_event``), and the letters that a keyboard's keys write.

Source: Linux kernel, Documentation/input/event-codes.rst and include/uapi/linux/input.h. A record on a 64-bit
kernel has 24 bytes: seconds and microseconds (8 bytes each), type, code (2 bytes each), value (4 bytes). Keys
are decoded here, as a US keyboard writes them, and not by a keyboard layout or an input method.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

_RECORD = struct.Struct("=qqHHi")
SIZE = _RECORD.size
BUFFER_LIMIT = 4096


class Type(IntEnum):
    SYN = 0x00
    KEY = 0x01
    MSC = 0x04
    LED = 0x11
    REP = 0x14


class Syn(IntEnum):
    REPORT = 0
    DROPPED = 3  # the kernel's buffer was full: records are missing


class Value(IntEnum):
    UP = 0
    DOWN = 1
    REPEATED = 2


@dataclass(frozen=True, slots=True)
class Record:
    type: int
    code: int
    value: int
    microseconds: int = 0


class KeyCode(IntEnum):
    """Names of the kernel's, without ``KEY_``."""

    ESC = 1
    BACKSPACE = 14
    TAB = 15
    ENTER = 28
    LEFT_CTRL = 29
    LEFT_SHIFT = 42
    RIGHT_SHIFT = 54
    KP_ASTERISK = 55
    LEFT_ALT = 56
    SPACE = 57
    CAPS_LOCK = 58
    KP_MINUS = 74
    KP_PLUS = 78
    KP_DOT = 83
    KP_ENTER = 96
    KP_SLASH = 98
    HOME = 102
    UP = 103
    PAGE_UP = 104
    LEFT = 105
    RIGHT = 106
    END = 107
    DOWN = 108
    PAGE_DOWN = 109
    DELETE = 111
    HELP = 138
    CANCEL = 223
    NUMERIC_STAR = 522
    NUMERIC_POUND = 523


def encode(record: Record) -> bytes:
    seconds, rest = divmod(record.microseconds, 1_000_000)
    return _RECORD.pack(seconds, rest, record.type, record.code, record.value)


class RecordDecoder:
    """Records in a stream. A kernel hands out whole ones; where bytes were lost on the way (on a stand-in for
    a node), it goes on at the next that makes sense.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def reset(self) -> None:
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Record]:
        found: list[Record] = []
        for start in range(0, len(data), BUFFER_LIMIT // 2):
            self._buffer += data[start : start + BUFFER_LIMIT // 2]
            while len(self._buffer) >= SIZE:
                record = _plausible(bytes(self._buffer[:SIZE]))
                if record is None:
                    del self._buffer[0]
                    continue
                del self._buffer[:SIZE]
                found.append(record)
        return found


_TYPES = frozenset(int(one) for one in Type)
_MAX_CODE = 0x2FF


def _plausible(data: bytes) -> Record | None:
    seconds, microseconds, kind, code, value = _RECORD.unpack(data)
    if not (0 <= seconds < 1 << 33 and 0 <= microseconds < 1_000_000):
        return None
    if kind not in _TYPES or code > _MAX_CODE:
        return None
    if kind == Type.KEY and not 0 <= value <= 2:
        return None
    if kind == Type.SYN and not (code <= Syn.DROPPED and 0 <= value <= 1):
        return None
    return Record(kind, code, value, seconds * 1_000_000 + microseconds)


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    return {first + place: pair for place, pair in enumerate(zip(plain, shifted, strict=True))}


# Code → what the key writes, plain and with shift.
US_KEYS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        **_row(2, "1234567890-=", "!@#$%^&*()_+"),
        **_row(16, "qwertyuiop[]", "QWERTYUIOP{}"),
        **_row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
        **_row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        **_row(71, "789-456+1230.", "789-456+1230."),
        KeyCode.KP_ASTERISK: ("*", "*"),
        KeyCode.KP_SLASH: ("/", "/"),
        KeyCode.SPACE: (" ", " "),
        KeyCode.TAB: ("\t", "\t"),
        **{512 + digit: (str(digit), str(digit)) for digit in range(10)},
        KeyCode.NUMERIC_STAR: ("*", "*"),
        KeyCode.NUMERIC_POUND: ("#", "#"),
    }
)
_SHIFTS = frozenset({KeyCode.LEFT_SHIFT, KeyCode.RIGHT_SHIFT})
_ENDS = frozenset({KeyCode.ENTER, KeyCode.KP_ENTER})
_SILENT = _SHIFTS | {KeyCode.LEFT_CTRL, KeyCode.LEFT_ALT, 97, 100}


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """A text that ended with Enter; None: keys were lost or wrote nothing, so it is not known."""

    text: str | None

    def __repr__(self) -> str:
        return "Typed()"


class Typing:
    """The text that keys write, up to Enter."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.reset()

    def reset(self) -> None:
        self._text: list[str] = []
        self._held: set[int] = set()
        self._capitals = False
        self._spoilt = False
        self._skipping = False

    @property
    def begun(self) -> bool:
        return bool(self._text) or self._spoilt

    @property
    def waiting(self) -> int:
        return len(self._text)

    def feed(self, record: Record) -> Typed | None:
        if record.type == Type.SYN:
            if record.code == Syn.DROPPED:
                self._spoilt = self._skipping = True
                self._held.clear()
            elif record.code == Syn.REPORT:
                self._skipping = False
            return None
        if record.type != Type.KEY or self._skipping:
            return None
        code = record.code
        if code in _SHIFTS:
            (self._held.discard if record.value == Value.UP else self._held.add)(code)
            return None
        if record.value != Value.DOWN or code in _SILENT:
            return None
        if code in _ENDS:
            typed = Typed(None if self._spoilt else "".join(self._text))
            self._text, self._spoilt = [], False
            return typed
        if code == KeyCode.CAPS_LOCK:
            self._capitals = not self._capitals
            return None
        self._write(code)
        return None

    def _write(self, code: int) -> None:
        pair = US_KEYS.get(code)
        if pair is None or len(self._text) >= self._limit:
            self._spoilt = True
            return
        shifted = bool(self._held) != (self._capitals and pair[0].isalpha())
        self._text.append(pair[1] if shifted else pair[0])


def keys_for(text: str, microseconds: int = 0) -> bytes:
    """The records with which a keyboard types ``text`` and Enter. Errors: ``ValueError`` for a letter that
    no key writes.
    """
    where = {pair[level]: (code, level) for code, pair in reversed(list(US_KEYS.items())) for level in (1, 0)}
    records: list[Record] = []

    def report(code: int, value: int) -> None:
        records.append(Record(Type.KEY, code, value, microseconds))
        records.append(Record(Type.SYN, Syn.REPORT, 0, microseconds))

    for letter in text:
        if letter not in where:
            raise ValueError("A keyboard has no key for one of the letters.")
        code, level = where[letter]
        if level:
            report(KeyCode.LEFT_SHIFT, Value.DOWN)
        report(code, Value.DOWN)
        report(code, Value.UP)
        if level:
            report(KeyCode.LEFT_SHIFT, Value.UP)
    report(KeyCode.ENTER, Value.DOWN)
    report(KeyCode.ENTER, Value.UP)
    return b"".join(encode(one) for one in records)
