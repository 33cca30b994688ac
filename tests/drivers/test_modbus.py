"""Modbus RTU frames: the documented bytes, round trips, streams of anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing import BUFFER_LIMIT, FrameFinder
from drivers.modbus import (
    Answer,
    Bits,
    Failed,
    Request,
    Written,
    crc,
    encode_answer,
    encode_request,
    parse_answer,
    parse_request,
    problem_text,
)

units = st.integers(1, 247)
requests = st.builds(
    Request, units, st.sampled_from([1, 2, 5]), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF)
)
bits = st.integers(1, 32).flatmap(
    lambda size: st.builds(
        Bits, units, st.sampled_from([1, 2]), st.just(size), st.integers(0, (1 << 8 * size) - 1)
    )
)
answers = (
    bits
    | st.builds(Written, units, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
    | st.builds(Failed, units, st.sampled_from([1, 2, 5]), st.integers(0, 255))
)


@pytest.mark.parametrize(
    ("request_", "documented"),
    [
        (Request(1, 5, 0, 0xFF00), "01 05 00 00 FF 00 8C 3A"),
        (Request(1, 5, 0, 0x0000), "01 05 00 00 00 00 CD CA"),
        (Request(1, 5, 1, 0xFF00), "01 05 00 01 FF 00 DD FA"),
        (Request(1, 1, 0, 8), "01 01 00 00 00 08 3D CC"),
        (Request(1, 2, 0, 8), "01 02 00 00 00 08 79 CC"),
    ],
)
def test_requests_have_the_documented_bytes(request_: Request, documented: str) -> None:
    assert encode_request(request_) == bytes.fromhex(documented)


def test_the_crc_is_that_of_the_specification() -> None:
    assert crc(b"123456789") == 0x4B37  # the check value of CRC-16/MODBUS


@given(requests)
def test_a_request_survives_the_wire(request_: Request) -> None:
    assert parse_request(encode_request(request_)) == (request_, 8)


@given(answers)
def test_an_answer_survives_the_wire(answer: Answer) -> None:
    frame = encode_answer(answer)
    assert parse_answer(frame) == (answer, len(frame))


@given(st.lists(answers, min_size=1, max_size=4), st.integers(0, 400))
def test_answers_are_found_however_the_stream_is_cut(answers: list[Answer], cut: int) -> None:
    stream = b"".join(map(encode_answer, answers))
    cut %= len(stream) + 1
    finder = FrameFinder(parse_answer)
    assert finder.feed(stream[:cut]) + finder.feed(stream[cut:]) == answers
    assert not finder.damaged


@given(answers, st.binary(max_size=60))
def test_an_answer_is_found_behind_noise(answer: Answer, noise: bytes) -> None:
    finder = FrameFinder(parse_answer)
    assert answer in finder.feed(noise + encode_answer(answer)) + finder.give_up()


@given(answers, st.integers(0, 10_000))
def test_a_changed_bit_is_no_answer(answer: Answer, place: int) -> None:
    frame = bytearray(encode_answer(answer))
    place %= 8 * len(frame)
    frame[place // 8] ^= 1 << place % 8
    finder = FrameFinder(parse_answer)
    assert answer not in finder.feed(bytes(frame)) + finder.give_up()


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([b"\x01\x02\xff", b"\x01\x85"]), max_size=10))
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    finder, board = FrameFinder(parse_answer), FrameFinder(parse_request)
    for piece in stream:
        finder.feed(piece)
        board.feed(piece)
        assert max(finder.waiting, board.waiting) <= BUFFER_LIMIT


@pytest.mark.parametrize("problem", range(256))
def test_every_refusal_has_words(problem: int) -> None:
    assert problem_text(problem)
