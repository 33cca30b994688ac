"""Frames of lock boards: the documented bytes, round trips, and streams of anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing import BUFFER_LIMIT, FrameFinder
from drivers.locker import board_8a, kerong, wkly
from drivers.locker.board_8a import All, Board8a, Board8aSettings, Head, One
from drivers.locker.kerong import BoardState, Cu16Settings, Cu48Settings, KerongCu16, KerongCu48
from drivers.locker.modbus import ModbusLocker, ModbusLockerSettings
from drivers.locker.wkly import Wkly, WklySettings
from drivers.modbus import parse_answer
from drivers.simulators.lock_boards import (
    Board8aBoard,
    Cu16Board,
    Cu48Board,
    LockBoard,
    ModbusLockBoard,
    WklyBoard,
)

DIALECTS = [
    (Board8a(Board8aSettings()), Board8aBoard),
    (KerongCu16(Cu16Settings()), Cu16Board),
    (KerongCu48(Cu48Settings()), Cu48Board),
    (Wkly(WklySettings()), WklyBoard),
    (ModbusLocker(ModbusLockerSettings()), ModbusLockBoard),
]


@pytest.mark.parametrize(
    ("frame", "documented"),
    [
        (Board8a(Board8aSettings()).pulse(1, 1), "8A 01 01 11 9B"),
        (Board8a(Board8aSettings()).question_of(1, 1).frame, "80 01 01 33 B3"),
        (Board8a(Board8aSettings()).questions(1)[0].frame, "80 01 00 33 B2"),
        (KerongCu16(Cu16Settings()).status(0), "02 00 30 03 35"),
        (KerongCu16(Cu16Settings()).pulse(0, 1), "02 00 31 03 36"),
        (KerongCu16(Cu16Settings()).pulse(1, 1), "02 10 31 03 46"),
        (KerongCu48(Cu48Settings()).pulse(0, 1), "02 00 00 61 03 66"),
        (Wkly(WklySettings()).pulse(0, 1), "57 4B 4C 59 09 00 82 01 83"),
        (Wkly(WklySettings()).question_of(0, 1).frame, "57 4B 4C 59 09 00 83 01 82"),
        (ModbusLocker(ModbusLockerSettings()).pulse(1, 1), "01 05 00 00 FF 00 8C 3A"),
        (ModbusLocker(ModbusLockerSettings()).pulse(1, 2), "01 05 00 01 FF 00 DD FA"),
        (ModbusLocker(ModbusLockerSettings(locks=8)).questions(1)[0].frame, "01 02 00 00 00 08 79 CC"),
    ],
)
def test_commands_have_the_documented_bytes(frame: bytes, documented: str) -> None:
    assert frame == bytes.fromhex(documented)


def test_the_longest_documented_answer_of_a_wkly_board_is_understood() -> None:
    frame = bytes.fromhex("57 4B 4C 59 0B 00 82 00 01 00 81")
    assert wkly.parse(frame) == (wkly.Frame(0, wkly.OPEN, b"\x00\x01\x00"), 11)


ones = st.builds(
    One, st.sampled_from(Head), st.integers(1, 99), st.integers(1, 50), st.sampled_from([0x00, 0x11])
)


@given(ones)
def test_an_8a_answer_of_one_lock_survives_the_wire(one: One) -> None:
    frame = board_8a.encode(one.head, one.board, one.lock, one.state)
    assert board_8a.parse(frame, 3) == (one, 5)


@given(st.integers(1, 99), st.integers(2, 7), st.data())
def test_an_8a_answer_of_all_locks_survives_the_wire(board: int, groups: int, data: st.DataObject) -> None:
    bits = data.draw(st.integers(0, (1 << 8 * groups) - 1))
    frame = board_8a.encode_all(board, groups, bits)
    found = FrameFinder(lambda one: board_8a.parse(one, groups)).feed(frame)
    # An answer can begin with what is a frame of one lock: the board's address and states decide.
    assert All(board, groups, bits) in found or isinstance(found[0], One)


def test_the_highest_group_of_an_8a_board_comes_first() -> None:
    assert board_8a.encode_all(1, 3, 0x000001)[2:5] == bytes.fromhex("00 00 01")


@given(st.integers(0, 15), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_a_cu16_state_survives_the_wire(board: int, hooks: int, sensors: int) -> None:
    state = BoardState(board, hooks, sensors)
    assert kerong.parse_cu16(kerong.encode_cu16_state(state)) == (state, 9)


@given(
    st.integers(0, 15),
    st.integers(0, (1 << 48) - 1),
    st.none() | st.integers(0, (1 << 48) - 1),
    st.booleans(),
)
def test_a_cu48_state_survives_the_wire(board: int, hooks: int, sensors: int | None, rest: bool) -> None:
    state = BoardState(board, hooks, sensors)
    frame = kerong.encode_cu48_state(state)
    found = FrameFinder(kerong.parse_cu48).feed(frame)
    assert found[0].hooks == hooks or found[0].sensors is None


frames = st.builds(wkly.Frame, st.integers(0, 31), st.integers(0x80, 0x89), st.binary(max_size=247))


@given(st.lists(frames, max_size=4), st.integers(0, 2000))
def test_wkly_frames_are_found_however_the_stream_is_cut(frames: list[wkly.Frame], cut: int) -> None:
    stream = b"".join(map(wkly.encode, frames))
    cut %= len(stream) + 1
    finder = FrameFinder(wkly.parse)
    assert finder.feed(stream[:cut]) + finder.feed(stream[cut:]) == frames
    assert not finder.damaged


@pytest.mark.parametrize(("dialect", "board"), DIALECTS, ids=lambda one: type(one).__name__)
@given(noise=st.binary(max_size=60), lock=st.integers(1, 16), open_doors=st.integers(0, 0xFFFF))
def test_an_answer_is_found_behind_noise(
    dialect: Any, board: Callable[[], LockBoard], noise: bytes, lock: int, open_doors: int
) -> None:
    from drivers.simulators.lock_boards import Seen

    address = dialect.settings.board
    question = dialect.question_of(address, lock)
    (told,) = board().feed(question.frame)
    contacts = [not open_doors >> index & 1 for index in range(dialect.settings.locks)]
    answer = board().answer(told, Seen(contacts, [False] * len(contacts)))
    assert answer is not None
    finder: FrameFinder[Any] = FrameFinder(dialect.parse)
    found = finder.feed(noise + answer) + finder.give_up()
    read = [contacts_seen for one in found if (contacts_seen := dialect.contacts(question, one)) is not None]
    assert any(one.get(lock) == contacts[lock - 1] for one in read)


@given(
    st.lists(
        st.binary(max_size=3000) | st.sampled_from([b"WKLY\xff", b"\x02\x00\x35", b"\x80\x01"]), max_size=10
    )
)
def test_no_stream_raises_or_fills_more_than_the_buffer(stream: list[bytes]) -> None:
    for dialect, board in DIALECTS:
        finder: FrameFinder[Any] = FrameFinder(dialect.parse)
        boards = board()
        for piece in stream:
            for frame in finder.feed(piece):
                for read in (dialect.contacts, dialect.items):
                    read(dialect.question_of(dialect.settings.board, 1), frame)
            boards.feed(piece)
            assert finder.waiting <= BUFFER_LIMIT


@given(st.binary(min_size=1, max_size=300))
def test_a_looks_answer_never_claims_more_bytes_than_there_are(data: bytes) -> None:
    for parse in (parse_answer, wkly.parse, kerong.parse_cu16, kerong.parse_cu48):
        found = parse(data)
        if isinstance(found, tuple):
            assert 0 < found[1] <= len(data)
