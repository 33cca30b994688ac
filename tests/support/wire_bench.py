"""A bench for any driver on a byte wire: it and its simulator, inside the process, in simulated time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from device_bench import context

from drivers.byte_device import ByteDevice
from drivers.clock import Clock, LoopClock, run_simulated
from drivers.contract import DeviceState
from drivers.simulators.base import SimulatorContext
from drivers.simulators.wires import MemoryWire, Wire, WireSimulator
from drivers.transports.base import Transport
from drivers.transports.memory import MemoryLine, MemoryTransport

D = TypeVar("D", bound=ByteDevice)
S = TypeVar("S", bound=WireSimulator)


@dataclass
class WireBench(Generic[D, S]):
    device: D
    simulator: S
    line: MemoryLine

    def state(self) -> DeviceState:
        return self.device.status.state

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})

    async def tell(self, command: str, **args: object) -> Mapping[str, object]:
        return await self.simulator.handle(command, args)


@asynccontextmanager
async def wire_bench(
    device: Callable[[Transport, Clock], D],
    simulator: Callable[[SimulatorContext, Wire], S],
    seed: int = 0,
    name: str = "device",
) -> AsyncIterator[WireBench[D, S]]:
    line = MemoryLine()
    simulated = simulator(context(name, seed), MemoryWire(line))
    await simulated.start()
    driven = device(MemoryTransport(line), LoopClock())
    try:
        yield WireBench(driven, simulated, line)
    finally:
        await driven.close()
        await simulated.stop()


def in_bench(
    device: Callable[[Transport, Clock], D],
    simulator: Callable[[SimulatorContext, Wire], S],
    scenario: Callable[[WireBench[D, S]], Awaitable[None]],
    seed: int = 0,
) -> None:
    async def body() -> None:
        async with wire_bench(device, simulator, seed) as bench:
            await scenario(bench)

    run_simulated(body())
