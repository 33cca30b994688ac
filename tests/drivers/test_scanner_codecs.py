"""Commands and replies of Newland and Honeywell scanners."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner import honeywell_codec as honeywell
from drivers.code_scanner import newland_codec as newland

newland_bodies = st.from_regex(r"[A-Z]{3}[A-Z]{3}[0-9]{0,6}", fullmatch=True)
newland_replies = st.builds(
    newland.Reply, newland_bodies, st.sampled_from(newland.Keeping), st.sampled_from(newland.Result)
)
menus = st.builds(
    honeywell.Menu,
    st.from_regex(r"[A-Za-z]{6}[0-9]{0,6}", fullmatch=True),
    st.sampled_from(honeywell.Keeping),
)


def test_newland_commands_have_the_bytes_of_the_document() -> None:
    frame = bytes.fromhex("7E 01 30 30 30 30 23 53 43 4E 54 52 47 31 3B 03")
    assert newland.encode_command(newland.Command("SCNTRG1")) == frame
    assert newland.CommandDecoder().feed(frame) == [newland.Command("SCNTRG1")]


def test_honeywell_commands_have_the_bytes_of_the_manual() -> None:
    assert bytes.fromhex("16 54 0D") == honeywell.TRIGGER and bytes.fromhex("16 55 0D") == honeywell.UNTRIGGER
    assert honeywell.encode_menu(honeywell.Menu("TERMID130")) == b"\x16M\rTERMID130."
    assert honeywell.encode_menu(honeywell.Menu("cbrena*")) == b"\x16M\rcbrena*."


@given(st.lists(newland_bodies, max_size=4), st.integers(0, 500))
def test_newland_commands_are_found_however_the_stream_is_cut(bodies: list[str], cut: int) -> None:
    commands = [newland.Command(body, newland.Keeping.PERMANENT) for body in bodies]
    stream = b"".join(newland.encode_command(one) for one in commands)
    cut %= len(stream) + 1
    decoder = newland.CommandDecoder()
    assert decoder.feed(stream[:cut]) + decoder.feed(stream[cut:]) == commands


@given(newland_replies, st.binary(max_size=600), st.integers(0, 2000))
def test_what_follows_a_newland_reply_is_left_untouched(reply: newland.Reply, text: bytes, cut: int) -> None:
    stream = newland.encode_reply(reply) + text
    cut %= len(stream) + 1
    finder = newland.ReplyFinder()
    first = finder.feed(stream[:cut])
    if first is None:
        assert finder.feed(stream[cut:]) == (reply, text)
    else:
        assert (first[0], first[1] + stream[cut:]) == (reply, text)


@given(newland_replies, st.binary(max_size=300))
def test_a_newland_reply_is_found_behind_noise(reply: newland.Reply, noise: bytes) -> None:
    finder = newland.ReplyFinder()
    found = finder.feed(noise + newland.encode_reply(reply))
    while found is not None and found[0] != reply:
        found = finder.feed(found[1])
    assert found is not None


@given(
    st.lists(
        st.binary(max_size=3000) | st.sampled_from([b"\x02\x010000", b"\x7e\x010000#", b"\x16M\r", b"\x16"]),
        max_size=10,
    )
)
def test_no_stream_raises_or_fills_more_than_the_buffers(stream: list[bytes]) -> None:
    decoders = [newland.CommandDecoder(), honeywell.CommandDecoder()]
    finders = [newland.ReplyFinder(), honeywell.ReplyFinder(honeywell.Menu("cbrena*"))]
    for piece in stream:
        for decoder in decoders:
            decoder.feed(piece)
            assert decoder.waiting <= 1024
        for finder in finders:
            finder.feed(piece)
            assert finder.waiting <= 1024


@given(st.lists(menus | st.sampled_from(honeywell.Press), max_size=5), st.integers(0, 500))
def test_honeywell_commands_are_found_however_the_stream_is_cut(
    commands: list[honeywell.Menu | honeywell.Press], cut: int
) -> None:
    presses = {honeywell.Press.TRIGGER: honeywell.TRIGGER, honeywell.Press.UNTRIGGER: honeywell.UNTRIGGER}
    stream = b"".join(
        presses[one] if isinstance(one, honeywell.Press) else honeywell.encode_menu(one) for one in commands
    )
    cut %= len(stream) + 1
    decoder = honeywell.CommandDecoder()
    assert decoder.feed(stream[:cut]) + decoder.feed(stream[cut:]) == commands


@given(menus, st.sampled_from(honeywell.Result), st.binary(max_size=200), st.binary(max_size=200))
def test_a_honeywell_reply_is_found_between_noise_and_text(
    menu: honeywell.Menu, result: honeywell.Result, noise: bytes, text: bytes
) -> None:
    finder = honeywell.ReplyFinder(menu)
    assert finder.feed(noise + honeywell.encode_reply(menu, result) + text) == (result, text)


@given(menus, st.sampled_from(honeywell.Result))
def test_the_reply_of_another_honeywell_command_is_none(
    menu: honeywell.Menu, result: honeywell.Result
) -> None:
    other = honeywell.Menu(menu.body + "7", menu.keeping)
    assert honeywell.ReplyFinder(menu).feed(honeywell.encode_reply(other, result)) is None


@given(st.text(max_size=80))
def test_a_body_is_a_command_or_refused(body: str) -> None:
    with contextlib.suppress(ValueError):
        assert newland.CommandDecoder().feed(newland.encode_command(newland.Command(body)))
    with contextlib.suppress(ValueError):
        assert honeywell.CommandDecoder().feed(honeywell.encode_menu(honeywell.Menu(body)))


@pytest.mark.parametrize("body", ["", "SCN", "SCNTRG;", "随申码TRG"])
def test_a_body_that_is_none_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="tag"):
        newland.encode_command(newland.Command(body))
