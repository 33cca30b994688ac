"""IPP messages as bytes and back (RFC 8010). Pure.

Strings of all kinds are UTF-8; values that this project has no use for (dateTime, octetString, strings with a
language) keep their bytes, so that every message that is decoded can be encoded to the same meaning.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import TypeAlias

MAX_HEADER = 256 * 1024  # bytes of attributes in one message
MAX_VALUES = 8192
MAX_DEPTH = 8  # collections within collections


class IppError(ValueError):
    """These bytes are no IPP message within our bounds; the sentence says what is wrong and at which byte."""


class GroupTag(IntEnum):
    """RFC 8010 §3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """RFC 8010 §3.5.2."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTET_STRING = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


_INTEGERS = frozenset({Tag.INTEGER, Tag.ENUM})
_STRINGS = frozenset(
    {Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.URI_SCHEME, Tag.CHARSET, Tag.LANGUAGE, Tag.MIME_TYPE}
)


@dataclass(frozen=True, slots=True)
class Range:
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Collection:
    """An attribute value that has attributes of its own (RFC 8010 §3.1.6)."""

    members: tuple[Attribute, ...]

    def get(self, name: str) -> Attribute | None:
        return next((member for member in self.members if member.name == name), None)


Plain: TypeAlias = int | bool | str | bytes | Range | Collection


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its tag: a number, as tags beyond :class:`Tag` may come."""

    tag: int
    plain: Plain


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    values: tuple[Value, ...]

    @property
    def strings(self) -> tuple[str, ...]:
        return tuple(value.plain for value in self.values if isinstance(value.plain, str))

    @property
    def integers(self) -> tuple[int, ...]:
        plains = (value.plain for value in self.values)
        return tuple(plain for plain in plains if isinstance(plain, int) and not isinstance(plain, bool))


def _empty() -> Mapping[str, Attribute]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes by name; of two with one name the first counts (RFC 8011 §4.1.3 forbids the second)."""

    tag: int
    attributes: Mapping[str, Attribute] = field(default_factory=_empty)

    def strings(self, name: str) -> tuple[str, ...]:
        found = self.attributes.get(name)
        return found.strings if found else ()

    def integers(self, name: str) -> tuple[int, ...]:
        found = self.attributes.get(name)
        return found.integers if found else ()

    def text(self, name: str) -> str:
        return next(iter(self.strings(name)), "")

    def number(self, name: str) -> int | None:
        return next(iter(self.integers(name)), None)


@dataclass(frozen=True, slots=True)
class Message:
    """A request (``code`` is the operation) or an answer (``code`` is the status)."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = (2, 0)

    def group(self, tag: GroupTag) -> Group:
        """The first group with this tag, or an empty one."""
        return next((group for group in self.groups if group.tag == tag), Group(tag))

    def all(self, tag: GroupTag) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.tag == tag)


def attribute(name: str, tag: Tag, *plains: Plain) -> Attribute:
    """An attribute whose values all have one tag."""
    return Attribute(name, tuple(Value(tag, plain) for plain in plains))


def group(tag: GroupTag, attributes: Iterable[Attribute]) -> Group:
    return Group(tag, MappingProxyType({one.name: one for one in attributes}))


