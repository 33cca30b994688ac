"""English on a screen whose letters are those of a Chinese face: its curly quotation marks are as wide as a
character, and a gap stands beside each."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from kiosk.flow.display import Language
from kiosk.texts import Texts

WIDE = re.compile("[“”‘’]")
CONFIG = Path(__file__).resolve().parents[2] / "config"


def english(node: object) -> list[str]:
    """Every English text of a definition."""
    match node:
        case dict():
            here = [node["en"]] if isinstance(node.get("en"), str) else []
            return here + [text for value in node.values() for text in english(value)]
        case list():
            return [text for value in node for text in english(value)]
        case _:
            return []


def test_english_sentences_of_the_screen_have_no_quotation_marks_of_a_characters_width() -> None:
    table = Texts().table(Language.ENGLISH)
    assert len(table) > 900
    assert {key: said for key, said in table.items() if WIDE.search(said)} == {}


def test_english_words_of_the_matters_have_none_either() -> None:
    words = {
        file.name: english(yaml.safe_load(file.read_text("utf-8")))
        for folder in ("matters", "dictionaries")
        for file in sorted((CONFIG / folder).glob("*.yaml"))
    }
    assert sum(map(len, words.values())) > 3000
    assert {
        file: wide for file, said in words.items() if (wide := [one for one in said if WIDE.search(one)])
    } == {}
