"""The supervisor: patient with a short loss, persistent with a long one, and never talkative."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from device_bench import ExpectedLogs, ReaderBench, reader_bench

from drivers.clock import LoopClock, SimulatedClock, run_simulated, settle
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    Status,
    StatusListener,
)
from drivers.simulators.wires import MemoryWire
from drivers.supervisor import Phase, RecoveryPolicy, Supervisor
from drivers.transports.base import Transport
from drivers.transports.memory import MemoryLine, MemoryTransport

NO_JITTER = RecoveryPolicy(jitter=0.0)


class ScriptedDevice:
    """A device whose port and answers a test decides."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.plugged = True
        self.answering = True
        self.raising = False
        self.jammed = False
        self.opened_at: list[float] = []
        self.asked_at: list[float] = []
        self.closed = 0
        self._listeners: list[StatusListener] = []
        self.status = Status(DeviceState.STARTING, 0.0, "driver")
        self.identity = Identity(DeviceKind.LOCKER, "scripted", serial="A1")

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def say(self, state: DeviceState) -> None:
        changed = self.status.state is not state
        self.status = Status(state, self._clock.now(), "driver")
        if changed:
            for listener in list(self._listeners):
                listener(self.status)

    async def open(self, deadline: float) -> Completion[Identity]:
        self.opened_at.append(self._clock.now())
        if self.raising:
            raise RuntimeError("a bug in the driver")
        if not self.plugged:
            self.say(DeviceState.NO_DEVICE)
            return Completion(Code.DEVICE_NOT_READY)
        if not self.answering:
            self.say(DeviceState.OFFLINE)
            return Completion(Code.TIME_OUT)
        self.say(DeviceState.HARDWARE_ERROR if self.jammed else DeviceState.ONLINE)
        return Completion(Code.SUCCESS, self.identity)

    async def close(self) -> None:
        self.closed += 1
        self.say(DeviceState.NO_DEVICE)

    async def refresh(self, deadline: float) -> Completion[Status]:
        self.asked_at.append(self._clock.now())
        if not self.answering:
            self.say(DeviceState.OFFLINE)
            return Completion(Code.TIME_OUT)
        self.say(DeviceState.HARDWARE_ERROR if self.jammed else DeviceState.ONLINE)
        return Completion(Code.SUCCESS, self.status)

    def pull(self) -> None:
        self.plugged = False
        self.say(DeviceState.NO_DEVICE)


class Watched:
    def __init__(self, **options: Any) -> None:
        self.clock = SimulatedClock()
        self.device = ScriptedDevice(self.clock)
        self.supervisor = Supervisor(
            "locker", self.device, self.clock, **{"policy": NO_JITTER, "chance": random.Random(1), **options}
        )
        self.told: list[tuple[float, DeviceState]] = []
        self.supervisor.listen(lambda status: self.told.append((self.clock.now(), status.state)))

    def state(self) -> DeviceState:
        return self.supervisor.status.state

    def phase(self) -> Phase:
        return self.supervisor.phase


