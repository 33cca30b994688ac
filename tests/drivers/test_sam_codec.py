"""The frames of SAM modules: what is sent is found again, in whatever noise, and nothing grows without
bound.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.id_card_reader.sam_codec import (
    BUFFER_LIMIT,
    MAX_LENGTH,
    PREAMBLE,
    Answer,
    BadFrame,
    Command,
    FrameDecoder,
    SamDataError,
    build_additional_address,
    build_card,
    build_sam_id,
    encode_answer,
    encode_command,
    encode_frame,
    parse_additional_address,
    parse_answer,
    parse_card,
    parse_card_and_fingerprint,
    parse_sam_id,
)

bodies = st.binary(min_size=2, max_size=64) | st.binary(min_size=1200, max_size=1400)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts})
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


def bodies_in(found: list[bytes | BadFrame]) -> list[bytes]:
    return [one for one in found if isinstance(one, bytes)]


@pytest.mark.parametrize(
    ("command", "data", "frame"),
    [
        (Command.RESET, b"", "AA AA AA 96 69 00 03 10 FF EC"),
        (Command.STATUS, b"", "AA AA AA 96 69 00 03 11 FF ED"),
        (Command.SAM_ID, b"", "AA AA AA 96 69 00 03 12 FF EE"),
        (Command.FIND, b"", "AA AA AA 96 69 00 03 20 01 22"),
        (Command.SELECT, b"", "AA AA AA 96 69 00 03 20 02 21"),
        (Command.READ_CARD, b"", "AA AA AA 96 69 00 03 30 01 32"),
        (Command.READ_CARD_AND_FINGERPRINT, b"", "AA AA AA 96 69 00 03 30 10 23"),
        (Command.READ_ADDITIONAL_ADDRESS, b"", "AA AA AA 96 69 00 03 30 03 30"),
        (Command.SET_RF_BYTES, b"\x50", "AA AA AA 96 69 00 04 61 FF 50 CA"),
    ],
)
def test_commands_have_the_bytes_of_the_protocol(command: Command, data: bytes, frame: str) -> None:
    assert encode_command(command, data) == bytes.fromhex(frame)


@pytest.mark.parametrize(
    ("sw3", "data", "frame"),
    [
        (0x90, b"", "AA AA AA 96 69 00 04 00 00 90 94"),
        (0x9F, bytes(4), "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"),
        (0x90, bytes(8), "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
        (0x80, b"", "AA AA AA 96 69 00 04 00 00 80 84"),
        (0x81, b"", "AA AA AA 96 69 00 04 00 00 81 85"),
        (0x41, b"", "AA AA AA 96 69 00 04 00 00 41 45"),
        (0x91, b"", "AA AA AA 96 69 00 04 00 00 91 95"),
    ],
)
def test_answers_have_the_bytes_of_the_protocol(sw3: int, data: bytes, frame: str) -> None:
    assert encode_answer(sw3, data) == bytes.fromhex(frame)
    (body,) = bodies_in(FrameDecoder().feed(bytes.fromhex(frame)))
    assert parse_answer(body) == Answer(bytes((0, 0, sw3)), data)


def test_the_answer_with_a_card_has_1295_bytes() -> None:
    frame = encode_answer(0x90, build_card(bytes(256), bytes(1024)))
    assert (len(frame), frame[:10]) == (1295, bytes.fromhex("AA AA AA 96 69 05 08 00 00 90"))


@given(st.lists(bodies, min_size=1, max_size=4), st.lists(st.integers(0, 10_000), max_size=8))
def test_frames_are_found_however_the_stream_is_cut(bodies: list[bytes], cuts: list[int]) -> None:
    decoder = FrameDecoder()
    found: list[bytes | BadFrame] = []
    for piece in pieces(b"".join(map(encode_frame, bodies)), cuts):
        found += decoder.feed(piece)
    assert found == bodies
    assert decoder.waiting == 0


@given(bodies, st.binary(max_size=300), st.lists(st.integers(0, 10_000), max_size=4))
def test_a_frame_is_found_behind_noise(body: bytes, noise: bytes, cuts: list[int]) -> None:
    decoder = FrameDecoder()
    found: list[bytes | BadFrame] = []
    for piece in pieces(noise + encode_frame(body), cuts):
        found += decoder.feed(piece)
    found += decoder.give_up()
    assert body in found


@given(bodies, st.integers(3, MAX_LENGTH))
def test_a_frame_is_found_behind_the_beginning_of_one_that_never_ended(body: bytes, claim: int) -> None:
    decoder = FrameDecoder()
    found = decoder.feed(PREAMBLE + claim.to_bytes(2) + encode_frame(body))
    found += decoder.give_up()
    # One time in 256 the false frame ends where its checksum happens to fit; then it is what was sent.
    fits_by_chance = any(isinstance(one, bytes) and one.startswith(PREAMBLE) for one in found)
    assert body in found or fits_by_chance


@given(bodies, st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_of_the_body_or_checksum_gives_no_body_at_all(
    body: bytes, place: int, change: int
) -> None:
    assume(PREAMBLE not in body)
    frame = bytearray(encode_frame(body))
    frame[7 + place % (len(frame) - 7)] ^= change
    decoder = FrameDecoder()
    found = decoder.feed(bytes(frame)) + decoder.give_up()
    assert bodies_in(found) == []


@given(st.lists(st.binary(max_size=3000) | st.just(PREAMBLE), max_size=12))
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    decoder = FrameDecoder()
    for piece in stream:
        for one in decoder.feed(piece):
            assert isinstance(one, bytes | BadFrame)
        assert decoder.waiting <= BUFFER_LIMIT
    decoder.give_up()
    assert decoder.waiting == 0


@given(st.binary(max_size=2400))
def test_no_data_raise_anything_but_what_is_announced(data: bytes) -> None:
    for parse in (
        parse_answer,
        parse_card,
        parse_card_and_fingerprint,
        parse_sam_id,
        parse_additional_address,
    ):
        try:
            parse(data)
        except SamDataError as error:
            assert data.hex() not in str(error) or len(data) < 2


def test_a_stream_of_false_beginnings_is_passed_over_frame_by_frame() -> None:
    decoder = FrameDecoder()
    for _ in range(20):
        decoder.feed((PREAMBLE + b"\x00\x40") * 500)
    found = decoder.feed(bytes(100) + encode_answer(0x90)) + decoder.give_up()
    assert b"\0\0\x90" in found


@given(st.binary(min_size=256, max_size=256), st.binary(min_size=1024, max_size=1024))
def test_card_blocks_round_trip(text: bytes, photo: bytes) -> None:
    blocks = parse_card(build_card(text, photo))
    assert (blocks.text, blocks.photo) == (text, photo)


@pytest.mark.parametrize("finger", [0, 512, 1024])
def test_the_lengths_of_the_frame_decide_about_the_fingerprint(finger: int) -> None:
    lengths = b"\x01\x00\x04\x00" + finger.to_bytes(2)
    blocks = parse_card_and_fingerprint(lengths + bytes(256 + 1024) + b"F" * finger)
    assert blocks.fingerprint == b"F" * finger


def test_a_module_number_reads_as_it_is_printed_on_readers() -> None:
    number = "05.01-20110101-0000000001-0000000002"
    assert parse_sam_id(build_sam_id(number)) == number


@pytest.mark.parametrize("number", ["", "05.01", "05.01-1-2", "99999.01-1-2-3", "a.b-c-d-e"])
def test_what_is_no_module_number_is_refused(number: str) -> None:
    with pytest.raises(SamDataError):
        build_sam_id(number)


@given(st.text(st.characters(blacklist_categories=["Cs"], max_codepoint=0xFFFF), max_size=35))
def test_an_additional_address_round_trips(text: str) -> None:
    assert parse_additional_address(build_additional_address(text)) == text.rstrip(" \0")


def test_a_body_that_no_frame_holds_is_refused() -> None:
    for size in (0, 1, MAX_LENGTH):
        with pytest.raises(SamDataError):
            encode_frame(bytes(size))
