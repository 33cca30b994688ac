"""The wire between the core and a vision process: length, JSON, bytes; bounded, and no pickle.

A message is a JSON object with a ``say`` member and an optional blob, both bounded. Sockets are UNIX stream
sockets made by `socket.socketpair`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field

_HEAD = struct.Struct(">II")
MAX_JSON = 64 * 1024
MAX_BLOB = 12 * 1024 * 1024
"""A phone's photo of a paper is the largest thing that is handed over."""

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


class ChannelError(Exception):
    """The other side is gone or talks nonsense: this channel is over."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """``say`` is the word, ``args`` JSON values, ``blob`` bytes (a photo, a payload): never shown."""

    say: str
    args: dict[str, Value] = field(default_factory=dict)
    blob: bytes = b""

    def __repr__(self) -> str:
        return f"Message({self.say})"

    def text(self, name: str) -> str:
        value = self.args.get(name)
        if not isinstance(value, str):
            raise ChannelError(f"{self.say}: no text {name}")
        return value

    def number(self, name: str) -> float:
        value = self.args.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ChannelError(f"{self.say}: no number {name}")
        return float(value)

    def whole(self, name: str) -> int:
        return int(self.number(name))

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.args.get(name)
        if not isinstance(value, list):
            raise ChannelError(f"{self.say}: no list {name}")
        return tuple(str(item) for item in value)


def encode(message: Message) -> bytes:
    head = json.dumps({"say": message.say, **message.args}, ensure_ascii=False).encode()
    if len(head) > MAX_JSON or len(message.blob) > MAX_BLOB:
        raise ValueError("a message to or from the vision process is too large; it was not sent")
    return _HEAD.pack(len(head), len(message.blob)) + head + message.blob


def _sizes(head: bytes) -> tuple[int, int]:
    json_size, blob_size = _HEAD.unpack(head)
    if json_size > MAX_JSON or blob_size > MAX_BLOB:
        raise ChannelError("a message larger than allowed was announced")
    return json_size, blob_size


def _decode(text: bytes, blob: bytes) -> Message:
    try:
        args = json.loads(text)
    except (ValueError, RecursionError):
        raise ChannelError("a message is no JSON") from None
    if not isinstance(args, dict) or not isinstance(args.get("say"), str):
        raise ChannelError("a message has no word")
    say = args.pop("say")
    return Message(say, args, blob)


async def receive(reader: asyncio.StreamReader) -> Message:
    """The next message. Raises ChannelError at the end or on nonsense."""
    try:
        json_size, blob_size = _sizes(await reader.readexactly(_HEAD.size))
        text = await reader.readexactly(json_size)
        return _decode(text, await reader.readexactly(blob_size))
    except (OSError, asyncio.IncompleteReadError):
        raise ChannelError("the other side is gone") from None


class BlockingChannel:
    """The child's end. ``receive`` waits at most ``timeout`` for a message to begin, then reads all of it."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def send(self, message: Message) -> None:
        """Raises ChannelError when the core is gone."""
        try:
            self._socket.sendall(encode(message))
        except OSError:
            raise ChannelError("the core is gone") from None

    def receive(self, timeout: float | None) -> Message | None:
        """None when nothing came. Raises ChannelError when the core is gone."""
        try:
            # Not settimeout(0): that would make a half-arrived message look like none.
            self._socket.settimeout(timeout if timeout is None or timeout > 0 else 0.0)
            first = self._socket.recv(1)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError:
            raise ChannelError("the core is gone") from None
        if not first:
            raise ChannelError("the core is gone")
        self._socket.settimeout(None)
        json_size, blob_size = _sizes(first + self._exactly(_HEAD.size - 1))
        text = self._exactly(json_size)
        return _decode(text, self._exactly(blob_size))

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            try:
                part = self._socket.recv(min(size - len(data), 1 << 16))
            except OSError:
                raise ChannelError("the core is gone") from None
            if not part:
                raise ChannelError("the core is gone")
            data += part
        return bytes(data)
