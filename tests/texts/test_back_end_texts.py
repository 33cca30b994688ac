"""Every text that the hub names by key stands in both languages."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from kiosk.catalogue.loader import load
from kiosk.hub.departments.pension_history import contributions
from kiosk.texts import Texts

CONFIG = Path(__file__).resolve().parents[2] / "config"

KEY = re.compile(r"(matter|hindrance)\.[A-Za-z0-9_.]*[A-Za-z0-9_]")


@pytest.fixture(scope="module")
def texts() -> Texts:
    known = Texts()
    known.learn(load(CONFIG, "super")[0].texts())
    return known


def test_every_key_in_the_hubs_code_is_a_text(root: Path, texts: Texts) -> None:
    keys: set[str] = set()
    for file in sorted((root / "kiosk" / "hub").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                keys.add(node.value)
    assert keys
    assert not [key for key in sorted(keys) if not texts.has(key)]


def test_every_kind_of_contribution_has_a_word(texts: Texts) -> None:
    situations = ("employed", "self_employed", "disabled", "retired")
    kinds = {
        row["kind"]
        for situation in situations
        for number in range(8)
        for row in contributions(f"{situation}{number}", date(1970, 3, 1), "1", situation, date(2026, 11, 1))
    }
    assert kinds >= {"normal", "self_paid", "back_payment"}
    assert not [kind for kind in kinds if not texts.has(f"matter.Q01.kind.{kind}")]
