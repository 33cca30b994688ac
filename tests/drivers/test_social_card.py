"""Messages of the card port, commands to a 社会保障卡 and the records it answers with."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contract import HolderAccess, SocialCardGeneration
from drivers.simulators.virtual_card import Generation, Holder, Speech, VirtualCard
from drivers.smart_card_reader import social_card as chip
from drivers.smart_card_reader.port_codec import BUFFER_LIMIT, Message, MessageDecoder, encode

messages = st.builds(Message, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=500))


@given(st.lists(messages, max_size=4), st.integers(0, 3000))
def test_messages_are_found_however_the_stream_is_cut(given: list[Message], cut: int) -> None:
    stream = b"".join(encode(one) for one in given)
    cut %= len(stream) + 1
    decoder = MessageDecoder()
    assert decoder.feed(stream[:cut]) + decoder.feed(stream[cut:]) == given


@given(messages, st.binary(max_size=300))
def test_a_message_is_found_behind_noise(message: Message, noise: bytes) -> None:
    decoder = MessageDecoder()
    assert message in decoder.feed(noise + encode(message)) + decoder.give_up()


@given(messages, st.integers(0, 10_000), st.integers(0, 7))
def test_a_changed_bit_is_noticed(message: Message, place: int, bit: int) -> None:
    data = bytearray(encode(message))
    data[place % len(data)] ^= 1 << bit
    assert message not in MessageDecoder().feed(bytes(data))


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([b"\xc5", b"\xc5\x01\x02\x57"]), max_size=10))
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    decoder = MessageDecoder()
    for piece in stream:
        decoder.feed(piece)
        assert decoder.waiting <= BUFFER_LIMIT


def test_the_application_is_selected_by_its_name_in_gbk() -> None:
    wanted = "00 A4 04 00 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF"
    assert chip.select_application() == bytes.fromhex(wanted)
    assert chip.select_file(chip.EF05) == bytes.fromhex("00 A4 02 00 02 EF 05")
    assert chip.read_record(0x4E, 20) == bytes.fromhex("00 B2 4E 00 16")
    assert chip.with_le(chip.read_record(9, 30), 0x16) == bytes.fromhex("00 B2 09 00 16")


@given(st.binary(max_size=40), st.integers(0, 255))
def test_a_record_is_the_one_asked_for_or_refused(data: bytes, tag: int) -> None:
    with contextlib.suppress(chip.CardDataError):
        assert chip.parse_record(data, tag) == data[2:]


@given(st.dictionaries(st.sampled_from(sorted(chip.HOLDER_FIELDS)), st.binary(max_size=40)))
def test_no_holder_raises_anything_else_or_shows_what_was_refused(records: dict[int, bytes]) -> None:
    full = {0x08: b"", 0x09: b"", 0x0A: b""} | records
    try:
        holder = chip.holder_from(full)
    except chip.CardDataError as error:
        assert str(error).startswith(("The holder", "The date", "The nation", "The birthplace", "The number",
                                      "The sex"))  # fmt: skip
    else:
        assert repr(holder) == "SocialCardHolder()" and holder.name


@given(st.dictionaries(st.sampled_from(sorted(chip.CARD_FIELDS)), st.binary(max_size=20)))
def test_no_card_raises_anything_else(records: dict[int, bytes]) -> None:
    full = {1: b"", 3: b"", 5: b""} | records
    with contextlib.suppress(chip.CardDataError):
        chip.card_from(full, b"\x3b", HolderAccess.KEYS_NEEDED, None)


names = st.text(st.characters(codec="gb18030", categories=["Lo"]), min_size=1, max_size=12)


@given(names, st.sampled_from([Generation.SECOND]))
def test_a_name_longer_than_one_record_goes_on_in_the_next(name: str, generation: Generation) -> None:
    card = VirtualCard(generation, Speech.T1, Holder(name=name))
    assert chip.holder_from(card.records()[chip.EF06]).name == name


def test_what_the_records_say_is_told() -> None:
    card = VirtualCard(Generation.SECOND)
    told = chip.card_from(card.records()[chip.EF05], card.atr, HolderAccess.KEYS_NEEDED, None)
    assert told.generation is SocialCardGeneration.SECOND
    assert (told.region, told.version, told.issued, told.valid_to) == (
        "999999", "2.00", "20240101", "20340101",
    )  # fmt: skip
    assert told.card_number == "ZA0000001" and told.atr == card.atr.hex().upper()
    assert "999999" not in repr(told)


@pytest.mark.parametrize(
    ("version", "generation"),
    [
        (b"1.00", SocialCardGeneration.FIRST),
        (b"2.00", SocialCardGeneration.SECOND),
        (b"\0\0\0\0", SocialCardGeneration.SECOND),
        (b"3.00", SocialCardGeneration.THIRD),
        (b"9.99", SocialCardGeneration.UNKNOWN),
        (b"", SocialCardGeneration.UNKNOWN),
    ],
)
def test_the_generation_is_the_versions_first_character(
    version: bytes, generation: SocialCardGeneration
) -> None:
    assert chip.generation(version) is generation


@given(st.binary(max_size=300))
def test_a_virtual_card_answers_anything_with_a_status_word(command: bytes) -> None:
    assert len(VirtualCard().apdu(command)) >= 2
