"""Doors and signals with their simulators on one wire, inside the process, in simulated time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from device_bench import context

from drivers.byte_device import ByteDevice
from drivers.clock import LoopClock
from drivers.contract import DeviceState
from drivers.door.lcus import LcusDoor, LcusSettings
from drivers.door.modbus_relay import ModbusRelayDoor, ModbusRelaySettings
from drivers.settings import settings_from
from drivers.signals.modbus_io import ModbusIo, ModbusIoSettings
from drivers.signals.nut import NutPower, NutSettings
from drivers.simulators.lcus import LcusPhysics, SimulatedLcus
from drivers.simulators.modbus_board import BoardPhysics, SimulatedDoor, SimulatedModbusBoard
from drivers.simulators.power_supply import SimulatedPowerSupply, SupplyPhysics
from drivers.simulators.wires import MemoryWire, Wire, WireSimulator
from drivers.transports.base import Transport
from drivers.transports.memory import MemoryLine, MemoryTransport

D = TypeVar("D", bound=ByteDevice)
S = TypeVar("S", bound=WireSimulator)
Values = Mapping[str, object]


@dataclass
class BoardBench(Generic[D, S]):
    device: D
    simulator: S
    line: MemoryLine

    def state(self) -> DeviceState:
        return self.device.status.state

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})

    async def tell(self, command: str, **args: object) -> Mapping[str, Any]:
        return await self.simulator.handle(command, args)


@asynccontextmanager
async def _bench(
    driver: Callable[[Transport], D], simulator: Callable[[Wire], S]
) -> AsyncIterator[BoardBench[D, S]]:
    line = MemoryLine()
    simulated = simulator(MemoryWire(line))
    await simulated.start()
    device = driver(MemoryTransport(line))
    try:
        yield BoardBench(device, simulated, line)
    finally:
        await device.close()
        await simulated.stop()


def relay_bench(settings: Values | None = None, physics: Values | None = None, seed: int = 0) -> Any:
    return _bench(
        lambda wire: ModbusRelayDoor(wire, LoopClock(), settings_from(ModbusRelaySettings, settings or {})),
        lambda wire: SimulatedDoor(context("door", seed), settings_from(BoardPhysics, physics or {}), wire),
    )


def lcus_bench(settings: Values | None = None, physics: Values | None = None, seed: int = 0) -> Any:
    return _bench(
        lambda wire: LcusDoor(wire, LoopClock(), settings_from(LcusSettings, settings or {})),
        lambda wire: SimulatedLcus(context("door", seed), settings_from(LcusPhysics, physics or {}), wire),
    )


def io_bench(settings: Values | None = None, physics: Values | None = None, seed: int = 0) -> Any:
    return _bench(
        lambda wire: ModbusIo(wire, LoopClock(), settings_from(ModbusIoSettings, settings or {})),
        lambda wire: SimulatedModbusBoard(
            context("signals", seed), settings_from(BoardPhysics, physics or {}), wire
        ),
    )


def nut_bench(settings: Values | None = None, physics: Values | None = None, seed: int = 0) -> Any:
    return _bench(
        lambda wire: NutPower(wire, LoopClock(), settings_from(NutSettings, settings or {})),
        lambda wire: SimulatedPowerSupply(
            context("signals", seed), settings_from(SupplyPhysics, physics or {}), wire
        ),
    )
