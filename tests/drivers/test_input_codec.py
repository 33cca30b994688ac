"""Records of input devices, and the texts that keys write."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.transports.input_codec import (
    BUFFER_LIMIT,
    KeyCode,
    Record,
    RecordDecoder,
    Syn,
    Type,
    Typed,
    Typing,
    Value,
    encode,
    keys_for,
)

records = st.one_of(
    st.builds(Record, st.just(Type.KEY), st.integers(0, 0x2FF), st.integers(0, 2), st.integers(0, 10**12)),
    st.builds(Record, st.just(Type.SYN), st.integers(0, 3), st.just(0), st.integers(0, 10**12)),
)
ascii_texts = st.text(string.ascii_letters + string.digits + string.punctuation + " ", max_size=60)


def typed(data: bytes, limit: int = 200) -> list[str | None]:
    typing, found = Typing(limit), []
    for record in RecordDecoder().feed(data):
        one = typing.feed(record)
        if one is not None:
            found.append(one.text)
    return found


@given(st.lists(records, max_size=6), st.integers(0, 500))
def test_records_are_found_however_the_stream_is_cut(given: list[Record], cut: int) -> None:
    stream = b"".join(encode(one) for one in given)
    cut %= len(stream) + 1
    decoder = RecordDecoder()
    assert decoder.feed(stream[:cut]) + decoder.feed(stream[cut:]) == given


@given(ascii_texts)
def test_every_letter_of_ascii_is_what_its_key_writes(text: str) -> None:
    assert typed(keys_for(text)) == [text]


def test_a_text_goes_on_at_the_next_record_that_makes_sense() -> None:
    assert typed(b"\xff" * 7 + keys_for("Ab1")) == ["Ab1"]


@given(st.binary(max_size=3000))
def test_no_stream_raises_or_fills_more_than_the_buffers(data: bytes) -> None:
    decoder, typing = RecordDecoder(), Typing(100)
    for record in decoder.feed(data + keys_for("x" * 300)):
        found = typing.feed(record)
        assert found is None or isinstance(found, Typed)
        assert typing.waiting <= 100
    assert decoder.waiting <= BUFFER_LIMIT


def test_a_text_with_lost_keys_is_not_known() -> None:
    keys = keys_for("abc")
    lost = encode(Record(Type.SYN, Syn.DROPPED, 0))
    assert typed(keys[:96] + lost + keys[144:]) == [None]
    assert typed(lost + keys_for("x") + keys_for("abc"))[-1] == "abc"


def test_keys_that_write_nothing_and_texts_that_are_too_long_are_not_known() -> None:
    f1 = encode(Record(Type.KEY, 59, Value.DOWN))
    assert typed(f1 + keys_for("abc")) == [None]
    assert typed(keys_for("x" * 201)) == [None]


def test_capitals_come_from_shift_or_from_caps_lock() -> None:
    caps = encode(Record(Type.KEY, KeyCode.CAPS_LOCK, Value.DOWN))
    assert typed(caps + keys_for("aB1!")) == ["Ab1!"]


def test_a_letter_without_a_key_cannot_be_typed() -> None:
    with pytest.raises(ValueError, match="no key"):
        keys_for("随")


def test_what_was_typed_has_no_readable_form() -> None:
    assert "secret" not in repr(Typed("secret"))
