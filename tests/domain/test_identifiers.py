"""Numbers of persons and companies, against the standards' own vectors."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.identifiers import (
    BankCardNumber,
    DisabilityCertificate,
    ForeignerNumber2017,
    ForeignerNumber2023,
    IdentifierError,
    PlateKind,
    PlateNumber,
    ResidentId,
    Sex,
    Uscc,
    foreigner_2017_check,
    former_number,
    luhn_check,
    normalise,
    parse_bank_card,
    parse_disability_certificate,
    parse_foreigner_2017,
    parse_foreigner_2023,
    parse_mobile,
    parse_plate,
    parse_resident_id,
    parse_uscc,
    resident_id_check,
    uscc_check,
)

RESIDENT_IDS = ["11010519491231002X", "440524188001010014"]  # the examples printed in GB 11643-1999
USCCS = ["9144030071526726XG", "91350100M000100Y43"]
ANY_CHARACTER = string.digits + string.ascii_letters + "·　０Ｘ²一 "
PARSERS: list[Callable[[str], object]] = [
    parse_resident_id,
    parse_foreigner_2017,
    parse_foreigner_2023,
    parse_uscc,
    parse_mobile,
    parse_bank_card,
    parse_plate,
    parse_disability_certificate,
]


def resident_id(region: str = "999999", birth: str = "19850214", sequence: str = "001") -> str:
    body = region + birth + sequence
    return body + resident_id_check(body)


@pytest.mark.parametrize("text", RESIDENT_IDS)
def test_a_number_printed_in_the_standard_is_valid(text: str) -> None:
    assert isinstance(parse_resident_id(text), ResidentId)


@pytest.mark.parametrize("text", RESIDENT_IDS)
def test_no_resident_number_survives_one_changed_character(text: str) -> None:
    for position in range(18):
        for c in ANY_CHARACTER:
            if c != text[position]:
                changed = text[:position] + c + text[position + 1 :]
                assert isinstance(parse_resident_id(changed), IdentifierError), f"position {position}"


@pytest.mark.parametrize("text", USCCS)
def test_a_credit_code_of_the_standard_is_valid_and_survives_no_changed_character(text: str) -> None:
    assert isinstance(parse_uscc(text), Uscc)
    for position in range(18):
        for c in ANY_CHARACTER:
            if c != text[position]:
                changed = text[:position] + c + text[position + 1 :]
                assert isinstance(parse_uscc(changed), IdentifierError), f"position {position}"


@pytest.mark.parametrize("region", ["310103", "310108", "310225", "310230", "510202", "810000", "830000"])
def test_abolished_districts_are_accepted(region: str) -> None:
    assert isinstance(parse_resident_id(resident_id(region)), ResidentId)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", IdentifierError.EMPTY),
        ("110105491231002", IdentifierError.FIFTEEN_DIGITS),
        ("11010519491231002", IdentifierError.WRONG_LENGTH),
        ("11010519491231002x", IdentifierError.WRONG_CHARACTER),
        (resident_id("009999"), IdentifierError.UNKNOWN_REGION),
        (resident_id("160000"), IdentifierError.UNKNOWN_REGION),
        (resident_id(birth="19850229"), IdentifierError.IMPOSSIBLE_DATE),
        (resident_id(birth="19851301"), IdentifierError.IMPOSSIBLE_DATE),
        (resident_id(birth="00000000"), IdentifierError.IMPOSSIBLE_DATE),
        ("110105194912310021", IdentifierError.WRONG_CHECK_CHARACTER),
    ],
)
def test_a_wrong_resident_number_says_why(text: str, error: IdentifierError) -> None:
    assert parse_resident_id(text) is error


def test_a_leap_day_is_a_birthday_only_in_leap_years() -> None:
    assert isinstance(parse_resident_id(resident_id(birth="20000229")), ResidentId)
    assert parse_resident_id(resident_id(birth="19000229")) is IdentifierError.IMPOSSIBLE_DATE


def test_the_number_tells_birth_and_sex_and_whether_it_is_invented() -> None:
    man = parse_resident_id(resident_id(sequence="013"))
    woman = parse_resident_id(resident_id(sequence="024"))
    assert isinstance(man, ResidentId) and isinstance(woman, ResidentId)
    assert (man.birth, man.sex, man.reserved) == (date(1985, 2, 14), Sex.MALE, True)
    assert woman.sex is Sex.FEMALE
    real = parse_resident_id(RESIDENT_IDS[0])
    assert isinstance(real, ResidentId) and not real.reserved and real.region == "110105"


@given(st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.integers(0, 16), st.data())
def test_every_built_number_is_valid_and_two_swapped_neighbours_are_noticed(
    birth: date, sequence: int, position: int, data: st.DataObject
) -> None:
    text = resident_id("999999", birth.strftime("%Y%m%d"), f"{sequence:03d}")
    assert isinstance(parse_resident_id(text), ResidentId)
    swapped = text[:position] + text[position + 1] + text[position] + text[position + 2 :]
    assume(swapped != text)
    assert isinstance(parse_resident_id(swapped), IdentifierError)


@given(st.sampled_from(PARSERS), st.text(max_size=24))
def test_any_text_gets_a_value_or_a_named_error(parse: Callable[[str], object], text: str) -> None:
    result = parse(text)
    assert isinstance(result, IdentifierError) or getattr(result, "text", text) == text


@given(st.sampled_from(PARSERS), st.sampled_from("٣３²๓"), st.integers(10, 20))
def test_digits_of_other_scripts_are_no_digits(
    parse: Callable[[str], object], digit: str, length: int
) -> None:
    assert isinstance(parse(digit * length), IdentifierError)


def test_values_and_errors_never_show_the_number() -> None:
    card = "621234567890123"
    values: list[tuple[str, object]] = [
        (RESIDENT_IDS[0], parse_resident_id(RESIDENT_IDS[0])),
        (USCCS[0], parse_uscc(USCCS[0])),
        ("13800001234", parse_mobile("13800001234")),
        (card + luhn_check(card), parse_bank_card(card + luhn_check(card))),
        ("沪A12345", parse_plate("沪A12345")),
        (resident_id() + "11", parse_disability_certificate(resident_id() + "11")),
    ]
    for text, value in values:
        assert not isinstance(value, IdentifierError)
        for shown in (repr(value), str(value), f"{value}", f"{value:>40}"):
            assert text[3:9] not in shown


def test_a_typed_number_is_brought_to_its_exact_form() -> None:
    assert normalise("１１０１０５ 19491231 002ｘ") == "11010519491231002X"
    assert normalise("沪a-12345") == "沪A12345"


def foreigner_2023(country: str = "999", birth: str = "19810803", sequence: str = "002") -> str:
    body = "999" + country + birth + sequence
    return body + resident_id_check(body)


def test_the_foreigners_numbers_of_both_versions_are_known() -> None:
    body = "XXX991081080300"[:14]
    old = body + foreigner_2017_check(body)
    assert isinstance(parse_foreigner_2017(old), ForeignerNumber2017)
    wrong = old[:-1] + str((int(old[-1]) + 1) % 10)
    assert parse_foreigner_2017(wrong) is IdentifierError.WRONG_CHECK_CHARACTER
    assert parse_foreigner_2017(old.lower()) is IdentifierError.WRONG_CHARACTER
    new = parse_foreigner_2023(foreigner_2023())
    assert isinstance(new, ForeignerNumber2023)
    assert (new.birth, new.country, new.province) == (date(1981, 8, 3), "999", "99")
    assert parse_foreigner_2023(resident_id("310101")) is IdentifierError.WRONG_PREFIX


def test_the_card_of_2023_leads_back_to_the_number_of_2017() -> None:
    new = parse_foreigner_2023(foreigner_2023())
    assert isinstance(new, ForeignerNumber2023)
    old = former_number(new, "XXX", "107")
    assert isinstance(old, ForeignerNumber2017)
    assert old.text[:14] == "XXX" + "99" + "10" + "810803" + "7"
    assert former_number(new, "XXX", "   ") is IdentifierError.EMPTY
    assert former_number(new, "xxx", "107") is IdentifierError.WRONG_CHARACTER
    assert former_number(new, "XXX", "1０7") is IdentifierError.WRONG_CHARACTER


def test_check_characters_agree_with_worked_examples() -> None:
    assert luhn_check("7992739871") == "3"
    assert uscc_check("9144030071526726X") == "G"


@given(st.text("0123456789", min_size=12, max_size=18), st.integers(0, 18), st.integers(1, 9))
def test_a_card_number_with_one_wrong_digit_is_refused(body: str, position: int, shift: int) -> None:
    assume(body.strip("0"))
    number = body + luhn_check(body)
    assert isinstance(parse_bank_card(number), BankCardNumber)
    position %= len(number)
    wrong = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]
    assert isinstance(parse_bank_card(wrong), IdentifierError)


def test_zeros_are_no_card_number() -> None:
    assert isinstance(parse_bank_card("0" * 16), IdentifierError)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("沪A12345", PlateKind.ORDINARY),
        ("沪A1234警", PlateKind.ORDINARY),
        ("沪AD12345", PlateKind.NEW_ENERGY_SMALL),
        ("沪A12345F", PlateKind.NEW_ENERGY_LARGE),
    ],
)
def test_plates_of_each_kind_are_known(text: str, kind: PlateKind) -> None:
    plate = parse_plate(text)
    assert isinstance(plate, PlateNumber) and plate.kind is kind


@pytest.mark.parametrize(
    "text", ["沪A1234", "沪AI1234", "沪A1234O", "海A12345", "沪112345", "沪AZ12345", "沪A123456"]
)
def test_plates_that_cannot_exist_are_refused(text: str) -> None:
    assert isinstance(parse_plate(text), IdentifierError)


def test_a_disability_certificate_holds_the_owner_category_and_grade() -> None:
    certificate = parse_disability_certificate(resident_id() + "74")
    assert isinstance(certificate, DisabilityCertificate)
    assert (certificate.category, certificate.grade) == (7, 4)
    assert parse_disability_certificate(resident_id() + "84") is IdentifierError.WRONG_CATEGORY
    assert parse_disability_certificate(resident_id() + "10") is IdentifierError.WRONG_GRADE


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("12800001234", IdentifierError.WRONG_PREFIX),
        ("1380000123", IdentifierError.WRONG_LENGTH),
        ("+8613800001234", IdentifierError.WRONG_CHARACTER),
        ("", IdentifierError.EMPTY),
    ],
)
def test_a_wrong_mobile_number_says_why(text: str, error: IdentifierError) -> None:
    assert parse_mobile(text) is error
