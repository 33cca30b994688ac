"""What ``kiosk matters`` prints: each matter with its steps, fields, outputs and needs, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_KINDS = (("handling", "办理"), ("query", "查询"))


def listing(described: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The lines for what ``catalogue.describe`` says. A ``-`` marks what is listed and not handled."""
    matters = [matter for matter in described if matter["kind"] != "function"]
    functions = [matter for matter in described if matter["kind"] == "function"]
    for matter in matters:
        yield from _matter(matter)
    yield _count(matters)
    if functions:
        yield ""
        yield "专区功能:"
        for matter in functions:
            yield from _matter(matter)


def _count(matters: Sequence[Mapping[str, Any]]) -> str:
    counts = [f"{sum(m['kind'] == kind for m in matters)} {name}" for kind, name in _KINDS]
    handled = sum(bool(m["handled"]) for m in matters)
    return f"{len(matters)} matters = {' + '.join(counts)}; {handled} handled."


def _matter(matter: Mapping[str, Any]) -> Iterator[str]:
    mark = " " if matter["handled"] else "-"
    yield f"{mark} {matter['id']}  {matter['title']['zh']}  ({matter['official']['zh']})"
    if not matter["handled"]:
        return
    needs = matter["needs"]
    fields = [
        f"{field['key']}:{field['type']}{'' if field['required'] else '?'}" for field in matter["fields"]
    ]
    outputs = [output["kind"] + ("!" if output["essential"] else "") for output in matter["outputs"]]
    yield f"       steps   {' '.join(matter['steps'])}"
    if fields:
        yield f"       fields  {' '.join(fields)}"
    yield f"       outputs {' '.join(outputs)}"
    wants = [matter["assurance"], *needs["devices"], *needs["devices_of_outputs"], *needs["operations"]]
    yield f"       needs   {' '.join(dict.fromkeys(wants))}"
