"""A driver's settings from a table of plain values, as configuration files and command lines have them.

The settings of a driver are a frozen dataclass whose fields are numbers, texts, paths and enums. An enum is
written as its value, or as its name where its values are no texts (``suffix = "CRLF"``).
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from enum import Enum, IntEnum
from pathlib import Path
from typing import TypeVar

S = TypeVar("S")


class SettingError(ValueError):
    """A setting that does not exist or has an impossible value; one sentence that names it."""


def settings_from(kind: type[S], values: Mapping[str, object]) -> S:
    """An instance of the dataclass ``kind``; what is not named keeps its default. Errors:
    ``SettingError``.
    """
    assert dataclasses.is_dataclass(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    hints = typing.get_type_hints(kind)
    if unknown := sorted(set(values) - known):
        raise SettingError(f"There is no setting {unknown[0]!r}; there are {', '.join(sorted(known))}.")
    try:
        return kind(**{name: _value(name, hints[name], value) for name, value in values.items()})
    except TypeError:
        raise SettingError(f"A setting is missing; there are {', '.join(sorted(known))}.") from None


def _value(name: str, hint: object, value: object) -> object:
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not types.NoneType)
    if not isinstance(hint, type):
        raise SettingError(f"The setting {name!r} cannot be given as a plain value.")
    if issubclass(hint, Enum):
        return _member(name, hint, value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint is str and isinstance(value, str):
        return value
    try:
        if hint is int and not isinstance(value, bool) and isinstance(value, int | str):
            return int(value)
        if hint is float and not isinstance(value, bool) and isinstance(value, int | float | str):
            number = float(value)
            if math.isfinite(number) and number >= 0:
                return number
            raise SettingError(f"The setting {name!r} must be a number of 0 or more.")
    except ValueError as error:
        if isinstance(error, SettingError):
            raise
    wanted = {int: "a whole number", float: "a number", str: "a text", Path: "a path"}.get(
        hint, hint.__name__
    )
    raise SettingError(f"The setting {name!r} must be {wanted}.")


def _member(name: str, kind: type[Enum], value: object) -> Enum:
    by_name = not all(isinstance(member.value, str) for member in kind) or issubclass(kind, IntEnum)
    choices = {member.name if by_name else str(member.value): member for member in kind}
    if isinstance(value, str) and value in choices:
        return choices[value]
    raise SettingError(f"The setting {name!r} must be one of {', '.join(choices)}.")
