"""Frames and line bytes of CRT-591 dispensers."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_dispenser.crt591_codec import (
    BUFFER_LIMIT,
    BadFrame,
    Command,
    FrameError,
    Line,
    LineDecoder,
    Negative,
    Positive,
    Reply,
    encode_command,
    encode_frame,
    encode_reply,
    parse_command,
    parse_reply,
)

BYTE = st.integers(0, 255)
commands = st.builds(Command, BYTE, BYTE, st.binary(max_size=512))
replies = st.one_of(
    st.builds(Positive, BYTE, BYTE, st.binary(min_size=3, max_size=3), st.binary(max_size=500)),
    st.builds(Negative, BYTE, BYTE, st.binary(min_size=2, max_size=2), st.binary(max_size=500)),
)


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command(0x30, 0x30), "F2 00 00 03 43 30 30 03 B1"),
        (Command(0x31, 0x30), "F2 00 00 03 43 31 30 03 B0"),
        (Command(0x32, 0x39), "F2 00 00 03 43 32 39 03 BA"),
    ],
)
def test_commands_have_the_bytes_of_the_protocol(command: Command, frame: str) -> None:
    assert encode_command(command) == bytes.fromhex(frame)
    assert LineDecoder().feed(bytes.fromhex(frame)) == [bytes.fromhex(frame)[4:-2]]


@given(commands)
def test_commands_come_back_as_they_were(command: Command) -> None:
    (text,) = LineDecoder().feed(encode_command(command))
    assert isinstance(text, bytes) and parse_command(text) == command


@given(st.lists(replies, max_size=4), st.integers(0, 5000))
def test_replies_and_line_bytes_are_found_however_the_stream_is_cut(given: list[Reply], cut: int) -> None:
    stream = b"".join(bytes((Line.ACK,)) + encode_reply(reply) for reply in given)
    cut %= len(stream) + 1
    decoder = LineDecoder()
    found = decoder.feed(stream[:cut]) + decoder.feed(stream[cut:])
    assert found[0::2] == [Line.ACK] * len(given)
    assert [parse_reply(text) for text in found[1::2] if isinstance(text, bytes)] == given


@given(replies, st.binary(max_size=300))
def test_a_reply_is_found_behind_noise(reply: Reply, noise: bytes) -> None:
    decoder = LineDecoder()
    found = decoder.feed(noise + encode_reply(reply)) + decoder.give_up()
    wanted = encode_reply(reply)[4:-2]
    assert wanted in found


@given(replies, st.integers(0, 10_000), st.integers(0, 7))
def test_a_changed_bit_never_makes_another_reply(reply: Reply, place: int, bit: int) -> None:
    frame = bytearray(encode_reply(reply))
    frame[place % len(frame)] ^= 1 << bit
    decoder = LineDecoder()
    found = decoder.feed(bytes(frame))
    # The address is not looked at, but the BCC covers it.
    assert encode_reply(reply)[4:-2] not in found


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([b"\xf2\x00\x02\x06", b"\xf2"]), max_size=10))
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    decoder = LineDecoder()
    for piece in stream:
        for one in decoder.feed(piece):
            assert isinstance(one, bytes | Line | BadFrame)
        assert decoder.waiting <= BUFFER_LIMIT
    decoder.give_up()
    assert decoder.waiting == 0


@given(st.binary(max_size=600))
def test_a_text_is_a_reply_or_refused(text: bytes) -> None:
    for parse in (parse_reply, parse_command):
        with contextlib.suppress(FrameError):
            parse(text)


def test_both_letters_of_a_negative_reply_are_understood() -> None:
    assert parse_reply(b"N21A0") == parse_reply(b"E21A0") == Negative(0x32, 0x31, b"A0")


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        encode_frame(bytes(600))
