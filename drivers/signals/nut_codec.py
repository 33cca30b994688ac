"""The text protocol of Network UPS Tools. Pure.

Source: RFC 9271 "Uninterruptible Power Supply (UPS) Management Protocol -- Commands and Responses". One
command is used::

    LIST VAR myups
    BEGIN LIST VAR myups
    VAR myups ups.status "OL CHRG"
    …
    END LIST VAR myups            or   ERR UNKNOWN-UPS
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.contract import Power, PowerSource, SupplyLevel

LINE_LIMIT = 1024
WANTED = frozenset(
    {
        "ups.status",
        "battery.charge",
        "battery.runtime",
        "device.model",
        "ups.model",
        "device.serial",
        "ups.serial",
        "ups.firmware",
    }
)
_VAR = re.compile(r'VAR (\S{1,64}) (\S{1,64}) "((?:[^"\\]|\\.)*)"')
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Variables:
    """What was told of one supply, of the ``WANTED`` only."""

    ups: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """``ERR``: ``UNKNOWN-UPS``, ``ACCESS-DENIED``, ``DATA-STALE``, …"""

    word: str


def is_name(text: str) -> bool:
    """Whether a supply can be called so."""
    return _NAME.fullmatch(text) is not None


def encode_list(ups: str) -> bytes:
    return f"LIST VAR {ups}\n".encode("ascii")


class AnswerFinder:
    """Complete answers in a stream of bytes; keeps one line and the wanted variables."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._skipping = False
        self._ups: str | None = None
        self._values: dict[str, str] = {}
        self.damaged = False

    @property
    def waiting(self) -> int:
        return len(self._line) + sum(len(name) + len(value) for name, value in self._values.items())

    def feed(self, data: bytes) -> list[Variables | Refusal]:
        found: list[Variables | Refusal] = []
        for piece in data.splitlines(keepends=True):
            text = piece.rstrip(b"\r\n")
            if len(self._line) + len(text) > LINE_LIMIT:
                self._skipping = self.damaged = True
            if not self._skipping:
                self._line += text
            if piece.endswith((b"\n", b"\r")) and (self._line or self._skipping):
                line, skipped = bytes(self._line), self._skipping
                self._line.clear()
                self._skipping = False
                if not skipped and (one := self._read(line)) is not None:
                    found.append(one)
        return found

    def _read(self, line: bytes) -> Variables | Refusal | None:
        text = line.decode("utf-8", "replace")
        words = text.split()
        match words:
            case ["ERR", word, *_] if is_name(word):
                self._ups = None
                return Refusal(word)
            case ["BEGIN", "LIST", "VAR", ups]:
                self._ups, self._values = ups, {}
            case ["END", "LIST", "VAR", ups] if ups == self._ups:
                values, self._ups, self._values = self._values, None, {}
                return Variables(ups, values)
            case ["VAR", *_] if self._ups is not None and (found := _VAR.fullmatch(text)) is not None:
                ups, name, value = found.groups()
                if ups == self._ups and name in WANTED:
                    self._values[name] = re.sub(r"\\(.)", r"\1", value)[:128]
            case _:
                self.damaged = True
        return None


def power(values: Mapping[str, str]) -> Power:
    """What the variables mean. What is not told, or no number, is unknown."""
    words = frozenset(values.get("ups.status", "").split())
    source = PowerSource.UNKNOWN
    if "OB" in words:
        source = PowerSource.BATTERY
    elif "OL" in words:
        source = PowerSource.MAINS
    if words & {"LB", "FSD"}:
        battery = SupplyLevel.LOW
    else:
        battery = SupplyLevel.UNKNOWN if source is PowerSource.UNKNOWN else SupplyLevel.OK
    charge, runtime = _number(values.get("battery.charge")), _number(values.get("battery.runtime"))
    return Power(source, battery, charge, runtime, words)


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        return None
    return float(text)
