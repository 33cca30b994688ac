"""Both languages say the same, everything that is shown can be said, every character has a glyph."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QCoreApplication, QTranslator, qtTrId

from kiosk.flow.display import Language
from kiosk.flow.problems import Problem, Way
from kiosk.flow.words import Said, text
from screens.texts import Translator, compiled, say, texts
from screens.window import FONTS, QML, make_application

RARE = "𬭎㛃䶮𠅤·"  # names of GB 18030-2022 level 3, and the point inside long ones


def test_both_languages_have_the_same_keys() -> None:
    assert texts().table(Language.CHINESE).keys() == texts().table(Language.ENGLISH).keys()


def test_both_languages_have_the_same_parameters() -> None:
    for key, chinese in texts().table(Language.CHINESE).items():
        english = texts().table(Language.ENGLISH)[key]
        if not key.startswith("clock."):
            assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english)), key


def test_no_text_is_empty_or_has_spaces_around() -> None:
    for language in Language:
        for key, value in texts().table(language).items():
            assert value, f"{key} in {language}"
            assert value.strip() == value or key == "dock.between", f"{key} in {language}"


def test_chinese_texts_are_chinese() -> None:
    same = {"bar.english", "dock.language", "dock.between"}
    for key, value in texts().table(Language.CHINESE).items():
        assert re.search("[一-鿿]", value) or key in same or value.startswith("{"), key


def test_every_text_that_qml_asks_for_is_there() -> None:
    asked = {
        (found, file.name)
        for file in QML.rglob("*.qml")
        for found in re.findall(r'qsTrId\("([^"]+)"\)', file.read_text("utf-8"))
    }
    assert len(asked) > 60
    assert [(key, name) for key, name in sorted(asked) if not texts().has(key)] == []


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_says_what_happened_its_effect_and_what_is_next(problem: Problem) -> None:
    for part in ("title", "happened", "effect", "next"):
        assert texts().has(f"problem.{problem}.{part}")


def test_every_way_on_has_its_label() -> None:
    assert [way for way in Way if not texts().has(f"way.{way}")] == []


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_every_character_has_a_glyph_of_our_own(style: str) -> None:
    with TTFont(str(FONTS / f"NotoSansSC-{style}.otf"), lazy=True) as font:
        known = font.getBestCmap()
    for language in Language:
        for key, value in texts().table(language).items():
            assert [c for c in value if ord(c) not in known and c != "\n"] == [], key
    assert [c for c in RARE if ord(c) not in known] == []


@pytest.mark.expected_logs(r"no\.such\.text is missing in zh\.toml")
def test_a_missing_text_shows_its_key_and_is_told_once(expected_logs: object) -> None:
    assert [say(text("no.such.text"), Language.CHINESE) for _ in range(3)] == ["[no.such.text]"] * 3


def test_parameters_fill_their_places_and_missing_ones_show() -> None:
    assert say(text("idle.countdown", seconds=9), Language.CHINESE).startswith("9 秒")
    assert say(text("idle.countdown"), Language.ENGLISH).count("[seconds]") == 1


def test_data_without_english_is_shown_in_chinese() -> None:
    assert say(Said("示例", ""), Language.ENGLISH) == "示例"


@pytest.mark.parametrize("language", Language)
def test_qt_finds_every_text_in_the_compiled_table(language: Language, tmp_path: Path) -> None:
    make_application()
    (tmp_path / "texts.qm").write_bytes(compiled(language))
    translator = QTranslator()
    assert translator.load(str(tmp_path / "texts.qm"))
    for key, value in texts().table(language).items():
        assert translator.translate("", key) == value


def test_a_translator_changes_its_language_in_place() -> None:
    make_application()
    ours = Translator()
    for language, said in (
        (Language.CHINESE, "返回"),
        (Language.ENGLISH, "Back"),
        (Language.CHINESE, "返回"),
    ):
        ours.speak(language)
        assert qtTrId("bar.back") == said
    ours.silence()
    assert qtTrId("bar.back") == "bar.back"
    assert QCoreApplication.instance() is not None
