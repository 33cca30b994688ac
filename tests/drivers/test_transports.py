"""Byte transports: real ptys and sockets in real time, bounded buffers, and a loss that is told once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from device_bench import CARDS, ZHANG, context, reader_bench, scanner_bench

from drivers.clock import LoopClock, run_simulated
from drivers.code_scanner.gm65 import Gm65Scanner
from drivers.contract import Code, DeviceState
from drivers.id_card_reader.sam import SamReader
from drivers.simulators.id_card_reader import SimulatedIdCardReader, physics_without_time
from drivers.simulators.wires import PtyWire
from drivers.transports.base import BUFFER_LIMIT, Transport, TransportLost
from drivers.transports.memory import MemoryLine, MemoryTransport
from drivers.transports.recorder import Recorder
from drivers.transports.replayer import (
    Pace,
    Record,
    RecordingError,
    Replayer,
    ReplayMismatch,
    load,
    parse,
)
from drivers.transports.serial import SerialSettings, SerialTransport
from drivers.transports.tap import Noted
from drivers.transports.tcp import TcpTransport


@asynccontextmanager
async def pty() -> AsyncIterator[tuple[PtyWire, SerialTransport]]:
    wire = PtyWire()
    address = await wire.plug()
    transport = SerialTransport(SerialSettings(address.value))
    await transport.open(1)
    try:
        yield wire, transport
    finally:
        await transport.close()
        await wire.unplug()


@asynccontextmanager
async def tcp() -> AsyncIterator[tuple[list[asyncio.StreamWriter], TcpTransport]]:
    writers: list[asyncio.StreamWriter] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1000):
                writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    transport = TcpTransport("127.0.0.1", server.sockets[0].getsockname()[1])
    await transport.open(5)
    try:
        yield writers, transport
    finally:
        await transport.close()
        for writer in writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        server.close()
        await server.wait_closed()


async def read_all(transport: Transport, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += await transport.read(5)
    return data


def test_every_byte_value_passes_a_serial_line_both_ways() -> None:
    async def scenario() -> None:
        everything = bytes(range(256)) * 4
        async with pty() as (wire, transport):
            await transport.write(everything, 5)
            heard = b""
            while len(heard) < len(everything):
                heard += await wire.receive()
            assert heard == everything
            await wire.send(everything)
            assert await read_all(transport, len(everything)) == everything

    asyncio.run(scenario())


def test_reading_a_quiet_line_ends_at_the_deadline() -> None:
    async def scenario() -> None:
        async with pty() as (_, transport):
            with pytest.raises(TimeoutError):
                await transport.read(0.02)

    asyncio.run(scenario())


def test_a_dead_pty_is_an_unplugged_device_for_the_reader_and_the_writer() -> None:
    async def scenario() -> None:
        async with pty() as (wire, transport):
            losses: list[TransportLost] = []
            transport.when_lost(losses.append)
            reading = asyncio.create_task(transport.read(5))
            await asyncio.sleep(0)
            await wire.unplug()
            with pytest.raises(TransportLost, match="is gone"):
                await reading
            with pytest.raises(TransportLost):
                await transport.write(b"x", 1)
            assert not transport.is_open
            assert len(losses) == 1

    asyncio.run(scenario())


def test_a_port_that_does_not_exist_cannot_be_opened(tmp_path: Path) -> None:
    async def scenario() -> None:
        transport = SerialTransport(SerialSettings(str(tmp_path / "absent")))
        with pytest.raises(TransportLost, match="No such file"):
            await transport.open(1)
        with pytest.raises(TransportLost):
            await transport.read(0.1)

    asyncio.run(scenario())


def test_a_port_is_used_by_one_program_at_a_time() -> None:
    async def scenario() -> None:
        async with pty() as (_, transport):
            second = SerialTransport(SerialSettings(transport.address))
            with pytest.raises(TransportLost, match="cannot be opened"):
                await second.open(1)

    asyncio.run(scenario())


def test_a_symlink_is_followed_anew_at_each_opening(tmp_path: Path) -> None:
    async def scenario() -> None:
        link = tmp_path / "reader"
        wire, other = PtyWire(), PtyWire()
        link.symlink_to((await wire.plug()).value)
        transport = SerialTransport(SerialSettings(str(link)))
        await transport.open(1)
        await wire.unplug()
        link.unlink()
        link.symlink_to((await other.plug()).value)
        await transport.open(1)
        await other.send(b"here")
        assert await transport.read(5) == b"here"
        await transport.close()
        await other.unplug()

    asyncio.run(scenario())


def test_a_flood_fills_the_buffer_and_no_more_and_nothing_of_it_is_lost() -> None:
    async def scenario() -> None:
        flood = os.urandom(40_000)
        async with tcp() as (_, transport):
            sending = asyncio.create_task(transport.write(flood, 10))
            received = b""
            while len(received) < len(flood):
                data = await transport.read(5)
                assert len(data) <= BUFFER_LIMIT
                received += data
                await asyncio.sleep(0)
            await sending
            assert received == flood

    asyncio.run(scenario())


def test_a_flooded_serial_line_keeps_at_most_its_buffer() -> None:
    async def scenario() -> None:
        async with pty() as (wire, transport):
            flooding = asyncio.create_task(wire.send(b"x" * 20_000))
            await asyncio.sleep(0.05)
            data = await transport.read(5)
            assert len(data) <= BUFFER_LIMIT
            rest = await read_all(transport, 20_000 - len(data))
            assert len(data) + len(rest) == 20_000
            await flooding

    asyncio.run(scenario())


def test_discarding_drops_what_came_and_keeps_the_line() -> None:
    async def scenario() -> None:
        async with pty() as (wire, transport):
            await wire.send(b"old")
            for _ in range(5000):  # it takes the kernel a moment to hand bytes over
                if transport._input.room < BUFFER_LIMIT:
                    break
                await asyncio.sleep(0.001)
            assert transport.discard() == b"old"
            await wire.send(b"new")
            assert await transport.read(5) == b"new"
            assert transport.is_open

    asyncio.run(scenario())


def test_a_connection_closed_by_the_other_side_is_lost() -> None:
    async def scenario() -> None:
        async with tcp() as (writers, transport):
            losses: list[TransportLost] = []
            transport.when_lost(losses.append)
            await transport.write(b"hello", 5)
            assert await transport.read(5) == b"hello"
            writers[0].close()
            with pytest.raises(TransportLost, match="is gone"):
                await transport.read(5)
            assert len(losses) == 1

    asyncio.run(scenario())


def test_nobody_listening_is_a_clear_loss() -> None:
    async def scenario() -> None:
        server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        with pytest.raises(TransportLost, match="cannot be reached"):
            await TcpTransport("127.0.0.1", port).open(5)

    asyncio.run(scenario())


@pytest.mark.parametrize("use", ["read", "write"])
def test_a_transport_that_was_never_opened_or_is_closed_is_lost(use: str) -> None:
    async def scenario() -> None:
        line = MemoryLine()
        line.plug()
        transports: list[Transport] = [
            SerialTransport(SerialSettings("/dev/null")),
            TcpTransport("127.0.0.1", 9),
            MemoryTransport(line),
            Replayer([], LoopClock()),
        ]
        for transport in transports:
            await transport.close()
            with pytest.raises(TransportLost):
                await (transport.read(0.1) if use == "read" else transport.write(b"x", 0.1))

    asyncio.run(scenario())


def test_a_reader_on_a_real_pty_works_and_survives_its_plug(tmp_path: Path) -> None:
    async def scenario() -> None:
        wire = PtyWire()
        simulator = SimulatedIdCardReader(context("reader"), CARDS, physics_without_time(), wire)
        address = await simulator.start()
        link = tmp_path / "reader"
        link.symlink_to(address.value)
        reader = SamReader(SerialTransport(SerialSettings(str(link))), LoopClock())
        assert (await reader.open(5)).succeeded
        simulator.put_card("zhang")
        assert (await reader.find(5)).succeeded
        assert (await reader.read(5)).result == ZHANG
        lost = asyncio.Event()
        end = reader.listen(lambda status: lost.set())
        await simulator.handle("fault", {"name": "unplugged"})
        await asyncio.wait_for(lost.wait(), 5)
        end()
        assert reader.status.state is DeviceState.NO_DEVICE
        assert (await reader.find(1)).code is Code.DEVICE_NOT_READY
        await simulator.handle("clear_fault", {"name": "unplugged"})
        link.unlink()
        link.symlink_to(os.ttyname(wire._slave))
        assert (await reader.open(5)).succeeded
        assert (await reader.find(5)).succeeded
        await reader.close()
        await simulator.stop()

    asyncio.run(scenario())


# --- recorder and replayer --------------------------------------------------------------------------------


async def a_visit(reader: SamReader) -> list[object]:
    results: list[object] = [(await reader.open(3)).result]
    results.append((await reader.find(2)).code)
    results.append((await reader.read(6)).result)
    results.append((await reader.card_present(2)).result)
    await reader.close()
    return results


def recorded(path: Path) -> list[object]:
    async def scenario() -> list[object]:
        async with reader_bench() as bench:
            bench.simulator.put_card("zhang", "moved")
            with Recorder(MemoryTransport(bench.line), path, LoopClock()) as recorder:
                return await a_visit(SamReader(recorder, LoopClock()))

    return run_simulated(scenario())


def test_a_recording_plays_the_same_visit_again(tmp_path: Path) -> None:
    path = tmp_path / "visit.jsonl"
    first = recorded(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    async def again(pace: Pace) -> tuple[list[object], bool, float]:
        replayer = Replayer(load(path), LoopClock(), pace)
        results = await a_visit(SamReader(replayer, LoopClock()))
        return results, replayer.finished, LoopClock().now()

    at_once, finished, taken = run_simulated(again(Pace.AT_ONCE))
    assert (at_once, finished, taken) == (first, True, 0.0)
    as_recorded, finished, taken = run_simulated(again(Pace.AS_RECORDED))
    assert (as_recorded, finished) == (first, True)
    assert taken == pytest.approx(load(path)[-1].at, abs=0.01)


def test_a_recorded_scan_plays_again(tmp_path: Path) -> None:
    path = tmp_path / "scan.jsonl"

    async def scan(scanner: Gm65Scanner) -> str | None:
        assert (await scanner.open(5)).succeeded
        completion = await scanner.scan(5)
        await scanner.close()
        return None if completion.result is None else completion.result.text

    async def first() -> str | None:
        async with scanner_bench() as bench:
            await bench.tell("show_code", {"text": "随申码"})
            with Recorder(MemoryTransport(bench.line), path, LoopClock()) as recorder:
                return await scan(Gm65Scanner(recorder, LoopClock()))

    async def again() -> str | None:
        return await scan(Gm65Scanner(Replayer(load(path), LoopClock()), LoopClock()))

    assert run_simulated(first()) == run_simulated(again()) == "随申码"


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "visit.jsonl"
    path.write_text("")
    with pytest.raises(FileExistsError):
        Recorder(MemoryTransport(MemoryLine()), path, LoopClock())


def test_a_recording_stops_at_its_limit_and_the_wire_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with reader_bench() as bench:
            limited = Recorder(MemoryTransport(bench.line), tmp_path / "r.jsonl", LoopClock(), size_limit=300)
            reader = SamReader(limited, LoopClock())
            for _ in range(10):
                assert (await reader.open(3)).succeeded
            limited.finish()
            await reader.close()

    run_simulated(scenario())
    assert (tmp_path / "r.jsonl").stat().st_size <= 300


def test_a_loss_is_recorded_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "loss.jsonl"

    async def loss() -> None:
        async with reader_bench() as bench:
            with Recorder(MemoryTransport(bench.line), path, LoopClock()) as recorder:
                reader = SamReader(recorder, LoopClock())
                await reader.open(3)
                await bench.fault("unplugged")
                assert reader.status.state is DeviceState.NO_DEVICE

    async def again() -> None:
        reader = SamReader(Replayer(load(path), LoopClock()), LoopClock())
        await reader.open(3)
        await asyncio.sleep(1)
        assert reader.status.state is DeviceState.NO_DEVICE

    run_simulated(loss())
    run_simulated(again())


def test_a_driver_that_sends_other_bytes_than_recorded_is_told_which() -> None:
    records = [Record(0, Noted.OPEN), Record(0, Noted.OUT, b"abc"), Record(1, Noted.IN, b"yes")]

    async def scenario() -> None:
        replayer = Replayer(records, LoopClock())
        await replayer.open(1)
        with pytest.raises(ReplayMismatch, match="byte 1 "):
            await replayer.write(b"aXc", 1)
        replayer = Replayer(records, LoopClock())
        await replayer.open(1)
        await replayer.write(b"ab", 1)
        await replayer.write(b"c", 1)
        assert await replayer.read(1) == b"yes"
        with pytest.raises(ReplayMismatch, match="a byte more"):
            await replayer.write(b"d", 1)

    run_simulated(scenario())


@pytest.mark.parametrize(
    "line", ["", "{}", "[]", '{"at": 0, "what": "sang"}', '{"at": 0, "what": "in", "hex": "0"}', '"open"']
)
def test_what_is_no_recording_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(RecordingError, match="Line 2"):
        parse(['{"at": 0, "what": "open"}', line])


def test_simulated_time_does_not_wait() -> None:
    begun = time.monotonic()
    run_simulated(asyncio.sleep(3600))
    assert time.monotonic() - begun < 60  # an hour in less than a minute: the loop jumps, whatever the load


def test_simulated_time_that_cannot_go_on_fails_instead_of_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.clock.STANDSTILL_SECONDS", 0.01)

    async def never() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="stands still"):
        run_simulated(never())
