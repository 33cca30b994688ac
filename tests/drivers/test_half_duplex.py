"""One line, several drivers: turns, rests, echoes."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import LoopClock, run_simulated
from drivers.transports.base import TransportLost
from drivers.transports.half_duplex import Echo, EchoFilter, HalfDuplexLine, Lines
from drivers.transports.memory import MemoryLine, MemoryTransport


def plugged() -> tuple[MemoryLine, HalfDuplexLine]:
    cable = MemoryLine()
    cable.plug()
    return cable, HalfDuplexLine(MemoryTransport(cable), LoopClock())


def test_two_drivers_never_talk_at_once_and_the_line_rests_between_them() -> None:
    async def body() -> None:
        _, line = plugged()
        one, two = line.seat(), line.seat()
        await one.open(1)
        await two.open(1)
        spoke: list[tuple[str, float]] = []

        async def talk(name: str, seat: object) -> None:
            for _ in range(3):
                async with line.turn():
                    spoke.append((name, LoopClock().now()))
                    await asyncio.sleep(0.1)
                    spoke.append((name, LoopClock().now()))

        await asyncio.gather(talk("one", one), talk("two", two))
        for (name, _), (again, _) in zip(spoke[::2], spoke[1::2], strict=True):
            assert name == again, "nobody spoke into another's turn"
        for (_, ended), (_, began) in zip(spoke[1::2], spoke[2::2], strict=False):
            assert began - ended >= 0.02 - 1e-9

    run_simulated(body())


def test_the_port_closes_with_the_last_driver_on_it() -> None:
    async def body() -> None:
        cable, line = plugged()
        one, two = line.seat(), line.seat()
        await one.open(1)
        await two.open(1)
        await one.close()
        assert two.is_open and not one.is_open and cable.host_end is not None
        with pytest.raises(TransportLost, match="not open"):
            await one.write(b"x", 1)
        await two.close()
        assert cable.host_end is None

    run_simulated(body())


def test_a_lost_wire_is_told_to_every_driver_and_can_be_opened_again() -> None:
    async def body() -> None:
        cable, line = plugged()
        seats = [line.seat(), line.seat()]
        told: list[int] = []
        for number, seat in enumerate(seats):
            seat.when_lost(lambda loss, number=number: told.append(number))
            await seat.open(1)
        cable.unplug()
        assert told == [0, 1]
        assert not any(seat.is_open for seat in seats)
        with pytest.raises(TransportLost):
            await seats[0].open(1)
        cable.plug()
        await seats[0].open(1)
        assert seats[0].is_open and not seats[1].is_open

    run_simulated(body())


def test_the_deadline_of_a_read_holds_though_an_echo_comes() -> None:
    async def body() -> None:
        cable, line = plugged()
        seat = line.seat()
        await seat.open(1)
        async with seat.turn():
            await seat.ask(b"question", 1, answer_may_be_equal=False)
            cable.deliver(b"question")
            begun = LoopClock().now()
            with pytest.raises(TimeoutError):
                await seat.read(2)
            assert LoopClock().now() - begun == pytest.approx(2)

    run_simulated(body())


def test_drivers_built_on_one_port_share_its_line() -> None:
    async def body() -> None:
        cable = MemoryLine()
        cable.plug()
        lines = Lines(LoopClock())
        one, two = (lines.seat(MemoryTransport(cable, "/dev/bus")) for _ in range(2))
        other = lines.seat(MemoryTransport(MemoryLine(), "/dev/other"))
        await one.open(1)
        await two.open(1)
        await one.close()
        assert two.is_open, "the port stays open for the other"
        with pytest.raises(TransportLost):
            await other.open(1)

    run_simulated(body())


frames = st.binary(min_size=1, max_size=20)


@given(frames, frames, st.integers(0, 40))
def test_an_echo_is_dropped_however_it_is_cut(frame: bytes, answer: bytes, cut: int) -> None:
    echo = EchoFilter(Echo.DROPPED)
    echo.sent(frame, answer_may_be_equal=True)
    stream = frame + answer
    cut %= len(stream) + 1
    assert echo.feed(stream[:cut]) + echo.feed(stream[cut:]) + echo.flush() == answer


@given(frames, frames)
def test_without_an_echo_every_byte_comes_through(frame: bytes, answer: bytes) -> None:
    for kind in (Echo.NONE, Echo.LEARN):
        echo = EchoFilter(kind)
        echo.sent(frame, answer_may_be_equal=True)
        assert echo.feed(answer) + echo.flush() == answer


@given(frames, frames)
def test_an_echo_learned_from_a_question_is_dropped_from_an_act(question: bytes, act: bytes) -> None:
    echo = EchoFilter()
    echo.sent(question, answer_may_be_equal=False)
    assert echo.feed(question + b"answer") == b"answer"
    echo.sent(act, answer_may_be_equal=True)
    assert echo.feed(act + act) == act, "one echo, and an answer that has the same bytes"