# --- encode ------------------------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """The bytes of ``message`` up to and with end-of-attributes; a document may follow.

    Raises :class:`IppError`.
    """
    out = bytearray(
        struct.pack(">BBHI", *message.version, message.code & 0xFFFF, message.request_id & 0xFFFFFFFF)
    )
    for one in message.groups:
        out.append(one.tag)
        for entry in one.attributes.values():
            _encode_attribute(out, entry)
    out.append(GroupTag.END)
    return bytes(out)


def _encode_attribute(out: bytearray, entry: Attribute) -> None:
    if not entry.values:
        raise IppError(f"the attribute {entry.name} has no value")
    for index, value in enumerate(entry.values):
        _encode_value(out, entry.name if index == 0 else "", value)


def _encode_value(out: bytearray, name: str, value: Value) -> None:
    if isinstance(value.plain, Collection):
        _field(out, Tag.BEGIN_COLLECTION, name, b"")
        for member in value.plain.members:
            _field(out, Tag.MEMBER_NAME, "", member.name.encode())
            for one in member.values:
                _encode_value(out, "", one)
        _field(out, Tag.END_COLLECTION, "", b"")
    else:
        _field(out, value.tag, name, _plain_bytes(value))


def _plain_bytes(value: Value) -> bytes:
    match value.plain:
        case bool() as flag:
            return b"\x01" if flag else b"\x00"
        case int() as number:
            try:
                return struct.pack(">i", number)
            except struct.error:
                raise IppError(f"{number} is no 32-bit integer") from None
        case str() as text:
            return text.encode("utf-8", "surrogateescape")
        case bytes() as raw:
            return raw
        case Range(lower, upper):
            return struct.pack(">ii", lower, upper)
        case Collection():
            raise IppError("a collection has no bytes of its own")


def _field(out: bytearray, tag: int, name: str, data: bytes) -> None:
    encoded = name.encode("utf-8", "surrogateescape")
    if len(encoded) > 0x7FFF or len(data) > 0x7FFF:
        raise IppError("a name or a value is longer than 32,767 bytes")
    out += struct.pack(">BH", tag, len(encoded)) + encoded + struct.pack(">H", len(data)) + data


# --- decode ------------------------------------------------------------------------------------------------


def decode(data: bytes) -> tuple[Message, bytes]:
    """The message at the beginning of ``data`` and what follows it (a document).

    Raises :class:`IppError` only.
    """
    reader = _Reader(data)
    major, minor, code, request_id = struct.unpack(">BBHI", reader.take(8))
    groups: list[Group] = []
    while (tag := reader.byte()) != GroupTag.END:
        if tag >= 0x10:
            raise IppError(f"a value stands before any group (byte {reader.at})")
        groups.append(_decode_group(reader, tag))
    return Message(code, request_id, tuple(groups), (major, minor)), data[reader.at :]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._end = min(len(data), MAX_HEADER)
        self.at = 0
        self._values = 0

    def take(self, count: int) -> bytes:
        if self.at + count > self._end:
            why = (
                "ends in the middle" if self._end == len(self._data) else f"is longer than {MAX_HEADER} bytes"
            )
            raise IppError(f"the message {why} (byte {self.at})")
        taken = self._data[self.at : self.at + count]
        self.at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def peek(self) -> int:
        tag = self.byte()
        self.at -= 1
        return tag

    def sized(self) -> bytes:
        (size,) = struct.unpack(">H", self.take(2))
        return self.take(size)

    def field(self) -> tuple[int, str, bytes]:
        self._values += 1
        if self._values > MAX_VALUES:
            raise IppError(f"the message has more than {MAX_VALUES} values")
        return self.byte(), _text(self.sized()), self.sized()


def _text(raw: bytes) -> str:
    # Other charsets than UTF-8 are shown wrongly but compared and returned unchanged.
    return raw.decode("utf-8", "surrogateescape")


def _decode_group(reader: _Reader, tag: int) -> Group:
    attributes: dict[str, list[Value]] = {}
    ignored: list[Value] = []
    current = ignored
    while reader.peek() >= 0x10:
        value_tag, name, raw = reader.field()
        if name:
            current = attributes.setdefault(name, []) if name not in attributes else ignored
        elif not attributes:
            raise IppError(f"a further value has no attribute (byte {reader.at})")
        current.append(_decode_value(reader, value_tag, raw, depth=0))
    return Group(tag, MappingProxyType({name: Attribute(name, tuple(v)) for name, v in attributes.items()}))


def _decode_value(reader: _Reader, tag: int, raw: bytes, depth: int) -> Value:
    if tag == Tag.BEGIN_COLLECTION:
        return Value(tag, _decode_collection(reader, depth + 1))
    if tag in _INTEGERS and len(raw) == 4:
        return Value(tag, int(struct.unpack(">i", raw)[0]))
    if tag == Tag.BOOLEAN and raw in (b"\x00", b"\x01"):
        return Value(tag, raw == b"\x01")
    if tag == Tag.RANGE and len(raw) == 8:
        return Value(tag, Range(*struct.unpack(">ii", raw)))
    if tag in _STRINGS:
        return Value(tag, _text(raw))
    return Value(tag, raw)


def _decode_collection(reader: _Reader, depth: int) -> Collection:
    if depth > MAX_DEPTH:
        raise IppError(f"collections are nested more than {MAX_DEPTH} deep (byte {reader.at})")
    members: list[tuple[str, list[Value]]] = []
    while True:
        tag, _name, raw = reader.field()
        if tag == Tag.END_COLLECTION:
            return Collection(tuple(Attribute(name, tuple(values)) for name, values in members))
        if tag == Tag.MEMBER_NAME:
            members.append((_text(raw), []))
        elif members:
            members[-1][1].append(_decode_value(reader, tag, raw, depth))
        else:
            raise IppError(f"a collection begins without a member name (byte {reader.at})")
