"""Frames of GM65 modules, and the text of codes, however long and in whatever bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner.gm65_codec import (
    BUFFER_LIMIT,
    MAX_CHARACTERS,
    BadFrame,
    Command,
    CommandDecoder,
    CrcMode,
    Kind,
    Reply,
    ReplyFinder,
    Suffix,
    TextCollector,
    TextError,
    decode_text,
    encode_command,
    encode_reply,
)

commands = st.builds(
    Command, st.sampled_from([7, 8, 9]), st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=255)
)
replies = st.builds(Reply, st.sampled_from([0, 1, 3]), st.binary(max_size=255))


@pytest.mark.parametrize(
    ("command", "mode", "frame"),
    [
        (Command(Kind.WRITE, 0x0002, b"\x01"), CrcMode.UNCHECKED, "7E 00 08 01 00 02 01 AB CD"),
        (Command(Kind.WRITE, 0x0002, b"\x01"), CrcMode.COMPUTED, "7E 00 08 01 00 02 01 02 DA"),
        (Command(Kind.WRITE, 0x0002, b"\x00"), CrcMode.COMPUTED, "7E 00 08 01 00 02 00 12 FB"),
        (Command(Kind.WRITE, 0x000A, b"\x3e"), CrcMode.COMPUTED, "7E 00 08 01 00 0A 3E 4C CF"),
        (Command(Kind.SAVE, 0x0000, b"\x00"), CrcMode.COMPUTED, "7E 00 09 01 00 00 00 DE C8"),
        (Command(Kind.WRITE, 0x002A, b"\x39\x01"), CrcMode.COMPUTED, "7E 00 08 02 00 2A 39 01 A7 EA"),
        (Command(Kind.READ, 0x002A, b"\x02"), CrcMode.COMPUTED, "7E 00 07 01 00 2A 02 D8 0F"),
        (Command(Kind.WRITE, 0x00D9, b"\x50"), CrcMode.COMPUTED, "7E 00 08 01 00 D9 50 81 D3"),
    ],
)
def test_commands_have_the_bytes_of_the_manual(command: Command, mode: CrcMode, frame: str) -> None:
    assert encode_command(command, mode) == bytes.fromhex(frame)
    assert CommandDecoder().feed(bytes.fromhex(frame)) == [command]


@pytest.mark.parametrize(
    ("reply", "frame"),
    [
        (Reply(0, b"\0"), "02 00 00 01 00 33 31"),
        (Reply(1, b"\0"), "02 00 01 01 00 04 01"),
        (Reply(3, b"\0"), "02 00 03 01 00 6A 61"),
    ],
)
def test_replies_have_the_bytes_of_the_manual(reply: Reply, frame: str) -> None:
    assert encode_reply(reply) == bytes.fromhex(frame)
    assert ReplyFinder().feed(bytes.fromhex(frame)) == (reply, b"")


@given(replies, st.binary(max_size=600), st.integers(0, 2000))
def test_what_follows_a_reply_is_left_untouched(reply: Reply, text: bytes, cut: int) -> None:
    stream = encode_reply(reply) + text
    cut %= len(stream) + 1
    finder = ReplyFinder()
    first = finder.feed(stream[:cut])
    if first is None:
        assert finder.feed(stream[cut:]) == (reply, text)
    else:
        found, rest = first
        assert (found, rest + stream[cut:]) == (reply, text)


@given(replies, st.binary(max_size=300))
def test_a_reply_is_found_behind_noise(reply: Reply, noise: bytes) -> None:
    finder = ReplyFinder()
    stream = noise + encode_reply(reply)
    found = finder.feed(stream)
    replies_found = []
    while found is not None:
        replies_found.append(found[0])
        found = finder.feed(found[1])
    while (late := finder.give_up()) is not None:
        replies_found.append(late[0])
    assert reply in replies_found


@given(st.lists(commands, max_size=4), st.sampled_from(CrcMode), st.integers(0, 5000))
def test_commands_are_found_however_the_stream_is_cut(
    commands: list[Command], mode: CrcMode, cut: int
) -> None:
    stream = b"".join(encode_command(command, mode) for command in commands)
    cut %= len(stream) + 1
    decoder = CommandDecoder()
    assert decoder.feed(stream[:cut]) + decoder.feed(stream[cut:]) == commands


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([b"\x7e\x00", b"\x02\x00\x00\xff"]), max_size=12))
def test_no_stream_raises_or_fills_more_than_the_buffers(stream: list[bytes]) -> None:
    decoder, finder = CommandDecoder(), ReplyFinder()
    collector = TextCollector(Suffix.CRLF)
    for piece in stream:
        assert all(isinstance(one, Command | BadFrame) for one in decoder.feed(piece))
        finder.feed(piece)
        collector.feed(piece)
        assert decoder.waiting <= BUFFER_LIMIT and finder.waiting <= BUFFER_LIMIT
        assert collector.waiting <= MAX_CHARACTERS + 2


def collected(data: bytes, suffix: Suffix, step: int) -> tuple[bool, TextCollector]:
    collector = TextCollector(suffix)
    complete = False
    for start in range(0, len(data), step):
        complete = collector.feed(data[start : start + step]) or complete
    return complete, collector


@given(
    st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n\t\0"), min_size=1, max_size=300
    ),
    st.sampled_from(Suffix),
    st.integers(1, 40),
)
def test_a_text_ends_at_its_suffix(text: str, suffix: Suffix, step: int) -> None:
    complete, collector = collected(text.encode() + suffix.value, suffix, step)
    assert complete is (suffix is not Suffix.NONE)
    assert collector.text() == text


@pytest.mark.parametrize("suffix", Suffix)
def test_the_longest_code_is_read_in_full(suffix: Suffix) -> None:
    _, collector = collected(b"A" * MAX_CHARACTERS + suffix.value, suffix, 100)
    assert len(collector.text()) == MAX_CHARACTERS


@pytest.mark.parametrize("suffix", Suffix)
@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, MAX_CHARACTERS + 3, 3 * MAX_CHARACTERS])
def test_a_longer_code_is_swallowed_to_its_end_and_refused(suffix: Suffix, length: int) -> None:
    complete, collector = collected(b"A" * length + suffix.value, suffix, 64)
    assert complete is (suffix is not Suffix.NONE)
    with pytest.raises(TextError, match="longer"):
        collector.text()


def test_text_is_utf_8_or_else_gb_18030() -> None:
    assert decode_text("随申码".encode()) == "随申码"
    assert decode_text("随申码".encode("gb18030")) == "随申码"


@pytest.mark.parametrize("data", [b"", b"\r\n", b"\0\0", b"\xff\xff\xff", b"\x81"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(TextError):
        decode_text(data)


@given(st.binary(max_size=400))
def test_bytes_are_a_text_or_refused_without_showing_them(data: bytes) -> None:
    try:
        decode_text(data)
    except TextError as error:
        assert str(error).startswith("The code is")
