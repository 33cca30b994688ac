"""A cabinet of each protocol and its driver on one wire, inside the process, in simulated time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from device_bench import context

from drivers.clock import LoopClock
from drivers.contract import DeviceState
from drivers.locker import build
from drivers.locker.cabinet import LockerCabinet
from drivers.simulators.base import SimulatorContext
from drivers.simulators.lock_boards import (
    Board8aBoard,
    Cu16Board,
    Cu48Board,
    LockBoard,
    ModbusLockBoard,
    WklyBoard,
)
from drivers.simulators.locker import SimulatedLocker
from drivers.simulators.locker import build as simulated
from drivers.simulators.wires import MemoryWire
from drivers.transports.base import Transport
from drivers.transports.memory import MemoryLine, MemoryTransport

Values = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    driver: Callable[[Transport, LoopClock, Values], LockerCabinet]
    board: Callable[[str], LockBoard]
    items: Values  # the driver's settings for item sensors


KINDS: Mapping[str, Kind] = {
    "board-8a": Kind(build.board_8a, lambda variant: Board8aBoard(variant == "long_status"), {}),
    "kerong-cu16": Kind(build.kerong_cu16, lambda variant: Cu16Board(), {"items": "fitted"}),
    "kerong-cu48": Kind(
        build.kerong_cu48, lambda variant: Cu48Board(variant != "no_sensors"), {"items": "fitted"}
    ),
    "wkly": Kind(build.wkly, lambda variant: WklyBoard(variant == "mute"), {}),
    "modbus": Kind(
        build.modbus,
        lambda variant: ModbusLockBoard(timed=variant != "no_timer"),
        {"items": "fitted", "first_item_input": 64},
    ),
}


@dataclass
class LockerBench:
    locker: LockerCabinet
    simulator: SimulatedLocker
    line: MemoryLine

    @property
    def device(self) -> LockerCabinet:
        return self.locker

    def state(self) -> DeviceState:
        return self.locker.status.state

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})

    async def tell(self, command: str, **args: object) -> Mapping[str, object]:
        return await self.simulator.handle(command, args)

    def pulses(self) -> Mapping[int, int]:
        """Of the locks that got any."""
        return {number: door.pulses for number, door in self.simulator.cabinet.doors.items() if door.pulses}


@asynccontextmanager
async def locker_bench(
    name: str, settings: Values | None = None, physics: Values | None = None, seed: int = 0
) -> AsyncIterator[LockerBench]:
    """``settings`` of the driver; ``physics`` of the simulator; both know ``board``, ``boards``, ``locks``
    and ``contact``, so what only ``settings`` say of these holds for both.
    """
    kind, settings = KINDS[name], dict(settings or {})
    shared = {key: settings[key] for key in ("board", "boards", "locks", "contact") if key in settings}
    line = MemoryLine()
    where: SimulatorContext = context("locker", seed)
    simulator = simulated({**shared, **(physics or {})}, where, kind.board, MemoryWire(line))
    await simulator.start()
    locker = kind.driver(MemoryTransport(line), LoopClock(), settings)
    try:
        yield LockerBench(locker, simulator, line)
    finally:
        await locker.close()
        await simulator.stop()
