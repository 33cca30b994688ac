"""The issuer of a card by the first digits of its number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.banks import LONGEST_PREFIX, SHORTEST_PREFIX, issuer_of

BINS = {"622848": "abc", "6228": "other", "103": "abc", "95588": "icbc", "6228480402": "branch"}

digits = st.text("0123456789", max_size=19)
prefixes = st.text("0123456789", min_size=SHORTEST_PREFIX, max_size=LONGEST_PREFIX)
tables = st.dictionaries(prefixes, st.sampled_from(["a", "b", "c"]), max_size=12)


def test_the_longest_prefix_that_fits_counts() -> None:
    assert issuer_of("6228480402000000000", BINS) == "branch"
    assert issuer_of("6228480012345678900", BINS) == "abc"
    assert issuer_of("6228990012345678900", BINS) == "other"
    assert issuer_of("9558801234567890123", BINS) == "icbc"


def test_a_card_of_no_known_bank_has_no_issuer() -> None:
    assert issuer_of("4000000000000002", BINS) is None
    assert issuer_of("", BINS) is None
    assert issuer_of("10", BINS) is None
    assert issuer_of("6228480402564890018", {}) is None


def test_the_bank_is_known_while_the_number_is_typed_and_however_it_is_written() -> None:
    assert issuer_of("103", BINS) == "abc"
    assert issuer_of(" 6228 4800-1234 ", BINS) == "abc"
    assert issuer_of("６２２８４８００", BINS) == "abc"


@given(digits, tables)
def test_the_issuer_owns_a_prefix_of_the_number_and_no_longer_one_is_of_another(
    number: str, bins: dict[str, str]
) -> None:
    fitting = [prefix for prefix in bins if number.startswith(prefix)]
    expected = bins[max(fitting, key=len)] if fitting else None
    assert issuer_of(number, bins) == expected


@given(prefixes, digits, tables)
def test_an_issuer_once_known_is_never_lost_by_typing_on(start: str, more: str, bins: dict[str, str]) -> None:
    if issuer_of(start, bins) is not None:
        assert issuer_of(start + more, bins) is not None


@given(st.text(max_size=30), tables)
def test_whatever_is_typed_names_a_bank_of_the_table_or_none(text: str, bins: dict[str, str]) -> None:
    assert issuer_of(text, bins) in {None, *bins.values()}
