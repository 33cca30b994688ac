"""Characters written by hand, as lines in any place and size."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.typing.handwriting import SIDE, HandwritingError, Recogniser, squared

ZHONG = (
    ((60.0, 90.0), (65.0, 180.0)),
    ((60.0, 90.0), (240.0, 85.0), (235.0, 180.0)),
    ((65.0, 180.0), (235.0, 175.0)),
    ((150.0, 30.0), (150.0, 280.0)),
)
COORDINATES = st.floats(-5_000, 5_000)
STROKES = st.lists(st.lists(st.tuples(COORDINATES, COORDINATES), max_size=8).map(tuple), max_size=6).map(
    tuple
)


def test_a_character_is_read_wherever_and_however_large_it_is_written() -> None:
    recogniser = Recogniser()
    assert recogniser.recognise(ZHONG, 8)[0] == "中"
    far = tuple(tuple((x * 3 + 900, y * 3 + 50) for x, y in stroke) for stroke in ZHONG)
    assert recogniser.recognise(far, 8) == recogniser.recognise(ZHONG, 8)
    recogniser.close()


def test_nothing_written_is_nothing_read_and_so_after_closing() -> None:
    recogniser = Recogniser()
    assert recogniser.recognise((), 8) == ()
    recogniser.close()
    recogniser.close()
    assert recogniser.recognise(ZHONG, 8) == ()


@given(STROKES)
def test_no_scribble_is_a_fault(strokes: tuple[tuple[tuple[float, float], ...], ...]) -> None:
    for stroke in squared(strokes):
        assert all(-1 <= x <= SIDE + 1 and -1 <= y <= SIDE + 1 for x, y in stroke)
    recogniser = Recogniser()
    assert len(recogniser.recognise(strokes, 5)) <= 5
    recogniser.close()


def test_a_missing_library_or_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(HandwritingError, match="cannot be loaded"):
        Recogniser(library="libnothing.so.0")
    with pytest.raises(HandwritingError, match="cannot be opened"):
        Recogniser(model=tmp_path / "absent.model")
