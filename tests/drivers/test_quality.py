"""The quality files say of every rule of the scale whether a driver meets it, and what they say can be looked
up.
"""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from drivers.registry import names

ROOT = Path(__file__).resolve().parents[2]
SCALE = ROOT / "docs" / "devices" / "quality-scale.md"
FILES = sorted(ROOT.glob("drivers/*/quality-*.toml"))
PARTS = ("met", "not-applicable", "open")


def rules() -> list[str]:
    return re.findall(r"^\| `([a-z-]+)` \|", SCALE.read_text("utf-8"), re.M)


@cache
def named_tests(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def quality(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def ids(path: Path) -> str:
    return path.stem.removeprefix("quality-")


def test_the_scale_has_its_rules() -> None:
    assert len(rules()) == len(set(rules())) >= 20


@pytest.mark.parametrize("name", names())
def test_every_registered_driver_has_a_quality_file(name: str) -> None:
    """A document camera is a camera that looks at papers: the same drivers, the same files."""
    kind, driver = name.removeprefix("document-").split("/")
    path = ROOT / "drivers" / kind.replace("-", "_") / f"quality-{driver}.toml"
    assert (quality(path)["kind"], quality(path)["driver"]) == (kind, driver)


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_each_rule_is_spoken_of_once(path: Path) -> None:
    said = [rule for part in PARTS for rule in quality(path).get(part, {})]
    assert sorted(said) == sorted(rules())


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_what_is_met_is_shown_by_a_test(path: Path) -> None:
    absent = []
    for rule, place in quality(path)["met"].items():
        file, _, name = place.partition("::")
        if not (ROOT / file).is_file() or name not in named_tests(ROOT / file):
            absent.append(f"{rule}: {place}")
    assert absent == []


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_what_is_not_met_has_a_reason(path: Path) -> None:
    for part in ("not-applicable", "open"):
        for rule, reason in quality(path).get(part, {}).items():
            assert len(reason) > 20 and reason.endswith("."), rule


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_page_says_what_a_technician_needs(path: Path) -> None:
    page = (ROOT / quality(path)["page"]).read_text("utf-8")
    for heading in ("Wiring", "Settings", "Commissioning test", "Faults and what to do"):
        assert f"## {heading}" in page
    assert (ROOT / quality(path)["simulator"]).is_file()
