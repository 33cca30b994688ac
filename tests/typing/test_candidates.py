"""From letters to Chinese: what is offered, in which order, and that nothing is out of reach."""

import re
from collections import Counter
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.typing.candidates import MOST_BY_STROKES, Candidate, of_name, of_pinyin, of_strokes
from kiosk.typing.lexicon import Lexicon
from kiosk.typing.making.readings import toneless
from kiosk.typing.syllables import SYLLABLES, Lattice

RARE = "𬭎㛃䶮𠅤"  # of GB 18030-2022 beyond level 1, as they stand in people's names
MOVED = "龴龵龶龷龸龹龺龻"  # parts of characters that GB 18030-2022 moved to other code points
SPOKEN = st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=5)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz'", max_size=18)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@lru_cache(maxsize=1)
def dictionary() -> dict[str, set[str]]:
    """Character → its readings, by a dictionary that is not the table."""
    from pypinyin.pinyin_dict import pinyin_dict

    return {
        chr(code): {toneless(reading) for reading in readings.split(",")}
        for code, readings in pinyin_dict.items()
    }


def gb2312() -> set[str]:
    """The 6,763 characters of GB 2312, by Python's own codec."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {found for code in codes if (found := code.decode("gb2312", errors="ignore"))}


def texts(found: tuple[Candidate, ...]) -> list[str]:
    return [candidate.text for candidate in found]


def spells(typed: str, syllables: tuple[str, ...]) -> bool:
    """Whether ``typed`` is these syllables one after another, each whole or begun."""
    if not syllables:
        return not typed
    head, rest = syllables[0], syllables[1:]
    ways = {head, head.replace("v", "u") if head in ("lve", "nve") else head}
    ways |= {head[0] + "v" + head[2:]} if head[:2] in ("ju", "qu", "xu", "yu") else set()
    return any(
        typed.startswith(way[:length]) and spells(typed[length:].removeprefix("'"), rest)
        for way in ways
        for length in range(1, len(way) + 1)
    )


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("yunwuqu", "云雾区"),
        ("ywq", "云雾区"),
        ("yunwq", "云雾区"),
        ("gongjijin", "公积金"),
        ("shanghaishipudongxinqu", "上海市浦东新区"),
        ("ouyang", "欧阳"),
        ("minhang", "闵行"),
        ("changhuxian", "长护险"),
        ("zhongguo", "中国"),
    ],
)
def test_what_is_meant_comes_first(lexicon: Lexicon, typed: str, wanted: str) -> None:
    assert texts(of_pinyin(lexicon, typed))[0] == wanted


def test_xian_is_one_syllable_or_two(lexicon: Lexicon) -> None:
    assert texts(of_pinyin(lexicon, "xian"))[:2] == ["先", "西安"]
    assert texts(of_pinyin(lexicon, "xi'an"))[0] == "西安"
    assert "先" not in texts(of_pinyin(lexicon, "xi'an"))


def test_a_sentence_that_is_in_no_list_is_put_together(lexicon: Lexicon) -> None:
    first = of_pinyin(lexicon, "wodeshenfenzhengdiushile")[0]
    assert (first.text, first.letters) == ("我的身份证丢失了", 24)


def test_a_part_can_be_taken_before_the_rest(lexicon: Lexicon) -> None:
    part = next(found for found in of_pinyin(lexicon, "yunwuqu") if found.text == "云雾")
    assert part.letters == len("yunwu")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("nv", "女"), ("lv", "绿"), ("lue", "略"), ("lve", "略"), ("nue", "虐"), ("jv", "局")],
)
def test_u_with_dots_is_typed_as_v_or_as_people_do(lexicon: Lexicon, typed: str, wanted: str) -> None:
    assert wanted in texts(of_pinyin(lexicon, typed))


def test_a_surname_has_its_own_reading(lexicon: Lexicon) -> None:
    for typed, surname in (
        ("shan", "单"),
        ("zeng", "曾"),
        ("ou", "区"),
        ("qiu", "仇"),
        ("xie", "解"),
        ("zha", "查"),
    ):
        assert surname in texts(of_pinyin(lexicon, typed))[:30], surname


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("wangwei", "王伟"),
        ("zhangmin", "张敏"),
        ("lixiaoming", "李晓明"),
        ("zhang", "张"),
        ("shan", "单"),
        ("ouyang", "欧阳"),
    ],
)
def test_names_begin_with_surnames(lexicon: Lexicon, typed: str, wanted: str) -> None:
    assert texts(of_name(lexicon, typed))[0] == wanted


@given(SPOKEN)
def test_a_name_may_be_anything_that_can_be_typed(lexicon: Lexicon, spoken: list[str]) -> None:
    typed = "".join(spoken)
    found = of_name(lexicon, typed)
    assert set(of_pinyin(lexicon, typed)) <= set(found)
    assert len(found) == len(set(found))
    for candidate in found:
        assert spells(typed[: candidate.letters], candidate.syllables), candidate


@given(SPOKEN)
def test_every_candidate_is_read_as_it_was_typed(lexicon: Lexicon, spoken: list[str]) -> None:
    typed = "".join(spoken)
    for candidate in of_pinyin(lexicon, typed):
        assert spells(typed[: candidate.letters], candidate.syllables), candidate
        assert len(candidate.syllables) == len(candidate.text)


@settings(max_examples=40)
@given(SPOKEN)
def test_a_dictionary_agrees_with_every_reading(lexicon: Lexicon, spoken: list[str]) -> None:
    common = gb2312()
    for candidate in of_pinyin(lexicon, "".join(spoken))[:300]:
        for character, syllable in zip(candidate.text, candidate.syllables, strict=True):
            if character in common:  # of rare ones the dictionaries tell different readings
                assert syllable in dictionary()[character], (candidate.text, character, syllable)


@given(LETTERS)
def test_any_letters_give_candidates_or_none_and_no_fault(lexicon: Lexicon, typed: str) -> None:
    found = of_pinyin(lexicon, typed)
    assert len(found) == len(set(found))
    assert all(0 < candidate.letters <= len(typed) for candidate in found)
    assert bool(found) <= Lattice(typed).readable


@given(st.lists(st.sampled_from(sorted(SYLLABLES - {"m", "n", "ng", "hm", "hng"})), min_size=1, max_size=6))
def test_what_is_spelled_in_full_can_always_be_read(spoken: list[str]) -> None:
    assert Lattice("'".join(spoken)).readable
    assert all(edge.sound.whole for edges in Lattice("'".join(spoken)).edges[:1] for edge in edges)


def test_every_character_of_gb2312_and_the_rare_ones_are_reached_by_pinyin(lexicon: Lexicon) -> None:
    wanted = gb2312() | set(RARE)
    assert len(wanted) == 6_763 + len(RARE)
    reached = set()
    for syllable in sorted(SYLLABLES):
        reached |= {found.text for found in of_pinyin(lexicon, syllable)}
    assert wanted - reached == set()


def test_every_character_of_gb2312_and_the_rare_ones_are_reached_by_strokes(lexicon: Lexicon) -> None:
    codes = codes_once(lexicon)
    assert gb2312() | set(RARE) | set(MOVED) <= codes.keys()
    alike = Counter(code for found in codes.values() for code in found)
    assert alike.most_common(1)[0][1] < MOST_BY_STROKES, "those of one order all fit into the candidates"
    for character in [*RARE, *MOVED, *sorted(gb2312())[::50]]:
        assert character in texts(of_strokes(lexicon, codes[character][0])), character


def written_codes(lexicon: Lexicon) -> dict[str, list[str]]:
    lines = (lexicon.folder / "strokes.txt").read_text("utf-8").split()
    codes: dict[str, list[str]] = {}
    for code, character in zip(lines[::2], lines[1::2], strict=True):
        codes.setdefault(character, []).append(code)
    return codes


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("1", "一"), ("2511", "日"), ("251112134", "是"), ("31115445", "锭"), ("135341134", "䶮")],
)
def test_strokes_give_the_character_that_has_no_more_of_them_first(
    lexicon: Lexicon, typed: str, wanted: str
) -> None:
    assert texts(of_strokes(lexicon, typed))[0] == wanted


def test_a_stroke_that_is_not_known_stands_for_any(lexicon: Lexicon) -> None:
    assert "䶮" in texts(of_strokes(lexicon, "1353*113*"))
    assert of_strokes(lexicon, "") == ()


@given(st.text("12345*", min_size=1, max_size=12))
def test_strokes_offer_only_what_is_written_so(lexicon: Lexicon, typed: str) -> None:
    begin = re.compile(typed.replace("*", "."))
    codes = codes_once(lexicon)
    for candidate in of_strokes(lexicon, typed):
        assert any(begin.match(code) for code in codes[candidate.text])
        assert candidate.letters == len(typed)


_codes: dict[str, list[str]] = {}


def codes_once(lexicon: Lexicon) -> dict[str, list[str]]:
    if not _codes:
        _codes.update(written_codes(lexicon))
    return _codes
