"""What stands between keys and field: letters in, text out, and back to nothing."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.typing.candidates import LONGEST
from kiosk.typing.composition import Composition, Method
from kiosk.typing.lexicon import Lexicon

LEXICON = Lexicon()
METHODS = st.sampled_from(list(Method))


def typed(letters: str, method: Method = Method.PINYIN) -> Composition:
    composition = Composition(method)
    for letter in letters:
        composition = composition.type(letter)
    return composition


def choose(composition: Composition, text: str) -> Composition:
    return composition.choose(next(each for each in composition.candidates(LEXICON) if each.text == text))


def test_the_rest_stays_when_the_first_syllables_are_chosen() -> None:
    part = choose(typed("yunwuqu"), "云雾")
    assert (part.shown, part.typed, part.done) == ("云雾qu", "qu", False)
    whole = choose(part, "区")
    assert (whole.text, whole.done, whole.letters) == ("云雾区", True, "yunwuqu")


def test_erasing_takes_letters_first_and_then_what_was_chosen() -> None:
    part = choose(typed("yunwuqu"), "云雾").erase().erase()
    assert part.shown == "云雾"
    assert part.erase().shown == "yunwu"


def test_strokes_are_shown_as_strokes() -> None:
    assert typed("12*", Method.STROKES).shown == "一丨＊"


@given(METHODS, st.data())
def test_composing_and_erasing_returns_to_nothing(method: Method, data: st.DataObject) -> None:
    composition = typed(data.draw(st.text(method.letters, max_size=12)), method)
    for _ in range(data.draw(st.integers(0, 3))):
        found = composition.candidates(LEXICON)
        if found:
            composition = composition.choose(data.draw(st.sampled_from(found[:20])))
    presses = 0
    while not composition.empty:
        composition = composition.erase()
        presses += 1
        assert presses <= 60
    assert composition == Composition(method)


@given(METHODS, st.text(max_size=60))
def test_what_is_no_letter_of_the_method_changes_nothing(method: Method, keys: str) -> None:
    composition = typed(keys, method)
    assert set(composition.typed) <= set(method.letters)
    assert len(composition.typed) <= LONGEST


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=16), st.data())
def test_choosing_uses_every_letter_exactly_once(letters: str, data: st.DataObject) -> None:
    composition = typed(letters)
    while found := composition.candidates(LEXICON):
        composition = composition.choose(data.draw(st.sampled_from(found[:30])))
    assert composition.letters == letters


def test_what_is_typed_is_not_told_by_its_description() -> None:
    assert "zhang" not in repr(typed("zhang"))
