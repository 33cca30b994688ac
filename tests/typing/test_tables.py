"""The tables: what they are made of, how they are read, and what happens when they are missing."""

import hashlib
from pathlib import Path

import pytest

from kiosk.typing import make_table
from kiosk.typing.lexicon import TABLES, Lexicon, TableError
from kiosk.typing.making.readings import Read, common_words, own_words, toneless
from kiosk.typing.making.strokes import StrokeOrders, read_decompositions
from kiosk.typing.syllables import Sound

WRITTEN = {
    "国": "fcjjfjkj",
    "玉": "jjfjk",
    "铁": "sjjjhsjjsl",
    "失": "sjjsl",
    "云": "jjnk",
    "龙": "jsysk",
    "天": "jjsl",
}


def test_it_is_told_what_the_tables_were_made_of() -> None:
    lines = (TABLES / make_table.MADE_OF).read_text("utf-8").splitlines()
    told = {line.split("  ")[1]: line.split("  ")[2] for line in lines}
    assert told == make_table.SOURCES
    assert all(len(line.split("  ")[0]) == hashlib.sha256().digest_size * 2 for line in lines)


def test_every_work_that_the_tables_hold_is_named_with_its_licence() -> None:
    notice = (TABLES / "LICENCES").read_text("utf-8")
    for work in ("jieba", "pypinyin", "cnchar", "cjk-decomp", "Unihan"):
        assert work in notice


def test_the_tables_stay_small() -> None:
    assert sum(file.stat().st_size for file in TABLES.iterdir()) < 6_000_000


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_table_is_told_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "words.txt").write_bytes(content)
    with pytest.raises(TableError, match=r"words\.txt cannot be read .* Chinese cannot be typed"):
        Lexicon(tmp_path)


def test_words_are_found_by_whole_and_begun_syllables(tmp_path: Path) -> None:
    words = [
        Read("云雾", ("yun", "wu"), 9),
        Read("业务", ("ye", "wu"), 5),
        Read("云", ("yun",), 3),
        Read("一", ("yi",), 1),
        Read("安", ("an",), 2),
    ]
    (tmp_path / "words.txt").write_text("\n" + "\n".join(make_table.grouped(words)) + "\n", "utf-8")
    (tmp_path / "strokes.txt").write_text("\n" + "\n".join(make_table.by_commonness({"一": "1"}, {})) + "\n")
    lexicon = Lexicon(tmp_path)

    def found(*sounds: Sound) -> list[str]:
        return [word.text for word in lexicon.words(sounds, 10)]

    assert found(Sound("yun", whole=True), Sound("wu", whole=True)) == ["云雾"]
    assert found(Sound("y", whole=False), Sound("w", whole=False)) == ["业务", "云雾"]
    assert found(Sound("y", whole=False)) == ["一", "云"]
    assert found(Sound("a", whole=False)) == ["安"]
    assert found(Sound("b", whole=False)) == []
    assert found(Sound("y", whole=False), Sound("w", whole=False), Sound("q", whole=False)) == []
    assert lexicon.by_strokes("1", 5) == ("一",)


def test_strokes_follow_from_what_a_character_is_made_of() -> None:
    parts = "国:s(囗,玉)\n铁:a(钅,失)\n云:d(二,厶)\n䶮:d(龙,天)\n钛:a(钅,太)\n囗:c()\n轰:r3tr(云)\n"
    orders = StrokeOrders(WRITTEN, read_decompositions(parts))
    assert orders.of("国") == "25112141"
    assert orders.of("䶮") == "13534" + "1134"
    assert orders.of("钅") == "31115", "as 铁 begins"
    assert orders.of("轰") == "1154" * 3
    assert orders.of("钛") is None, "nothing tells how 太 is written"


def test_a_simplified_character_is_written_as_its_traditional_parts_made_simpler() -> None:
    orders = StrokeOrders(WRITTEN | {"宏": "kkejsnk"}, read_decompositions("鋐:a(金,宏)\n铁:a(钅,失)\n"))
    assert orders.of_simplified("鋐", {}) == "31115" + "4451354"


@pytest.mark.parametrize(
    ("reading", "plain"), [("lǜ", "lv"), ("xí", "xi"), ("ê̄", "e"), ("ńg", "ng"), ("ma", "ma")]
)
def test_tones_are_taken_off(reading: str, plain: str) -> None:
    assert toneless(reading) == plain


def test_only_general_and_common_words_are_taken() -> None:
    general = {"上": 1, "海": 2, "嶅": 7_000}
    listed = "上海 99 ns\n上上 2 n\n上龘 99 n\n海 7 n\n海 70 n\n嶅 1183 zg\n海上海 99 nr\nT恤 50 n"
    assert common_words(listed, general) == {"上海": 99, "海": 70, "嶅": 20}


def test_own_words_may_tell_their_reading() -> None:
    assert list(own_words("闵行 = min hang # a district\n# remark\n弄 室")) == [
        ("闵行", ("min", "hang")),
        ("弄", ()),
        ("室", ()),
    ]
