from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.masks import mask_card, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小明", "张*明"),
        ("张三", "张*"),
        ("王", "*"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜拉·买买提", "阿***·**提"),
        ("John Smith", "J*** S****"),
        ("MÜLLER ANNA MARIA", "M***** A*** M****"),
        ("𬭎㛃䶮", "𬭎*䶮"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("", ""),
        ("  张三 ", "张*"),
    ],
)
def test_names_keep_first_and_last_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_keep_what_the_rule_names() -> None:
    assert mask_phone("13800001234") == "138****1234"
    assert mask_id("999999199001011234") == "999999********1234"
    assert mask_id("XXX991081080300") == "XXX991*****0300"
    assert mask_id("99999919900101123442") == "999999********1234**"
    assert mask_card("6212345678901232") == "****1232"


def test_what_is_not_recognised_is_all_stars() -> None:
    assert mask_phone("1380000") == "*******"
    assert mask_id("12345") == "*****"
    assert mask_card("123456789") == "****"


@given(st.text("0123456789X", max_size=30))
def test_a_mask_never_shows_more_than_its_rule(text: str) -> None:
    assert sum(c != "*" for c in mask_phone(text)) <= 7
    assert sum(c != "*" for c in mask_id(text)) <= 10
    assert sum(c != "*" for c in mask_card(text)) <= 4


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=30))
def test_a_masked_chinese_name_shows_at_most_two_characters(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(c != "*" for c in masked) <= 2
    assert masked.count("*") >= 1