def supervised(scenario: Callable[[Watched], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def body() -> None:
        watched = Watched(**options)
        running = asyncio.create_task(watched.supervisor.run())
        try:
            await scenario(watched)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert watched.device.closed >= 1, "the port is closed at the end"

    asyncio.run(body())


def test_a_device_that_is_there_is_in_service_at_once() -> None:
    async def scenario(watched: Watched) -> None:
        await settle()
        assert watched.phase() is Phase.IN_SERVICE
        assert watched.told == [(0.0, DeviceState.ONLINE)]

    supervised(scenario)


def test_a_quiet_device_is_asked_from_time_to_time() -> None:
    async def scenario(watched: Watched) -> None:
        await watched.clock.advance(10)
        assert watched.device.asked_at == [3.0, 6.0, 9.0]

    supervised(scenario)


def test_a_loss_shorter_than_the_grace_is_never_reported() -> None:
    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.pull()
        await watched.clock.advance(2.0)
        assert watched.state() is DeviceState.DEGRADED
        assert watched.phase() is Phase.GRACE
        watched.device.plugged = True
        await watched.clock.advance(1.0)
        assert [state for _, state in watched.told] == [
            DeviceState.ONLINE,
            DeviceState.DEGRADED,
            DeviceState.ONLINE,
        ]

    supervised(scenario)  # and no log record: an unexpected one would fail the test


def test_a_long_loss_is_logged_once_and_so_is_the_return(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("locker: lost", "locker: back in service")

    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.pull()
        await watched.clock.advance(600)
        assert watched.state() is DeviceState.NO_DEVICE
        assert watched.phase() is Phase.OUT_OF_SERVICE
        assert "out-of-service" in watched.supervisor.status.reasons
        watched.device.plugged = True
        await watched.clock.advance(31)
        assert watched.phase() is Phase.IN_SERVICE
        assert watched.state() is DeviceState.ONLINE

    supervised(scenario)
    assert len(expected_logs.records) == 2


def test_the_loss_is_told_when_the_grace_is_over_and_not_before(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("locker: lost")

    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.pull()
        await watched.clock.advance(10)
        assert watched.told[:3] == [
            (0.0, DeviceState.ONLINE),
            (0.0, DeviceState.DEGRADED),
            (3.0, DeviceState.NO_DEVICE),
        ]

    supervised(scenario)


def test_a_silent_device_is_asked_before_its_port_is_reopened(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("locker: lost")

    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.answering = False
        watched.device.say(DeviceState.OFFLINE)
        await watched.clock.advance(3.0)
        assert watched.device.opened_at == [0.0], "during the grace the port is left open"
        # asked after 0.5, 1 and 2 s more; reopened after 4 s more
        await watched.clock.advance(7.4)
        assert watched.device.opened_at == [0.0]
        assert watched.device.asked_at[-3:] == [3.5, 4.5, 6.5]
        await watched.clock.advance(0.2)
        assert watched.device.opened_at == [0.0, 10.5]

    supervised(scenario)


def test_the_waits_grow_to_a_longest_and_carry_jitter() -> None:
    policy = RecoveryPolicy()
    plain = [RecoveryPolicy(jitter=0.0).wait(attempt, random.Random(0)) for attempt in range(8)]
    assert plain == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    chance = random.Random(5)
    waits = [policy.wait(9, chance) for _ in range(200)]
    assert all(24.0 <= wait <= 36.0 for wait in waits)
    assert len(set(waits)) > 100


def test_the_restart_hook_comes_after_the_reopenings_and_a_failing_one_ends_nothing(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("locker: lost", "restart hook failed", "back in service")
    restarted: list[float] = []

    async def scenario(watched: Watched) -> None:
        async def restart() -> None:
            restarted.append(watched.clock.now())
            if len(restarted) == 1:
                raise OSError("the hub has no power switch")
            watched.device.plugged = True

        watched.supervisor._restart = restart
        await settle()
        watched.device.pull()
        await watched.clock.advance(600)
        assert len(restarted) == 2
        reopened = [at for at in watched.device.opened_at if at < restarted[0]]
        assert len(reopened) > 4
        assert watched.phase() is Phase.IN_SERVICE

    supervised(scenario)


def test_a_device_absent_at_the_start_is_reported_without_grace_and_found_later(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("locker: lost", "back in service")

    async def scenario(watched: Watched) -> None:
        watched.device.plugged = False
        await settle()
        assert watched.told == [(0.0, DeviceState.NO_DEVICE)]
        watched.device.plugged = True
        await watched.clock.advance(1)
        assert watched.phase() is Phase.IN_SERVICE

    supervised(scenario)


def test_a_device_that_is_silent_at_the_start_may_be_starting_and_is_not_reported_within_the_grace() -> None:
    async def scenario(watched: Watched) -> None:
        watched.device.answering = False
        await watched.clock.advance(2.6)
        assert watched.told == []
        watched.device.answering = True
        await watched.clock.advance(1)
        assert watched.phase() is Phase.IN_SERVICE
        assert watched.state() is DeviceState.ONLINE

    supervised(scenario)


def test_a_device_that_stays_silent_at_the_start_is_reported_after_the_grace(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect(r"^locker: lost \(offline")

    async def scenario(watched: Watched) -> None:
        watched.device.answering = False
        await watched.clock.advance(2.9)
        assert expected_logs.records == []
        await watched.clock.advance(0.2)
        assert len(expected_logs.records) == 1
        assert watched.state() is DeviceState.OFFLINE

    supervised(scenario)


def test_a_driver_that_raises_is_logged_once_and_supervised_all_the_same(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("the driver raised in open", "locker: lost", "back in service")

    async def scenario(watched: Watched) -> None:
        watched.device.raising = True
        await watched.clock.advance(120)
        watched.device.raising = False
        await watched.clock.advance(40)
        assert watched.phase() is Phase.IN_SERVICE

    supervised(scenario)
    assert len(expected_logs.records) == 3


def test_a_device_that_wants_a_person_is_not_reconnected() -> None:
    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.say(DeviceState.USER_ERROR)
        await settle()
        assert watched.phase() is Phase.IN_SERVICE
        assert watched.told[-1][1] is DeviceState.USER_ERROR

    supervised(scenario)


def test_a_jam_is_told_once_asked_with_pauses_and_over_when_it_is_cleared(
    expected_logs: ExpectedLogs,
) -> None:
    """The device answers all the time: an answer is no recovery."""
    expected_logs.expect("locker: lost", "locker: back in service")

    async def scenario(watched: Watched) -> None:
        await settle()
        watched.device.jammed = True
        watched.device.say(DeviceState.HARDWARE_ERROR)
        await watched.clock.advance(600)
        assert watched.state() is DeviceState.HARDWARE_ERROR
        assert len(watched.device.asked_at) + len(watched.device.opened_at) < 60
        watched.device.jammed = False
        await watched.clock.advance(31)
        assert watched.state() is DeviceState.ONLINE

    supervised(scenario)
    assert len(expected_logs.records) == 2


def test_another_unit_on_the_same_port_is_not_adopted(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("locker: lost")

    async def scenario(watched: Watched) -> None:
        await watched.clock.advance(60)
        assert watched.phase() is not Phase.IN_SERVICE
        assert "another-unit-answers" in watched.supervisor.status.reasons

    supervised(scenario, expected_serial="B2")


def test_the_unit_is_found_by_its_serial_number_when_it_moves_to_another_port(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("reader: lost", "reader: back in service")

    async def scenario() -> None:
        async with reader_bench() as here, reader_bench() as elsewhere:
            await elsewhere.reader.close()
            await elsewhere.fault("wrong_identity")
            third = MemoryLine()

            def ports() -> list[Transport]:
                return [MemoryTransport(line) for line in (here.line, elsewhere.line, third)]

            supervisor = Supervisor(
                "reader",
                here.reader,
                LoopClock(),
                policy=NO_JITTER,
                expected_serial="05.01-20260101-0000000001-0000000002",
                ports=ports,
            )
            running = asyncio.create_task(supervisor.run())
            await asyncio.sleep(1)
            assert phase_of(supervisor) is Phase.IN_SERVICE
            await here.fault("unplugged")
            await asyncio.sleep(20)
            assert phase_of(supervisor) is not Phase.IN_SERVICE, "the unit on the second port is another one"
            here.simulator._wire = MemoryWire(third)
            here.simulator.wire._wire = here.simulator._wire
            await here.simulator.stop()
            await here.simulator.start()
            await asyncio.sleep(40)
            assert phase_of(supervisor) is Phase.IN_SERVICE
            assert (await here.reader.refresh(1)).succeeded
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    run_simulated(scenario())


@pytest.mark.parametrize("gap", [0.0, 1.0, 2.9, 3.1, 20.0, 400.0])
def test_a_reader_unplugged_for_any_time_comes_back_by_itself(
    gap: float, expected_logs: ExpectedLogs
) -> None:
    if gap > 3:
        expected_logs.expect("reader: lost", "reader: back in service")

    async def scenario() -> None:
        async with reader_bench() as bench:
            supervisor = Supervisor("reader", bench.reader, LoopClock(), chance=random.Random(3))
            running = asyncio.create_task(supervisor.run())
            await asyncio.sleep(1)
            await bench.fault("unplugged")
            await asyncio.sleep(gap)
            await bench.clear("unplugged")
            await asyncio.sleep(40)
            assert supervisor.status.state is DeviceState.ONLINE
            await reads(bench)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    run_simulated(scenario())


async def reads(bench: ReaderBench) -> None:
    bench.simulator.put_card("zhang")
    assert (await bench.reader.find(2)).succeeded
    assert (await bench.reader.read(6)).succeeded


def phase_of(supervisor: Supervisor) -> Phase:
    return supervisor.phase
