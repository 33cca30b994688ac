"""YAML with places: a value that fails a check leads back to its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.problems import Problem

Loc = tuple[int | str, ...]

_CLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_CLoader):  # type: ignore[misc]  # yaml's C loader is untyped
    """Refuses a key that stands twice: YAML would silently keep the second."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands twice", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


# YAML 1.1 reads `no`, `on`, `12:30` and 2024-01 as something else than the text that stands there. Only what
# JSON knows is anything but text.
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""])


class Source:
    """One YAML file: its data, and the line of each place in it."""

    def __init__(self, file: Path, text: str, data: Any) -> None:
        self.file = file
        self.data = data
        self._text = text
        self._root: yaml.Node | None = None

    def line(self, loc: Loc) -> int:
        """The line (from 1) of what stands at ``loc``, or of the nearest thing around it."""
        if self._root is None:
            # Composed on the first fault only: a sound file does not pay for it.
            self._root = yaml.compose(self._text, Loader=_Loader)
        node = self._root
        line = 1
        for step in loc:
            found: yaml.Node | None = None
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == step:
                        found, line = value, key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = node.value[step]
                line = found.start_mark.line + 1
            if found is None:
                break
            node = found
        return line

    def problem(self, loc: Loc, what: str, remedy: str) -> Problem:
        return Problem(self.file, self.line(loc), ".".join(map(str, loc)), what, remedy)


def read(file: Path) -> Source | Problem:
    """The file's data, or what is wrong with it as YAML."""
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        return Problem(
            file, 0, "", f"The file cannot be read ({error.strerror}).", "Put it there or mend its rights."
        )
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(file, line, "", "The file is not UTF-8.", "Save it in the encoding UTF-8.")
    try:
        return Source(file, text, yaml.load(text, Loader=_Loader))  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"This is not sound YAML: {error.problem}."
        return Problem(file, mark.line + 1 if mark else 0, "", what, "Mend the line, or the one above it.")
    except yaml.YAMLError as error:
        return Problem(file, 0, "", f"This is not sound YAML: {error}.", "Save the file as plain text.")


_EXPECTED: Final = {
    "string_type": "a text (put it in quotes if it looks like a number)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "list_type": "a list (lines that begin with '-')",
    "tuple_type": "a list (lines that begin with '-')",
    "frozen_set_type": "a list (lines that begin with '-')",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}


def problems_of(
    error: ValidationError, source: Source, prefix: Loc, model: type[BaseModel]
) -> Iterable[Problem]:
    """The faults that pydantic found, as sentences with line and remedy."""
    for detail in error.errors(include_url=False):
        loc = prefix + tuple(step for step in detail["loc"] if step != "[key]")
        name = str(loc[-1]) if loc else ""
        match detail["type"]:
            case "missing":
                what, remedy = f"'{name}' is missing.", "Add it."
            case "extra_forbidden":
                known = _keys_at(model, detail["loc"][:-1])
                near = difflib.get_close_matches(name, known, 1)
                remedy = (
                    f"Did you mean '{near[0]}'?"
                    if near
                    else "Remove it; known are: " + ", ".join(known) + "."
                )
                what = f"'{name}' is not known here."
            case "enum" | "literal_error":
                allowed = str(detail.get("ctx", {}).get("expected", ""))
                near = difflib.get_close_matches(str(detail["input"]), re.findall(r"'([^']+)'", allowed), 1)
                what = f"'{detail['input']}' is not one of the known values."
                remedy = f"Did you mean '{near[0]}'? " if near else ""
                remedy += f"Write {allowed}."
            case "value_error":
                sentence = str(detail["ctx"]["error"]) if "ctx" in detail else detail["msg"]
                what, _, remedy = sentence.partition(" | ")
            case kind if kind in _EXPECTED:
                what, remedy = f"Here stands {_shown(detail['input'])}.", f"Write {_EXPECTED[kind]}."
            case _:
                what, remedy = f"{detail['msg']}.", f"Here stands {_shown(detail['input'])}; change it."
        yield source.problem(loc, what, remedy)


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "a group of keys"
        case list():
            return "a list"
        case _:
            text = str(value)
            return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the model knows at this place; it follows models through lists and unions."""
    current: list[type[BaseModel]] = [model]
    for step in loc:
        if not isinstance(step, str):
            continue
        following: list[type[BaseModel]] = []
        for candidate in current:
            for name, info in candidate.model_fields.items():
                if step in (name, info.alias):
                    following += _models_in(info.annotation)
        if following:
            current = following
    return sorted({info.alias or name for m in current for name, info in m.model_fields.items()})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models_in(part)]
