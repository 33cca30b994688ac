"""What a command of a driver costs beside the wire: the processor's time of driver, simulator and event loop.

The commands run in simulated time (``drivers.clock.run_simulated``), in which every wait on the wire, on a
board's answer or on a door takes no real time at all. What is left on the real clock is work; the
simulator's is in it, so the figures are an upper bound of the driver's own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from drivers.clock import LoopClock, run_simulated
from drivers.contract import Completion, Lamp, LampState
from drivers.registry import entry
from drivers.simulators.base import SimulatorContext
from drivers.simulators.registry import factory
from drivers.simulators.wires import MemoryWire, WireSimulator
from drivers.transports.memory import MemoryLine, MemoryTransport

Command = Callable[[Any], Awaitable[Completion[Any]]]


def _status(device: Any) -> Awaitable[Completion[Any]]:
    status: Awaitable[Completion[Any]] = device.refresh(10.0)
    return status


def _opening(device: Any) -> Awaitable[Completion[Any]]:
    opening: Awaitable[Completion[Any]] = device.open_compartment(3, 10.0)
    return opening


def _doors(device: Any) -> Awaitable[Completion[Any]]:
    doors: Awaitable[Completion[Any]] = device.doors(10.0)
    return doors


def _pulse(device: Any) -> Awaitable[Completion[Any]]:
    pulse: Awaitable[Completion[Any]] = device.pulse(10.0)
    return pulse


def _lamp(device: Any) -> Awaitable[Completion[Any]]:
    lamp: Awaitable[Completion[Any]] = device.set_lamp(Lamp.HELP, LampState.ON, 10.0)
    return lamp


def _power(device: Any) -> Awaitable[Completion[Any]]:
    power: Awaitable[Completion[Any]] = device.power(10.0)
    return power


_LOCKER: Mapping[str, Command] = {"status": _status, "doors": _doors, "open": _opening}
COMMANDS: Mapping[str, tuple[Mapping[str, object], Mapping[str, Command]]] = {
    "id-card-reader/sam": ({}, {"status": _status}),
    "code-scanner/gm65": ({}, {"status": _status}),
    "locker/board-8a": ({}, _LOCKER),
    "locker/kerong-cu16": ({}, _LOCKER),
    "locker/kerong-cu48": ({}, _LOCKER),
    "locker/wkly": ({}, _LOCKER),
    "locker/modbus": ({}, _LOCKER),
    "door/modbus-relay": ({}, {"status": _status, "pulse": _pulse}),
    "signals/modbus-io": ({"lamps": "help=0"}, {"status": _status, "lamp": _lamp}),
    "signals/nut": ({}, {"status": _status, "power": _power}),
}


def own_time(rounds: int) -> Mapping[str, Mapping[str, float]]:
    """Milliseconds by driver and command: median, p95, worst of ``rounds``.

    Errors: ``RuntimeError`` when a command does not succeed.
    """
    return {
        f"{name} {word}": run_simulated(_measure(name, settings, command, rounds))
        for name, (settings, commands) in COMMANDS.items()
        for word, command in commands.items()
    }


async def _measure(
    name: str, settings: Mapping[str, object], command: Command, rounds: int
) -> Mapping[str, float]:
    kind, driver = name.split("/")
    line = MemoryLine()
    chance = random.Random(0)  # noqa: S311 - repeatable, no secret
    simulator = factory(kind, driver)({}, SimulatorContext(kind, LoopClock(), chance))
    assert isinstance(simulator, WireSimulator)
    simulator.rewire(MemoryWire(line))
    await simulator.start()
    device = entry(kind, driver).build(MemoryTransport(line), LoopClock(), settings)
    taken = []
    try:
        opened = await device.open(10.0)
        if not opened.succeeded:
            raise RuntimeError(f"{name} cannot be measured: {opened.detail}")
        for _ in range(rounds):
            begun = time.perf_counter()
            completion = await command(device)
            taken.append((time.perf_counter() - begun) * 1000)
            if not completion.succeeded:
                raise RuntimeError(f"{name} cannot be measured: {completion.detail}")
    finally:
        await device.close()
        await simulator.stop()
    taken.sort()
    return {
        "median_ms": round(taken[len(taken) // 2], 3),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 3),
        "worst_ms": round(taken[-1], 3),
    }
