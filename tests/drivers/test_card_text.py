"""The text block of each kind of card is read as it was written, and nothing else is taken for a card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from device_bench import LI, ZHANG
from hypothesis import given
from hypothesis import strategies as st

from drivers.contract import CardType, IdCard
from drivers.id_card_reader.card_text import (
    CardTextError,
    UnknownCardType,
    build_text,
    former_number,
    parse_card,
)

PHOTO = bytes(1024)

dates = st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8))
digits = st.text("0123456789", min_size=17, max_size=17)
letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)


def words(longest: int) -> st.SearchStrategy[str]:
    """Texts of the basic plane that do not end in a pad."""
    plain = st.characters(blacklist_categories=["Cs", "Cc"], max_codepoint=0xFFFF)
    return st.text(plain, max_size=longest).map(str.rstrip)


def names(longest: int) -> st.SearchStrategy[str]:
    return words(longest).filter(bool)


sexes = st.sampled_from("0129")


@st.composite
def residents(draw: st.DrawFn) -> IdCard:
    card: IdCard = replace(
        ZHANG,
        name=draw(names(15)),
        sex_code=draw(sexes),
        nation_code=draw(st.sampled_from(["01", "05", "56", "97", ""])),
        birth=draw(dates),
        address=draw(words(35)),
        number=draw(digits) + draw(st.sampled_from("0123456789X")),
        authority=draw(words(15)),
        valid_from=draw(dates),
        valid_to=draw(dates | st.just("长期")),
        photo=PHOTO,
    )
    return card


@st.composite
def hmt_residents(draw: st.DrawFn) -> IdCard:
    card = draw(residents())
    return replace(
        card,
        card_type=CardType.HMT_RESIDENCE,
        nation_code="",
        pass_number=draw(st.text("HM0123456789", min_size=9, max_size=9)),
        issue_count=draw(st.sampled_from(["", "01", "12"])),
    )


@st.composite
def foreigners_2017(draw: st.DrawFn) -> IdCard:
    card = draw(residents())
    return replace(
        card,
        card_type=CardType.FOREIGNER_2017,
        name=draw(words(15)),
        english_name=draw(names(60)),
        nation_code="",
        address="",
        number=draw(letters) + draw(digits)[:12],
        nationality=draw(letters),
        authority=draw(st.text("0123456789", max_size=4)),
        card_version=draw(st.sampled_from(["", "01"])),
    )


@st.composite
def foreigners_2023(draw: st.DrawFn) -> IdCard:
    card = draw(residents())
    number = "9" + card.number[1:]
    nationality = draw(letters)
    association = draw(st.just("") | st.text("0123456789", min_size=3, max_size=3))
    return replace(
        card,
        card_type=CardType.FOREIGNER_2023,
        english_name=draw(names(46)),
        nation_code="",
        address="",
        authority="",
        number=number,
        nationality=nationality,
        issue_count=draw(st.sampled_from(["", "00", "03"])),
        former_number=former_number(number, nationality, association),
    )


cards = residents() | hmt_residents() | foreigners_2017() | foreigners_2023()


@given(cards)
def test_every_kind_of_card_reads_back_as_it_was_written(card: IdCard) -> None:
    text = build_text(card)
    assert len(text) == 256
    assert parse_card(text, PHOTO) == card


def field(text: bytes, offset: int, size: int) -> str:
    return text[offset : offset + size].decode("utf-16-le").rstrip()


def test_a_resident_card_has_its_fields_where_the_standard_says() -> None:
    text = build_text(ZHANG)
    assert field(text, 0, 30) == "章试纸"
    assert field(text, 30, 2) == "2"
    assert field(text, 32, 4) == "01"
    assert field(text, 36, 16) == "19900101"
    assert field(text, 52, 70) == "上海市虚构区未名路1号"
    assert field(text, 122, 36) == "99999919900101002X"
    assert field(text, 158, 30) == "虚构市公安局未名分局"
    assert field(text, 188, 16) == "20200101"
    assert field(text, 204, 16) == "20400101"
    assert text[248:250] == b" \0"


def test_a_residence_permit_has_its_own_fields_behind_the_common_ones() -> None:
    text = build_text(LI)
    assert (field(text, 220, 18), field(text, 238, 4), field(text, 248, 2)) == ("H00000001", "01", "J")


def test_an_english_name_longer_than_its_first_place_goes_on_in_the_second() -> None:
    name = "A" * 35 + "B" * 11
    card = replace(
        ZHANG,
        card_type=CardType.FOREIGNER_2023,
        number="999999199001010020",
        nationality="XXX",
        english_name=name,
        nation_code="",
        address="",
        authority="",
        photo=PHOTO,
    )
    text = build_text(card)
    assert (field(text, 52, 70), field(text, 220, 22)) == ("A" * 35, "B" * 11)
    assert parse_card(text, PHOTO).english_name == name


def test_the_former_number_of_a_foreigner_ends_in_its_check_digit() -> None:
    # 7·33 + 3·33 + 1·33 + … by hand: X=33, then 9 9 | 1 2 | 9 9 0 1 0 1 | 3
    number = former_number("999999199001010020", "XXX", "123")
    weights = (7, 3, 1)
    total = sum(int(one, 36) * weights[place % 3] for place, one in enumerate(number[:14]))
    assert (number[:3], number[3:5], number[5:7], number[13]) == ("XXX", "99", "12", "3")
    assert number[14] == str(total % 10)


@pytest.mark.parametrize("flag", ["Q", "j", "\0", "0", "身"])
def test_a_card_of_no_known_type_is_refused(flag: str) -> None:
    text = bytearray(build_text(ZHANG))
    text[248:250] = flag.encode("utf-16-le")
    with pytest.raises(UnknownCardType):
        parse_card(bytes(text), PHOTO)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "99999919900101002"),
        ("number", "99999919900101002x"),
        ("number", "９９９９９９１９９００１０１００２０"),
        ("birth", "19901301"),
        ("birth", "        "),
        ("valid_from", "长期"),
        ("valid_to", "2040010"),
        ("valid_to", "永久"),
        ("name", ""),
    ],
)
def test_a_card_with_an_impossible_field_is_refused_by_the_fields_name(name: str, value: str) -> None:
    places = {"number": (122, 36), "birth": (36, 16), "valid_from": (188, 16), "valid_to": (204, 16)}
    offset, size = places.get(name, (0, 30))
    text = bytearray(build_text(ZHANG))
    text[offset : offset + size] = value.ljust(size // 2).encode("utf-16-le")[:size]
    with pytest.raises(CardTextError) as caught:
        parse_card(bytes(text), PHOTO)
    assert name in str(caught.value)
    assert not value.strip() or value not in str(caught.value)


def test_29_february_of_a_common_year_is_accepted_as_real_cards_carry_it() -> None:
    assert parse_card(build_text(replace(ZHANG, valid_to="20270229")), PHOTO).valid_to == "20270229"


@pytest.mark.parametrize("size", [0, 255, 257, 512])
def test_a_block_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(CardTextError):
        parse_card(bytes(size), PHOTO)


@given(st.binary(min_size=256, max_size=256))
def test_random_blocks_raise_only_what_is_announced(text: bytes) -> None:
    with pytest.raises(CardTextError):
        parse_card(text, PHOTO)


@given(residents(), st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=6))
def test_a_changed_block_is_a_card_or_refused(card: IdCard, changes: list[tuple[int, int]]) -> None:
    text = bytearray(build_text(card))
    for place, value in changes:
        text[place] = value
    try:
        parse_card(bytes(text), PHOTO)
    except CardTextError as error:
        assert card.number not in str(error)


def test_what_does_not_fit_is_not_written() -> None:
    with pytest.raises(CardTextError, match="address"):
        build_text(replace(ZHANG, address="路" * 36))


def test_a_card_has_no_readable_form() -> None:
    assert ZHANG.name not in repr(ZHANG) and ZHANG.number not in f"{ZHANG}"
