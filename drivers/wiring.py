"""What is wired to which output or input of a board, as a text in the settings: ``tamper=0,presence=!1``.

Numbers count from 0, as on the wire; ``!`` turns an input round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from drivers.settings import SettingError

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Pin:
    number: int
    inverted: bool = False

    def of(self, bits: int) -> bool:
        """Whether the thing is there, by the board's bits."""
        return bool(bits >> self.number & 1) is not self.inverted


def parse_wiring(setting: str, text: str, names: type[E], highest: int) -> Mapping[E, Pin]:
    """Errors: ``SettingError`` that names ``setting``."""
    wired: dict[E, Pin] = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = one.partition("=")
        inverted, digits = number.startswith("!"), number.removeprefix("!")
        if name not in list(names):
            raise SettingError(f"The setting {setting!r} knows {', '.join(names)}, not {name!r}.")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) <= highest):
            raise SettingError(f"The setting {setting!r} needs NAME=NUMBER with a number of 0 to {highest}.")
        if names(name) in wired:
            raise SettingError(f"The setting {setting!r} names {name!r} twice.")
        wired[names(name)] = Pin(int(digits), inverted)
    return wired
