"""What a person shows or types: code scanners and keypads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.contract.vocabulary import Completion, Device


@dataclass(frozen=True, slots=True, repr=False)
class ScannedCode:
    """The text of one code, up to 4,296 characters (QR, ISO/IEC 18004). A login credential, never logged."""

    text: str

    def __repr__(self) -> str:
        return f"ScannedCode({len(self.text)} characters)"

    __str__ = __repr__


class CodeScanner(Device, Protocol):
    async def scan(self, deadline: float) -> Completion[ScannedCode]:
        """Light on until a code is read; TIME_OUT when none came; cancelling puts the light out."""


class Key(StrEnum):
    """The keys of 12-key and navigation pads."""

    DIGIT_0 = "0"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    POINT = "point"
    LETTER_X = "x"  # the last character of many 公民身份号码
    STAR = "star"
    HASH = "hash"
    ENTER = "enter"
    CANCEL = "cancel"
    CLEAR = "clear"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    NEXT = "next"
    PREVIOUS = "previous"
    HELP = "help"
    HOME = "home"


@dataclass(frozen=True, slots=True, repr=False)
class KeyPress:
    """One key that went down. It may be a digit of a secret: it has no readable form."""

    key: Key

    def __repr__(self) -> str:
        return "KeyPress()"

    __str__ = __repr__


class Keypad(Device, Protocol):
    async def next_key(self, deadline: float) -> Completion[KeyPress]:
        """The next key, also one pressed since the last call; TIME_OUT when none came."""

    def forget(self) -> None:
        """Drop the keys that were pressed and not fetched: they were another person's."""
