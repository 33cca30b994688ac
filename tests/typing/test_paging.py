"""Candidates page by page: none is left out, none comes twice, each fits."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.typing.paging import page_from, slots_of

TEXTS = st.lists(st.text("云雾区先西安", min_size=1, max_size=20), max_size=60)


@given(TEXTS, st.integers(1, 12), st.integers(1, 5))
def test_every_candidate_stands_on_exactly_one_page(texts: list[str], slots: int, rows: int) -> None:
    seen: list[int] = []
    first = 0
    while first < len(texts):
        page = page_from(texts, first, slots, rows)
        assert page.following > first, "each page shows at least one"
        seen += [cell.index for cell in page.cells]
        first = page.following
    assert seen == list(range(len(texts)))


@given(TEXTS, st.integers(1, 12), st.integers(1, 5))
def test_no_row_is_wider_than_the_screen(texts: list[str], slots: int, rows: int) -> None:
    row, used = 1, 0
    for cell in page_from(texts, 0, slots, rows).cells:
        assert 1 <= cell.slots <= slots
        row, used = (row + 1, cell.slots) if used + cell.slots > slots else (row, used + cell.slots)
    assert row <= rows


def test_a_long_word_takes_more_slots() -> None:
    assert [slots_of(text, 8) for text in ("区", "云雾", "云雾区", "云" * 40)] == [1, 1, 2, 8]
