"""The service manager hears that the kiosk serves, and nothing of the watchdog while any part is stuck."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.runtime.service_manager import Heartbeats, ServiceManager


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        yield listener


def heard(systemd: socket.socket) -> list[str]:
    messages = []
    while True:
        try:
            messages.append(systemd.recv(1000).decode())
        except BlockingIOError:
            return messages


def manager(systemd: socket.socket, **environment: str) -> ServiceManager:
    return ServiceManager.of({"NOTIFY_SOCKET": systemd.getsockname()} | environment, 42)


def test_ready_is_told(systemd: socket.socket) -> None:
    manager(systemd).ready()
    assert heard(systemd) == ["READY=1"]


def test_an_abstract_address_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("")  # the kernel chooses an abstract address
        listener.setblocking(False)
        address = "@" + listener.getsockname()[1:].decode()
        ServiceManager.of({"NOTIFY_SOCKET": address}, 42).stopping()
        assert heard(listener) == ["STOPPING=1"]


def test_outside_a_service_nothing_happens() -> None:
    outside = ServiceManager.of({}, 42)
    outside.ready()
    asyncio.run(outside.watch(Heartbeats(["core"], 5.0, Clock())))  # returns
    assert outside == ServiceManager()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "20000000"}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "42"}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "43"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_ours_or_not(environment: dict[str, str], seconds: float | None) -> None:
    assert ServiceManager.of(environment, 42).watchdog == seconds


def test_a_manager_that_is_gone_is_logged(tmp_path: Path, expected_logs: object) -> None:
    expected_logs.expect("cannot be told READY")  # type: ignore[attr-defined]
    ServiceManager.of({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, 42).ready()


def test_a_manager_that_does_not_read_stops_nothing(systemd: socket.socket, expected_logs: object) -> None:
    expected_logs.expect("cannot be told WATCHDOG")  # type: ignore[attr-defined]
    for _ in range(1_000):  # more than the kernel keeps
        manager(systemd).tell("WATCHDOG=1")


def test_a_part_that_nobody_named_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Heartbeats(["core"], 5.0, Clock()).beat("screen")


@pytest.mark.parametrize("silent", [(), ("screen",), ("journal",), ("screen", "journal")])
def test_the_watchdog_starves_while_any_part_is_stuck(
    systemd: socket.socket, silent: tuple[str, ...], expected_logs: object
) -> None:
    """Twelve rounds of a third of 20 s; from the sixth on some parts are silent; 15 s is the oldest beat."""
    clock = Clock()
    fed = []
    parts = ("core", "screen", "journal")
    beats = Heartbeats(parts, 15.0, clock)
    rounds = 0

    async def sleep(seconds: float) -> None:
        nonlocal rounds
        clock.now += seconds
        rounds += 1
        fed.extend(heard(systemd))
        if rounds == 12:
            raise asyncio.CancelledError
        for part in parts:
            if rounds < 6 or part not in silent:
                beats.beat(part)

    if silent:
        expected_logs.expect("^no heartbeat of " + ", ".join(silent))  # type: ignore[attr-defined]
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(manager(systemd, WATCHDOG_USEC="20000000").watch(beats, sleep))
    assert set(fed) == {"WATCHDOG=1"}
    # The last heartbeat came in round 5; it is older than 15 s from round 8 on.
    assert len(fed) == (8 if silent else 12)
    assert beats.stuck() == silent


def test_a_part_that_comes_back_is_fed_for_again(systemd: socket.socket, expected_logs: object) -> None:
    expected_logs.expect("no heartbeat of screen")  # type: ignore[attr-defined]
    clock = Clock()
    beats = Heartbeats(["screen"], 15.0, clock)
    rounds = 0

    async def sleep(seconds: float) -> None:
        nonlocal rounds
        clock.now += seconds
        rounds += 1
        if rounds >= 4:
            beats.beat("screen")
        if rounds == 6:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(manager(systemd, WATCHDOG_USEC="20000000").watch(beats, sleep))
    assert heard(systemd) == ["WATCHDOG=1"] * 5  # rounds 0, 1, 2, 4 and 5; not 3
