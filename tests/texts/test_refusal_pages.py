"""Each refusal has a page of its own words in both languages, whoever says no."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kiosk.backend.answers import RefusalType
from kiosk.catalogue import load
from kiosk.catalogue.matter import MatterRefusal
from kiosk.flow.display import Language
from kiosk.flow.problems import Problem
from kiosk.flow.words import Said
from kiosk.runtime import principals
from kiosk.runtime.credentials import REFUSALS
from kiosk.runtime.matters import REFUSALS_OF_MATTERS
from kiosk.texts import Texts

CONFIG = Path(__file__).resolve().parents[2] / "config"
CATALOGUE = load(CONFIG, "super")[0]
PARTS = ("title", "happened", "effect", "next")
REFUSED = [
    (matter.id, refusal)
    for matter in CATALOGUE.matters
    if matter.definition is not None
    for refusal in matter.definition.refusals
]
EVERYWHERE = frozenset(principals.CODES) | {"in-person-only"}
"""What the register says of who acts for another: the same in every matter."""


@pytest.fixture(scope="module")
def texts() -> Texts:
    known = Texts()
    known.learn(CATALOGUE.texts())
    return known


def spoken(said: Said) -> None:
    assert any("一" <= letter <= "鿿" for letter in said.zh), said
    assert any(letter.isascii() and letter.isalpha() for letter in said.en), said
    assert said.zh != said.en


def test_the_catalogue_refuses_something() -> None:
    assert len(REFUSED) > 100


@pytest.mark.parametrize(
    ("matter", "refusal"), REFUSED, ids=[f"{matter} {refusal.code}" for matter, refusal in REFUSED]
)
def test_a_refusal_of_a_matter_says_why_and_what_to_do(
    matter: str, refusal: MatterRefusal, texts: Texts
) -> None:
    spoken(refusal.reason)
    assert refusal.next_steps, "a refusal without a next step leaves the person standing there"
    for step in refusal.next_steps:
        assert texts.has(f"next.{step.value}")
    for other in refusal.instead:
        assert CATALOGUE.matter(other) is not None, f"{matter} leads to {other}, which is nowhere"


@pytest.mark.parametrize("kind", list(RefusalType))
def test_a_refusal_of_the_back_end_has_a_page_wherever_it_comes(kind: RefusalType, texts: Texts) -> None:
    for problem in {
        REFUSALS.get(kind, Problem.CODE_UNKNOWN),
        REFUSALS_OF_MATTERS.get(kind, Problem.MATTER_REFUSED),
    }:
        for part in PARTS:
            key = f"problem.{problem.value}.{part}"
            assert texts.has(key)
            said = Said(texts.sentence(key, Language.CHINESE), texts.sentence(key, Language.ENGLISH))
            spoken(said)


def test_every_code_that_a_department_names_is_a_refusal_of_a_definition(root: Path) -> None:
    known = {refusal.code for _, refusal in REFUSED} | EVERYWHERE
    named: set[str] = set()
    for file in sorted((root / "kiosk" / "hub").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="refused"), args=[ast.Constant(value=str(code)), *_]):
                    named.add(code)
    assert len(named) > 50
    assert not sorted(named - known)


def test_what_the_register_says_of_acting_for_another_has_a_page(texts: Texts) -> None:
    for problem in principals.CODES.values():
        for part in PARTS:
            assert texts.has(f"problem.{problem.value}.{part}")
